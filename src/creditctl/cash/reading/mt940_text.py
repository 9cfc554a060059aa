"""Field 86 of an MT940: what a booking says about the payment.

Three ways of writing are read: the numbered parts of German, Austrian, Luxembourg and Polish
banks (``166?00...?20...``), code words between slashes of Dutch banks, and plain lines.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.accounts import compact, looks_like_iban
from creditctl.cash.reading.remittance import NO_REASON, Remittance, flow, from_tags
from creditctl.cash.reading.slashes import from_slashes, is_slashed

if TYPE_CHECKING:
    from collections.abc import Sequence

_NUMBERED: Final = re.compile(r"\s?([0-9]{3})([?<>|^~])(?=[0-9]{2})")
_RETURNS: Final = ("108", "109", "159")
"""Kinds of booking (GVC) of the German banks: returned direct debits, returned transfer."""
_REASONS: Final = {
    "901": "AC01", "902": "AC04", "903": "AC06", "904": "AG01", "906": "AM04", "907": "AM05",
    "909": "MD01", "910": "MD02", "912": "MD06", "913": "MD07",
}  # fmt: skip
"""Text key extension (?34) to ISO 20022, where the banks' own tables agree."""
_TEXT: Final = (*range(20, 30), *range(60, 64))
_PARTY: Final = 27
_WIDTH: Final = 65
"""Characters of a line of field 86; a line with one less has lost the blank at its end."""


def read_text(lines: Sequence[str]) -> tuple[Remittance, str]:
    """Read field 86.

    Args:
        lines: its lines, without the tag; several fields of one booking follow each other.

    Returns:
        What it says, and the kind of booking in the numbered writing (GVC), else "".
    """
    joined = "".join(f"{line} " if len(line) == _WIDTH - 1 else line for line in lines)
    start = _NUMBERED.match(joined)
    if start is not None:
        return _numbered(joined[start.end() :], start[2], start[1]), start[1]
    if is_slashed(joined.strip()):
        return from_slashes(joined.strip()), ""
    plain = "\n".join(stripped for line in lines if (stripped := line.strip()))
    return from_tags(plain), ""


def _numbered(text: str, mark: str, kind: str) -> Remittance:
    parts: dict[int, list[str]] = {}
    for part in re.split(rf"{re.escape(mark)}(?=[0-9]{{2}})", text):
        parts.setdefault(int(part[:2]), []).append(part[2:])
    lines = [line for number in _TEXT for line in parts.get(number, ())]
    told = from_tags(flow(lines))
    accounts = [compact("".join(parts.get(number, ()))) for number in (38, 31)]
    accounts.append(compact(told.iban))
    iban = next((a for a in accounts if looks_like_iban(a)), "") or next(filter(None, accounts), "")
    reason = "".join(parts.get(34, ()))[:3]
    return replace(
        told,
        name=_name([*parts.get(32, ()), *parts.get(33, ())]),
        iban=iban,
        text=told.text or "".join(parts.get(0, ())).strip(),
        return_reason=_REASONS.get(reason, NO_REASON) if kind in _RETURNS else "",
    )


def _name(lines: Sequence[str]) -> str:
    """A name of two lines; a full first line goes on in the second."""
    name = ""
    for line in lines:
        name += line if len(line) == _PARTY else f"{line} "
    return " ".join(name.split())
