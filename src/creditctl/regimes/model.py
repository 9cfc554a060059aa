"""A regime as its table says it: who owes what for paying late, by the law of one country.

Amounts are whole units of the currency beside them, percentages are per year, and both are exact.
Every key has its effect in this room, or is printed by `creditctl regimes show`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from creditctl.regimes.values import Currency, Name, Number, Part, Sequence, Words

DayCount = Literal["act/365", "act/act", "act/act by interest year", "30/360"]
"""act/act: 366 in leap years of the calendar; by interest year: the real days of each year of
interest, counted from its first day; 30/360: every month has 30 days."""

Mode = Literal["per_half_year", "step", "fixed_at_start", "flat", "agreed"]
"""per_half_year, step: each day has the rate of that day; fixed_at_start: the rate of the first
day stays; flat: one number in the law; agreed: no rate without a contract."""

Rounding = Literal["once", "daily"]
"""once: the exact sum is rounded, half up; daily: the amount of one day is."""

DebtorKind = Literal["business", "consumer", "public"]
Confidence = Literal["high", "medium", "low"]
Sentences = Annotated[tuple[Words, ...], Sequence]


class Statute(Part):
    """The law as a letter cites it, in English and in the country's own short form."""

    en: Words
    own: Words


class EarlierMargin(Part):
    """The margin of debts whose interest began before a day."""

    before: date
    points: Number


class Bound(Part):
    """What an agreed rate may not pass: `times` the value of a series, `plus` points."""

    series: Name
    times: Number = Decimal(1)
    plus: Number = Decimal(0)


class InterestRules(Part):
    """How interest is reckoned.

    `series` and `margin` make the rate of all modes but flat, where `percent` is it, and agreed.
    `since`: the first day of interest for which these rules are the law. `runs_from: notice`:
    interest waits for the notice that the regime demands, whatever the due date.
    """

    mode: Mode
    series: Name | None = None
    margin: Number = Decimal(0)
    earlier_margin: EarlierMargin | None = None
    percent: Number | None = None
    since: date | None = None
    runs_from: Literal["due", "notice"] = "due"
    day_count: DayCount = "act/365"
    compounding: Literal["none", "yearly"] = "none"
    rounding: Rounding = "once"
    agreed_at_least: Bound | None = None
    agreed_at_most: Bound | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        moving = self.mode in ("per_half_year", "step", "fixed_at_start")
        if moving != (self.series is not None) or (self.mode == "flat") != (
            self.percent is not None
        ):
            raise ValueError(f"mode {self.mode} and its series or percent do not fit")
        return self


class Tier(Part):
    """A fixed sum for debts up to (included) or below (excluded) an amount; neither: for all."""

    amount: Number
    up_to: Number | None = None
    below: Number | None = None


class CompensationRules(Part):
    """The fixed sum for a late debt: tiers by its amount, or a dated amount in a series.

    `tiers_in`: the currency of the bounds, where it is not that of the sums; `converted` says
    in words how the sum becomes the debt's currency.
    """

    currency: Currency
    tiers: Annotated[tuple[Tier, ...], Sequence] = ()
    series: Name | None = None
    tiers_in: Currency | None = None
    converted: str = ""
    note: str = ""


class Band(Part):
    """One band of a schedule: `fixed`, and `percent` of what exceeds the band before."""

    up_to: Number | None = None
    fixed: Number = Decimal(0)
    percent: Number = Decimal(0)


class Schedule(Part):
    """Collection costs by principal.

    `first` and `last`: the days for which the figures are known, `look`: the official place of
    later ones; `factors`: what multiplies them, by circumstance.
    """

    title: Words
    currency: Currency
    bands: Annotated[tuple[Band, ...], Sequence, Field(min_length=1)]
    minimum: Number | None = None
    maximum: Number | None = None
    first: date | None = None
    last: date | None = None
    look: str = ""
    factors: dict[Name, Number] = Field({})
    confidence: Confidence
    notes: Sentences = ()


class CostRules(Part):
    """Whose costs a schedule limits, and whether they come on top of the compensation."""

    schedule: Name
    charged_by: Literal["creditor", "collector"]
    on_top: bool
    binding: Words


class Fee(Part):
    """A fee that a letter may carry: an amount, or a `share` of a dated amount.

    `most`: so many at all; `free`: the first so many letters carry none; `earliest`: days after
    the due date; `apart`: days after the letter before, or after the day by which that letter
    asked to pay; `pay_within`: days that the letter must give.
    """

    letter: Literal["reminder", "collection demand", "instalment plan", "hand-over"]
    currency: Currency
    amount: Number | None = None
    series: Name | None = None
    share: Number | None = None
    most: int | None = Field(None, ge=1)
    free: int = Field(0, ge=0)
    earliest: int = Field(0, ge=0)
    apart: int = Field(0, ge=0)
    apart_from: Literal["sent", "pay_by"] = "sent"
    pay_within: int | None = None
    condition: str = ""


class NoticeRules(Part):
    """The letter that must come first, and the days that it must give.

    The days count from the given number of days after receipt, after an e-mail was sent, or of
    working days after posting.
    """

    name: Words
    opens: Annotated[tuple[Literal["interest", "costs"], ...], Sequence]
    days: int = Field(ge=0)
    after_receipt: int | None = None
    after_email: int | None = None
    after_post: int | None = None
    statute: Words
    must_say: Sentences = ()


class DefaultDue(Part):
    """When a debt falls due where nothing was agreed: so many days with or after a day."""

    days: int = Field(ge=0)
    counting: Literal["with", "after"]
    of: Words


class MaximumTerm(Part):
    """The longest term that may be agreed: `case` says between whom; `days` None = no number."""

    case: Words
    days: int | None
    rule: Words


class Regime(Part):
    """The statutory rules for one country and kind of debtor."""

    title: Words
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None
    debtor: Annotated[tuple[DebtorKind, ...], Sequence]
    statute: Statute | None
    currencies: Annotated[tuple[Currency, ...], Sequence] = ()
    interest: InterestRules | None
    compensation: CompensationRules | None = None
    costs: CostRules | None = None
    fees: Annotated[tuple[Fee, ...], Sequence] = ()
    notice: NoticeRules | None = None
    default_due: DefaultDue | None = None
    terms: Annotated[tuple[MaximumTerm, ...], Sequence] = ()
    shift: Literal["none", "following"] = "none"
    sources: Sentences = ()
    confidence: Confidence
    notes: Sentences = ()
    ahead: Sentences = ()

    def series(self) -> tuple[str, ...]:
        """Names of the series that the regime needs, each once."""
        names = [fee.series for fee in self.fees]
        if self.compensation:
            names.insert(0, self.compensation.series)
        if self.interest:
            bounds = (self.interest.agreed_at_least, self.interest.agreed_at_most)
            names[:0] = [self.interest.series, *(bound.series for bound in bounds if bound)]
        return tuple(dict.fromkeys(name for name in names if name))


class RegimeTable(Part):
    """The file of regimes: rule sets by name, and the schedules that they share."""

    version: Literal[1]
    schedules: dict[Name, Schedule]
    regimes: dict[Name, Regime]
