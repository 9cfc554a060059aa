"""The outbox folder: one file per letter, an index per day, and never a file overwritten.

``outbox/2026-01-31/20260131-K7Q2MX-C1042.eml`` for e-mail, ``.pdf`` for post, ``.json`` for text
messages, webhooks and commands. A letter is written beside its place, synced, and linked to its
name, which fails when the name is taken: whatever crashes in between, a file of that name is whole
and is the first of its name.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, get_args

from creditctl.delivery.files import DayFolder, LeadsElsewhere
from creditctl.delivery.index import index_csv
from creditctl.delivery.mail import build_mail
from creditctl.delivery.message import message_file
from creditctl.delivery.names import safe_name
from creditctl.delivery.sms import sms_problem
from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error
from creditctl.policy.channels import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from creditctl.delivery.index import IndexRow
    from creditctl.delivery.mail import Sender
    from creditctl.documents.company import Company
    from creditctl.documents.letters import Letter
    from creditctl.findings import Finding
    from creditctl.policy.notices import Notice

INDEX: Final = "index.csv"
_MESSAGES: Final = ("sms", "webhook", "command")
_RELATIVE: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})/([A-Za-z0-9_-]{1,110}\.(?:eml|json|pdf))"
)


@dataclass(frozen=True, slots=True)
class Package:
    """A letter as a file, ready to be handed over.

    Attributes:
        relative: path below the outbox, with "/".
        content: the bytes; sha256: their hash, hexadecimal.
    """

    relative: str
    content: bytes
    sha256: str


class Outbox:
    """The folder that letters are handed over to.

    Args:
        folder: the outbox; made when the first letter comes, with mode 0700.
        company: the sender of the e-mails.
        senders: of steps that have one of their own, by step id.
    """

    def __init__(
        self, folder: Path, company: Company, senders: Mapping[str, Sender] | None = None
    ) -> None:
        self._folder = folder
        self._company = company
        self._senders = senders or {}

    def prepare(self, notice: Notice, letter: Letter) -> Package | Finding:
        """The file of a letter, by the notice's channel; touches nothing.

        Returns:
            The package; or why there is none: an address that is none (CC351, CC352, CD210), a
            channel that the outbox does not have (CC353).
        """
        if notice.channel == "email":
            content = build_mail(self._company, notice, letter, self._senders.get(notice.step))
            if not isinstance(content, bytes):
                return content
            suffix = "eml"
        elif notice.channel == "letter":
            content, suffix = letter.pdf, "pdf"
        elif notice.channel in _MESSAGES:
            problem = sms_problem(notice) if notice.channel == "sms" else None
            if problem is not None:
                return problem
            content, suffix = message_file(notice, letter), "json"
        else:
            message = f"the outbox has no channel '{notice.channel}'"
            hint = f"use {', '.join(get_args(Channel))}"
            return error("CC353", message, Place(field="channels"), hint)
        name = f"{safe_name(notice.notice)}-{safe_name(notice.debtor.debtor)}.{suffix}"
        relative = f"{notice.as_of.isoformat()}/{name}"
        return Package(relative, content, sha256(content).hexdigest())

    def deliver(self, package: Package) -> None:
        """Put a package into the outbox; the same package again changes nothing.

        Raises:
            ConfigRefused: the outbox leads elsewhere (CC354), cannot be written (CC355), or holds
                another file of that name (CC356).
        """
        found = _RELATIVE.fullmatch(package.relative)
        assert found is not None  # `prepare` makes no other path
        with self._refusals(), DayFolder(self._folder, found[1]) as folder:
            added = folder.add(found[2], package.content)
        if not added:
            place = Place(file=str(self._folder / package.relative))
            message = "there is another file of this name in the outbox"
            raise ConfigRefused(error("CC356", message, place, "move it away and run again"))

    def present(self, relative: str, digest: str) -> bool:
        """Whether the outbox holds that file with that SHA-256; never raises for a missing one."""
        if not _RELATIVE.fullmatch(relative):
            return False
        path = self._folder / relative
        chain = (path, path.parent, self._folder)
        if any(part.is_symlink() for part in chain) or not path.is_file():
            return False
        return sha256(path.read_bytes()).hexdigest() == digest

    def sweep(self, as_of: date) -> None:
        """Take away what a crash left in a day's folder; only while no other run is at work."""
        if (self._folder / as_of.isoformat()).is_dir():
            with self._refusals(), DayFolder(self._folder, as_of.isoformat()) as folder:
                folder.sweep()

    def write_index(self, as_of: date, rows: Iterable[IndexRow]) -> None:
        """Write the day's `index.csv` anew, whole or not at all.

        Args:
            as_of: the day.
            rows: all letters of that day, in any order.

        Raises:
            ConfigRefused: as for `deliver`.
        """
        with self._refusals(), DayFolder(self._folder, as_of.isoformat()) as folder:
            folder.replace(INDEX, index_csv(rows))

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """What goes wrong with the folder, as findings."""
        try:
            yield
        except LeadsElsewhere as trouble:
            message = "the outbox is a link that leads elsewhere, or no folder"
            hint = "make it a folder of its own, or name the other place in creditctl.yaml"
            place = Place(file=str(trouble.path))
            raise ConfigRefused(error("CC354", message, place, hint)) from None
        except OSError as trouble:
            raise not_writable(self._folder, trouble) from None


def not_writable(folder: Path, trouble: OSError) -> ConfigRefused:
    """The refusal of an outbox that cannot be written (CC355)."""
    why = (trouble.strerror or str(trouble)).lower()
    hint = "check the folder, its rights, and the space on the disk"
    message = f"the outbox cannot be written: {why}"
    return ConfigRefused(error("CC355", message, Place(file=str(folder)), hint))
