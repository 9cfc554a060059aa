"""The policy that is in force for a debtor: default, then segment, then exception.

Precedence: invoice > debtor > segment > default. Each value knows the place it came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.dates import day_of
from creditctl.policy.measures import fulfilled, holds, in_minor, measure
from creditctl.policy.part import Part, changed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from creditctl.ledger.frames import Debtors, Int32, Int64, OpenItems
    from creditctl.ledger.opening import Behaviour
    from creditctl.policy.measures import Measures
    from creditctl.policy.model import Credit, LatePayment, Policy, Safety, TermsPart, WorkingDays
    from creditctl.policy.reminders import Reminders

Path = tuple[str | int, ...]
"""Where a value stands in the policy file: keys and list positions from the top."""


@dataclass(frozen=True, slots=True)
class Effective:
    """The rules in force for some debtors.

    Attributes:
        segment: id of the segment, "" when none applies.
        exception: position of the debtor's exception in the policy, or None.
        off: True when that exception switches reminders off.
        origins: for each part, which keys were set by which path prefix.
    """

    segment: str
    exception: int | None
    off: bool
    reminders: Reminders
    terms: TermsPart
    credit: Credit
    working_days: WorkingDays
    safety: Safety
    late_payment: LatePayment
    origins: dict[tuple[str, str], Path] = field(default_factory=dict)

    def path(self, part: str, key: str, *rest: str | int) -> Path:
        """Where the value of `part.key` that is in force stands in the policy file."""
        return (*self.origins.get((part, key), (part,)), key, *rest)


def effective(policy: Policy, segment: int | None, exception: int | None) -> Effective:
    """Put default, segment and exception (positions in the policy) together."""
    parts: dict[str, Part] = {
        "reminders": policy.reminders,
        "terms": policy.terms,
        "credit": policy.credit,
        "working_days": policy.working_days,
        "safety": policy.safety,
        "late_payment": policy.late_payment,
    }
    origins: dict[tuple[str, str], Path] = {}
    off = False
    layers: list[tuple[str, int]] = []
    if segment is not None:
        layers.append(("segments", segment))
    if exception is not None:
        layers.append(("exceptions", exception))
    for where, index in layers:
        layer = getattr(policy, where)[index]
        for part, base in parts.items():
            change = getattr(layer, part, None)
            if change == "off":
                off = True
            elif change is not None:
                parts[part] = changed(base, change)
                for key in change.model_fields_set:
                    origins[part, key] = (where, index, part)
    return Effective(
        segment="" if segment is None else policy.segments[segment].id,
        exception=exception,
        off=off,
        origins=origins,
        **parts,  # type: ignore[arg-type]
    )


def debtor_exceptions(policy: Policy, as_of: date) -> dict[str, int]:
    """Position of the exception in force per debtor id; the first that names a debtor wins."""
    found: dict[str, int] = {}
    for index, exception in enumerate(policy.exceptions):
        if exception.debtor is not None and as_of <= exception.until:
            found.setdefault(exception.debtor, index)
    return found


def invoice_exceptions(policy: Policy, as_of: date) -> dict[str, int]:
    """Position of the exception in force per invoice number."""
    found: dict[str, int] = {}
    for index, exception in enumerate(policy.exceptions):
        if exception.invoice is not None and as_of <= exception.until:
            found.setdefault(exception.invoice, index)
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Which effective policy applies to each row of `Measures`.

    Attributes:
        policies: the distinct effective policies.
        index: int32 position in `policies` per row.
    """

    policies: tuple[Effective, ...]
    index: Int32


def measured(
    policy: Policy,
    items: OpenItems,
    behaviour: Behaviour | None,
    broken: Mapping[str, int] | None = None,
) -> tuple[Measures, Assignment]:
    """Measure the debtors of a ledger as the policy wants it, and find the rules for each.

    Args:
        policy, items, behaviour: what to measure, and how.
        broken: broken promises by debtor id.
    """
    as_of = day_of(items.as_of)
    separate = policy.areas == "separate"
    measures = measure(items, behaviour, separate_areas=separate, broken=broken)
    return measures, assign(policy, measures, items.currencies, items.debtors, as_of)


def assign(
    policy: Policy,
    measures: Measures,
    currencies: tuple[str, ...],
    debtors: Debtors,
    as_of: date,
) -> Assignment:
    """Find segment and exception of every debtor and currency: first match wins.

    A segment that the debtor file names wins over the conditions.
    """
    by_id = {segment.id: index for index, segment in enumerate(policy.segments)}
    named = {d.debtor: by_id[d.segment] for d in debtors.having("segment") if d.segment in by_id}
    segment = _by_debtor(named, measures, debtors)

    def limits() -> Int64:
        return credit_limits((policy.credit,), None, policy, measures, currencies, debtors)

    for index, candidate in enumerate(policy.segments):
        if not candidate.when:
            continue  # only for those whom the debtor file names
        left = np.flatnonzero(segment < 0)
        fits = fulfilled(
            candidate.test,
            left,
            lambda c, rows: holds(c, measures, rows, currencies, debtors, limits),
        )
        segment[left[fits]] = index
    exception = _by_debtor(debtor_exceptions(policy, as_of), measures, debtors)
    pairs, place = np.unique(np.stack([segment, exception]), axis=1, return_inverse=True)
    policies = tuple(
        effective(policy, None if s < 0 else int(s), None if e < 0 else int(e))
        for s, e in pairs.T.tolist()
    )
    return Assignment(policies, np.asarray(place, dtype=np.int32).reshape(len(measures)))


def _by_debtor(values: dict[str, int], measures: Measures, debtors: Debtors) -> Int64:
    """A value per row of `measures` from a value per debtor id, -1 where there is none."""
    result = np.full(len(measures), -1, dtype=np.int64)
    if values:
        of_code = np.array([values.get(name, -1) for name in debtors.ids], dtype=np.int64)
        result = of_code[measures.debtor]
    return result


def credit_limits(
    parts: tuple[Credit, ...],
    index: Int32 | None,
    policy: Policy,
    measures: Measures,
    currencies: tuple[str, ...],
    debtors: Debtors,
) -> Int64:
    """Credit limit per row of `measures` in minor units, -1 = none.

    The debtor's own limit wins over the policy's. A limit counts only for debt in its own
    currency (the debtor's, else the policy's): amounts are never converted.

    Args:
        parts: the credit parts in force.
        index: which of them applies to each row; None = the first to all.
    """
    result = np.full(len(measures), -1, dtype=np.int64)
    own = {d.debtor: d for d in debtors.having("limit")}
    rows = zip(measures.debtor.tolist(), measures.currency.tolist(), strict=True)
    for row, (code, money) in enumerate(rows):
        name = currencies[money]
        debtor = own.get(debtors.ids[code])
        part = parts[0 if index is None else int(index[row])]
        if debtor is not None and debtor.limit is not None:
            if (debtor.currency or policy.currency or name) == name:
                result[row] = debtor.limit
        elif part.limit is not None and policy.currency == name:
            result[row] = int(in_minor(part.limit, name))
    return result
