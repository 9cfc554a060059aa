"""The fixed words of a language: `templates/<language>/labels.yaml`."""

from __future__ import annotations

import string
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from creditctl.config.yamlfile import parse_yaml
from creditctl.documents.localise import plural_forms
from creditctl.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from creditctl.config.places import Located
    from creditctl.findings import Finding

FILE: Final = "labels.yaml"


@dataclass(frozen=True, slots=True)
class Plural:
    """A count in words, with ``{n}`` for the number; languages without more forms need `other`.

    Attributes:
        forms: text by plural category of Unicode CLDR (one, two, few, many, other).
    """

    forms: dict[str, str]

    def text(self, category: str, count: int) -> str:
        """The words for `count`, whose plural category is `category`."""
        return self.forms.get(category, self.forms["other"]).replace("{n}", str(count))


@dataclass(frozen=True, slots=True)
class Labels:
    """Every fixed word of a letter; the names are the keys of the file.

    Attributes:
        locale: the Unicode locale for money and dates, such as ``en_GB``.
        dear_person, dear_anyone: salutation with ``{name}``, and without a name.
        attention: the line of the address that names a person, with ``{name}``.
        days, late, invoices: counts.
        number to not_due: heads and cells of the item table.
        subtotal to total: its sums.
        calculation to principal: title and heads of the table of interest.
        rounded to agreed: what is said below it. ``fixed_sum`` counts invoices and has
            ``{amount}`` too, ``interest_until`` has ``{day}``, ``law`` has ``{statute}``;
            ``agreed`` stands in its place where the contract sets the rate.
        payment to scan: the payment block.
        date to registration: reference block and footer; ``page`` has ``{page}`` and ``{pages}``.
    """

    locale: str
    dear_person: str
    dear_anyone: str
    attention: str
    days: Plural
    late: Plural
    invoices: Plural
    number: str
    instalment: str
    issued: str
    due: str
    days_overdue: str
    amount: str
    open: str
    credit: str
    not_due: str
    subtotal: str
    credits: str
    outstanding: str
    interest: str
    compensation: str
    costs: str
    fee: str
    total: str
    calculation: str
    period: str
    interest_days: str
    rate: str
    principal: str
    rounded: str
    interest_until: str
    fixed_sum: Plural
    law: str
    agreed: str
    payment: str
    pay_amount: str
    pay_by: str
    account_name: str
    iban: str
    bic: str
    bank: str
    reference: str
    pay_online: str
    scan: str
    scan_described: str
    date: str
    our_reference: str
    customer_number: str
    contact: str
    phone: str
    email: str
    page: str
    vat: str
    registration: str

    @property
    def colon(self) -> str:
        """The colon behind a label: in French a blank that does not break stands before it."""
        return "\u00a0:" if self.locale.startswith("fr") else ":"


_PLACEHOLDERS: Final[dict[str, frozenset[str]]] = {
    "dear_person": frozenset({"name"}),
    "attention": frozenset({"name"}),
    "page": frozenset({"page", "pages"}),
    "interest_until": frozenset({"day"}),
    "law": frozenset({"statute"}),
}
_PLURALS: Final[dict[str, frozenset[str]]] = {
    "days": frozenset(),
    "late": frozenset(),
    "invoices": frozenset(),
    "fixed_sum": frozenset({"amount"}),
}
"""The counts, and what each of their forms must hold beside ``{n}``."""
_FORMS: Final = ("zero", "one", "two", "few", "many", "other")


def read_labels(text: str, name: str) -> Labels | list[Finding]:
    """Read the words of a language.

    Args:
        text: content of the file.
        name: how findings call it.

    Returns:
        The labels, or everything that is wrong with the file (CC309 and the YAML codes).
    """
    parsed = parse_yaml(text, name)
    if parsed.located is None or parsed.findings:
        return list(parsed.findings)
    located = parsed.located
    if not isinstance(located.data, dict):
        hint = "copy the labels.yaml of another language and translate it"
        return [error("CC309", "the file holds no words", located.place(()), hint)]
    wanted = [f.name for f in fields(Labels)]
    findings = [_unknown(located, key, wanted) for key in located.data if key not in wanted]
    values: dict[str, Any] = {}
    for key in wanted:
        found = _plural(located, key) if key in _PLURALS else _word(located, key)
        if isinstance(found, list):
            findings += found
        else:
            values[key] = found
    findings = findings or list(_other_plurals(located, values))
    return findings or Labels(**values)


def _other_plurals(located: Located, values: Mapping[str, Any]) -> Iterator[Finding]:
    """Counts whose forms are those of another language, from which the file was copied."""
    try:
        needed, known = plural_forms(values["locale"])
    except ValueError:
        return  # whoever writes with it tells
    for key in _PLURALS:
        forms = set(values[key].forms)
        wrong = [form for form in _FORMS if form in (needed - forms) | (forms - known)]
        if wrong:
            does = "is missing" if wrong[0] in needed else "does not exist in this language"
            message = f"{key}: the form '{wrong[0]}' {does} (locale {values['locale']})"
            hint = f"it counts in these forms: {', '.join(f for f in _FORMS if f in needed)}"
            yield error("CC309", message, located.place((key,)), hint)


def _unknown(located: Located, key: str, wanted: list[str]) -> Finding:
    near = get_close_matches(key, wanted, 1)
    hint = f"did you mean '{near[0]}'?" if near else "remove it"
    place = located.place((key,), at_key=True)
    return error("CC309", f"'{key}' is no word that letters use", place, hint)


def _word(located: Located, key: str) -> str | list[Finding]:
    value = located.data.get(key)
    if value is None:
        hint = f"add '{key}:' and its translation"
        return [error("CC309", f"the word '{key}' is missing", located.place(()), hint)]
    if not isinstance(value, str) or not value.strip():
        hint = "put the words in quotes"
        return [error("CC309", f"{key}: this is no text", located.place((key,)), hint)]
    return _misplaced(located, key, value) or value


def _misplaced(located: Located, key: str, value: str) -> list[Finding]:
    """What is wrong with the {placeholders} of a word."""
    allowed = _PLACEHOLDERS.get(key, frozenset())
    wanted = ", ".join(f"{{{name}}}" for name in sorted(allowed)) or "none"
    if _placeholders(value) == allowed:
        return []
    message = f"{key}: the placeholders of this text are wrong"
    return [error("CC309", message, located.place((key,)), f"it takes these: {wanted}")]


def _placeholders(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}


def _plural(located: Located, key: str) -> Plural | list[Finding]:
    value = located.data.get(key)
    if (
        isinstance(value, dict)
        and "other" in value
        and set(value) <= set(_FORMS)
        and all(isinstance(form, str) for form in value.values())
        and all(_placeholders(form) - {"n"} == _PLURALS[key] for form in value.values())
    ):
        return Plural(value)
    form = " ".join(f"{{{name}}}" for name in ("n", *sorted(_PLURALS[key])))
    hint = f'write \'{key}: {{one: "{form} ...", other: "{form} ..."}}\''
    return [
        error("CC309", f"{key}: the forms of this count are missing", located.place((key,)), hint)
    ]
