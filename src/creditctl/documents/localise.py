"""Money, dates, counts and lists as a language writes them (Unicode CLDR); no process locale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.languages import get_official_languages
from babel.lists import format_list
from babel.numbers import format_currency, format_percent

from creditctl.ledger.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from creditctl.documents.labels import Labels

_PLAIN_NUMBER: Final = "#,##0.00"
# CLDR's pattern for a currency of letters, which Babel does not know: a blank before the number.
_TOUCHING: Final = re.compile(r"(?<=[A-Za-z])(?=[0-9])")
# Spanish "y" and "o" before a word that begins with the same sound, as ICU's list formatter has it.
_SPANISH_JOINTS: Final = (
    (" y ", " e ", re.compile(r"[ií]|h[ií](?![ae])", re.IGNORECASE)),
    (" o ", " u ", re.compile(r"h?[oó]|8", re.IGNORECASE)),
)


@lru_cache(maxsize=64)
def locale(identifier: str) -> Locale:
    """The locale of an identifier such as ``en_GB``.

    Raises:
        ValueError: there is none of that name.
    """
    try:
        return Locale.parse(identifier)
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"there is no locale {identifier!r}") from None


@lru_cache(maxsize=64)
def plural_forms(identifier: str) -> tuple[frozenset[str], frozenset[str]]:
    """The plural forms of a locale (Unicode CLDR): those of whole numbers below 1,000, and all.

    Letters count days and invoices; French and Spanish have a form for millions that they do
    without.

    Raises:
        ValueError: there is no such locale.
    """
    rule = locale(identifier).plural_form
    return frozenset(map(rule, range(1_000))), frozenset({*rule.tags, "other"})


def day_text(day: date, form: Literal["long", "medium"], language: Locale) -> str:
    """A date as a language writes it: long in a sentence, medium in a table."""
    text = format_date(day, form, locale=language)
    # CLDR does not know that French counts the first of a month only: le 1er mars.
    first = language.language == "fr" and day.day == 1
    return text.replace("1", "1er", 1) if first else text


def listed(parts: Sequence[str], style: Literal["standard", "or"], language: Locale) -> str:
    """Several in a row, ``a, b and c``; style "or" for alternatives."""
    text = format_list(parts, style=style, locale=language)
    if language.language != "es" or len(parts) < 2:
        return text
    last = parts[-1]
    head = text.removesuffix(last)
    for joint, other, begins in _SPANISH_JOINTS:
        if head.endswith(joint) and begins.match(last):
            return head.removesuffix(joint) + other + last
    return text


@dataclass(frozen=True)
class Language:
    """One language of letters.

    Attributes:
        code: ISO 639-1, the name of the templates' folder.
        labels: its fixed words.
    """

    code: str
    labels: Labels

    @cached_property
    def locale(self) -> Locale:
        """Its locale."""
        return locale(self.labels.locale)

    def money(self, minor: int, currency: str) -> str:
        """An amount with its currency: ``€1,234.50``, ``CHF 5.00``; blanks do not break."""
        return _money(self.labels.locale, minor, currency)

    def number(self, minor: int, currency: str) -> str:
        """An amount without its currency, with the currency's decimals: ``1,234.50``."""
        return _number(self.labels.locale, minor, currency)

    def percent(self, percent: Decimal) -> str:
        """A rate with two decimals or more: ``11.75%``, ``11,75 %``; the blank does not break."""
        pattern = self.locale.percent_formats[None].pattern.replace("##0", "##0.00")
        return format_percent(
            percent / 100, pattern, locale=self.locale, decimal_quantization=False
        )

    def day(self, day: date) -> str:
        """A date in a sentence: ``5 February 2026``."""
        return _written(self.labels.locale, day, "long")

    def short_day(self, day: date) -> str:
        """A date in a table: ``5 Feb 2026``."""
        return _written(self.labels.locale, day, "medium")

    def period(self, first: date, last: date) -> str:
        """Days in a table, both included: ``1 Jan 2026 - 6 Feb 2026``, with an en dash."""
        return f"{self.short_day(first)} \u2013 {self.short_day(last)}"

    def days(self, count: int) -> str:
        """A number of days: ``1 day``, ``12 days``."""
        return self.labels.days.text(self._category(count), count)

    def each(self, count: int, amount: str) -> str:
        """A fixed sum for so many invoices: ``Fixed sum of £70.00 for each of 2 invoices``."""
        text = self.labels.fixed_sum.text(self._category(count), count)
        return text.replace("{amount}", amount)

    def late(self, count: int) -> str:
        """How late something is: ``12 days overdue``."""
        return self.labels.late.text(self._category(count), count)

    def invoices(self, count: int) -> str:
        """A number of invoices: ``1 invoice``, ``3 invoices``."""
        return self.labels.invoices.text(self._category(count), count)

    def country(self, code: str) -> str:
        """The name of a country (ISO 3166 alpha-2), or the code when it has none."""
        return str(self.locale.territories.get(code.upper(), code.upper()))

    def is_official_in(self, country: str) -> bool:
        """Whether the laws of a country (ISO 3166 alpha-2) are in this language."""
        spoken = get_official_languages(country.upper(), de_facto=True)
        return self.locale.language in spoken

    def _category(self, count: int) -> str:
        return str(self.locale.plural_form(count))


# Fields, tables and subject of a letter show the same few amounts and days, and so do the letters
# of a run; Babel takes 30 to 50 microseconds for each.


@lru_cache(maxsize=4096)
def _money(identifier: str, minor: int, currency: str) -> str:
    text = format_currency(to_decimal(minor, currency), currency, locale=locale(identifier))
    return _TOUCHING.sub("\u00a0", text)


@lru_cache(maxsize=4096)
def _number(identifier: str, minor: int, currency: str) -> str:
    amount = to_decimal(minor, currency)
    return format_currency(amount, currency, _PLAIN_NUMBER, locale=locale(identifier))


@lru_cache(maxsize=4096)
def _written(identifier: str, day: date, form: Literal["long", "medium"]) -> str:
    return day_text(day, form, locale(identifier))
