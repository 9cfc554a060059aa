"""What carries a notice from the outbox to its debtor: a mail server, a web service, a command.

The journal knows what is about to leave before a transport is asked. A transport says what
became of it, and never guesses: what may have left is uncertain, and waits for a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from datetime import date


class Fate(StrEnum):
    """What became of a parcel.

    SENT: the other side took it.
    DEFERRED: it did not leave, and may be tried again.
    REJECTED: the other side refuses it for good.
    UNCERTAIN: it may have left.
    """

    SENT = "sent"
    DEFERRED = "deferred"
    REJECTED = "rejected"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A notice as it lies in the outbox.

    Attributes:
        notice: its id, the same for ever: other sides may use it to know it again.
        channel: by which it goes.
        debtor: the debtor's id.
        as_of: the day that it was issued for.
        relative: path of its file below the outbox.
        content: the bytes of that file.
        copy: 0 = the notice itself; 1, 2, ... = sent once more because a person wanted it.
    """

    notice: str
    channel: str
    debtor: str
    as_of: date
    relative: str
    content: bytes
    copy: int = 0

    @property
    def key(self) -> str:
        """By which another side knows a parcel again: a deliberate copy is another one."""
        return f"{self.notice}-{self.copy}" if self.copy else self.notice


@dataclass(frozen=True, slots=True)
class Sent:
    """The answer of a transport; `words` are the other side's, without secrets."""

    fate: Fate
    words: str = ""


class Transport(Protocol):
    """Sends parcels, one after the other. Use it as a context manager."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_: object) -> None: ...

    def send(self, parcel: Parcel) -> Sent:
        """Send one parcel; never raises for what the other side does."""
        ...
