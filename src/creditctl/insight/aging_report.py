"""The aging as a report: who owes what, for how long, in each currency.

JSON follows the contract of ``creditctl.aging/1`` (`schemas/aging-1.json`): groups by currency,
then total, largest first, then name. The tables for people put the most overdue first: that is
who to call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.insight.aging_items import item_objects, item_records, item_tables
from creditctl.insight.aging_lines import currency_lines, group_lines
from creditctl.insight.aging_tables import currency_tables, records
from creditctl.insight.report import Members, Report
from creditctl.ledger.aging import Basis, By
from creditctl.ledger.dates import day_of, from_days
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.findings import Finding
    from creditctl.insight.aging_lines import Line
    from creditctl.insight.report import JsonObject, Table
    from creditctl.ledger.aging import Aging
    from creditctl.ledger.frames import OpenItems

SCHEMA: Final = "creditctl.aging/1"


def aging_report(
    aging: Aging,
    *,
    detail: OpenItems | None = None,
    findings: Sequence[Finding] = (),
    notes: Sequence[str] = (),
    most: int | None = None,
) -> Report:
    """The aging in every form.

    Beyond the contract, JSON has ``by`` and ``groups`` (``group`` in place of ``debtor`` and
    ``name``) when the rows are no debtors, ``net`` and ``on_account`` when credits are netted,
    and ``items`` with `detail`.

    Args:
        aging: what to show.
        detail: the open items that were aged, to list them one by one; None = groups only.
        findings: what is wrong with the data.
        notes: sentences below the tables.
        most: groups that a table for people lists, None = all.
    """
    as_of = day_of(aging.as_of)

    def tables() -> tuple[Table, ...]:
        return currency_tables(aging, most) + (() if detail is None else item_tables(aging, detail))

    def flat() -> Table:
        return records(aging) if detail is None else item_records(aging, detail)

    return Report(
        schema=SCHEMA,
        title=f"Aging by {_DATE[aging.basis]}, as of {as_of.isoformat()}",
        as_of=as_of,
        make_tables=tables,
        make_data=lambda: _data(aging, detail, findings),
        make_records=flat,
        notes=(*_notes(aging, most), *notes),
        findings=tuple(findings),
    )


_DATE: Final = {Basis.DUE: "due date", Basis.ISSUED: "invoice date"}


def _notes(aging: Aging, most: int | None) -> list[str]:
    if not len(aging.group):
        return ["Nothing is open."]
    notes = []
    if aging.netted:
        notes.append(
            "Credits and money on account are set against the oldest items of their debtor."
        )
    if most is not None and len(aging.group) > most:
        notes.append(f"The {most} most overdue are listed; all of them: creditctl aging")
    return notes


def _data(aging: Aging, detail: OpenItems | None, findings: Sequence[Finding]) -> JsonObject:
    """The JSON value, keys in the order of the contract."""
    by_debtor = aging.by is By.DEBTOR
    as_of = from_days(aging.as_of)
    data: JsonObject = {"schema": SCHEMA, "as_of": str(as_of), "basis": str(aging.basis)}
    if not by_debtor:
        data["by"] = str(aging.by)
    if aging.netted:
        data["net"] = True
    data["currencies"] = [_figures(aging, line, {}) for line in currency_lines(aging)]

    def member(line: Line) -> JsonObject:
        who = {"debtor": line.group, "name": line.name} if by_debtor else {"group": line.group}
        return _figures(aging, line, who)

    data["debtors" if by_debtor else "groups"] = Members(group_lines(aging), member)
    if detail is not None:
        data["items"] = item_objects(aging, detail)
    data["findings"] = [finding.as_json() for finding in findings]
    return data


def _figures(aging: Aging, line: Line, who: dict[str, Any]) -> JsonObject:
    currency = line.currency
    return {
        **who,
        "currency": currency,
        "items": line.items,
        "total": to_text(line.total, currency),
        "overdue": to_text(line.overdue, currency),
        **({"on_account": to_text(line.on_account, currency)} if aging.netted else {}),
        "buckets": [
            {"label": label, "items": count, "amount": to_text(minor, currency)}
            for label, count, minor in zip(aging.labels, line.counts, line.sums, strict=True)
        ],
    }
