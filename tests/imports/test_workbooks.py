"""Workbooks: typed cells, bare day numbers, formulas without a value, several sheets."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from creditctl.imports.load import Source, load
from creditctl.imports.readers import read
from tests.imports.build import Books, codes, finding

HEADER = ["Number", "Customer code", "Name", "Date", "Due date", "Total", "Paid", "Open"]
DAY, DUE = date(2026, 1, 11), date(2026, 2, 10)
EPOCH_1904 = datetime(1904, 1, 1)


def book(*rows: list, sheets: dict | None = None, epoch: datetime | None = None) -> bytes:
    workbook = openpyxl.Workbook()
    if epoch:
        workbook.epoch = epoch
    workbook.active.title = "Open items"
    for row in rows:
        workbook.active.append(row)
    for name, lines in (sheets or {}).items():
        sheet = workbook.create_sheet(name)
        for line in lines:
            sheet.append(line)
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def row(number, debtor, day=DAY, due=DUE, total=10.5, paid=0, open_=10.5) -> list:
    return [number, debtor, f"N{debtor}", day, due, total, paid, open_]


def test_typed_cells(books: Books):
    found = books.add(
        book(HEADER, row("A", "1"), row("B", "2", due=datetime(2026, 2, 10, 9, 30))), "b.xlsx"
    ).load()
    assert found.documents.open.tolist() == [1050, 1050]
    assert [str(day.astype("datetime64[D]")) for day in found.documents.due] == ["2026-02-10"] * 2
    assert found.files[0].sheet == "Open items"
    assert codes(found) == []


def test_the_dust_of_arithmetic_is_no_finding_and_more_decimals_are(books: Books):
    found = books.add(
        book(
            HEADER,
            row("A", "1", total=0.1 + 0.2, open_=0.3),
            row("B", "2", total=10.005, open_=10.005),
        ),
        "b.xlsx",
    ).load()
    assert found.documents.open.tolist() == [30, 1001]
    assert codes(found) == ["CI222", "CI222"]
    assert "EUR +0.005" in next(f for f in found.findings if f.code == "CI222").message


def test_whole_numbers_for_ids_become_digits_with_one_warning_a_column(books: Books):
    found = books.add(book(HEADER, row(123, 7), row(124.0, 8)), "b.xlsx").load()
    assert list(found.documents.number) == ["123", "124"]
    assert found.documents.debtors.ids == ["7", "8"]
    assert codes(found) == ["CI240", "CI240"]
    assert "zeros" in next(f for f in found.findings if f.code == "CI240").message


@pytest.mark.parametrize("number", [20240000000000012, 1.5, DAY, True])
def test_an_id_that_a_workbook_has_spoilt_is_rejected(books: Books, number):
    found = books.add(book(HEADER, row(number, "1"), row("B", "2")), "b.xlsx").load()
    assert list(found.documents.number) == ["B"]
    assert "CI303" in codes(found)
    assert found.held == {"1"}
    assert found.rejected[0].column == "Number Open items!A2"


def test_a_whole_column_of_day_numbers_is_read_as_days(books: Books):
    found = books.add(
        book(HEADER, row("A", "1", 46033, 46063), row("B", "2", 46033, 46064)), "b.xlsx"
    ).load()
    assert str(found.documents.due[1].astype("datetime64[D]")) == "2026-02-11"
    assert codes(found) == []
    assert [f.message for f in found.findings if f.code == "CI213"] == [
        "Date holds bare day numbers: 46033 is read as 2026-01-11",
        "Due date holds bare day numbers: 46063 is read as 2026-02-10",
    ]


def test_day_numbers_count_from_the_epoch_of_the_workbook(books: Books):
    data = book(HEADER, row("A", "1", 46033 - 1462, 46063 - 1462), epoch=EPOCH_1904)
    assert read(data, "b.xlsx")[0].epoch_1904
    found = books.add(data, "b.xlsx").load()
    assert str(found.documents.due[0].astype("datetime64[D]")) == "2026-02-10"


def test_day_numbers_among_dates_are_rejected(books: Books):
    found = books.add(book(HEADER, row("A", "1", due=46063), row("B", "2")), "b.xlsx").load()
    assert codes(found) == ["CI304"]
    assert found.held == {"1"}


def test_formulas_without_a_value(books: Books):
    found = books.add(
        book(
            ["Preamble"],
            HEADER,
            row("A", "1", paid=2.25, open_="=F3-G3"),
            row("B", "2", paid=2.25, open_="=$F$4-G4"),
            row("C", "3", open_="=F6-G6"),
            row("D", "4", open_="=SUM(F6:F9)"),
            row("E", "5", total="=1+1", open_="=F7-G7"),
        ),
        "b.xlsx",
    ).load()
    assert list(found.documents.number) == ["A", "B"]
    assert found.documents.open.tolist() == [825, 825]
    assert [f.place.line for f in found.findings if f.code == "CI305"] == [5, 6, 7, 7]
    assert "2 formulas without a value were calculated" in finding(found, "CI223").message


def test_error_cells_are_rejected(books: Books):
    found = books.add(book(HEADER, row("A", "1", open_="#DIV/0!"), row("B", "2")), "b.xlsx").load()
    assert list(found.documents.number) == ["B"]
    assert found.held == {"1"}
    assert found.rejected[0].value == "#DIV/0!"


def test_one_sheet_with_a_header_is_found_and_of_two_one_must_be_named(books: Books):
    lines = [HEADER, row("A", "1")]
    data = book(["just a note"], sheets={"List": lines})
    assert books.add(data, "b.xlsx").load().files[0].sheet == "List"
    other = Books(books.folder).add(book(*lines, sheets={"Copy": lines}), "c.xlsx")
    report = finding(other.refused(), "CI131")
    assert "'Open items', 'Copy'" in report.message
    assert report.hint == "name one: --sheet 'Open items'"
    source = Source("s", Path(books.folder) / "c.xlsx", "c.xlsx", sheet="Copy")
    assert load([source], currency="EUR").files[0].sheet == "Copy"


def test_a_title_with_a_date_cell_states_the_day(books: Books):
    day = datetime(2026, 1, 31, tzinfo=UTC).replace(tzinfo=None)
    found = books.add(book(["Per", day], HEADER, row("A", "1")), "b.xlsx").load()
    assert (str(found.files[0].exported), found.files[0].exported_basis) == ("2026-01-31", "stated")
