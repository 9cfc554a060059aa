"""A month of payments with known truth: what applies by itself is right, always.

The generator is in `month`; run with ``-s`` to see how much of each kind is found.
"""

from __future__ import annotations

from collections import Counter

import pytest

from creditctl.cash.matching import match
from creditctl.cash.payments import Certainty
from tests.cash.matching.month import TOLERANCE, make

SEEDS = {1: 5_000, 2: 1_000, 3: 1_000, 4: 1_000, 5: 1_000}
LEAST = {
    # The payer's account is often not known, and some series have short numbers.
    "exact reference": 0.90,
    "exact number": 0.80,
    "combined, named": 0.85,
    "discount": 0.75,
    "short, within tolerance": 0.75,
    "instalment": 0.75,
    "mangled number": 0.55,
}
NEVER = (
    "came back",
    "credit note kept",
    "for two debtors",
    "name only",
    "other currency",
    "so much a month",
    "unknown",
)


@pytest.fixture(scope="module")
def months():
    """Each month with its matching."""
    made = [make(seed, size) for seed, size in SEEDS.items()]
    return [(m, match(m.payments, m.invoices, m.payers, TOLERANCE)) for m in made]


def test_the_months_are_as_large_and_as_mixed_as_they_should_be(months):
    for (month, _), size in zip(months, SEEDS.values(), strict=True):
        assert len(month.payments) >= size
        assert len(month.invoices) > 3 * size
        assert len({truth.kind for truth in month.truth.values()}) > 25


def test_what_applies_by_itself_is_always_right(months):
    wrong = [
        (month.truth[found.payment], found)
        for month, matching in months
        for found in matching.matches
        if found.certainty is Certainty.CERTAIN and not month.truth[found.payment].agrees(found)
    ]
    assert wrong == []


def test_enough_applies_by_itself(months):
    of_kind: Counter[str] = Counter()
    certain: Counter[str] = Counter()
    likely: Counter[str] = Counter()
    right_debtor: Counter[str] = Counter()
    for month, matching in months:
        of_kind.update(truth.kind for truth in month.truth.values())
        for found in matching.matches:
            truth = month.truth[found.payment]
            certain[truth.kind] += found.certainty is Certainty.CERTAIN
            likely[truth.kind] += found.certainty is Certainty.LIKELY
            right_debtor[truth.kind] += bool(truth.debtor) and found.debtor == truth.debtor
    lines = [f"{'kind':24} {'payments':>8} {'certain':>8} {'likely':>8} {'debtor':>8}"]
    for kind, count in sorted(of_kind.items()):
        shares = (100 * one[kind] // count for one in (certain, likely, right_debtor))
        lines.append(f"{kind:24} {count:8} " + " ".join(f"{share:7}%" for share in shares))
    lines.append(f"{'all':24} {of_kind.total():8} {100 * certain.total() // of_kind.total():7}%")
    print("", *lines, sep="\n")  # noqa: T201
    for kind, least in LEAST.items():
        assert certain[kind] >= least * of_kind[kind], kind
    assert [kind for kind in NEVER if certain[kind]] == []


def test_nothing_is_taken_twice_and_no_money_is_made(months):
    for month, matching in months:
        left = {one.item: one.open for one in month.invoices}
        amounts = {one.id: one.amount for one in month.payments}
        for found in matching.matches:
            assert found.rest >= 0
            assert found.rest + sum(a.amount for a in found.allocations) == amounts[found.payment]
            for one in found.allocations:
                left[one.item] -= one.amount + one.discount
        assert min(left.values()) >= 0


def test_every_payment_is_matched_or_unknown_once(months):
    for month, matching in months:
        told = [found.payment for found in matching.matches] + list(matching.unknown)
        assert sorted(told) == sorted(payment.id for payment in month.payments)


def test_without_names_or_accounts_less_is_certain_and_still_nothing_wrong():
    month = make(6, 1_000)
    counts = []
    for payers in (
        month.payers,
        _without(month.payers, "ibans"),
        _without(month.payers, "name"),
        [],
    ):
        matching = match(month.payments, month.invoices, payers, TOLERANCE)
        certain = [one for one in matching.matches if one.certainty is Certainty.CERTAIN]
        assert [one for one in certain if not month.truth[one.payment].agrees(one)] == []
        counts.append(len(certain))
    everything, *less = counts
    assert max(less) < everything
    assert min(less) > 0


def _without(payers, what):
    from dataclasses import replace

    return [replace(payer, **{what: () if what == "ibans" else ""}) for payer in payers]
