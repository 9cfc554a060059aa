"""Templates by name and language, loaded and compiled once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.documents.environment import LetterTemplate, compile_template
from creditctl.documents.labels import FILE as LABELS
from creditctl.documents.labels import Labels, read_labels
from creditctl.documents.localise import Language, locale
from creditctl.documents.sources import (
    SUFFIX,
    TemplateFolders,
    TemplateSource,
    decoded,
    is_name,
    missing_template,
    read_source,
)
from creditctl.findings import Finding, Place, error, warning

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.policy.notices import Tone

FALLBACK: Final = "en"
"""The language of debtors whose own has no template."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A template that is ready, with the language it is in."""

    template: LetterTemplate
    language: Language


@dataclass(frozen=True, slots=True)
class PlainText:
    """A template without subject, as written: its shown name, its text, and its language."""

    name: str
    text: str
    language: Language


class TemplateLibrary:
    """Finds a template in the wanted language, else in its base language, else in English.

    Args:
        folders: the workspace's `templates` folder before the shipped one.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders = TemplateFolders(tuple(folders))
        self._prepared: dict[tuple[str, str, str], Prepared | tuple[Finding, ...]] = {}
        self._languages: dict[str, Language | tuple[Finding, ...]] = {}

    def get(
        self, template: str, language: str, tone: Tone = "neutral"
    ) -> Prepared | tuple[Finding, ...]:
        """The template, or everything that is wrong with it and its language's words.

        Args:
            template: its name, as the policy's step has it.
            language: ISO 639-1, or a locale such as ``nl-BE``; "" for the fallback.
            tone: its variant is taken where the language has one.
        """
        key = (template, language, tone)
        if key not in self._prepared:
            self._prepared[key] = self._load(*key)
        return self._prepared[key]

    def plain(self, name: str, language: str) -> PlainText | tuple[Finding, ...]:
        """A template without subject such as ``sms.txt.j2``, in the wanted language or its base.

        English where neither has both the file and the words of the language.

        Returns:
            The text; or that there is none (CC301), or what is wrong with it.
        """
        for code in (language, _base(language), FALLBACK):
            files = (f"{code}/{name}", f"{code}/{LABELS}")
            if is_name(code) and all(self.folders.find(file) for file in files):
                text, words = self._text(files[0]), self._language(code)
                if isinstance(text, Finding):
                    return (text,)
                return words if isinstance(words, tuple) else PlainText(text[1], text[0], words)
        place = Place(f"templates/{FALLBACK}/{name}")
        return (error("CC301", f"there is no template '{name}'", place, "write this file"),)

    def _load(self, template: str, language: str, tone: Tone) -> Prepared | tuple[Finding, ...]:
        found = self.find(template, language, tone)
        if found is None:
            return (missing_template(template, language or FALLBACK, self.folders),)
        used, name, path = found
        text = self._read(path, name)
        source = [text] if isinstance(text, Finding) else read_source(*text)
        compiled = compile_template(source) if isinstance(source, TemplateSource) else source
        words = self._language(used)
        if isinstance(compiled, LetterTemplate) and isinstance(words, Language):
            return Prepared(compiled, words)
        wrong = [] if isinstance(compiled, LetterTemplate) else compiled
        return (*wrong, *(() if isinstance(words, Language) else words))

    def find(self, template: str, language: str, tone: Tone) -> tuple[str, str, Path] | None:
        """Language, name and path of a letter: in the wanted language, its base, or English."""
        if not is_name(template):
            return None
        for code in (language, _base(language), FALLBACK):
            found = self.folders.letter(template, code, tone) if is_name(code) else None
            if found is not None:
                return code, *found
        return None

    def _text(self, name: str) -> tuple[str, str] | Finding:
        """Text and shown name of a file below the template folders."""
        path = self.folders.find(name)
        if path is None:
            hint = "copy it from another language and translate it"
            return error("CC309", "there is no such file", Place(f"templates/{name}"), hint)
        return self._read(path, name)

    def _read(self, path: Path, name: str) -> tuple[str, str] | Finding:
        try:
            content = self.folders.read(path, name)
        except OSError as trouble:
            why = (trouble.strerror or str(trouble)).lower()
            return error("CC303", f"cannot be read: {why}", Place(str(path)), "check the file")
        text = decoded(content, str(path))
        return text if isinstance(text, Finding) else (text, str(path))

    def _language(self, code: str) -> Language | tuple[Finding, ...]:
        if code not in self._languages:
            self._languages[code] = self._load_language(code)
        return self._languages[code]

    def _load_language(self, code: str) -> Language | tuple[Finding, ...]:
        text = self._text(f"{code}/{LABELS}")
        if isinstance(text, Finding):
            return (text,)
        labels = read_labels(*text)
        if not isinstance(labels, Labels):
            return tuple(labels)
        try:
            locale(labels.locale)
        except ValueError as trouble:
            return (error("CC309", str(trouble), Place(text[1]), "write one such as en_GB"),)
        return Language(code, labels)


def fallback_warning(template: str, language: str, used: str) -> Finding | None:
    """The warning (CC302) that a letter will not be in the debtor's language."""
    if used in (language, _base(language)):
        return None
    place = Place(f"templates/{language}/{template}{SUFFIX}")
    message = f"there is no letter '{template}' in the language '{language}'; '{used}' is used"
    return warning("CC302", message, place, "write this file, or set the debtors' language")


def _base(language: str) -> str:
    """``nl`` of ``nl-BE``."""
    return re.split("[-_]", language)[0].lower()
