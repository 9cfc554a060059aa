"""A report as an e-mail: readable in the mail itself, with a workbook and CSV attached."""

from __future__ import annotations

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line, shortened
from creditctl.policy.addresses import on_the_wire

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

_XLSX: Final = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_LONGEST: Final = 120


@dataclass(frozen=True, slots=True)
class ReportMail:
    """What is mailed.

    Attributes:
        name: of the report, such as ``aging``; names the attachments.
        title: the headline.
        text, html: the report; the page loads nothing from elsewhere.
        workbook, csv: the attachments.
    """

    name: str
    title: str
    text: str
    html: str
    workbook: bytes
    csv: str


def build_report_mail(
    mail: ReportMail, sender: str, company: str, recipients: Sequence[str], at: datetime
) -> bytes:
    """The message, lines ended by CR LF.

    Args:
        mail: the report.
        sender: the company's address; company: its name.
        recipients: plain addresses, in any alphabet.
        at: the moment of sending.
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(
        display_name=shortened(one_line(company), 78), addr_spec=on_the_wire(sender)
    )
    message["To"] = [Address(addr_spec=on_the_wire(address)) for address in recipients]
    message["Subject"] = shortened(one_line(f"{company}: {mail.title}"), _LONGEST)
    message["Date"] = at
    text = f"{mail.name}\x1f{at.isoformat()}\x1f{mail.text}\x1f{','.join(recipients)}"
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    domain = on_the_wire(sender).rpartition("@")[2].lower()
    message["Message-ID"] = f"<report-{digest}@{domain}>"
    # Tells mail systems that nobody waits for an answer (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    maintype, subtype = _XLSX
    message.add_attachment(
        mail.workbook, maintype=maintype, subtype=subtype, filename=f"{mail.name}.xlsx"
    )
    message.add_attachment(
        mail.csv.encode(), maintype="text", subtype="csv", filename=f"{mail.name}.csv"
    )
    return bytes(message)
