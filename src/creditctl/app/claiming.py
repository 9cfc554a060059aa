"""What claims by late-payment law need beside the ledger: the tables, payments, letters before.

Where the policy names no regime, nothing is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.ledger.dates import from_days

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from creditctl.imports.source import Import
    from creditctl.ledger.frames import OpenItems
    from creditctl.policy.claims import Facts
    from creditctl.policy.model import LatePayment, Policy
    from creditctl.regimes.debt import Receipt
    from creditctl.regimes.fees import Letter

    Letters = Callable[[str], Sequence[Letter]]


def names_a_regime(policy: Policy) -> bool:
    """Whether any part of a policy says by which rules letters may claim."""
    layers = (*policy.segments, *policy.exceptions)
    parts = [policy.late_payment, *(layer.late_payment for layer in layers)]
    return any(part is not None and regimes_of(part) for part in parts)


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

    return Facts(load_law(folder).law)


def _receipts(items: OpenItems, imported: Import) -> Callable[[int], Sequence[Receipt]]:
    """The dated payments of an item, where they and what is open add up to its gross amount.

    Where they don't, nobody knows when the rest was paid: what is open bears interest, no more.
    An instalment for which only others were paid has none either.
    """
    from creditctl.regimes.debt import Receipt

    documents, payments = imported.documents, imported.payments
    if payments is None or not len(payments):
        return lambda _item: ()
    mine = (payments.document >= 0) & (payments.paid <= items.as_of)
    rows = payments.document[mine].tolist()
    found: dict[tuple[int, int], list[Receipt]] = {}
    for row, paid, amount in zip(
        rows, payments.paid[mine].tolist(), payments.amount[mine].tolist(), strict=True
    ):
        day = from_days(paid)
        if day is not None:
            place = (int(documents.file[row]), int(documents.line[row]))
            found.setdefault(place, []).append(Receipt(day, amount))

    def receipts(item: int) -> Sequence[Receipt]:
        paid = found.get((int(items.file[item]), int(items.line[item])), ())
        whole = int(items.open[item]) + sum(receipt.amount for receipt in paid)
        return paid if whole == int(items.gross[item]) else ()

    return receipts
