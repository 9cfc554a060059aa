"""Two policies compared, as a report: keys, letters, debtors, and what is decided about items."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.dates import iso
from creditctl.ledger.money import to_text
from creditctl.policy.compare import NOTHING

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.app.comparing import PolicyDifference
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.insight.report import JsonObject, Row
    from creditctl.policy.compare import Fate, ItemChange, LetterChange
    from creditctl.policy.notices import Notice

_LETTER_COLUMNS = (
    Column("change", "Change"),
    Column("debtor", "Debtor", optional=2),
    Column("name", "Name", shorten=True),
    Column("old_step", "Was"),
    Column("old_channel", "by", optional=1),
    Column("currency", "", Kind.CURRENCY),
    Column("old_total", "Total", Kind.MONEY),
    Column("new_step", "Becomes"),
    Column("new_channel", "by", optional=1),
    Column("new_total", "Total", Kind.MONEY),
    Column("old_pay_by", "Pay by, was", Kind.DATE, optional=3),
    Column("new_pay_by", "becomes", Kind.DATE, optional=3),
)
_SUM_COLUMNS = (
    Column("items", "Items", Kind.INT),
    Column("currency", "", Kind.CURRENCY),
    Column("open", "Open", Kind.MONEY),
    Column("earlier", "Sooner", Kind.INT),
    Column("later", "Later", Kind.INT),
)


def policy_diff_report(found: PolicyDifference) -> Report:
    """How two policies differ on a day."""
    return Report(
        schema="creditctl.policy-diff/1",
        title=_title(found),
        as_of=found.as_of,
        make_tables=lambda: tuple(t for t in _tables(found) if t.rows),
        make_data=lambda: _data(found),
        make_records=lambda: _letters(found.found.letters),
        notes=_notes(found),
        findings=found.findings,
    )


def _title(found: PolicyDifference) -> str:
    if not found.any:
        return f"The policies say the same: nothing changes as of {found.as_of}"
    if not (found.found.letters or found.found.items):
        return f"The policies differ, but nothing changes as of {found.as_of}"
    debtors = len(
        {c.debtor.debtor for c in found.found.items}
        | {c.any.debtor.debtor for c in found.found.letters}
    )
    who = "1 debtor is" if debtors == 1 else f"{debtors} debtors are"
    return f"As of {found.as_of} {who} treated differently"


def _notes(found: PolicyDifference) -> tuple[str, ...]:
    changed = len(found.found.items)
    return (
        f"old: {found.old.policy.name} ({found.old.file})",
        f"new: {found.new.policy.name} ({found.new.file})",
        f"{found.items} open items were looked at; {changed} are decided otherwise",
    )


def _tables(found: PolicyDifference) -> tuple[Table, ...]:
    items = found.found.items
    return (
        _keys(found),
        _letters(found.found.letters),
        _debtors(items),
        _reasons(items),
    )


def _keys(found: PolicyDifference) -> Table:
    columns = (
        Column("key", "Key", shorten=True),
        Column("old", "Was", shorten=True),
        Column("old_place", "line", align="right"),
        Column("new", "Becomes", shorten=True),
        Column("new_place", "line", align="right"),
    )
    rows: list[Row] = [
        (
            k.key,
            k.old or "-",
            _line(found.old, k.old_place),
            k.new or "-",
            _line(found.new, k.new_place),
        )
        for k in found.keys
    ]
    return Table("Keys of the policy", columns, rows)


def _line(loaded: LoadedPolicy, place: str) -> str:
    """The line in the policy's own file, which the notes name; of other files the name too."""
    return place.removeprefix(f"{loaded.file.removeprefix(loaded.folder)}:")


def _letters(changes: list[LetterChange]) -> Table:
    rows: list[Row] = []
    for change in changes:
        letter, old, new = change.any, change.old, change.new
        debtor = letter.debtor
        rows.append(
            (
                ", ".join(change.what),
                debtor.debtor,
                debtor.name or debtor.debtor,
                *((old.step, old.channel) if old else ("", "")),
                letter.currency,
                (old.total, letter.currency) if old else None,
                *((new.step, new.channel) if new else ("", "")),
                (new.total, letter.currency) if new else None,
                old.pay_by if old else None,
                new.pay_by if new else None,
            )
        )
    return Table("Letters", _LETTER_COLUMNS, rows, _letter_totals(changes))


def _letter_totals(changes: list[LetterChange]) -> list[Row]:
    """The sums of the letters that change, by currency."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for change in changes:
        for side, letter in enumerate((change.old, change.new)):
            if letter is not None:
                sums[letter.currency][side] += letter.total
    return [
        ("total", "", "", "", "", money, (old, money), "", "", (new, money), None, None)
        for money, (old, new) in sorted(sums.items())
    ]


def _debtors(items: list[ItemChange]) -> Table:
    columns = (Column("debtor", "Debtor", optional=1), Column("name", "Name", shorten=True))
    rows: list[Row] = [
        (debtor, mine[0].debtor.name or debtor, *_sums(mine, currency))
        for (debtor, currency), mine in _by(items, lambda c: (c.debtor.debtor, c.currency))
    ]
    return Table("Debtors whose items are decided otherwise", (*columns, *_SUM_COLUMNS), rows)


def _reasons(items: list[ItemChange]) -> Table:
    """Items counted by what was decided and what is decided now."""
    columns = (Column("old", "Was"), Column("new", "Becomes"))
    rows: list[Row] = [
        (old, new, *_sums(mine, currency))
        for (old, new, currency), mine in _by(
            items, lambda c: (_words(c.old), _words(c.new), c.currency)
        )
    ]
    return Table("Items by what is decided", (*columns, *_SUM_COLUMNS), rows)


def _sums(changes: list[ItemChange], currency: str) -> Row:
    """The cells of `_SUM_COLUMNS`."""
    return (
        len(changes),
        currency,
        (sum(c.open for c in changes), currency),
        sum(c.earlier for c in changes),
        sum(c.later for c in changes),
    )


def _words(fate: Fate) -> str:
    return fate.outcome if fate.outcome == NOTHING else f"{fate.outcome}: {fate.reason}"


def _by(
    changes: list[ItemChange], key: Callable[[ItemChange], tuple[str, ...]]
) -> list[tuple[tuple[str, ...], list[ItemChange]]]:
    found: dict[tuple[str, ...], list[ItemChange]] = defaultdict(list)
    for change in changes:
        found[key(change)].append(change)
    return sorted(found.items())


def _data(found: PolicyDifference) -> JsonObject:
    items = found.found.items
    return {
        "schema": "creditctl.policy-diff/1",
        "as_of": found.as_of.isoformat(),
        "old": _policy(found.old),
        "new": _policy(found.new),
        "keys": [
            {
                "key": k.key,
                "old": k.old,
                "old_place": k.old_place,
                "new": k.new,
                "new_place": k.new_place,
            }
            for k in found.keys
        ],
        "letters": [
            {
                "debtor": c.any.debtor.debtor,
                "name": c.any.debtor.name or c.any.debtor.debtor,
                "currency": c.any.currency,
                "changes": list(c.what),
                "old": _letter(c.old),
                "new": _letter(c.new),
            }
            for c in found.found.letters
        ],
        "reasons": [
            {
                "old": old,
                "new": new,
                "items": len(mine),
                "currency": currency,
                "open": to_text(sum(c.open for c in mine), currency),
            }
            for (old, new, currency), mine in _by(
                items, lambda c: (_words(c.old), _words(c.new), c.currency)
            )
        ],
        "items": [_item(change) for change in items],
        "findings": [finding.as_json() for finding in found.findings],
    }


def _policy(loaded: LoadedPolicy) -> dict[str, str]:
    return {"name": loaded.policy.name, "file": loaded.file, "sha256": loaded.text_hash}


def _letter(letter: Notice | None) -> dict[str, Any] | None:
    if letter is None:
        return None
    return {
        "step": letter.step,
        "channel": letter.channel,
        "total": to_text(letter.total, letter.currency),
        "pay_by": letter.pay_by.isoformat(),
        "review": letter.review,
        "items": [line.item for line in letter.lines],
    }


def _item(change: ItemChange) -> dict[str, Any]:
    return {
        "item": change.item,
        "number": change.number,
        "debtor": change.debtor.debtor,
        "currency": change.currency,
        "open": to_text(change.open, change.currency),
        "old": _fate(change.old),
        "new": _fate(change.new),
    }


def _fate(fate: Fate) -> dict[str, Any] | None:
    """What is decided; null for an item that only the other policy's terms make."""
    if fate.outcome == NOTHING:
        return None
    return {
        "outcome": fate.outcome,
        "reason": fate.reason,
        "step": fate.step,
        "next_date": iso(fate.next_date) or None,
    }
