"""One entry of a camt message: `Ntry`, with the payments of a collective booking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from creditctl.cash.reading.camt_parties import in_common, read_transaction
from creditctl.cash.reading.remittance import Remittance
from creditctl.cash.statements import Entry
from creditctl.imports.amounts import Unreadable
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from datetime import date

    from creditctl.cash.reading.camt_values import Values
    from creditctl.cash.reading.xmltree import Node


def read_entry(node: Node, values: Values) -> Entry | None:
    """Read an `Ntry`; None when it can't be read, with the reasons in the problems of `values`.

    The sign is the entry's own `CdtDbtInd`, reversals included. The day is that of the booking,
    else the value date; an entry that is not booked and has neither stands under the day of the
    message, with a remark (CP132).
    """
    status = node.told("Sts", "Cd") or node.told("Sts", "Prtry") or node.told("Sts")
    pending = status not in ("BOOK", "")
    money, sign = values.money(node, "Amt"), values.sign(node)
    value = values.side_day(node, "ValDt")
    booked = _booked(node, values, value, pending=pending)
    if money is None or sign is None or booked is None:
        return None
    entry = Entry(
        booked=booked,
        amount=sign * money[0],
        currency=money[1],
        value=value,
        bank_reference=node.told("AcctSvcrRef") or node.told("NtryRef"),
        code=_code(node),
        reversal=node.told("RvslInd") in ("true", "1"),
        pending=pending,
        line=node.line,
    )
    return _with_payments(entry, node, values)


def _booked(node: Node, values: Values, value: date | None, *, pending: bool) -> date | None:
    found = values.day(node, "BookgDt")
    if isinstance(found, Unreadable):
        values.unsound_day(node, "BookgDt", found, fatal=True)
        return None
    if found is not None or value is not None:
        return found or value
    place = values.problems.at(node.line, f"<{node.name}", "Ntry/BookgDt")
    if pending and values.created is not None:
        message = f"an entry that is not booked has no day; it stands under {values.created}"
        values.problems.remark("CP132", message, place)
        return values.created
    hint = "ask the bank for the file again; don't correct it by hand"
    values.problems.refuse("CP112", "the entry has no day of booking", place, hint)
    return None


def _code(node: Node) -> str:
    """The bank transaction code: domain, family and sub-family, else the bank's own."""
    domain = node.child("BkTxCd", "Domn")
    if domain is None:
        return node.told("BkTxCd", "Prtry", "Cd")
    parts = (domain.told("Cd"), domain.told("Fmly", "Cd"), domain.told("Fmly", "SubFmlyCd"))
    return "/".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class _Payment:
    """A transaction of an entry: its element, signed amount and currency, what it says."""

    node: Node
    amount: int | None
    currency: str
    remittance: Remittance


def _with_payments(entry: Entry, node: Node, values: Values) -> Entry:
    """The entry with what its transactions say; several that add up become its details."""
    transactions = [tx for details in node.all("NtryDtls") for tx in details.all("TxDtls")]
    payments = [_payment(tx, entry, values, len(transactions) > 1) for tx in transactions]
    if len(payments) > 1:
        told = in_common([p.remittance for p in payments])
    else:
        told = payments[0].remittance if payments else Remittance()
    if not told.text:
        told = replace(told, text=node.told("AddtlNtryInf"))
    entry = _told(entry, told)
    entry = entry if entry.code or not payments else replace(entry, code=_code(transactions[0]))
    if len(payments) < 2:
        return entry
    return replace(entry, details=_details(entry, payments, values))


def _payment(tx: Node, entry: Entry, values: Values, several: bool) -> _Payment:
    """One transaction. Its amount matters only where there are several."""
    sign = 1 if entry.amount > 0 else -1
    money = None
    if several:
        path = next((p for p in (("Amt",), ("AmtDtls", "TxAmt", "Amt")) if tx.child(*p)), None)
        money = values.money(tx, *path) if path else None
        own = values.sign(tx) if tx.child("CdtDbtInd") else sign
        sign = own or sign
    remittance = read_transaction(
        tx, credit=sign > 0, reversal=entry.reversal, account=values.account
    )
    return _Payment(tx, sign * money[0] if money else None, money[1] if money else "", remittance)


def _details(entry: Entry, payments: list[_Payment], values: Values) -> tuple[Entry, ...]:
    """The payments as entries where their amounts are stated and add up, else none."""
    amounts = [p.amount for p in payments if p.amount is not None]
    foreign = any(p.currency != entry.currency for p in payments)
    if len(amounts) < len(payments) or foreign or sum(amounts) != entry.amount:
        whole = f"{to_text(entry.amount, entry.currency)} {entry.currency}"
        message = f"the {len(payments)} payments of this entry do not add up to its {whole}, "
        message += "or do not state what each of them is; it is kept as one"
        place = values.problems.at(entry.line, "<", "Ntry/NtryDtls")
        values.problems.remark("CP131", message, place)
        return ()
    return tuple(
        _told(
            replace(
                entry,
                amount=p.amount or 0,
                bank_reference=p.node.told("Refs", "AcctSvcrRef"),
                code=_code(p.node) or entry.code,
                line=p.node.line,
            ),
            p.remittance,
        )
        for p in payments
    )


def _told(entry: Entry, told: Remittance) -> Entry:
    return replace(
        entry,
        name=told.name,
        iban=told.iban,
        reference=told.reference,
        end_to_end=told.end_to_end,
        text=told.text,
        return_reason=told.return_reason,
    )
