"""Letters that confirm arrangements: who gets one, when, once, and what is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from creditctl.cases.records import End
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Debtor
from creditctl.policy.confirmations import confirmations
from creditctl.policy.history import History
from creditctl.policy.instalments import instalment_id, instalment_notes
from creditctl.policy.notices import Notice
from tests.policy.build import AS_OF, item, ledger, policy
from tests.policy.test_instalments import ARRANGED, day, plan

NEW = plan(10, 40, 70, 100)
MUTE = Debtor("D1", "Name D1")


def confirmed(*plans: Any, rules: dict[str, Any] | None = None, **more: Any) -> list[Notice]:
    rows = more.pop("rows", (item("1", 10),))
    items = ledger(*rows, master=more.pop("master", ()))
    settings = {"history": History(), "letters": (), "confirmed": (), "cases": ARRANGED} | more
    return confirmations(
        items,
        plans or (NEW,),
        policy(**(rules or {})),
        settings.pop("history"),
        settings.pop("letters"),
        **settings,
    )


def test_it_lists_all_and_asks_for_the_first():
    (notice,) = confirmed()
    assert [line.number for line in notice.lines] == ["A1 1/4", "A1 2/4", "A1 3/4", "A1 4/4"]
    assert [line.due for line in notice.lines] == [day(10), day(40), day(70), day(100)]
    assert {line.step for line in notice.lines} == {"arrangement"}
    assert {line.reference for line in notice.lines} == {"1"}
    assert (notice.subtotal, notice.total, notice.pay_by) == (10_000, 2_500, day(10))
    assert (notice.kind, notice.template, notice.step) == (
        "instalment",
        "arrangement",
        "arrangement",
    )


LETTER = replace(confirmed()[0], notice="20260130-OTHER")
TODAY = History(debtors={("D1", "EUR", ""): to_days(AS_OF)})
CASES: dict[str, tuple[bool, tuple[Any, ...], dict[str, Any]]] = {
    "its first day is today": (True, (plan(0, 30),), {}),
    "its first day has passed": (False, (plan(-1, 30),), {}),
    "confirmed before": (False, (), {"confirmed": (instalment_id("A1", 1),)}),
    "confirmed when it had more to pay": (False, (), {"confirmed": (instalment_id("A1", 4),)}),
    "another was confirmed": (True, (), {"confirmed": (instalment_id("A2", 1),)}),
    "a letter of today": (False, (), {"letters": (LETTER,)}),
    "ended": (False, (plan(10, 40, ended=End(AS_OF, "Ann")),), {}),
    "paid": (False, (plan(10, 40, paid=10_000),), {}),
    "its invoice is not open": (False, (), {"rows": (item("2", 10),)}),
    "held data": (False, (), {"held": ("D1",)}),
    "switched off": (False, (), {"rules": {"arrangements": {"confirmation": None}}}),
    "notes switched off": (True, (), {"rules": {"arrangements": {"remind_before": None}}}),
    "nowhere to send it": (False, (), {"master": (MUTE,)}),
    "not a sending day": (False, (), {"rules": {"working_days": {"send": ["mon"]}}}),
}


@pytest.mark.parametrize("case", CASES)
def test_who_gets_one(case):
    wanted, plans, more = CASES[case]
    assert bool(confirmed(*plans, **more)) is wanted


def test_what_was_paid_already_is_not_asked_for():
    (notice,) = confirmed(plan(10, 40, 70, 100, paid=3_500))
    assert [line.open for line in notice.lines] == [1_500, 2_500, 2_500]
    assert (notice.subtotal, notice.total, notice.pay_by) == (6_500, 1_500, day(40))


def test_the_policy_names_its_template_and_may_want_it_reviewed():
    rules = {"arrangements": {"confirmation": "agreed"}, "reminders": {"review": True}}
    (notice,) = confirmed(rules=rules)
    assert (notice.template, notice.review) == ("agreed", True)


def test_a_debtor_gets_one_letter_a_day():
    rows = (item("1", 10), item("2", 10))
    plans = (plan(10, 40), plan(10, 40, number="2", name="A2"))
    (notice,) = confirmed(*plans, rows=rows)
    assert notice.lines[0].number == "A1 1/2"
    (other,) = confirmed(*plans, rows=rows, confirmed=[line.item for line in notice.lines])
    assert other.lines[0].number == "A2 1/2"


def test_no_note_leaves_beside_it():
    near = plan(2, 32)
    letters = confirmed(near)
    assert letters
    items = ledger(item("1", 10))
    made = instalment_notes(
        items, (near,), policy(), History(), letters, reminded=(), cases=ARRANGED
    )
    assert made == []
