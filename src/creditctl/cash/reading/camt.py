"""camt.052, camt.053 and camt.054 of ISO 20022, every version: element names, not schemas.

The versions differ in a level here and there (`Sts` and `Sts/Cd`, `Dbtr/Nm` and `Dbtr/Pty/Nm`);
both are read. What a message is, its element says; a namespace that says otherwise is refused.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.accounts import compact, own_account
from creditctl.cash.reading.camt_entries import read_entry
from creditctl.cash.reading.camt_values import Values
from creditctl.cash.reading.dates import iso_day
from creditctl.cash.statements import Balance, Statement
from creditctl.imports.amounts import Unreadable
from creditctl.ledger.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.cash.reading.problems import Problems
    from creditctl.cash.reading.xmltree import Node
    from creditctl.cash.statements import Entry

_MESSAGES: Final = {
    "BkToCstmrAcctRpt": ("camt.052", "Rpt"),
    "BkToCstmrStmt": ("camt.053", "Stmt"),
    "BkToCstmrDbtCdtNtfctn": ("camt.054", "Ntfctn"),
}
"""The element of each message: its name, and the element of one account's statement in it."""
_NAMESPACE: Final = re.compile(r"\b([a-z]{4}\.[0-9]{3})\.[0-9]{3}\.[0-9]{2}$")
_OPENING: Final = ("OPBD", "PRCD")
"""Types of a booked opening balance, best first: opening booked, previously closing booked."""
_AGAIN: Final = "download the statement from the bank again"


def messages(root: Node) -> list[Node]:
    """The messages in an XML file, whatever envelope the bank puts around them."""
    return [node for node in root.walk() if node.name in _MESSAGES]


def read_camt(found: list[Node], problems: Problems) -> list[Statement]:
    """Read messages.

    Args:
        found: as `messages` finds them.
        problems: gets CP105 a message without statement, CP102 a namespace that contradicts
            its content, CP111 to CP115 what can't be read in an entry.
    """
    statements = []
    for message in found:
        form, part = _MESSAGES[message.name]
        stated = _NAMESPACE.search(message.namespace)
        place = problems.at(message.line, f"<{message.name}", message.name)
        if stated and stated[1] != form:
            text = f"the namespace says {stated[1]}, the content is a {form}"
            problems.refuse("CP102", text, place, _AGAIN)
        parts = message.all(part)
        if not parts:
            text = f"a {form} without any statement: {message.name} holds no {part}"
            problems.refuse("CP105", text, place, _AGAIN)
        statements += [_statement(node, form, problems) for node in parts]
    return statements


def _statement(node: Node, form: str, problems: Problems) -> Statement:
    account = node.told("Acct", "Id", "IBAN") or node.told("Acct", "Id", "Othr", "Id")
    if not account:
        place = problems.at(node.line, f"<{node.name}", f"{node.name}/Acct")
        problems.refuse("CP115", "the statement names no account", place, _AGAIN)
    currency = node.told("Acct", "Ccy")
    created = iso_day(node.told("CreDtTm"))
    values = Values(
        problems,
        compact(own_account(account)),
        currency,
        None if isinstance(created, Unreadable) else created,
    )
    balances = list(_balances(node, values))
    entries = [read_entry(entry, values) for entry in node.all("Ntry")]
    read = tuple(e for e in entries if e is not None)
    _one_currency(node, read, values)
    _check_summary(node, read, values)
    opening = next((b for kind in _OPENING for b in balances if b.kind == kind), None)
    closing = next((b for b in reversed(balances) if b.kind == "CLBD"), None)
    return Statement(
        form=form,
        account=values.account,
        currency=currency,
        entries=read,
        number=node.told("ElctrncSeqNb") or node.told("LglSeqNb") or node.told("Id"),
        balances=tuple(balances),
        opening=opening,
        closing=closing,
    )


def _balances(node: Node, values: Values) -> Iterator[Balance]:
    for balance in node.all("Bal"):
        kind = balance.told("Tp", "CdOrPrtry", "Cd") or balance.told("Tp", "CdOrPrtry", "Prtry")
        money, sign = values.money(balance, "Amt"), values.sign(balance)
        if money is not None and sign is not None:
            day = values.side_day(balance, "Dt")
            yield Balance(kind, sign * money[0], day, money[1])


def _one_currency(node: Node, entries: tuple[Entry, ...], values: Values) -> None:
    """An account has one currency, so its entries have."""
    found = sorted({entry.currency for entry in entries})
    if len(found) > 1:
        place = values.problems.at(node.line, f"<{node.name}", node.name)
        message = f"the entries of one account are in {' and '.join(found)}"
        values.problems.refuse("CP114", message, place, "ask the bank for the file again")


def _check_summary(node: Node, entries: tuple[Entry, ...], values: Values) -> None:
    """Warn (CP123) where the message's own count or sums differ from what it holds."""
    summary = node.child("TxsSummry")
    if summary is None or len(entries) < len(node.all("Ntry")):
        return
    amounts = [to_decimal(e.amount, e.currency) for e in entries]
    held = (
        (("TtlNtries", "NbOfNtries"), Decimal(len(entries))),
        (("TtlCdtNtries", "Sum"), sum((a for a in amounts if a > 0), Decimal(0))),
        (("TtlDbtNtries", "Sum"), -sum((a for a in amounts if a < 0), Decimal(0))),
    )
    for path, own in held:
        stated = summary.child(*path)
        if stated is None or not stated.text or _same(stated.text, own):
            continue
        field = "/".join(("TxsSummry", *path))
        message = f"{field} says {stated.text}, the entries make {own}"
        hint = "entries may be missing: compare with the bank"
        values.problems.warn("CP123", message, values.problems.at(stated.line, "", field), hint)


def _same(text: str, own: Decimal) -> bool:
    plain = re.fullmatch(r"[0-9]{1,18}(?:\.[0-9]{1,18})?", text)
    return plain is not None and Decimal(text) == own
