"""Notes before instalments: who gets one, who does not, and what it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from creditctl.cases.arrangements import ArrangementStatus, standing_of
from creditctl.cases.records import Arrangement, End, Instalment, Subject
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Debtor, Kind
from creditctl.policy.casestops import CaseStops, Stop
from creditctl.policy.decide import decide
from creditctl.policy.history import History
from creditctl.policy.instalments import instalment_id, instalment_notes
from creditctl.policy.letters import notices
from creditctl.policy.notices import Notice
from tests.policy.build import AS_OF, item, ledger, policy

ITEM = "books/D1/1"
ARRANGED = CaseStops(arranged={ITEM: Stop("A1")})
BARE = Debtor("D1", "Name D1")
ADDRESS = replace(BARE, address=("Street 1",))
MAIL = replace(BARE, email="d1@x.example")


def day(days: int) -> date:
    return AS_OF + timedelta(days)


def plan(*days: int, paid: int = 0, number: str = "1", name: str = "A1", ended: End | None = None):
    """An arrangement of 100.00 of D1 in equal instalments, `paid` minor units of it paid."""
    about = Subject(f"books/D1/{number}", "D1", number, "EUR", 10_000)
    each = 10_000 // len(days)
    parts = tuple(Instalment(n, day(d), each) for n, d in enumerate(days, 1))
    made = Arrangement(name, "D1", "EUR", (about,), parts, day(-60), "Ann", ended=ended)
    return standing_of(made, lambda _plan, _day: paid, AS_OF, 7)


NEAR = plan(3, 33)


def noted(
    *plans: Any,
    rows: tuple[dict[str, Any], ...] = (),
    rules: dict[str, Any] | None = None,
    past: History | None = None,
    letters: tuple[Notice, ...] = (),
    master: tuple[Debtor, ...] = (),
    reminded: tuple[str, ...] = (),
    **more: Any,
) -> list[Notice]:
    """The notes of `AS_OF`; without rows for one invoice, 1 of D1, ten days overdue."""
    items = ledger(*(rows or (item("1", 10),)), master=master)
    return instalment_notes(
        items,
        plans or (NEAR,),
        policy(**rules or {}),
        History() if past is None else past,
        letters,
        reminded=reminded,
        **({"cases": ARRANGED} | more),
    )


def demand(debtor: str) -> Notice:
    (one,) = notices(decide(ledger(item("L", 4, debtor=debtor)), policy(), History()))
    return one


def before(days: int | None) -> dict[str, Any]:
    return {"arrangements": {"remind_before": days}}


def letter_on(days_ago: int, debtor: str = "D1") -> History:
    return History(debtors={(debtor, "USD", ""): to_days(AS_OF) - days_ago})


OFF = {"reminders": "off", "reason": "the director calls", "until": AS_OF}
ON_ACCOUNT = item("P", 1, -100, kind=Kind.PAYMENT)
CASES: dict[str, tuple[bool, dict[str, Any]]] = {
    "three days before": (True, {}),
    "four days before": (False, {"plans": plan(4, 33)}),
    "on the day itself": (True, {"plans": plan(0, 33)}),
    "the day after, when the next is far": (False, {"plans": plan(-1, 33)}),
    "never, says the policy": (False, {"rules": before(None)}),
    "on the day only, says the policy": (False, {"rules": before(0)}),
    "on the day only, and it is": (True, {"rules": before(0), "plans": plan(0, 33)}),
    "this one was paid in advance": (False, {"plans": plan(3, 33, paid=5000)}),
    "paid in part": (True, {"plans": plan(3, 33, paid=100)}),
    "all is paid": (False, {"plans": plan(3, 33, paid=10_000)}),
    "in default": (False, {"plans": plan(-8, 3)}),
    "late, but not yet in default": (False, {"plans": plan(-7, 3)}),
    "ended": (False, {"plans": plan(3, 33, ended=End(AS_OF, "Ann"))}),
    "noted before": (False, {"reminded": (instalment_id("A1", 1),)}),
    "the one before was noted": (True, {"reminded": (instalment_id("A1", 2),)}),
    "that of another arrangement was": (True, {"reminded": (instalment_id("A2", 1),)}),
    "a demand today": (False, {"letters": (demand("D1"),)}),
    "a demand to another debtor": (True, {"letters": (demand("D2"),)}),
    "a letter left today": (False, {"past": letter_on(0)}),
    "a letter left yesterday": (True, {"past": letter_on(1)}),
    "the invoice is no longer open": (False, {"rows": (item("2", 10),)}),
    "the invoice is disputed": (False, {"rows": (item("1", 10, disputed=True),)}),
    "the files disagree": (False, {"rows": (item("1", 10, doubtful=True),)}),
    "a row could not be read": (False, {"held": ["D1"]}),
    "another debtor's row": (True, {"held": ["D2"]}),
    "on hold": (False, {"cases": CaseStops(held_items={ITEM: Stop("H1")})}),
    "the debtor is on hold": (False, {"cases": CaseStops(held_debtors={"D1": Stop("H1")})}),
    "another item is on hold": (True, {"cases": CaseStops(held_items={"x": Stop("H1")})}),
    "promised as well": (True, {"cases": CaseStops(promised={ITEM: Stop("P1")})}),
    "money on account": (False, {"rows": (item("1", 10), ON_ACCOUNT)}),
    "money on account of another": (True, {"rows": (item("1", 10), ON_ACCOUNT | {"debtor": "D2"})}),
    "money on account is netted": (
        True,
        {"rows": (item("1", 10), ON_ACCOUNT), "rules": {"safety": {"unmatched_money": "net"}}},
    ),
    "an uncertain notice": (False, {"past": History(waiting=[ITEM])}),
    "exception": (False, {"rules": {"exceptions": [OFF | {"debtor": "D1"}]}}),
    "never remind": (False, {"master": (replace(MAIL, reminders=False),)}),
    "no sending day": (False, {"rules": {"working_days": {"send": ["mon"]}}}),
    "pause": (False, {"rules": {"reminders": {"pause": {"until": AS_OF, "reason": "move"}}}}),
    "no address": (False, {"master": (BARE,)}),
    "by letter": (True, {"master": (ADDRESS,)}),
    "by e-mail only": (
        False,
        {"master": (ADDRESS,), "rules": {"arrangements": {"channels": ["email"]}}},
    ),
    "below the minimum": (True, {"rules": {"reminders": {"minimum": 1000}}}),
}


@pytest.mark.parametrize("name", CASES)
def test_conditions(name):
    expected, given = CASES[name][0], dict(CASES[name][1])
    made = noted(given.pop("plans", NEAR), **given)
    assert [n.lines[0].item.rpartition("/")[0] for n in made] == (
        ["arrangement/A1"] if expected else []
    )


def test_what_the_note_is():
    master = (replace(MAIL, language="de", address=("Street 1",)),)
    (one,) = noted(plan(-2, 3, 33, paid=3500), master=master)
    (line,) = one.lines
    assert (line.item, line.number) == ("arrangement/A1/2", "A1 2/3")
    assert (line.due, line.gross, line.open, line.days_overdue) == (day(3), 3333, 3166, 0)
    assert (line.step, line.repeat, one.step_number) == ("instalment", 0, 0)
    assert (one.kind, one.template, one.courtesy) == ("instalment", "instalment", True)
    assert (one.subtotal, one.total, one.credits, one.claim) == (3166, 3166, (), None)
    assert (one.pay_by, one.channel, one.language) == (day(3), "email", "de")
    assert one.why == (f"instalment A1 2/3, due {day(3)}", "note 3 days before")
    assert not one.review


def test_rules_of_the_policy_for_the_note():
    rules = {"arrangements": {"template": "parts", "channels": ["letter", "email"]}}
    rules |= {"reminders": {"review": True}}
    master = (replace(ADDRESS, email="d1@x.example"),)
    (one,) = noted(rules=rules, master=master, language="nl")
    assert (one.template, one.channel, one.language, one.review) == ("parts", "letter", "nl", True)


def test_one_note_a_debtor_and_day():
    rows = (item("1", 10), item("2", 10))
    both = (plan(3, 33), plan(2, 32, number="2", name="A2"))
    assert [n.lines[0].item for n in noted(*both, rows=rows)] == ["arrangement/A1/1"]
    (next_day,) = noted(*both, rows=rows, reminded=(instalment_id("A1", 1),))
    assert next_day.lines[0].item == "arrangement/A2/1"


def test_a_day_missed_only_delays_a_note():
    """The note falls on a Saturday, so it leaves on Monday."""
    rules = {"working_days": {"send": ["mon", "tue", "wed", "thu", "fri"]}}
    made = []
    for days in range(1, 5):
        items = ledger(item("1", 10), as_of=day(days))
        later = instalment_notes(
            *(items, [plan(4, 33)], policy(**rules), History(), ()),
            reminded=[line.item for note in made for line in note.lines],
            cases=ARRANGED,
        )
        made += later
    assert [note.as_of for note in made] == [day(3)]


def test_an_arranged_invoice_gets_no_demand_beside_its_note():
    items = ledger(item("1", 10))
    decisions = decide(items, policy(), History(), cases=ARRANGED)
    assert notices(decisions) == []
    assert NEAR.status is ArrangementStatus.ACTIVE
    assert noted()
