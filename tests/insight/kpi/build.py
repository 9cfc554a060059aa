"""Small books for the tests of key figures."""

from __future__ import annotations

from datetime import date

from creditctl.insight.kpi.figures import Figures, KpiBooks, figures
from creditctl.insight.kpi.measures import Kpi, kpis
from creditctl.insight.kpi.period import Period, months_to
from creditctl.insight.rounding import in_decimals
from creditctl.ledger.frames import OpenBasis
from creditctl.ledger.opening import open_items
from tests.ledger.build import document, documents

LAST = date(2026, 3, 31)
QUARTER = months_to(LAST, 3)


def settled(number, gross, issued, due, paid=None, **more):
    """A document of a ledger that tells when it was settled."""
    way = {"issued": issued, "due": due, "settled": paid, "basis": OpenBasis.SETTLED, "open": 0}
    return document(number, gross, **way | more)


BASE = (
    settled("old", 5_500_000, "2025-11-15", "2025-12-15", "2026-02-10"),
    settled("jan", 4_000_000, "2026-01-15", "2026-02-14", "2026-03-15"),
    settled("feb", 2_400_000, "2026-02-10", "2026-03-12"),
    settled("feb, paid", 2_600_000, "2026-02-20", "2026-03-22", "2026-03-20"),
    settled("mar", 4_200_000, "2026-03-10", "2026-04-09"),
    settled("mar, paid", 1_800_000, "2026-03-05", "2026-04-04", "2026-03-31"),
)
"""Sales of 40, 50 and 60 thousand; 55 open before, 66 after, of which 24 overdue."""


def books(
    *rows, period=QUARTER, payments=None, promises=None, tolerance=0, shown_later=False
) -> KpiBooks:
    """Books of these documents."""
    made = documents(*rows)
    end, begin = (open_items(made, payments, day) for day in (period.last, period.before))
    terms, told = end.terms, (promises, tolerance, shown_later)
    return KpiBooks(made, payments, terms, begin.items, end.items, *told)


def figures_of(*rows, currency="EUR", period=QUARTER, **more) -> Figures:
    """The figures of one currency."""
    found = figures(books(*rows, period=period, **more), period)
    return next(one for one in found if one.currency == currency)


def found(*rows, **more) -> dict[str, Kpi]:
    """The key figures of one currency by their keys."""
    return {kpi.measure.key: kpi for kpi in kpis(figures_of(*rows, **more))}


def told(*rows, **more) -> dict[str, str]:
    """The same as numbers, or the reason why there is none."""
    return {
        key: kpi.gap.reason if kpi.value is None else in_decimals(kpi.value, 2)
        for key, kpi in found(*rows, **more).items()
    }


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))
