"""One regime as a report: its rules in words, its tables, and every value with its source."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

from creditctl.insight.report import Column, Kind, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from creditctl.config.lawfiles import LoadedLaw
    from creditctl.insight.report import Row
    from creditctl.regimes.model import (
        CompensationRules,
        Fee,
        InterestRules,
        NoticeRules,
        Regime,
        Schedule,
    )
    from creditctl.regimes.rates import Series

_RULES = (Column("what", ""), Column("rule", ""))
_VALUES = (
    Column("from", "From", Kind.DATE),
    Column("to", "To", Kind.DATE),
    Column("value", "Value", align="right"),
    Column("basis", "Basis"),
    Column("confidence", "Confidence", optional=1),
    Column("source", "Source", shorten=True),
)
_SOURCES = (
    Column("source", "Source"),
    Column("title", "What it is", shorten=True),
    Column("kind", "Kind"),
)
_LINE: Final = 56
"""Characters of a rule on one line, so that a terminal of 80 columns shows it whole."""
_TIMES: Final = {1: "once", 2: "twice", 3: "three times"}
_MODES = {
    "per_half_year": "each half-year at its own rate",
    "step": "each day at the rate of that day",
    "fixed_at_start": "the rate of the first day of interest stays",
    "flat": "one rate",
    "agreed": "only as agreed",
}


def regime_report(loaded: LoadedLaw, name: str, regime: Regime, as_of: date) -> Report:
    """Everything about one regime; the newest values first."""
    series = [loaded.law.rates[key] for key in regime.series()]
    return Report(
        schema="creditctl.regimes-show/1",
        title=f"{name}: {regime.title}",
        as_of=as_of,
        make_tables=lambda: (
            Table("", _RULES, list(_wrapped(_rules(loaded, regime, series)))),
            *(_values(one) for one in series),
            *_sources(loaded, series),
        ),
        make_records=lambda: Table("", _RULES, list(_rules(loaded, regime, series))),
        make_data=lambda: _data(loaded, name, regime, series),
        findings=loaded.findings,
    )


def _wrapped(rows: Iterator[tuple[str, str]]) -> Iterator[Row]:
    """The rules with long ones on several lines."""
    for what, rule in rows:
        first, *more = textwrap.wrap(rule, _LINE, break_on_hyphens=False) or [""]
        yield (what, first)
        yield from (("", line) for line in more)


def _rules(loaded: LoadedLaw, regime: Regime, series: list[Series]) -> Iterator[tuple[str, str]]:
    """The rules, one a line."""
    yield ("country", regime.country or "any")
    yield ("debtors", ", ".join(regime.debtor))
    yield ("currency", ", ".join(regime.currencies) or "any")
    if regime.statute:
        yield ("law", regime.statute.en)
        yield ("in its own words", regime.statute.own)
    yield from _interest(regime.interest)
    if regime.compensation:
        yield ("fixed sum", _compensation(regime.compensation))
    schedule = loaded.law.schedule_of(regime)
    if regime.costs and schedule:
        yield ("collection costs", f"{schedule.title}: {regime.costs.binding}")
        yield from (("", line) for line in _schedule(schedule))
    yield from (("fee", _fee(fee)) for fee in regime.fees)
    if regime.notice:
        yield from _notice(regime.notice)
    if regime.default_due:
        due = regime.default_due
        yield ("due by default", f"{due.days} days, counted {due.counting} {due.of}")
    yield from (("longest term", _term(one.case, one.days, one.rule)) for one in regime.terms)
    moved = "moves to the next working day" if regime.shift == "following" else "stays"
    yield ("last day on a holiday", moved)
    for one in series:
        yield ("table", f"{one.name}: {one.title} ({one.statute})")
        yield ("", f"next: {one.next_value}; {one.look}")
        yield from (("", note) for note in one.notes)
    yield from (("note", note) for note in regime.notes)
    yield from (("change ahead", note) for note in regime.ahead)
    yield ("sources", "; ".join(regime.sources) or "none")
    yield ("confidence", regime.confidence)


def _interest(rules: InterestRules | None) -> Iterator[tuple[str, str]]:
    if rules is None:
        yield ("interest", "none")
        return
    rate = f"{rules.percent}%" if rules.percent is not None else rules.series or ""
    if rules.margin:
        rate += f" plus {rules.margin} points"
    yield ("interest", f"{rate}{', ' if rate else ''}{_MODES[rules.mode]}")
    if rules.earlier_margin:
        early = rules.earlier_margin
        yield ("", f"plus {early.points} points where interest began before {early.before}")
    if rules.since:
        yield ("", f"for interest that began on {rules.since} or later")
    if rules.runs_from == "notice":
        yield ("", "runs from the notice, not from the due date")
    yearly = "; interest joins the principal each year" if rules.compounding == "yearly" else ""
    yield ("reckoned", f"{rules.day_count}, rounded {rules.rounding}{yearly}")
    bounds = ((rules.agreed_at_least, "at least"), (rules.agreed_at_most, "at most"))
    for bound, side in bounds:
        if bound:
            times = f"{bound.times} times " if bound.times != 1 else ""
            plus = f" plus {bound.plus} points" if bound.plus else ""
            yield ("agreed rate", f"{side} {times}{bound.series}{plus}")


def _compensation(rules: CompensationRules) -> str:
    if rules.series:
        told = f"{rules.series}, in {rules.currency}"
    else:
        tiers = []
        for tier in rules.tiers:
            bounds = rules.tiers_in or rules.currency
            upper = f" up to {tier.up_to} {bounds}" if tier.up_to is not None else ""
            upper = upper or (f" below {tier.below} {bounds}" if tier.below is not None else "")
            tiers.append(f"{tier.amount} {rules.currency}{upper}")
        tiers[-1] += " above" if len(tiers) > 1 else ""
        told = ", ".join(tiers)
    converted = f"converted {rules.converted}" if rules.converted else ""
    return "; ".join(part for part in (told, converted, rules.note) if part)


def _schedule(schedule: Schedule) -> Iterator[str]:
    """The bands of a schedule, its limits and its notes."""
    below = "0"
    for band in schedule.bands:
        share = f"{band.percent}% of what exceeds {below}" if band.percent else ""
        fixed = f"{band.fixed}" if band.fixed or not share else ""
        upper = f"up to {band.up_to}" if band.up_to is not None else "above"
        yield f"{upper}: {' plus '.join(part for part in (fixed, share) if part)}"
        below = str(band.up_to)
    if schedule.minimum is not None:
        yield f"at least {schedule.minimum} {schedule.currency}"
    if schedule.maximum is not None:
        yield f"at most {schedule.maximum} {schedule.currency}"
    for name, factor in schedule.factors.items():
        yield f"{name.replace('-', ' ')}: times {factor}"
    if schedule.first or schedule.last:
        yield f"known from {schedule.first} to {schedule.last}; {schedule.look}"
    yield from schedule.notes


def _fee(fee: Fee) -> str:
    amount = f"{fee.amount} {fee.currency}"
    if fee.series:
        assert fee.share is not None
        share = fee.share * 100
        amount = f"{share.normalize():f}% of {fee.series}, in whole {fee.currency}"
    since = "pay-by date of the letter before" if fee.apart_from == "pay_by" else "letter before"
    parts = (
        f"{fee.letter}: {amount}",
        f"at most {_TIMES.get(fee.most, fee.most)}" if fee.most else "",
        f"the first {fee.free} free" if fee.free else "",
        f"from {fee.earliest} days after the due date" if fee.earliest else "",
        f"{fee.apart} days after the {since}" if fee.apart else "",
        f"leaving {fee.pay_within} days to pay" if fee.pay_within else "",
        fee.condition,
    )
    return ", ".join(part for part in parts if part)


def _notice(rules: NoticeRules) -> Iterator[tuple[str, str]]:
    opens = " and ".join(rules.opens)
    yield ("notice first", f"{rules.name} ({rules.statute}): before it no {opens}")
    starts = {
        "day{} after receipt": rules.after_receipt,
        "day{} after an e-mail": rules.after_email,
        "working day{} after posting": rules.after_post,
    }
    told = [
        f"{days} {what.format('' if days == 1 else 's')}"
        for what, days in starts.items()
        if days is not None
    ]
    yield ("", f"{rules.days} days, which begin {', '.join(told)}")
    yield from (("", f"must say {what}") for what in rules.must_say)


def _term(case: str, days: int | None, rule: str) -> str:
    return f"{case}: {rule}" if days is None else f"{case}: {days} days; {rule}"


def _values(series: Series) -> Table:
    """Every value of a series, the newest first."""
    unit = "%" if series.unit == "percent" else f" {series.unit}"
    rows: list[Row] = [
        (
            value.first,
            value.last,
            f"{value.value}{unit}",
            value.basis,
            value.confidence,
            value.source,
        )
        for value in reversed(series.values)
    ]
    return Table(series.name, _VALUES, rows, summary=(f"known until {series.covered_through}",))


def _sources(loaded: LoadedLaw, series: list[Series]) -> Iterator[Table]:
    """What the sources of the values are."""
    used = dict.fromkeys(value.source for one in series for value in reversed(one.values))
    known = loaded.law.sources
    rows: list[Row] = [
        (source, known[source].title, known[source].kind) for source in used if source in known
    ]
    if rows:
        yield Table("Sources", _SOURCES, rows)


def _source(loaded: LoadedLaw, source: str) -> str:
    known = loaded.law.sources.get(source)
    return source if known is None else known.title


def _data(loaded: LoadedLaw, name: str, regime: Regime, series: list[Series]) -> dict[str, Any]:
    schedule = loaded.law.schedule_of(regime)
    return {
        "schema": "creditctl.regimes-show/1",
        "regime": name,
        "title": regime.title,
        "rules": regime.model_dump(mode="json", exclude={"title"}),
        "schedule": None if schedule is None else schedule.model_dump(mode="json"),
        "series": [_series(loaded, one) for one in series],
        "findings": [finding.as_json() for finding in loaded.findings],
    }


def _series(loaded: LoadedLaw, series: Series) -> dict[str, Any]:
    return {
        "series": series.name,
        "title": series.title,
        "statute": series.statute,
        "unit": series.unit,
        "known_through": series.covered_through.isoformat(),
        "next": series.next_value,
        "look": series.look,
        "own_rows": series.name in loaded.own_series,
        "notes": list(series.notes),
        "values": [
            {
                "from": value.first.isoformat(),
                "to": value.last.isoformat(),
                "value": str(value.value),
                "basis": value.basis,
                "confidence": value.confidence,
                "source": _source(loaded, value.source),
            }
            for value in series.values
        ],
    }
