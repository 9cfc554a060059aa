"""One letter to look at: a debtor's open items as a notice, or a made-up one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.app.templates import template_folders
from creditctl.documents.company import Company
from creditctl.documents.letters import LetterRoom
from creditctl.documents.sample import sample_notices, sample_thanks
from creditctl.documents.smslength import sms_length
from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.ledger.dates import day_of, from_days
from creditctl.ledger.frames import Kind
from creditctl.policy.letters import notice_id
from creditctl.policy.notices import Notice, NoticeLine

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.books import Books, Reading
    from creditctl.config.workspace import Workspace
    from creditctl.documents.letters import Letter
    from creditctl.policy.notices import Tone
    from creditctl.policy.reminders import Step

_DAYS_TO_PAY: Final = 14
_EARLY, _LATE, _ANNOUNCING, _PROMISED, _CLAIMING = 1, 4, 5, 6, 8
"""Which of the made-up notices shows a letter best."""
_SAMPLES: Final = {
    "courtesy": _EARLY,
    "fourteen-day": _ANNOUNCING,
    "letter-before-claim": _CLAIMING,
    "broken-promise": _PROMISED,
}
_SENDER: Final = Company(
    name="Your Company Ltd",
    address=("1 Example Street", "1011 AB Amsterdam"),
    country="NL",
    email="accounts@yourcompany.example",
    phone="+31 20 000 00 00",
    contact="Jo Example",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
)


def preview(workspace: Workspace | None, notice: Notice) -> Letter:
    """The letter of a notice, as a run would make it.

    Raises:
        ConfigRefused: the template, the words of its language, or the company is at fault.
        LetterRefused: no font has a character of the debtor's letter.
    """
    if workspace is None:
        return LetterRoom(_SENDER, template_folders(None)).render(notice)
    from creditctl.app.rooms import letter_room

    return letter_room(workspace).render(notice)


def about(letter: Letter) -> str:
    """What a letter is, in a line: its subject, or how long the text message is."""
    if letter.subject:
        return letter.subject
    length = sms_length(letter.text)
    parts = f"{length.parts} part{'' if length.parts == 1 else 's'}"
    return f"text message of {parts} ({length.units} of {length.alphabet})"


def as_text_message(notice: Notice) -> Notice:
    """The same notice, as it goes by text message."""
    return replace(notice, channel="sms")


def made_up(template: str, language: str, tone: Tone) -> Notice:
    """A notice to nobody, with everything that the letter can show."""
    if template == "thank-you":
        return list(sample_thanks(template, language))[-1]
    notices = list(sample_notices(template, language))
    notice = replace(notices[_SAMPLES.get(template, _LATE)], tone=tone)
    return _instalments(notice) if template in ("instalment", "arrangement") else notice


def _instalments(notice: Notice) -> Notice:
    """The notice's lines as instalments to come; one only, for the note before it."""
    count = len(notice.lines) if notice.template == "arrangement" else 1
    lines = tuple(
        replace(
            line,
            item=f"arrangement/A1/{n}",
            number=f"A1 {n}/{len(notice.lines)}",
            due=notice.as_of + timedelta(days=30 * n),
            days_overdue=0,
            open=line.gross,
            reference="INV-0001, INV-0002",
        )
        for n, line in enumerate(notice.lines[:count], 1)
    )
    return replace(
        notice,
        kind="instalment",
        courtesy=True,
        lines=lines,
        credits=(),
        subtotal=sum(line.open for line in lines),
        total=lines[0].open,
        pay_by=lines[0].due,
    )


def to_debtor(
    workspace: Workspace,
    as_of: date,
    reading: Reading,
    name: str,
    template: str,
    language: str,
    tone: Tone,
) -> Notice:
    """What a debtor owes as a notice: what is overdue; for a courtesy letter, what is not yet.

    Interest and costs by law are left out: they follow from the reminders that went before.

    Args:
        workspace: policy and books.
        as_of: the day of the letter.
        reading: how files are read.
        name: id or name of the debtor.
        template, language, tone: which letter; "" for the debtor's language.

    Raises:
        UsageRefused: nobody is called that (CR120), or owes nothing for such a letter (CR220).
    """
    from creditctl.app.books import workspace_books
    from creditctl.app.views.finding import debtor_named

    books = workspace_books(workspace, as_of, reading)
    debtor = debtor_named(books, name, None)
    steps = workspace.policy.policy.reminders.steps
    step = next((each for each in steps if each.template_name == template), None)
    early = step.courtesy if step else template == "courtesy"
    rows = _asked(books, debtor, early=early)
    if not rows:
        what = "not yet due" if early else "overdue"
        hint = "leave out --debtor for a made-up letter"
        message = f"{debtor!r} owes nothing that is {what}"
        raise UsageRefused(error("CR220", message, hint=hint))
    notice = _about(books, rows, template, step, early=early)
    wanted = language or notice.debtor.language or workspace.settings.language
    return replace(notice, language=wanted, tone=tone)


def _asked(books: Books, debtor: str, *, early: bool) -> list[int]:
    """Rows of the debtor's open invoices, in the currency of the first, oldest due date first."""
    items = books.items
    mine = (items.debtor == items.debtors.ids.index(debtor)) & (items.kind == Kind.INVOICE)
    late = items.due < items.as_of
    found = np.flatnonzero(mine & (items.open > 0) & (~late if early else late))
    found = found[np.lexsort((found, items.due[found]))]
    return [int(row) for row in found if items.currency[row] == items.currency[found[0]]]


def _about(
    books: Books, rows: list[int], template: str, step: Step | None, *, early: bool
) -> Notice:
    items = books.items
    lines = tuple(_line(books, row, template) for row in rows)
    debtor = items.debtors.detail(int(items.debtor[rows[0]]))
    currency = items.currencies[int(items.currency[rows[0]])]
    total, as_of = sum(line.open for line in lines), books.as_of
    within = timedelta(days=step.pay_within if step else _DAYS_TO_PAY)
    thanks = template == "thank-you"
    return Notice(
        notice=notice_id(as_of, debtor.debtor, currency, lines),
        as_of=as_of,
        debtor=debtor,
        currency=currency,
        language="",
        step=step.id if step else template,
        step_number=1,
        template=template,
        courtesy=early,
        channel="letter",
        lines=lines,
        credits=(),
        subtotal=0 if thanks else total,
        total=0 if thanks else total,
        pay_by=max(line.due for line in lines) if early else as_of + within,
        kind="thanks" if thanks else "demand",
    )


def _line(books: Books, row: int, template: str) -> NoticeLine:
    items = books.items
    return NoticeLine(
        item=items.item[row],
        number=items.number[row],
        issued=from_days(int(items.issued[row])),
        due=day_of(int(items.due[row])),
        days_overdue=items.days_overdue(row),
        gross=int(items.gross[row]),
        open=int(items.open[row]),
        step=template,
        reference=items.reference[row] if items.reference is not None else "",
    )
