"""Whom a letter goes to: invoice contact, dunning contact, debtor; and never whom it does not concern."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditctl.ledger.frames import Debtor, Kind
from creditctl.ledger.opening import Settled
from creditctl.policy.channels import reachable
from creditctl.policy.decide import decide
from creditctl.policy.explain import explain
from creditctl.policy.letters import notices
from creditctl.policy.reasons import Outcome, Reason
from creditctl.policy.recipients import PassedOver, recipient, shared_contact, written_to
from creditctl.policy.thanks import thanks
from tests.policy.build import history, item, ledger, policy

A, B = "a@d1.example", "b@d1.example"
FULL = Debtor(
    "D1",
    "Debtor",
    contact="Piet",
    email="own@d1.example",
    invoice_email="invoices@d1.example",
    dunning_email="dunning@d1.example",
    dunning_contact="Kim",
    address=("Street 1", "1000 AA Town"),
)


def debtor(**changes):
    return replace(FULL, **changes)


def letters(*rows, master=FULL, channels=("email",), first=None, group="debtor", past=None, **more):
    """The letters about items of D1; a row is (number, days overdue, invoice contact)."""
    items = ledger(*(item(number, days) for number, days, _ in rows), master=(master,))
    items = replace(items, invoice_email=[contact for _, _, contact in rows])
    steps = [
        {"id": "reminder", "days": 3, "channels": [*(first or channels)]},
        {"id": "second", "days": 17, "channels": [*channels]} | more,
    ]
    rules = policy(reminders={"steps": steps, "group": group, "between_notices": 0})
    decisions = decide(items, rules, past or history(), trace=True)
    return decisions, notices(decisions)


def one(*rows, **more):
    (found,) = letters(*rows, **more)[1]
    return found


@pytest.mark.parametrize(
    ("known", "contact", "address", "person", "basis"),
    [
        (FULL, A, A, "", "invoice contact"),
        (FULL, "", "invoices@d1.example", "", "invoice contact"),
        (debtor(invoice_email=""), "", "dunning@d1.example", "Kim", "dunning contact"),
        (debtor(invoice_email="", dunning_email=""), "", "own@d1.example", "Kim", "debtor"),
        (
            debtor(invoice_email="", dunning_email="", dunning_contact=""),
            *("", "own@d1.example", "Piet", "debtor"),
        ),
        # The address of somebody whom the books name has that name, however it comes.
        (FULL, "Dunning@D1.example", "Dunning@D1.example", "Kim", "invoice contact"),
        (FULL, "own@d1.example", "own@d1.example", "Piet", "invoice contact"),
        (debtor(dunning_contact=""), "dunning@d1.example", "dunning@d1.example", "", "invoice contact"),
        (debtor(dunning_email="info@müller.example", invoice_email=""), "", "info@müller.example", "Kim", "dunning contact"),
        (Debtor("D1"), "", "", "", ""),
    ],
)  # fmt: skip
def test_the_order(known, contact, address, person, basis):
    found = recipient(known, contact)
    assert (found.address, found.contact, found.basis) == (address, person, basis)
    assert found.passed_over == ()
    reached = written_to(known, contact)
    assert reached.email == (address or known.email)
    assert reachable(reached, "email") == bool(address)


NONE = ("a@b.example, c@d.example", "a@b.example\nBcc: x@y.example", "jürgen@z.example", "-")


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_address_is_passed_over_and_told(text):
    found = recipient(FULL, text)
    assert found.address == "invoices@d1.example"
    assert found.passed_over == (PassedOver("invoice_email", text),)
    found = recipient(debtor(invoice_email=text, dunning_email=text))
    assert (found.address, found.basis) == ("own@d1.example", "debtor")
    assert [o.column for o in found.passed_over] == ["invoice_email", "dunning_email"]
    known = debtor(invoice_email=text, dunning_email=text, email=text)
    assert recipient(known, text).address == ""
    assert written_to(known, text) is known
    assert not reachable(written_to(known, text), "email")


def test_invoices_that_share_a_contact():
    assert shared_contact([A]) == A
    assert shared_contact([A, A.upper()]) == A
    assert shared_contact([A, B]) == ""
    assert shared_contact([A, ""]) == ""
    assert shared_contact(["x@müller.example", "x@xn--mller-kva.example"]) == "x@müller.example"


def test_a_letter_goes_to_the_contact_of_its_invoices():
    notice = one(("F1", 5, A), ("F2", 6, A))
    assert (notice.debtor.email, notice.debtor.contact) == (A, "")
    assert notice.why[-1] == "to the invoice contact"


@pytest.mark.parametrize("contacts", [(A, B), (A, ""), ("", B)])
def test_invoices_of_different_people_go_to_none_of_them(contacts):
    notice = one(*((f"F{n}", 5, contact) for n, contact in enumerate(contacts)))
    assert notice.debtor.email == "invoices@d1.example"
    notice = one(
        *((f"F{n}", 5, contact) for n, contact in enumerate(contacts)),
        master=debtor(invoice_email=""),
    )
    assert (notice.debtor.email, notice.debtor.contact) == ("dunning@d1.example", "Kim")
    assert notice.why[-1] == "to the dunning contact"


NOBODY = Debtor("D1", "Debtor")


def test_with_nobody_for_all_of_them_a_person_decides():
    decisions, made = letters(("F1", 5, A), ("F2", 5, B), master=NOBODY)
    assert made == []
    assert [decisions.reason_of(i) for i in (0, 1)] == [Reason.NO_CONTACT] * 2


def test_or_it_goes_by_another_channel():
    by_post = debtor(email="", invoice_email="", dunning_email="")
    notice = one(("F1", 5, A), ("F2", 5, B), master=by_post, channels=("email", "letter"))
    assert notice.channel == "letter"
    assert notice.debtor is by_post


def test_one_letter_an_invoice_goes_to_the_contact_of_each():
    _, made = letters(("F1", 5, A), ("F2", 5, B), master=NOBODY, group="invoice")
    assert [n.debtor.email for n in made] == [A, B]


def test_one_letter_a_step_goes_to_the_contact_of_each():
    past = history(("F2", "reminder", 14))
    rows = (("F1", 5, A), ("F2", 20, B))
    _, made = letters(*rows, master=NOBODY, group="level", past=past)
    assert {n.step: n.debtor.email for n in made} == {"reminder": A, "second": B}
    # With a minimum the second may fall back, and then the two share a letter.
    _, made = letters(*rows, master=NOBODY, group="level", past=past, minimum=500)
    assert made == []
    _, made = letters(*rows, group="level", past=past, minimum=500)
    (notice,) = made
    assert (notice.step, len(notice.lines)) == ("reminder", 2)
    assert notice.debtor.email == "invoices@d1.example"


def test_what_is_not_due_yet_is_on_no_letter_with_what_is():
    steps = [{"id": "courtesy", "days": -5}, {"id": "reminder", "days": 3}]
    items = ledger(item("F1", 5), item("F2", -3), master=(NOBODY,))
    items = replace(items, invoice_email=[A, B])
    decisions = decide(items, policy(reminders={"steps": steps}), history(), trace=True)
    assert [decisions.reason_of(i) for i in (0, 1)] == [Reason.STEP_DUE, Reason.REMINDER_FIRST]
    (notice,) = notices(decisions)
    assert (notice.debtor.email, notice.why[-1]) == (A, "to the invoice contact")
    seen = {gate.reason: gate.value for gate in explain(decisions, 0).gates}
    assert seen[Reason.NO_CONTACT] == "by email, to the invoice contact"


@pytest.mark.parametrize("least", [{"minimum": 500}, {"minimum_share": "60%"}])
def test_nothing_falls_back_to_a_step_that_cannot_reach_the_debtor(least):
    """It has a postal address, and the step before goes by e-mail only."""
    steps = [
        {"id": "reminder", "days": 3, "channels": ["email"]},
        {"id": "second", "days": 17, "channels": ["letter"]} | least,
    ]
    rules = policy(reminders={"steps": steps, "between_notices": 0})
    rows = [item("F1", 20), item("F2", 2)]
    by_post = replace(NOBODY, address=("Street 1", "Town"))
    past = history(("F1", "reminder", 15))
    for known, expected in (
        (by_post, (Reason.BELOW_MINIMUM, "second", [])),
        (replace(by_post, email=A), (Reason.STEP_DUE, "reminder", [("reminder", "email")])),
    ):
        decisions = decide(ledger(*rows, master=(known,)), rules, past)
        made = [(n.step, n.channel) for n in notices(decisions)]
        assert (decisions.reason_of(0), decisions.step_id(0), made) == expected


def test_items_that_are_not_on_the_letter_do_not_count():
    notice = one(("F1", 5, A), ("F2", -20, B))
    assert ([line.number for line in notice.lines], notice.debtor.email) == (["F1"], A)


def test_letters_by_post_are_as_they_were():
    notice = one(("F1", 5, A), channels=("letter",))
    assert notice.debtor is FULL
    assert not any("contact" in words for words in notice.why)


def test_thanks_go_the_same_way():
    rows = [item("F1", 10, 0), item("F2", 10, 0)]
    items = replace(ledger(*rows, master=(FULL,)), invoice_email=[A, A])
    day = items.issued * 0 + items.as_of - 1
    past = history(("F1", "reminder", 5), ("F2", "reminder", 5))
    rules = policy(reminders={"thank_you": {}})
    (notice,) = thanks(Settled(items, day), rules, past, [])
    assert notice.debtor.email == A
    (notice,) = thanks(Settled(replace(items, invoice_email=[A, B]), day), rules, past, [])
    assert notice.debtor.email == "invoices@d1.example"


def test_credits_have_no_say():
    rows = [item("F1", 5), item("K1", 5, -100, kind=Kind.CREDIT_NOTE)]
    items = replace(ledger(*rows, master=(FULL,)), invoice_email=[A, B])
    (notice,) = notices(decide(items, policy(), history()))
    assert notice.debtor.email == A
    assert [line.number for line in notice.credits] == ["K1"]


texts = st.sampled_from(["", "", A, B, "no address", "jürgen@z.example"])
masters = st.builds(
    lambda own, invoice, dunning, street: Debtor(
        *("D1", "Name"), email=own, invoice_email=invoice, dunning_email=dunning, address=street
    ),
    *(texts, texts, texts),
    st.sampled_from([(), ("Street 1",)]),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(-3, 40), texts), min_size=1, max_size=6),
    masters,
    st.sampled_from(["debtor", "level", "invoice"]),
    st.sampled_from([{}, {"minimum": 250}, {"minimum_share": "60%"}]),
    st.integers(0, 3),
    st.sampled_from([("email",), ("letter",), ("email", "letter")]),
)
def test_every_letter_is_reached_by_one_whom_all_of_it_concerns(
    rows, known, group, least, done, first
):
    named = [(f"F{n}", days, contact) for n, (days, contact) in enumerate(rows)]
    past = history(*((name, "reminder", 15) for name, _, _ in named[:done]))
    channels = ("email", "letter")
    decisions, made = letters(
        *named, master=known, channels=channels, first=first, group=group, past=past, **least
    )
    acted = [i for i in range(len(rows)) if decisions.outcome[i] == Outcome.ACT]
    written = [line.number for notice in made for line in notice.lines]
    assert sorted(written) == sorted(f"F{i}" for i in acted)
    contact_of = {name: contact for name, _, contact in named}
    for notice in made:
        assert notice.channel, "what is decided can be carried out"
        if notice.channel != "email":
            continue
        theirs = {contact_of[line.number] for line in notice.lines}
        whole = {known.email, known.invoice_email, known.dunning_email}
        assert reachable(notice.debtor, "email")
        assert notice.debtor.email in whole or theirs == {notice.debtor.email}
