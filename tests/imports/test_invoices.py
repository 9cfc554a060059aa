"""Rows of invoices: what becomes a document, and why a row does not."""

from __future__ import annotations

import numpy as np
import pytest

from creditctl.ledger.dates import NO_DATE, iso
from creditctl.ledger.frames import Kind, OpenBasis
from tests.imports.build import Books, codes, finding, rows

GOOD = "A-1,007,Jansen,2025-12-01,2025-12-31,100.00,25.00,75.00"


def only(found):
    """The only document, field by field."""
    d = found.documents
    assert len(d) == 1
    return {
        "debtor": d.debtors.ids[d.debtor[0]],
        "name": d.debtors.names[d.debtor[0]],
        "number": d.number[0],
        "kind": Kind(int(d.kind[0])),
        "issued": iso(d.issued[0]),
        "due": iso(d.due[0]),
        "settled": iso(d.settled[0]),
        "gross": int(d.gross[0]),
        "open": int(d.open[0]),
        "currency": d.currencies[d.currency[0]],
        "basis": OpenBasis(int(d.basis[0])),
        "doubtful": bool(d.doubtful[0]),
        "line": int(d.line[0]),
    }


def test_a_row_becomes_a_document(books: Books):
    found = books.add(rows(GOOD)).load()
    assert only(found) == {
        "debtor": "007",
        "name": "Jansen",
        "number": "A-1",
        "kind": Kind.INVOICE,
        "issued": "2025-12-01",
        "due": "2025-12-31",
        "settled": "",
        "gross": 10000,
        "open": 7500,
        "currency": "EUR",
        "basis": OpenBasis.STATED,
        "doubtful": False,
        "line": 2,
    }
    assert codes(found) == []
    assert found.documents.files == ("invoices.csv",)
    assert found.documents.sources == ("books",)
    assert found.documents.reference is None


@pytest.mark.parametrize(
    "debtor", ["00123", "NA", "null", "20240000000000012", "1e5", "TRUE", "#N"]
)
def test_ids_are_text_for_ever(books: Books, debtor):
    found = books.add(rows(f"0012,{debtor},N,2025-12-01,2025-12-31,1.00,0.00,1.00")).load()
    assert only(found)["debtor"] == debtor
    assert only(found)["number"] == "0012"


def test_white_space_around_ids_goes_and_within_names_becomes_one_blank(books: Books):
    text = 'A-1 ,"              1001","De\n Vries",2025-12-01,2025-12-31,1.00,0.00,1.00'
    found = only(books.add(rows(text)).load())
    assert (found["debtor"], found["name"], found["number"]) == ("1001", "De Vries", "A-1")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("B,1,N", "CI301", "3 cells, the header has 8"),
        ("B,1,N,2025-12-01,2025-12-31,1.00,0.00,1.00,x", "CI301", "9 cells"),
        (",1,N,2025-12-01,2025-12-31,1.00,0.00,1.00", "CI314", "number is empty"),
        ("B,,N,2025-12-01,2025-12-31,1.00,0.00,1.00", "CI315", "names no debtor"),
        ("B,1,N,2025-13-45,2025-12-31,1.00,0.00,1.00", "CI304", "'2025-13-45'"),
        ("B,1,N,2025-12-01,31-02-2026,1.00,0.00,1.00", "CI304", "'31-02-2026'"),
        ("B,1,N,2025-12-01,,1.00,0.00,1.00", "CI313", "no due date"),
        ("B,1,N,2025-12-01,2025-12-31,12..34,0.00,12.34", "CI305", "'12..34'"),
        ("B,1,N,2025-12-01,2025-12-31,NaN,0.00,1.00", "CI305", "'NaN'"),
        ("B,1,N,2025-12-01,2025-12-31,1e9,0.00,1.00", "CI305", "'1e9'"),
        ("B,1,N,2025-12-01,2025-12-31,5%,0.00,1.00", "CI305", "percentage"),
        ("B,1,N,2025-12-01,2025-12-31,,,", "CI312", "is empty"),
        ("B,1,N,2025-12-01,2025-12-31,1.00,0.00,", "CI312", "what is open is empty"),
        ("B,1,N,2025-12-10,2025-12-01,1.00,0.00,1.00", "CI316", "before the invoice date"),
        ("B,1,N,2025-12-01,2025-12-31,100.00,30.00,80.00", "CI317", "100.00 less Paid 30.00"),
        ("B,1,N,2025-12-01,2025-12-31,-5.00,-9.00,4.00", "CI310", "negative"),
        ("B,1,N,2025-12-01,2025-12-31,£1.00,0.00,£1.00", "", ""),
    ],
)
def test_a_row_that_cannot_be_read_is_quarantined_and_holds_its_debtor(
    books: Books, line, code, said
):
    found = books.add(rows(GOOD, line)).load()
    if not code:
        assert codes(found) == []
        return
    assert only(found)["number"] == "A-1"
    assert codes(found) == [code]
    report = finding(found, code)
    assert said in report.message
    assert report.place.line == 3
    assert report.hint
    (rejected,) = found.rejected
    assert (rejected.file, rejected.line, rejected.rule) == ("invoices.csv", 3, code)
    assert found.files[0].rejected == 1
    expected = {"1"} if not line.startswith("B,,") else {"N"}
    assert found.held == expected
    assert report.debtor in expected


def test_every_reason_of_every_row_is_told_at_once(books: Books):
    found = books.add(
        rows(GOOD, "B,1,N,2025-13-45,2025-12-99,1..0,0.00,x", ",2,N,2025-12-01,,1.00,0.00,1.00")
    ).load()
    assert [(r.line, r.rule) for r in found.rejected if r.line == 3] == [
        (3, "CI304"), (3, "CI304"), (3, "CI305"), (3, "CI305")
    ]  # fmt: skip
    assert {r.line for r in found.rejected} == {3, 4}
    assert found.files[0].rejected == 2
    assert found.held == {"1", "2"}
    values = {(r.column, r.value) for r in found.rejected if r.line == 3}
    assert ("InvoiceDate", "2025-13-45") in values


def test_a_row_whose_cells_have_shifted_holds_the_debtor_that_it_names(books: Books):
    found = books.add(rows(GOOD, "B,x,007,Jansen,2025-12-01,2025-12-31,1.00,0.00,1.00")).load()
    assert found.held == {"007"}


def test_totals_titles_and_footers_are_left_out_and_named(books: Books):
    found = books.add(
        rows(
            "91 days and more,,,,,,,",
            GOOD,
            ",,Totaal Jansen,,,,,75.00",
            "",
            ",,,,,,,",
            "InvoiceNumber,CustomerCode,CustomerName,InvoiceDate,DueDate,Total,Paid,Outstanding",
            "A-2,8,Total Energies,2025-12-01,2025-12-31,10.00,0.00,10.00",
            "TOTAAL,,,,,,,85.00",
            "Pagina 1 van 1",
        )
    ).load()
    assert list(found.documents.number) == ["A-1", "A-2"]
    assert found.rejected == ()
    assert found.files[0].skipped == 7
    remark = finding(found, "CI302")
    assert remark.severity == "info"
    assert "4 rows" in remark.message
    assert "'Totaal Jansen'" in remark.message
    assert codes(found) == []


def test_a_row_that_begins_with_a_word_for_totals_is_data_when_it_has_dates(books: Books):
    header = "Customer,InvoiceNumber,InvoiceDate,DueDate,Total,Outstanding"
    found = books.add(
        rows(
            "Total Energies,A-1,2025-12-01,2025-12-31,5.00,5.00",
            "Total,,,,5.00,5.00",
            header=header,
        )
    ).load()
    assert only(found)["debtor"] == "Total Energies"
    assert found.files[0].skipped == 1


def test_the_file_s_own_total_is_a_control(books: Books):
    found = books.add(rows(GOOD, "TOTAAL,,,,,,,85.00")).load()
    report = finding(found, "CI402")
    assert report.severity == "warning"
    assert "85.00" in report.message
    assert "75.00" in report.message
    assert "-10.00" in report.message
    assert report.place.line == 3


def test_a_negative_amount_is_a_credit_note(books: Books):
    found = only(books.add(rows("C,1,N,2025-12-01,2025-12-31,-5.00,0.00,-5.00")).load())
    assert found["kind"] is Kind.CREDIT_NOTE
    assert found["open"] == -500


TYPED = "Type,Number,Customer,Date,Due date,Total,Open balance"


def test_types_in_words(books: Books):
    found = books.add(
        rows(
            "Invoice,1,A,2025-12-01,2025-12-31,5.00,5.00",
            "Credit memo,2,A,2025-12-01,2025-12-31,-2.00,-2.00",
            "Payment,,A,2025-12-05,,-1.00,-1.00",
            "Payment,,A,2025-12-05,,-1.00,-1.00",
            "Bill,3,A,2025-12-01,2025-12-31,9.00,9.00",
            header=TYPED,
        )
    ).load()
    d = found.documents
    assert d.kind.tolist() == [Kind.INVOICE, Kind.CREDIT_NOTE, Kind.PAYMENT, Kind.PAYMENT]
    assert d.open.tolist() == [500, -200, -100, -100]
    assert list(d.number[2:]) == ["payment 2025-12-05", "payment 2025-12-05 (payment)"]
    assert d.due[2] == d.issued[2]
    assert codes(found) == ["CI309"]
    assert "'Bill'" in finding(found, "CI309").message


def test_credit_notes_without_a_sign_get_one_from_their_type(books: Books):
    found = books.add(
        rows(
            "Rechnung,1,A,2025-12-01,2025-12-31,5.00,5.00",
            "Gutschrift,2,A,2025-12-01,2025-12-31,2.00,2.00",
            header=TYPED,
        )
    ).load()
    assert found.documents.open.tolist() == [500, -200]
    assert codes(found) == []


def test_a_positive_credit_note_among_negative_ones_is_rejected(books: Books):
    found = books.add(
        rows(
            "Credit note,1,A,2025-12-01,2025-12-31,5.00,5.00",
            "Credit note,2,A,2025-12-01,2025-12-31,-2.00,-2.00",
            header=TYPED,
        )
    ).load()
    assert codes(found) == ["CI310"]
    assert found.held == {"A"}


def test_a_column_called_type_that_says_something_else_is_not_used(books: Books):
    found = books.add(rows("Product,1,A,2025-12-01,2025-12-31,5.00,5.00", header=TYPED)).load()
    assert only(found)["kind"] is Kind.INVOICE
    assert finding(found, "CI242").severity == "info"


STATUS = "Number,Customer,Date,Due date,Total,Status"


def test_a_status_alone_tells_what_is_open(books: Books):
    found = books.add(
        rows(
            "1,A,2025-12-01,2025-12-31,5.00,Overdue",
            "2,A,2025-12-01,2025-12-31,5.00,Betaald",
            "3,A,2025-12-01,2025-12-31,5.00,Voided",
            "4,A,2025-12-01,2025-12-31,x,Draft",
            "5,A,2025-12-01,2025-12-31,5.00,Mystery",
            header=STATUS,
        )
    ).load()
    assert list(found.documents.number) == ["1", "2"]
    assert found.documents.open.tolist() == [500, 0]
    assert found.files[0].closed == 2
    assert codes(found) == ["CI308"]
    assert found.held == {"A"}


@pytest.mark.parametrize(("yes", "no"), [("Yes", "No"), ("1", "0"), ("true", "false"), ("ja", "")])
def test_a_column_paid_that_says_yes_or_no_is_no_amount(books: Books, yes, no):
    header = "Number,Customer,Date,Due date,Total,Paid"
    found = books.add(
        rows(
            f"1,A,2025-12-01,2025-12-31,5.00,{yes}",
            f"2,A,2025-12-01,2025-12-31,5.00,{no}",
            header=header,
        )
    ).load()
    assert found.documents.open.tolist() == [0, 500]
    assert codes(found) == []


def test_an_unknown_status_counts_as_open_with_a_warning_where_amounts_tell(books: Books):
    found = books.add(
        rows("1,A,2025-12-01,2025-12-31,5.00,Mystery,5.00", header=STATUS + ",Balance")
    ).load()
    assert found.documents.open.tolist() == [500]
    assert codes(found) == ["CI241"]


def test_paid_and_yet_open_is_doubtful(books: Books):
    found = books.add(
        rows("1,A,2025-12-01,2025-12-31,5.00,Paid,5.00", header=STATUS + ",Balance")
    ).load()
    assert found.documents.doubtful.tolist() == [True]
    assert codes(found) == ["CI320"]


def test_an_overpaid_invoice_is_a_credit(books: Books):
    found = books.add(rows("A,1,N,2025-12-01,2025-12-31,100.00,120.00,-20.00")).load()
    assert only(found)["kind"] is Kind.CREDIT_NOTE
    assert (only(found)["gross"], only(found)["open"]) == (-2000, -2000)
    assert codes(found) == ["CI321"]


def test_days_of_settlement(books: Books):
    header = "Number,Customer,Date,Due date,Total,Settled date,Disputed"
    found = books.add(
        rows(
            "1,A,2025-12-01,2025-12-31,5.00,2026-01-05,No",
            "2,A,2025-12-01,2025-12-31,5.00,,Ja",
            header=header,
        )
    ).load()
    d = found.documents
    assert d.basis.tolist() == [OpenBasis.SETTLED] * 2
    assert d.open.tolist() == [500, 500]
    assert [iso(day) for day in d.settled] == ["2026-01-05", ""]
    assert d.disputed.tolist() == [False, True]
    assert found.files[0].sums == {"EUR": 500}
    assert found.files[0].gross == {"EUR": 1000}


def test_part_payments_count_for_more_than_a_day_of_settlement(books: Books):
    header = "Number,Customer,Date,Due date,Total,Paid,Payment date"
    found = books.add(
        rows(
            "1,A,2025-12-01,2025-12-31,5.00,5.00,2026-01-05",
            "2,A,2025-12-01,2025-12-31,5.00,2.00,2026-01-05",
            "3,A,2025-12-01,2025-12-31,5.00,0.00,2026-01-05",
            header=header,
        )
    ).load()
    d = found.documents
    assert d.basis.tolist() == [OpenBasis.SETTLED, OpenBasis.STATED, OpenBasis.STATED]
    assert d.open.tolist() == [500, 300, 500]
    assert d.doubtful.tolist() == [False, False, True]


def test_a_file_that_says_nothing_of_payments_says_so(books: Books):
    found = books.add(
        rows("1,A,2025-12-01,2025-12-31,5.00", header="No,Customer,Date,Due,Total")
    ).load()
    assert found.documents.open.tolist() == [500]
    assert codes(found) == ["CI243"]


def test_payment_rows_among_the_invoices_pay_them(books: Books):
    header = "Type,Account Reference,Date,Reference,Net Amount,Tax Amount"
    found = books.add(
        rows("SI,1,2025-12-01,7,100.00,20.00", "SA,1,2025-12-20,7,50.00,0.00", "SC,1,2025-12-02,8,10.00,2.00",
             header=header)
    ).load(has_terms=True)  # fmt: skip
    d, p = found.documents, found.payments
    assert list(d.number) == ["7", "8"]
    assert d.gross.tolist() == [12000, -1200]
    assert d.basis.tolist() == [OpenBasis.PAYMENTS] * 2
    assert (p.document.tolist(), p.amount.tolist()) == ([0], [5000])
    assert found.files[0].accepted == 3
    assert found.files[0].sums == {"EUR": 5800}


def test_terms_allow_a_row_without_a_due_date(books: Books):
    line = "A,1,N,2025-12-01,,5.00,0.00,5.00"
    assert only(books.add(rows(line)).load(has_terms=True))["due"] == ""
    assert books.refused().findings[0].code == "CI201"
    header = "No,Customer,Date,Due date,Total,Open,Terms"
    text = rows(
        "1,A,2025-12-01,,5.00,5.00,net 30", "2,A,2025-12-01,2025-12-31,5.00,5.00,", header=header
    )
    found = books.add(text, "terms.csv").load(has_terms=True)
    assert found.documents.terms[1:] == ["net 30", ""]


def test_the_terms_of_a_row_are_enough(books: Books):
    header = "No,Customer,Date,Due date,Total,Open,Terms"
    text = rows("1,A,2025-12-01,,5.00,5.00,net 30", "2,A,2025-12-01,,5.00,5.00,", header=header)
    found = books.add(text).load()
    assert found.documents.due.tolist() == [NO_DATE]
    assert found.documents.terms == ["net 30"]
    assert [(r.line, r.rule) for r in found.rejected] == [(3, "CI313")]


def test_a_header_with_a_currency_states_it(books: Books):
    header = "No,Customer,Date,Due date,Total (USD),Open_USD"
    found = books.add(rows("1,A,2025-12-01,2025-12-31,5.00,5.00", header=header)).load(
        currency=None
    )
    assert only(found)["currency"] == "USD"


def test_currencies_of_rows(books: Books):
    header = "No,Customer,Date,Due date,Total,Open,Currency"
    found = books.add(
        rows(
            "1,A,2025-12-01,2025-12-31,5.00,5.00,eur",
            "2,A,2025-12-01,2025-12-31,5,5,JPY",
            "3,A,2025-12-01,2025-12-31,1.234,1.234,KWD",
            "4,A,2025-12-01,2025-12-31,5.00,5.00,XXX",
            "5,A,2025-12-01,2025-12-31,£5.00,£5.00,EUR",
            "6,A,2025-12-01,2025-12-31,5.00,5.00,",
            "7,A,2025-12-01,2025-12-31,9.99,9.99,JPY",
            header=header,
        )
    ).load(currency=None)
    d = found.documents
    assert [d.currencies[c] for c in d.currency] == ["EUR", "JPY", "KWD", "JPY"]
    assert d.open.tolist() == [500, 5, 1234, 10]
    assert [(r.line, r.rule) for r in found.rejected] == [
        (5, "CI306"), (6, "CI307"), (6, "CI307"), (7, "CI306")
    ]  # fmt: skip
    rounded = [f for f in found.findings if f.code == "CI222"]
    assert len(rounded) == 2
    assert "JPY +0.01" in rounded[0].message
    assert found.files[0].sums == {"EUR": 500, "JPY": 15, "KWD": 1234}
    assert found.files[0].counts == {"EUR": 1, "JPY": 2, "KWD": 1}


def test_debtors_come_from_the_rows_when_there_is_no_file_of_them(books: Books):
    header = (
        "No,Code,Customer name,Date,Due,Total,Open,Email,Address,Postcode,City,Country,Language"
    )
    found = books.add(
        rows(
            "1,9,N,2025-12-01,2025-12-31,5.00,5.00,,Kade 1,1234 AB,Delft,Nederland,nl-NL",
            "2,9,N,2025-12-01,2025-12-31,5.00,5.00,a@x.example,,,,,",
            "3,8,M,2025-12-01,2025-12-31,5.00,5.00,,,,,Atlantis,",
            header=header.replace("Code", "Customer code", 1),
        )
    ).load()
    detail = found.documents.debtors.detail(0)
    assert (detail.debtor, detail.name, detail.email) == ("9", "N", "a@x.example")
    assert detail.address == ("Kade 1", "1234 AB Delft")
    assert (detail.country, detail.language) == ("NL", "nl")
    assert finding(found, "CI407").severity == "info"
    assert "Atlantis" in finding(found, "CI244").message


def test_one_debtor_with_two_names_is_a_warning(books: Books):
    lines = [f"{n},{n},N{n},2025-12-01,2025-12-31,5.00,0.00,5.00" for n in range(5)]
    found = books.add(rows(*lines, "9,1,Other,2025-12-01,2025-12-31,5.00,0.00,5.00")).load()
    assert codes(found) == ["CI408"]
    assert "1: N1, Other" in finding(found, "CI408").message


def test_no_rows_is_a_warning(books: Books):
    found = books.add(rows()).load()
    assert len(found.documents) == 0
    assert codes(found) == ["CI208"]
    assert found.documents.due.dtype == np.int32


def test_a_row_whose_quotes_do_not_add_up_is_quarantined(books: Books):
    found = books.add(
        rows(
            GOOD,
            'B,"1,N,2025-12-01,2025-12-31,1.00,0.00,1.00',
            'C,007,"Jan"sen,2025-12-01,2025-12-31,1.00,0.00,1.00',
            "D,2,M,2025-12-01,2025-12-31,1.00,0.00,1.00",
        )
    ).load()
    assert list(found.documents.number) == ["A-1", "D"]
    assert {r.line for r in found.rejected} == {3, 4}
    assert found.files[0].rejected == 2
    assert "007" in found.held
    assert len(found.findings) == len(set(found.findings))
