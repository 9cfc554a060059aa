"""Look at one notice: what the journal has of it, and its text in the outbox."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.app.reports.outbox_show import text_of
from creditctl.app.rooms import open_journal
from creditctl.delivery.sending_files import content_of
from creditctl.errors import UsageRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from creditctl.config.workspace import Workspace
    from creditctl.journal.events import EventRecord
    from creditctl.journal.records import NoticeRecord


@dataclass(frozen=True, slots=True)
class Seen:
    """A notice.

    Attributes:
        events: everything that happened to it, in order.
        text: of its e-mail, None when it is not wanted; "" when it has none, or no file.
    """

    notice: NoticeRecord
    events: Sequence[EventRecord]
    text: str | None


def look_at(
    workspace: Workspace, name: str, clock: Callable[[], datetime], *, text: bool = False
) -> Seen:
    """Look at a notice.

    Raises:
        UsageRefused: there is no such notice (CJ123).
        JournalRefused: there is no journal.
    """
    with open_journal(workspace, clock, readonly=True) as journal:
        notice = journal.notice(name)
        if notice is None:
            hint = "`creditctl outbox list` names them all"
            message = f"there is no notice {name}"
            raise UsageRefused(error("CJ123", message, Place(str(journal.path)), hint))
        events = journal.events_of(name)
    return Seen(notice, events, _text(workspace, notice) if text else None)


def _text(workspace: Workspace, notice: NoticeRecord) -> str:
    for relative, digest in notice.files:
        content = content_of(workspace.outbox, relative, digest)
        if content is not None and relative.endswith(".eml"):
            return text_of(content)
    return ""
