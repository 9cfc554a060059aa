"""Why a part of a claim by law is not known, in words for the bookkeeper."""

from __future__ import annotations

from creditctl.regimes.unknown import (
    NoRate,
    NotTheLaw,
    RateNotAllowed,
    RateUnknown,
    ScheduleUnknown,
)


def trouble_of(part: object) -> str:
    """A part of a claim that is not known, in words; "" when it is, or when there is none."""
    if isinstance(part, RateUnknown):
        when = "not published yet" if part.not_yet else "not in the tables"
        return f"the value of {part.series} on {part.day} is {when}; see {part.look}"
    if isinstance(part, NotTheLaw):
        return f"these rules are the law from {part.since} on; interest begins on {part.first_day}"
    if isinstance(part, NoRate):
        return "the law gives no interest here; name a 'rate' of the contract"
    if isinstance(part, RateNotAllowed):
        word = "at least" if part.at_least else "at most"
        return f"the law allows {word} {part.bound:f}%, not {part.agreed:f}%"
    if isinstance(part, ScheduleUnknown):
        return f"the schedule '{part.schedule}' does not know such costs on {part.day}"
    return ""
