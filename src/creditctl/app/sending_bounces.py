"""Letters that came back: their debtors get no more letters until a person has mended the address.

The steps stay done: the letter was sent, and what it asked for is still owed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.app.casework import acts
from creditctl.app.casework.desk import Objection, taking
from creditctl.app.rooms import open_journal
from creditctl.delivery.bounces import bounces_of, messages_in
from creditctl.errors import DataRefused
from creditctl.findings import NOWHERE, Finding, Place, Severity, error
from creditctl.policy.addresses import same_address

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.app.casework.desk import Desk
    from creditctl.app.moment import Moment
    from creditctl.config.workspace import Workspace
    from creditctl.delivery.bounces import Bounce
    from creditctl.journal.records import NoticeRecord
    from creditctl.journal.store import Journal

WHO: Final = "creditctl"
_NUMBERED: Final = re.compile(r"<(.+?)(\.[0-9]+)?@[^@]+>")


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter of ours that came back.

    Attributes:
        hold: id of the hold on its debtor, "" = there is none.
        new: whether the hold was put now.
    """

    bounce: Bounce
    notice: NoticeRecord
    hold: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class BounceOutcome:
    """What was found.

    Attributes:
        looked_at: number of messages.
        strangers: bounces of messages that are not ours.
        returned: letters of ours, in order.
    """

    looked_at: int
    strangers: int
    returned: list[Returned]
    findings: list[Finding]


def take_bounces(workspace: Workspace, path: Path, moment: Moment) -> BounceOutcome:
    """Look for bounces, and put a hold on the debtors concerned, once for each message.

    Args:
        workspace: whose letters.
        path: an mbox file, a Maildir, a folder of ``.eml`` files or one such file.
        moment: when.

    Raises:
        DataRefused: the path can't be read (CD120).
        Refused: there is no journal, or a run is at work.
    """
    try:
        contents = list(messages_in(path))
    except OSError as problem:
        why = (problem.strerror or str(problem)).lower()
        hint = "name an mbox file, a Maildir, or a folder of .eml files"
        message = f"the messages can't be read: {why}"
        raise DataRefused(error("CD120", message, Place(str(path)), hint)) from None
    found = [bounce for content in contents for bounce in bounces_of(content)]
    with open_journal(workspace, moment.clock, readonly=True) as journal:
        ours = [(b, n) for b in found if (n := _notice_of(journal, b.message_id)) is not None]
        copies = [(b, n) for b, n in ours if _is_copy(journal, b, n)]
    letters = [pair for pair in ours if pair not in copies]
    returned, findings = _held(workspace, moment, letters) if letters else ([], [])
    findings += [_copy_came_back(bounce, notice) for bounce, notice in copies]
    return BounceOutcome(len(contents), len(found) - len(ours), returned, findings)


def _notice_of(journal: Journal, message_id: str) -> NoticeRecord | None:
    """The notice that a message carried, None when we sent no such message."""
    match = _NUMBERED.fullmatch(message_id)
    if match is None or message_id not in journal.tries(match[1]).ids:
        return None
    return journal.notice(match[1])


def _is_copy(journal: Journal, bounce: Bounce, notice: NoticeRecord) -> bool:
    """Whether what came back is the owner's copy: the debtor has the letter."""
    copied = journal.copied_to(notice.notice, bounce.message_id)
    return bool(copied) and same_address(copied, bounce.address)


def _copy_came_back(bounce: Bounce, notice: NoticeRecord) -> Finding:
    message = f"the copy of notice {notice.notice} for its owner came back from {bounce.address}"
    hint = "correct the address of the owner in the books; the debtor's letters go on"
    return Finding("CD122", Severity.WARNING, f"{message}: {bounce.words}", hint=hint)


def _held(
    workspace: Workspace, moment: Moment, ours: Sequence[tuple[Bounce, NoticeRecord]]
) -> tuple[list[Returned], list[Finding]]:
    returned: list[Returned] = []
    findings: list[Finding] = []

    def acting(desk: Desk) -> None:
        for bounce, notice in ours:
            reason = _reason(bounce)
            known = next((h.id for h in desk.book.holds.values() if h.reason == reason), "")
            if known:
                returned.append(Returned(bounce, notice, known))
                continue
            try:
                acts.hold(
                    desk,
                    NOWHERE,
                    scope="debtor",
                    name=notice.debtor,
                    reason=reason,
                    start=None,
                    until=None,
                    by=WHO,
                )
            except Objection as objection:
                findings.append(_no_hold(notice, bounce, objection))
                returned.append(Returned(bounce, notice))
            else:
                returned.append(Returned(bounce, notice, desk.ids[-1], new=True))

    taking(workspace, moment, acting)
    return returned, findings


def _reason(bounce: Bounce) -> str:
    """The words of the hold; the message in them makes that each bounce holds once."""
    name = bounce.message_id[1:].partition("@")[0]
    return f"bad address: {bounce.address} ({bounce.words}), notice {name}"


def _no_hold(notice: NoticeRecord, bounce: Bounce, objection: Objection) -> Finding:
    message = f"notice {notice.notice} came back from {bounce.address}, and no hold could be put"
    why = f"{message}: {objection.message}"
    hint = "correct the address in the books, or put a hold by hand"
    return Finding("CD121", Severity.WARNING, why, hint=hint, debtor=notice.debtor)
