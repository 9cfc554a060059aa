"""The HTML part of an e-mail: one self-contained page with inline styles.

Mail programs drop style sheets, so every element carries its own style; the layout is tables,
because some mail programs know nothing else. It reads at 320 pixels as at 700.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from creditctl.documents.markup import Break, Emphasis, Link, ListBlock, Marker, Paragraph, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.documents.blocks import ItemRow, ItemTable
    from creditctl.documents.claims import ClaimDetails
    from creditctl.documents.content import Content
    from creditctl.documents.labels import Labels
    from creditctl.documents.markup import Inline, Node

_FONT: Final = (
    "font-family:-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;"
    "font-size:15px;line-height:1.55;color:#1f2933;"
)
_SMALL: Final = "font-size:13px;line-height:1.45;color:#5b6770;"
_BREAK: Final = "overflow-wrap:anywhere;word-break:break-word;"
_LINE: Final = "border-bottom:1px solid #e3e8ec;"
_TABLE: Final = 'role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
_COLLAPSE: Final = "border-collapse:collapse;width:100%;"
_NUMBERS: Final = "text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;"


def render_html(content: Content, accent: str) -> str:
    """The letter as an HTML document.

    Args:
        content: the letter.
        accent: colour of names and rules, ``#rrggbb``.
    """
    company = content.context.company
    body = "\n".join(_node(node, content, accent) for node in content.body)
    name = _text(company.name)
    return f"""<!DOCTYPE html>
<html lang="{_text(content.language.code)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{_text(content.subject)}</title>
</head>
<body style="margin:0;padding:0;background:#f3f5f7;">
<table {_TABLE} style="{_COLLAPSE}background:#f3f5f7;"><tr>
<td align="center" style="padding:16px 8px;">
<table {_TABLE} style="border-collapse:separate;width:100%;max-width:600px;background:#ffffff;\
border-top:4px solid {accent};">
<tr><td style="{_FONT}padding:22px 20px 0 20px;">
<p style="margin:0 0 20px 0;font-size:19px;font-weight:600;color:{accent};{_BREAK}">{name}</p>
{body}
</td></tr>
<tr><td style="{_FONT}{_SMALL}padding:20px 20px 24px 20px;">
{_footer(content)}
</td></tr>
</table>
</td></tr></table>
</body>
</html>
"""


def _text(text: str) -> str:
    return escape(text, quote=True)


def _node(node: Node, content: Content, accent: str) -> str:
    match node:
        case Paragraph(children):
            return f'<p style="margin:0 0 16px 0;{_BREAK}">{_inlines(children, accent)}</p>'
        case ListBlock(start, items):
            tag = "ul" if start is None else "ol"
            first = f' start="{start}"' if start not in (None, 1) else ""
            inner = "".join(
                "<li>" + "".join(_node(part, content, accent) for part in item) + "</li>"
                for item in items
            )
            return f'<{tag}{first} style="margin:0 0 16px 0;padding-left:22px;">{inner}</{tag}>'
        case Marker("items"):
            return _items(content)
        case Marker():
            return _payment(content, accent)


def _inlines(children: Sequence[Inline], accent: str) -> str:
    return "".join(_inline(child, accent) for child in children)


def _inline(child: Inline, accent: str) -> str:
    match child:
        case Text(text):
            return _text(text)
        case Break():
            return "<br>"
        case Link(target, inner):
            style = f"color:{accent};"
            return f'<a href="{_text(target)}" style="{style}">{_inlines(inner, accent)}</a>'
        case Emphasis(inner):
            return f"<em>{_inlines(inner, accent)}</em>"
        case _:
            return f"<strong>{_inlines(child.children, accent)}</strong>"


def _items(content: Content) -> str:
    """Columns that fit a telephone: number, due date with days overdue, open amount.

    Of what was paid: number and amount.
    """
    labels, table = content.language.labels, content.table
    due = _head("padding-left:10px;text-align:left;", labels.due)
    amount = labels.amount if table.total is None else labels.open
    heads = (
        f"{_head('text-align:left;', table.head)}"
        f"{'' if table.total is None else due}"
        f"{_head('padding-left:10px;text-align:right;', f'{amount} {table.currency}')}"
    )
    lines = [_item(row, table, content) for row in table.rows]
    lines += [_sum(label, amount, "padding-top:6px;") for label, amount in table.sums]
    if table.total is not None:
        lines.append(_sum(*table.total, "padding-top:8px;font-weight:700;font-size:16px;"))
    items = _table(heads, lines)
    return f"{items}\n{_claim(table.claim, labels)}" if table.claim else items


def _table(heads: str, lines: Sequence[str]) -> str:
    rows = "\n".join(lines)
    return (
        f'<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        f'style="{_COLLAPSE}margin:4px 0 20px 0;">\n<tr>{heads}</tr>\n{rows}\n</table>'
    )


def _head(style: str, *lines: str) -> str:
    """The head of a column; `style` ends with its alignment."""
    side = "right" if style.endswith("right;") else "left"
    head = f"padding:0 0 6px 0;{_SMALL}border-bottom:2px solid #cbd3da;font-weight:600;"
    words = "<br>".join(map(_text, lines))
    return f'<th align="{side}" scope="col" style="{head}{style}">{words}</th>'


def _claim(claim: ClaimDetails, labels: Labels) -> str:
    """How the interest was calculated, two lines a row, and what is said below."""
    cell = f"{_SMALL}padding:6px 0;vertical-align:top;{_LINE}"
    right = "padding-left:10px;text-align:right;"
    heads = (
        _head("text-align:left;", labels.number, labels.period)
        + _head(right, labels.principal, labels.rate)
        + _head(right, labels.interest, labels.interest_days)
    )
    rows = [
        f'<tr><td style="{cell}{_BREAK}">{_text(row.number)}<br>{_text(row.period)}</td>'
        f'<td align="right" style="{cell}{_NUMBERS}padding-left:10px;">{_text(row.principal)}'
        f"<br>{_text(row.rate)}</td>"
        f'<td align="right" style="{cell}{_NUMBERS}padding-left:10px;">{_text(row.amount)}'
        f"<br>{_text(row.days)}</td></tr>"
        for row in claim.rows
    ]
    title = f'<p style="margin:0 0 8px 0;font-weight:600;">{_text(labels.calculation)}</p>\n'
    notes = "<br>".join(map(_text, claim.notes))
    return (
        f"{title + _table(heads, rows) if rows else ''}"
        f'\n<p style="{_SMALL}margin:0 0 20px 0;{_BREAK}">{notes}</p>'
    )


def _item(row: ItemRow, table: ItemTable, content: Content) -> str:
    labels = content.language.labels
    cell = f"padding:8px 0;vertical-align:top;{_LINE}"
    first = labels.credit if row.credit and row.number != labels.credit else ""
    below_number = " · ".join(filter(None, (first, row.issued)))
    below_due = row.late if table.overdue else ""
    due = (
        f'<td style="{cell}padding-left:10px;"><span style="white-space:nowrap;">{_text(row.due)}'
        f"</span>{_below(below_due)}</td>"
    )
    amount = row.amount if table.total is None else row.open
    return (
        f'<tr><td style="{cell}{_BREAK}">{_text(row.number)}{_below(below_number)}</td>'
        f"{'' if table.total is None else due}"
        f'<td align="right" style="{cell}{_NUMBERS}padding-left:10px;">{_text(amount)}</td></tr>'
    )


def _below(text: str) -> str:
    return f'<br><span style="{_SMALL}">{_text(text)}</span>' if text else ""


def _sum(label: str, amount: str, style: str) -> str:
    return (
        f'<tr><td colspan="2" style="{style}">{_text(label)}</td>'
        f'<td align="right" style="{style}{_NUMBERS}padding-left:10px;">{_text(amount)}</td></tr>'
    )


def _payment(content: Content, accent: str) -> str:
    block = content.payment
    rows = "\n".join(
        f'<tr><td width="1%" style="{_SMALL}padding:3px 18px 3px 0;'
        f'vertical-align:baseline;white-space:nowrap;">'
        f'{_text(label)}</td><td style="padding:3px 0;vertical-align:baseline;{_BREAK}">'
        f"{_text(value)}</td></tr>"
        for label, value in block.rows
    )
    button = _button(block.link, content.language.labels.pay_online, accent)
    return (
        f'<table {_TABLE} style="{_COLLAPSE}margin:0 0 20px 0;background:#f5f8fa;'
        f'border-left:3px solid {accent};"><tr><td style="{_FONT}padding:12px 16px;">\n'
        f'<p style="margin:0 0 6px 0;font-weight:600;">{_text(block.title)}</p>\n'
        f'<table {_TABLE} style="{_FONT}{_COLLAPSE}">\n{rows}\n</table>{button}\n</td></tr></table>'
    )


def _button(link: str, label: str, accent: str) -> str:
    """A link that looks like a button, "" where there is none."""
    if not link:
        return ""
    style = (
        f"display:inline-block;padding:10px 20px;border-radius:4px;background:{accent};"
        "color:#ffffff;font-weight:600;text-decoration:none;"
    )
    return (
        f'\n<p style="margin:14px 0 4px 0;"><a href="{_text(link)}" style="{style}">'
        f"{_text(label)}</a></p>"
    )


def _footer(content: Content) -> str:
    """The sender's details, and the letter's own, under a rule."""
    company, labels = content.context.company, content.language.labels
    lines = (
        ", ".join((company.name, *company.address)),
        " · ".join(filter(None, (company.phone, company.email, company.website))),
        " · ".join(
            f"{label} {value}"
            for label, value in (
                (labels.registration, company.registration),
                (labels.vat, company.vat),
            )
            if value
        ),
        " · ".join(
            (
                f"{labels.our_reference} {content.context.notice.id}",
                f"{labels.customer_number} {content.context.debtor.id}",
            )
        ),
    )
    text = "<br>".join(_text(line) for line in lines if line)
    return f'<p style="margin:0;padding-top:14px;border-top:1px solid #e3e8ec;{_BREAK}">{text}</p>'
