"""Files that can't be told for certain: refused with place, both readings, and the one flag."""

from __future__ import annotations

import pytest

from creditctl.errors import ConfigRefused, DataRefused, UsageRefused
from creditctl.imports.load import Source, load
from tests.imports.build import Books, codes, finding, rows

AMBIGUOUS = rows(
    "A,1,N,01/02/2026,03/02/2026,5.00,0.00,5.00", "B,1,N,05/05/2026,06/05/2026,5.00,0.00,5.00"
)


def test_an_ambiguous_date_is_refused_and_one_flag_settles_it(books: Books):
    report = finding(books.add(AMBIGUOUS).refused(), "CI210")
    assert (report.place.file, report.place.line, report.place.column) == ("invoices.csv", 2, 7)
    assert "'01/02/2026' could be 1 February 2026 or 2 January 2026" in report.message
    assert report.hint == "give --date-order dmy or --date-order mdy"
    for order, due in (("dmy", "2026-02-03"), ("mdy", "2026-03-02")):
        found = load(
            [Source("s", books.folder / "invoices.csv", "x", date_order=order)], currency="EUR"
        )
        assert found.files[0].date_order == order
        assert str(found.documents.due[0].astype("datetime64[D]")) == due


def test_another_date_column_of_the_file_proves_the_order(books: Books):
    text = rows("A,1,N,01/02/2026,13/02/2026,5.00,0.00,5.00")
    assert books.add(text).load().files[0].date_order == "dmy"


def test_mixed_date_orders_name_one_line_of_each(books: Books):
    text = rows(
        "A,1,N,01-02-2026,03-02-2026,5.00,0.00,5.00",
        "B,1,N,13-02-2026,14-02-2026,5.00,0.00,5.00",
        "C,1,N,02-13-2026,02-14-2026,5.00,0.00,5.00",
    )
    refusal = books.add(text).refused()
    assert [(f.code, f.place.line) for f in refusal.findings] == [("CI211", 3), ("CI211", 4)]


def test_a_column_of_short_years_is_refused_and_one_such_row_is_rejected(books: Books):
    text = rows("A,1,N,01-02-26,03-02-26,5.00,0.00,5.00")
    refusal = books.add(text).refused()
    assert codes(refusal) == ["CI212", "CI212"]
    assert "four digits" in refusal.findings[0].hint
    mixed = rows(
        "A,1,N,2026-01-02,2026-01-30,5.00,0.00,5.00", "B,1,N,01-02-26,2026-02-05,5.00,0.00,5.00"
    )
    other = Books(books.folder).add(mixed, "other.csv").load()
    assert codes(other) == ["CI304"]


def test_an_ambiguous_decimal_mark_is_refused_and_one_flag_settles_it(books: Books):
    header = "No;Customer;Date;Due date;Total;Open"
    text = rows(
        "A;N;2026-01-01;2026-01-31;1.234;1.234", "B;N;2026-01-01;2026-01-31;12;12", header=header
    )
    report = finding(books.add(text).refused(), "CI220")
    assert report.place.line == 2
    assert "'1.234' could be 1.234 or 1234" in report.message
    assert report.hint == "give --decimal-mark . or --decimal-mark ,"
    for mark, units in ((".", 123), (",", 123400)):
        source = Source("s", books.folder / "invoices.csv", "x", decimal_mark=mark)
        assert load([source], currency="EUR").documents.open[0] == units


def test_contradictory_decimal_marks_name_one_line_of_each(books: Books):
    text = rows(
        'A,1,N,2026-01-01,2026-01-31,"1.234,50",0,5',
        "B,1,N,2026-01-01,2026-01-31,5.25,0,5",
    )
    refusal = books.add(text).refused()
    assert [(f.code, f.place.line) for f in refusal.findings] == [("CI221", 3), ("CI221", 2)]


def test_no_currency_is_refused(books: Books):
    refusal = books.add(rows("A,1,N,2026-01-01,2026-01-31,5.00,0.00,5.00")).refused(currency=None)
    assert "--currency EUR" in finding(refusal, "CI230").hint


def test_a_header_that_is_not_there_is_refused_with_the_columns_seen(books: Books):
    refusal = books.add("Jahr;Wohnungen\n1986;44000\n1987;50000\n").refused()
    report = finding(refusal, "CI201")
    assert "columns seen: Jahr, Wohnungen" in report.message
    assert report.place.line == 1


@pytest.mark.parametrize(
    ("header", "line", "said"),
    [
        ("Customer,Date,Due date,Total", "A,2026-01-01,2026-01-31,5.00", "document number"),
        ("No,Date,Due date,Total", "A,2026-01-01,2026-01-31,5.00", "debtor's name"),
        ("No,Customer,Date,Total", "A,B,2026-01-01,5.00", "due date"),
        (
            "No,Customer,Date,Due date,Total",
            "A,B,2026-01-01,2026-01-31,",
            "'Total' holds nothing that could be the amount",
        ),
        ("No,Customer,Date,Due date,Summ", "A,B,2026-01-01,2026-01-31,5.00", "the amount"),
    ],
)
def test_a_column_that_is_missing_or_empty_is_named(books: Books, header, line, said):
    report = finding(books.add(rows(line, header=header)).refused(), "CI201")
    assert said in report.message
    assert "profile" in report.hint


def test_two_columns_for_one_amount_are_refused_when_they_differ(books: Books):
    header = "No,Customer,Date,Due date,Total,Balance due,Outstanding"
    refusal = books.add(rows("A,B,2026-01-01,2026-01-31,5.00,5.00,4.00", header=header)).refused()
    report = finding(refusal, "CI202")
    assert "'Balance due' and 'Outstanding'" in report.message
    alike = rows("A,B,2026-01-01,2026-01-31,5.00,5.00,5.00", header=header)
    assert codes(Books(books.folder).add(alike, "b.csv").load()) == []


def test_a_header_that_stands_twice_gives_its_first_value(books: Books):
    header = "No,Customer,Date,Due date,Total,Open,Phone,Phone"
    found = books.add(
        rows(
            "1,A,2026-01-01,2026-01-31,5.00,5.00,,2",
            "2,B,2026-01-01,2026-01-31,5.00,5.00,1,2",
            header=header,
        )
    ).load()
    debtors = found.documents.debtors
    assert [debtors.detail(code).phone for code in (0, 1)] == ["2", "1"]
    assert finding(found, "CI205").severity == "info"


def test_a_file_of_which_no_row_can_be_read_is_refused(books: Books):
    refusal = books.add(rows("A,1,N,2026-99-99,2026-99-99,5.00,0.00,5.00")).refused()
    assert codes(refusal) == ["CI206", "CI304", "CI304"]


def test_all_refused_files_are_told_at_once(books: Books):
    books.add(AMBIGUOUS).add("a,b\n1,2\n", "other.csv")
    books.sources.append(Source("s", books.folder / "none.csv", "none.csv"))
    refusal = books.refused()
    assert codes(refusal) == ["CI101", "CI201", "CI210"]


def test_standard_input(books: Books):
    source = Source("s", None, "-")
    found = load(
        [source], currency="EUR", stdin=rows("A,1,N,2026-01-01,2026-01-31,5.00,0.00,5.00").encode()
    )
    assert found.documents.files == ("-",)
    assert found.files[0].exported is None
    assert found.files[0].exported_basis == ""
    with pytest.raises(DataRefused):
        load([source], currency="EUR")


def test_an_unknown_currency_or_profile_is_no_matter_of_data(books: Books):
    books.add(rows("A,1,N,2026-01-01,2026-01-31,5.00,0.00,5.00"))
    with pytest.raises(UsageRefused):
        books.load(currency="EURO")
    books.sources[0] = Source("s", books.sources[0].path, "x", profile="stirpe")
    with pytest.raises(ConfigRefused) as caught:
        books.load()
    assert caught.value.findings[0].hint == "did you mean 'stripe'?"
    books.sources[0] = Source("s", books.sources[0].path, "x", profile="stripe", kind="payments")
    with pytest.raises(ConfigRefused):
        books.load()


def test_what_a_file_says_of_its_day_counts(books: Books):
    body = rows("A,1,N,13-01-2026,31-01-2026,5.00,0.00,5.00")
    for text, day in (
        ("Per 31-01-2026,,,,,,,Printed: 01-02-2026\n", "2026-01-31"),
        ('"As of January 31, 2026"\n', "2026-01-31"),
        ("Stand: 31.01.2026\n", "2026-01-31"),
        ("Situation au 31/01/2026\n", "2026-01-31"),
        ("A fecha de 31 de enero de 2026\n", "2026-01-31"),
    ):
        found = Books(books.folder).add(text + body).load()
        assert (str(found.files[0].exported), found.files[0].exported_basis) == (day, "stated")
    found = Books(books.folder).add("Printed 31-01-2026\n" + body).load()
    assert found.files[0].exported_basis == "file time"
    iso = rows("A,1,N,2026-01-13,2026-01-31,5.00,0.00,5.00")
    found = Books(books.folder).add("Per 01-02-2026\n" + iso).load()
    assert found.files[0].exported_basis == "file time"
