"""The books of a day with all that they don't show yet, and what the cases of that day stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from creditctl.app.books import Reading, workspace_books
from creditctl.app.casework.casefile import CaseFile
from creditctl.app.casework.standing import with_cases
from creditctl.cases.records import (
    Arrangement,
    CaseBook,
    Dispute,
    End,
    Instalment,
    Promise,
    Seen,
    Subject,
    WriteOff,
)
from creditctl.config.workspace import load_workspace
from creditctl.journal.banking import AllocationRecord, PaymentState
from creditctl.ledger.adjust import Settlement
from tests.guarantees.workspaces import AS_OF, make, row

MADE = AS_OF - timedelta(10)


def item(number: str) -> str:
    return f"books/D1/{number}"


def about(number: str = "F1", left: int = 10_000) -> Subject:
    return Subject(item(number), "D1", number, "EUR", left)


def bank(amount: int, *, number: str = "F1", base: int = 10_000, seq: int = 9, ended=None):
    """What a matched entry pays, as record and as settlement; taken back at `ended`."""
    record = AllocationRecord(f"B{seq}", seq, item(number), MADE, base, amount, 0)
    settled = Settlement(item(number), base, amount, seq, ended)
    return {"allocations": () if ended else (record,), "settlements": (settled,)}


def written_off(amount: int, left: int = 10_000, seq: int = 20, **more) -> CaseBook:
    end = End(AS_OF, "Ben")
    given_up = WriteOff(
        "W1", about(left=left), amount, "small", "Ann", MADE, seq, **more or {"approved": end}
    )
    return CaseBook(writeoffs={"W1": given_up})


@pytest.fixture
def books(tmp_path):
    """A workspace with invoices F1 and F2 of D1, 100.00 each, and one of D2 in its books."""
    folder = make(tmp_path, [row("F1", "D1", 10), row("F2", "D1", 5), row("G1", "D2", 5)])
    workspace = load_workspace(folder)

    def ask(**file):
        return with_cases(workspace, workspace_books(workspace, AS_OF, Reading()), CaseFile(**file))

    return ask


def left(found) -> dict[str, int]:
    return dict(zip(found.items.item, found.items.open.tolist(), strict=True))


WHOLE = {item("F1"): 10_000, item("F2"): 10_000, "books/D2/G1": 10_000}


def test_without_cases_the_books_are_what_they_are(books):
    found, standing = books()
    assert left(found) == WHOLE
    assert (standing.at_bank, standing.written_off, standing.seen) == ({}, {}, {})


def test_bank_money_and_write_offs_are_taken_off_and_told_apart(books):
    found, standing = books(book=written_off(500, 4_000), **bank(6_000))
    assert left(found) == WHOLE | {item("F1"): 3_500}
    assert (standing.at_bank, standing.written_off) == ({"EUR": 6_000}, {"EUR": 500})


@pytest.mark.parametrize("more", [{"approved": None}, {"refused": End(AS_OF, "Ben")}])
def test_a_write_off_that_nobody_approved_changes_nothing(books, more):
    found, standing = books(book=written_off(500, **more))
    assert (left(found), standing.written_off) == (WHOLE, {})


def test_a_payment_that_came_back_after_a_write_off_is_open_again(books):
    """6,000 were paid and the rest of 4,000 given up; then the bank took the 6,000 back."""
    found, standing = books(book=written_off(4_000, 4_000), **bank(6_000, ended=30))
    assert left(found) == WHOLE | {item("F1"): 6_000}
    assert (standing.at_bank, standing.written_off) == ({}, {"EUR": 4_000})


def test_loose_money_stands_among_the_items_until_the_match_is_undone(books):
    state = PaymentState("B1", 9, "matched", "D1", "EUR", MADE, 700, MADE)
    found, standing = books(states=(state,))
    assert left(found) == WHOLE | {"bank/B1": -700}
    assert [one.amount for one in standing.loose] == [700]
    assert left(books(states=())[0]) == WHOLE


def test_a_disputed_part_is_split_off_what_is_left(books):
    dispute = Dispute("D1", about(), "price", 3_000, MADE, "Ann")
    found, standing = books(book=CaseBook(disputes={"D1": dispute}), **bank(6_000))
    assert left(found) == WHOLE | {item("F1"): 1_000, f"{item('F1')}/disputed": 3_000}
    owed = dict(zip(standing.owed.item, standing.owed.open.tolist(), strict=True))
    assert owed == WHOLE | {item("F1"): 4_000}


def promise(due: int, **more) -> CaseBook:
    made = Promise("P1", about(), MADE, AS_OF + timedelta(due), 10_000, "Ann", seq=5)
    return CaseBook(promises={"P1": made}, **more)


def test_promises_are_judged_by_the_bank_too(books):
    _, standing = books(book=promise(-2))
    assert [str(s.status) for s in standing.promises] == ["broken"]
    assert standing.stops.broken == {"D1": 1}
    found, standing = books(book=promise(-2), **bank(10_000))
    assert [str(s.status) for s in standing.promises] == ["kept"]
    assert item("F1") not in left(found)
    _, standing = books(book=promise(2), **bank(4_000))
    assert [(str(s.status), s.in_time) for s in standing.promises] == [("pending", 4_000)]
    assert list(standing.stops.promised) == [item("F1")]


def test_a_run_remembers_what_it_saw_only_when_it_changed(books):
    paid = bank(4_000)
    assert books(book=promise(2))[1].seen == {}
    assert books(book=promise(2), **paid)[1].seen == {item("F1"): 6_000}
    known = {item("F1"): [Seen(MADE, 8_000), Seen(AS_OF, 6_000)]}
    assert books(book=promise(2, seen=known), **paid)[1].seen == {}
    assert books(book=promise(2, seen=known))[1].seen == {item("F1"): 10_000}


def plan(*days: int) -> CaseBook:
    parts = tuple(
        Instalment(n, AS_OF + timedelta(d), 20_000 // len(days)) for n, d in enumerate(days, 1)
    )
    covers = (about(), about("F2"))
    return CaseBook(
        arrangements={"A1": Arrangement("A1", "D1", "EUR", covers, parts, MADE, "Ann", seq=5)}
    )


def test_an_arrangement_covers_its_invoices_until_it_is_in_default(books):
    _, standing = books(book=plan(-7, 20))
    assert [str(s.status) for s in standing.arrangements] == ["active"]
    assert set(standing.stops.arranged) == {item("F1"), item("F2")}
    _, standing = books(book=plan(-8, 20))
    assert [str(s.status) for s in standing.arrangements] == ["defaulted"]
    assert standing.stops.arranged == {}
    _, standing = books(book=plan(-8, 20), **bank(10_000))
    assert [(str(s.status), s.left) for s in standing.arrangements] == [("active", (0, 10_000))]
    assert standing.arrangements[0].next(AS_OF)[0].due == date(2026, 2, 19)
