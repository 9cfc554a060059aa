"""Build the same e-mails with nothing but Python's `email`, part by part.

`mails_bare.py COUNT`: COUNT e-mails with text, HTML and a PDF. Prints seconds.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from notices import COMPANY, notices

from creditctl.config.shipped import shipped
from creditctl.documents.letters import LetterRoom

DIFFERENT = 20
count = int(sys.argv[1])
asked = notices(count, lines=5)
room = LetterRoom(COMPANY, [shipped("templates")])
letters = [room.render(notice) for notice in asked[:DIFFERENT]]

start, start_cpu = time.perf_counter(), time.process_time()
size = 0
for number, notice in enumerate(asked):
    letter = letters[number % DIFFERENT]
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(COMPANY.name, addr_spec=COMPANY.email)
    message["To"] = Address(notice.debtor.name, addr_spec=notice.debtor.email)
    message["Subject"] = letter.subject
    message["Date"] = datetime(2026, 1, 31, 9, tzinfo=UTC)
    message["Message-ID"] = f"<{notice.notice}@bench.example>"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    name = f"{notice.notice}.pdf"
    message.add_attachment(letter.pdf, maintype="application", subtype="pdf", filename=name)
    size += len(message.as_bytes())
print(
    json.dumps(
        {
            "count": count,
            "wall": time.perf_counter() - start,
            "cpu": time.process_time() - start_cpu,
            "kb_each": size / count / 1000,
        }
    )
)
