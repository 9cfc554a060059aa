"""The delimiter is proved by regular rows, declared, or refused."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.imports.readers import ReadOptions, read

HEADER = ["Invoice", "Customer", "Date", "Due", "Total", "Open"]


def one(data: bytes, **options):
    (table,) = read(data, "x.csv", ReadOptions(**options))
    return table


def refusal(data: bytes, **options):
    with pytest.raises(DataRefused) as caught:
        one(data, **options)
    (finding,) = caught.value.findings
    return finding


@given(
    names=st.lists(
        st.text(alphabet="AbcÉ ,;|\"'.-", min_size=1, max_size=12), min_size=1, max_size=12
    ),
    delimiter=st.sampled_from(",;\t|"),
    mark=st.sampled_from(",."),
    title=st.booleans(),
)
def test_the_delimiter_of_a_ledger_is_found(names, delimiter, mark, title):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    if title:
        stream.write("Open items\r\n\r\n")
    writer.writerow(HEADER)
    for n, name in enumerate(names):
        writer.writerow(
            [f"2026-{n}", name, "01-12-2025", "31-12-2025", f"{n}{mark}50", f"1{mark}00"]
        )
    assert one(stream.getvalue().encode()).delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("name\nJan\nPiet\n", ","),
        ("Nr;Bedrag\n1;12,50\n2;3,50\n", ";"),
        ("Nr;Naam;Bedrag\n1;Jansen, P.;12,50\n2;Bakker, Q.;3,50\n", ";"),
        ("Nr,Path\n" + "1,a|b\n" * 150, ","),
        ("1;2,50\n3;4,50\n", ";"),
        ("Nr\tNaam, voornaam\n1\tJansen, P.\n", "\t"),
        ('"a;b","c;d"\n"e;f","g;h"\n', ","),
        ("# a remark, with, commas\nid;name\n1;a\n2;b\n", ";"),
    ],
)
def test_delimiters(text, delimiter):
    assert one(text.encode()).delimiter == delimiter


def test_two_delimiters_that_fit_alike_are_refused_until_one_is_stated():
    data = b"1;2|50\n3;4|50\n"
    finding = refusal(data)
    assert finding.code == "CI122"
    assert "pipe (2 columns)" in finding.message
    assert "semicolon (2 columns)" in finding.message
    assert "--delimiter semicolon" in finding.hint
    assert one(data, delimiter="semicolon").records == [["1", "2|50"], ["3", "4|50"]]


@pytest.mark.parametrize(
    ("stated", "found"), [("tab", "\t"), (r"\t", "\t"), ("Pipe", "|"), ("~", "~")]
)
def test_a_stated_delimiter_wins(stated, found):
    assert one(f"a,b{found}c\n".encode(), delimiter=stated).records == [["a,b", "c"]]


@pytest.mark.parametrize("stated", ["", "ab", "x", "7", '"', "\n"])
def test_what_can_be_no_delimiter(stated):
    assert refusal(b"a,b\n", delimiter=stated).code == "CI121"


def test_spaces_before_quotes_are_no_part_of_the_cell_when_proved():
    table = one(b'date, place, open\n1 May, , "6,000"\n2 May, "Galway, IE", 5\n')
    assert table.records == [
        ["date", "place", "open"],
        ["1 May", "", "6,000"],
        ["2 May", "Galway, IE", "5"],
    ]


@pytest.mark.parametrize("text", ['a,"he said, ""hi"""\n1, x\n', 'a," ""q"""\n1, x\n'])
def test_spaces_stay_when_the_quotes_behind_them_are_text(text):
    assert one(text.encode()).records[1] == ["1", " x"]
