"""Print the plainest letters by Typst alone: what a PDF costs before creditctl does anything.

`typst_floor.py COUNT`: words, fonts and kind of PDF (A-3a, tagged) are those of creditctl's letters
without a code; one bare table, and no letterhead, address window, sizes, colours, rules, head and
foot. What Typst can reuse from letter to letter, it may. Prints seconds and CPU seconds, the first
letter with its fonts included.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import typst
from notices import AS_OF, COMPANY, notices

from creditctl.config.shipped import shipped

LAYOUT = """#let letter = json("letter.json")
#set text(font: ("Source Sans 3", "DejaVu Sans", "Droid Sans Fallback", "Noto Emoji"), lang: "en")
#for line in letter.company { par(line) }
#for line in letter.debtor { par(line) }
= Payment reminder: 5 invoices, #letter.total
Dear Sir or Madam,

It may have escaped your attention: according to our records, the invoices below have passed their
due dates and have not been paid yet.
#table(columns: 6, table.header(
  [Invoice], [Invoice date], [Due], [Days overdue], [Amount GBP], [Outstanding GBP],
), ..letter.cells)
Total #letter.total

Please pay *#letter.total* by *#letter.pay-by*.

How to pay

Amount #letter.total

Please pay by #letter.pay-by

#for line in letter.payment { par(line) }
If you have already paid, thank you: please ignore this reminder.

Do you disagree with an invoice, or are you unable to pay by that date? Please contact us at
#letter.company.at(3) or on #letter.company.at(4), so that we can find a solution together.

Kind regards,

#for line in letter.company { par(line) }
Page 1 of 1
#[#set document(title: "Letter")]
"""


def data(notice):
    """What differs from letter to letter, and the company."""
    company, debtor = COMPANY, notice.debtor
    rows = [(each.number, each.issued, each.due, each.days_overdue) for each in notice.lines]
    amounts = [(f"{each.gross / 100:.2f}", f"{each.open / 100:.2f}") for each in notice.lines]
    days = [f"Date {AS_OF:%d %B %Y}", f"Our reference {notice.notice}"]
    return {
        "company": [company.name, *company.address, company.email, company.phone, company.vat],
        "debtor": [debtor.name, *debtor.address, *days, f"Customer number {debtor.debtor}"],
        "cells": [str(cell) for row in zip(rows, amounts, strict=True) for cell in sum(row, ())],
        "total": f"£{notice.total / 100:.2f}",
        "pay-by": f"{notice.pay_by:%d %B %Y}",
        "payment": [company.name, company.iban, company.bic, notice.notice],
    }


count = int(sys.argv[1])
asked = notices(count, lines=5)
with tempfile.TemporaryDirectory() as folder:
    layout, letter = Path(folder, "floor.typ"), Path(folder, "letter.json")
    layout.write_text(LAYOUT, encoding="utf-8")
    start, start_cpu = time.perf_counter(), time.process_time()
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(shipped("templates") / "fonts")]
    )
    compiler = typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)
    size = 0
    for notice in asked:
        letter.write_text(json.dumps(data(notice)), encoding="utf-8")
        size += len(
            compiler.compile(str(layout), format="pdf", pdf_standards="a-3a", timestamp=1769860800)
        )
    told = {"wall": time.perf_counter() - start, "cpu": time.process_time() - start_cpu}
print(json.dumps({"count": count, **told, "kb_each": size / count / 1000}))
