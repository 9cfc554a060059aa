"""The phrases of one language for policies in plain words: `templates/<language>/policy.yaml`."""

from __future__ import annotations

import string
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from creditctl.config.yamlfile import read_yaml
from creditctl.documents.localise import locale
from creditctl.documents.sources import is_name
from creditctl.errors import ConfigRefused, UsageRefused
from creditctl.findings import Finding, error, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from babel import Locale

    from creditctl.config.places import KeyPath, Located

FILE: Final = "policy.yaml"
REFERENCE: Final = "en"
"""The shipped language that every other must match, phrase by phrase."""

_PLURALS: Final = frozenset({"zero", "one", "two", "few", "many"})
"""Plural forms that a language may have or not; `other` it must have."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Every phrase of a language.

    Attributes:
        code: ISO 639-1, the name of the folder.
        locale: how dates and numbers are written.
        texts: the phrases by their path in the file.
    """

    code: str
    locale: Locale
    texts: Mapping[KeyPath, str]

    def say(self, *path: str, **filled: str) -> str:
        """The phrase at a path, its {names} filled in."""
        return self.texts[path].format(**filled)

    def has(self, *path: str) -> bool:
        """Whether there is a phrase at a path."""
        return path in self.texts

    def form(self, path: KeyPath, value: Any) -> str | None:
        """The phrase at `path`, or its form that fits a value; None when there is none.

        Args:
            path: of the phrase, or of its forms.
            value: whose own form comes first, then the plural form of its number, then `other`;
                for None, and for an empty text or list, there is only `unset`.
        """
        if value in (None, "", ()):
            return self.texts.get((*path, "unset"))
        if path in self.texts:
            return self.texts[path]
        names = [f"{value.normalize():f}" if isinstance(value, Decimal) else str(value).lower()]
        if isinstance(value, int) and not isinstance(value, bool):
            names.append(str(self.locale.plural_form(value)))
        names.append("other")
        return next((self.texts[*path, n] for n in names if (*path, n) in self.texts), None)

    def count(self, unit: str, number: int) -> str:
        """A number in words: ``1 day``, ``12 days``."""
        return (self.form(("counts", unit), number) or "{n}").format(n=number)


def languages(folders: Sequence[Path]) -> list[str]:
    """The languages that have phrases, in these folders of templates."""
    return sorted({path.parent.name for folder in folders for path in folder.glob(f"*/{FILE}")})


def read_phrases(code: str, folders: Sequence[Path], shipped: Path) -> Phrases:
    """Read the phrases of a language.

    Args:
        code: the language.
        folders: folders of templates; the first that has the language counts.
        shipped: the folder that has the reference, English.

    Raises:
        UsageRefused: there is no such language (CR162).
        ConfigRefused: phrases are missing, unknown, or take other {names} (CR163).
    """
    paths = [folder / code / FILE for folder in folders] if is_name(code) else []
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        hint = f"there are: {', '.join(languages(folders))}"
        hint += f"; or write templates/{code}/{FILE}" if is_name(code) else ""
        raise UsageRefused(error("CR162", f"no policy can be told in '{code}' yet", hint=hint))
    located = _located(path)
    texts = dict(_flat(located.data if isinstance(located.data, dict) else {}))
    reference = dict(_flat(_located(shipped / REFERENCE / FILE).data))
    findings = list(_compared(located, texts, reference))
    if findings:
        raise ConfigRefused(in_order(findings))
    return Phrases(code, locale(texts["locale",]), texts)


def _located(path: Path) -> Located:
    parsed = read_yaml(path, str(path))
    if parsed.located is None or parsed.findings:
        raise ConfigRefused(in_order(parsed.findings))
    return parsed.located


def _flat(data: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, (*path, key))
    else:
        yield path, data


def _compared(
    found: Located, texts: Mapping[KeyPath, Any], reference: Mapping[KeyPath, str]
) -> Iterator[Finding]:
    """What is wrong with the phrases of a language, held against English."""
    for path in reference:
        if path not in texts and path[-1] not in _PLURALS:
            name = ": ".join(map(str, path))
            hint = f"translate this: {reference[path]}"
            yield error("CR163", f"the phrase '{name}' is missing", found.place(path), hint)
    groups = {path[:-1] for path in reference if len(path) > 2}
    for path, text in texts.items():
        known = path in reference or (path[:-1] in groups and path[0] in ("keys", "counts"))
        if not known:
            place = found.place(path, at_key=True)
            yield error("CR163", f"no phrase is called '{path[-1]}'", place, "remove it")
        elif not isinstance(text, str):
            hint = "put the phrase in quotes"
            yield error("CR163", f"'{path[-1]}' is no text", found.place(path), hint)
        elif not _names(text) <= (allowed := _allowed(path, reference)):
            names = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
            message = f"'{path[-1]}' takes other {{names}}"
            yield error("CR163", message, found.place(path), f"it takes these: {names}")
    yield from _unknown_locale(found, texts)


def _unknown_locale(found: Located, texts: Mapping[KeyPath, Any]) -> Iterator[Finding]:
    try:
        locale(str(texts.get(("locale",), REFERENCE)))
    except ValueError as trouble:
        yield error("CR163", str(trouble), found.place(("locale",)), "write one such as en_GB")


def _allowed(path: KeyPath, reference: Mapping[KeyPath, str]) -> frozenset[str]:
    """The {names} that a phrase may use: those of the English one, in any of its forms."""
    forms = [path]
    if path[0] in ("keys", "counts") and len(path) > 2:
        forms = [other for other in reference if other[:-1] == path[:-1]]
    return frozenset(name for form in forms for name in _names(reference.get(form, "")))


def _names(text: str) -> frozenset[str]:
    """The {names} in a phrase; a phrase that can't be read has one that no other has."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return frozenset({"{"})
    return frozenset(
        name + (f"!{how}" if how else "") + (f":{form}" if form else "")
        for _, name, form, how in parts
        if name is not None
    )
