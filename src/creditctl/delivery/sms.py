"""Whom a text message can be sent to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line, shortened
from creditctl.findings import Place, error
from creditctl.policy.mobile import mobile_number

if TYPE_CHECKING:
    from creditctl.findings import Finding
    from creditctl.policy.notices import Notice

_LONGEST: Final = 40


def sms_problem(notice: Notice) -> Finding | None:
    """Why the debtor can't get a text message (CD210), None when nothing stands against it."""
    debtor = notice.debtor
    if mobile_number(debtor.phone, debtor.country):
        return None
    shown = shortened(one_line(debtor.phone), _LONGEST)
    message = f"{shown!r} is no mobile number" if shown else "there is no mobile number"
    found = error(
        "CD210",
        f"debtor {one_line(debtor.debtor)}: {message}",
        Place(field="phone"),
        "correct it in the debtor file, such as +31 6 12345678",
    )
    return replace(found, debtor=debtor.debtor)
