"""Whom a letter goes to: the contact of its invoices, else the debtor's dunning contact, else it.

This is the one place that chooses an address. What is chosen stands in `Notice.debtor`, and
whatever shows, writes or sends takes it from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from creditctl.ledger.frames import Kind
from creditctl.policy.addresses import is_address, same_address
from creditctl.policy.channels import choose_channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from creditctl.ledger.frames import Debtor, OpenItems


class PassedOver(NamedTuple):
    """A text of the books that is no address: `column` is the field that holds it."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the e-mails about something.

    Attributes:
        address: as the books write it, "" = there is none.
        contact: the person, "" = not known.
        basis: who that is: invoice contact, dunning contact or debtor; "" = nobody.
        passed_over: what stands before it in the order, and is no address.
    """

    address: str = ""
    contact: str = ""
    basis: str = ""
    passed_over: tuple[PassedOver, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressed:
    """A debtor as one letter addresses it.

    Attributes:
        debtor: by post as the books have it, else with the recipient's `email` and `contact`.
        channel: how the letter goes, "" = the debtor can be reached by none.
        why: in words, () where it goes to the debtor's own address.
    """

    debtor: Debtor
    channel: str
    why: tuple[str, ...] = ()


def recipient(debtor: Debtor, contact: str = "") -> Recipient:
    """Who gets the e-mails to a debtor; a text that is no address is passed over.

    Args:
        debtor: as the books have it.
        contact: the address that all invoices concerned went to, "" = none, or several.
    """
    passed: list[PassedOver] = []
    for basis, column, text in _in_order(debtor, contact):
        address = text.strip()
        if is_address(address):
            return Recipient(address, _person(debtor, address), basis, tuple(passed))
        if address:
            passed.append(PassedOver(column, text))
    return Recipient(passed_over=tuple(passed))


def _in_order(debtor: Debtor, contact: str) -> Iterator[tuple[str, str, str]]:
    yield "invoice contact", "invoice_email", contact
    yield "invoice contact", "invoice_email", debtor.invoice_email
    yield "dunning contact", "dunning_email", debtor.dunning_email
    yield "debtor", "email", debtor.email


def _person(debtor: Debtor, address: str) -> str:
    """Whose address it is, "" = nobody knows: a wrong name is worse than none."""
    if debtor.dunning_contact and same_address(address, debtor.dunning_email or debtor.email):
        return debtor.dunning_contact
    return debtor.contact if same_address(address, debtor.email) else ""


def written_to(debtor: Debtor, contact: str = "") -> Debtor:
    """The debtor with the recipient's address and name; as it is where there is no recipient."""
    found = recipient(debtor, contact)
    if not found.address or (found.address, found.contact) == (debtor.email, debtor.contact):
        return debtor
    return replace(debtor, email=found.address, contact=found.contact)


def shared_contact(contacts: Iterable[str]) -> str:
    """The contact that all invoices of a letter have, "" = none, or not the same.

    A letter about invoices of different people goes to none of them: each would read what
    concerns the others.
    """
    first, *others = contacts
    return first if all(same_address(first, other) for other in others) else ""


def contact_of(items: OpenItems, rows: Sequence[int]) -> str:
    """The shared contact of the invoices among some items; credits and payments have none."""
    if items.invoice_email is None:
        return ""
    invoices = [row for row in rows if items.kind[row] == Kind.INVOICE]
    return shared_contact(items.invoice_email[row] for row in invoices) if invoices else ""


def addressed(items: OpenItems, rows: Sequence[int], channels: Sequence[str]) -> Addressed:
    """The debtor of some items, as one letter about them all addresses it.

    Args:
        items: the open items.
        rows: those that the letter is about, of one debtor.
        channels: that the policy allows, in order.
    """
    debtor = items.debtors.detail(int(items.debtor[rows[0]]))
    contact = contact_of(items, rows)
    reached = written_to(debtor, contact)
    channel = choose_channel(reached, channels)
    if channel == "letter":
        return Addressed(debtor, channel)
    basis = recipient(debtor, contact).basis
    special = channel == "email" and basis != "debtor"
    return Addressed(reached, channel, (f"to the {basis}",) if special else ())
