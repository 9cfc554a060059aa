"""The parts of matching, each by itself: sums, names, what only looks like a number."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.cash.matching.fits import allowed
from creditctl.cash.matching.lookalikes import hides, lookalikes
from creditctl.cash.matching.names import ALIKE, Names
from creditctl.cash.matching.numbers import compact, loose_forms, plain, segments, zeros_for_o
from creditctl.cash.matching.sums import MOST, fitting_sets
from creditctl.cash.payments import Tolerance


@given(st.lists(st.integers(1, 60), max_size=9), st.integers(1, 200))
def test_sets_are_found_as_by_trying_all(amounts, target):
    every = {
        chosen
        for size in range(1, len(amounts) + 1)
        for chosen in combinations(range(len(amounts)), size)
        if sum(amounts[place] for place in chosen) == target
    }
    found = fitting_sets(amounts, target)
    assert len(found) == min(2, len(every))
    assert {tuple(sorted(one)) for one in found} <= every
    assert len(set(map(frozenset, found))) == len(found)


def test_more_amounts_than_can_be_looked_through_are_nobodys_knowledge():
    assert fitting_sets([100] * (MOST + 1), 300) is None
    assert fitting_sets([100] * MOST, 100 * MOST) == [(*range(MOST),)]
    assert fitting_sets([1_000] * 50 + [7], 7) == [(50,)]  # what is too large does not count


@pytest.mark.parametrize(
    ("amount", "percent", "total", "most"),
    [(0, 0, 10_000, 0), (50, 0, 10_000, 50), (0, 150, 10_000, 150), (50, 100, 10_000, 50), (500, 100, 10_000, 100)],
)  # fmt: skip
def test_the_smaller_limit_counts(amount, percent, total, most):
    assert allowed(Tolerance(amount, percent), total) == most


@pytest.mark.parametrize(
    ("payer", "fits"),
    [
        ("JANSEN BOUW BV", True),
        ("Jansen Bouw", True),
        ("Bouw Jansen B.V.", True),
        ("Jansen Bouwmaatschappij", False),
        ("Janssen Bouw B.V.", False),
        ("Jansen Bouw Holding Nederland", False),
        ("Jansen", False),
        ("", False),
    ],
)
def test_names_are_compared_by_their_words(payer, fits):
    names = Names({"C1": "Jansen Bouw B.V.", "C2": "Pietersen Dak BV"})
    assert (names.of("C1", payer) >= ALIKE) is fits


@pytest.mark.parametrize(
    ("book", "bank"),
    [
        ("Müller & Söhne GmbH", "MUELLER UND SOEHNE"),
        ("Lefèvre SARL", "LEFEVRE"),
        ("Stichting De Zonnebloem", "DE ZONNEBLOEM"),
        ("Installatietechniek Hendrickx NV", "INSTALLATIETECHNIEK HENDR"),
        ("A.B. de Vries", "DE VRIES, A.B."),
    ],
)
def test_the_same_name_as_books_and_banks_write_it(book, bank):
    assert [one.debtor for one in Names({"C1": book, "C2": "Andere Zaak"}).like(bank)] == ["C1"]


def test_relatives_are_told_apart_by_their_initials():
    names = Names({"C1": "A. Peters", "C2": "J. Peters"})
    assert [one.debtor for one in names.like("J. PETERS")] == ["C2"]


@pytest.mark.parametrize(
    "text",
    [
        "12-03-2026", "12.03.26", "2026-03-12", "20260312", "12032026", "03/2026", "2026",
        "1.234,56", "49,00", "EUR 4900", "4900 EUR", "49,-", "NL02ABNA0123456789",
        "NL02 ABNA 0123 4567 89", "DE89370400440532013000", "NL123456789B01", "+31 20 1234567",
        "tel 06-12345678", "030/1234567", "1234 AB", "D-10115", "klantnr 10042", "order 4500012345",
        "onze ref 20260017", "Kd-Nr. 4711", "19%",
    ],
)  # fmt: skip
def test_what_only_looks_like_an_invoice_number(text):
    text = plain(text)
    first = next(place for place, c in enumerate(text) if c.isdecimal())
    last = max(place for place, c in enumerate(text) if c.isdecimal())
    assert hides(lookalikes(text), first, last + 1)


@pytest.mark.parametrize("text", ["2026-0001", "INV-10023", "F/2026/35", "10023", "RE2026001234"])
def test_what_does_not(text):
    assert not hides(lookalikes(text), 0, len(text))


def test_a_date_is_seen_across_the_lines_that_a_bank_made():
    text = plain("betaling van de rekening van 31-0\n3-2026")
    assert hides(lookalikes(text), text.index("31"), len(text))


def test_what_gets_lost_of_a_number():
    assert compact(plain("Inv-10 023/é")) == "INV10023E"
    assert loose_forms(segments("INV-00123")) == {"INV|123"}  # 123 would be met everywhere
    assert loose_forms(segments("INV-10023")) == {"INV|10023", "10023"}
    assert loose_forms(segments("F/2026/35")) == {"F|2026|35", "2026|35", "202635"}
    assert zeros_for_o("2O26-OOO1 ORDER") == "2026-0001 ORDER"
