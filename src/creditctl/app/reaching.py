"""Who can be reached, and which texts of the books are no address: told before a letter is due."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.findings import Finding, Severity
from creditctl.ledger.frames import Kind
from creditctl.policy.addresses import address_problem, is_address
from creditctl.policy.channels import choose_channel
from creditctl.policy.effective import measured
from creditctl.policy.reasons import REASONS, Outcome, Reason
from creditctl.policy.recipients import PassedOver, recipient, shared_contact, written_to

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from creditctl.app.books import Books
    from creditctl.ledger.frames import Debtor, OpenItems
    from creditctl.policy.decide import Decisions
    from creditctl.policy.model import Policy
    from creditctl.policy.reminders import Reminders

_LONGEST: Final = 60


def owing(items: OpenItems) -> dict[int, Debtor]:
    """The debtors who owe something, by their code."""
    codes = np.unique(items.debtor[(items.kind == Kind.INVOICE) & (items.open > 0)])
    return {code: items.debtors.detail(code) for code in codes.tolist()}


def contact_findings(books: Books, policy: Policy) -> list[Finding]:
    """Debtors who owe something and can't be reached (CR130), or not by what stands there (CR131).

    Args:
        books: what is open, and how debtors paid before.
        policy: the steps in force for each debtor say by which channels, and whether its invoices
            share a letter.
    """
    contacts = _contacts(books.items)
    found: list[Finding] = []
    for code, rules in _rules(books, policy).items():
        debtor = books.items.debtors.detail(code)
        own = contacts.get(code, {"": None})
        lost = [part for part in rules if not _reached(debtor, own, part)]
        if lost:
            found.append(_unreachable(debtor, _channels(*lost), several=len(own) > 1))
        if "email" in _channels(*rules):
            wrong = [PassedOver("invoice_email", text) for text in own if text]
            wrong = [one for one in wrong if not is_address(one.text)]
            found += no_addresses(debtor, (*wrong, *recipient(debtor).passed_over))
    return found


def _rules(books: Books, policy: Policy) -> dict[int, list[Reminders]]:
    """The reminders in force for each debtor who owes something and is reminded at all.

    More than one where it is in different segments with its currencies or areas.
    """
    items = books.items
    measures, assignment = measured(policy, items, books.behaviour)
    rows = np.flatnonzero((items.kind == Kind.INVOICE) & (items.open > 0))
    index = assignment.index[measures.group[rows]]
    found: dict[int, list[Reminders]] = {}
    for code, place in np.unique(np.stack([items.debtor[rows], index]), axis=1).T.tolist():
        rules = assignment.policies[place]
        if rules.reminders.steps and not rules.off:
            found.setdefault(code, []).append(rules.reminders)
    return found


def _channels(*rules: Reminders) -> list[str]:
    steps = [step for part in rules for step in part.steps if step.action == "remind"]
    return sorted({channel for step in steps for channel in step.channels})


def _reached(debtor: Debtor, contacts: Collection[str], rules: Reminders) -> bool:
    """Whether each letter about the invoices of these contacts could go by some channel."""
    together = [shared_contact(contacts)] if rules.group != "invoice" else contacts
    channels = _channels(rules)
    return all(choose_channel(written_to(debtor, one), channels) for one in together)


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
    # Where only a letter about a promise leaves, the contact was not looked at: it is -1.
    pair = context.items.debtor[rows].astype(np.int64) * (len(context.contacts) + 1)
    _, first = np.unique(pair + context.contact[rows] + 1, return_index=True)
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
