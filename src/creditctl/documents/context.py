"""What a template may say: notice and company as objects, in words, with raw values.

`str()` of an `Amount`, a `Day` or a `Count` is its text; the raw value stays at hand for
conditions such as ``{% if oldest_overdue.count > 30 %}``. Every text from the books has gone
through `clean.one_line`. The attribute names here are the vocabulary of templates; `fields`
checks templates against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stdnum import iso11649

from creditctl.documents.clean import one_line, shortened

if TYPE_CHECKING:
    from datetime import date

    from creditctl.documents.company import Company
    from creditctl.documents.localise import Language
    from creditctl.ledger.frames import Debtor
    from creditctl.policy.notices import Notice, NoticeLine

_LONGEST_SALUTATION: Final = 80


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: ``{{ total }}`` is text, `minor` the minor units, `currency` its code."""

    text: str
    minor: int
    currency: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Day:
    """A date: ``{{ pay_by }}`` is text, `short` its form in tables, `iso` year-month-day.

    All are "" where the books state no date.
    """

    text: str
    short: str
    iso: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Count:
    """A count in words: ``{{ oldest_overdue }}`` is ``12 days``, `count` is 12."""

    text: str
    count: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Block:
    """A part that every rendition draws in its own way; stands on a line of its own."""

    name: str


@dataclass(frozen=True, slots=True)
class LineText:
    """One open item; `overdue` counts days and is 0 or less when not overdue."""

    number: str
    issued: Day
    due: Day
    overdue: Count
    amount: Amount
    open: Amount
    reference: str


@dataclass(frozen=True, slots=True)
class DebtorText:
    """Who owes; `name` is the id when the books have no name."""

    id: str
    name: str
    contact: str
    email: str
    phone: str
    address: tuple[str, ...]
    country: str
    kind: str
    vat: str


@dataclass(frozen=True, slots=True)
class CompanyText:
    """Who writes."""

    name: str
    address: tuple[str, ...]
    country: str
    email: str
    phone: str
    website: str
    contact: str
    vat: str
    registration: str
    iban: str
    bic: str
    bank: str


@dataclass(frozen=True, slots=True)
class NoticeText:
    """The notice itself; `channel` is email or letter, `step_number` counts from 1.

    `thanks` is true in a letter of thanks for a payment, which asks for nothing.
    """

    id: str
    date: Day
    step: str
    step_number: int
    courtesy: bool
    thanks: bool
    channel: str


@dataclass(frozen=True, slots=True)
class LetterContext:
    """Everything that a template may name.

    Attributes:
        salutation: with the contact, a consumer's name, or without a name.
        lines, credits: the items asked for; open credits, with negative amounts.
        invoices: how many `lines`, in words.
        oldest_overdue: days overdue of the oldest line.
        subtotal, credit, total: sum of lines; sum of credits, 0 or less; what is asked for.
        pay_by: the day by which the letter asks for the money.
        reference: what to quote with the payment.
        items, payment: the item table and the payment block.
    """

    salutation: str
    company: CompanyText
    debtor: DebtorText
    notice: NoticeText
    lines: tuple[LineText, ...]
    credits: tuple[LineText, ...]
    invoices: Count
    oldest_overdue: Count
    subtotal: Amount
    credit: Amount
    total: Amount
    pay_by: Day
    reference: str
    items: Block
    payment: Block


ONLY_IN_DEMANDS: Final = frozenset(
    {"oldest_overdue", "subtotal", "credit", "total", "pay_by", "reference", "payment"}
)
"""Fields that a letter of thanks does not have: it must never look like a demand."""


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
        company=_company(company),
        debtor=_debtor(notice.debtor),
        notice=_notice(notice, language),
        lines=tuple(map(text_of, notice.lines)),
        credits=tuple(map(text_of, notice.credits)),
        invoices=Count(language.invoices(len(notice.lines)), len(notice.lines)),
        oldest_overdue=Count(language.days(oldest), oldest),
        subtotal=money(notice.subtotal),
        credit=money(sum(line.open for line in notice.credits)),
        total=money(notice.total),
        pay_by=_day(notice.pay_by, language),
        reference=payment_reference(notice),
        items=Block("items"),
        payment=Block("payment"),
    )


def payment_reference(notice: Notice) -> str:
    """What the debtor quotes: a lone invoice's number, else the notice's id.

    The books' own reference counts when it is a structured one (ISO 11649); otherwise it is mostly
    the debtor's order number, by which nobody here finds the invoice.
    """
    if len(notice.lines) != 1:
        return notice.notice
    line = notice.lines[0]
    own = one_line(line.reference)
    return own if iso11649.is_valid(own) else one_line(line.number) or notice.notice


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


def _company(company: Company) -> CompanyText:
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
        iban=grouped_iban(company.iban),
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
