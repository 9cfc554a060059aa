"""The text part of an e-mail: wrapped at 72 columns, with aligned tables."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from creditctl.documents.markup import Break, Link, ListBlock, Marker, Paragraph, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.documents.blocks import ItemTable, PaymentBlock
    from creditctl.documents.claims import ClaimDetails, InterestRow
    from creditctl.documents.content import Content
    from creditctl.documents.labels import Labels
    from creditctl.documents.markup import Inline, Node

WIDTH: Final = 72
_NARROWEST_NUMBER: Final = 10
_GAP: Final = "  "
# Blanks that do not break hold amounts together while lines are wrapped; afterwards they become
# plain ones, as mail programs show them oddly in plain text.
_BLANKS: Final = str.maketrans({"\u00a0": " ", "\u202f": " "})


def render_text(content: Content) -> str:
    """The letter as plain text, lines ended by LF."""
    parts = [part for node in content.body if (part := _node(node, content))]
    return ("\n\n".join(parts) + "\n").translate(_BLANKS)


def _node(node: Node, content: Content) -> str:
    match node:
        case Marker("items"):
            return _items(content.table, content.language.labels)
        case Marker():
            return _payment(content.payment, content.language.labels)
        case ListBlock(start, items):
            return "\n".join(
                _item("-" if start is None else f"{start + place}.", item, content)
                for place, item in enumerate(items)
            )
        case Paragraph(children):
            lines = _flat(children).split("\n")
            return "\n".join(wrapped(line.strip()) for line in lines).strip()


def _item(mark: str, nodes: Sequence[Node], content: Content) -> str:
    text = "\n".join(filter(None, (_node(node, content) for node in nodes)))
    indent = " " * (len(mark) + 1)
    lines = [piece for line in text.split("\n") for piece in _wrap(line, WIDTH - len(indent))]
    return "\n".join((indent if at else f"{mark} ") + line for at, line in enumerate(lines))


def _flat(children: Sequence[Inline]) -> str:
    """Inline nodes as text; emphasis needs no mark, a link shows where it leads."""
    pieces: list[str] = []
    for child in children:
        match child:
            case Text(text):
                pieces.append(text)
            case Break():
                pieces.append("\n")
            case Link(target, inner):
                pieces.append(_link(target, _flat(inner)))
            case _:
                pieces.append(_flat(child.children))
    return "".join(pieces)


def _link(target: str, text: str) -> str:
    bare = target.removeprefix("mailto:").removeprefix("tel:")
    return text if text in (bare, bare.removeprefix("https://")) else f"{text} ({bare})"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes; wide East Asian characters take two."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrapped(text: str) -> str:
    """The text wrapped at 72 columns; words that are longer stand whole on a line."""
    return "\n".join(_wrap(text, WIDTH))


def _wrap(text: str, width: int) -> list[str]:
    if columns(text) <= width:
        return [text]
    lines: list[str] = []
    line, used = "", 0
    for word in text.split(" "):
        size = columns(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = word, size
        else:
            line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    return [*lines, line]


def _items(table: ItemTable, labels: Labels) -> str:
    items = _table(table, labels)
    return f"{items}\n\n{_claim(table.claim, labels)}" if table.claim else items


def _table(table: ItemTable, labels: Labels) -> str:
    """The items under their heads, and the sums; a long number has a line of its own."""
    head, rows = _cells(table, labels)
    head[-1] = f"{head[-1]} {table.currency}"
    sums = [*table.sums, *([table.total] if table.total else [])]
    widths = [max(columns(cells[at]) for cells in (head, *rows)) for at in range(len(head))]
    widths[-1] = max([widths[-1], *(columns(amount) for _, amount in sums)])
    rest = sum(widths[1:]) + len(_GAP) * (len(widths) - 1)
    widths[0] = max(_NARROWEST_NUMBER, min(widths[0], WIDTH - rest))
    whole = rest + widths[0]
    lines = [_row(head, widths), "-" * whole, *(_row(row, widths) for row in rows)]
    if sums:
        lines += ["-" * whole, *(_spread(label, amount, whole) for label, amount in sums)]
    return "\n".join(lines)


def _claim(claim: ClaimDetails, labels: Labels) -> str:
    """How the interest was calculated, and the sentences below."""
    parts = (
        [f"{labels.calculation}{labels.colon}\n{_interest(claim.rows, labels)}"]
        if claim.rows
        else []
    )
    return "\n\n".join([*parts, "\n".join(map(wrapped, claim.notes))])


def _interest(rows: Sequence[InterestRow], labels: Labels) -> str:
    """A row a line; invoice numbers on lines of their own, as the rest takes the whole width."""
    head = [labels.period, labels.interest_days, labels.rate, labels.principal, labels.interest]
    cells = [[row.period, row.days, row.rate, row.principal, row.amount] for row in rows]
    widths = [max(columns(each[at]) for each in (head, *cells)) for at in range(len(head))]
    heads, *body = (_row(each, widths, texts=0) for each in (head, *cells))
    lines = [heads, "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))]
    number = None
    for row, line in zip(rows, body, strict=True):
        lines += [line] if row.number == number else [row.number, line]
        number = row.number
    return "\n".join(lines)


def _cells(table: ItemTable, labels: Labels) -> tuple[list[str], list[list[str]]]:
    """Heads and rows of what is owed; of what was paid only number, date and amount."""
    if table.total is None:
        head = [table.head, labels.issued, labels.amount]
        rows = [[row.number, row.issued, row.amount] for row in table.rows]
        left_out = None if table.dated else 1
    else:
        head = [table.head, labels.due, labels.days_overdue, labels.open]
        rows = [[row.number, row.due, row.overdue, row.open] for row in table.rows]
        left_out = None if table.overdue else 2
    if left_out is not None:
        for cells in (head, *rows):
            del cells[left_out]
    return head, rows


def _row(cells: Sequence[str], widths: Sequence[int], *, texts: int = 1) -> str:
    """One row; the first column and `texts` more begin at their left, numbers end at the right."""
    first, *others = cells
    above = ""
    if columns(first) > widths[0]:
        above, first = f"{first}\n", ""
    pieces = [_padded(first, widths[0])]
    for at, (cell, width) in enumerate(zip(others, widths[1:], strict=True)):
        pieces.append(_padded(cell, width, right=at >= texts or len(others) == 1))
    return above + _GAP.join(pieces).rstrip()


def _spread(label: str, amount: str, width: int) -> str:
    room = max(width - columns(label), columns(amount) + len(_GAP))
    return label + _padded(amount, room, right=True)


def _padded(text: str, width: int, *, right: bool = False) -> str:
    blanks = " " * max(0, width - columns(text))
    return blanks + text if right else text + blanks


def _payment(block: PaymentBlock, labels: Labels) -> str:
    width = max(columns(label + labels.colon) for label, _ in block.rows)
    rows = [f"  {_padded(label + labels.colon, width)}  {value}" for label, value in block.rows]
    online = [f"  {labels.pay_online}{labels.colon}", f"  {block.link}"] if block.link else []
    return "\n".join([f"{block.title}{labels.colon}", *rows, *online])
