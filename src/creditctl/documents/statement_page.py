"""A statement as the data that the page layout places: strings and numbers, as JSON."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from creditctl.documents.blocks import item_table, payment_block
from creditctl.documents.clean import one_line
from creditctl.documents.content import Content
from creditctl.documents.context import letter_context
from creditctl.documents.epc import epc_payload, qr_svg
from creditctl.documents.page import page_data
from creditctl.insight.statement import Move, OpenForm
from creditctl.ledger.frames import Kind
from creditctl.policy.notices import Notice, NoticeLine

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.documents.company import Company
    from creditctl.documents.localise import Language
    from creditctl.documents.statement_words import StatementWords
    from creditctl.insight.statement import Movement, MovementForm, NotBooked, OpenLine
    from creditctl.ledger.frames import Debtor

_MOVES: Final = {
    Move.INVOICE: "invoice",
    Move.CREDIT_NOTE: "credit_note",
    Move.PAID_BACK: "paid_back",
    Move.SETTLED: "settled",
    Move.CREDIT_USED: "credit_used",
}
_NOT_DUE: Final = "not due"


@dataclass(frozen=True, slots=True)
class StatementText:
    """What a page says.

    Attributes:
        company: who writes; debtor: to whom.
        as_of: the day; since: first day of the movements, None = open items.
        forms: one for each currency.
    """

    company: Company
    debtor: Debtor
    as_of: date
    since: date | None
    forms: Sequence[OpenForm] | Sequence[MovementForm]


def statement_data(
    text: StatementText, language: Language, words: StatementWords
) -> dict[str, Any]:
    """The data for `layouts/statement.typ`: what letters have, and a `statement`."""
    letterhead = _letterhead(text, language, words)
    labels = language.labels
    sections = [_section(text, form, language, words) for form in text.forms]
    rows = [row for section in sections for row in section["table"]["rows"]]
    table = {"head": [], "numeric": [], "rows": rows, "sums": [], "total": None, "claim": None}
    return {
        **letterhead,
        "reference": [r for r in letterhead["reference"] if r[0] != labels.our_reference],
        "continued": f"{words.title} · {one_line(text.debtor.debtor)} · {language.day(text.as_of)}",
        "table": table,
        "statement": {
            "intro": _intro(text, language, words),
            "sections": sections,
        },
    }


def _intro(text: StatementText, language: Language, words: StatementWords) -> list[str]:
    last = language.day(text.as_of)
    if text.since is None:
        intro = words.open_on.replace("{day}", last)
        return [intro if text.forms else words.nothing_open, words.no_demand]
    intro = words.moved.replace("{first}", language.day(text.since)).replace("{last}", last)
    return [intro, *([] if text.forms else [words.nothing_moved]), words.no_demand]


def _letterhead(text: StatementText, language: Language, words: StatementWords) -> dict[str, Any]:
    """Company, recipient and reference, as a letter of that day has them."""
    notice = _as_notice(text, language.code, "EUR", _account(text, 0))
    content = Content(
        language=language,
        subject=words.title,
        body=(),
        context=letter_context(notice, text.company, language),
        table=item_table(notice, language),
        payment=payment_block(notice, text.company, language),
    )
    return page_data(content, text.company.accent, None)


def _account(text: StatementText, amount: int) -> NoticeLine:
    """The account as a whole, as if it were one item called like the customer."""
    number = text.debtor.debtor
    return NoticeLine("", number, None, text.as_of, days_overdue=0, gross=amount, open=amount)


def _as_notice(text: StatementText, language: str, currency: str, line: NoticeLine) -> Notice:
    """What letters and payment codes know: something to be paid, quoting its number."""
    return Notice(
        notice=one_line(text.debtor.debtor),
        as_of=text.as_of,
        debtor=text.debtor,
        currency=currency,
        language=language,
        step="",
        step_number=0,
        template="",
        courtesy=True,
        channel="letter",
        lines=(line,),
        credits=(),
        subtotal=line.open,
        total=line.open,
        pay_by=text.as_of,
    )


def _section(
    text: StatementText,
    form: OpenForm | MovementForm,
    language: Language,
    words: StatementWords,
) -> dict[str, Any]:
    """One currency: its table with sums, the ages, and how to pay what is left."""
    if isinstance(form, OpenForm):
        table, ages = _open_table(form, language, words), _ages(form, language, words)
        total = words.booked
    else:
        table, ages, total = _move_table(form, language, words), None, words.closing
    sums = _sums(total, form, language, words)
    return {
        "currency": form.currency,
        "table": {**table, "sums": sums[:-1], "total": sums[-1]},
        "ages": ages,
        "payment": _payment(text, form, language),
    }


def _sums(
    booked: str, form: OpenForm | MovementForm, language: Language, words: StatementWords
) -> list[tuple[str, str]]:
    """What the books have, what they do not show yet, and what is left: the last one counts."""
    left = words.balance if form.balance >= 0 else words.in_your_favour
    beyond = _beyond(form.beyond, words)
    sums = [(booked, form.booked), *beyond, (left, form.balance)]
    told = sums if beyond else sums[:1]
    return [(label, language.money(amount, form.currency)) for label, amount in told]


def _beyond(beyond: NotBooked, words: StatementWords) -> list[tuple[str, int]]:
    parts = (
        (words.at_bank, -beyond.at_bank),
        (words.bank_rest, -beyond.on_account),
        (words.written_off, -beyond.written_off),
    )
    return [(label, amount) for label, amount in parts if amount]


def _open_table(form: OpenForm, language: Language, words: StatementWords) -> dict[str, Any]:
    labels, currency = language.labels, form.currency
    return {
        "head": [
            words.description,
            labels.issued,
            labels.due,
            labels.days_overdue,
            f"{labels.amount} {currency}",
            f"{labels.open} {currency}",
        ],
        "numeric": [False, False, False, True, True, True],
        "rows": [_open_row(line, currency, language, words) for line in form.lines],
    }


def _open_row(
    line: OpenLine, currency: str, language: Language, words: StatementWords
) -> list[str]:
    owed = line.kind is Kind.INVOICE and line.open > 0
    overdue = str(line.days) if line.days > 0 else language.labels.not_due
    return [
        _document(line, words),
        language.short_day(line.issued) if line.issued else "",
        language.short_day(line.due) if owed else "",
        overdue if owed else "",
        language.number(line.gross, currency),
        language.number(line.open, currency),
    ]


def _document(line: OpenLine, words: StatementWords) -> str:
    if line.kind is Kind.PAYMENT:
        return words.paid_back if line.open > 0 else words.on_account
    name = words.invoice if line.kind is Kind.INVOICE else words.credit_note
    return name.replace("{number}", one_line(line.number)).strip()


def _ages(form: OpenForm, language: Language, words: StatementWords) -> dict[str, Any]:
    """The buckets in one row; digits and signs read the same in every language."""
    labels = [language.labels.not_due if b.label == _NOT_DUE else b.label for b in form.buckets]
    return {
        "title": words.by_age,
        "head": [label.replace("-", "\N{EN DASH}") for label in labels],
        "row": [language.number(bucket.amount, form.currency) for bucket in form.buckets],
    }


def _move_table(form: MovementForm, language: Language, words: StatementWords) -> dict[str, Any]:
    currency, labels = form.currency, language.labels
    rows = [
        [
            _moved(each, words),
            language.short_day(each.day),
            language.number(each.amount, currency),
            language.number(each.balance, currency),
        ]
        for each in form.movements
    ]
    opening = [words.opening, "", "", language.number(form.opening, currency)]
    return {
        "head": [
            words.description,
            labels.date,
            f"{labels.amount} {currency}",
            f"{words.balance} {currency}",
        ],
        "numeric": [False, False, True, True],
        "rows": [opening, *rows],
    }


def _moved(each: Movement, words: StatementWords) -> str:
    number = one_line(each.number)
    if each.move is Move.PAYMENT:
        return words.payment_for.replace("{number}", number) if number else words.payment
    text: str = getattr(words, _MOVES[each.move])
    return text.replace("{number}", number)


def _payment(
    text: StatementText, form: OpenForm | MovementForm, language: Language
) -> dict[str, Any] | None:
    """How to pay the balance, without a day; None when nothing is owed, or nobody says where."""
    company, labels = text.company, language.labels
    if form.balance <= 0 or not (company.iban or company.account):
        return None
    line = _account(text, form.balance)
    if isinstance(form, OpenForm) and len(form.lines) == 1:
        only = form.lines[0]
        line = replace(line, number=only.number or line.number, reference=only.reference)
    notice = _as_notice(text, language.code, form.currency, line)
    block = payment_block(notice, company, language)
    code = epc_payload(notice, company)
    return {
        "title": block.title,
        "rows": [row for row in block.rows if row[0] != labels.pay_by],
        "qr": qr_svg(code) if code else None,
        "qr-label": labels.scan,
        "qr-alt": labels.scan_described,
    }
