"""Which bookings are known already: nothing counts twice, and equal payments stay as many."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.app.payments.pairing import Booking, booking_of, pair

CAMT = Booking("camt.053", "", "same", entries=("B1",))
MT = Booking("MT940", "", "same")


def told(form="camt.053", **said):
    return booking_of(said, form)


def known(booking, name="B1"):
    return replace(booking, entries=(name,))


def names(pairs):
    return [found and found.known.entries[0] for found in pairs]


def test_the_reference_of_the_bank_comes_first():
    one, two = told(bank_reference="R1", text="a"), told(bank_reference="R2", text="a")
    assert names(pair([known(one, "B1"), known(two, "B2")], [two, one])) == ["B2", "B1"]


def test_other_references_of_one_format_are_other_payments():
    one, two = told(bank_reference="R1", text="a"), told(bank_reference="R2", text="a")
    assert pair([known(one)], [two]) == [None]


def test_other_references_of_two_formats_may_be_one_payment():
    one = told(bank_reference="R1", text="a")
    other = told("MT940", bank_reference="S9", text="a")
    (found,) = pair([known(one)], [other])
    assert (found.known.entries, found.taken_for) == (("B1",), False)


def test_content_where_one_states_no_reference():
    assert names(pair([known(told(text="a"))], [told(bank_reference="R", text="A ")])) == ["B1"]


def test_the_first_is_the_first_and_the_second_the_second():
    one = told(text="a")
    three = [known(one, "B1"), known(one, "B2")]
    assert names(pair(three, [one, one, one])) == ["B1", "B2", None]


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ({}, True),
        ({"text": "something else"}, True),
        ({"iban": "NL20INGB0001234567"}, True),
        ({"iban": "0001234567"}, True),
        ({"iban": "DE89370400440532013000"}, False),
        ({"end_to_end": "E1"}, True),
        ({"end_to_end": "E2"}, False),
        ({"end_to_end": "NOTPROVIDED"}, True),
        ({"reference": "RF18539007547034"}, False),
    ],
)
def test_another_format_unless_payer_or_reference_differ(said, same):
    one = told(iban="NL20INGB0001234567", end_to_end="E1", reference="RF32", text="a")
    (found,) = pair([known(one)], [told("MT940", **said)])
    assert bool(found) is same
    if found:
        assert found.taken_for


def test_the_same_payer_comes_before_anybody():
    one, two = told(iban="NL20INGB0001234567"), told(iban="DE89370400440532013000")
    new = [told("MT940", name="?", iban="DE89370400440532013000"), told("MT940", name="??")]
    assert names(pair([known(one, "B1"), known(two, "B2")], new)) == ["B2", "B1"]


def test_what_tells_more():
    whole, single = told(), told(name="Anna")
    batch = replace(whole, parts=3)
    assert batch.tells_more_than(single)
    assert single.tells_more_than(whole)
    assert not single.tells_more_than(single)
    assert not whole.tells_more_than(batch)
    assert not batch.tells_more_than(batch)


BOOKINGS = st.builds(
    lambda form, **said: booking_of({k: v for k, v in said.items() if v}, form),
    st.sampled_from(["camt.053", "MT940"]),
    bank_reference=st.sampled_from(["", "R1", "R2"]),
    text=st.sampled_from(["", "a", "b"]),
    iban=st.sampled_from(["", "NL20INGB0001234567", "DE89370400440532013000"]),
)


@given(st.lists(BOOKINGS, max_size=8), st.lists(BOOKINGS, max_size=8))
def test_no_known_booking_is_taken_twice(before, new):
    recorded = [known(one, f"B{n}") for n, one in enumerate(before)]
    taken = [name for name in names(pair(recorded, new)) if name]
    assert len(taken) == len(set(taken))


@given(st.lists(BOOKINGS, max_size=8))
def test_what_comes_again_is_known_in_any_order(every):
    recorded = [known(one, f"B{n}") for n, one in enumerate(every)]
    pairs = pair(recorded, list(reversed(every)))
    assert all(pairs)
    assert not any(found.taken_for for found in pairs)
