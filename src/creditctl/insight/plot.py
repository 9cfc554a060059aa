"""A plot of bars over time as SVG, PNG or PDF: a panel for each series, one scale for all.

Panels lie one below the other with their names, so that no colour is needed to tell them apart.
Typst, which sets the letters, draws them: it comes with the program, and the same plot has the
same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from creditctl.errors import UsageRefused
from creditctl.findings import error

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

PlotForm = Literal["svg", "png", "pdf"]
FORMS: Final[tuple[PlotForm, ...]] = ("svg", "png", "pdf")
_DOTS_PER_INCH: Final = 144
_FEW_MONTHS: Final = 9
"""With more months than these, only every third is marked on the axis."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One series.

    Attributes:
        title: its name, and what to know about it.
        values: one a bar, 0 or more.
    """

    title: str
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Bars over time.

    Attributes:
        title: headline.
        starts: the first day of each bar, in order.
        panels: the series, from top to bottom.
    """

    title: str
    starts: tuple[date, ...]
    panels: tuple[Panel, ...]


def form_of(path: Path) -> PlotForm:
    """The form that the suffix of a file names.

    Raises:
        UsageRefused: it names none of `FORMS` (CR172).
    """
    form = next((f for f in FORMS if path.suffix.lower() == f".{f}"), None)
    if form is None:
        hint = f"end the name in .{', .'.join(FORMS)}"
        raise UsageRefused(error("CR172", f"a plot can't be drawn into '{path}'", hint=hint))
    return form


def draw(plot: Plot, form: PlotForm) -> bytes:
    """The plot as a file."""
    import typst

    most = max((max(panel.values) for panel in plot.panels), default=0)
    data = {
        "title": plot.title,
        "top": _round_top(most),
        "marks": _marks(plot.starts),
        "bars": len(plot.starts),
        "panels": [{"title": p.title, "values": p.values} for p in plot.panels],
    }
    source = (files("creditctl.insight") / "plot.typ").read_bytes()
    drawn = typst.compile(
        source,
        format=form,
        ppi=_DOTS_PER_INCH,
        ignore_system_fonts=True,
        sys_inputs={"plot": json.dumps(data)},
        timestamp=0,
    )
    assert isinstance(drawn, bytes)  # one page
    return drawn


def _round_top(most: int) -> int:
    """The end of the scale: a round and even number that no bar passes."""
    size: int = 10 ** (len(str(most)) - 1)
    return next(n for n in (2 * size, 4 * size, 6 * size, 8 * size, 10 * size) if n >= most)


def _marks(starts: tuple[date, ...]) -> list[tuple[int, str]]:
    """Bars at which a month begins, with its name; in a long plot only every third month."""
    marks: list[tuple[int, str]] = []
    months = {(day.year, day.month) for day in starts}
    for place, day in enumerate(starts):
        new = place > 0 and day.month != starts[place - 1].month
        wanted = len(months) <= _FEW_MONTHS or day.month % 3 == 1
        if new and wanted:
            marks.append((place, f"{day:%Y-%m}"))
    return marks
