"""An import of bank statements as a report: each file, what came in, what came back."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from creditctl.app.reports.payments import amount_of, count_of
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.payments.importing import Imported
    from creditctl.app.payments.returning import Return
    from creditctl.app.payments.taking import FileTaken
    from creditctl.insight.report import Row

_FILES = (
    Column("file", "File", shorten=True),
    Column("format", "Format"),
    Column("account", "Account", optional=2),
    Column("from", "From", Kind.DATE, optional=1),
    Column("to", "To", Kind.DATE),
    Column("payments", "Payments", Kind.INT),
    Column("new", "New", Kind.INT),
    Column("seen", "Seen", Kind.INT),
    Column("elsewhere", "Other format", Kind.INT, optional=3),
    Column("pending", "Pending", Kind.INT, optional=4),
)
_SUMS = (
    Column("currency", "", Kind.CURRENCY),
    Column("payments", "Payments", Kind.INT),
    Column("amount", "Amount", Kind.MONEY),
)
_RETURNS = (
    Column("entry", "Entry"),
    Column("booked", "Booked", Kind.DATE),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("takes_back", "Takes back"),
    Column("name", "Name", shorten=True, optional=1),
    Column("opens", "Open again", shorten=True),
    Column("code", "Code", optional=2),
    Column("meaning", "Why", shorten=True),
    Column("then", "Then"),
)


def import_report(found: Imported) -> Report:
    """What came of an import."""
    return Report(
        schema="creditctl.payments-import/1",
        title=_title(found),
        as_of=found.as_of,
        make_tables=lambda: _tables(found),
        make_data=lambda: {
            "schema": "creditctl.payments-import/1",
            "as_of": found.as_of.isoformat(),
            "files": [_file_data(one) for one in found.files],
            "money_in": [
                {"currency": currency, "payments": count, "amount": to_text(total, currency)}
                for currency, (count, total) in _money_in(found).items()
            ],
            "returns": [_return_data(one) for one in found.returns],
            "exit_code": int(found.exit_code),
            "findings": [finding.as_json() for finding in found.findings],
        },
        notes=_notes(found),
        findings=tuple(found.findings),
    )


def _title(found: Imported) -> str:
    new, every = (sum(getattr(f, key) for f in found.files) for key in ("new", "payments"))
    files = count_of(len(found.files), "file")
    if every and not new:
        return f"{count_of(every, 'payment')} of {files} seen already"
    return f"{count_of(new, 'new payment')} of {files}, imported on {found.as_of}"


def _money_in(found: Imported) -> dict[str, tuple[int, int]]:
    """New payments that are to be matched, by currency: how many, and their sum."""
    sums: dict[str, list[int]] = defaultdict(list)
    back = {one.entry.entry for one in found.returns}
    for entry in found.fresh:
        if entry.amount > 0 and entry.entry not in back:
            sums[entry.currency].append(entry.amount)
    return {currency: (len(sums[currency]), sum(sums[currency])) for currency in sorted(sums)}


def _tables(found: Imported) -> tuple[Table, ...]:
    tables = [Table("", _FILES, [_file_row(one) for one in found.files])]
    money = _money_in(found)
    if money:
        rows: list[Row] = [(code, count, (total, code)) for code, (count, total) in money.items()]
        tables.append(Table("New money in", _SUMS, rows))
    if found.returns:
        rows = [_return_row(one) for one in found.returns]
        tables.append(Table("Came back", _RETURNS, rows))
    return tuple(tables)


def _notes(found: Imported) -> tuple[str, ...]:
    if found.returns:
        dun, repair = "dun = reminders go on", "repair = correct the account data first"
        return (f"then: {dun}; {repair}; stop = a person has to look",)
    return ("next: creditctl payments match",) if _money_in(found) else ()


def _file_row(one: FileTaken) -> Row:
    return (
        one.file,
        ", ".join(one.forms),
        ", ".join(one.accounts),
        one.first,
        one.last,
        one.payments,
        one.new,
        one.seen,
        one.elsewhere,
        one.pending,
    )


def _file_data(one: FileTaken) -> dict[str, Any]:
    return {
        "file": one.file,
        "formats": list(one.forms),
        "accounts": list(one.accounts),
        "from": one.first.isoformat() if one.first else None,
        "to": one.last.isoformat() if one.last else None,
        "payments": one.payments,
        "new": one.new,
        "seen": one.seen,
        "elsewhere": one.elsewhere,
        "pending": one.pending,
        "imported_before_as": one.known_as,
    }


def _return_row(one: Return) -> Row:
    entry = one.entry
    return (
        entry.entry,
        entry.booked,
        entry.currency,
        (entry.amount, entry.currency),
        one.original.entry if one.original else "not clear",
        str(entry.data.get("name", "")),
        ", ".join(one.opens),
        one.code,
        one.why.meaning,
        str(one.why.then),
    )


def _return_data(one: Return) -> dict[str, Any]:
    entry = one.entry
    return {
        "entry": entry.entry,
        "booked": entry.booked.isoformat(),
        "currency": entry.currency,
        "amount": amount_of(entry),
        "name": str(entry.data.get("name", "")),
        "takes_back": one.original.entry if one.original else None,
        "debtor": one.debtor,
        "opens": list(one.opens),
        "code": one.code,
        "meaning": one.why.meaning,
        "then": str(one.why.then),
    }
