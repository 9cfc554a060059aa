"""Ledger snapshots: written once per change, and read back as they were."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import date
from hashlib import sha256

import numpy as np
import pyarrow.parquet as pq
import pytest

from creditctl.errors import JournalRefused
from creditctl.journal.snapshots import read_snapshot, write_snapshot
from creditctl.ledger.arrow_text import ArrowText, arrow_strings
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Debtors, Documents, Kind, OpenBasis
from tests.journal.build import DAY, begin, open_journal

NAMES = ["", "Zoë & Søn", "", "O'Neil", "Nobody"]
COLUMNS = ("kind", "basis", "gross", "open", "issued", "due", "settled", "disputed", "doubtful")
FACTS = {"program": "creditctl 0.1.0"}


def documents(**changes):
    """Four documents of four debtors; a fifth debtor has none."""
    number = ["00123", "NA", "", "№ 7/ü\n8"]
    base = Documents(
        debtors=Debtors(["C1", "C2", "C3", "C4", "C5"], NAMES),
        currencies=("EUR", "JPY"),
        files=("a.csv",),
        sources=("invoices", "old"),
        kind=np.array([Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.INVOICE], np.int8),
        debtor=np.array([3, 1, 0, 2], np.int32),
        currency=np.array([0, 1, 0, 0], np.int32),
        number=number,
        issued=np.array([20000, 20001, NO_DATE, 20003], np.int32),
        due=np.array([NO_DATE, 20031, 20032, -5], np.int32),
        settled=np.array([NO_DATE] * 4, np.int32),
        gross=np.array([2**60, -1, 0, 12345], np.int64),
        open=np.array([5, -(2**60), 0, 12345], np.int64),
        basis=np.array([OpenBasis.STATED, OpenBasis.SETTLED, 0, 2], np.int8),
        disputed=np.array([True, False, False, True]),
        doubtful=np.array([False, False, True, False]),
        source=np.array([1, 0, 0, 1], np.int32),
        file=np.zeros(4, np.int32),
        line=np.arange(2, 6, dtype=np.int32),
        terms=["30", "", "30", "eom"],
    )
    return dataclasses.replace(base, **changes)


def backed(texts):
    """The same texts as the fast loader has them: Arrow, in chunks that begin anywhere."""
    import pyarrow as pa

    padded = arrow_strings(["x", *texts])
    chunks = pa.chunked_array([padded.slice(1, 2), padded.slice(3)])
    return ArrowText(lambda: chunks, len(texts))


def write(folder, content, day=DAY):
    return write_snapshot(folder, content, day, FACTS)


def test_what_was_written_is_read_back(tmp_path):
    given = documents()
    ref = write(tmp_path / "snapshots", given)
    back = read_snapshot(ref.path)
    assert len(back) == ref.rows == 4
    for name in COLUMNS:
        column, expected = getattr(back, name), getattr(given, name)
        assert column.dtype == expected.dtype, name
        assert column.tolist() == expected.tolist(), name
    for codes, texts in (("currency", "currencies"), ("source", "sources")):
        assert [getattr(back, texts)[c] for c in getattr(back, codes)] == [
            getattr(given, texts)[c] for c in getattr(given, codes)
        ]
    assert [back.debtors.ids[c] for c in back.debtor] == ["C4", "C2", "C1", "C3"]
    assert [back.debtors.names[c] for c in back.debtor] == ["O'Neil", "Zoë & Søn", "", ""]
    assert list(back.number) == given.number
    assert list(back.terms) == given.terms
    assert (back.area, back.reference) == (None, None)
    assert back.files == (str(ref.path),)
    assert back.line.tolist() == [1, 2, 3, 4]


def test_no_address_is_kept(tmp_path):
    bare = documents()
    given = replace(bare, invoice_email=["ar@secret.example"] * 4)
    ref = write(tmp_path / "snapshots", given)
    assert b"secret" not in ref.path.read_bytes()
    assert read_snapshot(ref.path).invoice_email is None
    assert write(tmp_path / "snapshots", bare).new is False, "a new address is no new ledger"


def test_a_snapshot_is_private_and_plain_for_any_reader(tmp_path):
    ref = write(tmp_path / "snapshots", documents())
    assert ref.path.name == f"2026-01-31-{ref.sha256[:12]}.parquet"
    assert [file.name for file in ref.path.parent.iterdir()] == [ref.path.name]
    assert ref.path.stat().st_mode & 0o777 == 0o600
    assert ref.path.parent.stat().st_mode & 0o777 == 0o700
    assert ref.file_sha256 == sha256(ref.path.read_bytes()).hexdigest()
    table = pq.ParquetFile(ref.path).read()
    assert table["debtor"].to_pylist() == ["C4", "C2", "C1", "C3"]
    assert table["issued"].to_pylist()[:3] == [date(2024, 10, 4), date(2024, 10, 5), None]
    assert b'"as_of": "2026-01-31"' in table.schema.metadata[b"creditctl"]


def test_the_same_content_is_written_once(tmp_path):
    first = write(tmp_path, documents())
    again = write(tmp_path, documents())
    assert first.new
    assert again == dataclasses.replace(first, new=False)
    next_day = write(tmp_path, documents(), date(2026, 2, 1))
    assert next_day == again, "nothing has changed since"
    assert len(list(tmp_path.iterdir())) == 1


def test_every_change_is_kept_also_one_back_to_what_was(tmp_path):
    old, new = documents(), documents(open=np.array([0, 0, 0, 12345], np.int64))
    refs = [
        write(tmp_path, content, date(2026, 2, day))
        for day, content in enumerate((old, new, old, old, new), 1)
    ]
    assert [ref.new for ref in refs] == [True, True, True, False, True]
    assert [ref.path.name[:10] for ref in refs] == [
        "2026-02-01",
        "2026-02-02",
        "2026-02-03",
        "2026-02-03",
        "2026-02-05",
    ]


def test_a_later_snapshot_does_not_stand_for_an_earlier_day(tmp_path):
    write(tmp_path, documents(), date(2026, 2, 9))
    assert write(tmp_path, documents(), date(2026, 2, 1)).new


def test_list_or_arrow_the_content_is_the_same(tmp_path):
    plain = documents()
    arrow = documents(number=backed(plain.number), terms=backed(plain.terms))
    first = write(tmp_path / "a", plain)
    second = write(tmp_path / "b", arrow)
    assert second.sha256 == first.sha256
    assert second.path.read_bytes() == first.path.read_bytes()
    assert not write(tmp_path / "a", arrow).new


@pytest.mark.parametrize(
    "change",
    [
        {"number": ["00123", "N", "A", "№ 7/ü\n8"]},
        {"number": ["0012", "3NA", "", "№ 7/ü\n8"]},
        {"terms": None},
        {"area": ["", "", "", ""]},
        {"terms": None, "area": ["30", "", "30", "eom"]},
        {"gross": np.array([2**60, -1, 0, 12346], np.int64)},
        {"due": np.array([NO_DATE, 20031, 20032, -4], np.int32)},
        {"disputed": np.array([True, False, False, False])},
        {"debtor": np.array([3, 1, 0, 1], np.int32)},
        {"currencies": ("EUR", "USD")},
        {"debtors": Debtors(["C1", "C2", "C3", "C4", "C5"], ["", "Zoe", "", "O'Neil", "Nobody"])},
    ],
)
def test_every_column_counts(tmp_path, change):
    assert write(tmp_path / "a", documents()).sha256 != write(tmp_path, documents(**change)).sha256


def test_where_a_row_stood_in_the_file_does_not_count(tmp_path):
    moved = documents(line=np.arange(12, 16, dtype=np.int32), files=("b.csv",))
    assert write(tmp_path / "a", documents()).sha256 == write(tmp_path / "b", moved).sha256


def test_an_import_without_documents(tmp_path):
    nothing = documents().select(np.empty(0, np.int64))
    ref = write(tmp_path, nothing)
    assert (ref.rows, len(read_snapshot(ref.path))) == (0, 0)


@pytest.mark.parametrize("content", [b"", b"PAR1 garbage PAR1", None])
def test_a_damaged_snapshot_is_refused(tmp_path, content):
    ref = write(tmp_path, documents())
    whole = ref.path.read_bytes()
    ref.path.write_bytes(whole[: len(whole) // 2] if content is None else content)
    with pytest.raises(JournalRefused) as refused:
        read_snapshot(ref.path)
    assert refused.value.findings[0].code == "CJ141"
    assert refused.value.findings[0].place.file == str(ref.path)


def test_a_snapshot_that_is_not_there_or_not_ours_is_refused(tmp_path):
    import pyarrow as pa

    pq.write_table(pa.table({"x": [1]}), tmp_path / "other.parquet")
    for name in ("missing.parquet", "other.parquet"):
        with pytest.raises(JournalRefused) as refused:
            read_snapshot(tmp_path / name)
        assert refused.value.findings[0].code == "CJ141"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "state").write_text("in the way")
    with pytest.raises(JournalRefused) as refused:
        write(tmp_path / "state" / "snapshots", documents())
    assert refused.value.findings[0].code == "CJ106"


def test_the_journal_knows_its_snapshots_and_finds_changed_ones(path):
    with open_journal(path) as journal:
        ref = write(path.parent / "snapshots", documents())
        run = begin(journal)
        journal.note_import(run, [], {}, ref)
        assert journal.snapshots()[0].snapshot == dataclasses.replace(ref, new=False)
        assert journal.verify() == []
        ref.path.write_bytes(ref.path.read_bytes() + b"\n")
        (finding,) = journal.verify()
        assert (finding.code, finding.place.file) == ("CJ116", str(ref.path))
