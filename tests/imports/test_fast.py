"""The fast loader answers as the reference loader does, or gives way to it."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.imports import reading
from creditctl.imports.fast import read_fast
from creditctl.imports.load import Source, load

COLUMNS = (
    "kind", "debtor", "currency", "issued", "due", "settled", "gross", "open", "basis",
    "disputed", "doubtful", "line", "file", "source",
)  # fmt: skip


def read(tmp_path, monkeypatch, data, large, **more):
    """The import of one file, by the fast loader from `large` bytes on."""
    path = tmp_path / "ledger.csv"
    path.write_bytes(data)
    monkeypatch.setattr(reading, "LARGE", large)
    try:
        return load([Source("books", path, "ledger.csv", **more)], currency="EUR")
    except DataRefused as refused:
        return [finding.as_json() for finding in refused.findings]


def assert_same(tmp_path, monkeypatch, data, **more):
    fast = read(tmp_path, monkeypatch, data, 0, **more)
    slow = read(tmp_path, monkeypatch, data, 10**12, **more)
    if isinstance(slow, list):
        assert fast == slow
        return
    for name in COLUMNS:
        assert np.array_equal(getattr(fast.documents, name), getattr(slow.documents, name)), name
    for name in ("number", "reference", "area", "terms", "invoice_email"):
        one, two = getattr(fast.documents, name), getattr(slow.documents, name)
        assert (one is None) == (two is None), name
        assert one is None or list(one) == list(two), name
    assert list(fast.documents.debtors.ids) == list(slow.documents.debtors.ids)
    assert list(fast.documents.debtors.names) == list(slow.documents.debtors.names)
    assert dict(fast.documents.debtors.master) == dict(slow.documents.debtors.master)
    assert fast.documents.currencies == slow.documents.currencies
    assert fast.files == slow.files
    assert fast.rejected == slow.rejected
    assert [f.as_json() for f in fast.findings] == [f.as_json() for f in slow.findings]


def took_the_fast_way(tmp_path, monkeypatch, data):
    """Whether the fast loader answered."""
    answers = []

    def spy(*arguments):
        answers.append(read_fast(*arguments))
        return answers[-1]

    monkeypatch.setattr("creditctl.imports.fast.read_fast", spy)
    read(tmp_path, monkeypatch, data, 0)
    return answers[-1] is not None


HEADER = ["InvoiceNumber", "CustomerCode", "CustomerName", "Email", "Country", "Currency",
          "InvoiceDate", "DueDate", "Total", "Outstanding", "Reference"]  # fmt: skip


def table(rows, delimiter=",", end="\n"):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    return out.getvalue().encode()


def row(n=1, **more):
    values = {
        "number": f"F{n}", "debtor": "D1", "name": "De Vries, Jansen", "email": "a@x.example",
        "country": "NL", "currency": "EUR", "issued": "2026-01-01", "due": "2026-01-31",
        "gross": "100.00", "open": "50.00", "reference": 'PO 1, "urgent"',
    } | more  # fmt: skip
    return list(values.values())


PLAIN = table([HEADER, row(1), row(2, debtor="D2", name="Café", gross="-5.00", open="-5.00")])


def test_a_clean_file_goes_the_fast_way(tmp_path, monkeypatch):
    assert took_the_fast_way(tmp_path, monkeypatch, PLAIN)
    assert_same(tmp_path, monkeypatch, PLAIN)


EUROPEAN = [
    HEADER,
    row(1, issued="01-01-2026", due="31-01-2026", gross="1.234,56", open="1.234,56"),
    row(2, issued="13-01-2026", due="12-02-2026", gross="100,00", open="0,10"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_european_files_go_the_fast_way(tmp_path, monkeypatch, end, encoding):
    rows = [
        *EUROPEAN,
        row(
            3,
            name="Café",
            debtor="D9",
            issued="14-01-2026",
            due="15-01-2026",
            gross="1,00",
            open="1,00",
        ),
    ]
    data = table(rows, ";", end).decode().encode(encoding)
    assert took_the_fast_way(tmp_path, monkeypatch, data)
    assert_same(tmp_path, monkeypatch, data)


@pytest.mark.parametrize(
    "rows",
    [
        [row(1, due="2026-02-31")],
        [row(1, due="")],
        [row(1, due="2025-12-01")],
        [row(1, open="12..34")],
        [row(1, open="1e3")],
        [row(1, open="")],
        [row(1, open="(5.00)")],
        [row(1, open="5.00-")],
        [row(1, open="1,234.50"), row(2, open="1.234,50")],
        [row(1, gross="0.123,45", open="0.123,45")],
        [row(1, number="")],
        [row(1, number="  F1 ")],
        [row(1, debtor="")],
        [row(1, debtor=" D1")],
        [row(1), row(2, name="Another name")],
        [row(1), row(1)],
        [row(1), row(1, open="49.00")],
        [row(1, currency="XXQ")],
        [row(1, currency="JPY", gross="100", open="50")],
        [row(1, currency="KWD", gross="1.234", open="1.234")],
        [row(1, country="Nederland"), row(2, country="Atlantis")],
        [row(1, email=""), row(2, email="b@x.example")],
        [row(1, reference="a  b\tc")],
        [row(1, reference="line one\nline two"), row(2)],
        [row(1)[:-2]],
        [[*row(1), "extra"]],
        [row(1), [], row(2)],
        [row(1), ["Total", "", "", "", "", "", "", "", "", "50.00", ""]],
        [row(1), HEADER, row(2)],
        [row(1, gross="-5.00", open="5.00")],
        [row(1, gross="5.00", open="-5.00")],
        [row(1, issued="03/04/2026", due="05/04/2026")],
        [row(1, issued="31/12/2025", due="01/31/2026")],
        [row(1, gross="99999999999999999.99", open="99999999999999999.99")],
        [row(n, debtor=f"D{n % 3}", name=f"N{n % 3}") for n in range(50)],
    ],
    ids=str,
)
def test_odd_files_get_the_same_answer(tmp_path, monkeypatch, rows):
    assert_same(tmp_path, monkeypatch, table([HEADER, *rows]))


@pytest.mark.parametrize(
    "text",
    [
        'InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,"A"b,2026-01-01,2026-01-31,1.00,1.00\n',
        'InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,""A,2026-01-01,2026-01-31,1.00,1.00\n',
        'InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,5" pipe,2026-01-01,2026-01-31,1.00,1.00\n',
        'InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,"open,2026-01-01,2026-01-31,1.00,1.00\nF2,B,2026-01-01,2026-01-31,1.00,1.00\n',
        "InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,A,2026-01-01,2026-01-31,1.00,1.00\rF2,A,2026-01-01,2026-01-31,1.00,1.00\n",
        "InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\n\nF1,A,2026-01-01,2026-01-31,1.00,1.00\n",
        "InvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,A,2026-01-01,2026-01-31,1.00,1.00",
        "sep=;\nInvoiceNumber;Customer;InvoiceDate;DueDate;Total;Outstanding\nF1;A;2026-01-01;2026-01-31;1,00;1,00\n",
        "My company\nPer 31-01-2026\nInvoiceNumber,Customer,InvoiceDate,DueDate,Total,Outstanding\nF1,A,2026-01-01,2026-01-31,1.00,1.00\n",
        "Invoice Number,Customer,Invoice Date,Due Date,Amount,Settled Date\nF1,A,2026-01-01,2026-01-31,1.00,\nF2,A,2026-01-01,2026-01-31,2.00,2026-01-15\n",
        "Invoice Number,Customer,Invoice Date,Due Date,Amount,Disputed,PO Number\nF1,A,2026-01-01,2026-01-31,1.00,Yes,\n",
        'Invoice Number,Customer,Invoice Date,Due Date,Total,Outstanding,Department,Payment terms,Invoice E-mail,Dunning E-mail,Dunning contact\nF1,A,2026-01-01,2026-01-31,1.00,1.00,North  side,net 30, a@x.example ,,\nF2,A,2026-01-01,2026-01-31,2.00,2.00,,,"b@x.example, c@x.example",d@x.example,Kim\nF3,B,2026-01-01,2026-01-31,2.00,2.00,,,,,\n',
        "Invoice Number,Customer,Invoice Date,Due Date,Total,Paid\nF1,A,2026-01-01,2026-01-31,1.00,0.25\n",
        "Invoice Number,Customer,Invoice Date,Due Date,Total,Paid,Balance\nF1,A,2026-01-01,2026-01-31,1.00,0.25,0.50\n",
    ],
)
def test_odd_texts_get_the_same_answer(tmp_path, monkeypatch, text):
    assert_same(tmp_path, monkeypatch, text.encode())


names = st.text(st.sampled_from("abcÄé \"',;.\t#=+-"), min_size=0, max_size=6)
amounts = st.one_of(
    st.integers(-(10**9), 10**9).map(lambda n: f"{n / 100:.2f}" if n % 7 else f"{n}"),
    st.sampled_from(["0.00", "-0.00", "1,234.56", "12", "", "x", "1.2", " 5.00"]),
)
mails = st.sampled_from(["", "", " ", "a@x.example", " b@x.example", "b, c", "ü@x\ny", '"'])
dates = st.one_of(
    st.dates(date(2025, 1, 1), date(2026, 3, 1)).map(str),
    st.sampled_from(["2026-02-30", "", "01/02/2026"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(names, names, dates, st.integers(0, 60), amounts, amounts, mails),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
    st.sampled_from([",", ";"]),
)
def test_any_file_gets_the_same_answer(tmp_path_factory, data, clean, delimiter):
    with pytest.MonkeyPatch.context() as patch:
        rows = [
            [
                "InvoiceNumber",
                "CustomerCode",
                "CustomerName",
                "InvoiceDate",
                "DueDate",
                "Total",
                "Outstanding",
                "Invoice E-mail",
                "Dunning E-mail",
            ]
        ]
        for n, (number, name, issued, days, gross, open_, mail) in enumerate(data):
            due = issued
            if len(issued) == 10 and issued[4] == "-" and issued != "2026-02-30":
                due = str(date.fromisoformat(issued) + timedelta(days))
            line = [number, f"D{len(name)}", name, issued, due, gross, open_, mail, mail[::-1]]
            tidy = mail.replace("\n", " ")
            plain = [f"F{n}", f"D{n}", f"N{n}", issued, due, "10.00", "5.00", tidy, tidy[::-1]]
            rows.append(plain if clean else line)
        assert_same(tmp_path_factory.mktemp("fast"), patch, table(rows, delimiter))
