"""Claims by late-payment law: which rules apply to an item, and what a letter claims by them.

Nothing is guessed: where the rules or a rate are not known, a gate holds the item. What the law
lets grow is reckoned for each item apart; credits of the letter lessen the oldest items, as if
that part never had been owed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.ledger.dates import day_of
from creditctl.policy.claimtrouble import trouble_of
from creditctl.regimes.claim import Asked, Claim, agreed, claim
from creditctl.regimes.debt import Debt, Receipt
from creditctl.regimes.fees import Letter, bears_fee, fee_amount
from creditctl.regimes.terms import notice_period
from creditctl.regimes.unknown import CurrencyUnknown, RegimeUnknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from creditctl.policy.context import Context
    from creditctl.policy.model import LatePayment
    from creditctl.policy.reminders import Step
    from creditctl.regimes.law import Law
    from creditctl.regimes.model import Regime
    from creditctl.regimes.unknown import RateUnknown

MOVING: Final = ("per_half_year", "fixed_at_start")
"""Modes of which a policy may choose the other."""
POST_DAYS: Final = 3
"""Days after which a letter is taken to have arrived, where the law counts from its receipt."""

_DEMAND: Final = "collection-demand"
_KINDS: Final = {"business": "business", "public": "public"}


class Sent(NamedTuple):
    """A reminder about an item that left: its step, its day, and the day by which to pay."""

    step: str
    letter: Letter


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
    letters: Callable[[str], Sequence[Sent]] = lambda _item: ()


@dataclass(frozen=True, slots=True)
class Rules:
    """The regime for one item, with what the policy and the contract change.

    Attributes:
        name: of the regime.
        regime: the rules, changes included.
        agreed: whether the contract sets the rate.
    """

    name: str
    regime: Regime
    agreed: bool


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

    def in_words(self, context: Context, item: int) -> str:
        """By which rules letters claim for an item, or why by none."""
        found = self.rules(context, item)
        if isinstance(found, Rules):
            return f"by the rules '{found.name}'"
        kind = context.items.debtors.detail(int(context.items.debtor[item])).kind
        whom = f"{kind} debtors" if kind else "debtors of unknown kind"
        return f"no rules are named for {whom}: nothing is claimed"

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
        changes: dict[str, str | None] = {
            "day_count": named.day_count,
            "rounding": named.rounding,
        }
        if rules is not None and rules.mode in MOVING:
            changes["mode"] = named.mode
        if rules is not None:
            rules = rules.model_copy(update={k: v for k, v in changes.items() if v is not None})
        whole = regime.model_copy(update={"interest": rules})
        return Rules(name, whole, agreed=named.rate is not None)

    def of_item(self, context: Context, item: int, credit: int = 0) -> Claim | CurrencyUnknown:
        """What one item comes to, `credit` minor units of it never having been owed."""
        if (item, credit) not in self._made:
            found = self.rules(context, item)
            assert isinstance(found, Rules)
            law, items = self.facts.law, context.items
            paid = tuple(r for r in self.facts.receipts(item) if r.day <= day_of(items.as_of))
            debt = Debt(
                amount=int(items.open[item]) + sum(receipt.amount for receipt in paid),
                due=day_of(int(items.due[item])),
                payments=paid,
                credits=(Receipt(day_of(int(items.due[item])), credit),) if credit else (),
            )
            noticed = self._announced_on(context, item)
            asked = Asked(
                day_of(items.as_of),
                self._currency(context, item),
                noticed=noticed,
                opens=None if noticed is None else self._opens(context, item, found, noticed),
            )
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
        parts += [self.fee(context, item, step)]
        return next((words for part in parts if (words := trouble_of(part))), "")

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
        last = context.last_step(item)
        if last is not None and last.costs:
            return None
        sent = self._announced_on(context, item)
        opens = None if sent is None else self._opens(context, item, found, sent)
        return date.max if opens is None else opens

    def _announced_on(self, context: Context, item: int) -> date | None:
        """The day of the last letter that announced costs of an item, None = there was none."""
        steps = context.rules(item).reminders.steps
        announcing = {step.id for step in steps if step.announces_costs}
        if not announcing:
            return None
        before = self.facts.letters(context.items.item[item])
        sent = [one.letter.sent for one in before if one.step in announcing]
        last = context.last_step(item)
        if last is not None and last.announces_costs:
            sent.append(day_of(int(context.done[item])))
        return max(sent, default=None)

    def _opens(self, context: Context, item: int, found: Rules, sent: date) -> date | None:
        """The first day on which what a notice of a day opens may be claimed."""
        notice = found.regime.notice
        if notice is None:
            return None
        calendar = context.calendar(int(context.effective[item]))
        period = notice_period(notice, sent, "post", calendar) or notice_period(
            notice, sent + timedelta(days=POST_DAYS), "receipt", calendar
        )
        return None if period is None else period.opens

    def fee(self, context: Context, item: int, step: Step) -> int | RateUnknown:
        """The fee that a letter of today about an item may carry, minor units.

        Letters of one kind are counted: reminders, or collection demands.
        """
        found = self.rules(context, item)
        if step.fee == "none" or not isinstance(found, Rules):
            return 0
        day, currency = day_of(context.as_of), self._currency(context, item)
        demands = {s.id for s in context.rules(item).reminders.steps if s.fee == _DEMAND}
        before = [
            one.letter
            for one in self.facts.letters(context.items.item[item])
            if (one.step in demands) == (step.fee == _DEMAND)
        ]
        for fee in found.regime.fees:
            if fee.letter == step.fee.replace("-", " ") and fee.currency == currency:
                due = day_of(int(context.items.due[item]))
                if bears_fee(fee, due, [*before, Letter(day)])[-1]:
                    return fee_amount(fee, self.facts.law.rates, day)
        return 0

    @staticmethod
    def _currency(context: Context, item: int) -> str:
        return context.items.currencies[int(context.items.currency[item])]
