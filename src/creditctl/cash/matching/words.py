"""What a match rests on, as codes and as sentences for a bookkeeper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.cash.matching.cases import Account, Case, Name
from creditctl.cash.matching.fits import Fit
from creditctl.cash.matching.mention import Form
from creditctl.cash.payments import Evidence
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.cash.matching.fits import Settlement
    from creditctl.cash.matching.reading import Reading

Told = tuple[Evidence, str]


def evidence(case: Case, reading: Reading) -> list[Told]:
    """All that speaks for a match, the strongest first, each with its sentence."""
    found = [*_numbers(case), *_person(case, reading)]
    if case.settlement is not None:
        found += _amounts(case.settlement, reading.payment.currency)
    return found


def doubts(case: Case, reading: Reading) -> list[str]:
    """What speaks against a match, or has to be looked at."""
    others = ", ".join(debtor for debtor in reading.accounts if debtor != case.debtor)
    paid = ", ".join(dict.fromkeys(invoice.number for invoice in case.paid))
    told = (
        (
            case.account is Account.OTHER,
            f"The account is known as that of {others}, not of {case.debtor}.",
        ),
        (case.account is Account.SHARED, f"{others} pays from the same account."),
        (
            case.name is Name.OTHER,
            f"The payer's name is that of {reading.names[0].debtor if reading.names else ''}.",
        ),
        (bool(paid), f"Invoice {paid} is paid by an earlier payment."),
        (bool(case.against), "The text names another invoice, but the amount is that of this one."),
        (case.some, "The text names more invoices than the amount pays."),
        (case.more, "The amount pays more invoices than the text names."),
        (case.contested, "Another debtor has an invoice with this number too."),
        (bool(case.rivals) and not case.against, "Other items of the debtor fit as well."),
        (reading.came_back, "The text speaks of a return or a refund."),
        (reading.credit, "The text speaks of a credit note."),
        (
            reading.holds_more(case.mentions),
            "Text or reference hold a number that no open invoice has.",
        ),
    )
    return [sentence for applies, sentence in told if applies]


def _numbers(case: Case) -> Iterator[Told]:
    for pointer in case.pointers:
        number = pointer.invoices[0].number
        text = f"The {pointer.kind} {pointer.said} is that of invoice {number}."
        yield Evidence.REFERENCE, text
    for mention in case.mentions:
        number = mention.invoice.number
        said = " ".join(mention.said.split())
        if case.end_to_end:
            yield Evidence.END_TO_END, f"The payer's own id holds the number {number}."
        elif mention.form is Form.EXACT:
            yield Evidence.NUMBER, f"The text names invoice {number}."
        else:
            yield Evidence.MANGLED_NUMBER, f"'{said}' in the text stands for invoice {number}."


def _person(case: Case, reading: Reading) -> Iterator[Told]:
    payment = reading.payment
    if case.account in (Account.OWN, Account.SHARED):
        yield Evidence.IBAN, f"The account {payment.iban} is known as that of {case.debtor}."
    if case.member:
        text = f"The {case.member.kind} {case.member.said} is that of {case.debtor}."
        yield Evidence.REFERENCE, text
    if case.abroad:
        named = f"{case.abroad.number} of {case.debtor}, which is in {case.abroad.currency}"
        yield Evidence.NUMBER, f"The payment names invoice {named}."
    if case.customer:
        yield Evidence.CUSTOMER, f"The text holds the customer number {case.debtor}."
    if case.name is Name.FITS:
        yield Evidence.NAME, f"The payer's name '{payment.name}' is like that of {case.debtor}."


def _amounts(settlement: Settlement, currency: str) -> Iterator[Told]:
    parts = [allocation for _, allocation in settlement.parts]
    several = len(parts) > 1
    if settlement.fit is Fit.EXACT:
        if several:
            yield Evidence.SUM, f"The {len(parts)} open amounts add up to the payment."
        else:
            yield Evidence.EXACT_AMOUNT, "The amount is just what is open."
    elif settlement.fit is Fit.DISCOUNT:
        off = to_text(sum(a.discount for a in parts), currency)
        yield Evidence.DISCOUNT, f"Cash discount of {off} {currency} was taken in time."
    elif settlement.fit is Fit.SHORT:
        short = to_text(sum(a.short for a in parts), currency)
        yield Evidence.SHORT, f"{short} {currency} less than open, within the tolerance."
    elif settlement.fit is Fit.PART:
        paid, item = parts[-1].amount, settlement.parts[-1][0]
        left = to_text(item.left, currency)
        yield (
            Evidence.PART,
            f"Part of what is open: {to_text(paid, currency)} of {left} {currency}.",
        )
    else:
        rest = to_text(settlement.rest, currency)
        yield Evidence.OVER, f"{rest} {currency} more than is open; that stays on account."
