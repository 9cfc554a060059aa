"""The readers on files written by others: records, widths, encodings and sheets as counted there."""

from __future__ import annotations

import json
import struct
import zipfile
from collections import Counter
from datetime import date
from io import BytesIO

import pytest

from creditctl.errors import DataRefused
from creditctl.findings import Severity
from creditctl.imports.readers import ReadOptions, read
from creditctl.imports.table import CellError, Uncalculated

REFUSED = {"calamine-pass_protected.xlsx": "CI104"}
BROKEN = {"frictionless-escaping.csv": [4]}
SPACED = "messytables-complex.csv"


@pytest.fixture(scope="module")
def messy(shared_data):
    return shared_data / "messy"


@pytest.fixture(scope="module")
def facts(messy):
    return json.loads((messy / "facts.json").read_text(encoding="utf-8"))


def test_every_file_is_read_or_refused_as_expected(messy, facts):
    seen = {path.name for path in messy.iterdir() if path.suffix not in (".json", ".md")}
    assert seen == set(facts)
    for name in sorted(facts):
        if name in REFUSED:
            with pytest.raises(DataRefused) as caught:
                read(messy / name, name)
            assert [f.code for f in caught.value.findings] == [REFUSED[name]]
            continue
        tables = read(messy / name, name)
        found = [f for t in tables for f in t.findings if f.severity is Severity.ERROR]
        assert [f.place.line for f in found] == BROKEN.get(name, [])
        for table in tables:
            assert len(table.lines) == len(table.records)
            assert table.lines == sorted(set(table.lines))


def test_text_files_have_the_records_that_were_counted(messy, facts):
    texts = {name: fact for name, fact in facts.items() if "records" in fact}
    assert len(texts) == 37
    for name, fact in texts.items():
        (table,) = read(messy / name, name)
        widths = Counter(len(record) for record in table.records)
        if name != SPACED:  # read plainly there; its spaces before quotes are honoured here
            assert {int(w): n for w, n in fact["record_widths"].items()} == widths, name
        assert fact["records"] == len(table.records), name
        assert fact["delimiter"] == table.delimiter, name
        blank = sum(not any(cell.strip() for cell in record) for record in table.records)
        assert fact["blank_records"] == blank, name
        ends = sum(line.endswith("\n") for line in table.physical)
        assert fact["physical_lines"] == ends, name


def test_encodings_are_those_that_were_detected(messy, facts):
    for name, fact in facts.items():
        if "encoding_detected" not in fact:
            continue
        (table,) = read(messy / name, name)
        single = fact["encoding_detected"] == "single byte"
        told = {"ascii": "utf-8", "latin-1": "cp1252"}.get(fact["read_as"], fact["read_as"])
        assert table.encoding == told, name
        assert [f.code for f in table.findings if f.code == "CI111"] == ["CI111"] * single, name


def test_each_record_starts_on_its_line(messy, facts):
    for name, fact in facts.items():
        if "records" not in fact:
            continue
        (table,) = read(messy / name, name)
        for record, line in zip(table.records, table.lines, strict=True):
            start = record[0].split("\n")[0].replace('"', '""') if record else ""
            physical = table.physical[line - 1]
            assert physical.removeprefix('"').startswith(start), (name, line)


def test_spaces_before_quotes(messy):
    (table,) = read(messy / SPACED, SPACED)
    assert table.records[3] == ["2011-01-03", "", "6,000,000", "Galway"]


def test_workbooks_have_the_sheets_and_ranges_that_were_counted(messy, facts):
    for name, fact in facts.items():
        if "sheets" not in fact or name in REFUSED:
            continue
        tables = {table.sheet: table for table in read(messy / name, name)}
        for sheet in fact["sheets"]:
            if isinstance(sheet, str):
                assert sheet in tables
                continue
            table = tables.pop(sheet["name"], None)
            if table is None:
                assert name == "calamine-errors.xlsx"
                assert sheet["name"] in ("Feuil2", "Feuil3")
            elif "rows" in sheet:
                assert (len(table.records), len(table.records[0])) == (sheet["rows"], sheet["cols"])
            elif "range" in sheet and not sheet["merged"]:
                last = sheet["range"].rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
                assert len(table.records) == int(last), name
        epoch = fact.get("epoch", "1899-12-30") == "1904-01-01"
        assert all(table.epoch_1904 == epoch for table in tables.values())


def test_the_twin_files_hold_the_same_numbers(messy):
    """The open items come from nine kinds of files; invoice numbers stay text in each."""
    numbers = {}
    for path in sorted(messy.glob("synthetic-openitems*")):
        if path.suffix == ".json" or "injection" in path.name or "ragged" in path.name:
            continue
        table = read(path, path.name)[0]
        column = [record[0] for record in table.records if record]
        numbers[path.name] = {
            cell for cell in column if isinstance(cell, str) and cell[:1].isdigit()
        }
    assert len(numbers) == 10
    first = numbers["synthetic-openitems-utf8-comma.csv"]
    assert len(first) == 20
    for name, found in numbers.items():
        assert first <= found, name


def test_error_cells(messy):
    (table,) = read(messy / "calamine-errors.xlsx", "errors.xlsx")
    texts = ["#DIV/0!", "#NAME?", "#VALUE!", "#NULL!", "#REF!", "#NUM!", "#N/A"]
    assert table.records == [[CellError(text)] for text in texts]
    assert table.place(6, 0).field == "Feuil1!A7"


def test_uncalculated_formulas(messy):
    name = "synthetic-openitems-merged-title-formulas.xlsx"
    items, remark = read(messy / name, name)
    assert (items.sheet, remark.sheet) == ("Openstaande posten", "Toelichting")
    assert items.records[3][8] == "Openstaand"
    assert [items.records[row][8] for row in (4, 23, 25)] == [
        Uncalculated("=G5-H5"),
        Uncalculated("=G24-H24"),
        Uncalculated("=SUM(I5:I24)"),
    ]
    assert items.records[4][4:8] == [date(2026, 1, 11), date(2026, 2, 10), 1234.56, 0]


def test_a_table_that_does_not_start_at_a1(messy):
    (table,) = read(messy / "calamine-header-row.xlsx", "x.xlsx")
    assert table.records[2] == [None, None, "Note 1", None]
    assert table.records[9] == ["put data here", 1, 2, 3]
    assert table.lines[9] == 10


def test_an_xls_tells_its_epoch_and_its_error_cells(messy):
    """No program at hand writes such files, so that records of a real one are changed."""
    data = bytearray((messy / "synthetic-openitems-biff8.xls").read_bytes())
    epoch = data.index(struct.pack("<3H", 0x22, 2, 0))
    data[epoch + 4] = 1
    text = data.index(struct.pack("<4H", 0xFD, 10, 1, 3))
    data[text : text + 14] = struct.pack("<5HBBH", 0x205, 10, 1, 3, 0, 0x2A, 1, 0)
    numbers = data.index(struct.pack("<4H", 0xBD, 36, 2, 4))
    result = bytes([2, 0, 0x07, 0, 0, 0, 0xFF, 0xFF])
    data[numbers : numbers + 40] = struct.pack("<5H8s22x", 0x06, 36, 2, 4, 0, result)
    (table,) = read(bytes(data), "x.xls")
    assert table.epoch_1904
    assert table.records[1][3:5] == [CellError("#N/A"), date(2030, 1, 12)]
    assert table.records[2][3:6] == [table.records[3][3], CellError("#DIV/0!"), None]


def test_an_xlsb_tells_its_epoch_and_its_error_cells(messy):
    def record(kind: int, data: bytes) -> bytes:
        return bytes([kind, len(data)]) + data

    stream = BytesIO()
    with zipfile.ZipFile(messy / "calamine-date.xlsb") as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/workbook.bin":
                at = data.index(b"\x99\x01") + 3
                data = data[:at] + bytes([data[at] | 1]) + data[at + 1 :]
            if name == "xl/worksheets/sheet1.bin":
                at = data.index(b"\x02\x0c" + struct.pack("<I", 1))
                error = record(3, data[at + 2 : at + 10] + b"\x07")
                data = data[:at] + error + data[at + 14 :]
            new.writestr(name, data)
    (table,) = read(stream.getvalue(), "x.xlsb")
    assert table.epoch_1904
    assert table.records[0] == [date(2025, 1, 2), CellError("#DIV/0!")]
    assert table.records[1][1] == 16


def test_an_xlsb_with_a_cell_that_is_cut_off_is_refused(messy):
    stream = BytesIO()
    with zipfile.ZipFile(messy / "calamine-date.xlsb") as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "xl/worksheets/sheet1.bin":
                data = data.replace(b"\x91\x01\x00", b"\x91\x01\x00\x05\x00", 1)
            new.writestr(name, data)
    with pytest.raises(DataRefused) as caught:
        read(stream.getvalue(), "x.xlsb")
    assert [f.code for f in caught.value.findings] == ["CI105"]


def test_exports_and_receivables_are_read(shared_data):
    paths = [*shared_data.glob("exports/*.[cx]*"), *shared_data.glob("receivables/*.[cx]*")]
    assert len(paths) > 15
    for path in paths:
        for table in read(path, path.name):
            errors = [f for f in table.findings if f.severity is Severity.ERROR]
            assert not errors, path.name
            assert not table.broken
            assert len(table.records) > 1, path.name


def test_the_large_receivables_file(shared_data):
    path = shared_data / "receivables" / "ibm-accounts-receivable.csv"
    (table,) = read(path, path.name, ReadOptions(encoding="utf-8", delimiter=","))
    assert {len(record) for record in table.records} == {12}
    assert len(table.records) == 2467
    assert table.lines == list(range(1, 2468))


def test_a_json_file_is_no_table(shared_data):
    with pytest.raises(DataRefused) as caught:
        read(shared_data / "receivables" / "factoring-ledger-snapshot.json", "x.csv")
    assert "a JSON file" in caught.value.findings[0].message
