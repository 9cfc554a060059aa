"""Status, type and sign of invoice rows: what a row is, and whether it is still alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.findings import Finding, Severity, warning
from creditctl.imports.headers import key
from creditctl.imports.quarantine import quoted
from creditctl.ledger.frames import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.imports.money import Money
    from creditctl.imports.sheet import Sheet

LEFT_OUT = ("void", "draft")
"""States of rows that are no documents (any more)."""


def read_states(sheet: Sheet) -> list[str]:
    """The state of each row: "paid", "void", "draft", "open"; "" = none is stated.

    What a column of yes and no says about being paid or open comes before an open status.
    """
    states = _by_status(sheet) if sheet.plan.has("status") else [""] * len(sheet.rows)
    paid = read_answers(sheet, "is_paid", empty=False)
    open_ = read_answers(sheet, "is_open", empty=True)
    return [
        state if state in LEFT_OUT else "paid" if yes or not still else state
        for state, yes, still in zip(states, paid, open_, strict=True)
    ]


def _by_status(sheet: Sheet) -> list[str]:
    """The state of each row by its status.

    A word that is not known counts as open, with a warning, where another column tells what is
    open; where only the status tells, its rows are rejected (CI308).
    """
    column = sheet.plan.column("status")
    known, words = sheet.plan.layout.words.status, sheet.texts("status")
    meaning = {word: known.get(key(word), "") if word else "" for word in set(words)}
    strange = sorted(word for word, state in meaning.items() if word and not state)
    if strange and (sheet.plan.open_rule != "gross" or sheet.plan.has("is_paid")):
        names = ", ".join(quoted(word) for word in strange[:5])
        message = f"{column.header}: {names} is not a known status; its rows count as open"
        place = sheet.table.place(sheet.plan.header, column.index, column.header)
        hint = "if it means paid, void or draft, say so in a profile: "
        hint += f"'words: {{status: {{paid: [{strange[0]}]}}}}'"
        sheet.findings.append(warning("CI241", message, place, hint))
    elif strange:
        hint = "say in a profile what it means: "
        for at, word in enumerate(words):
            if word and not meaning[word]:
                message = f"{quoted(word)} is not a known status, and nothing else tells whether "
                example = f"'words: {{status: {{open: [{word}]}}}}'"
                sheet.reject(at, column, "CI308", message + "the row is paid", hint + example)
    return [meaning[word] for word in words]


def read_kinds(sheet: Sheet) -> list[Kind | None]:
    """The kind of each row by its type word, None where only the sign of its amounts tells.

    Rejected are rows with a word that is not known, unless the column has no known word at all:
    then it says something else and is not used (CI242). Code of the rejection: CI309.
    """
    nothing: list[Kind | None] = [None] * len(sheet.rows)
    if not sheet.plan.has("type"):
        return nothing
    column, known = sheet.plan.column("type"), sheet.plan.layout.words.type
    words = sheet.texts("type")
    meaning = {word: known.get(key(word)) for word in set(words)}
    if not any(kind is not None for kind in meaning.values()):
        message = f"the column '{column.header}' has no known type of document and is not used"
        place = sheet.table.place(sheet.plan.header, column.index, column.header)
        sheet.findings.append(Finding("CI242", Severity.INFO, message, place))
        return nothing
    for at, word in enumerate(words):
        if word and meaning[word] is None:
            message = f"{quoted(word)} is not known as invoice, credit note or payment"
            hint = f"say in a profile what it is: 'words: {{type: {{invoice: [{word}]}}}}'"
            sheet.reject(at, column, "CI309", message, hint)
    return [meaning[word] for word in words]


def sign_by_type(sheet: Sheet, kinds: Sequence[Kind | None], money: Money) -> None:
    """Give credit notes and payments their minus where the file writes them without.

    Whether it does is declared by the profile, or proved by all its credit notes and payments:
    where all are positive, the type alone says that they lessen the debt. Where some are
    positive and some negative, the positive ones are rejected (CI310).
    """
    field = "open" if sheet.plan.has("open") else "gross"
    if not sheet.plan.has(field):
        field = "net"
    amounts = money.of(field)
    lessening = [at for at, kind in enumerate(kinds) if kind in (Kind.CREDIT_NOTE, Kind.PAYMENT)]
    positive = [at for at in lessening if (amounts[at] or 0) > 0]
    negative = [at for at in lessening if (amounts[at] or 0) < 0]
    sign = sheet.plan.layout.sign or ("signed" if negative else "by type")
    if sign == "by type":
        for values in money.minor.values():
            for at in lessening:
                values[at] = -abs(values[at] or 0) if values[at] is not None else None
        return
    for at in positive:
        message = "a credit note or payment with a positive amount, where others are negative"
        hint = "correct its sign, or say in the profile 'sign: by type'"
        sheet.reject(at, sheet.plan.column(field), "CI310", message, hint)


def read_answers(sheet: Sheet, field: str, *, empty: bool) -> list[bool]:
    """A field that answers yes or no; another word is rejected (CI311).

    Args:
        sheet: the rows.
        field: one of `fields.ANSWERS`.
        empty: what an empty cell, or a missing column, means.
    """
    if not sheet.plan.has(field):
        return [empty] * len(sheet.rows)
    column, words = sheet.plan.column(field), sheet.plan.layout.words
    texts = sheet.texts(field)
    answers = {text: key(text) for text in set(texts)}
    for at, text in enumerate(texts):
        answer = answers[text]
        if answer and answer not in words.yes and answer not in words.no:
            message = f"{quoted(text)} is neither yes nor no"
            hint = f"say in a profile what it means: 'words: {{yes: [{text}]}}'"
            sheet.reject(at, column, "CI311", message, hint)
    return [answers[text] in words.yes if answers[text] else empty for text in texts]
