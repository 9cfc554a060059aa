"""E-mails as `.eml` files: text, HTML and the PDF, the same bytes for the same letter."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.delivery.mime import mixed_parts
from creditctl.delivery.names import safe_name
from creditctl.documents.clean import one_line, shortened
from creditctl.findings import Place, error
from creditctl.policy.addresses import address_problem, is_address, on_the_wire

if TYPE_CHECKING:
    from creditctl.documents.company import Company
    from creditctl.documents.letters import Letter
    from creditctl.findings import Finding
    from creditctl.policy.notices import Notice

_MORNING: Final = time(9, tzinfo=UTC)
_LONGEST_DISPLAY_NAME: Final = 78
_LONGEST_SUBJECT: Final = 200


class Sender(NamedTuple):
    """Whom an e-mail comes from: address and name."""

    address: str
    name: str


def sender_problem(company: Company) -> Finding | None:
    """What keeps the company from sending e-mail (CC352), None when nothing does."""
    if is_address(company.email):
        return None
    message = _no_address(company.email) or "the company has no e-mail address"
    hint = "write company.email in creditctl.yaml"
    return error("CC352", message, Place(field="company.email"), hint)


def build_mail(
    company: Company, notice: Notice, letter: Letter, sender: Sender | None = None
) -> bytes | Finding:
    """The e-mail of a letter, lines ended by CR LF.

    From the company, or the sender of the step; to the recipient's address, dated 09:00 UTC of
    the as-of date, with text and HTML as alternatives and the PDF attached. ``X-Unsent`` lets
    Outlook open it as a draft.

    Returns:
        The message; or why there is none: the debtor's (CC351) or the company's address (CC352).
    """
    problem = sender_problem(company)
    if problem is not None:
        return problem
    address = notice.debtor.email.strip()
    if not is_address(address):
        return _bad_recipient(notice)
    name = safe_name(notice.notice)
    domain = on_the_wire(company.email).rpartition("@")[2].lower()
    origin = sender or Sender(company.email, company.name)
    headers = EmailMessage(policy=SMTP)
    headers["From"] = _addressed(origin.name, origin.address)
    headers["To"] = _addressed(notice.debtor.contact or notice.debtor.name, address)
    headers["Subject"] = shortened(one_line(letter.subject), _LONGEST_SUBJECT)
    plain = (
        f"Date: {format_datetime(datetime.combine(notice.as_of, _MORNING))}",
        f"Message-ID: <{name}@{domain}>",
        "X-Unsent: 1",
    )
    head = headers.as_bytes().removesuffix(b"\r\n") + "".join(f"{x}\r\n" for x in plain).encode()
    return head + mixed_parts(letter.text, letter.html, letter.pdf, f"{name}.pdf", _mark(letter))


def _addressed(name: str, address: str) -> Address:
    display = shortened(one_line(name), _LONGEST_DISPLAY_NAME)
    local, _, domain = on_the_wire(address).rpartition("@")
    return Address(display_name=display, username=local, domain=domain)


def _bad_recipient(notice: Notice) -> Finding:
    debtor = notice.debtor
    message = _no_address(debtor.email) or "there is no e-mail address"
    found = error(
        "CC351",
        f"debtor {one_line(debtor.debtor)}: {message}",
        Place(field="email"),
        "correct it in the debtor file: one address, such as name@example.com",
    )
    return replace(found, debtor=debtor.debtor)


def _no_address(text: str) -> str:
    """That a text is no address, and why; "" when there is no text."""
    shown = shortened(one_line(text), _LONGEST_DISPLAY_NAME)
    return f"{shown!r} is no e-mail address: {address_problem(text.strip())}" if shown else ""


def _mark(letter: Letter) -> str:
    """What parts the parts: made from the content instead of by chance.

    No part can hold a hash that is made from itself, so none can hold the mark.
    """
    texts = f"{letter.notice}\0{letter.subject}\0{letter.text}\0{letter.html}"
    return sha256(texts.encode(errors="surrogatepass") + letter.pdf).hexdigest()[:40]
