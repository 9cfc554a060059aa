"""Bank CSV: what profiles declare, what rows say, what is refused."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from creditctl.cash.reading.csv_dates import read_day
from creditctl.cash.reading.csv_profiles import profiles
from creditctl.errors import ConfigRefused
from tests.cash.reading.build import PLAIN, codes, entry, one, read, refused

if TYPE_CHECKING:
    from pathlib import Path

ROW = "2026-01-30,Factuur 1,12.50,EUR\n"
SPARKASSE = (
    '"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";'
    '"Beguenstigter/Zahlungspflichtiger";"Kontonummer";"BLZ";"Betrag";"Waehrung";"Info"\n'
)
OWN = """\
title: My bank
delimiter: ";"
decimal: ","
dates: DD-MM-YYYY
identify: [Datum, Bedrag]
columns:
  booked: Datum
  amount: Bedrag
  text: Tekst
currency: EUR
"""


@pytest.fixture
def own(tmp_path: Path):
    """Writes a profile of the user and reads a file with it."""

    def write(text: str, layout: str = OWN, **options):
        (tmp_path / "mine.yaml").write_text(layout)
        return read(text, profile_dirs=[tmp_path], **options)

    write.folder = tmp_path
    return write


def one_of(found):
    ((entry,),) = (statement.entries for statement in found.statements)
    return entry


def test_a_plain_list():
    statement = one(PLAIN + ROW + "2026-01-31,Rente,-0.50,EUR\n")
    assert (statement.form, statement.account, statement.currency) == ("CSV", "", "EUR")
    assert [(e.amount, e.line) for e in statement.entries] == [(1250, 2), (-50, 3)]
    assert statement.entries[0].booked == date(2026, 1, 30)
    assert statement.entries[0].text == "Factuur 1"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_line_ends(end: str):
    assert entry((PLAIN + ROW).replace("\n", end)).line == 2


@pytest.mark.parametrize("code", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(code: str):
    assert entry((PLAIN + ROW.replace("Factuur", "Müller")).encode(code)).text == "Müller 1"


def test_an_encoding_that_the_profile_declares(own):
    text = "Datum;Bedrag;Tekst\n30-01-2026;1,00;Müller €\n".encode("iso-8859-15")
    found = own(text, OWN + "encoding: iso-8859-15\n")
    assert (one_of(found).text, found.findings) == ("Müller €", ())


def test_a_statement_for_each_account_and_currency():
    text = "Date,Description,Amount,Currency,Account\n"
    for account, currency in (("NL1", "EUR"), ("NL2", "EUR"), ("NL1", "USD"), ("NL1", "EUR")):
        text += f"2026-01-30,x,1.00,{currency},{account}\n"
    found = [(s.account, s.currency, len(s.entries)) for s in read(text).statements]
    assert found == [("NL1", "EUR", 2), ("NL2", "EUR", 1), ("NL1", "USD", 1)]


@pytest.mark.parametrize(
    "amount", ["12..34", "1e3", "NaN", "12,50", "5%", "1_000", "٣", "12.5O", "5.00 CR", "0.005"]
)
def test_a_garbled_amount_refuses_the_file(amount: str):
    row = f'2026-01-30,x,"{amount}",EUR\n'
    (finding,) = refused(PLAIN + ROW + row + ROW)
    assert (finding.code, finding.place.line, finding.place.field) == ("CP111", 3, "Amount")
    assert finding.place.excerpt[finding.place.column - 1 :].strip('"').startswith(amount[:1])


def test_all_findings_are_told_at_once():
    text = PLAIN + "30-01-2026,x,1.00,EUR\n2026-02-30,x,1.00,EUR\n2026-01-30,x,,EUR\n"
    text += "2026-01-30,x,1.00,QQQ\n2026-01-30,x,£1.00,EUR\n"
    found = refused(text)
    assert [(f.code, f.place.line) for f in found] == [
        ("CP112", 2), ("CP112", 3), ("CP111", 4), ("CP114", 5), ("CP114", 6),
    ]  # fmt: skip
    assert "no date written as YYYY-MM-DD" in found[0].message
    assert "a day that no calendar has" in found[1].message


def test_a_delimiter_inside_a_text_shifts_nothing():
    (finding,) = refused(PLAIN + ROW + "2026-01-30,Jansen, Piet,12.50,EUR\n")
    assert (finding.code, finding.place.line) == ("CP115", 3)
    assert "the row has 5 cells, the header 4" in finding.message


def test_a_delimiter_at_the_end_of_every_row():
    assert len(one(PLAIN + (ROW[:-1] + ",\n") * 2).entries) == 2
    assert "CP115" in codes(refused(PLAIN + ROW + ROW[:-1] + ",\n"))


def test_quotes_that_do_not_add_up():
    assert "CI123" in codes(refused(PLAIN + ROW + '2026-01-30,"x"y,1.00,EUR\n' + ROW))


def test_a_row_that_is_none():
    found = read(PLAIN + ROW + "just text\n" + ROW)
    assert len(found.statements[0].entries) == 2
    (warning,) = found.findings
    assert (warning.code, warning.place.line) == ("CP125", 3)


@pytest.mark.parametrize("row", ["2026-0", "just text", "2026-01-31,Factu", "x,y,,EUR"])
def test_a_last_row_that_is_cut_off(row: str):
    (finding,) = refused(PLAIN + ROW + row)
    assert finding.code in ("CP111", "CP115")
    assert finding.place.line == 3


def test_a_row_with_money_in_another_column_is_refused():
    (finding,) = refused(PLAIN + ROW + "x,12.50,,\n" + ROW)
    assert (finding.code, finding.place.line) == ("CP115", 3)


def test_no_bookings():
    found = read(PLAIN)
    assert found.statements[0].entries == ()
    assert codes(found.findings) == ["CP133"]


def test_debit_and_credit_columns():
    head = "Date,Details,Debit,Credit,Balance\n"
    statement = one(head + "01/02/2026,a,12.50,,\n02/02/2026,b,0.00,3.00,\n")
    assert [e.amount for e in statement.entries] == [-1250, 300]
    assert statement.entries[0].booked == date(2026, 2, 1)
    assert codes(refused(head + "01/02/2026,a,1.00,2.00,\n")) == ["CP113"]
    assert codes(refused(head + "01/02/2026,a,-1.00,,\n")) == ["CP113"]


def test_the_currency_that_nothing_states():
    head = "Date,Details,Debit,Credit,Balance\n01/02/2026,a,12.50,,\n"
    assert one(head).currency == "EUR", "the profile's"
    assert one(head, currency="GBP").currency == "GBP", "the user's"
    assert entry(PLAIN + ROW, currency="GBP").currency == "EUR", "the row's"
    assert codes(refused(PLAIN + ROW, currency="QQQ")) == ["CP114"]
    (finding,) = refused(PLAIN + ROW.replace("EUR", ""))
    assert (finding.code, finding.hint) == ("CP114", "state it with --currency, or in the profile")


def test_a_card_writes_charges_as_positive():
    head = "Date Processed,Description,Amount,\n"
    statement = one(head + '12-Dec-2025,shop,£67.40,\n12-Dec-2025,paid,"+ £1,100.00",CR\n')
    assert [(e.amount, e.stated) for e in statement.entries] == [(-6740, 6740), (110_000, None)]
    assert (statement.credits, statement.debits) == (116_740, 0)
    refund = one(head + "12-Dec-2025,refund,-£5.00,\n").entries[0]
    assert (refund.amount, refund.stated) == (500, -500)


def test_rows_that_are_not_booked():
    head = "Date Processed,Description,Amount,\nPending,shop,£1.00,\n"
    found = read(head + "12-Dec-2025,shop,£2.00,\n")
    assert [(e.pending, e.booked) for e in found.statements[0].entries] == [
        (True, date(2025, 12, 12)),
        (False, date(2025, 12, 12)),
    ]
    assert codes(found.findings) == ["CP132"]
    assert codes(refused(head)) == ["CP112"]


def test_sepa_tags_in_a_text():
    text = "EREF+RECHNR. 1MREF+KD02CRED+DE20KDSVWZ+02/2026 Rechnung"
    row = f'"1";"22.02.26";"30.02.26";"GUTSCHRIFT";"{text}";"Müller";"DE1";"";"12,50";"EUR";'
    found = read(SPARKASSE + row + '"Umsatz gebucht"\n')
    assert (one_of(found).end_to_end, one_of(found).text) == ("RECHNR. 1", "02/2026 Rechnung")
    assert (one_of(found).value, one_of(found).pending) == (None, False)
    assert codes(found.findings) == ["CP121"]
    assert one_of(read(SPARKASSE + row + '"Umsatz vorgemerkt"\n')).pending


def test_bookings_without_header_line():
    row = '18.09.2026;"HOFER";18.09.2026;-33,87;EUR;;\n'
    assert [e.amount for e in one(row * 2).entries] == [-3387, -3387]
    assert codes(refused("18.09.2026;HOFER;18.09.2026;-33,87;EUR\n")) == ["CP108"]


def test_an_unknown_layout_lists_the_profiles():
    (finding,) = refused("Foo;Bar\n1;2\n")
    assert finding.code == "CP108"
    assert "rabobank" in finding.hint
    assert "delimiter, decimal, dates, identify and columns" in finding.hint
    assert finding.place.excerpt == "Foo;Bar"


@pytest.mark.parametrize(
    "text",
    [
        '"Datum";"Rekening";"Rekening naam";"Saldo"\n"2026-01-30";"NL1";"X";"5,00"\n',
        "Account,Date,Closing balance\nNL1,2026-01-30,5.00\n",
    ],
)
def test_a_list_of_balances_is_no_statement(text: str):
    (finding,) = refused(text)
    assert finding.code == "CP107"
    assert "balances" in finding.message


def test_a_profile_of_the_user(own):
    found = one_of(own("Datum;Bedrag;Tekst\n30-01-2026;-1.234,56;x\n"))
    assert (found.amount, found.booked, found.text) == (-123_456, date(2026, 1, 30), "x")


def test_a_profile_by_name_and_by_path(own):
    text = "Datum;Bedrag;Tekst\n30-01-2026;1,00;x\n"
    assert one_of(own(text, profile="mine")).amount == 100
    assert one_of(own(text, profile="mine.yaml")).amount == 100
    assert one_of(read(text, profile=str(own.folder / "mine.yaml"))).amount == 100


def test_a_named_profile_that_does_not_exist(own):
    with pytest.raises(ConfigRefused) as caught:
        own("x", profile="nobank")
    (finding,) = caught.value.findings
    assert finding.code == "CC160"
    assert "rabobank" in finding.hint


def test_a_named_profile_that_does_not_fit():
    (finding,) = refused(PLAIN + ROW, profile="rabobank")
    assert finding.code == "CP109"
    assert "'Volgnr'" in finding.message
    assert codes(refused("1;2\n", profile="raiffeisen-at")) == ["CP109"]


def test_a_column_that_is_not_there(own):
    (own.folder / "mine.yaml").write_text(OWN.replace("booked: Datum", "booked: Dag"))
    (finding,) = refused("Datum;Bedrag\n30-01-2026;1,00\n", profile_dirs=[own.folder])
    assert finding.code == "CP109"
    assert "'Dag'" in finding.message


def test_the_users_profile_comes_before_a_shipped_one(own):
    layout = OWN.replace('";"', '","').replace('decimal: ","', 'decimal: "."')
    layout = layout.replace("[Datum, Bedrag]", "[Date, Amount]").replace("Datum", "Date")
    layout = layout.replace("Bedrag", "Amount").replace("DD-MM-YYYY", "YYYY-MM-DD")
    found = one_of(own(PLAIN + ROW, layout.replace("Tekst", "Currency")))
    assert found.text == "EUR"


def test_two_profiles_that_fit(own):
    (own.folder / "other.yaml").write_text(OWN)
    (own.folder / "mine.yaml").write_text(OWN)
    (finding,) = refused("Datum;Bedrag\n30-01-2026;1,00\n", profile_dirs=[own.folder])
    assert (finding.code, finding.message) == ("CP108", "the profiles mine and other both fit")


def test_a_column_with_words_for_in_and_out(own):
    words = OWN + "direction: {column: Af Bij, money_in: [Bij], money_out: [Af]}\n"
    head = "Datum;Bedrag;Af Bij\n"
    text = head + "30-01-2026;1,00;Bij\n30-01-2026;2,00;af\n"
    (statement,) = own(text, words).statements
    assert [e.amount for e in statement.entries] == [100, -200]
    for row in ("30-01-2026;1,00;Huh\n", "30-01-2026;-1,00;Af\n"):
        assert codes(refused(head + row, profile_dirs=[own.folder])) == ["CP113"]


def test_continued_rows_footer_and_lines_above(own):
    profile = OWN + 'continued: true\nfooter: Totaal\nabove: {account: "Rekening:"}\n'
    text = "Rekening:;NL02 ABNA 0123 4567 89\n\nDatum;Bedrag;Tekst\n30-01-2026;1,00;one\n"
    text += ";;two\nTotaal;1,00\n"
    (statement,) = own(text, profile).statements
    assert statement.account == "NL02ABNA0123456789"
    assert [e.text for e in statement.entries] == ["one\ntwo"]


def test_columns_in_order_of_preference_and_joined(own):
    profile = OWN.replace("text: Tekst", "text: [B, A]\n  name: [Nobody, A]")
    found = one_of(own("Datum;Bedrag;A;B\n30-01-2026;1,00;a;b\n", profile))
    assert (found.text, found.name) == ("b\na", "a")


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("decimal:", "decimals:"), "CC110", 3),
        (('decimal: ","', 'decimal: ";"'), "CC113", 3),
        (("DD-MM-YYYY", "DD-MM"), "CC112", 4),
        (("booked: Datum", "boked: Datum"), "CC110", 7),
        (("currency: EUR", "currency: EURO"), "CC112", 10),
        (("amount: Bedrag", "text: Bedrag"), "CC105", 9),
        (("  amount: Bedrag\n", ""), "CC163", 6),
        (("identify: [Datum, Bedrag]", "width: 3"), "CC163", 7),
    ],
)
def test_mistakes_in_a_profile_have_their_line(own, change, code, line):
    with pytest.raises(ConfigRefused) as caught:
        own("x", OWN.replace(*change))
    found = [(f.code, f.place.line) for f in caught.value.findings]
    assert (code, line) in found
    assert all(f.place.file.endswith("mine.yaml") and f.hint for f in caught.value.findings)


def test_the_shipped_profiles():
    found = profiles()
    assert len(found) >= 15
    heads = [frozenset(each.profile.identify) for each in found.values() if not each.profile.width]
    assert len(set(heads)) == len(heads)


@pytest.mark.parametrize(
    ("text", "pattern", "day"),
    [
        ("31.01.2026", "DD.MM.YYYY", date(2026, 1, 31)),
        ("1/31/26", "M/D/YY", date(2026, 1, 31)),
        ("31-Jan-2026", "DD-Mon-YYYY", date(2026, 1, 31)),
        ("2026.01.31.", "YYYY.MM.DD.", date(2026, 1, 31)),
        ("20260131", "YYYYMMDD", date(2026, 1, 31)),
    ],
)
def test_ways_of_writing_days(text: str, pattern: str, day: date):
    assert read_day(text, [pattern]) == day
    assert read_day(text, ["YYYY-MM-DD", pattern]) == day


@pytest.mark.parametrize(
    ("text", "pattern"),
    [("1.1.2026", "DD.MM.YYYY"), ("31.01.26", "DD.MM.YYYY"), ("31-Foo-2026", "DD-Mon-YYYY"),
     ("30.02.2026", "DD.MM.YYYY"), ("٣١.01.2026", "DD.MM.YYYY"), ("31.01.0026", "DD.MM.YYYY")],
)  # fmt: skip
def test_days_that_are_none(text: str, pattern: str):
    assert not isinstance(read_day(text, [pattern]), date)
