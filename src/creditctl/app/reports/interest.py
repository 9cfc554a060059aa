"""A late-payment claim as a report: segments of interest, and each part of the claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.ledger.money import to_text
from creditctl.regimes.compensation import Compensation
from creditctl.regimes.costs import Costs
from creditctl.regimes.interest import Interest, half_up
from creditctl.regimes.unknown import NoRate, NoticeMissing

if TYPE_CHECKING:
    from creditctl.app.law.calculating import Calculated
    from creditctl.insight.report import Row

_SEGMENTS = (
    Column("from", "From", Kind.DATE),
    Column("to", "To", Kind.DATE),
    Column("days", "Days", Kind.DAYS),
    Column("percent", "Rate", Kind.PERCENT),
    Column("currency", "", Kind.CURRENCY),
    Column("principal", "Principal", Kind.MONEY),
    Column("interest", "Interest", Kind.MONEY),
)
_PARTS = (
    Column("part", "Claim"),
    Column("currency", "", Kind.CURRENCY),
    Column("amount", "Amount", Kind.MONEY),
    Column("remark", "Remark"),
)


def interest_report(found: Calculated) -> Report:
    """Everything that may be claimed for one late debt."""
    request = found.request
    return Report(
        schema="creditctl.interest/1",
        title=f"Late payment as of {request.as_of}: {found.regime.title} ({request.regime})",
        as_of=request.as_of,
        make_tables=lambda: _tables(found),
        make_data=lambda: _data(found),
        make_records=lambda: Table("", _PARTS, [*_parts(found), *_total(found)]),
        notes=(*_law(found), *found.notes),
        findings=found.findings,
    )


def _tables(found: Calculated) -> tuple[Table, ...]:
    parts = Table("", _PARTS, _parts(found), totals=_total(found))
    interest = found.claim.interest
    if not isinstance(interest, Interest) or not interest.segments:
        return (parts,)
    money = found.currency
    rows: list[Row] = [
        (
            segment.first,
            segment.last,
            segment.days,
            segment.percent,
            money,
            (half_up(segment.principal), money),
            (half_up(segment.amount), money),
        )
        for segment in interest.segments
    ]
    total: Row = ("total", None, interest.days, None, money, None, (interest.amount, money))
    return (Table("", _SEGMENTS, rows, totals=(total,)), parts)


def _parts(found: Calculated) -> list[Row]:
    claim, money = found.claim, found.currency
    rows: list[Row] = [("principal", money, (claim.principal, money), _about_principal(found))]
    rows.append(_interest_row(found))
    if found.regime.compensation is not None and found.request.as_of > found.request.due:
        fixed = claim.compensation
        if isinstance(fixed, Compensation):
            replaced = _replaced(found)
            remark = "replaced by the collection costs" if replaced else ""
            remark = remark or ("" if fixed.currency == money else "to be converted, not added")
            cell = (fixed.amount, fixed.currency)
            rows.append(("compensation", fixed.currency, cell, remark))
        elif fixed is not None:
            rows.append(("compensation", money, None, "not known, see below"))
    if isinstance(claim.costs, Costs):
        cell = (claim.costs.with_vat, money)
        rows.append(("collection costs", money, cell, _about_costs(found)))
    elif claim.costs is not None:
        rows.append(("collection costs", money, None, "not known, see below"))
    return rows


def _interest_row(found: Calculated) -> Row:
    interest, money = found.claim.interest, found.currency
    if isinstance(interest, Interest):
        days = f"{interest.days} days" if interest.days != 1 else "1 day"
        return ("interest", money, (interest.amount, money), days)
    if interest is None or isinstance(interest, NoRate):
        return ("interest", money, (0, money), "none here")
    waits = isinstance(interest, NoticeMissing)
    return ("interest", money, None, "waits for a notice" if waits else "not known, see below")


def _about_principal(found: Calculated) -> str:
    """What was taken off the amount of the invoice."""
    off = found.debt.amount - found.claim.principal
    if not off:
        return f"due {found.request.due}"
    taken = f"{to_text(found.debt.amount, found.currency)} less {to_text(off, found.currency)}"
    return f"due {found.request.due}, {taken}"


def _replaced(found: Calculated) -> bool:
    """Whether the collection costs stand in the place of the compensation."""
    rules = found.regime.costs
    return found.claim.costs_claimed and rules is not None and not rules.on_top


def _about_costs(found: Calculated) -> str:
    rules = found.regime.costs
    assert rules is not None
    if found.claim.costs_wait is not None:
        return "not yet, not in the total"
    if rules.charged_by == "collector":
        return "a collector's, not in the total"
    if found.claim.costs_claimed:
        return "" if found.request.vat is None else f"with {found.request.vat.rstrip('% ')}% VAT"
    return "not in the total without --costs"


def _total(found: Calculated) -> list[Row]:
    total, money = found.claim.total, found.currency
    if total is None:
        return [("total", money, None, "not known, see below")]
    return [("total", money, (total, money), "")]


def _law(found: Calculated) -> tuple[str, ...]:
    """By which law, and how it was reckoned."""
    statute, rules = found.regime.statute, found.rules
    told = [] if statute is None else [f"Law: {statute.en}."]
    if rules is not None and rules.mode != "agreed":
        agreed = ", at the agreed rate" if found.request.rate is not None else ""
        yearly = ", interest joins the principal each year" if rules.compounding != "none" else ""
        rounded = "" if rules.rounding == "once" else ", the amount of a day rounded"
        mode = "" if agreed else f", {_MODES[rules.mode]}"
        told.append(f"Reckoned {rules.day_count}{mode}{yearly}{rounded}{agreed}.")
    told.append(f"More about it: creditctl regimes show {found.request.regime}")
    return tuple(told)


_MODES = {
    "per_half_year": "each half-year at its own rate",
    "step": "each day at its own rate",
    "fixed_at_start": "at the rate of the first day",
    "flat": "at one rate",
}


def _data(found: Calculated) -> dict[str, Any]:
    request, claim, rules, money = found.request, found.claim, found.rules, found.currency
    interest = claim.interest if isinstance(claim.interest, Interest) else None
    statute = found.regime.statute
    return {
        "schema": "creditctl.interest/1",
        "as_of": request.as_of.isoformat(),
        "regime": request.regime,
        "country": found.regime.country,
        "statute": None if statute is None else {"en": statute.en, "own": statute.own},
        "currency": money,
        "amount": to_text(found.debt.amount, money),
        "due": request.due.isoformat(),
        "days_late": max(0, (request.as_of - request.due).days),
        "rules": None
        if rules is None
        else {
            "mode": rules.mode,
            "agreed": request.rate is not None,
            "day_count": rules.day_count,
            "compounding": rules.compounding,
            "rounding": rules.rounding,
        },
        "segments": [] if interest is None else _segments(interest, money),
        "principal": to_text(claim.principal, money),
        "interest": _interest_text(found),
        "compensation": _compensation(claim.compensation),
        "costs": _costs(found),
        "total": None if claim.total is None else to_text(claim.total, money),
        "notes": list(found.notes),
        "findings": [finding.as_json() for finding in found.findings],
    }


def _interest_text(found: Calculated) -> str | None:
    interest = found.claim.interest
    if isinstance(interest, Interest):
        return to_text(interest.amount, found.currency)
    none = interest is None or isinstance(interest, NoRate)
    return to_text(0, found.currency) if none else None


def _segments(interest: Interest, currency: str) -> list[dict[str, Any]]:
    return [
        {
            "from": segment.first.isoformat(),
            "to": segment.last.isoformat(),
            "days": segment.days,
            "percent": str(segment.percent),
            "principal": to_text(half_up(segment.principal), currency),
            "interest": to_text(half_up(segment.amount), currency),
        }
        for segment in interest.segments
    ]


def _compensation(found: object) -> dict[str, str] | None:
    if not isinstance(found, Compensation):
        return None
    return {"amount": to_text(found.amount, found.currency), "currency": found.currency}


def _costs(found: Calculated) -> dict[str, Any] | None:
    """Collection costs as the schedule has them, and whether they are in the total."""
    costs, money = found.claim.costs, found.currency
    if not isinstance(costs, Costs):
        return None
    wait = found.claim.costs_wait
    return {
        "amount": to_text(costs.amount, money),
        "with_vat": to_text(costs.with_vat, money),
        "claimed": found.claim.costs_claimed,
        "not_before": None if wait is None or wait.opens is None else wait.opens.isoformat(),
    }
