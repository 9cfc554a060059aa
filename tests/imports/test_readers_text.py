"""Delimited text: records, physical lines, quotes that do not add up."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.findings import Severity
from creditctl.imports.readers import ReadOptions, open_source, read


def one(data: bytes, **options):
    (table,) = read(data, "x.csv", ReadOptions(**options))
    return table


CELLS = st.text(alphabet="aé€0 9.,;|\t\"'\n\r=-", max_size=8)


@settings(max_examples=400)
@given(
    rows=st.lists(st.lists(CELLS, max_size=5), min_size=1, max_size=8),
    delimiter=st.sampled_from(",;\t|:"),
    ends=st.sampled_from(
        [("\r\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_ALL), ("\n", csv.QUOTE_ALL)]
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]),
)
def test_what_csv_writes_comes_back_with_its_start_lines(rows, delimiter, ends, encoding):
    terminator, quoting = ends
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=terminator, quoting=quoting)
    expected = []
    for row in rows:
        expected.append(1 + len(re.findall(r"\r\n|\r|\n", stream.getvalue())))
        writer.writerow(row)
    text = stream.getvalue()
    assume(not text.isspace())

    table = one(text.encode(encoding), delimiter=delimiter, encoding=encoding)

    assert table.records == rows
    assert table.lines == expected
    assert table.quoted == ('"' in text)
    assert not table.broken


@pytest.mark.parametrize(
    ("data", "records", "lines"),
    [
        (b"a,b\n1,2", [["a", "b"], ["1", "2"]], [1, 2]),
        (b"a,b\r1,2\r", [["a", "b"], ["1", "2"]], [1, 2]),
        (b"a,b\r\n\r\n\n1,2\r\n", [["a", "b"], [], [], ["1", "2"]], [1, 2, 3, 4]),
        (b'a,"b\r\nc"\n1,2\n', [["a", "b\r\nc"], ["1", "2"]], [1, 3]),
        (b'a,"b\rc"\n1,2\n', [["a", "b\rc"], ["1", "2"]], [1, 3]),
        (b"a,b\n,,,,\n", [["a", "b"], ["", "", "", "", ""]], [1, 2]),
        (b'a,5" pipe\nb,c"d"e\n', [["a", '5" pipe'], ["b", 'c"d"e']], [1, 2]),
        (b'a,"say ""hi"""\n', [["a", 'say "hi"']], [1]),
        (
            "a,b\n1,x\u2028y\x85z\x0b\x0c\x1c!\n".encode(),
            [["a", "b"], ["1", "x\u2028y\x85z\x0b\x0c\x1c!"]],
            [1, 2],
        ),
        (b"00123,NA,1e3\n007,null,-0\n", [["00123", "NA", "1e3"], ["007", "null", "-0"]], [1, 2]),
    ],
)
def test_records_and_lines(data, records, lines):
    table = one(data)
    assert (table.records, table.lines) == (records, lines)
    assert table.findings == ()


def test_a_quote_that_is_never_closed_spoils_its_own_line_only():
    table = one(b'nr,name,open\n1,"Jansen,2.00\n3,Bakker,4.00\n5,"de Wit, P.",6.00\n')
    assert table.records[2:] == [["3", "Bakker", "4.00"], ["5", "de Wit, P.", "6.00"]]
    assert table.lines == [1, 2, 3, 4]
    assert table.broken == {1}
    (finding,) = table.findings
    assert (finding.code, finding.severity, finding.place.line) == ("CI123", Severity.ERROR, 2)
    assert finding.place.excerpt == '1,"Jansen,2.00'
    assert "twice" in finding.hint


def test_an_unclosed_quote_at_the_end_of_the_file_is_found():
    table = one(b'nr,name\n1,a\n2,"b\n')
    assert table.broken == {2}
    assert [f.place.line for f in table.findings] == [3]


def test_text_after_a_closing_quote_is_broken_and_the_rest_is_read():
    table = one(b'name,open\n"De "Hoek" B.V.",1.00\n"x, y",2.00\n"z\\"",3.00\nq,4.00\n')
    assert table.broken == {1, 3}
    assert table.records[2] == ["x, y", "2.00"]
    assert table.records[4] == ["q", "4.00"]
    assert [f.place.line for f in table.findings] == [2, 4]


def test_a_quote_that_swallows_rows_without_breaking_the_rules_is_found():
    rows = "".join(f"{n},name {n},{n}.00\n" for n in range(2, 400))
    data = f'nr,name,open\n1,"Jansen,1.00\n{rows}400,Bakker",400.00\n'
    table = one(data.encode())
    assert len(table.records) == 401
    assert table.broken == {1}
    assert table.records[2] == ["2", "name 2", "2.00"]


def test_blanks_between_a_closing_quote_and_a_delimiter_do_no_harm():
    table = one(b'"nr" ,"name"\t,"open"\n"1 ""a""" ,"b, c" ,"2"  \n')
    assert table.records == [["nr", "name", "open"], ['1 "a"', "b, c", "2"]]
    assert not table.broken


def test_a_cell_larger_than_the_library_allows_by_default_is_read():
    cell = "x" * 300_000
    table = one(f"a,{cell}\n1,2\n".encode())
    assert table.records[0] == ["a", cell]
    assert csv.field_size_limit() == 131072


def test_excel_names_the_delimiter_in_the_first_line():
    table = one(b"sep=|\r\na|b,c\r\n1|2\r\n")
    assert (table.delimiter, table.records, table.lines) == (
        "|",
        [["a", "b,c"], ["1", "2"]],
        [2, 3],
    )
    assert one(b"sep=;\na;b,c\n", delimiter=",").records == [["a;b", "c"]]


def test_a_file_that_names_a_delimiter_and_nothing_else_is_empty():
    with pytest.raises(DataRefused) as caught:
        one(b"sep=;\r\n")
    assert [f.code for f in caught.value.findings] == ["CI102"]


def test_an_opened_text_shows_its_head_without_being_cut_into_records():
    rows = b"".join(b'%d,"x",1.00\n' % n for n in range(5000))
    text = open_source(b"nr,name,open\n" + rows, "x.csv")
    head = text.head(lines=10)
    assert (text.encoding, text.dialect.delimiter, text.quoted) == ("utf-8", ",", True)
    assert head.records[:2] == [["nr", "name", "open"], ["0", "x", "1.00"]]
    assert len(head.records) == 10
    assert len(text.table().records) == 5001


def test_the_head_ends_before_a_record_that_is_cut():
    text = open_source(b'a,b\n1,2\n3,"4\n5"\n', "x.csv")
    assert text.head(lines=3).records == [["a", "b"], ["1", "2"]]
    assert text.head(lines=3).findings == ()
