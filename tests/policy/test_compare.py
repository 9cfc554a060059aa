"""Two policies compared: each kind of change, and nothing when nothing changes."""

from __future__ import annotations

import pytest

from creditctl.ledger.frames import Debtor
from creditctl.policy.compare import compare
from creditctl.policy.decide import decide
from creditctl.policy.history import History

from .build import history, item, ledger, policy

STEPS = [{"id": "reminder", "days": 3}, {"id": "final", "days": 31}]


def compared(rows, old, new, past=None, master=()):
    items = ledger(*rows, master=master)
    one, two = (policy(reminders={"steps": STEPS} | change) for change in (old, new))
    return compare(decide(items, one, past or History()), decide(items, two, past or History()))


def test_the_same_policy_differs_in_nothing():
    found = compared([item("1", 5), item("2", -3), item("3", 40, debtor="D2")], {}, {})
    assert found.letters == []
    assert found.items == []


def changed(**change):
    return [STEPS[0] | change, STEPS[1]]


PHONELESS = (Debtor("D1", "One", email="d1@x.example", address=("Street 1",)),)


@pytest.mark.parametrize(
    ("new", "what"),
    [
        ({"minimum": 500}, ("disappears",)),
        ({"steps": changed(id="first")}, ("step",)),
        ({"steps": changed(channels=["letter"])}, ("channel",)),
        ({"steps": changed(pay_within=30)}, ("pay by",)),
        ({"steps": changed(review=True)}, ("approval",)),
        ({"steps": changed(days=1)}, ("items", "amount")),
    ],
)
def test_what_changes_of_a_letter(new, what):
    rows = [item("1", 5), item("2", 2, 5_000)]
    found = compared(rows, {}, new, master=PHONELESS)
    assert [change.what for change in found.letters] == [what]


def test_what_one_policy_alone_writes_appears():
    found = compared([item("1", 2)], {}, {"steps": changed(days=1)})
    (change,) = found.letters
    assert change.what == ("appears",)
    assert (change.old, change.any.total) == (None, 10_000)


def test_a_step_of_one_item_in_a_letter_counts_as_step():
    def steps(first):
        return [{"id": first, "days": 1}, {"id": "middle", "days": 3}, {"id": "last", "days": 9}]

    rows = [item("1", 40), item("2", 2)]
    past = history(("1", "middle", 20))
    found = compared(rows, {"steps": steps("one")}, {"steps": steps("uno")}, past)
    (change,) = found.letters
    assert (change.old.step, change.new.step) == ("last", "last")
    assert change.what == ("step",)


def test_letters_that_share_no_item_are_two_changes():
    rows = [item("1", 5, 400), item("2", 2, 700)]
    when = {"when": ["item_open < 5"]}
    old = {"steps": changed(days=1, **when)}
    new = {"steps": changed(days=1, when=["item_open > 5"])}
    found = compared(rows, old, new)
    assert sorted(change.what for change in found.letters) == [("appears",), ("disappears",)]


def test_letters_to_one_debtor_in_two_currencies_are_not_mixed_up():
    rows = [item("1", 5), item("2", 5, currency="USD")]
    found = compared(rows, {}, {"steps": changed(pay_within=20)})
    assert [(c.old.currency, c.new.currency) for c in found.letters] == [
        ("EUR", "EUR"),
        ("USD", "USD"),
    ]


def test_items_tell_reason_step_and_date_of_both():
    found = compared([item("1", 2)], {}, {"steps": changed(days=9)})
    (change,) = found.items
    assert (change.old.reason, change.new.reason) == ("next-step-later", "next-step-later")
    assert (change.earlier, change.later) == (False, True)
    back = compared([item("1", 2)], {"steps": changed(days=9)}, {}).items[0]
    assert (back.old, back.new) == (change.new, change.old)
    assert (back.earlier, back.later) == (True, False)


def test_a_day_that_nobody_knows_is_later_than_any():
    condition = changed(when=["item_open >= 1000"])
    (change,) = compared([item("1", 5)], {}, {"steps": condition}).items
    assert change.new.reason == "condition"
    assert change.later
