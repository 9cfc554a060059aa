"""Who is thanked for a payment, and who is not: each condition once, beside a case that passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.ledger.dates import NO_DATE, to_days
from creditctl.ledger.frames import Debtor
from creditctl.ledger.opening import Settled
from creditctl.policy.casestops import CaseStops, Stop
from creditctl.policy.decide import decide
from creditctl.policy.history import History
from creditctl.policy.letters import notice_id, notices
from creditctl.policy.notices import Notice
from creditctl.policy.thanks import longest_wait, thanks
from tests.policy.build import AS_OF, history, item, ledger, policy

ON: dict[str, Any] = {"reminders": {"thank_you": {"channels": ["email", "letter"]}}}
REMINDED = history(("A", "reminder", 5))
BARE = Debtor("D1", "Name D1", address=("Street 1",))


def paid(number: str = "A", ago: int = 1, **more: Any) -> dict[str, Any]:
    """An invoice that was settled `ago` days before `AS_OF`."""
    return item(number, 10, 0, **more) | {"ago": ago}


def thanked(
    *rows: dict[str, Any],
    rules: dict[str, Any] = ON,
    past: History = REMINDED,
    letters: tuple[Notice, ...] = (),
    master: tuple[Debtor, ...] = (),
    areas: tuple[str, ...] = (),
    **more: Any,
) -> list[Notice]:
    """The letters of thanks; without rows for the one paid invoice, A of D1."""
    rows = rows or (paid(),)
    items = ledger(*rows, master=master)
    items = replace(items, area=list(areas)) if areas else items
    days = [NO_DATE if "ago" not in row else to_days(AS_OF) - row["ago"] for row in rows]
    settled = Settled(items, np.array(days, np.int32))
    return thanks(settled, policy(**rules), past, letters, **more)


def with_rules(**changes: Any) -> dict[str, Any]:
    """The rules that thank, and others beside them."""
    reminders = ON["reminders"] | changes.pop("reminders", {})
    return {"reminders": reminders} | changes


def demand(debtor: str) -> Notice:
    rules = policy()
    (one,) = notices(decide(ledger(item("L", 4, debtor=debtor)), rules, History()))
    return one


def until(days: int) -> date:
    return AS_OF + timedelta(days)


OFF = {"reminders": "off", "reason": "the director calls"}
OVERDUE, NOT_DUE = item("B", 1), item("B", 0)
CASES: dict[str, tuple[bool, dict[str, Any]]] = {
    "paid after a reminder": (True, {}),
    "switched off": (False, {"rules": {}}),
    "never reminded": (False, {"past": History()}),
    "only a courtesy note": (False, {"past": history(("A", "courtesy", 5))}),
    "a later step": (True, {"past": history(("A", "final", 5))}),
    "a step that the policy no longer has": (False, {"past": history(("A", "old", 5))}),
    "thanked before": (False, {"past": replace(REMINDED, thanked=frozenset({"books/D1/A"}))}),
    "another was thanked for": (True, {"past": replace(REMINDED, thanked=frozenset({"A"}))}),
    "struck out": (False, {"struck_out": {"books/D1/A": "phoned"}}),
    "a row could not be read": (False, {"held": ["D1"]}),
    "another debtor's row": (True, {"held": ["D2"]}),
    "no address": (False, {"master": (Debtor("D1", "Name D1"),)}),
    "by letter": (True, {"master": (BARE,)}),
    "only e-mail allowed": (
        False,
        {"master": (BARE,), "rules": {"reminders": {"thank_you": {"channels": ["email"]}}}},
    ),
    "the payment went back": (False, {"taken_back": ["books/D1/A"]}),
    "another payment went back": (True, {"taken_back": ["books/D2/A"]}),
    "on hold": (False, {"cases": CaseStops(held_items={"books/D1/A": Stop("H1: why")})}),
    "the debtor is on hold": (False, {"cases": CaseStops(held_debtors={"D1": Stop("H1: why")})}),
    "it was promised": (True, {"cases": CaseStops(promised={"books/D1/A": Stop("P1: why")})}),
    "never remind": (
        False,
        {"master": (Debtor("D1", "Name D1", email="d1@x.example", reminders=False),)},
    ),
    "exception of the debtor": (
        False,
        {"rules": with_rules(exceptions=[{"debtor": "D1", "until": until(0), **OFF}])},
    ),
    "exception of the invoice": (
        False,
        {"rules": with_rules(exceptions=[{"invoice": "A", "until": until(0), **OFF}])},
    ),
    "exception that has run out": (
        True,
        {"rules": with_rules(exceptions=[{"debtor": "D1", "until": until(-1), **OFF}])},
    ),
    "pause": (
        False,
        {"rules": with_rules(reminders={"pause": {"until": until(0), "reason": "move"}})},
    ),
    "pause that is over": (
        True,
        {"rules": with_rules(reminders={"pause": {"until": until(-1), "reason": "move"}})},
    ),
    "no sending day": (False, {"rules": with_rules(working_days={"send": ["mon"]})}),
    "a demand today": (False, {"letters": (demand("D1"),)}),
    "a demand to another debtor": (True, {"letters": (demand("D2"),)}),
    "a letter today, in whatever currency": (
        False,
        {"past": replace(REMINDED, debtors={("D1", "USD", ""): to_days(AS_OF)})},
    ),
    "a letter yesterday": (
        True,
        {"past": replace(REMINDED, debtors={("D1", "EUR", ""): to_days(AS_OF) - 1})},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_conditions(name):
    expected, given_ = CASES[name]
    assert [n.lines[0].number for n in thanked(**given_)] == (["A"] if expected else [])


@pytest.mark.parametrize(
    ("rows", "past", "expected"),
    [
        ([paid(ago=0)], REMINDED, True),
        ([paid(ago=5)], REMINDED, True),  # on the day of the reminder
        ([paid(ago=6)], REMINDED, False),  # the reminder crossed it
        ([paid(ago=6)], history(("A", "reminder", 9)), True),
        ([paid(ago=7)], history(("A", "reminder", 9)), True),  # the last day
        ([paid(ago=8)], history(("A", "reminder", 9)), False),  # too long ago
        ([OVERDUE, paid()], REMINDED, False),
        ([NOT_DUE, paid()], REMINDED, True),
        ([OVERDUE | {"currency": "USD"}, paid()], REMINDED, True),
        ([OVERDUE | {"debtor": "D2"}, paid()], REMINDED, True),
        ([OVERDUE | {"disputed": True}, paid()], REMINDED, False),
        ([NOT_DUE, paid()], replace(REMINDED, waiting=["books/D1/B"]), False),
        ([paid(disputed=True)], REMINDED, False),
        ([paid(doubtful=True)], REMINDED, False),
        ([NOT_DUE], REMINDED, False),
    ],
)
def test_days_and_the_other_invoices_of_the_debtor(rows, past, expected):
    assert bool(thanked(*rows, past=past)) is expected


def test_an_overdue_invoice_of_another_area_matters_only_where_areas_are_together():
    rows, areas = (OVERDUE, paid()), ("rent", "parking")
    assert not thanked(*rows, areas=areas)
    (one,) = thanked(*rows, areas=areas, rules=with_rules(areas="separate"))
    assert one.area == "parking"


def test_the_rules_of_segment_and_exception_count_for_debtors_who_owe_nothing_any_more():
    off, on = {"thank_you": "off"}, {"thank_you": {"template": "danke", "within": 2}}
    consumer = {"id": "consumer", "when": ["kind == consumer"]}
    master = (Debtor("D1", "Name D1", email="d1@x.example", kind="consumer"),)
    rules: dict[str, Any] = {"reminders": off, "segments": [consumer | {"reminders": on}]}
    (one,) = thanked(rules=rules, master=master)
    assert one.template == "danke"
    assert "segment 'consumer'" in one.why
    assert not thanked(paid(ago=3), rules=rules, master=master)
    assert not thanked(rules=rules)
    assert not thanked(rules=with_rules(segments=[consumer | {"reminders": off}]), master=master)
    paid_up = {"id": "paid-up", "when": ["open_total == 0"], "reminders": on}
    assert thanked(rules={"reminders": off, "segments": [paid_up]})
    assert not thanked(NOT_DUE, paid(), rules={"reminders": off, "segments": [paid_up]})
    own = {"debtor": "D1", "reason": "asked", "until": AS_OF, "reminders": on}
    assert [n.template for n in thanked(rules={"reminders": off, "exceptions": [own]})] == ["danke"]


def test_a_policy_that_thanks_nobody_is_known_by_its_text():
    assert longest_wait(policy()) == 0
    own = {"debtor": "D1", "reason": "asked", "until": AS_OF}
    assert longest_wait(policy(exceptions=[own | {"reminders": "off"}])) == 0
    mine = [own | {"reminders": {"thank_you": {"within": 9}}}]
    assert longest_wait(policy(**with_rules(exceptions=mine))) == 10


def test_what_the_letter_is():
    rows = (paid("A", 1), paid("B", 2, due=to_days(AS_OF) - 40), NOT_DUE | {"number": "C"})
    past = history(("A", "reminder", 5), ("B", "second", 6))
    (one,) = thanked(*rows, past=past, language="nl")
    assert [(x.number, x.open, x.days_overdue, x.step, x.repeat) for x in one.lines] == [
        ("B", 0, 0, "thank-you", 0),
        ("A", 0, 0, "thank-you", 0),
    ]
    assert one.notice == notice_id(AS_OF, "D1", "EUR", one.lines)
    assert (one.kind, one.step, one.step_number, one.courtesy) == ("thanks", "thank-you", 0, False)
    assert (one.subtotal, one.total, one.credits, one.pay_by) == (0, 0, (), AS_OF)
    assert (one.template, one.language, one.channel) == ("thank-you", "nl", "email")
    assert one.why == (
        "item B: 'second' 2026-01-24, paid 2026-01-28",
        "item A: 'reminder' 2026-01-25, paid 2026-01-29",
        "thanks within 7 days of the payment",
    )
    assert not one.review


def test_one_letter_a_debtor_and_currency():
    rows = (paid("A"), paid("B", currency="USD"), paid("C"))
    past = history(*((number, "reminder", 5) for number in "ABC"))
    made = thanked(*rows, past=past)
    assert [(n.currency, [x.number for x in n.lines]) for n in made] == [
        ("EUR", ["A", "C"]),
        ("USD", ["B"]),
    ]


def test_where_every_letter_wants_approval_thanks_want_it_too():
    (one,) = thanked(rules=with_rules(reminders={"review": True}))
    assert one.review


ROWS = [
    paid(number, ago, debtor=debtor)
    for debtor in ("D1", "D2")
    for number, ago in (("A", 1), ("B", 3), ("C", 9))
] + [item("X", 4, debtor="D2"), item("Y", -4)]
PAST = history(*((number, "reminder", 5) for number in "ABC"))


@settings(deadline=None, max_examples=30)
@given(st.permutations(ROWS))
def test_the_order_of_the_rows_does_not_matter(rows):
    made = thanked(*rows, past=PAST)
    assert [(n.debtor.debtor, [x.number for x in n.lines]) for n in made] == [("D1", ["A", "B"])]
    assert [n.notice for n in made] == [n.notice for n in thanked(*ROWS, past=PAST)]
