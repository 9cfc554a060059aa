"""What is odd about the segments of real debtors, as findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.findings import Finding, Severity, warning
from creditctl.policy.segments import overlaps, unknown_segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.app.books import Books
    from creditctl.config.policyfile import LoadedPolicy

_SHOWN = 3


def segment_warnings(loaded: LoadedPolicy, books: Books) -> list[Finding]:
    """Segments that the file of debtors names and the policy lacks (CR108)."""
    named: dict[str, list[str]] = {}
    for debtor, segment in unknown_segments(loaded.policy, books.items.debtors).items():
        named.setdefault(segment, []).append(debtor)
    return [
        warning(
            "CR108",
            f"the file of debtors puts {_debtors(debtors)} into segment '{segment}', "
            "which the policy does not have; they are treated as if it named none",
            loaded.place_of(("segments",)) if loaded.policy.segments else loaded.place_of(()),
            "correct the name in the books, or add the segment to the policy",
        )
        for segment, debtors in sorted(named.items())
    ]


def segment_remarks(loaded: LoadedPolicy, books: Books) -> list[Finding]:
    """Debtors who fit two segments, of which the first counts (CR109)."""
    if len(loaded.policy.segments) < 2:
        return []
    place_of = {segment.id: index for index, segment in enumerate(loaded.policy.segments)}
    found = overlaps(loaded.policy, books.items, books.behaviour)
    return [
        Finding(
            "CR109",
            Severity.INFO,
            f"segments '{first}' and '{other}' both fit {_debtors(debtors)}; '{first}' stands "
            "first and counts",
            loaded.place_of(("segments", place_of[other], "when")),
            "nothing to do if that is what you mean; else change the order or the conditions",
        )
        for (first, other), debtors in found.items()
    ]


def _debtors(ids: Sequence[str]) -> str:
    shown = ", ".join(ids[:_SHOWN])
    if len(ids) == 1:
        return f"debtor {shown}"
    return f"{len(ids)} debtors ({shown}{', ...' if len(ids) > _SHOWN else ''})"
