"""Whatever stands in a file: an import whose counts add up, or a refusal. Never another error."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.imports.load import Import, Source, load

HEADERS = [
    "Invoice number", "Customer code", "Customer name", "Invoice date", "Due date", "Total", "Paid",
    "Outstanding", "Currency", "Status", "Type", "Disputed", "Settled date", "Email", "Credit limit",
    "Payment date", "Amount", "Balance", "Terms", "Quantity", "Channels", "Reminders", "Net amount",
    "Tax amount", "Whatever", "",
]  # fmt: skip
CELLS = [
    "", " ", "A-1", "A-2", "007", "Jansen", "2026-01-31", "31-01-2026", "01-02-2026", "01/31/2026",
    "1.234", "1.234,56", "1,234.56", "5.00", "-5.00", "5", "0", "1", "(5.00)", "$5.00", "€ 5,00",
    "NaN", "1e9", "12..34", "EUR", "USD", "XXX", "paid", "void", "open", "huh", "Invoice",
    "Credit note", "Payment", "yes", "no", "Total", "TOTAAL", "Pagina 1 van 1", "net 30", "x\ny",
    "=cmd|' /C calc'!A0", "99999999999999999999", "\x1b[31m",
]  # fmt: skip
TYPED = [
    *CELLS, None, 5, 5.25, 0.1 + 0.2, 1e300, True, 46033, date(2026, 1, 31),
    datetime(2026, 1, 31, 12, 0), "#DIV/0!", "=A1-B1", "=F2-G2",
]  # fmt: skip


GOOD = {
    "Invoice number": ["A-1", "A-2", "A-3", "00012"],
    "Customer code": ["1", "007"],
    "Customer name": ["N", "Jansen"],
    "Invoice date": ["2026-01-01", "13-01-2026"],
    "Due date": ["2026-01-31", "31-01-2026"],
    "Total": ["5.00", "-5.00"],
    "Paid": ["0.00", "5.00"],
    "Outstanding": ["5.00", "-5.00", "0.00"],
    "Type": ["Invoice", "Credit note", "Payment"],
    "Status": ["paid", "open", "void"],
    "Payment date": ["2026-01-05"],
    "Amount": ["5.00", "2.50"],
    "Credit limit": ["1000.00"],
    "Balance": ["5.00"],
}


@st.composite
def tables(draw, cells: list):
    """A header with the columns that matter, and rows that are mostly right."""
    wanted = draw(st.sampled_from([list(GOOD)[:8], list(GOOD)[:10], list(GOOD)[:6], list(GOOD)]))
    more = draw(st.lists(st.sampled_from(HEADERS), max_size=2))
    headers = draw(st.permutations([*wanted, *more]))
    odd = st.sampled_from(cells)
    row = st.tuples(*(st.sampled_from(GOOD.get(h, [""])) for h in headers)).map(list)
    rows = draw(st.lists(row, max_size=6))
    for _ in range(draw(st.integers(0, 3)) if rows else 0):
        changed = draw(st.sampled_from(rows))
        changed[draw(st.integers(0, len(headers) - 1))] = draw(odd)
    extra = draw(st.lists(st.lists(odd, max_size=11), max_size=2))
    return headers, [*rows, *extra]


def holds(found: Import) -> None:
    for facts in found.files:
        assert facts.rows == facts.accepted + facts.rejected + facts.repeated + facts.closed
    d = found.documents
    for name in ("kind", "debtor", "currency", "issued", "due", "settled", "gross", "open", "line"):
        assert len(getattr(d, name)) == len(d.number)
    keys = list(zip(d.debtor.tolist(), d.number, strict=True))
    assert len(set(keys)) == len(keys)
    assert all(d.number)
    assert all(f.message and f.place.file for f in found.findings)
    assert {r.debtor for r in found.rejected if r.debtor} == found.held


@settings(max_examples=300, deadline=None)
@given(tables(CELLS), st.sampled_from(["invoices", "debtors", "payments"]), st.booleans())
def test_text_files(table, kind, has_terms):
    headers, rows = table
    quoted = ['"' + c.replace('"', '""') + '"' if set(c) & set(',\n"') else c for c in headers]
    lines = [",".join(quoted)]
    lines += [",".join('"' + c + '"' if set(c) & set(",\n") else c for c in row) for row in rows]
    data = "\n".join(lines).encode()
    try:
        holds(load([Source("s", None, "-", kind)], currency="EUR", has_terms=has_terms, stdin=data))
    except DataRefused as refusal:
        said = refusal.findings
    else:
        said = ()
    assert all(f.message for f in said)


@settings(max_examples=100, deadline=None)
@given(tables(TYPED), st.sampled_from(["invoices", "debtors", "payments"]))
def test_workbooks(table, kind):
    headers, rows = table
    workbook = openpyxl.Workbook()
    for row in [headers, *rows]:
        workbook.active.append([None if c == CELLS[-1] else c for c in row])
    stream = io.BytesIO()
    workbook.save(stream)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "b.xlsx"
        path.write_bytes(stream.getvalue())
        try:
            holds(load([Source("s", path, "b.xlsx", kind)], currency="EUR", has_terms=True))
        except DataRefused as refusal:
            said = refusal.findings
        else:
            said = ()
    assert all(f.message for f in said)
