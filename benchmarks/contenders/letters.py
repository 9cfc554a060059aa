"""Make letters as a run does: text, HTML, and a PDF/A-3a with table and EPC QR code.

`letters.py COUNT WORKERS`. Prints seconds and CPU seconds of the letters alone, the first one
with its fonts and templates included.
"""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from notices import COMPANY, notices

from creditctl.config.shipped import shipped
from creditctl.documents.letters import LetterRoom

count, workers = int(sys.argv[1]), int(sys.argv[2])
asked = notices(count, lines=5)
start, start_cpu = time.perf_counter(), time.process_time()
room = LetterRoom(COMPANY, [shipped("templates")])
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
