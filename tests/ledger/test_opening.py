"""The open items at a date."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.errors import DataRefused
from creditctl.ledger.arrow_text import ArrowText, arrow_strings
from creditctl.ledger.calendars import Calendar, Shift
from creditctl.ledger.dates import NO_DATE, iso
from creditctl.ledger.frames import Debtor, Documents, DueBasis, Kind, OpenBasis, Payments
from creditctl.ledger.opening import Opening, TermsBook, open_items
from creditctl.ledger.terms import parse_terms
from tests.ledger.build import document, documents, payments, untimed


def opened(
    *rows: dict[str, Any],
    as_of: str = "2024-02-29",
    paid: Payments | None = None,
    terms: TermsBook | None = None,
    master: tuple[Debtor, ...] = (),
) -> Opening:
    return open_items(documents(*rows, master=master), paid, date.fromisoformat(as_of), terms=terms)


def left(opening: Opening) -> dict[str, int]:
    items = opening.items
    return dict(zip(items.item, items.open.tolist(), strict=True))


def test_stated_amounts_hold_from_the_issue_date_on() -> None:
    row = document(gross=10_000, open=4_000)
    assert left(opened(row)) == {"invoices/D1/1": 4_000}
    assert left(opened(row, as_of="2024-01-10")) == {"invoices/D1/1": 4_000}
    assert left(opened(row, as_of="2024-01-09")) == {}
    assert left(opened(document(open=0))) == {}


def test_a_settled_document_is_open_until_the_day_before() -> None:
    row = document(settled="2024-03-05", basis=OpenBasis.SETTLED, open=0)
    assert left(opened(row, as_of="2024-02-29")) == {"invoices/D1/1": 10_000}
    assert left(opened(row, as_of="2024-03-04")) == {"invoices/D1/1": 10_000}
    assert left(opened(row, as_of="2024-03-05")) == {}
    unsettled = document(basis=OpenBasis.SETTLED, open=0)
    assert left(opened(unsettled, as_of="2030-01-01")) == {"invoices/D1/1": 10_000}


def test_dated_payments_count_up_to_the_day() -> None:
    row = document(basis=OpenBasis.PAYMENTS)
    paid = payments((0, "2024-02-01", 3_000), (0, "2024-02-29", 2_000), (0, "2024-03-01", 5_000))
    assert left(opened(row, paid=paid, as_of="2024-01-31")) == {"invoices/D1/1": 10_000}
    assert left(opened(row, paid=paid, as_of="2024-02-29")) == {"invoices/D1/1": 5_000}
    assert left(opened(row, paid=paid, as_of="2024-03-01")) == {}
    # paid too much: the difference is the debtor's
    more = payments((0, "2024-02-01", 12_000))
    assert left(opened(row, paid=more)) == {"invoices/D1/1": -2_000}
    # an amount that the file states has its payments in it
    assert left(opened(document(open=4_000), paid=paid)) == {"invoices/D1/1": 4_000}


def test_documents_of_tomorrow_are_only_counted() -> None:
    opening = opened(
        document("1"),
        document("2", 5_000, issued="2024-03-01"),
        document("3", 700, issued="2024-03-02", currency="JPY"),
        document("4", -1_000, issued="2024-03-02"),
        document("5", issued=None),
    )
    assert list(opening.items.number) == ["1", "5"]
    assert opening.later.documents == 3
    assert opening.later.sums == {"EUR": 4_000, "JPY": 700}


def test_money_on_account() -> None:
    paid = payments(
        (-1, "2024-02-20", 500),
        (-1, "2024-02-20", 700),
        (-1, "2024-02-21", -200),
        (-1, "2024-03-01", 900),
        (-1, "2024-02-20", 0),
    )
    items = opened(document(), paid=paid).items
    assert items.item[1:] == [
        "on-account/D1/2024-02-20:",
        "on-account/D1/2024-02-20::2",
        "on-account/D1/2024-02-21:",
    ]
    assert items.open.tolist() == [10_000, -500, -700, 200]
    assert items.kind.tolist() == [Kind.INVOICE, *[Kind.PAYMENT] * 3]
    assert iso(int(items.due[1])) == iso(int(items.issued[1])) == "2024-02-20"
    assert len(items.number) == len(items) == 4


def test_a_payment_before_its_invoice_is_on_account_until_then() -> None:
    row = document(basis=OpenBasis.PAYMENTS, issued="2024-03-01", due="2024-03-31")
    paid = payments((0, "2024-02-10", 4_000))
    before = opened(document("0", 1), row, paid=payments((1, "2024-02-10", 4_000))).items
    assert before.open.tolist() == [1, -4_000]
    after = opened(row, paid=paid, as_of="2024-03-01").items
    assert after.open.tolist() == [6_000]


def test_ids_are_escaped_and_never_collide() -> None:
    rows = [
        document("c", debtor="a/b"),
        document("b/c", debtor="a"),
        document("a%2Fb", debtor="%"),
        document("=cmd|' /C calc'!A0", debtor="../../etc/passwd", source="é/x"),
    ]
    assert list(opened(*rows).items.item) == [
        "invoices/a%2Fb/c",
        "invoices/a/b%2Fc",
        "invoices/%25/a%252Fb",
        "%C3%A9%2Fx".replace("%C3%A9", "é") + "/..%2F..%2Fetc%2Fpasswd/=cmd|' %2FC calc'!A0",
    ]


# Due dates from terms.

NET_30 = TermsBook(default=parse_terms("net 30"))


def dues(opening: Opening) -> list[str]:
    return [iso(d) for d in opening.items.due.tolist()]


def test_terms_of_the_row_come_before_those_of_the_debtor_and_the_default() -> None:
    master = (Debtor("D1", terms="60 days"), Debtor("D3", terms="eom"))
    rows = [
        document("1", due="2024-02-02"),
        document("2", due=None, terms="14 dagen"),
        document("3", due=None),
        document("4", due=None, debtor="D2"),
        document("5", due=None, debtor="D3"),
        document("6", due=None, debtor="D4"),
    ]
    book = TermsBook(
        default=parse_terms("net 30"),
        debtors={"D3": parse_terms("net 7"), "D4": parse_terms("on receipt")},
    )
    opening = opened(*rows, terms=book, master=master)
    assert dues(opening) == [
        "2024-02-02",
        "2024-01-24",
        "2024-03-10",
        "2024-02-09",
        "2024-01-17",
        "2024-01-10",
    ]
    assert opening.items.due_basis.tolist() == [DueBasis.FILE, *[DueBasis.TERMS] * 5]


def test_a_computed_due_date_is_shifted_and_a_stated_one_is_not() -> None:
    book = TermsBook(default=parse_terms("net 3"), calendar=Calendar(), shift=Shift.FOLLOWING)
    rows = [document("1", due=None), document("2", due="2024-01-13")]  # a Saturday
    assert dues(opened(*rows, terms=book)) == ["2024-01-15", "2024-01-13"]


def test_credits_without_a_due_date_count_from_their_issue_date() -> None:
    rows = [document("1", -500, due=None), document("2", -500, due=None, kind=Kind.PAYMENT)]
    opening = opened(*rows)  # no terms at all
    assert dues(opening) == ["2024-01-10", "2024-01-10"]


INSTALMENTS = TermsBook(default=parse_terms("50% net 30, 30% net 60, rest net 90"))


def test_instalments_become_items_and_the_oldest_is_paid_first() -> None:
    whole = opened(document("1", due=None), document("2", 100), terms=INSTALMENTS).items
    assert list(whole.item) == [
        "invoices/D1/1/1",
        "invoices/D1/1/2",
        "invoices/D1/1/3",
        "invoices/D1/2",
    ]
    assert whole.open.tolist() == whole.gross.tolist() == [5_000, 3_000, 2_000, 100]
    assert [iso(d) for d in whole.due.tolist()] == [
        "2024-02-09",
        "2024-03-10",
        "2024-04-09",
        "2024-02-09",
    ]
    partly = opened(document("1", due=None, open=4_000), terms=INSTALMENTS).items
    assert dict(zip(partly.item, partly.open.tolist(), strict=True)) == {
        "invoices/D1/1/2": 2_000,
        "invoices/D1/1/3": 2_000,
    }
    assert partly.gross.tolist() == [3_000, 2_000]


def test_instalments_and_money_on_account_keep_the_contact_of_the_invoice() -> None:
    books = replace(
        documents(document("1", due=None), document("2", 100)), invoice_email=["a@x.example", ""]
    )
    found = open_items(
        books, payments((-1, "2024-01-20", 500)), date(2024, 1, 31), terms=INSTALMENTS
    )
    assert list(found.items.invoice_email or ()) == ["a@x.example"] * 3 + ["", ""]
    plain = open_items(documents(document("1")), None, date(2024, 1, 31)).items
    assert plain.invoice_email is None


@pytest.mark.parametrize("kind", list(Kind))
def test_a_credit_is_not_split(kind: Kind) -> None:
    items = opened(document("1", -10_000, due=None, kind=kind), terms=INSTALMENTS).items
    assert list(items.item) == ["invoices/D1/1"]


@untimed
@given(
    st.lists(st.tuples(st.integers(1, 10**12), st.integers(-(10**12), 10**12)), max_size=8),
    st.sampled_from(["net 30", "50% net 30, rest net 60", "2% net 1, 3% net 2, rest net 3"]),
)
def test_instalments_keep_every_cent(amounts: list[tuple[int, int]], terms: str) -> None:
    rows = [
        document(str(i), gross, open=still, due=None) for i, (gross, still) in enumerate(amounts)
    ]
    items = opened(*rows, terms=TermsBook(default=parse_terms(terms))).items
    found: dict[str, int] = {}
    for number, amount in zip(items.number, items.open.tolist(), strict=True):
        found[number] = found.get(number, 0) + amount
    assert found == {str(i): still for i, (_, still) in enumerate(amounts) if still}
    assert len(set(items.item)) == len(items)


def refusal(*rows: dict[str, Any], terms: TermsBook | None, master: tuple[Debtor, ...] = ()) -> Any:
    with pytest.raises(DataRefused) as refused:
        opened(*rows, terms=terms, master=master)
    return refused.value.findings


def test_missing_dates_and_terms_are_refused_all_at_once() -> None:
    found = refusal(
        document("1"),
        document("2", due=None),
        document("3", due=None, issued=None),
        document("4", due=None, terms="30 jours fin de mois"),
        document("5", due=None, terms="30 jours fin de mois"),
        document("6", due=None, debtor="D2"),
        document("7", -5, due=None, issued=None),
        document("8", due=None, debtor="D3"),
        document("9", due=None, open=0, terms="nonsense"),
        terms=None,
        master=(Debtor("D2", terms="someday"),),
    )
    told = [(f.code, f.place.file, f.place.line, f.debtor) for f in found]
    assert told == [
        ("CI390", "", None, "D2"),
        ("CI392", "open.csv", 3, ""),
        ("CI391", "open.csv", 4, ""),
        ("CI390", "open.csv", 5, "D1"),
    ]
    by_code = {f.code: f.message for f in found}
    assert by_code["CI391"] == "neither due date nor issue date: lines 4, 8"
    assert by_code["CI392"].endswith("lines 3, 9")
    assert all(f.hint for f in found)


def test_terms_that_nobody_needs_are_not_read() -> None:
    opening = opened(document(terms="nonsense"), master=(Debtor("D1", terms="nonsense"),))
    assert dues(opening) == ["2024-02-09"]


# Behaviour.


def test_behaviour_counts_what_is_settled_up_to_the_day() -> None:
    rows = [
        document("1", settled="2024-02-19", open=0),  # 10 days late
        document("2", settled="2024-02-05", open=0),  # 4 days early
        document("0", settled="2024-02-29", due="2024-02-29", open=0),  # today, in time
        document("3", settled="2024-03-01", open=0),  # tomorrow
        document("4", -100, settled="2024-02-25", open=0),  # a credit note
        document("5", settled="2024-02-10", due=None, open=0, debtor="D2"),
        document("6", due=None, settled="2024-02-10", issued=None, open=0, debtor="D2"),
        document("7", debtor="D3"),
    ]
    behaviour = opened(*rows, terms=NET_30).behaviour
    assert behaviour.paid_invoices.tolist() == [3, 1, 0]
    assert behaviour.days_late_sum.tolist() == [6, 1, 0]
    assert [iso(d) for d in behaviour.last_paid.tolist()] == ["2024-02-29", "2024-02-10", ""]
    assert behaviour.paid_invoices.dtype == behaviour.days_late_sum.dtype == np.int64


def test_behaviour_follows_dated_payments() -> None:
    rows = [document("1", basis=OpenBasis.PAYMENTS), document("2", basis=OpenBasis.PAYMENTS)]
    paid = payments(
        (0, "2024-02-01", 4_000),
        (0, "2024-02-14", 6_000),
        (1, "2024-02-20", 1),
        (-1, "2024-02-25", 9),
        (1, "2024-03-05", 9_999),
    )
    behaviour = opened(*rows, paid=paid).behaviour
    assert behaviour.paid_invoices.tolist() == [1]
    assert behaviour.days_late_sum.tolist() == [5]
    assert iso(int(behaviour.last_paid[0])) == "2024-02-25"


# Row order, as-of, Arrow.

dates = st.dates(date(2024, 1, 1), date(2024, 3, 31)).map(date.isoformat)
documents_rows = st.lists(
    st.builds(
        document,
        number=st.uuids().map(str),
        gross=st.integers(-(10**6), 10**6),
        debtor=st.sampled_from(["D1", "D2", "a/b"]),
        issued=dates,
        due=st.none() | dates,
        settled=st.none() | dates,
        basis=st.sampled_from([OpenBasis.STATED, OpenBasis.SETTLED]),
        terms=st.sampled_from(["", "net 14", "50% net 10, rest net 20"]),
    ),
    max_size=12,
)


def _summary(opening: Opening) -> set[tuple[Any, ...]]:
    items = opening.items
    return set(zip(items.item, items.due.tolist(), items.open.tolist(), strict=True))


@untimed
@given(documents_rows, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))
    first, second = opened(*rows, terms=NET_30), opened(*shuffled, terms=NET_30)
    assert _summary(first) == _summary(second)
    assert first.later == second.later


@untimed
@given(documents_rows, dates)
def test_documents_of_later_days_change_nothing(rows: list[dict[str, Any]], as_of: str) -> None:
    known = [row for row in rows if row["issued"] <= as_of]
    everything = opened(*rows, as_of=as_of, terms=NET_30)
    assert _summary(everything) == _summary(opened(*known, as_of=as_of, terms=NET_30))


def _arrow_backed(books: Documents) -> Documents:
    from dataclasses import replace

    numbers = arrow_strings(list(books.number))
    return replace(books, number=ArrowText(lambda: numbers, len(numbers)))


@untimed
@given(documents_rows)
def test_arrow_backed_text_gives_the_same_items(rows: list[dict[str, Any]]) -> None:
    books = documents(*rows, document("x/%", due=None))
    paid = payments((-1, "2024-02-20", 500))
    day = date(2024, 2, 29)
    plain = open_items(books, paid, day, terms=NET_30).items
    arrow = open_items(_arrow_backed(books), paid, day, terms=NET_30).items
    assert isinstance(arrow.item, ArrowText)
    assert list(arrow.item) == list(plain.item)
    assert list(arrow.number) == list(plain.number)
    index = np.arange(len(plain))[::-1]
    assert list(arrow.select(index).item) == list(plain.select(index).item)
    assert [arrow.item[i] for i in range(len(arrow))] == plain.item


def test_the_arrow_path_does_not_import_pandas() -> None:
    program = """
import sys
from datetime import date
from creditctl.ledger.frames import Kind
from tests.ledger.build import document, documents, payments
from tests.ledger.test_opening import _arrow_backed
from creditctl.ledger.opening import open_items
for name in [m for m in sys.modules if m.split('.')[0] == 'pandas']:
    del sys.modules[name]
books = _arrow_backed(documents(document(), document('2', open=0), document('3')))
items = open_items(books, payments((-1, '2024-02-20', 500)), date(2024, 2, 29)).items
assert list(items.item) == ['invoices/D1/1', 'invoices/D1/3', 'on-account/D1/2024-02-20:']
assert list(items.number) == ['1', '3', '']
assert 'pandas' not in sys.modules
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_no_documents_at_all() -> None:
    opening = opened()
    assert len(opening.items) == 0
    assert opening.later.documents == 0
    assert opening.items.due.dtype == np.int32
    assert NO_DATE not in opening.items.due
