"""Days that the law sets: when a debt falls due by default, and the period of a notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import date

    from creditctl.ledger.calendars import Calendar
    from creditctl.regimes.model import NoticeRules, Regime

Way = Literal["receipt", "email", "post"]
"""Which day of a notice is known: that of receipt, or that of sending, and how."""


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """The days that a notice gives.

    Attributes:
        first, last: the days within which the debtor can pay; the same when there are none.
        opens: the first day on which what the notice opens may be claimed.
    """

    first: date
    last: date
    opens: date


def last_day_in_time(
    regime: Regime, received: date, delivered: date, calendar: Calendar
) -> date | None:
    """The last day to pay in time where nothing was agreed; None when the regime has no rule.

    Args:
        regime: the rules.
        received: when the debtor received the invoice.
        delivered: when goods or services were delivered; the later of the two counts.
        calendar: working days, for regimes that move a last day that is none.
    """
    rule = regime.default_due
    if rule is None:
        return None
    day = max(received, delivered) + timedelta(days=rule.days)
    if rule.counting == "with":
        day -= timedelta(days=1)
    return calendar.next_open(day) if regime.shift == "following" else day


def notice_period(
    rules: NoticeRules, day: date, way: Way, calendar: Calendar
) -> NoticePeriod | None:
    """The period of a notice; None when the law does not count from such a day.

    Args:
        rules: what the regime says of the notice.
        day: the day of receipt, or of sending.
        way: which of them.
        calendar: working days, which count after posting.
    """
    wait = {"receipt": rules.after_receipt, "email": rules.after_email, "post": rules.after_post}
    days = wait[way]
    if days is None:
        return None
    first = day
    for _ in range(days):
        first += timedelta(days=1)
        if way == "post":
            first = calendar.next_open(first)
    opens = first + timedelta(days=rules.days)
    return NoticePeriod(first, max(first, opens - timedelta(days=1)), opens)
