"""A matching of payments as a report: how much is certain, what was matched, what waits."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from creditctl.app.reports.payments import count_of, payer_of, text_of
from creditctl.app.reports.payments_data import entries_data, entry_data
from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.payments.matching import Matched
    from creditctl.cash.payments import Match
    from creditctl.insight.report import Row
    from creditctl.journal.banking import BankEntryRecord

_SUMS = (
    Column("certainty", "Certainty"),
    Column("currency", "", Kind.CURRENCY),
    Column("payments", "Payments", Kind.INT),
    Column("amount", "Amount", Kind.MONEY),
)
_PAYMENT = (
    Column("payment", "Payment"),
    Column("booked", "Booked", Kind.DATE),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("payer", "Payer", shorten=True),
)
_MATCH = (
    *_PAYMENT,
    Column("debtor", "Debtor"),
    Column("invoices", "Invoices", shorten=True),
    Column("certainty", "Certainty", optional=2),
    Column("evidence", "Evidence", shorten=True),
)
_BOOKED = (
    *_PAYMENT,
    Column("debtor", "Debtor"),
    Column("invoices", "Invoices", shorten=True),
)
_UNKNOWN = (*_PAYMENT, Column("text", "Text", shorten=True))


def match_report(found: Matched) -> Report:
    """What came of a matching."""
    return Report(
        schema="creditctl.payments-match/1",
        title=_title(found),
        as_of=found.as_of,
        make_tables=lambda: tuple(_tables(found)),
        make_data=lambda: _data(found),
        make_records=lambda: _records(found),
        notes=_notes(found),
        findings=tuple(found.findings),
    )


def _title(found: Matched) -> str:
    count = count_of(len(found.certain), "payment")
    waiting = len(found.proposals) + len(found.unknown)
    if found.recorded:
        words = f"{count} matched on {found.as_of}"
    else:
        words = f"Dry run: {count} would be matched on {found.as_of}"
    if found.booked:
        words += f", {len(found.booked)} in the books already"
    return f"{words}, {waiting or 'none'} waiting"


def _notes(found: Matched) -> tuple[str, ...]:
    notes = [] if found.recorded else ["dry run: nothing was recorded"]
    if found.proposals or found.unknown:
        notes.append("next: creditctl payments review -o proposals.csv")
    return tuple(notes)


def sums_of(found: Matched) -> dict[tuple[str, str], list[int]]:
    """The amounts of payments by certainty and currency, unknown ones last."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(list)
    entries = found.desk.entries
    named = [(str(one.certainty), one.payment) for one in (*found.certain, *found.proposals)]
    named += [("booked", payment) for payment in found.booked]
    named += [("unknown", payment) for payment in found.unknown]
    for certainty, payment in named:
        sums[certainty, entries[payment].currency].append(entries[payment].amount)
    order = ("certain", "booked", "likely", "possible", "unknown")
    return {key: sums[key] for key in sorted(sums, key=lambda k: (order.index(k[0]), k[1]))}


def _tables(found: Matched) -> Iterator[Table]:
    rows: list[Row] = [
        (certainty, currency, len(amounts), (sum(amounts), currency))
        for (certainty, currency), amounts in sums_of(found).items()
    ]
    if rows:
        yield Table("", _SUMS, rows)
    titles = (("Matched", found.certain), ("Waiting for a person", found.proposals))
    for title, matches in titles:
        if matches:
            yield Table(title, _MATCH, [_match_row(found, one) for one in matches])
    if found.booked:
        rows = [_booked_row(found, payment) for payment in found.booked]
        yield Table("In the books already", _BOOKED, rows)
    if found.unknown:
        entries = [found.desk.entries[payment] for payment in found.unknown]
        yield Table("Unknown", _UNKNOWN, [(*_payment_row(e), text_of(e)) for e in entries])
    if found.desk.back:
        back = [(*_payment_row(entry), text_of(entry)) for entry in found.desk.back]
        yield Table("Takes a payment back, which one is not clear", _UNKNOWN, back)


def _records(found: Matched) -> Table:
    rows = [_match_row(found, one) for one in (*found.certain, *found.proposals)]
    unknown = (found.desk.entries[payment] for payment in found.unknown)
    rows += [(*_payment_row(entry), "", "", "unknown", "") for entry in unknown]
    return Table("", _MATCH, rows)


def _payment_row(entry: BankEntryRecord) -> Row:
    amount = (entry.amount, entry.currency)
    return (entry.entry, entry.booked, entry.currency, amount, payer_of(entry))


def _booked_row(found: Matched, payment: str) -> Row:
    match, numbers = found.desk.booked[payment]
    return (*_payment_row(found.desk.entries[payment]), match.debtor, numbers)


def _match_row(found: Matched, one: Match) -> Row:
    numbers = dict.fromkeys(found.desk.invoices[a.item].number for a in one.allocations)
    return (
        *_payment_row(found.desk.entries[one.payment]),
        one.debtor,
        ", ".join(numbers),
        str(one.certainty),
        " ".join(one.words),
    )


def _data(found: Matched) -> dict[str, Any]:
    return {
        "schema": "creditctl.payments-match/1",
        "as_of": found.as_of.isoformat(),
        "dry_run": not found.recorded,
        "sums": [
            {
                "certainty": certainty,
                "currency": currency,
                "payments": len(amounts),
                "amount": to_text(sum(amounts), currency),
            }
            for (certainty, currency), amounts in sums_of(found).items()
        ],
        "matches": [match_data(found, one) for one in found.certain],
        "proposals": [match_data(found, one) for one in found.proposals],
        "booked": entries_data([found.desk.entries[payment] for payment in found.booked]),
        "unknown": entries_data([found.desk.entries[payment] for payment in found.unknown]),
        "back": entries_data(found.desk.back),
        "exit_code": int(found.exit_code),
        "findings": [finding.as_json() for finding in found.findings],
    }


def match_data(found: Matched, one: Match) -> dict[str, Any]:
    """A match as JSON."""
    entry = found.desk.entries[one.payment]
    return entry_data(entry) | {
        "debtor": one.debtor,
        "certainty": str(one.certainty),
        "evidence": [str(code) for code in one.evidence],
        "words": list(one.words),
        "invoices": [
            {
                "item": a.item,
                "number": found.desk.invoices[a.item].number,
                "pays": to_text(a.amount, entry.currency),
                "discount": to_text(a.discount, entry.currency),
                "short": to_text(a.short, entry.currency),
            }
            for a in one.allocations
        ],
        "rest": to_text(one.rest, entry.currency),
        "rivals": list(one.rivals),
    }
