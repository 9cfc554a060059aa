"""OFX 1 (SGML) and OFX 2 (XML)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cash.reading.build import codes, entry, ofx, one, read, refused, stmttrn


def test_a_statement():
    statement = one(ofx(stmttrn(more="<MEMO>Factuur &amp; nota")))
    assert (statement.form, statement.account, statement.currency) == (
        "OFX",
        "NL02ABNA0123456789",
        "EUR",
    )
    assert statement.closing.amount == 11_250
    assert statement.reconciles is None
    (found,) = statement.entries
    assert (found.amount, found.booked, found.line) == (1250, date(2026, 1, 30), 6)
    assert (found.name, found.text) == ("Jansen BV", "Factuur & nota")
    assert (found.bank_reference, found.code) == ("F-1", "CREDIT")


def test_closing_tags_and_xml_say_the_same():
    xml = ofx(stmttrn()).split("\n", 3)[3]
    for tag in ("CURDEF", "BANKID", "ACCTID", "TRNTYPE", "DTPOSTED", "TRNAMT", "FITID", "NAME",
                "BALAMT", "DTASOF"):  # fmt: skip
        head, *rest = xml.split(f"<{tag}>")
        xml = head + "".join(
            f"<{tag}>{r.split('<', 1)[0].strip()}</{tag}><{r.split('<', 1)[1]}" for r in rest
        )
    first = one(ofx(stmttrn()))
    for head in ("OFXHEADER:100\n\n", "<?xml version='1.0'?><?OFX OFXHEADER='200'?>"):
        found = one(head + xml)
        assert (found.account, found.credits, found.balances) == (
            first.account,
            first.credits,
            first.balances,
        )


def test_empty_elements_are_no_groups():
    found = entry(ofx(stmttrn().replace("<NAME>", "<MEMO>\n<CHECKNUM><NAME>")))
    assert (found.name, found.text) == ("Jansen BV", "")


@pytest.mark.parametrize(
    ("written", "amount"), [("-12.5", -1250), ("+3", 300), ("1,25", 125), ("0.00", 0)]
)
def test_amounts(written: str, amount: int):
    assert entry(ofx(stmttrn(written))).amount == amount


@pytest.mark.parametrize("written", ["12..34", "1,234.56", "1.234", "1e3", "NaN", ""])
def test_garbled_amounts(written: str):
    (finding,) = refused(ofx(stmttrn(), stmttrn(written).replace("<TRNAMT><", "<TRNAMT> <")))
    assert (finding.code, finding.place.line) == ("CP111", 7)
    assert finding.place.field == "STMTTRN/TRNAMT"


@pytest.mark.parametrize("day", ["20260230", "2026-01-30", "", "20260130x"])
def test_days_that_are_none(day: str):
    (finding,) = refused(ofx(stmttrn(day=day)))
    assert finding.code == "CP112"


@pytest.mark.parametrize("cut", ["</STMTTRN>", "</BANKTRANLIST>", "</OFX>"])
def test_a_file_that_is_cut_off(cut: str):
    found = refused(ofx(stmttrn()).replace(cut, ""))
    assert codes(found) == ["CP106"]
    text = ofx(stmttrn())
    assert codes(refused(text[: text.index(cut)])) == ["CP106"]


def test_a_tag_that_closes_nothing():
    assert codes(refused(ofx(stmttrn(), "</STMTTRN>"))) == ["CP104"]


def test_groups_without_end():
    assert codes(refused("OFXHEADER:100\n" + "<OFX>" * 1000)) == ["CP104"]


def test_no_statement():
    text = "OFXHEADER:100\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>15500<SEVERITY>ERROR"
    text += "<MESSAGE>Signon invalid</STATUS></SONRS></SIGNONMSGSRSV1></OFX>"
    (finding,) = refused(text)
    assert finding.code == "CP105"
    assert "Signon invalid" in finding.message
    assert codes(refused("OFXHEADER:100\nDATA:OFXSGML\n")) == ["CP105"]


def test_what_must_be_there():
    assert codes(refused(ofx(stmttrn(), currency="QQQ"))) == ["CP114"]
    assert codes(refused(ofx(stmttrn()).replace("<ACCTID>NL02 ABNA 0123 4567 89", ""))) == ["CP115"]
    foreign = stmttrn(more="<CURRENCY><CURRATE>1<CURSYM>USD</CURRENCY>")
    assert codes(refused(ofx(foreign))) == ["CP114"]


def test_a_correction_is_told():
    found = read(ofx(stmttrn(more="<CORRECTFITID>F-0<CORRECTACTION>DELETE")))
    assert codes(found.findings) == ["CP126"]
    assert found.statements[0].entries[0].reversal


def test_pending_bookings_and_cards():
    pending = (
        "<BANKTRANLISTP><STMTTRNP><DTTRAN>20260131<TRNAMT>-1<NAME>x</STMTTRNP></BANKTRANLISTP>"
    )
    text = ofx(stmttrn()).replace("<LEDGERBAL>", f"{pending}<LEDGERBAL>")
    assert [(e.amount, e.pending) for e in one(text).entries] == [(1250, False), (-100, True)]
    card = ofx(stmttrn()).replace("BANKACCTFROM", "CCACCTFROM").replace("STMTRS", "CCSTMTRS")
    assert one(card).account == "NL02ABNA0123456789"


def test_two_answers_in_one_file():
    assert len(read(ofx(stmttrn()) + "\n" + ofx(stmttrn())).statements) == 2
