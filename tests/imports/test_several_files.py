"""Several files: duplicates, payments, debtors, controls."""

from __future__ import annotations

from datetime import date

import pytest

from creditctl.errors import DataRefused, UsageRefused
from creditctl.ledger.frames import OpenBasis
from tests.imports.build import HEADER, Books, codes, finding, rows

A1 = "A-1,1,N,2026-01-01,2026-01-31,100.00,0.00,100.00"
A2 = "A-2,2,M,2026-01-01,2026-01-31,50.00,0.00,50.00"
FULL = "No,Customer code,Customer name,Date,Due date,Total"
F1 = "A-1,1,N,2026-01-01,2026-01-31,100.00"
F2 = "A-2,2,M,2026-01-01,2026-01-31,50.00"
PAID = "Client,Invoice Number,Amount,Date"


def test_the_same_row_twice_counts_once(books: Books):
    found = books.add(rows(A1, A2, A1)).load()
    assert list(found.documents.number) == ["A-1", "A-2"]
    report = finding(found, "CI319")
    assert report.severity == "warning"
    assert "(line 4, as on line 2)" in report.message
    assert found.files[0].repeated == 1
    assert found.held == frozenset()


def test_one_number_with_two_contents_rejects_both_rows(books: Books):
    found = books.add(rows(A1, A2, A1.replace("100.00", "90.00"))).load()
    assert list(found.documents.number) == ["A-2"]
    assert [(r.line, r.rule, r.debtor) for r in found.rejected] == [
        (2, "CI318", "1"),
        (4, "CI318", "1"),
    ]
    assert found.held == {"1"}
    reports = [f for f in found.findings if f.code == "CI318"]
    assert "line 4 too" in reports[0].message
    assert "amount 100.00 here, 90.00 there" in reports[0].message
    assert found.files[0].rejected == 2


def test_one_number_of_two_debtors_is_no_duplicate(books: Books):
    found = books.add(rows(A1, A1.replace("A-1,1,N", "A-1,2,M"))).load()
    assert len(found.documents) == 2
    assert codes(found) == []


def test_lines_of_an_invoice_count_once_with_one_remark(books: Books):
    header = "No,Customer,Date,Due date,Total,Balance,Item name,Quantity"
    lines = [f"{n},N,2026-01-01,2026-01-31,5.00,5.00,thing {n}{k},1" for n in (1, 2) for k in "ab"]
    found = books.add(rows(*lines, header=header)).load()
    assert found.documents.open.tolist() == [500, 500]
    assert finding(found, "CI319").severity == "info"
    assert found.files[0].repeated == 2


def test_two_files_that_claim_one_invoice(books: Books):
    books.add(rows(A1, A2), "a.csv").add(rows(A2, A1.replace("100.00", "90.00")), "b.csv")
    found = books.load()
    assert list(found.documents.number) == ["A-2"]
    assert found.documents.file.tolist() == [0]
    assert "a.csv:3" in finding(found, "CI319").message
    assert {(r.file, r.line) for r in found.rejected} == {("a.csv", 2), ("b.csv", 3)}
    assert "b.csv:3 too" in next(f for f in found.findings if f.code == "CI318").message
    assert found.held == {"1"}
    assert [f.accepted for f in found.files] == [1, 0]
    assert [f.repeated for f in found.files] == [0, 1]
    assert [f.rejected for f in found.files] == [1, 1]


def test_files_share_debtors_and_currencies(books: Books):
    books.add(rows(A1), "a.csv", currency="EUR")
    books.add(rows(A2, "A-3,1,N,2026-01-01,2026-01-31,1,0,1"), "b.csv", currency="USD")
    found = books.load()
    d = found.documents
    assert d.debtors.ids == ["1", "2"]
    assert d.currencies == ("EUR", "USD")
    assert d.debtor.tolist() == [0, 1, 0]
    assert d.file.tolist() == [0, 1, 1]
    assert d.open.tolist() == [10000, 5000, 100]


def test_payments_open_invoices_that_do_not_say_what_is_paid(books: Books):
    books.add(rows(F1, F2, header=FULL))
    books.add(
        rows("N,A-1,40.00,2026-01-13", "2,A-2,50.00,2026-01-14", header=PAID),
        "p.csv",
        kind="payments",
    )
    found = books.load()
    assert found.documents.basis.tolist() == [OpenBasis.PAYMENTS] * 2
    assert found.documents.open.tolist() == [10000, 5000]
    p = found.payments
    assert p.document.tolist() == [0, 1]
    assert p.debtor.tolist() == [0, 1]
    assert p.amount.tolist() == [4000, 5000]
    assert [f.sums for f in found.files] == [{"EUR": 6000}, {"EUR": 9000}]
    assert codes(found) == []


def test_payments_are_a_control_of_invoices_that_say_what_is_open(books: Books):
    books.add(rows(A1, A2))
    books.add(
        rows("N,A-1,100.00,2026-01-13", "M,A-2,20.00,2026-01-14", header=PAID),
        "p.csv",
        kind="payments",
    )
    found = books.load()
    assert found.documents.basis.tolist() == [OpenBasis.STATED] * 2
    assert found.documents.doubtful.tolist() == [True, False]
    report = finding(found, "CI404")
    assert "2 of 2 invoices" in report.message
    assert "EUR 120.00 in all" in report.message
    assert "1 are fully paid" in report.message


def test_money_that_pays_for_nothing_stands_on_account(books: Books):
    books.add(rows(F1, header=FULL))
    books.add(
        rows(
            "N,X-9,40.00,2026-01-13",
            "Stranger,,7.00,2026-01-13",
            ",A-1,3.00,2026-01-13",
            ",X-9,3.00,2026-01-13",
            "N,A-1,($1.00) ,2026-01-13",
            header=PAID,
        ),
        "p.csv",
        kind="payments",
    )
    found = books.load()
    p = found.payments
    assert p.document.tolist() == [-1, -1, 0, 0]
    assert [found.documents.debtors.ids[c] for c in p.debtor] == ["1", "Stranger", "1", "1"]
    assert p.amount.tolist() == [4000, 700, 300, -100]
    assert "2 payments name no known invoice, EUR 47.00" in finding(found, "CI411").message
    assert [(r.line, r.rule) for r in found.rejected] == [(5, "CI323")]
    assert found.files[1].rejected == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("N,A-1,,2026-01-13", "CI312"),
        ("N,A-1,5.00,", "CI322"),
        ("N,A-1,5.00,2026-02-30", "CI304"),
        (",,5.00,2026-01-13", "CI315"),
    ],
)
def test_a_payment_that_cannot_be_read_is_quarantined(books: Books, line, code):
    books.add(rows(F1, header=FULL))
    books.add(rows("N,A-1,40.00,2026-01-13", line, header=PAID), "p.csv", kind="payments")
    found = books.load()
    assert codes(found) == [code]
    assert len(found.payments) == 1


def test_payments_that_are_alike_all_count(books: Books):
    books.add(rows(F1, header=FULL))
    books.add(rows(*["N,A-1,40.00,2026-01-13"] * 2, header=PAID), "p.csv", kind="payments")
    found = books.load()
    assert found.payments.amount.tolist() == [4000, 4000]
    assert codes(found) == ["CI410"]


MASTER = "Customer code,Customer name,Email,Credit limit,Currency,Country,Payment reminder,Balance,Channels"


def test_a_file_of_debtors(books: Books):
    books.add(rows(A1, A2, "A-3,3,Other,2026-01-01,2026-01-31,1,0,1"))
    books.add(
        rows(
            '1,Jansen B.V.,j@x.example,"1,000.00",EUR,Belgium,no,100.00,e-mail/post',
            "9,Nobody,,,EUR,,,0.00,",
            "2,M,m@x.example,5.5,USD,DE,yes,49.00,",
            header=MASTER,
        ),
        "debtors.csv",
        kind="debtors",
    )
    found = books.load()
    debtors = found.documents.debtors
    assert list(debtors.ids) == ["1", "2", "3", "9"]
    one, two = debtors.detail(0), debtors.detail(1)
    assert (one.name, one.email, one.limit, one.currency) == (
        "Jansen B.V.",
        "j@x.example",
        100000,
        "EUR",
    )
    assert (one.country, one.reminders, one.channels) == ("BE", False, ("email", "letter"))
    assert (two.limit, two.currency, two.reminders, two.channels) == (550, "USD", True, ())
    assert "'Other'" in finding(found, "CI406").message
    assert "1 of 3 balances" in finding(found, "CI405").message
    assert "2 49.00 against 50.00" in finding(found, "CI405").message
    assert found.files[1].accepted == 3


def test_people_to_write_to_come_from_rows_and_the_file_of_debtors(books: Books):
    header = "InvoiceNumber,CustomerCode,CustomerName,InvoiceDate,DueDate,Total,Invoice e-mail"
    books.add(
        rows(
            "F1,1,Jansen,2026-01-01,2026-01-31,10.00,a@x.example",
            "F2,1,Jansen,2026-01-01,2026-01-31,10.00,b@x.example",
            "F3,2,Pieters,2026-01-01,2026-01-31,10.00,",
            header=header,
        )
    )
    books.add(
        "Debtor,Name,E-mail,Invoice e-mail,Dunning e-mail,Dunning contact\n"
        '2,Pieters,own@p.example,inv@p.example,"d@p.example, e@p.example",Kim\n',
        "debtors.csv",
        kind="debtors",
    )
    found = books.load().documents
    assert list(found.invoice_email or ()) == ["a@x.example", "b@x.example", ""]
    one, two = found.debtors.detail(0), found.debtors.detail(1)
    assert (one.invoice_email, one.dunning_email) == ("", ""), "a row's contact is the row's"
    assert (two.email, two.invoice_email) == ("own@p.example", "inv@p.example")
    assert (two.dunning_email, two.dunning_contact) == ("d@p.example, e@p.example", "Kim")


def test_the_email_of_rows_is_still_the_debtors(books: Books):
    header = "InvoiceNumber,CustomerCode,CustomerName,InvoiceDate,DueDate,Total,E-mail"
    books.add(rows("F1,1,J,2026-01-01,2026-01-31,10.00,a@x.example", header=header))
    found = books.load().documents
    assert (found.invoice_email, found.debtors.detail(0).email) == (None, "a@x.example")


@pytest.mark.parametrize(
    ("invoice", "dunning", "person"),
    [
        ("Invoice E-mail", "Reminder e-mail", "Dunning contact"),
        ("Factuur e-mail", "Aanmaning e-mailadres", "Contactpersoon aanmaningen"),
        ("E-Mail für Rechnungen", "E-Mail Mahnungen", "Ansprechpartner Mahnwesen"),
        ("E-mail de facturation", "Courriel de relance", "Contact relances"),
        ("Correo de facturación", "Correo de reclamaciones", "Contacto reclamaciones"),
    ],
)
def test_headers_of_five_languages(books: Books, invoice, dunning, person):
    books.add(
        f"InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,{invoice}\n"
        "F1,1,2026-01-01,2026-01-31,10.00,a@x.example\n"
    )
    books.add(
        f"CustomerCode,Name,{invoice},{dunning},{person}\n1,J,i@x.example,d@x.example,Kim\n",
        "debtors.csv",
        kind="debtors",
    )
    found = books.load().documents
    known = found.debtors.detail(0)
    assert list(found.invoice_email or ()) == ["a@x.example"]
    assert (known.invoice_email, known.dunning_email, known.dunning_contact, known.email) == (
        *("i@x.example", "d@x.example", "Kim", ""),
    )


def test_rating_tags_and_since_come_from_the_file_of_debtors(books: Books):
    books.add(rows(A1, A2))
    books.add(
        rows(
            '1,N,B,"VIP, Vulnerable;VIP",31-12-2019',
            "2,M,,,",
            header="Code,Name,Rating,Tags,Customer since",
        ),
        "debtors.csv",
        kind="debtors",
    )
    debtors = books.load().documents.debtors
    one, two = debtors.detail(0), debtors.detail(1)
    assert (one.rating, one.tags, one.since) == ("B", ("vip", "vulnerable"), date(2019, 12, 31))
    assert (two.rating, two.tags, two.since) == ("", (), None)


def test_a_since_that_is_no_day_holds_its_debtor(books: Books):
    books.add(rows(A1, A2))
    books.add(
        rows("1,N,31-02-2019", "2,M,2020-01-01", header="Code,Name,Since"),
        "debtors.csv",
        kind="debtors",
    )
    found = books.load()
    assert found.held == {"1"}
    assert found.documents.debtors.detail(1).since == date(2020, 1, 1)


def test_tags_of_invoices_are_not_those_of_the_debtor(books: Books):
    books.add(rows(f"{A1},paid-by-card", header=f"{HEADER},Tags"))
    assert books.load().documents.debtors.detail(0).tags == ()


def test_a_row_that_does_not_say_whether_to_remind_is_no_document(books: Books):
    books.add(rows(f"{A1},what", f"{A1},", f"{A1},", header=f"{HEADER},Reminders"))
    found = books.load()
    (facts,) = found.files
    assert (facts.rows, facts.accepted, facts.rejected, facts.repeated) == (3, 1, 1, 1)
    assert found.held == {"1"}
    assert list(found.documents.line) == [3]


def test_debtors_are_joined_by_name_where_the_invoices_have_no_code(books: Books):
    header = "No,Client,Date,Due date,Total,Balance"
    books.add(rows("1,Jansen,2026-01-01,2026-01-31,1.00,1.00", "2,Twice,2026-01-01,2026-01-31,1.00,1.00", header=header))  # fmt: skip
    books.add(
        rows(
            "C1,Jansen,j@x.example",
            "C2,Twice,a@x.example",
            "C3,Twice,b@x.example",
            header="Code,Name,Email",
        ),
        "debtors.csv",
        kind="debtors",
    )
    found = books.load()
    debtors = found.documents.debtors
    assert debtors.detail(0).email == "j@x.example"
    assert debtors.detail(0).debtor == "Jansen"
    assert debtors.detail(1).email == ""
    assert list(debtors.ids) == ["Jansen", "Twice", "C2", "C3"]
    assert codes(found) == ["CI406"]


def test_a_debtor_who_stands_twice(books: Books):
    books.add(rows(A1, A2))
    books.add(
        rows(
            "1,N,a@x.example",
            "2,M,m@x.example",
            "1,N,b@x.example",
            "2,M,m@x.example",
            header="Code,Name,Email",
        ),
        "debtors.csv",
        kind="debtors",
    )
    found = books.load()
    assert codes(found) == ["CI319", "CI409"]
    assert found.held == {"1"}
    assert found.documents.debtors.detail(0).email == "a@x.example"
    assert (found.files[1].accepted, found.files[1].rejected, found.files[1].repeated) == (2, 1, 1)


def test_a_limit_that_cannot_be_read_holds_its_debtor(books: Books):
    books.add(rows(A1, A2))
    books.add(
        rows("1,N,1e9", "2,M,5", header="Code,Name,Credit limit"), "debtors.csv", kind="debtors"
    )
    found = books.load()
    assert codes(found) == ["CI305"]
    assert found.held == {"1"}
    assert found.documents.debtors.detail(1).limit == 500
    assert found.documents.debtors.detail(1).currency == "EUR"


def test_control_totals(books: Books):
    books.add(rows(A1, A2, "B,3,X,2026-01-01,2026-01-31,1,0,x"))
    assert len(books.load(control_total="150.00").documents) == 2
    assert len(books.load(control_total="EUR:150").documents) == 2
    with pytest.raises(DataRefused) as caught:
        books.load(control_total="160.00")
    report = finding(caught.value, "CI401")
    assert "EUR 160.00 is stated" in report.message
    assert "150.00" in report.message
    assert "-10.00" in report.message
    assert "1 rejected" in report.hint
    for wrong in ("x", "1,5", "1.234", "ABC:5", "EUR:"):
        with pytest.raises((UsageRefused, DataRefused)) as caught:
            books.load(control_total=wrong)
        assert caught.value.findings[0].code in ("CI401", "CI403")


def test_control_totals_of_several_currencies(books: Books):
    books.add(rows(A1), "a.csv", currency="EUR").add(rows(A2), "b.csv", currency="USD")
    books.load(control_total="EUR:100,USD:50.00")
    with pytest.raises(UsageRefused):
        books.load(control_total="150")
    with pytest.raises(DataRefused) as caught:
        books.load(control_total="EUR:100,USD:51.00")
    assert "USD 51.00" in finding(caught.value, "CI401").message


def test_facts_of_files_add_up(books: Books):
    books.add(
        rows(
            A1,
            A2,
            A2,
            "",
            "X,3,P,2026-01-01,2026-01-31,1,0,y",
            "TOTAL,,,,,,,150.00",
        )
    )
    (facts,) = books.load().files
    assert (facts.rows, facts.accepted, facts.rejected, facts.repeated, facts.closed) == (
        4,
        2,
        1,
        1,
        0,
    )
    assert facts.rows == facts.accepted + facts.rejected + facts.repeated + facts.closed
    assert facts.skipped == 2
    assert facts.sums == {"EUR": 15000}
    assert facts.profile == "auto"
    assert facts.columns["open"] == ("Outstanding",)
    assert len(facts.sha256) == 64
    assert facts.size == (books.folder / "invoices.csv").stat().st_size
