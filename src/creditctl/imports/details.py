"""What rows know of their debtors: addresses, languages, channels and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.findings import warning
from creditctl.imports.fields import DETAILS, JOINED, OWN_DETAILS, in_words
from creditctl.imports.headers import key
from creditctl.imports.quarantine import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from creditctl.imports.batch import Batch
    from creditctl.imports.profile import Words
    from creditctl.imports.sheet import Sheet

_ELSEWHERE: Final = ("limit", "reminders")
"""Details that are no text."""


def read_details(
    sheet: Sheet,
    batch: Batch,
    debtors: Sequence[str],
    rows: Sequence[int],
    reminders: Sequence[bool],
) -> None:
    """Note each detail of each debtor in the batch: the first value that is not empty counts.

    Words for countries, languages, kinds and channels become the terms that creditctl uses; one
    that is not known is left out, with one warning per column (CI244).

    Args:
        sheet: the rows; batch: where the details go.
        debtors: id of the debtor of each row of the sheet.
        rows: positions of the accepted rows.
        reminders: of each row of the sheet, False where it says "never remind".
    """
    own = OWN_DETAILS if sheet.plan.layout.kind == "debtors" else ()
    for field in (*DETAILS, *own):
        if not sheet.plan.has(field) or field in _ELSEWHERE:
            continue
        texts = _in_terms(sheet, field, sheet.texts(field))
        first = {debtors[at]: texts[at] for at in reversed(rows) if texts[at]}
        for debtor, text in first.items():
            batch.details.setdefault(debtor, {})[field] = text
    if sheet.plan.has("reminders"):
        for at in rows:
            if not reminders[at]:
                batch.details.setdefault(debtors[at], {})["reminders"] = "no"


def _in_terms(sheet: Sheet, field: str, texts: list[str]) -> list[str]:
    """Texts as creditctl's terms, "" for words that are not known."""
    meaning = meanings(field, texts, sheet.plan.layout.words)
    strange = sorted(text for text, term in meaning.items() if text and not term)
    if strange:
        column = sheet.plan.column(field)
        names = ", ".join(quoted(text) for text in strange[:3])
        more = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        message = f"{column.header}: {names}{more} is not known as {in_words(field)[4:]}; left out"
        place = sheet.table.place(sheet.plan.header, column.index, column.header)
        hint = f"write a code, or say in a profile what it means: 'words: {{{field}: ...}}'"
        sheet.findings.append(warning("CI244", message, place, hint))
    return [meaning[text] for text in texts]


def meanings(field: str, texts: Iterable[str], words: Words) -> dict[str, str]:
    """The meaning of each distinct text of a field, "" for a word that is not known."""
    tables = {"country": words.country, "language": words.language, "kind": words.kind}
    if field in tables:
        return {text: _term(field, text, tables[field]) for text in set(texts)}
    if field == "channels":
        return {text: _channels(text, words.channel) for text in set(texts)}
    if field == "contact" and field in JOINED:
        return {text: text.replace("\n", " ") for text in set(texts)}
    return {text: text for text in set(texts)}


def _term(field: str, text: str, words: Mapping[str, str]) -> str:
    """The term for one word: a country, a language or a kind; "" when it is not known.

    A code of two letters stands for itself; a language may have its country behind it.
    """
    if key(text) in words:
        return words[key(text)]
    code = text.replace("_", "-").split("-")[0] if field == "language" else text
    if field == "kind" or len(code) != 2 or not (code.isascii() and code.isalpha()):
        return ""
    return code.lower() if field == "language" else code.upper()


def _channels(text: str, words: Mapping[str, str]) -> str:
    """Channels in order of preference, parted by a blank; "" when one is not known."""
    parts = [key(part) for part in text.replace("/", ",").replace(";", ",").split(",")]
    known = [words.get(part, "") for part in parts if part]
    return " ".join(dict.fromkeys(known)) if all(known) else ""
