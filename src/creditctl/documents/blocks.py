"""The parts that every rendition draws natively: the item table and the payment block, as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from creditctl.documents.claims import claim_details, claim_sums
from creditctl.documents.clean import one_line
from creditctl.documents.context import account_for, grouped_iban, payment_reference
from creditctl.documents.paymentlink import payment_link

if TYPE_CHECKING:
    from creditctl.documents.claims import ClaimDetails
    from creditctl.documents.company import Company
    from creditctl.documents.localise import Language
    from creditctl.policy.notices import Notice, NoticeLine


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One row: all texts as shown; amounts without currency, negative on a credit.

    `overdue` is the bare number of days, `late` says it in words; both say "not yet due" where
    that is so, and are "" on a credit.
    """

    number: str
    issued: str
    due: str
    overdue: str
    late: str
    amount: str
    open: str
    credit: bool


@dataclass(frozen=True, slots=True)
class ItemTable:
    """The items of a letter.

    Attributes:
        head: what stands over the numbers: they are those of invoices, or of instalments.
        rows: lines first, then credits.
        sums: label and amount with currency; subtotal and credits only where there are credits,
            principal and each kind of claim only where something is claimed.
        total: label and amount with currency; None in a letter of thanks, which shows what was
            paid: no due dates, nothing open.
        currency: ISO 4217 code, for the heads of the amount columns.
        dated: False when no row has an issue date, so that the column is left out.
        overdue: False where nothing is overdue: in a courtesy notice, in a letter of thanks.
        claim: how the claim came about, None where nothing is claimed.
    """

    head: str
    rows: tuple[ItemRow, ...]
    sums: tuple[tuple[str, str], ...]
    total: tuple[str, str] | None
    currency: str
    dated: bool
    overdue: bool
    claim: ClaimDetails | None


@dataclass(frozen=True, slots=True)
class PaymentBlock:
    """How to pay: a title, then label and value per row, and a link to pay online, "" = none."""

    title: str
    rows: tuple[tuple[str, str], ...]
    link: str = ""


def item_table(notice: Notice, language: Language) -> ItemTable:
    """The item table of a notice."""
    labels = language.labels
    rows = [_row(line, notice, language, credit=False) for line in notice.lines]
    rows += [_row(line, notice, language, credit=True) for line in notice.credits]
    sums: tuple[tuple[str, str], ...] = ()
    if notice.credits:
        lessened = sum(line.open for line in notice.credits)
        sums = (
            (labels.subtotal, language.money(notice.subtotal, notice.currency)),
            (labels.credits, language.money(lessened, notice.currency)),
        )
    thanks = notice.kind == "thanks"
    # What confirms an arrangement asks for the first instalment, and shows what all come to.
    whole = notice.subtotal if notice.kind == "instalment" else notice.total
    total = (labels.total, language.money(whole, notice.currency))
    return ItemTable(
        head=labels.instalment if notice.kind == "instalment" else labels.number,
        rows=tuple(rows),
        sums=sums + claim_sums(notice, language),
        total=None if thanks else total,
        currency=notice.currency,
        dated=any(row.issued for row in rows),
        overdue=not (notice.courtesy or thanks),
        claim=claim_details(notice, language),
    )


def _row(line: NoticeLine, notice: Notice, language: Language, *, credit: bool) -> ItemRow:
    labels = language.labels
    overdue = late = labels.not_due
    if line.days_overdue > 0:
        overdue, late = str(line.days_overdue), language.late(line.days_overdue)
    return ItemRow(
        number=one_line(line.number) or labels.credit,
        issued=language.short_day(line.issued) if line.issued else "",
        due="" if credit else language.short_day(line.due),
        overdue="" if credit else overdue,
        late="" if credit else late,
        amount=language.number(line.gross, notice.currency),
        open=language.number(line.open, notice.currency),
        credit=credit,
    )


def payment_block(notice: Notice, company: Company, language: Language) -> PaymentBlock:
    """The payment block of a notice; what the company has not stated is left out."""
    labels = language.labels
    account = [(one_line(label), one_line(value)) for label, value in company.account]
    rows = [
        (labels.pay_amount, language.money(notice.total, notice.currency)),
        (labels.pay_by, language.day(notice.pay_by)),
        (labels.account_name, one_line(company.name)),
        (labels.iban, grouped_iban(account_for(notice, company))),
        (labels.bic, one_line(company.bic)),
        (labels.bank, one_line(company.bank)),
        *account,
        (labels.reference, payment_reference(notice, company)),
    ]
    stated = tuple((label, value) for label, value in rows if value)
    return PaymentBlock(labels.payment, stated, payment_link(notice, company))
