"""Whom a letter goes to: the contact of its invoices, else the debtor's dunning contact, else it.

This is the one place that chooses an address. What is chosen stands in `Notice.debtor`, and
whatever shows, writes or sends takes it from there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.ledger.frames import Kind
from creditctl.policy.addresses import is_address, same_address
from creditctl.policy.channels import choose_channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.ledger.frames import Debtor, OpenItems


class PassedOver(NamedTuple):
    """A text of the books that is no address: `column` is the field that holds it."""

    column: str
    text: str


class Recipient(NamedTuple):
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


class Addressed(NamedTuple):
    """A debtor as one letter addresses it.

    Attributes:
        debtor: by post and telephone as the books have it, else with the recipient's `email` and
            `contact`.
        channel: how the letter goes, "" = the debtor can be reached by none.
        why: in words, () where it goes to the debtor's own address.
    """

    debtor: Debtor
    channel: str
    why: tuple[str, ...] = ()


_ORDER: Final = (
    ("invoice contact", "invoice_email"),
    ("invoice contact", "invoice_email"),
    ("dunning contact", "dunning_email"),
    ("debtor", "email"),
)
"""Who comes first, and which column has the address: of the row, then of the file of debtors."""


def recipient(debtor: Debtor, contact: str = "") -> Recipient:
    """Who gets the e-mails to a debtor; a text that is no address is passed over.

    Args:
        debtor: as the books have it.
        contact: the address that all invoices concerned went to, "" = none, or several.
    """
    passed: tuple[PassedOver, ...] = ()
    texts = (contact, debtor.invoice_email, debtor.dunning_email, debtor.email)
    for (basis, column), text in zip(_ORDER, texts, strict=True):
        address = text.strip()
        if not address:
            continue
        if is_address(address):
            return Recipient(address, _person(debtor, address), basis, passed)
        passed += (PassedOver(column, text),)
    return Recipient(passed_over=passed)


def _person(debtor: Debtor, address: str) -> str:
    """Whose address it is, "" = nobody knows: a wrong name is worse than none."""
    if debtor.dunning_contact and same_address(address, debtor.dunning_email or debtor.email):
        return debtor.dunning_contact
    return debtor.contact if same_address(address, debtor.email) else ""


def written_to(debtor: Debtor, contact: str = "") -> Debtor:
    """The debtor with the recipient's address and name; as it is where there is no recipient."""
    return _with(debtor, recipient(debtor, contact))


def _with(debtor: Debtor, to: Recipient) -> Debtor:
    if not to.address or (to.address, to.contact) == (debtor.email, debtor.contact):
        return debtor
    return replace(debtor, email=to.address, contact=to.contact)


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
    to = recipient(debtor, contact_of(items, rows))
    reached = _with(debtor, to)
    channel = choose_channel(reached, channels)
    if channel in ("letter", "sms"):
        return Addressed(debtor, channel)
    special = channel == "email" and to.basis != "debtor"
    return Addressed(reached, channel, (f"to the {to.basis}",) if special else ())
