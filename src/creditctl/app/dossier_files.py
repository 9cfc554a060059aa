"""Files that a dossier takes along: letters from the outbox, and copies of invoices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from creditctl.app.rooms import journal_path, open_journal, outbox_of
from creditctl.delivery.names import safe_name
from creditctl.errors import UsageRefused
from creditctl.findings import Finding, Place, error, warning
from creditctl.journal.records import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from creditctl.config.workspace import Workspace
    from creditctl.journal.records import NoticeRecord

_NUMBER: Final = "{number}"
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")
_DID_NOT_LEAVE: Final = frozenset(
    {State.PLANNED, State.HANDING_OVER, State.REJECTED, State.WITHDRAWN}
)


@dataclass(frozen=True, slots=True)
class Missing:
    """What should be in a dossier and is not: its name, why, and the finding that says so."""

    name: str
    why: str
    finding: Finding


def notices_of(
    workspace: Workspace, clock: Callable[[], datetime], debtor: str, as_of: date
) -> list[NoticeRecord]:
    """The notices to a debtor that left, or may have, up to a day; in the order of their days."""
    if not journal_path(workspace).exists():
        return []
    with open_journal(workspace, clock, readonly=True) as journal:
        found = [n for n in journal.notices() if n.debtor == debtor and n.as_of <= as_of]
    left = [notice for notice in found if notice.state not in _DID_NOT_LEAVE]
    return sorted(left, key=lambda notice: (notice.as_of, notice.notice))


def letters_that_left(
    workspace: Workspace, notices: Iterable[NoticeRecord]
) -> tuple[dict[str, bytes], list[Missing]]:
    """Their files from the outbox, each held against the hash in the journal.

    Returns:
        Content by name below ``letters/``, and what is gone or was changed.
    """
    outbox = outbox_of(workspace)
    files: dict[str, bytes] = {}
    missing = []
    for relative, digest in (file for notice in notices for file in notice.files):
        # `present` lets no other path pass than those that the outbox makes.
        content = b""
        if outbox.present(relative, digest):
            content = (workspace.outbox / relative).read_bytes()
        if content and sha256(content).hexdigest() == digest:
            files[f"letters/{relative}"] = content
            continue
        path = workspace.outbox / relative
        why = "changed since it left" if path.is_file() else "no longer in the outbox"
        hint = "look for it in a backup"
        place = Place(f"{workspace.settings.output.outbox}/{relative}")
        found = warning("CR212", f"the letter {relative} is {why}", place, hint)
        missing.append(Missing(f"letters/{relative}", why, found))
    return files, missing


@dataclass(frozen=True, slots=True)
class CopyPattern:
    """Where copies of invoices lie: a path with ``{number}`` in it, relative to the workspace."""

    root: Path
    text: str

    def __post_init__(self) -> None:
        """Refuse what is no pattern (CR211)."""
        if _NUMBER not in self.text or "\0" in self.text:
            message = f"{self.text!r} names no copies of invoices"
            hint = "write a path with {number} in it, such as 'invoices/{number}.pdf'"
            raise UsageRefused(error("CR211", message, hint=hint))

    @property
    def suffix(self) -> str:
        """What the names of copies end with, ".pdf" mostly."""
        suffix = Path(self.text).suffix
        return suffix if _SUFFIX.fullmatch(suffix) else ""

    @property
    def folder(self) -> Path:
        """The folder that all copies lie in: the part before the number."""
        before = self.text.partition(_NUMBER)[0]
        return self.root / before.rpartition("/")[0]

    def copy_of(self, number: str) -> Path | None:
        """The copy of an invoice; None where its number would lead elsewhere."""
        if not number or number in (".", "..") or set(number) & set("/\\\0"):
            return None
        return self.root / self.text.replace(_NUMBER, number)


def copy_pattern(workspace: Workspace, text: str | None) -> CopyPattern | None:
    """Where copies lie: as the command line says, else where e-mails take them from.

    Raises:
        UsageRefused: the pattern has no ``{number}`` (CR211).
    """
    email = workspace.settings.delivery.email
    pattern = text or (email.attach_invoices if email else None)
    return CopyPattern(workspace.root, pattern) if pattern else None


def invoice_copies(
    pattern: CopyPattern, numbers: Sequence[str]
) -> tuple[dict[str, bytes], list[Missing]]:
    """The copies of invoices that are there.

    Returns:
        Content by name below ``invoices/``, and the invoices without a copy.
    """
    files: dict[str, bytes] = {}
    missing = []
    for number in dict.fromkeys(numbers):
        found = _copy(pattern, number)
        if isinstance(found, bytes):
            files[f"invoices/{safe_name(number)}{pattern.suffix}"] = found
            continue
        hint = f"put it where {pattern.text} says"
        message = f"there is no copy of invoice {number!r}: {found}"
        finding = warning("CR213", message, hint=hint)
        missing.append(Missing(f"invoice {number}", found, finding))
    return files, missing


def _copy(pattern: CopyPattern, number: str) -> bytes | str:
    """A copy, or why there is none."""
    path = pattern.copy_of(number)
    if path is None:
        return "its number can't be the name of a file"
    try:
        whole = path.resolve(strict=True)
        if not whole.is_relative_to(pattern.folder.resolve()):
            return "its file is a link that leads elsewhere"
        return whole.read_bytes()
    except FileNotFoundError:
        return "no such file"
    except (OSError, ValueError) as trouble:
        return (getattr(trouble, "strerror", None) or str(trouble)).lower()
