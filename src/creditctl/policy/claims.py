"""Claims by late-payment law: which rules apply to an item, and what a letter claims by them.

Nothing is guessed: where the rules or a rate are not known, a gate holds the item. What the law
lets grow is reckoned for each item apart; credits of the letter lessen the oldest items, as if
that part never had been owed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from creditctl.ledger.dates import from_days
from creditctl.policy.legal import FixedSum, InterestLine, LegalClaim
from creditctl.regimes.claim import Asked, Claim, agreed, claim
from creditctl.regimes.compensation import Compensation
from creditctl.regimes.costs import Costs, collection_costs
from creditctl.regimes.debt import Debt, Receipt
from creditctl.regimes.fees import Letter, bears_fee, fee_amount
from creditctl.regimes.interest import Interest, half_up
from creditctl.regimes.terms import notice_period
from creditctl.regimes.unknown import (
    CurrencyUnknown,
    NoRate,
    NotTheLaw,
    RateNotAllowed,
    RateUnknown,
    RegimeUnknown,
    ScheduleUnknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from creditctl.policy.context import Context
    from creditctl.policy.model import LatePayment, Step
    from creditctl.regimes.law import Law
    from creditctl.regimes.model import Regime

POST_DAYS: Final = 3
"""Days after which a letter is taken to have arrived, where the law counts from its receipt."""

_KINDS: Final = {"business": "business", "public": "public"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What claims need beside the ledger.

    Attributes:
        law: the tables.
        receipts: payments of an item so far, by its row, where the books have their days.
        letters: reminders about an item that left before, by its id, courtesy letters left out.
    """

    law: Law
    receipts: Callable[[int], Sequence[Receipt]] = lambda _item: ()
    letters: Callable[[str], Sequence[Letter]] = lambda _item: ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The regime for one item, with what the policy and the contract change: name and rules."""

    name: str
    regime: Regime


@dataclass(slots=True, eq=False)
class Claims:
    """Claims of one day: rules by policy, kind and country, and what each item comes to."""

    facts: Facts
    _rules: dict[tuple[int, str, str], Rules | RegimeUnknown | None] = field(default_factory=dict)
    _made: dict[tuple[int, int], Claim | CurrencyUnknown] = field(default_factory=dict)

    def rules(self, context: Context, item: int) -> Rules | RegimeUnknown | None:
        """The rules for an item; None when the policy names none for such a debtor."""
        detail = context.items.debtors.detail(int(context.items.debtor[item]))
        kind = _KINDS.get(detail.kind, "consumer")
        country = detail.country or context.policy.country or ""
        key = (int(context.effective[item]), kind, country)
        if key not in self._rules:
            self._rules[key] = self._find(context.rules(item).late_payment, kind, country)
        return self._rules[key]

    def _find(self, named: LatePayment, kind: str, country: str) -> Rules | RegimeUnknown | None:
        name: str | RegimeUnknown = getattr(named, kind)
        if name == "by-country":
            name = self.facts.law.regime_for(country, kind)  # type: ignore[arg-type]
        if isinstance(name, RegimeUnknown):
            return name
        if name == "none":
            return None
        regime = self.facts.law.regimes[name]
        rules = regime.interest
        if rules is not None and named.rate is not None:
            rules = agreed(rules, named.rate)
        changes = {"day_count": named.day_count, "rounding": named.rounding}
        if rules is not None:
            rules = rules.model_copy(update={k: v for k, v in changes.items() if v is not None})
        return Rules(name, regime.model_copy(update={"interest": rules}))

    def of_item(self, context: Context, item: int, credit: int = 0) -> Claim | CurrencyUnknown:
        """What one item comes to, `credit` minor units of it never having been owed."""
        if (item, credit) not in self._made:
            found = self.rules(context, item)
            assert isinstance(found, Rules)
            law, items = self.facts.law, context.items
            paid = tuple(r for r in self.facts.receipts(item) if r.day <= _day(items.as_of))
            debt = Debt(
                amount=int(items.open[item]) + sum(receipt.amount for receipt in paid),
                due=_day(int(items.due[item])),
                payments=paid,
                credits=(Receipt(_day(int(items.due[item])), credit),) if credit else (),
            )
            asked = Asked(_day(items.as_of), items.currencies[int(items.currency[item])])
            self._made[item, credit] = claim(
                found.regime, law.schedule_of(found.regime), debt, law.rates, asked
            )
        return self._made[item, credit]

    def regime_trouble(self, context: Context, item: int) -> str:
        """Why no rules are known for an item, "" when they are, or when none are wanted."""
        found = self.rules(context, item)
        if isinstance(found, RegimeUnknown):
            country = found.country or "a country that is not stated"
            return f"no rules are known for {found.kind} debtors in {country}"
        made = None if found is None else self.of_item(context, item)
        if isinstance(made, CurrencyUnknown):
            return f"the rules know debts in {', '.join(made.known)}, not in {made.currency}"
        return ""

    def rate_trouble(self, context: Context, item: int, step: Step) -> str:
        """Why a claim of a step can't be reckoned, "" when it can."""
        if not isinstance(self.rules(context, item), Rules):
            return ""
        made = self.of_item(context, item)
        if isinstance(made, CurrencyUnknown):
            return ""
        parts: list[object] = [made.interest] if step.interest else []
        parts += [made.compensation] if step.compensation else []
        parts += [made.costs] if step.costs or step.announces_costs else []
        parts += [self._fee(context, item, _day(context.as_of))] if step.fee else []
        return next((words for part in parts if (words := _trouble(part))), "")

    def notice_opens(self, context: Context, item: int, step: Step) -> date | None:
        """The first day on which costs may be claimed; `date.max` when nothing announced them.

        None when the law wants no notice first, or its days have passed before an earlier letter
        with costs.
        """
        found = self.rules(context, item)
        if not step.costs or not isinstance(found, Rules) or found.regime.notice is None:
            return None
        if "costs" not in found.regime.notice.opens:
            return None
        last = int(context.last[item])
        before = context.rules(item).reminders.steps[last] if last >= 0 else None
        if before is not None and before.costs:
            return None
        if before is None or not before.announces_costs:
            return date.max
        sent, notice = _day(int(context.done[item])), found.regime.notice
        calendar = context.calendar(int(context.effective[item]))
        period = notice_period(notice, sent, "post", calendar) or notice_period(
            notice, sent + timedelta(days=POST_DAYS), "receipt", calendar
        )
        return date.max if period is None else period.opens

    def _fee(self, context: Context, item: int, day: date) -> int | RateUnknown:
        """The reminder fee that a letter of a day about an item may carry, minor units."""
        found = self.rules(context, item)
        if not isinstance(found, Rules):
            return 0
        currency = context.items.currencies[int(context.items.currency[item])]
        letters = [*self.facts.letters(context.items.item[item]), Letter(day)]
        for fee in found.regime.fees:
            if fee.letter == "reminder" and fee.currency == currency:
                due = _day(int(context.items.due[item]))
                if bears_fee(fee, due, letters)[-1]:
                    return fee_amount(fee, self.facts.law.rates, day)
        return 0

    def of_letter(self, context: Context, rows: Sequence[int], credit: int) -> LegalClaim | None:
        """What a letter about some items claims; None when no rules apply or nothing is claimed.

        Args:
            context: what was decided with.
            rows: the items, oldest first.
            credit: what credits take off them, minor units, 0 or more.
        """
        steps = {row: context.step_of(row) for row in rows}
        lead = next((row for row in rows if (step := steps[row]) and step.claims), None)
        found = None if lead is None else self.rules(context, lead)
        if lead is None or not isinstance(found, Rules):
            return None
        made, credits_ = {}, {}
        for row in rows:
            credits_[row] = min(credit, int(context.items.open[row]))
            credit -= credits_[row]
            made[row] = self.of_item(context, row, credits_[row])
        statute = found.regime.statute
        notice = found.regime.notice
        lines, interest = _interest(context, made, [r for r in rows if _has(steps[r], "interest")])
        costs = self._costs(context, made, [r for r in rows if _has(steps[r], "costs")], found)
        sums = _fixed_sums(context, made, [r for r in rows if _has(steps[r], "compensation")])
        if costs and found.regime.costs and not found.regime.costs.on_top:
            sums = ()
        announcing = [r for r in rows if _has(steps[r], "announces_costs")]
        announced = self._costs(context, made, announcing, found)
        fee = self._fee(context, lead, _day(context.as_of)) if _has(steps[lead], "fee") else 0
        whole = LegalClaim(
            regime=found.name,
            statute=statute.en if statute else "",
            statute_own=statute.own if statute else "",
            interest_lines=lines,
            interest=interest,
            fixed_sums=sums,
            compensation=sum(one.amount for one in sums),
            costs=costs,
            fee=fee if isinstance(fee, int) else 0,
            announced=announced,
            announced_by=notice.statute if notice and announced else "",
        )
        return whole if whole.total or whole.announced else None

    def _costs(
        self,
        context: Context,
        made: dict[int, Claim | CurrencyUnknown],
        rows: Sequence[int],
        found: Rules,
    ) -> int:
        """Collection costs of the items together, which is how schedules count them."""
        rules, law = found.regime.costs, self.facts.law
        schedule = law.schedule_of(found.regime)
        if not rows or rules is None or schedule is None or rules.charged_by != "creditor":
            return 0
        owed = [m.principal for row in rows if isinstance(m := made[row], Claim)]
        vat = context.rules(rows[0]).late_payment.vat_on_costs
        costs = collection_costs(schedule, owed, _day(context.as_of), vat=vat)
        return costs.with_vat if isinstance(costs, Costs) else 0


def _has(step: Step | None, what: str) -> bool:
    return step is not None and bool(getattr(step, what))


def _interest(
    context: Context, made: dict[int, Claim | CurrencyUnknown], rows: Sequence[int]
) -> tuple[tuple[InterestLine, ...], int]:
    """How the interest of some items came about, and its sum."""
    lines: list[InterestLine] = []
    total = 0
    for row in rows:
        claim_ = made[row]
        if isinstance(claim_, Claim) and isinstance(claim_.interest, Interest):
            total += claim_.interest.amount
            number = context.items.number[row]
            lines += [
                InterestLine(
                    number,
                    part.first,
                    part.last,
                    part.days,
                    part.percent,
                    half_up(Fraction(part.principal)),
                    half_up(part.amount),
                )
                for part in claim_.interest.segments
            ]
    return tuple(lines), total


def _fixed_sums(
    context: Context, made: dict[int, Claim | CurrencyUnknown], rows: Sequence[int]
) -> tuple[FixedSum, ...]:
    """The fixed sum of each item; one in another currency than the debt's is not claimed."""
    found: list[FixedSum] = []
    for row in rows:
        claim_ = made[row]
        currency = context.items.currencies[int(context.items.currency[row])]
        fixed = claim_.compensation if isinstance(claim_, Claim) else None
        if isinstance(fixed, Compensation) and fixed.currency == currency:
            found.append(FixedSum(context.items.number[row], fixed.amount))
    return tuple(found)


def _trouble(part: object) -> str:
    """A part of a claim that is not known, in words; "" when it is, or when there is none."""
    if isinstance(part, RateUnknown):
        when = "not published yet" if part.not_yet else "not in the tables"
        return f"the value of {part.series} on {part.day} is {when}; see {part.look}"
    if isinstance(part, NotTheLaw):
        return f"these rules are the law from {part.since} on; interest begins on {part.first_day}"
    if isinstance(part, NoRate):
        return "the law gives no interest here; name a 'rate' of the contract"
    if isinstance(part, RateNotAllowed):
        word = "at least" if part.at_least else "at most"
        return f"the law allows {word} {part.bound:f}%, not {part.agreed:f}%"
    if isinstance(part, ScheduleUnknown):
        return f"the schedule '{part.schedule}' does not know such costs on {part.day}"
    return ""


def _day(number: int) -> date:
    day = from_days(number)
    assert day is not None
    return day
