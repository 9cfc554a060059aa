"""What holds for all payments and all books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.cash.matching import match
from creditctl.cash.payments import Certainty, OpenInvoice, Payer, Payment, Tolerance

DEBTORS = ("C1", "C2", "10003", "D-4")
NAMES = ("Jansen Bouw B.V.", "Janssen Bouw", "A. Peters", "Weber GmbH", "")
ACCOUNTS = ("NL02ABNA0123456789", "NL20INGB0001234567", "DE89370400440532013000", "")
NUMBERS = (
    "2026-0001",
    "2026-0002",
    "20260001",
    "INV-10023",
    "10023",
    "F/2026/3",
    "12",
    "2026",
    "A",
)
REFERENCES = ("", "", "RF712348231", "+++010/8068/17183+++", "1234561")
AMOUNTS = st.sampled_from((1, 50, 100, 4900, 9800, 10_000, 12_345)) | st.integers(1, 20_000)
DAYS = st.dates(date(2026, 2, 1), date(2026, 4, 1))
BITS = (
    *NUMBERS, *REFERENCES, *NAMES, "factuur", "RG", "klantnr 10003", "12-03-2026", "EUR 49,00",
    "en", ",", "/", "\n", "retour", "creditnota", "2026 0001", "2O26-0001", "NL91ABNA0417164300",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(BITS), max_size=5).map(" ".join) | st.text(max_size=30)


@st.composite
def books(draw):
    found = []
    for place in range(draw(st.integers(0, 9))):
        gross = draw(AMOUNTS)
        left = gross if draw(st.booleans()) else draw(st.integers(1, gross))
        issued = draw(DAYS | st.none())
        offer = draw(st.booleans())
        found.append(
            OpenInvoice(
                f"i{place}",
                draw(st.sampled_from(DEBTORS)),
                draw(st.sampled_from(("EUR", "EUR", "EUR", "USD"))),
                draw(st.sampled_from(NUMBERS) | st.text(max_size=6)),
                issued,
                draw(DAYS),
                left,
                gross,
                draw(st.sampled_from(REFERENCES)),
                ((draw(DAYS), max(1, gross * 98 // 100)),) if offer else (),
            )
        )
    return found


@st.composite
def payments(draw):
    return [
        Payment(
            f"P{place}",
            draw(DAYS),
            draw(AMOUNTS),
            draw(st.sampled_from(("EUR", "EUR", "EUR", "USD"))),
            draw(st.sampled_from(NAMES)),
            draw(st.sampled_from(ACCOUNTS)),
            draw(st.sampled_from(REFERENCES) | st.text(max_size=8)),
            draw(st.sampled_from(("", "NOTPROVIDED", *NUMBERS))),
            draw(TEXTS),
        )
        for place in range(draw(st.integers(1, 6)))
    ]


@st.composite
def payers(draw):
    return [
        Payer(
            debtor,
            draw(st.sampled_from(NAMES)),
            tuple(draw(st.lists(st.sampled_from(ACCOUNTS), max_size=2))),
        )
        for debtor in DEBTORS
        if draw(st.booleans())
    ]


LIMITS = {"EUR": Tolerance(50, 200)}


@settings(max_examples=300, deadline=None)
@given(payments(), books(), payers())
def test_no_money_is_made_and_none_is_lost(paid, invoices, known):
    left = {one.item: one.open for one in invoices}
    owner = {one.item: (one.debtor, one.currency) for one in invoices}
    given_in = {one.id: one for one in paid}
    found = match(paid, invoices, known, LIMITS)
    for one in found.matches:
        payment = given_in[one.payment]
        assert one.rest >= 0
        assert one.rest + sum(a.amount for a in one.allocations) == payment.amount
        assert len({a.item for a in one.allocations}) == len(one.allocations)
        for part in one.allocations:
            assert part.amount > 0
            assert part.discount >= 0
            assert part.short >= 0
            assert owner[part.item] == (one.debtor, payment.currency)
            left[part.item] -= part.amount + part.discount
        if one.certainty is Certainty.CERTAIN:
            assert one.debtor
            assert one.allocations
    assert all(amount >= 0 for amount in left.values())
    told = [one.payment for one in found.matches] + list(found.unknown)
    assert sorted(told) == sorted(given_in)
    order = [one.id for one in paid]
    assert [one.payment for one in found.matches] == sorted(
        (one.payment for one in found.matches), key=order.index
    )


@settings(max_examples=200, deadline=None)
@given(payments(), books(), payers(), st.randoms(use_true_random=False))
def test_the_order_of_invoices_and_payers_does_not_matter(paid, invoices, known, rng):
    before = match(paid, invoices, known, LIMITS)
    rng.shuffle(invoices)
    rng.shuffle(known)
    after = match(paid, invoices, known, LIMITS)
    assert list(after.matches) == list(before.matches)
    assert list(after.unknown) == list(before.unknown)


@settings(max_examples=200, deadline=None)
@given(payments(), books(), payers())
def test_what_is_certain_stays_so_when_strangers_owe_something_else(paid, invoices, known):
    """Other numbers, amounts, names and currencies have nothing to do with it."""
    strangers = [
        OpenInvoice(
            f"x{n}", f"stranger{n}", "EUR", f"ZQX-{770_000 + n}", None, date(2026, 3, 1), 3_333_300 + n, 3_333_300 + n
        )
        for n in range(5)
    ]  # fmt: skip
    before = match(paid, invoices, known, LIMITS).matches
    after = {
        one.payment: one for one in match(paid, [*invoices, *strangers], known, LIMITS).matches
    }
    for one in before:
        if one.certainty is Certainty.CERTAIN:
            assert after[one.payment] == one


@settings(max_examples=150, deadline=None)
@given(payments(), books(), payers(), st.integers(0, 60))
def test_a_later_payment_changes_nothing_that_was_named_before(paid, invoices, known, days):
    """Matching up to a day is the start of matching all: what is named is taken in order."""
    day = date(2026, 2, 1) + timedelta(days)
    early = match(paid, invoices, known, LIMITS, as_of=day)
    late = {one.payment: one for one in match(paid, invoices, known, LIMITS).matches}
    seen = {one.payment for one in early.matches} | set(early.unknown)
    assert seen == {one.id for one in paid if one.booked <= day}
    for one in early.matches:
        named = {"reference", "number", "mangled-number"} & set(one.evidence)
        if one.certainty is Certainty.CERTAIN and named and "iban" not in one.evidence:
            assert late[one.payment].allocations == one.allocations


@settings(max_examples=150, deadline=None)
@given(payments(), books(), payers())
def test_a_known_account_of_another_debtor_forbids_to_apply(paid, invoices, known):
    for one in match(paid, invoices, known, LIMITS).matches:
        account = next(p.iban for p in paid if p.id == one.payment)
        owners = {p.debtor for p in known if account and account in p.ibans}
        if one.certainty is Certainty.CERTAIN and owners:
            assert one.debtor in owners


@settings(max_examples=100, deadline=None)
@given(payments(), books(), payers())
def test_without_a_tolerance_nothing_is_short(paid, invoices, known):
    found = match(paid, invoices, known, {})
    assert not any(a.short for one in found.matches for a in one.allocations)


def test_the_same_input_gives_the_same_answer():
    paid = [Payment("P1", date(2026, 3, 1), 100, "EUR", text="2026-0001")]
    one = OpenInvoice("i", "C1", "EUR", "2026-0001", None, date(2026, 3, 1), 100, 100)
    twice = [match(paid, [one, replace(one, item="j")], (), {}) for _ in range(2)]
    assert twice[0] == twice[1]
