"""The fields of a letter, filled in from a notice and a company in a language's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line, shortened
from creditctl.documents.references import is_qr_reference, is_structured
from creditctl.documents.vocabulary import (
    Amount,
    Block,
    ClaimText,
    CompanyText,
    Count,
    Day,
    DebtorText,
    LetterContext,
    LineText,
    NoticeText,
    PromiseText,
)
from creditctl.policy.legal import LegalClaim
from creditctl.policy.notices import Promised

if TYPE_CHECKING:
    from datetime import date

    from creditctl.documents.company import Company
    from creditctl.documents.localise import Language
    from creditctl.ledger.frames import Debtor
    from creditctl.policy.notices import Notice, NoticeLine

_LONGEST_SALUTATION: Final = 80
_LONGEST_REFERENCE: Final = 60
_NOTHING: Final = LegalClaim(regime="")
_NO_PROMISE: Final = Promised(0, 0, ())


def letter_context(notice: Notice, company: Company, language: Language) -> LetterContext:
    """The context of a notice's letter; pure."""
    oldest = max(0, *(line.days_overdue for line in notice.lines))
    currency = notice.currency

    def money(minor: int) -> Amount:
        return Amount(language.money(minor, currency), minor, currency)

    def text_of(line: NoticeLine) -> LineText:
        return _line(line, currency, language)

    return LetterContext(
        salutation=_salutation(notice.debtor, language),
        company=_company(company, account_for(notice, company)),
        debtor=_debtor(notice.debtor),
        notice=_notice(notice, language),
        lines=tuple(map(text_of, notice.lines)),
        credits=tuple(map(text_of, notice.credits)),
        invoices=Count(language.invoices(len(notice.lines)), len(notice.lines)),
        oldest_overdue=Count(language.days(oldest), oldest),
        subtotal=money(notice.subtotal),
        credit=money(sum(line.open for line in notice.credits)),
        principal=money(notice.principal),
        claim=_claim(notice, language),
        promise=_promise(notice, language),
        total=money(notice.total),
        pay_by=_day(notice.pay_by, language),
        reference=payment_reference(notice, company),
        items=Block("items"),
        payment=Block("payment"),
    )


def payment_reference(notice: Notice, company: Company) -> str:
    """What the debtor quotes: a lone invoice's reference or number, else the notice's id.

    For an instalment it is the invoices that are paid with it, as long as their numbers are short.

    The books' own reference counts when it is a structured one (`references.is_structured`);
    otherwise it is mostly the debtor's order number, by which nobody here finds the invoice. Then
    comes the one that is made from the number, if the company wants that.
    """
    line = notice.lines[0]
    own = one_line(line.reference)
    if notice.kind == "instalment":
        return own if 0 < len(own) <= _LONGEST_REFERENCE else notice.notice
    if len(notice.lines) != 1:
        return notice.notice
    if is_structured(own, company.reference):
        return own
    return notice.reference or one_line(line.number) or notice.notice


def account_for(notice: Notice, company: Company) -> str:
    """The account to pay to, without blanks: the QR-IBAN where a QR reference is quoted."""
    quoted = company.qr_iban and is_qr_reference(payment_reference(notice, company))
    return iban_digits(company.qr_iban if quoted else company.iban)


def debtor_name(debtor: Debtor) -> str:
    """The name to show, or the id when the books have none."""
    return one_line(debtor.name) or one_line(debtor.debtor)


def _salutation(debtor: Debtor, language: Language) -> str:
    name = one_line(debtor.contact)
    if not name and debtor.kind == "consumer":
        name = one_line(debtor.name)
    labels, name = language.labels, shortened(name, _LONGEST_SALUTATION)
    return labels.dear_person.replace("{name}", name) if name else labels.dear_anyone


def _line(line: NoticeLine, currency: str, language: Language) -> LineText:
    return LineText(
        number=one_line(line.number),
        issued=_day(line.issued, language),
        due=_day(line.due, language),
        overdue=Count(language.days(line.days_overdue), line.days_overdue),
        amount=Amount(language.money(line.gross, currency), line.gross, currency),
        open=Amount(language.money(line.open, currency), line.open, currency),
        reference=one_line(line.reference),
    )


def _claim(notice: Notice, language: Language) -> ClaimText:
    claim = notice.claim or _NOTHING

    def money(minor: int) -> Amount:
        return Amount(language.money(minor, notice.currency), minor, notice.currency)

    return ClaimText(
        regime=claim.regime,
        interest=money(claim.interest),
        compensation=money(claim.compensation),
        costs=money(claim.costs),
        fee=money(claim.fee),
        total=money(claim.total),
        announced=money(claim.announced),
        statute=statute(claim, language),
        announced_vat=money(claim.announced_vat),
        announced_for=money(claim.announced_for),
        announced_by=one_line(claim.announced_by),
    )


def _promise(notice: Notice, language: Language) -> PromiseText:
    promised, currency = notice.promised or _NO_PROMISE, notice.currency
    return PromiseText(
        days=len(promised.days),
        amount=Amount(language.money(promised.amount, currency), promised.amount, currency),
        received=Amount(language.money(promised.received, currency), promised.received, currency),
        due=_day(max(promised.days, default=None), language),
    )


def statute(claim: LegalClaim, language: Language) -> str:
    """The law in its country's own short form where the letter is in its language, else English."""
    home = language.is_official_in(claim.regime.partition("_")[0])
    return one_line((home and claim.statute_own) or claim.statute)


def _day(day: date | None, language: Language) -> Day:
    if day is None:
        return Day("", "", "")
    return Day(language.day(day), language.short_day(day), day.isoformat())


def _debtor(debtor: Debtor) -> DebtorText:
    return DebtorText(
        id=one_line(debtor.debtor),
        name=debtor_name(debtor),
        contact=one_line(debtor.contact),
        email=one_line(debtor.email),
        phone=one_line(debtor.phone),
        address=tuple(filter(None, map(one_line, debtor.address))),
        country=one_line(debtor.country),
        kind=debtor.kind,
        vat=one_line(debtor.vat),
    )


def _company(company: Company, account: str) -> CompanyText:
    return CompanyText(
        name=one_line(company.name),
        address=tuple(filter(None, map(one_line, company.address))),
        country=one_line(company.country),
        email=one_line(company.email),
        phone=one_line(company.phone),
        website=one_line(company.website),
        contact=one_line(company.contact),
        vat=one_line(company.vat),
        registration=one_line(company.registration),
        iban=grouped_iban(account),
        bic=one_line(company.bic),
        bank=one_line(company.bank),
    )


def _notice(notice: Notice, language: Language) -> NoticeText:
    return NoticeText(
        id=one_line(notice.notice),
        date=_day(notice.as_of, language),
        step=one_line(notice.step),
        step_number=notice.step_number,
        courtesy=notice.courtesy,
        thanks=notice.kind == "thanks",
        channel=notice.channel,
    )


def grouped_iban(iban: str) -> str:
    """An IBAN in groups of four, as people read it."""
    plain = iban_digits(iban)
    return " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))


def iban_digits(iban: str) -> str:
    """An IBAN without blanks, in capitals."""
    return "".join(one_line(iban).split()).upper()
