"""What must hold for every ledger and past: G2, G3, G5, and that order does not matter."""

from __future__ import annotations

import random
from datetime import timedelta

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditctl.ledger.adjust import PART, withhold
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Debtor, Kind
from creditctl.policy.account import account
from creditctl.policy.casestops import CaseStops, Stop
from creditctl.policy.decide import decide
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from creditctl.policy.reasons import Outcome

from .build import AS_OF, item, ledger, policy

rows = st.lists(
    st.builds(
        lambda n, debtor, overdue, amount, currency, kind, disputed: item(
            str(n),
            overdue,
            amount if kind is Kind.INVOICE else -amount,
            debtor=debtor,
            currency=currency,
            kind=kind,
            disputed=disputed,
        ),
        st.integers(0, 10**6),
        st.sampled_from(["A", "B", "C", "D"]),
        st.integers(-40, 120),
        st.integers(1, 10**6),
        st.sampled_from(["EUR", "USD", "JPY"]),
        st.sampled_from([Kind.INVOICE] * 6 + [Kind.CREDIT_NOTE]),
        st.sampled_from([False] * 5 + [True]),
    ),
    min_size=1,
    max_size=25,
    unique_by=lambda r: (r["number"], r["debtor"]),
)
policies = st.builds(
    lambda grace, minimum, gap, group, send: policy(
        reminders={"grace": grace, "minimum": minimum, "between_notices": gap, "group": group},
        working_days={"send": send},
    ),
    st.integers(0, 5),
    st.integers(0, 500),
    st.integers(0, 14),
    st.sampled_from(["debtor", "level", "invoice"]),
    st.sampled_from([["mon", "tue", "wed", "thu", "fri"], ["fri"], ["tue"]]),
)
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(rows, policies)
def test_every_open_item_is_accounted_for(data, rules):
    items = ledger(*data)
    decisions = decide(items, rules, History())
    assert len(decisions) == len(items)
    accounts = account(decisions)
    assert sum(a.items for a in accounts) == len(items)
    for a in accounts:
        code = items.currencies.index(a.currency)
        assert a.total == int(items.open[items.currency == code].sum())
    acted = np.flatnonzero(decisions.outcome == Outcome.ACT).tolist()
    asked = [line.item for n in notices(decisions) for line in n.lines]
    assert sorted(asked) == sorted(items.item[i] for i in acted)


days = st.none() | st.integers(-3, 40).map(lambda n: AS_OF + timedelta(n))
stops = st.builds(Stop, st.just("why"), days)


@st.composite
def ledgers_with_cases(draw):
    """Open items, and cases about some of them, some of their debtors, and a group."""
    data = draw(rows)
    master = tuple(
        Debtor(
            name, f"Name {name}", email=f"{name}@x.example", group=draw(st.sampled_from(["", "G"]))
        )
        for name in sorted({r["debtor"] for r in data})
    )
    items = ledger(*data, master=master)
    some = st.sampled_from([*items.item, "books/gone/1"])
    amounts = st.none() | st.integers(0, 10**6)
    return items, CaseStops(
        promised=draw(st.dictionaries(some, stops)),
        arranged=draw(st.dictionaries(some, stops)),
        withheld=draw(st.dictionaries(some, amounts)),
        held_items=draw(st.dictionaries(some, stops)),
        held_debtors=draw(st.dictionaries(st.sampled_from(["A", "B", "Z"]), stops)),
        held_groups=draw(st.dictionaries(st.sampled_from(["G", "H"]), stops, max_size=1)),
        broken=draw(st.dictionaries(st.sampled_from(["A", "B", "Z"]), st.integers(1, 5))),
    )


@quick
@given(ledgers_with_cases(), policies)
def test_every_open_item_is_accounted_for_whatever_cases_stop(given_, rules):
    whole, cases = given_
    items = withhold(whole, cases.withheld)
    decisions = decide(items, rules, History(), cases=cases)
    assert len(decisions) == len(items) == len(set(items.item))
    assert {name.removesuffix(PART) for name in items.item} == set(whole.item)
    accounts = account(decisions)
    assert sum(a.items for a in accounts) == len(items)
    for a in accounts:
        code = whole.currencies.index(a.currency)
        assert a.total == int(whole.open[whole.currency == code].sum())
    sent = [line.item for n in notices(decisions) for line in n.lines]
    acted = np.flatnonzero(decisions.outcome == Outcome.ACT).tolist()
    assert sorted(sent) == sorted(items.item[i] for i in acted)
    stopped = {*cases.promised, *cases.arranged, *cases.held_items}
    stopped |= {name for name, amount in cases.withheld.items() if amount is None}
    assert not stopped & set(sent)
    assert not any(name.endswith(PART) for name in sent)
    assert not {n.debtor.debtor for n in notices(decisions)} & set(cases.held_debtors)


@quick
@given(rows, policies, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(data, rules, shuffler: random.Random):
    shuffled = data[:]
    shuffler.shuffle(shuffled)
    one = decide(ledger(*data), rules, History())
    two = decide(ledger(*shuffled), rules, History())

    def told(decisions):
        items = decisions.context.items
        return {
            items.item[i]: (int(decisions.outcome[i]), int(decisions.reason[i]))
            for i in range(len(items))
        }

    assert told(one) == told(two)
    assert notices(one) == notices(two)


@quick
@given(rows, policies)
def test_notices_demand_what_they_list_and_never_what_is_held(data, rules):
    decisions = decide(ledger(*data), rules, History())
    for notice in notices(decisions):
        assert notice.total > 0
        assert notice.subtotal == sum(line.open for line in notice.lines)
        assert notice.total == notice.subtotal + sum(c.open for c in notice.credits)
        assert all(line.open > 0 for line in notice.lines)
        assert (
            len({line.step == "courtesy" for line in notice.lines}) == 1
            or rules.reminders.group != "debtor"
        )


def after(history: History, made, day) -> History:
    """The past once these notices were handed over on a day."""
    done = {
        i: (s, r, d)
        for i, s, r, d in zip(
            history.items, history.step, history.repeat, history.done, strict=True
        )
    }
    steps = tuple(dict.fromkeys([*history.steps, *(x.step for n in made for x in n.lines)]))
    last = dict(history.debtors)
    for notice in made:
        last[notice.debtor.debtor, notice.currency, notice.area] = to_days(day)
        for line in notice.lines:
            done[line.item] = (steps.index(line.step), line.repeat, to_days(day))
    return History(
        items=list(done),
        step=np.array([v[0] for v in done.values()], dtype=np.int16),
        repeat=np.array([v[1] for v in done.values()], dtype=np.int16),
        done=np.array([v[2] for v in done.values()], dtype=np.int32),
        steps=steps,
        debtors=last,
    )


@quick
@given(rows, policies, st.lists(st.integers(0, 6), min_size=1, max_size=30))
def test_any_rhythm_of_runs_issues_each_step_once_and_in_order(data, rules, gaps):
    past, day = History(), AS_OF
    seen: dict[str, list[str]] = {}
    order = [s.id for s in rules.reminders.steps]
    for gap in gaps:
        day += timedelta(gap)
        made = notices(decide(ledger(*data, as_of=day), rules, past))
        for line in (x for n in made for x in n.lines):
            seen.setdefault(line.item, []).append(line.step)
        past = after(past, made, day)
        again = notices(decide(ledger(*data, as_of=day), rules, past))
        assert not again, "a second run on the same day issued something"
    for taken in seen.values():
        reminders = [s for s in taken if s != "courtesy"]
        assert len(set(taken)) == len(taken)
        assert reminders == order[1 : 1 + len(reminders)]
