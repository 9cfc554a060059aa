"""Who can be reached, and which texts of the books are no address: told before a letter is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.findings import Finding, Severity
from creditctl.ledger.frames import Kind
from creditctl.policy.addresses import address_problem, is_address
from creditctl.policy.channels import choose_channel
from creditctl.policy.reasons import REASONS, Outcome, Reason
from creditctl.policy.recipients import PassedOver, recipient, shared_contact, written_to

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.ledger.frames import Debtor, OpenItems
    from creditctl.policy.decide import Decisions
    from creditctl.policy.model import Policy

_LONGEST: Final = 60


def owing(items: OpenItems) -> dict[int, Debtor]:
    """The debtors who owe something, by their code."""
    codes = np.unique(items.debtor[(items.kind == Kind.INVOICE) & (items.open > 0)])
    return {code: items.debtors.detail(code) for code in codes.tolist()}


def contact_findings(items: OpenItems, policy: Policy) -> list[Finding]:
    """Debtors who owe something and can't be reached (CR130), or not by what stands there (CR131).

    Args:
        items: the open items.
        policy: its steps say by which channels, and whether invoices share a letter.
    """
    rules = policy.reminders
    channels = sorted({channel for step in rules.steps for channel in step.channels})
    contacts = _contacts(items)
    found: list[Finding] = []
    for code, debtor in owing(items).items():
        own = contacts.get(code, {"": None})
        together = [shared_contact(own)] if rules.group != "invoice" else [*own]
        if not all(choose_channel(written_to(debtor, one), channels) for one in together):
            found.append(_unreachable(debtor, channels, several=len(own) > 1))
        if "email" in channels:
            wrong = [PassedOver("invoice_email", text) for text in own if text]
            wrong = [one for one in wrong if not is_address(one.text)]
            found += no_addresses(debtor, (*wrong, *recipient(debtor).passed_over))
    return found


def _contacts(items: OpenItems) -> dict[int, dict[str, None]]:
    """The contacts of what each debtor owes, each once, in the order of the items."""
    found: dict[int, dict[str, None]] = {}
    if items.invoice_email is not None:
        for row in np.flatnonzero((items.kind == Kind.INVOICE) & (items.open > 0)).tolist():
            contacts = found.setdefault(int(items.debtor[row]), {})
            contacts[items.invoice_email[row]] = None
    return found


def letter_findings(decisions: Decisions) -> list[Finding]:
    """What is no address among those of debtors who get a letter today, or should (CR131)."""
    context = decisions.context
    asked = [REASONS.index(reason) for reason in (Reason.REVIEW, Reason.NO_CONTACT)]
    rows = np.flatnonzero(
        (decisions.outcome == Outcome.ACT) | np.isin(decisions.reason, np.array(asked))
    )
    pair = context.items.debtor[rows].astype(np.int64) * len(context.contacts)
    _, first = np.unique(pair + context.contact[rows], return_index=True)
    found: dict[str, Finding] = {}
    for item in rows[first].tolist():
        step = context.step_of(item)
        if step is None or "email" not in step.channels:
            continue
        debtor = context.items.debtors.detail(int(context.items.debtor[item]))
        for finding in no_addresses(debtor, context.recipient(item).passed_over):
            found.setdefault(finding.message, finding)
    return list(found.values())


def no_addresses(debtor: Debtor, passed_over: Iterable[PassedOver]) -> list[Finding]:
    """One warning for each text that is no address (CR131)."""
    return [
        Finding(
            "CR131",
            Severity.WARNING,
            f"{debtor.name or debtor.debtor}: {one.text[:_LONGEST]!r} ({one.column}) is no e-mail "
            f"address: {address_problem(one.text.strip())}",
            hint="correct it in the books; until then it is passed over",
            debtor=debtor.debtor,
        )
        for one in passed_over
    ]


def _unreachable(debtor: Debtor, channels: Iterable[str], *, several: bool) -> Finding:
    hint = "add an e-mail address or a postal address in the books"
    if several:
        hint = "its invoices went to several people: add an address for all (dunning_email, email)"
    return Finding(
        "CR130",
        Severity.WARNING,
        f"{debtor.name or debtor.debtor} owes money and can't be reached by "
        f"{' or '.join(channels)}",
        hint=hint,
        debtor=debtor.debtor,
    )
