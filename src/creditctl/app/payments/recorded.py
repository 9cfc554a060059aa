"""Bank entries as the journal keeps them: written, read back, and put together to bookings."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from creditctl.app.payments.pairing import CONTENT, Booking, Bucket, booking_of
from creditctl.cash.identity import bank_mark, content_mark
from creditctl.cash.payments import Payment
from creditctl.journal.banking import BankEntryRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from creditctl.cash.statements import Entry

_TEXTS = (
    "name",
    "iban",
    "reference",
    "end_to_end",
    "text",
    "bank_reference",
    "code",
    "return_reason",
)


def entry_data(entry: Entry) -> dict[str, Any]:
    """All that a statement says of a payment, as JSON values; what is empty is left out."""
    data: dict[str, Any] = {key: getattr(entry, key) for key in _TEXTS if getattr(entry, key)}
    if entry.value is not None:
        data["value"] = entry.value.isoformat()
    if entry.reversal:
        data["reversal"] = True
    if entry.line:
        data["line"] = entry.line
    return data


class Equality(NamedTuple):
    """What two entries have in common that can't be told apart."""

    account: str
    booked: date
    amount: int
    currency: str
    mark: str


def mark_of(said: Mapping[str, Any]) -> str:
    """What tells an entry from others of its account, day and amount: reference or content."""
    texts = [said.get(key, "") for key in CONTENT]
    return bank_mark(said.get("bank_reference", "")) or content_mark(*texts)


def equality(record: BankEntryRecord) -> Equality:
    """The same of a recorded entry."""
    return Equality(record.account, record.booked, record.amount, record.currency, record.mark)


def new_record(
    entry: str, day: date, key: Equality, form: str, said: Mapping[str, Any]
) -> BankEntryRecord:
    """An entry as the journal will have it.

    Args:
        entry: its id; day: of the import.
        key: account, booking day, amount, currency and mark.
        form: format of the statement.
        said: what the statement says of it.
    """
    data = {
        "day": day.isoformat(),
        "account": key.account,
        "booked": key.booked.isoformat(),
        "amount": key.amount,
        "currency": key.currency,
        "form": form,
        "mark": key.mark,
        **said,
    }
    head = (key.account, key.booked, key.amount, key.currency)
    return BankEntryRecord(entry, 0, day, *head, form, key.mark, data)


def payment_of(record: BankEntryRecord) -> Payment:
    """A recorded entry of money that came in, as the matching takes it."""
    said = record.data
    return Payment(
        id=record.entry,
        booked=record.booked,
        amount=record.amount,
        currency=record.currency,
        name=said.get("name", ""),
        iban=said.get("iban", ""),
        reference=said.get("reference", ""),
        end_to_end=said.get("end_to_end", ""),
        text=said.get("text", ""),
    )


def takes_back(record: BankEntryRecord) -> bool:
    """Whether an entry says that it takes an earlier one back."""
    return bool(record.data.get("reversal") or record.data.get("return_reason"))


def known_bookings(records: Iterable[BankEntryRecord]) -> dict[str, dict[Bucket, list[Booking]]]:
    """The bookings in the journal, by account and bucket.

    Args:
        records: entries in the order of their import; those of one booking are all there.
    """
    groups: dict[str, list[BankEntryRecord]] = defaultdict(list)
    for record in records:
        groups[record.data.get("booking", {}).get("id", record.entry)].append(record)
    found: dict[str, dict[Bucket, list[Booking]]] = defaultdict(lambda: defaultdict(list))
    for together in groups.values():
        first = together[0]
        said = first.data.get("booking", first.data)
        bucket = Bucket(first.booked, said.get("amount", first.amount), first.currency)
        ids = tuple(record.entry for record in together)
        found[first.account][bucket].append(booking_of(said, first.form, len(ids), ids))
    return found
