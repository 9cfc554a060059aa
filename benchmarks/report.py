"""Tables of measurements, and verdicts on targets, as plain text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from measure import Result


@dataclass(frozen=True)
class Target:
    """A number that we promised, and what it is now.

    Attributes:
        subject: aging, run, ...
        text: what is compared.
        measured: by wall time, or the number itself.
        limit: what it must not exceed; with `at_least` what it must reach.
        cpu: the same ratio by CPU time, None where it makes no sense.
        unit: x for ratios.
    """

    subject: str
    text: str
    measured: float
    limit: float
    cpu: float | None = None
    unit: str = "x"
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Met, or missed by how much. On a shared machine CPU time is the calmer witness."""
        if self._good(self.measured):
            return "met"
        off = self.measured / self.limit if not self.at_least else self.limit / self.measured
        missed = f"MISSED, {off:.2f} x off"
        if self.cpu is not None and self._good(self.cpu):
            return f"{missed} by wall, met by CPU"
        return missed

    def _good(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def as_json(self) -> dict[str, Any]:
        """The target for --json."""
        return {**asdict(self), "verdict": self.verdict}


@dataclass(frozen=True)
class Section:
    """What one subject found.

    Attributes:
        title, notes: above and below the table.
        headers, rows: the table, as texts; the first column is a name.
        results: the measurements for --json.
        targets: verdicts.
    """

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    results: tuple[dict[str, Any], ...] = ()
    targets: tuple[Target, ...] = ()

    def as_text(self) -> str:
        """The section for people."""
        lines = [self.title, *_table(self.headers, self.rows), *self.notes]
        return "\n".join(lines)


def timing_rows(
    results: Iterable[Result], yardstick: Result, items: int | None = None
) -> tuple[tuple[str, ...], ...]:
    """One row a contender: wall, CPU, ratios to the yardstick, memory, cost per item."""
    return tuple(
        (
            r.name,
            seconds(r.median_wall),
            seconds(r.median_cpu),
            f"{r.median_wall / yardstick.median_wall:.2f}",
            f"{r.median_cpu / yardstick.median_cpu:.2f}",
            f"{r.peak:.0f}",
            *([f"{r.median_wall / items * 1e6:.2f}"] if items else []),
            r.contender.note,
        )
        for r in results
    )


def timing_headers(yardstick: str, *, per_item: bool = False) -> tuple[str, ...]:
    """Headers for `timing_rows`."""
    return (
        "",
        "wall s",
        "cpu s",
        f"wall x {yardstick}",
        "cpu x",
        "RSS MB",
        *(["us/item"] if per_item else []),
        "",
    )


def timing_json(results: Iterable[Result], **about: Any) -> tuple[dict[str, Any], ...]:
    """The measurements of one race for --json."""
    return tuple(
        {
            **about,
            "contender": r.name,
            "wall": r.wall,
            "cpu": r.cpu,
            "rss_mb": r.rss,
            "median_wall": r.median_wall,
            "median_cpu": r.median_cpu,
        }
        for r in results
    )


def ratio_target(
    subject: str, text: str, result: Result, yardstick: Result, limit: float
) -> Target:
    """A target on the ratio of two contenders of one race."""
    return Target(
        subject,
        text,
        result.median_wall / yardstick.median_wall,
        limit,
        result.median_cpu / yardstick.median_cpu,
    )


def seconds(value: float) -> str:
    """Seconds with three digits that mean something."""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def targets_table(targets: Sequence[Target]) -> str:
    """All verdicts in one table."""
    rows = tuple(
        (
            t.subject,
            t.text,
            f"{t.measured:.2f} {t.unit}",
            "" if t.cpu is None else f"{t.cpu:.2f} {t.unit}",
            f"{'>=' if t.at_least else '<='} {t.limit:g} {t.unit}",
            t.verdict,
        )
        for t in targets
    )
    headers = ("subject", "target", "wall", "cpu", "demanded", "verdict")
    return "\n".join(["TARGETS", *_table(headers, rows, left=(0, 1, 5))])


def _table(
    headers: tuple[str, ...], rows: tuple[tuple[str, ...], ...], left: tuple[int, ...] | None = None
) -> list[str]:
    """Aligned columns: names left, numbers right. The first and last column are names."""
    left = (0, len(headers) - 1) if left is None else left
    widths = [max(len(row[i]) for row in (headers, *rows)) for i in range(len(headers))]

    def line(row: tuple[str, ...]) -> str:
        cells = [
            cell.ljust(width) if i in left else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        return "  ".join(cells).rstrip()

    return [line(headers), "-" * len(line(tuple("-" * w for w in widths))), *map(line, rows)]
