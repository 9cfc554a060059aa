"""OFX, versions 1 and 2: statements of bank accounts and of cards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.accounts import compact, own_account
from creditctl.cash.reading.dates import basic_day
from creditctl.cash.reading.exact import is_currency, minor_units, no_amount
from creditctl.cash.reading.remittance import from_tags
from creditctl.cash.statements import Balance, Entry, Statement
from creditctl.imports.amounts import Unreadable
from creditctl.imports.quarantine import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from creditctl.cash.reading.problems import Problems
    from creditctl.cash.reading.xmltree import Node

_STATEMENTS: Final = ("STMTRS", "CCSTMTRS")
_AMOUNT: Final = re.compile(r"([+-]?)([0-9]{1,15})(?:[.,]([0-9]*))?")
"""Either mark, and no thousands separator (specification, 3.2.9.1)."""
_AGAIN: Final = "download the statement from the bank again"


def read_ofx(root: Node, problems: Problems) -> list[Statement]:
    """Read the statements in `OFX` elements.

    Args:
        root: the element, or one around several.
        problems: gets CP105 no statement in it, CP111 to CP115 what can't be read.
    """
    found = [node for node in root.walk() if node.name in _STATEMENTS]
    if not found:
        told = [node.told("MESSAGE") for node in root.walk() if node.name == "STATUS"]
        why = next(filter(None, told), "")
        message = "an OFX file without any statement"
        message += f"; the bank says {quoted(why)}" if why else ""
        problems.refuse("CP105", message, problems.whole(), _AGAIN)
    return [_statement(node, problems) for node in found]


def _statement(node: Node, problems: Problems) -> Statement:
    place = problems.at(node.line, f"<{node.name}", node.name)
    account = node.told("BANKACCTFROM", "ACCTID") or node.told("CCACCTFROM", "ACCTID")
    if not account:
        problems.refuse("CP115", "the statement names no account (ACCTID)", place, _AGAIN)
    currency = node.told("CURDEF")
    if not is_currency(currency):
        message = f"CURDEF: {quoted(currency)} is no currency" if currency else "CURDEF is missing"
        problems.refuse("CP114", message, place, _AGAIN)
        currency = ""
    entries = list(_entries(node, currency, problems)) if currency else []
    foreign = {entry.currency for entry in entries} - {currency}
    if foreign:
        message = f"bookings in {', '.join(sorted(foreign))} on an account in {currency}"
        problems.refuse("CP114", message, place, _AGAIN)
    balances = list(_balances(node, currency, problems)) if currency else []
    return Statement(
        form="OFX",
        account=compact(own_account(account)),
        currency=currency,
        entries=tuple(entries),
        balances=tuple(balances),
        closing=next((b for b in balances if b.kind == "LEDGERBAL"), None),
    )


def _balances(node: Node, currency: str, problems: Problems) -> Iterator[Balance]:
    for kind in ("LEDGERBAL", "AVAILBAL"):
        for balance in node.all(kind):
            amount = _amount(balance, "BALAMT", currency, problems)
            day = _day(balance, "DTASOF", problems, fatal=False)
            if amount is not None:
                yield Balance(kind, amount, day, currency)


def _entries(node: Node, currency: str, problems: Problems) -> Iterator[Entry]:
    for name, part, day in (
        ("BANKTRANLIST", "STMTTRN", "DTPOSTED"),
        ("BANKTRANLISTP", "STMTTRNP", "DTTRAN"),
    ):
        for transactions in node.all(name):
            for transaction in transactions.all(part):
                entry = _entry(transaction, day, currency, problems)
                if entry is not None:
                    yield entry


def _entry(node: Node, day: str, currency: str, problems: Problems) -> Entry | None:
    """A transaction; those of the list of pending ones have no day of booking (DTTRAN)."""
    currency = node.told("CURRENCY", "CURSYM") or currency
    amount = _amount(node, "TRNAMT", currency, problems)
    booked = _day(node, day, problems, fatal=True)
    value = _day(node, "DTAVAIL", problems, fatal=False)
    if node.child("CORRECTFITID") is not None:
        message = f"a booking corrects the earlier one {quoted(node.told('CORRECTFITID'))}"
        hint = "look whether the earlier one was used"
        problems.warn("CP126", message, problems.at(node.line, "<", node.name), hint)
    if amount is None or booked is None:
        return None
    told = from_tags(node.told("MEMO"))
    account = node.told("BANKACCTTO", "ACCTID") or node.told("CCACCTTO", "ACCTID")
    return Entry(
        booked=booked,
        amount=amount,
        currency=currency,
        value=value,
        name=node.told("NAME") or node.told("PAYEE", "NAME"),
        iban=compact(account or told.iban),
        reference=told.reference,
        end_to_end=told.end_to_end,
        text=told.text,
        bank_reference=node.told("FITID"),
        code=node.told("TRNTYPE"),
        reversal=node.told("CORRECTACTION") == "DELETE",
        pending=day == "DTTRAN",
        line=node.line,
    )


def _amount(node: Node, name: str, currency: str, problems: Problems) -> int | None:
    """Signed minor units, None with a finding in `problems`."""
    text = node.told(name)
    found = node.child(name) or node
    digits = _AMOUNT.fullmatch(text)
    amount = minor_units(digits[2], digits[3] or "", currency) if digits else no_amount()
    if not isinstance(amount, Unreadable):
        return -amount if digits and digits[1] == "-" else amount
    field = f"{node.name}/{name}"
    message = f"{field}: {quoted(text)} {amount.reason}" if text else f"{field} is missing"
    place = problems.at(found.line, text, field, after=found.column)
    problems.refuse("CP111", message, place, amount.hint)
    return None


def _day(node: Node, name: str, problems: Problems, *, fatal: bool) -> date | None:
    """A day; one that can't be read is refused (CP112), or warned of (CP121) and left out."""
    text = node.told(name)
    day = basic_day(text)
    if not isinstance(day, Unreadable):
        return day
    field = f"{node.name}/{name}"
    found = node.child(name) or node
    place = problems.at(found.line, text, field, after=found.column)
    if fatal:
        message = f"{field}: {quoted(text)} {day.reason}" if text else f"{field} is missing"
        problems.refuse("CP112", message, place, day.hint)
    elif text:
        message = f"{field}: {quoted(text)} {day.reason}; it is left out"
        problems.warn("CP121", message, place, "nothing, unless you need that date")
    return None
