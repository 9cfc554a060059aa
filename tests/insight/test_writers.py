"""Writers: golden outputs of one small report, and what debtors' names must not do.

After a wanted change: CREDITCTL_UPDATE_GOLDEN=1 pytest tests/insight, then read the difference.
"""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.insight.report import Column, Kind, Report, Table, share
from creditctl.insight.writers import FORMATS, render
from creditctl.insight.writers.cells import display_width, grouped, printable, shortened, whole
from tests.insight.build import HOSTILE, PLAIN, report

GOLDEN = Path(__file__).parent / "golden"
FILES = {
    "table.txt": {"form": "table"},
    "table-80.txt": {"form": "table", "width": 80},
    "table-50.txt": {"form": "table", "width": 50},
    "report.json": {"form": "json"},
    "report.csv": {"form": "csv"},
    "report.md": {"form": "md"},
    "report.html": {"form": "html"},
}


@pytest.mark.parametrize("name", FILES)
def test_golden(name: str) -> None:
    written = render(report(*PLAIN), **FILES[name])  # type: ignore[arg-type]
    assert isinstance(written, str)
    file = GOLDEN / name
    if os.environ.get("CREDITCTL_UPDATE_GOLDEN"):
        file.write_bytes(written.encode())
    assert written.encode() == file.read_bytes()


def test_every_format_is_written_and_no_other() -> None:
    for form in FORMATS:
        assert render(report(*PLAIN), form)
    with pytest.raises(ValueError, match="'yaml' is unknown; allowed: table, json"):
        render(report(), "yaml")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    assert render(report(*HOSTILE), form) == render(report(*HOSTILE), form)


# Text for the terminal.


def text(some: Report, width: int | None = None, **more: Any) -> str:
    written = render(some, "table", width=width, **more)
    assert isinstance(written, str)
    return written


def long_lines(written: str, width: int) -> list[str]:
    return [line for line in written.splitlines() if display_width(line) > width]


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_a_terminal_is_never_overrun(width: int) -> None:
    written = text(report(*PLAIN, *HOSTILE, "long " * 40), width)
    assert long_lines(written, width) == []
    assert "…" in written


def test_nothing_is_cut_when_piped() -> None:
    name = "long " * 40 + "end"
    written = text(report(*PLAIN, name))
    assert name in written
    assert "…" not in written
    assert "12345678901234567" in written
    assert written.replace("ü", "").replace("株式会社", "").isascii()


def test_a_narrow_terminal_loses_columns_then_decimals() -> None:
    some = report(*PLAIN)
    assert "Days" in text(some, 65)
    assert "Days" not in text(some, 64)
    assert "Due" in text(some, 59)
    assert "Due" not in text(some, 58)
    assert "12 345 678.50" in text(some, 47)
    narrow = text(some, 46)
    assert "12 345 679" in narrow
    assert "rounded to whole units" in narrow
    assert "1 234 567 in 1 234 items" in narrow  # a summary is never rounded


def test_a_wide_table_without_amounts_says_nothing_of_rounding() -> None:
    wide = Table("", (Column("text", "Text"),), [("x" * 200,)])
    told = render(replace(report("x"), make_tables=lambda: (wide,)), "table", width=80)
    assert isinstance(told, str)
    assert "x" * 200 in told
    assert "Amounts" not in told


def test_colours_take_no_room() -> None:
    roles: set[str] = set()

    def style(role: str, some: str) -> str:
        roles.add(role)
        return f"\x1b[1m{some}\x1b[0m"

    painted = text(report(*PLAIN), 80, style=style)
    plain = painted.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert [line.rstrip() for line in plain.splitlines()] == text(report(*PLAIN), 80).splitlines()
    assert roles == {"title", "header", "rule", "cell", "alert", "quiet", "total"}


@pytest.mark.parametrize("width", [None, 80])
def test_names_cannot_steer_a_terminal(width: int | None) -> None:
    written = text(report(*HOSTILE), width)
    assert [c for c in written if not c.isprintable() and c != "\n"] == []
    # one line a row, whatever is in it
    assert len(written.splitlines()) == len(text(report(*"x" * len(HOSTILE)), width).splitlines())


# JSON.


def test_json_is_the_data_and_nothing_else() -> None:
    for names in (PLAIN, tuple(HOSTILE), ()):
        written = render(report(*names), "json")
        assert isinstance(written, str)
        assert written.endswith("}\n")
        assert json.loads(written) == report(*names).data
        assert list(json.loads(written)) == list(report(*names).data)
    assert "Müller" in str(render(report(*PLAIN), "json"))


def test_a_float_that_is_no_number_is_never_written() -> None:
    bad = Report("x/1", "x", report().as_of, tuple, lambda: {"x": float("nan")})
    with pytest.raises(ValueError, match="JSON"):
        render(bad, "json")


# CSV.


def rows_of(written: str | bytes) -> list[dict[str, str]]:
    assert isinstance(written, str)
    return list(csv.DictReader(io.StringIO(written, newline="")))


def test_csv_has_one_header_and_exact_numbers() -> None:
    found = rows_of(render(report(*PLAIN), "csv"))
    assert [row["amount"] for row in found] == ["0.00", "12345678.50", "24691357.00"]
    assert [row["due"] for row in found] == ["2026-01-01", "2026-01-02", "2026-01-03"]
    assert [row["days"] for row in found] == ["0", "-1", "-2"]
    assert [row["share"] for row in found] == ["12.5", "12.5", "12.5"]
    assert len(found) == len(PLAIN)  # no totals row, no second table


def test_csv_cells_are_no_formulas() -> None:
    found = [row["name"] for row in rows_of(render(report(*HOSTILE), "csv"))]
    for name, written in zip(HOSTILE, found, strict=True):
        assert written == (f"'{name}" if name[0] in "=+-@\t\r" else name)


# Workbooks.


def book(some: Report) -> Any:
    written = render(some, "xlsx")
    assert isinstance(written, bytes)
    return openpyxl.load_workbook(io.BytesIO(written))


def test_a_workbook_has_typed_cells_on_a_sheet_a_table() -> None:
    made = book(report(*PLAIN))
    assert made.sheetnames == ["Euro 2026-01-31", "Yen   <b> 2026-01-31", "Notes 2026-01-31"]
    euro, yen, notes = made.worksheets
    assert euro.freeze_panes == "A2"
    assert [cell.value for cell in euro[1]] == [
        "Debtor",
        "Name",
        "Due",
        "Days",
        "Cur",
        "Amount",
        "Share",
    ]
    row = euro[3]
    assert [cell.data_type for cell in row] == ["s", "s", "d", "n", "s", "n", "n"]
    assert row[0].value == "1"  # an id is text, for ever
    assert row[2].value == datetime(2026, 1, 2)
    assert row[5].value == 12345678.5
    assert row[5].number_format == "#,##0.00"
    assert row[6].value == 0.125
    assert row[6].number_format == "0.0%"
    assert euro.column_dimensions["B"].width > euro.column_dimensions["D"].width
    assert euro[5][0].value == "Total"
    assert euro[5][0].font.bold
    assert yen["B2"].number_format == "#,##0"
    assert yen["B3"].value == "12345678901234567"  # more digits than a number can hold
    assert [cell.value for cell in notes["A"]] == [
        "Notes",
        "A note.",
        "a.csv:3:2: warning CI301: bad <row>; hint: mend it.",
        "error CI302: worse",
    ]


def test_workbook_cells_are_no_formulas() -> None:
    sheet = book(report(*HOSTILE)).worksheets[0]
    for name, (cell,) in zip(
        HOSTILE,
        sheet.iter_rows(min_row=2, max_row=1 + len(HOSTILE), min_col=2, max_col=2),
        strict=True,
    ):
        assert cell.data_type == "s"
        assert cell.value == printable(name)
        if name[0] in "=+-@":
            assert cell.quotePrefix


def test_a_workbook_knows_no_clock() -> None:
    written = render(report(*PLAIN), "xlsx")
    assert isinstance(written, bytes)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    properties = book(report(*PLAIN)).properties
    assert properties.created == properties.modified == datetime(2026, 1, 31)


def test_sheets_with_the_same_title_get_different_names() -> None:
    table = Table("A very long title: with / signs", (Column("a", "A"),), [("x",)])
    some = Report("x/1", "x", report().as_of, lambda: (table, table, table), dict)
    names = book(some).sheetnames
    assert len(set(names)) == 3
    assert all(len(name) <= 31 for name in names)


# Markdown and HTML.


def test_markdown_names_stay_in_their_cell() -> None:
    written = render(report(*HOSTILE), "md")
    assert isinstance(written, str)
    rows = [line for line in written.splitlines() if line.startswith("| ")]
    bars = {line.replace("\\\\", "").replace("\\|", "").count("|") for line in rows[:16]}
    assert bars == {8}
    from markdown_it import MarkdownIt

    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(written)
    for mark in ("<script", "<img", "<a ", "<em>", "<code>", "<h>"):
        assert mark not in html


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def test_html_is_one_page_in_which_names_are_text() -> None:
    written = render(report(*HOSTILE), "html")
    assert isinstance(written, str)
    page = _Tags()
    page.feed(written)
    assert page.tags == {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "table", "thead"),
        *("tbody", "tfoot", "tr", "th", "td", "ul", "li", "footer"),
    }
    for name in HOSTILE:
        assert printable(name) in page.cells
    assert "http" not in written.replace("https://evil.example", "")


# Cells.


def test_amounts_for_people() -> None:
    assert grouped((123_456_789, "EUR")) == "1 234 567.89"
    assert grouped((-50, "EUR")) == "-0.50"
    assert grouped((-123_456_789, "KWD")) == "-123 456.789"
    assert grouped((1_234, "JPY")) == "1 234"
    assert grouped(1_234_567) == "1 234 567"
    assert grouped("1234567") == "1234567"
    assert whole((150, "EUR")) == "2"
    assert whole((-49, "EUR")) == "0"
    assert whole((-150, "EUR")) == "-2"
    assert whole((123_456_749, "EUR")) == "1 234 567"
    assert whole((1_234, "JPY")) == "1 234"


def test_shares_are_rounded_half_up() -> None:
    assert str(share(1, 8)) == "12.5"
    assert str(share(1_115, 100_00)) == "11.2"
    assert str(share(-1, 10**6)) == "0.0"
    assert share(1, 0) is None


@settings(deadline=None)
@given(st.text(max_size=40), st.integers(1, 20))
def test_shortened_text_fits(some: str, width: int) -> None:
    name = printable(some)
    assert display_width(shortened(name, width)) <= width
    if display_width(name) <= width:
        assert shortened(name, width) == name


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_any_name_is_written_in_every_format(names: list[str]) -> None:
    some = report(*names)
    for form in FORMATS:
        render(some, form, width=80)
    assert [row["name"].lstrip("'") for row in rows_of(render(some, "csv"))] == [
        name.lstrip("'") for name in names
    ]
    columns = (Column("name", "Name", Kind.TEXT, shorten=True),)
    lone = Report(
        "x/1", "x", some.as_of, lambda: (Table("", columns, [(n,) for n in names]),), dict
    )
    assert long_lines(text(lone, 40), 40) == []
