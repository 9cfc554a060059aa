"""The words of statements: `templates/<language>/statement.yaml`, beside the labels of letters.

They have a file of their own, so that a language whose letters somebody wrote before there were
statements stays complete; its statements are in English.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from creditctl.config.yamlfile import parse_yaml
from creditctl.documents.labels import FILE as LABELS
from creditctl.documents.labels import Labels, read_labels
from creditctl.documents.library import FALLBACK
from creditctl.documents.localise import Language, locale
from creditctl.documents.sources import decoded, is_name
from creditctl.findings import Finding, Place, error

if TYPE_CHECKING:
    from creditctl.config.places import Located
    from creditctl.documents.sources import TemplateFolders

FILE: Final = "statement.yaml"


@dataclass(frozen=True, slots=True)
class StatementWords:
    """Every fixed word of a statement that letters do not have; the names are the file's keys.

    Attributes:
        open_on: has ``{day}``; moved: has ``{first}`` and ``{last}``.
        invoice, credit_note, payment_for, settled, credit_used: have ``{number}``.
        at_bank, bank_rest, written_off: what the books do not show yet.
    """

    title: str
    open_on: str
    moved: str
    no_demand: str
    nothing_open: str
    nothing_moved: str
    description: str
    balance: str
    in_your_favour: str
    opening: str
    closing: str
    booked: str
    invoice: str
    credit_note: str
    on_account: str
    payment: str
    payment_for: str
    paid_back: str
    settled: str
    credit_used: str
    at_bank: str
    bank_rest: str
    written_off: str
    by_age: str


_NUMBERED: Final = ("invoice", "credit_note", "payment_for", "settled", "credit_used")
_PLACEHOLDERS: Final[dict[str, set[str]]] = {
    "open_on": {"day"},
    "moved": {"first", "last"},
    **{key: {"number"} for key in _NUMBERED},
}


def read_words(text: str, name: str) -> StatementWords | list[Finding]:
    """Read the words of a language.

    Args:
        text: content of the file.
        name: how findings call it.

    Returns:
        The words, or everything that is wrong with the file (CC309 and the YAML codes).
    """
    parsed = parse_yaml(text, name)
    if parsed.located is None or parsed.findings:
        return list(parsed.findings)
    located = parsed.located
    if not isinstance(located.data, dict):
        hint = f"copy the {FILE} of another language and translate it"
        return [error("CC309", "the file holds no words", located.place(()), hint)]
    wanted = [f.name for f in fields(StatementWords)]
    findings = [_unknown(located, key, wanted) for key in located.data if key not in wanted]
    findings += [found for key in wanted for found in _wrong(located, key)]
    return findings or StatementWords(**located.data)


def _unknown(located: Located, key: str, wanted: list[str]) -> Finding:
    near = get_close_matches(str(key), wanted, 1)
    hint = f"did you mean '{near[0]}'?" if near else "remove it"
    place = located.place((key,), at_key=True)
    return error("CC309", f"'{key}' is no word that statements use", place, hint)


def _wrong(located: Located, key: str) -> list[Finding]:
    """What is wrong with one word."""
    value = located.data.get(key)
    if value is None:
        hint = f"add '{key}:' and its translation"
        return [error("CC309", f"the word '{key}' is missing", located.place(()), hint)]
    place = located.place((key,))
    if not isinstance(value, str) or not value.strip():
        return [error("CC309", f"{key}: this is no text", place, "put the words in quotes")]
    wanted = _PLACEHOLDERS.get(key, set())
    if _placeholders(value) != wanted:
        hint = f"it takes these: {', '.join(f'{{{n}}}' for n in sorted(wanted)) or 'none'}"
        return [error("CC309", f"{key}: the placeholders of this text are wrong", place, hint)]
    return []


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}


def statement_words(
    folders: TemplateFolders, language: str
) -> tuple[Language, StatementWords] | list[Finding]:
    """The words in a debtor's language, in its base language, else in English.

    Args:
        folders: the workspace's templates before the shipped ones.
        language: ISO 639-1, or a locale such as ``nl-BE``; "" for English.
    """
    base = re.split("[-_]", language)[0].lower()
    tries = [code for code in (language, base) if is_name(code)]
    code = next((c for c in tries if folders.find(f"{c}/{FILE}")), FALLBACK)
    labels = _read(folders, f"{code}/{LABELS}")
    words = _read(folders, f"{code}/{FILE}")
    told = read_labels(*labels) if isinstance(labels, tuple) else [labels]
    said = read_words(*words) if isinstance(words, tuple) else [words]
    if not isinstance(told, Labels) or not isinstance(said, StatementWords):
        return [f for found in (told, said) if isinstance(found, list) for f in found]
    try:
        locale(told.locale)
    except ValueError as trouble:
        place = Place(f"templates/{code}/{LABELS}")
        return [error("CC309", str(trouble), place, "write one such as en_GB")]
    return Language(code, told), said


def _read(folders: TemplateFolders, name: str) -> tuple[str, str] | Finding:
    """Text and shown name of a file below the template folders."""
    path = folders.find(name)
    if path is None:
        hint = "copy it from another language and translate it"
        return error("CC309", "there is no such file", Place(f"templates/{name}"), hint)
    try:
        content = folders.read(path, name)
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        return error("CC303", f"cannot be read: {why}", Place(str(path)), "check the file")
    text = decoded(content, str(path))
    return text if isinstance(text, Finding) else (text, str(path))
