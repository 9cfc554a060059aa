"""Make letters as a run does: text, HTML, and a PDF/A-3a with table and payment code.

`letters.py COUNT WORKERS [epc|none|bill]`: the code is that of the EPC, none, or that of a Swiss
QR-bill with its payment part. Prints seconds and CPU seconds of the letters alone, the first one
with its fonts and templates included.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from notices import COMPANY, notices

from creditctl.config.shipped import shipped
from creditctl.documents.letters import LetterRoom

SWISS = replace(
    COMPANY,
    address=("Bahnhofstrasse 1", "8001 Zürich"),
    country="CH",
    iban="CH9300762011623852957",  # an example number that belongs to nobody
)
WRITERS = {"epc": ("EUR", COMPANY), "none": ("GBP", COMPANY), "bill": ("CHF", SWISS)}

count, workers = int(sys.argv[1]), int(sys.argv[2])
currency, company = WRITERS[sys.argv[3] if len(sys.argv) > 3 else "epc"]
asked = [replace(notice, currency=currency) for notice in notices(count, lines=5)]
start, start_cpu = time.perf_counter(), time.process_time()
room = LetterRoom(company, [shipped("templates")])
size = 0
with ThreadPoolExecutor(max_workers=workers) as pool:
    for letter in pool.map(room.render, asked):
        size += len(letter.pdf)
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
