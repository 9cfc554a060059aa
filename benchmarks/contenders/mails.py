"""Build e-mails from letters that are made: the file of the outbox, and the message that leaves.

`mails.py COUNT`: COUNT e-mails with text, HTML and a PDF. Prints seconds of each of the two.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime

from notices import COMPANY, notices

from creditctl.config.shipped import shipped
from creditctl.delivery.mail import build_mail
from creditctl.delivery.sending import Leaving, leaving_message, message_id
from creditctl.documents.letters import LetterRoom

DIFFERENT = 20
AT = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
count = int(sys.argv[1])
asked = notices(count, lines=5)
room = LetterRoom(COMPANY, [shipped("templates")])
letters = [room.render(notice) for notice in asked[:DIFFERENT]]
pairs = [
    (notice, replace(letters[number % DIFFERENT], notice=notice.notice))
    for number, notice in enumerate(asked)
]

start, start_cpu = time.perf_counter(), time.process_time()
built = [build_mail(COMPANY, notice, letter) for notice, letter in pairs]
wall, cpu = time.perf_counter() - start, time.process_time() - start_cpu
assert all(isinstance(mail, bytes) for mail in built)

start, start_cpu = time.perf_counter(), time.process_time()
for (notice, _), mail in zip(pairs, built, strict=True):
    assert isinstance(mail, bytes)
    name = message_id(notice.notice, COMPANY.email)
    leaving_message(mail, Leaving(name, AT, reply_to=COMPANY.email, thread=("<a@bench.example>",)))
leaving, leaving_cpu = time.perf_counter() - start, time.process_time() - start_cpu
print(
    json.dumps(
        {
            "count": count,
            "wall": wall,
            "cpu": cpu,
            "leaving": leaving,
            "leaving_cpu": leaving_cpu,
            "kb_each": sum(map(len, built)) / count / 1000,
        }
    )
)
