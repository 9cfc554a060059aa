"""Places in a raw table: line, column, excerpt, address."""

from __future__ import annotations

import pytest

from creditctl.findings import error
from creditctl.imports.readers import read
from creditctl.imports.table import column_letters


@pytest.mark.parametrize(
    ("column", "letters"),
    [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (51, "AZ"),
        (52, "BA"),
        (701, "ZZ"),
        (702, "AAA"),
        (16383, "XFD"),
    ],
)
def test_column_letters(column, letters):
    assert column_letters(column) == letters


def table(text: str):
    return read(text.encode(), "open.csv")[0]


@pytest.mark.parametrize(
    ("line", "column", "cell"),
    [
        ("1;Jansen;12,50", 0, "1"),
        ("1;Jansen;12,50", 1, "Jansen"),
        ("1;Jansen;12,50", 2, "12,50"),
        ('1;"a;b";12,50', 1, '"a;b"'),
        ('1;"a;b";12,50', 2, "12,50"),
        ('1;"say ""a;b""";x', 2, "x"),
        ('1;5" pipe;x', 2, "x"),
        ("1;;x", 2, "x"),
    ],
)
def test_the_caret_underlines_the_cell(line, column, cell):
    place = table(f"a;b;c\n\n{line}\n").place(2, column, "Amount")
    assert (place.file, place.line, place.field, place.excerpt) == ("open.csv", 3, "Amount", line)
    assert place.column is not None
    start = place.column - 1
    assert line[start : start + place.width] == cell


def test_an_empty_or_missing_cell_still_has_a_caret():
    place = table("a;b;c\n1;;3\n").place(1, 1)
    assert (place.column, place.width) == (3, 1)
    assert table("a;b;c\n1;2\n").place(1, 2).column == 4


def test_a_cell_on_a_later_line_of_its_record_has_no_column():
    text = 'a,b,c\n1,"x\ny",3\n'
    assert table(text).place(1, 1).column == 3
    place = table(text).place(1, 2)
    assert (place.line, place.column, place.excerpt) == (2, None, '1,"x')


def test_a_finding_reads_as_a_person_expects():
    place = table("Nr;Open\n7;12..34\n").place(1, 1, "Open")
    assert error("CI303", "12..34 is not an amount", place, "correct it").as_text() == (
        "open.csv:2:3: error CI303: 12..34 is not an amount\n"
        "    2 | 7;12..34\n"
        "      |   ^^^^^^\n"
        "hint: correct it"
    )


def test_a_very_long_line_is_shown_in_part():
    text = "a,b\n" + "x" * 500 + ",y\n"
    near = table(text).place(1, None)
    assert len(near.excerpt) == 200
    far = table(text).place(1, 1)
    assert (far.column, far.excerpt) == (502, "")
