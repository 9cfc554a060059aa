"""What letters claim by law: which rules apply, what is claimed, and what holds a letter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from creditctl.config.lawfiles import load_law
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Debtor, Kind
from creditctl.policy.claims import Facts, Sent
from creditctl.policy.decide import decide
from creditctl.policy.explain import explain
from creditctl.policy.letters import notices
from creditctl.regimes.debt import Receipt
from creditctl.regimes.fees import Letter

from .build import AS_OF, history, item, ledger, policy

LAW = load_law(None).law
FACTS = Facts(LAW)


def told(decisions, row=0):
    outcome = ("act", "hold", "refer")[int(decisions.outcome[row])]
    return outcome, str(decisions.reason_of(row))


def debtor(kind="business", country="NL", **more: Any) -> Debtor:
    return Debtor("D1", "N", email="a@b.example", kind=kind, country=country, **more)


def rules(law: dict[str, Any], **step: Any):
    steps = [{"id": "reminder", "days": 3}, {"id": "final", "days": 17} | step]
    return policy(late_payment=law, reminders={"steps": steps})


PAST = history(("1", "reminder", 14), ("2", "reminder", 14))


def decided(law, *rows, master=None, facts=FACTS, past=PAST, trace=False, as_of=AS_OF, **step):
    items = ledger(*rows, master=(master or debtor(),), as_of=as_of)
    return decide(items, rules(law, **step), past, facts=facts, trace=trace)


NL = {"business": "nl_b2b", "consumer": "nl_b2c"}


def test_interest_and_compensation_of_a_business():
    decisions = decided(NL, item("1", 30, 100_000), interest=True, compensation=True)
    (letter,) = notices(decisions)
    claim = letter.claim
    assert claim is not None
    # 31 December 2025 in the second half of 2025, 29 days of January 2026, at 10.15 %
    parts = [(line.first, line.days) for line in claim.interest_lines]
    assert parts == [(date(2026, 1, 1), 30)]
    assert sum(line.days for line in claim.interest_lines) == 30
    assert claim.interest == round(100_000 * 30 * 10.15 / 36_500)
    assert (claim.compensation, claim.costs, claim.fee) == (4_000, 0, 0)
    assert letter.principal == 100_000
    assert letter.total == 100_000 + claim.interest + 4_000
    assert "6:119a" in claim.statute_own


def test_nothing_is_claimed_where_the_step_does_not_say_so():
    (letter,) = notices(decided(NL, item("1", 30, 100_000)))
    assert letter.claim is None
    assert letter.total == letter.principal == 100_000


@pytest.mark.parametrize("kind", ["consumer", ""])
def test_consumers_and_the_unknown_get_the_rules_for_consumers(kind):
    decisions = decided(NL, item("1", 30, 100_000), master=debtor(kind), interest=True,
                        compensation=True)  # fmt: skip
    (letter,) = notices(decisions)
    assert letter.claim is not None
    assert letter.claim.regime == "nl_b2c"
    assert letter.claim.compensation == 0
    assert letter.claim.interest == round(100_000 * 30 * 4 / 36_500)


def test_whom_the_policy_names_no_rules_for_pays_the_principal():
    decisions = decided({"business": "nl_b2b"}, item("1", 30), master=debtor("consumer"),
                        interest=True)  # fmt: skip
    (letter,) = notices(decisions)
    assert letter.claim is None


def test_credits_lessen_the_oldest_invoice_from_the_start():
    rows = [item("1", 60, 100_000), item("2", 30, 100_000), item("CR", 5, -50_000,
            kind=Kind.CREDIT_NOTE)]  # fmt: skip
    (letter,) = notices(decided(NL, *rows, interest=True))
    assert letter.claim is not None
    by_number = {line.number: line.principal for line in letter.claim.interest_lines}
    assert by_number == {"1": 50_000, "2": 100_000}
    assert letter.principal == 150_000


def test_a_payment_lowers_the_principal_from_the_day_after():
    paid = AS_OF - timedelta(10)
    facts = Facts(LAW, receipts=lambda _row: (Receipt(paid, 40_000),))
    (letter,) = notices(decided(NL, item("1", 30, 60_000), facts=facts, interest=True))
    assert letter.claim is not None
    lines = [(line.days, line.principal) for line in letter.claim.interest_lines]
    assert lines == [(20, 100_000), (10, 60_000)]


# What is not known holds the letter


def test_a_country_without_rules_holds():
    decisions = decided({"business": "by-country"}, item("1", 30), master=debtor(country="BR"),
                        interest=True, trace=True)  # fmt: skip
    assert told(decisions) == ("hold", "regime-unknown")
    said = explain(decisions, 0)
    assert "business debtors in BR" in next(g.value for g in said.gates if g.decided)
    assert decisions.path(0) == ("late_payment", "business")


def test_a_currency_that_the_rules_do_not_know_holds():
    assert told(decided({"business": "gb_b2b"}, item("1", 30), interest=True)) == (
        "hold",
        "regime-unknown",
    )


def test_by_country_takes_the_rules_of_the_debtor():
    decisions = decided({"business": "by-country"}, item("1", 30), master=debtor(country="DE"),
                        interest=True)  # fmt: skip
    (letter,) = notices(decisions)
    assert letter.claim is not None
    assert letter.claim.regime == "de_b2b"


def test_a_rate_that_is_not_published_yet_holds():
    late = date(2027, 3, 1)
    past = history(("1", "reminder", -(late - AS_OF).days + 20))
    row = item("1", 0) | {"due": to_days(late) - 30}
    decisions = decided(NL, row, as_of=late, past=past, interest=True, trace=True)
    assert told(decisions) == ("hold", "rate-unknown")
    assert "not published yet" in next(g.value for g in explain(decisions, 0).gates if g.decided)


def test_the_contract_may_set_the_rate():
    law = {"business": "contract", "rate": "12%"}
    (letter,) = notices(decided(law, item("1", 30, 100_000), interest=True))
    assert letter.claim is not None
    assert letter.claim.interest == round(100_000 * 30 * 12 / 36_500)
    assert letter.claim.statute == ""


# Collection costs of a consumer: the letter of fourteen days comes first

CONSUMER = {
    "late_payment": NL,
    "reminders": {
        "between_notices": 1,
        "steps": [
            {"id": "reminder", "days": 3},
            {"id": "fourteen-day", "days": 17, "announces_costs": True, "pay_within": 17},
            {"id": "final", "days": 20, "after_previous": 1, "costs": True, "interest": True},
        ],
    },
}


def consumer(past, **changes):
    items = ledger(item("1", 60, 12_500), master=(debtor("consumer"),))
    return decide(items, policy(**CONSUMER | changes), past, facts=FACTS, trace=True)


def test_the_letter_tells_the_costs_and_does_not_claim_them():
    (letter,) = notices(consumer(history(("1", "reminder", 20))))
    assert letter.claim is not None
    assert (letter.claim.announced, letter.claim.total, letter.total) == (4_000, 0, 12_500)
    assert "6:96" in letter.claim.announced_by


@pytest.mark.parametrize(("ago", "expected"), [(17, "hold"), (18, "act")])
def test_costs_wait_until_the_days_of_that_letter_have_passed(ago, expected):
    # Arrived after three days; fourteen full days from the day after that; then the next one.
    decisions = consumer(history(("1", "fourteen-day", ago)))
    assert told(decisions)[0] == expected
    if expected == "hold":
        assert told(decisions)[1] == "notice-period"
        assert int(decisions.next_date[0]) == to_days(date(2026, 2, 2))  # past the weekend
    else:
        (letter,) = notices(decisions)
        assert letter.claim is not None
        assert letter.claim.costs == 4_000


def test_a_letter_between_does_not_hide_the_one_that_announced():
    steps = [
        *CONSUMER["reminders"]["steps"][:2],
        {"id": "friendly", "days": 19, "after_previous": 1},
        {"id": "final", "days": 20, "after_previous": 1, "costs": True},
    ]
    sent = Sent("fourteen-day", Letter(AS_OF - timedelta(20), AS_OF))
    items = ledger(item("1", 60, 12_500), master=(debtor("consumer"),))
    past = history(("1", "friendly", 2))
    for letters, expected in (((sent,), "act"), ((), "hold")):
        facts = Facts(LAW, letters=lambda _item, letters=letters: letters)
        rules_ = policy(**CONSUMER | {"reminders": {"between_notices": 1, "steps": steps}})
        assert told(decide(items, rules_, past, facts=facts))[0] == expected


def test_belgian_consumers_owe_interest_once_the_notice_was_given():
    steps = [
        {"id": "notice", "days": 3, "announces_costs": True, "pay_within": 20},
        {"id": "final", "days": 30, "interest": True},
    ]
    rules_ = policy(late_payment={"consumer": "be_b2c"}, reminders={"steps": steps})
    items = ledger(item("1", 60, 50_000), master=(debtor("consumer", "BE"),))
    (letter,) = notices(decide(items, rules_, history(("1", "notice", 40)), facts=FACTS))
    assert letter.claim is not None
    assert letter.claim.interest > 0


def test_the_letter_names_vat_and_debt_of_the_costs_it_announces():
    law = {"late_payment": NL | {"vat_on_costs": "21%"}}
    decisions = consumer(history(("1", "reminder", 20)), **law)
    (letter,) = notices(decisions)
    claim = letter.claim
    assert claim is not None
    assert (claim.announced, claim.announced_vat, claim.announced_for) == (4_840, 840, 12_500)


def test_costs_that_no_letter_announced_are_never_claimed():
    steps = [{"id": "reminder", "days": 3}, {"id": "final", "days": 17, "costs": True}]
    decisions = consumer(history(("1", "reminder", 40)), reminders={"steps": steps})
    assert told(decisions) == ("hold", "notice-period")
    assert "no letter announced the costs" in next(
        g.value for g in explain(decisions, 0).gates if g.decided
    )


def test_businesses_owe_costs_without_such_a_letter_and_not_on_top_of_the_fixed_sum():
    law = {"business": "nl_b2b"}
    (letter,) = notices(decided(law, item("1", 30, 2_300_000), costs=True, compensation=True))
    assert letter.claim is not None
    assert letter.claim.costs == 100_500
    assert letter.claim.compensation == 0


def test_invoices_of_one_letter_are_added_before_the_schedule():
    rows = [item("1", 30, 100_000), item("2", 30, 200_000)]
    (letter,) = notices(decided({"business": "nl_b2b"}, *rows, costs=True))
    assert letter.claim is not None
    assert letter.claim.costs == 37_500 + 5_000


# Reminder fees


def test_the_first_reminder_of_a_belgian_consumer_is_free():
    law = {"consumer": "be_b2c"}
    master = debtor("consumer", "BE")
    sent = AS_OF - timedelta(14)
    for before, fee in ((), 0), ((Sent("reminder", Letter(sent, sent)),), 750):
        facts = Facts(LAW, letters=lambda _item, before=before: before)
        decisions = decided(law, item("1", 30, 50_000), master=master, facts=facts,
                            fee="reminder")  # fmt: skip
        (letter,) = notices(decisions)
        assert (letter.claim.fee if letter.claim else 0) == fee


def test_the_letter_that_announces_costs_gives_the_days_that_the_law_wants():
    with pytest.raises(ValueError, match="gives 16 days to pay; the law wants 14 full days"):
        rules(NL, announces_costs=True, pay_within=16)
    assert rules(NL, announces_costs=True, pay_within=17)


def test_a_policy_that_claims_but_names_no_rules_is_refused():
    with pytest.raises(ValueError, match="names no rules to claim by"):
        rules({}, interest=True)
