"""What a letter claims beside the invoices, line by line, as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.documents.clean import one_line
from creditctl.documents.context import statute

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.documents.localise import Language
    from creditctl.policy.legal import FixedSum, LegalClaim
    from creditctl.policy.notices import Notice


@dataclass(frozen=True, slots=True)
class InterestRow:
    """Some days of one invoice, all texts as shown; amounts without currency."""

    number: str
    period: str
    days: str
    rate: str
    principal: str
    amount: str


@dataclass(frozen=True, slots=True)
class ClaimDetails:
    """How a claim came about, below the item table.

    Attributes:
        rows: the calculation of the interest; none where there is none.
        notes: sentences, each on a line of its own: to which day, the fixed sums, the law.
    """

    rows: tuple[InterestRow, ...]
    notes: tuple[str, ...]


def claim_sums(notice: Notice, language: Language) -> tuple[tuple[str, str], ...]:
    """Label and amount: the principal, then each kind of claim; none without a claim."""
    claim, labels = notice.claim, language.labels
    if claim is None or not claim.total:
        return ()
    parts = (
        (labels.outstanding, notice.principal),
        (labels.interest, claim.interest),
        (labels.compensation, claim.compensation),
        (labels.costs, claim.costs),
        (labels.fee, claim.fee),
    )
    return tuple((label, language.money(sum_, notice.currency)) for label, sum_ in parts if sum_)


def claim_details(notice: Notice, language: Language) -> ClaimDetails | None:
    """How the claim of a notice came about; None where it claims nothing."""
    claim = notice.claim
    if claim is None or not claim.total:
        return None
    return ClaimDetails(
        rows=tuple(_rows(claim, notice.currency, language)) if claim.interest else (),
        notes=tuple(_notes(claim, notice, language)),
    )


def _rows(claim: LegalClaim, currency: str, language: Language) -> Iterator[InterestRow]:
    for line in claim.interest_lines:
        yield InterestRow(
            number=one_line(line.number),
            period=language.period(line.first, line.last),
            days=str(line.days),
            rate=language.percent(line.percent),
            principal=language.number(line.principal, currency),
            amount=language.number(line.amount, currency),
        )


def _notes(claim: LegalClaim, notice: Notice, language: Language) -> Iterator[str]:
    labels = language.labels
    if claim.interest:
        if sum(line.amount for line in claim.interest_lines) != claim.interest:
            yield labels.rounded
        yield labels.interest_until.replace("{day}", language.day(notice.as_of))
    if claim.compensation:
        yield from _fixed_sums(claim.fixed_sums, notice, language)
    law = statute(claim, language)
    if claim.interest and (claim.agreed_rate or not law):
        yield labels.agreed
    if law:
        yield labels.law.replace("{statute}", law)


def _fixed_sums(sums: tuple[FixedSum, ...], notice: Notice, language: Language) -> Iterator[str]:
    """A sentence for each amount; it names its invoices unless it holds for all of the letter."""
    for amount in dict.fromkeys(each.amount for each in sums):
        numbers = [one_line(each.number) for each in sums if each.amount == amount]
        text = language.each(len(numbers), language.money(amount, notice.currency))
        named = len(numbers) < len(notice.lines)
        yield f"{text}{language.labels.colon} {', '.join(numbers)}." if named else f"{text}."
