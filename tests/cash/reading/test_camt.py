"""camt.052, 053 and 054: amounts, signs, days, parties, collective bookings, refusals."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cash.reading.build import (
    balance,
    camt,
    codes,
    details,
    entry,
    ntry,
    one,
    read,
    refused,
)  # fmt: skip

DEBTOR = "<RltdPties><Dbtr><Nm>Jansen BV</Nm></Dbtr><DbtrAcct><Id><IBAN>NL91 INGB 0001</IBAN></Id>"
FIVE = "<Amt Ccy='EUR'>5.00</Amt>"
DEBTOR += "</DbtrAcct><Cdtr><Nm>Ourselves</Nm></Cdtr></RltdPties>"


@pytest.mark.parametrize("form", ["052", "053", "054"])
@pytest.mark.parametrize("version", ["01", "02", "04", "08", "13"])
def test_every_message_in_every_version(form: str, version: str):
    statement = one(camt(ntry(), form=form, version=version))
    assert statement.form == f"camt.{form}"
    assert (statement.account, statement.currency, statement.number) == (
        "NL02ABNA0123456789",
        "EUR",
        "7",
    )
    assert [e.amount for e in statement.entries] == [1250]


def test_an_entry():
    found = entry(
        camt(
            ntry(
                "8.850",
                "<ValDt><DtTm>2026-01-29T23:59:59+01:00</DtTm></ValDt>",
                "<AcctSvcrRef>B-1</AcctSvcrRef>",
                "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly>",
                "</Domn></BkTxCd>",
                details(
                    f"<Refs><EndToEndId>E2E</EndToEndId></Refs>{DEBTOR}"
                    "<RmtInf><Ustrd>line 1</Ustrd><Ustrd>line 2</Ustrd><Strd><RfrdDocInf>"
                    "<Nb>2026-001</Nb></RfrdDocInf><CdtrRefInf><Ref>RF18539007547034</Ref>"
                    "</CdtrRefInf></Strd></RmtInf>"
                ),
            )
        )
    )
    assert found.booked == date(2026, 1, 30)
    assert found.value == date(2026, 1, 29)
    assert (found.amount, found.currency) == (885, "EUR")
    assert (found.name, found.iban) == ("Jansen BV", "NL91INGB0001")
    assert (found.end_to_end, found.reference) == ("E2E", "RF18539007547034")
    assert found.text == "line 1\nline 2\n2026-001"
    assert (found.bank_reference, found.code) == ("B-1", "PMNT/RCDT/ESCT")
    assert (found.reversal, found.pending, found.return_reason, found.line) == (False, False, "", 5)


def test_money_out_names_the_creditor():
    found = entry(camt(ntry("5", details(DEBTOR), sign="DBIT")))
    assert (found.amount, found.name, found.iban) == (-500, "Ourselves", "")


def test_a_reversal_keeps_its_own_sign():
    found = entry(camt(ntry("5", "<RvslInd>true</RvslInd>", details(DEBTOR), sign="DBIT")))
    assert (found.amount, found.reversal) == (-500, True)
    assert found.name == "Jansen BV", "the debtor of the direct debit that came back"


def test_a_return_says_why():
    returned = f"{DEBTOR}<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
    found = entry(camt(ntry("5", details(returned), sign="DBIT")))
    assert (found.return_reason, found.name) == ("AC04", "Jansen BV")


def test_a_return_without_a_reason():
    code = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn>"
    found = entry(camt(ntry("5", details(f"{code}</BkTxCd>"), sign="DBIT")))
    assert found.return_reason == "MS03"


def test_the_own_account_is_never_the_other_party():
    own = DEBTOR.replace("NL91 INGB 0001", "NL02ABNA0123456789")
    assert entry(camt(ntry("5", details(own)))).name == "Ourselves"


def test_parties_and_status_of_newer_versions():
    party = "<RltdPties><Dbtr><Pty><Nm>Jansen BV</Nm></Pty></Dbtr></RltdPties>"
    found = entry(camt(ntry("5", details(party), status="<Sts><Cd>PDNG</Cd></Sts>"), version="08"))
    assert (found.name, found.pending) == ("Jansen BV", True)


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
def test_what_is_not_booked_is_pending(status: str):
    assert entry(camt(ntry(status=f"<Sts>{status}</Sts>"))).pending


def test_an_entry_without_day_stands_under_its_value_date():
    found = entry(camt(ntry("5", "<ValDt><Dt>2026-01-28</Dt></ValDt>", booked="")))
    assert found.booked == date(2026, 1, 28)


def test_a_pending_entry_without_any_day():
    found = read(camt(ntry("5", status="<Sts>PDNG</Sts>", booked="")))
    assert found.statements[0].entries[0].booked == date(2026, 1, 31)
    assert codes(found.findings) == ["CP132"]


def test_a_booked_entry_without_any_day_is_refused():
    assert codes(refused(camt(ntry("5", booked="")))) == ["CP112"]


def test_a_collective_booking():
    txs = [
        "<Amt Ccy='EUR'>7.50</Amt><RmtInf><Ustrd>one</Ustrd></RmtInf>",
        f"<AmtDtls><TxAmt>{FIVE}</TxAmt></AmtDtls><RmtInf><Ustrd>two</Ustrd></RmtInf>",
    ]
    found = entry(camt(ntry("12.50", details(*txs), "<NtryRef>N</NtryRef>")))
    assert [(d.amount, d.text) for d in found.details] == [(750, "one"), (500, "two")]
    assert found.text == "one\ntwo"
    assert (found.bank_reference, found.payments) == ("N", found.details)


@pytest.mark.parametrize(
    "txs",
    [
        ["<Amt Ccy='EUR'>7.50</Amt>", "<Amt Ccy='EUR'>5.01</Amt>"],
        ["<Amt Ccy='EUR'>7.50</Amt>", "<RmtInf><Ustrd>no amount</Ustrd></RmtInf>"],
        ["<Amt Ccy='USD'>7.50</Amt>", "<Amt Ccy='USD'>5.00</Amt>"],
        ["<Amt Ccy='EUR'>13.50</Amt>", "<Amt Ccy='EUR'>1.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>"],
    ],
)
def test_a_collective_booking_that_does_not_add_up_is_kept_as_one(txs: list[str]):
    found = read(camt(ntry("12.50", details(*txs))))
    assert found.statements[0].entries[0].details == ()
    assert codes(found.findings) == ["CP131"]


def test_a_payment_of_the_other_sign_within_a_collective_booking():
    txs = ["<Amt Ccy='EUR'>13.50</Amt>", "<Amt Ccy='EUR'>1.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>"]
    assert [d.amount for d in entry(camt(ntry("12.50", details(*txs)))).details] == [1350, -100]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("12..34", "is no amount"),
        ("12,34", "is no amount"),
        ("-12.34", "is no amount"),
        ("NaN", "is no amount"),
        ("1e3", "is no amount"),
        ("\u0663.\u0665\u0660", "is no amount"),
        ("8.855", "has more decimals than EUR, which has 2"),
        ("", "is no amount"),
    ],
)
def test_a_garbled_amount_refuses_the_file(text: str, why: str):
    (finding,) = refused(camt(ntry("1.00"), ntry(text), ntry("2.00")), "b.xml")
    assert finding.code == "CP111"
    assert why in finding.message
    assert (finding.place.file, finding.place.line, finding.place.field) == ("b.xml", 6, "Ntry/Amt")
    if text.isascii() and text:
        at = finding.place.excerpt[finding.place.column - 1 :]
        assert at.startswith(text)


def test_all_findings_are_told_at_once():
    wrong = ntry("12..34", sign="BOTH", booked="<BookgDt><Dt>2026-02-30</Dt></BookgDt>")
    found = refused(camt(wrong, ntry("1", ccy="XYZ"), balance("OPBD", "x")))
    assert sorted(codes(found)) == ["CP111", "CP111", "CP112", "CP113", "CP114"]
    assert all(f.hint and f.place.line for f in found)


def test_30_february_as_day_of_booking_is_refused():
    booked = "<BookgDt><Dt>2026-02-30</Dt></BookgDt>"
    (finding,) = refused(camt(ntry(booked=booked)))
    assert "'2026-02-30' is a day that no calendar has" in finding.message


def test_30_february_as_value_date_is_left_out():
    found = read(camt(ntry("1", "<ValDt><Dt>2026-02-30</Dt></ValDt>")))
    assert found.statements[0].entries[0].value is None
    assert codes(found.findings) == ["CP121"]


@pytest.mark.parametrize("missing", ["<Amt Ccy='EUR'>12.50</Amt>", "<CdtDbtInd>CRDT</CdtDbtInd>"])
def test_what_an_entry_must_have(missing: str):
    assert codes(refused(camt(ntry().replace(missing, "")))) in (["CP111"], ["CP113"])


def test_minor_units_of_the_entry_itself():
    statement = one(camt(ntry("1000", ccy="JPY"), account="<Othr><Id>CH 12</Id></Othr>"))
    assert (statement.account, statement.entries[0].amount) == ("CH12", 1000)
    assert codes(refused(camt(ntry("1000.5", ccy="JPY")))) == ["CP111"]


def test_one_account_has_one_currency():
    assert codes(refused(camt(ntry("1"), ntry("1", ccy="USD")))) == ["CP114"]


def test_balances_that_add_up():
    found = read(camt(balance("OPBD", "100"), ntry("12.50"), balance("CLBD", "112.5")))
    assert found.statements[0].reconciles is True
    assert found.findings == ()


def test_a_previously_closing_balance_is_an_opening_one():
    statement = one(camt(balance("PRCD", "1", "DBIT"), ntry("2"), balance("CLBD", "1")))
    assert statement.reconciles is True
    assert statement.opening.amount == -100


def test_balances_that_do_not_add_up_are_warned_of():
    found = read(camt(balance("OPBD", "100"), ntry("12.50"), balance("CLBD", "113")))
    assert found.statements[0].reconciles is False
    (warning,) = found.findings
    assert warning.code == "CP122"
    assert "make 112.50, the closing balance says 113.00 EUR" in warning.message


def test_what_is_pending_is_in_no_balance():
    pending = ntry("5", status="<Sts>PDNG</Sts>")
    assert one(camt(balance("OPBD", "1"), pending, balance("CLBD", "1"))).reconciles is True


def test_a_summary_that_counts_otherwise():
    def summary(count: int, total: str) -> str:
        return (
            f"<TxsSummry><TtlNtries><NbOfNtries>{count}</NbOfNtries></TtlNtries>"
            f"<TtlCdtNtries><Sum>{total}</Sum></TtlCdtNtries></TxsSummry>"
        )

    assert read(camt(summary(1, "12.5"), ntry("12.50"))).findings == ()
    assert codes(read(camt(summary(2, "13"), ntry("12.50"))).findings) == ["CP123", "CP123"]


def test_no_statement_in_the_message():
    text = camt().replace("<Stmt>", "<Other>").replace("</Stmt>", "</Other>")
    (finding,) = refused(text)
    assert finding.code == "CP105"
    assert "BkToCstmrStmt holds no Stmt" in finding.message


def test_no_account():
    text = camt(ntry()).replace("<IBAN>NL02ABNA0123456789</IBAN>", "")
    assert codes(refused(text)) == ["CP115"]


def test_a_namespace_that_says_otherwise():
    text = camt(ntry()).replace("camt.053", "camt.052")
    (finding,) = refused(text)
    assert finding.code == "CP102"
    assert "says camt.052, the content is a camt.053" in finding.message


def test_a_message_in_an_envelope_without_namespace():
    text = camt(ntry()).replace(" xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'", "")
    text = text.replace("<Document>", "<Env><Body><Document>")
    assert entry(text.replace("</Document>", "</Document></Body></Env>")).amount == 1250


def test_another_kind_of_xml():
    (finding,) = refused("<?xml version='1.0'?>\n<Invoice><ID>1</ID></Invoice>")
    assert finding.code == "CP102"
    assert "'Invoice'" in finding.message


def test_xml_that_is_cut_off():
    text = camt(ntry())
    (finding,) = refused(text[: len(text) - 30])
    assert finding.code == "CP104"
    assert finding.place.line


BOMB = """<?xml version="1.0"?>
<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document><BkToCstmrStmt><Stmt><Id>&b;</Id></Stmt></BkToCstmrStmt></Document>"""
OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE b [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<Document><BkToCstmrStmt><Stmt><Id>&a;</Id></Stmt></BkToCstmrStmt></Document>"""


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, "<!DOCTYPE b><Document/>"])
def test_entities_and_document_types_are_refused(text: str):
    (finding,) = refused(text)
    assert finding.code == "CP104"
    assert "declares a document type or entities" in finding.message


def test_elements_without_end():
    (finding,) = refused("<?xml version='1.0'?>" + "<a>" * 100_000)
    assert finding.code == "CP104"


def test_a_latin_1_file_is_read_as_it_says():
    party = "<RltdPties><Dbtr><Nm>Müller</Nm></Dbtr></RltdPties>"
    text = camt(ntry("1", details(party))).replace("UTF-8", "ISO-8859-1")
    assert entry(text.encode("latin-1")).name == "Müller"


def test_a_utf_16_file():
    text = camt(ntry()).replace("UTF-8", "UTF-16")
    assert entry(text.encode("utf-16")).amount == 1250
