"""What one letter claims by law: the claims of its items together."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from creditctl.ledger.dates import day_of
from creditctl.policy.claims import Rules
from creditctl.policy.legal import FixedSum, InterestLine, LegalClaim
from creditctl.regimes.claim import Claim
from creditctl.regimes.compensation import Compensation
from creditctl.regimes.costs import Costs, collection_costs
from creditctl.regimes.interest import Interest, half_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.policy.claims import Claims
    from creditctl.policy.context import Context
    from creditctl.policy.reminders import Step
    from creditctl.regimes.unknown import CurrencyUnknown

    Made = dict[int, Claim | CurrencyUnknown]

_NOTHING = Costs(0, 0, at_maximum=False)


def letter_claim(
    claims: Claims, context: Context, rows: Sequence[int], credit: int
) -> LegalClaim | None:
    """What a letter about some items claims; None when no rules apply or nothing is claimed.

    Args:
        claims: of the day.
        context: what was decided with.
        rows: the items, oldest first.
        credit: what credits take off them, minor units, 0 or more.
    """
    steps = {row: step for row in rows if (step := context.step_of(row)) is not None}
    lead = next((row for row, step in steps.items() if step.claims), None)
    found = None if lead is None else claims.rules(context, lead)
    if lead is None or not isinstance(found, Rules):
        return None
    made: Made = {}
    for row in rows:
        taken = min(credit, int(context.items.open[row]))
        credit -= taken
        made[row] = claims.of_item(context, row, taken)
    lines, interest = _interest(context, made, _at(steps, "interest"))
    costs = _costs(claims, context, made, _at(steps, "costs"), found).with_vat
    sums = _fixed_sums(context, made, _at(steps, "compensation"))
    if costs and found.regime.costs and not found.regime.costs.on_top:
        sums = ()
    announcing = _at(steps, "announces_costs")
    announced = _costs(claims, context, made, announcing, found)
    fee = claims.fee(context, lead, steps[lead])
    statute, notice = found.regime.statute, found.regime.notice
    whole = LegalClaim(
        regime=found.name,
        statute=statute.en if statute else "",
        statute_own=statute.own if statute else "",
        agreed_rate=interest > 0 and found.agreed,
        interest_lines=lines,
        interest=interest,
        fixed_sums=sums,
        compensation=sum(one.amount for one in sums),
        costs=costs,
        fee=fee if isinstance(fee, int) else 0,
        announced=announced.with_vat,
        announced_vat=announced.with_vat - announced.amount,
        announced_for=_owed(made, announcing) if announced.with_vat else 0,
        announced_by=notice.statute if notice and announced.with_vat else "",
    )
    return whole if whole.total or whole.announced else None


def _at(steps: dict[int, Step], what: str) -> list[int]:
    """The items whose step claims something of a kind."""
    return [row for row, step in steps.items() if getattr(step, what)]


def _owed(made: Made, rows: Sequence[int]) -> int:
    """The principal of some items together, minor units."""
    return sum(m.principal for row in rows if isinstance(m := made[row], Claim))


def _costs(
    claims: Claims, context: Context, made: Made, rows: Sequence[int], found: Rules
) -> Costs:
    """Collection costs of the items together, which is how schedules count them."""
    rules, schedule = found.regime.costs, claims.facts.law.schedule_of(found.regime)
    if not rows or rules is None or schedule is None or rules.charged_by != "creditor":
        return _NOTHING
    as_of = day_of(context.as_of)
    vat = context.rules(rows[0]).late_payment.vat_on_costs
    costs = collection_costs(schedule, [_owed(made, rows)], as_of, vat=vat)
    return costs if isinstance(costs, Costs) else _NOTHING


def _interest(
    context: Context, made: Made, rows: Sequence[int]
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


def _fixed_sums(context: Context, made: Made, rows: Sequence[int]) -> tuple[FixedSum, ...]:
    """The fixed sum of each item; one in another currency than the debt's is not claimed."""
    found: list[FixedSum] = []
    for row in rows:
        claim_ = made[row]
        currency = context.items.currencies[int(context.items.currency[row])]
        fixed = claim_.compensation if isinstance(claim_, Claim) else None
        if isinstance(fixed, Compensation) and fixed.currency == currency:
            found.append(FixedSum(context.items.number[row], fixed.amount))
    return tuple(found)
