"""What claims by late-payment law need beside the ledger: the tables, payments, letters before.

Where the policy names no regime, nothing is loaded.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from creditctl.ledger.dates import from_days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from creditctl.imports.source import Import
    from creditctl.ledger.frames import Int32, Int64, OpenItems
    from creditctl.policy.claims import Facts, Sent
    from creditctl.policy.model import LatePayment, Policy
    from creditctl.regimes.debt import Receipt
    from creditctl.regimes.law import Law

    Letters = Callable[[str], Sequence[Sent]]


def names_a_regime(policy: Policy) -> bool:
    """Whether any part of a policy says by which rules letters may claim."""
    return bool(kinds_named(policy))


def kinds_named(policy: Policy) -> set[str]:
    """The kinds of debtors for whom any part of a policy names rules."""
    layers = (*policy.segments, *policy.exceptions)
    parts = [policy.late_payment, *(layer.late_payment for layer in layers)]
    return {kind for part in parts if part is not None for kind in regimes_of(part)}


def regimes_of(part: LatePayment) -> dict[str, str]:
    """The regimes that a part names, by the kind of debtor."""
    named = {kind: getattr(part, kind) for kind in ("business", "consumer", "public")}
    return {kind: name for kind, name in named.items() if name != "none"}


def claim_facts(
    policy: Policy,
    folder: Path | None,
    items: OpenItems,
    imported: Import,
    letters: Letters | None = None,
) -> Facts | None:
    """What claims of a day need, None when the policy claims nothing.

    Args:
        policy: the policy.
        folder: the workspace, whose `rates.yaml` counts; None = there is none.
        items: the open items.
        imported: what they were made of.
        letters: reminders about an item that left before; None = nobody knows of any.

    Raises:
        ConfigRefused: the workspace's rates are at fault.
    """
    facts = law_facts(policy, folder)
    if facts is None:
        return None
    from creditctl.policy.claims import Facts

    return Facts(facts.law, _receipts(items, imported), letters or facts.letters)


def law_facts(policy: Policy, folder: Path | None) -> Facts | None:
    """The tables alone, for days on which no payments and letters before are looked at.

    Raises:
        ConfigRefused: the workspace's rates are at fault.
    """
    if not names_a_regime(policy):
        return None
    from creditctl.config.lawfiles import load_law
    from creditctl.policy.claims import Facts

    return Facts(_shipped() if folder is None else load_law(folder).law)


@cache
def _shipped() -> Law:
    """The shipped tables, read once: the tests of a policy ask for them again and again."""
    from creditctl.config.lawfiles import load_law

    return load_law(None).law


def _receipts(items: OpenItems, imported: Import) -> Callable[[int], Sequence[Receipt]]:
    """The dated payments of an item, where they and what is open add up to its gross amount.

    Where they don't, nobody knows when the rest was paid: what is open bears interest, no more.
    An instalment for which only others were paid has none either.
    """
    from creditctl.regimes.debt import Receipt

    documents, payments = imported.documents, imported.payments
    if payments is None or not len(payments) or not len(documents):
        return lambda _item: ()
    open_at = _places(items.file, items.line)
    rows = payments.document
    paid_at = _places(documents.file[rows], documents.line[rows])
    mine = (rows >= 0) & (payments.paid <= items.as_of) & np.isin(paid_at, open_at)
    found: dict[int, list[Receipt]] = {}
    for place, paid, amount in zip(
        *(column[mine].tolist() for column in (paid_at, payments.paid, payments.amount)),
        strict=True,
    ):
        day = from_days(paid)
        if day is not None:
            found.setdefault(place, []).append(Receipt(day, amount))

    def receipts(item: int) -> Sequence[Receipt]:
        paid = found.get(int(open_at[item]), ())
        whole = int(items.open[item]) + sum(receipt.amount for receipt in paid)
        return paid if whole == int(items.gross[item]) else ()

    return receipts


def _places(file: Int32, line: Int32) -> Int64:
    """File and line as one number, by which an item is found again among the documents."""
    return file.astype(np.int64) << 32 | line
