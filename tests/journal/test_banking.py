"""Bank entries in the journal: what became of them, day by day, and never two things at once."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

import pytest

from creditctl.journal import bank_projections as bank
from creditctl.journal.banking import BankEvents
from creditctl.ledger.adjust import Settlement
from tests.journal.build import entry, matched, tell_cases

DAY = date(2026, 3, 2)
LATER = DAY + timedelta(3)


def fate(kind, name, day, **data):
    return kind, name, {"day": day.isoformat(), "by": "Anna", "reason": "r"} | data


def states(journal, day, debtor=None):
    return {s.entry: s.state for s in journal.payment_states(day, debtor)}


def take(journal, *fates):
    journal.take_bank(BankEvents(fates=fates))


@pytest.fixture
def three(journal):
    """A journal with three entries of 2 March."""
    entries = [entry(name, amount, DAY) for name, amount in (("A", 100), ("B", -20), ("C", 300))]
    journal.take_bank(BankEvents(entries=entries))
    return journal


def test_an_entry_comes_back_as_the_statement_had_it(three):
    (first, *_) = found = three.bank_entries(DAY, DAY)
    assert [one.entry for one in found] == ["A", "B", "C"]
    assert (first.amount, first.currency, first.booked, first.form) == (100, "EUR", DAY, "camt.053")
    assert first.data["text"] == "payment A"
    assert three.bank_entry("A") == first
    assert three.bank_entry("nothing") is None
    assert three.bank_entries(DAY - timedelta(9), DAY - timedelta(1)) == []
    assert three.bank_entries(LATER, LATER) == []


def test_what_became_of_an_entry_holds_until_it_is_released(three):
    take(
        three,
        matched("A", "C1", DAY, ("inv/C1/1", 500, 80, 5), rest=20),
        fate(bank.PAYMENT_DISMISSED, "B", DAY),
    )
    assert states(three, DAY) == {"A": "matched", "B": "dismissed"}
    assert [one.entry for one in three.open_entries(DAY)] == ["C"]
    take(three, fate(bank.PAYMENT_RELEASED, "A", LATER), fate(bank.PAYMENT_RELEASED, "B", LATER))
    before = LATER - timedelta(1)
    assert states(three, before) == {"A": "matched", "B": "dismissed"}
    assert [one.entry for one in three.open_entries(before)] == ["C"]
    assert states(three, LATER) == {}
    assert [one.entry for one in three.open_entries(LATER)] == ["A", "B", "C"]
    assert (len(three.allocations(before)), three.allocations(LATER)) == (1, [])
    assert three.verify() == []


def test_a_payment_that_came_back_pays_nothing_and_is_not_open_again(three):
    take(three, matched("A", "C1", DAY, ("inv/C1/1", 500, 100, 0)))
    take(three, fate(bank.PAYMENT_RETURNED, "A", LATER, debtor="C1"))
    assert states(three, DAY) == {"A": "matched"}
    assert states(three, LATER, "C1") == {"A": "returned"}
    assert three.allocations(LATER) == []
    assert [one.entry for one in three.open_entries(LATER)] == ["B", "C"]


def test_released_and_matched_anew_on_one_day(three):
    take(three, matched("A", "C1", DAY, ("inv/C1/1", 500, 100, 0)))
    take(
        three,
        fate(bank.PAYMENT_RELEASED, "A", DAY),
        matched("A", "C2", DAY, ("inv/C2/9", 100, 60, 0), ("inv/C2/8", 40, 40, 0)),
    )
    assert states(three, DAY, "C1") == {}
    assert states(three, DAY, "C2") == {"A": "matched"}
    paid = {a.item: a.amount for a in three.allocations(DAY, "A")}
    assert paid == {"inv/C2/9": 60, "inv/C2/8": 40}
    assert three.allocations(DAY, "C") == []


def test_an_entry_is_never_two_things_at_once(three):
    take(three, matched("A", "C1", DAY, ("inv/C1/1", 500, 100, 0)))
    before = three.counts()
    with pytest.raises(sqlite3.IntegrityError):
        take(three, fate(bank.PAYMENT_DISMISSED, "C", DAY), matched("A", "C2", DAY))
    assert three.counts() == before, "all or nothing"
    assert states(three, DAY) == {"A": "matched"}
    with pytest.raises(sqlite3.IntegrityError):
        three.take_bank(BankEvents(entries=[entry("A", 100, DAY)]))
    assert three.verify() == []


def test_money_counts_from_the_day_on_which_both_booking_and_match_are_known(three):
    three.take_bank(BankEvents(entries=[entry("D", 50, LATER)]))
    take(three, matched("A", "C1", LATER, ("inv/C1/1", 500, 100, 0), booked=DAY))
    assert three.allocations(LATER - timedelta(1)) == [], "nobody knew of it"
    (paid,) = three.allocations(LATER)
    assert (paid.booked, paid.base) == (DAY, 500)
    assert [one.entry for one in three.open_entries(LATER - timedelta(1))] == ["A", "B", "C"]
    assert [one.entry for one in three.open_entries(LATER)] == ["B", "C", "D"]


def test_an_allocation_settles_amount_and_discount_until_it_is_taken_back(three):
    take(three, matched("A", "C1", DAY, ("inv/C1/1", 500, 95, 5)))
    take(three, fate(bank.PAYMENT_RELEASED, "A", LATER))
    (made, released) = (event.seq for event in three.log(2))
    assert three.settlements(DAY - timedelta(1)) == []
    assert three.settlements(LATER - timedelta(1)) == [Settlement("inv/C1/1", 500, 100, made)]
    assert three.settlements(LATER) == [Settlement("inv/C1/1", 500, 100, made, released)]


def test_a_file_is_known_by_what_is_in_it(journal):
    statement = {"day": DAY.isoformat(), "sha256": "f" * 64, "form": "MT940", "account": ""}
    for number, name in enumerate(("first.sta", "again.sta")):
        journal.take_bank(BankEvents(statements=[(f"S{number}", statement | {"file": name})]))
    assert journal.statement_files() == {"f" * 64: "first.sta"}


def test_the_story_has_an_entry_in_every_state(journal):
    tell_cases(journal)
    assert states(journal, date(2026, 3, 28)) == {
        "B1": "matched",
        "B2": "matched",
        "B3": "returned",
        "B4": "dismissed",
    }
    assert [one.entry for one in journal.open_entries(date(2026, 3, 28))] == ["B5", "B6"]
