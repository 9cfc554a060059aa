"""Which bookings of a statement are in the journal already.

Statements overlap, come twice, and come in several formats. Bookings are compared within one
account, day, amount and currency; among equal ones the first is the first and the second the
second, so that two equal payments on one day stay two.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.identity import bank_mark, content_mark, same_account

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from datetime import date
    from typing import Any


CONTENT: Final = ("name", "iban", "reference", "end_to_end", "text")
"""What a statement says of a payment beside account, day and amount."""


class Bucket(NamedTuple):
    """What bookings must have in common to be the same; the account is compared apart."""

    booked: date
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking with what tells it from its like.

    Attributes:
        form: format of the statement.
        reference: the bank's own, "" = none.
        content: fingerprint of payer and text.
        iban, end_to_end, structured: of the payment, "" = not stated or collective.
        parts: payments that it is made of, 1 = it is one itself.
        bare: nothing tells who paid, or for what.
        entries: ids of its payments in the journal, () = it is new.
    """

    form: str
    reference: str
    content: str
    iban: str = ""
    end_to_end: str = ""
    structured: str = ""
    parts: int = 1
    bare: bool = False
    entries: tuple[str, ...] = ()

    def tells_more_than(self, other: Booking) -> bool:
        """Whether this one shows the payments of which the other only has the sum."""
        if other.parts > 1:
            return False
        return self.parts > 1 or (other.bare and not self.bare)


class Pair(NamedTuple):
    """A new booking that is known.

    Attributes:
        known: the booking in the journal.
        taken_for: it has another format and no common mark, so that it is taken for the same.
    """

    known: Booking
    taken_for: bool


def booking_of(
    said: Mapping[str, Any], form: str, parts: int = 1, entries: tuple[str, ...] = ()
) -> Booking:
    """A booking by what a statement says of it.

    Args:
        said: as `recorded.entry_data` has it.
        form: format of the statement.
        parts: payments that it is made of.
        entries: ids of its payments in the journal, () = it is new.
    """
    texts = [said.get(key, "") for key in CONTENT]
    _, iban, structured, end_to_end, _ = texts
    return Booking(
        form,
        bank_mark(said.get("bank_reference", "")),
        content_mark(*texts),
        iban,
        "" if end_to_end == "NOTPROVIDED" else end_to_end,
        structured,
        parts,
        not any(texts),
        entries,
    )


def pair(known: Sequence[Booking], new: Sequence[Booking]) -> list[Pair | None]:
    """For each new booking of a bucket the known one that it is, None = it is really new.

    First by the bank's reference, then by the content; what is left over of another format is the
    same statement in two formats, unless payer or reference say otherwise.
    """
    found: list[Pair | None] = [None] * len(new)
    left = dict.fromkeys(range(len(known)))

    def take(key: Callable[[Booking], Hashable], fits: Callable[[Booking, Booking], bool]) -> None:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for place in left:
            waiting[key(known[place])].append(place)
        for index, booking in enumerate(new):
            if found[index] is not None or not key(booking):
                continue
            queue = waiting[key(booking)]
            same = next((p for p in queue if fits(known[p], booking)), None)
            if same is not None:
                queue.remove(same)
                del left[same]
                found[index] = Pair(known[same], key in (_payer, _anything))

    take(lambda b: b.reference, lambda _k, _n: True)
    take(lambda b: b.content, lambda k, n: k.form != n.form or not (k.reference and n.reference))
    take(_payer, _twins)
    take(_anything, _twins)
    return found


def _payer(booking: Booking) -> Hashable:
    return booking.iban or booking.end_to_end or booking.structured


def _anything(_booking: Booking) -> Hashable:
    return "anything"


def _twins(known: Booking, new: Booking) -> bool:
    """Whether two formats may tell of one booking: nothing that both state differs."""
    if known.form == new.form:
        return False
    if known.iban and new.iban and not same_account(known.iban, new.iban):
        return False
    both = ((known.end_to_end, new.end_to_end), (known.structured, new.structured))
    return all(not (a and b) or a == b for a, b in both)
