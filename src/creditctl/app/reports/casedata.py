"""Each kind of case as JSON. Keys that several kinds share mean the same in all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from creditctl.cases.arrangements import ArrangementStanding
    from creditctl.cases.promises import PromiseStanding
    from creditctl.cases.records import Dispute, End, Hold, Note, Subject, WriteOff


def _about(about: Subject) -> dict[str, Any]:
    return {
        "debtor": about.debtor,
        "number": about.number,
        "item": about.item,
        "currency": about.currency,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _end(end: End | None) -> dict[str, Any] | None:
    if end is None:
        return None
    return {"day": end.day.isoformat(), "by": end.by, "reason": end.reason}


def _promise(case: PromiseStanding, status: str) -> dict[str, Any]:
    p = case.promise
    return {
        "id": p.id,
        **_about(p.about),
        "day": p.made.isoformat(),
        "until": p.due.isoformat(),
        "amount": to_text(p.amount, p.about.currency),
        "received_in_time": to_text(case.in_time, p.about.currency),
        "status": status,
        "by": p.by,
        "text": p.note,
        "end": _end(p.cancelled),
    }


def _dispute(d: Dispute, status: str) -> dict[str, Any]:
    whole = d.amount is None
    amount = d.about.open if d.amount is None else d.amount
    return {
        "id": d.id,
        **_about(d.about),
        "day": d.opened.isoformat(),
        "reason": d.reason,
        "amount": to_text(amount, d.about.currency),
        "whole": whole,
        "blocks": d.blocks,
        "status": status,
        "by": d.by,
        "text": d.note,
        "end": _end(d.resolved),
    }


def _hold(h: Hold, status: str) -> dict[str, Any]:
    return {
        "id": h.id,
        "scope": h.scope,
        "debtor": h.debtor,
        "number": h.shown if h.scope == "item" else "",
        "key": h.key,
        "day": h.start.isoformat(),
        "until": _iso(h.until),
        "reason": h.reason,
        "status": status,
        "by": h.by,
        "end": _end(h.lifted),
    }


def _note(n: Note, status: str) -> dict[str, Any]:
    return {
        "id": n.id,
        "debtor": n.debtor,
        "number": n.number,
        "kind": n.kind,
        "day": n.day.isoformat(),
        "at": n.at,
        "until": _iso(n.follow_up),
        "text": n.text,
        "status": status,
        "by": n.by,
        "end": _end(n.done),
    }


def _writeoff(w: WriteOff, status: str) -> dict[str, Any]:
    return {
        "id": w.id,
        **_about(w.about),
        "day": w.proposed.isoformat(),
        "amount": to_text(w.amount, w.about.currency),
        "reason": w.reason,
        "status": status,
        "by": w.by,
        "end": _end(w.approved or w.refused),
    }


def _arrangement(case: ArrangementStanding, status: str) -> dict[str, Any]:
    a = case.arrangement
    pairs = zip(a.instalments, case.left, strict=True)
    return {
        "id": a.id,
        "debtor": a.debtor,
        "currency": a.currency,
        "day": a.made.isoformat(),
        "amount": to_text(a.total, a.currency),
        "received": to_text(case.received, a.currency),
        "status": status,
        "defaulted_on": _iso(case.defaulted_on),
        "covers": [
            {"item": c.item, "number": c.number, "open": to_text(c.open, c.currency)}
            for c in a.covers
        ],
        "instalments": [
            {
                "number": part.number,
                "due": part.due.isoformat(),
                "amount": to_text(part.amount, a.currency),
                "left": to_text(left, a.currency),
            }
            for part, left in pairs
        ],
        "by": a.by,
        "text": a.note,
        "end": _end(a.ended),
    }


DATA: Final[dict[str, Callable[[Any, str], dict[str, Any]]]] = {
    "promises": _promise,
    "disputes": _dispute,
    "holds": _hold,
    "notes": _note,
    "writeoffs": _writeoff,
    "arrangements": _arrangement,
}
"""Makes the JSON of a case and its status, by kind."""
