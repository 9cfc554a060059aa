"""Notices on their way into the journal: what an event keeps of one, and what stands against it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.findings import Place, error
from creditctl.journal.records import NEXT, State

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from creditctl.findings import Finding
    from creditctl.policy.notices import Notice

_SHOWN = 20
_HINT = "nothing was issued; plan anew, so that what the journal holds is taken into account"


def planned(notice: Notice) -> dict[str, Any]:
    """The data of the event that plans a notice.

    `items` has a list of (item, step, repeat, number, due, open) for each item that it issues a
    step for; `others` has (item, number, open) of credits and whatever else it lists. Lists,
    because ten thousand notices are planned in one transaction.
    """
    return _special(notice) | {
        "as_of": notice.as_of.isoformat(),
        "debtor": notice.debtor.debtor,
        "name": notice.debtor.name,
        "currency": notice.currency,
        "language": notice.language,
        "step": notice.step,
        "step_number": notice.step_number,
        "channel": notice.channel,
        "total": notice.total,
        "pay_by": notice.pay_by.isoformat(),
        "policy": notice.policy,
        "why": notice.why,
        "items": [
            (line.item, line.step, line.repeat, line.number, line.due.isoformat(), line.open)
            for line in notice.lines
            if line.step
        ],
        "others": [
            (line.item, line.number, line.open)
            for line in (*notice.lines, *notice.credits)
            if not line.step
        ],
    }


def _special(notice: Notice) -> dict[str, Any]:
    """Address of an e-mail; area, kind and claims by law, where there are any."""
    special: dict[str, Any] = {"area": notice.area} if notice.area else {}
    if notice.channel == "email" and notice.debtor.email:
        special["to"] = notice.debtor.email
    if notice.kind != "demand":
        special["kind"] = notice.kind
    if notice.claim is not None:
        claim = notice.claim
        special["claim"] = {
            "regime": claim.regime,
            "principal": notice.principal,
            "interest": claim.interest,
            "compensation": claim.compensation,
            "costs": claim.costs,
            "fee": claim.fee,
            "announced": claim.announced,
        }
    return special


def objections(
    connection: sqlite3.Connection, notices: Sequence[Notice], path: Path
) -> list[Finding]:
    """Why notices cannot be planned: issued already, or twice among themselves.

    At most 20 findings; the first of them are enough to see what went wrong.
    """
    found = []
    for finding in _objections(connection, notices, path):
        found.append(finding)
        if len(found) == _SHOWN:
            break
    return found


def _objections(
    connection: sqlite3.Connection, notices: Sequence[Notice], path: Path
) -> Iterator[Finding]:
    place = Place(str(path))
    taken: dict[tuple[str, str, int], str] = {}
    for notice in notices:
        query = "SELECT state FROM notice WHERE notice = ?"
        state = connection.execute(query, (notice.notice,)).fetchone()
        if state and State.PLANNED not in NEXT[State(state[0])]:
            yield error("CJ122", f"notice {notice.notice} is {state[0]} already", place, _HINT)
            continue
        for line in (line for line in notice.lines if line.step):
            key = (line.item, line.step, line.repeat)
            other = taken.setdefault(key, notice.notice)
            if other == notice.notice:
                other = _live_notice(connection, key)
            if other:
                again = f", repeat {line.repeat}" if line.repeat else ""
                message = (
                    f"step {line.step!r}{again} of item {line.item} is on notice {other} already,"
                    f" so notice {notice.notice} cannot issue it"
                )
                yield error("CJ121", message, place, _HINT)


def _live_notice(connection: sqlite3.Connection, key: tuple[str, str, int]) -> str:
    query = "SELECT notice FROM notice_item WHERE live AND item = ? AND step = ? AND repeat = ?"
    row = connection.execute(query, key).fetchone()
    return row[0] if row else ""
