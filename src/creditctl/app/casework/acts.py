"""What people record about invoices and debtors: each checked, then let pass at the desk."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal

from creditctl.app.casework.desk import Objection, amount_of, wanted
from creditctl.cases import events
from creditctl.cases.arrangements import ArrangementStatus
from creditctl.journal.casework import Act
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.casework.desk import Desk
    from creditctl.cases.records import Arrangement, Scope, Subject
    from creditctl.findings import Place

_LONGEST: Final = 2000
"""Characters of a note."""


def promise(
    desk: Desk, place: Place, *, invoice: str, due: date, amount: str | None, by: str, note: str
) -> None:
    """Record a promise to pay an invoice, or a part of it, by a day.

    Raises:
        Objection: it is beyond what the policy allows, in the past, or for a paid invoice.
    """
    about = desk.subject(invoice)
    rules = desk.policy.promises
    minor = amount_of(amount, about, "the promised")
    if due < desk.day:
        raise Objection("CS120", f"the promised day {due} lies in the past")
    latest = desk.day + timedelta(days=rules.within)
    if due > latest:
        message = f"the promised day {due} is more than {rules.within} days away"
        hint = f"{latest} is the last that promises.within of the policy allows"
        raise Objection("CS121", message, f"{hint}; for longer, make an arrangement")
    _not_arranged(desk, about)
    act = Act(
        events.PROMISE_ADDED,
        "",
        {
            "debtor": about.debtor,
            "about": events.about_data(about),
            "due": due.isoformat(),
            "amount": minor,
            "by": wanted(by, "who took the promise (--by NAME)"),
            "note": _text(note),
        },
    )
    if desk.is_new(act):
        own = [
            p
            for p in desk.book.promises.values()
            if p.about.item == about.item and p.cancelled is None
        ]
        if len(own) >= rules.at_most:
            message = f"there are {len(own)} promises about {about.number} already"
            hint = f"promises.at_most of the policy is {rules.at_most}"
            raise Objection("CS122", message, f"{hint}; cancel one, or make an arrangement")
    desk.take(act, place)


def dispute(
    desk: Desk, place: Place, *, invoice: str, reason: str, amount: str | None, by: str, note: str
) -> None:
    """Record why an invoice, or a part of it, is not paid.

    Raises:
        Objection: the policy has no such reason, or the disputed parts are more than is open.
    """
    about = desk.subject(invoice)
    rule = desk.policy.disputes.reason(reason)
    if rule is None:
        codes = ", ".join(r.id for r in desk.policy.disputes.reasons)
        raise Objection("CS130", f"the policy has no reason '{reason}'", f"reasons: {codes}")
    minor = None if amount is None else amount_of(amount, about, "the disputed")
    act = Act(
        events.DISPUTE_OPENED,
        "",
        {
            "debtor": about.debtor,
            "about": events.about_data(about),
            "reason": rule.id,
            "amount": None if minor == about.open else minor,
            "blocks": rule.blocks,
            "by": wanted(by, "who recorded it (--by NAME)"),
            "note": _text(note),
        },
    )
    if desk.is_new(act):
        _room_for(desk, about, minor)
    desk.take(act, place)


def _room_for(desk: Desk, about: Subject, minor: int | None) -> None:
    """Disputed parts of an invoice never add up to more than is open."""
    own = [
        d for d in desk.book.disputes.values() if d.about.item == about.item and d.resolved is None
    ]
    for other in own:
        if other.amount is None or minor is None:
            message = f"{about.number} is disputed already: {other.id}, {other.reason}"
            raise Objection("CS131", message, f"creditctl dispute resolve {other.id}, or a part")
    taken = sum(d.amount or 0 for d in own)
    if minor is not None and taken + minor > about.open:
        message = (
            f"with {to_text(taken, about.currency)} disputed before, this is more than the "
            f"{to_text(about.open, about.currency)} that is open of {about.number}"
        )
        raise Objection("CS131", message, "take a smaller part")


def hold(
    desk: Desk,
    place: Place,
    *,
    scope: Scope,
    name: str,
    reason: str,
    start: date | None,
    until: date | None,
    by: str,
) -> None:
    """Stop reminders about an invoice, to a debtor or to a group.

    Raises:
        Objection: there is no such invoice, debtor or group, or the days are out of order.
    """
    first = start or desk.day
    if until is not None and until < max(first, desk.day):
        message = f"the hold would end on {until}, before it begins"
        raise Objection("CS140", message, "set a later day with --until, or leave it out")
    key, debtor = name, ""
    if scope == "item":
        about = desk.subject(name)
        key, debtor, name = about.item, about.debtor, about.number
    elif scope == "debtor":
        key = debtor = desk.debtor(name)
    elif name not in desk.groups():
        groups = ", ".join(sorted(desk.groups())) or "no debtor has one"
        raise Objection("CS101", f"the books know no group '{name}'", f"groups: {groups}")
    desk.take(
        Act(
            events.HOLD_ADDED,
            "",
            {
                "debtor": debtor,
                "scope": scope,
                "key": key,
                "shown": name,
                "reason": wanted(reason, "why (--reason TEXT)"),
                "start": first.isoformat(),
                "until": until and until.isoformat(),
                "by": wanted(by, "who decided it (--by NAME)"),
            },
        ),
        place,
    )


def note(
    desk: Desk,
    place: Place,
    *,
    debtor: str,
    text: str,
    by: str,
    kind: Literal["note", "call"],
    invoice: str | None,
    follow_up: date | None,
) -> None:
    """Write a note about a debtor, or log a telephone call.

    Raises:
        Objection: there is no such debtor or invoice, or the follow-up lies in the past.
    """
    if follow_up is not None and follow_up < desk.day:
        raise Objection("CS150", f"the follow-up day {follow_up} lies in the past")
    whose = desk.debtor(debtor)
    number = ""
    if invoice is not None:
        about = desk.subject(invoice)
        if about.debtor != whose:
            message = f"{about.number} is not an invoice of {whose}, but of {about.debtor}"
            raise Objection("CS151", message)
        number = about.number
    desk.take(
        Act(
            events.NOTE_ADDED,
            "",
            {
                "debtor": whose,
                "kind": kind,
                "text": _text(wanted(text, "the text")),
                "by": wanted(by, "who writes it (--by NAME)"),
                "number": number,
                "follow_up": follow_up and follow_up.isoformat(),
            },
        ),
        place,
    )


def writeoff(
    desk: Desk, place: Place, *, invoice: str, amount: str | None, reason: str, by: str
) -> None:
    """Propose to give up an invoice, or a part of it; another person has to approve.

    Raises:
        Objection: more than is open, or it is proposed already.
    """
    about = desk.subject(invoice)
    minor = amount_of(amount, about, "the amount of")
    act = Act(
        events.WRITEOFF_PROPOSED,
        "",
        {
            "debtor": about.debtor,
            "about": events.about_data(about),
            "amount": minor,
            "reason": wanted(reason, "why (--reason TEXT)"),
            "by": wanted(by, "who proposes it (--by NAME)"),
        },
    )
    if desk.is_new(act):
        waiting = [
            w
            for w in desk.book.writeoffs.values()
            if w.about.item == about.item and not (w.approved or w.refused)
        ]
        if sum(w.amount for w in waiting) + minor > about.open:
            ids = ", ".join(w.id for w in waiting)
            message = f"{ids} would write off {about.number} already"
            raise Objection("CS160", message, "approve or refuse that first")
    desk.take(act, place)


def _not_arranged(desk: Desk, about: Subject) -> None:
    plan = live_arrangement(desk, about.item)
    if plan is not None:
        message = f"{about.number} is paid by arrangement {plan.id}"
        raise Objection(
            "CS170", message, f"creditctl arrangement end {plan.id}, if it no longer holds"
        )


def live_arrangement(desk: Desk, item: str) -> Arrangement | None:
    """The arrangement that covers an item, None = none does."""
    over = {
        s.arrangement.id
        for s in desk.standing.arrangements
        if s.status is not ArrangementStatus.ACTIVE
    }
    for plan in desk.book.arrangements.values():
        covers = item in {about.item for about in plan.covers}
        if covers and plan.id not in over and plan.ended is None:
            return plan
    return None


def _text(text: str) -> str:
    if len(text) > _LONGEST:
        message = f"the text has {len(text)} characters"
        raise Objection("CS108", message, f"{_LONGEST} are the most")
    return text.strip()
