"""A notice as a file for programs: JSON with what it says and where it goes.

Text messages, webhooks and commands have it in the outbox; the same notice gives the same bytes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from creditctl.documents.clean import one_line
from creditctl.documents.context import debtor_name
from creditctl.ledger.money import to_text
from creditctl.policy.mobile import mobile_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.documents.letters import Letter
    from creditctl.policy.notices import Notice

FIELDS: Final = (
    "notice",
    "channel",
    "kind",
    "step",
    "language",
    "day",
    "debtor",
    "name",
    "to",
    "email",
    "mobile",
    "address",
    "subject",
    "text",
    "amount",
    "currency",
    "reference",
    "pay_by",
)
"""What a message says, in the order of the file; all are text."""


def message_file(notice: Notice, letter: Letter) -> bytes:
    """The message of a notice.

    `to` is the mobile number of a text message, else the e-mail address; `mobile` is the number in
    international form. Both are "" where the books have none. `address` has its lines joined by
    line breaks, the country last. `amount` has the decimals of `currency` and a point.
    """
    debtor = notice.debtor
    mobile = mobile_number(debtor.phone, debtor.country)
    email = one_line(debtor.email)
    lines = filter(None, map(one_line, (*debtor.address, debtor.country)))
    said = {
        "notice": notice.notice,
        "channel": notice.channel,
        "kind": notice.kind,
        "step": notice.step,
        "language": letter.language,
        "day": notice.as_of.isoformat(),
        "debtor": one_line(debtor.debtor),
        "name": debtor_name(debtor),
        "to": mobile if notice.channel == "sms" else email,
        "email": email,
        "mobile": mobile,
        "address": "\n".join(lines),
        "subject": letter.subject,
        "text": letter.text,
        "amount": to_text(notice.total, notice.currency),
        "currency": notice.currency,
        "reference": letter.reference,
        "pay_by": notice.pay_by.isoformat(),
    }
    ordered = {name: said[name] for name in FIELDS}
    return (json.dumps(ordered, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def read_message(content: bytes) -> Mapping[str, str] | None:
    """The fields of a message file, None when it is none."""
    try:
        found: Any = json.loads(content)
    except ValueError:
        return None
    whole = isinstance(found, dict) and set(FIELDS) <= set(found)
    return found if whole and all(isinstance(v, str) for v in found.values()) else None
