"""The model's complaints in a bookkeeper's words: what is wanted, what is there, what to do."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from creditctl.config.places import KeyPath, Spot
    from creditctl.config.shape import Shape

_WANTED: Final = {
    "int_type": "a whole number",
    "bool_type": "true or false",
    "string_type": "text",
    "date_type": "a date (year-month-day)",
    "decimal_type": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "model_type": "a group of keys",
    "dict_type": "a group of keys",
}
"""What is wanted, by pydantic's error type."""

_SHORT_NAME: Final = "^[a-z0-9][a-z0-9_-]{0,39}$"
_PATTERNS: Final = {
    r"^[^\s/@]+$": "the name of a mail server (mail.example.com)",
    "^(none|by-country|contract|[a-z]{2}_[a-z0-9_]{2,30})$": "none, by-country, contract or the "
    "name of a regime (nl_b2b)",
    "^[A-Z]{2}$": "a country code of two capitals (NL)",
    "^[a-z]{2}$": "a language code of two small letters (nl)",
    _SHORT_NAME: "a short name of small letters, digits, - and _",
    "^(4465:[0-9]{1,3}|SEPA:[A-Z]{2}[A-Z0-9]{2})$": "an exchange code (4465:5, SEPA:AM04)",
}
_COMMANDS: Final = ("run", "command")
"""Keys whose text is a program and its arguments, each a word of its own."""
_BOUNDS: Final = {
    "greater_than_equal": ("ge", "{} or more"),
    "greater_than": ("gt", "more than {}"),
    "less_than_equal": ("le", "{} or less"),
    "less_than": ("lt", "less than {}"),
}
_YES: Final = frozenset(("yes", "y", "on"))
_NO: Final = frozenset(("no", "n", "off"))
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_ODD_NUMBER: Final = re.compile(r"\+?0*([0-9]+(?:_[0-9]+)*)")
_COMMENT: Final = re.compile(r"\s*(#\S.*)")


@dataclass(frozen=True, slots=True)
class Trouble:
    """One complaint of the model about the value at a path.

    Attributes:
        kind: pydantic's error type.
        path: where, in the file's own keys.
        value: the value that stands there.
        context: what the error carries along.
        message: pydantic's own words.
        part: the value, or the group of keys, that the complaint was raised for.
        others: the same value's complaints from the other alternatives it could have been.
    """

    kind: str
    path: KeyPath
    value: Any
    context: dict[str, Any]
    message: str
    part: KeyPath
    others: tuple[Trouble, ...] = ()


def shown(value: Any, spot: Spot) -> str:
    """A value as the message names it; text in quotes, all else as written."""
    if isinstance(value, dict):
        return "a group of keys"
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    if value is None:
        return spot.written or "nothing"
    return f"'{value}'" if isinstance(value, str) else spot.written or str(value)


def wanted(trouble: Trouble, shape: Shape) -> str:
    """What the model wants at that place, all alternatives together."""
    every = [_wanted(one, shape) for one in (trouble, *trouble.others)]
    return ", or ".join(dict.fromkeys(every)) + ("," if len(every) > 1 else "")


def _wanted(trouble: Trouble, shape: Shape) -> str:
    kind, context = trouble.kind, trouble.context
    if kind == "literal_error":
        allowed = shape.allowed(trouble.path)
        return ("one of " if len(allowed) > 1 else "") + ", ".join(allowed)
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return _PATTERNS.get(pattern, f"text of the form {pattern}")
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return words.format(context[name])
    if kind in ("too_short", "string_too_short"):
        return "at least one entry" if kind == "too_short" else "text"
    return _WANTED.get(kind, trouble.message)


def hint(trouble: Trouble, spot: Spot, shape: Shape) -> str:
    """What to do about a value of the wrong kind or form."""
    if trouble.value is None:
        return nothing(spot)
    said = (_hint(one, spot, shape) for one in (trouble, *trouble.others))
    return next(filter(None, said), "") or meaning(trouble.path, shape)


def _hint(trouble: Trouble, spot: Spot, shape: Shape) -> str:
    if not isinstance(trouble.value, str):
        return _about_other(trouble.kind, trouble.value, spot)
    allowed = shape.allowed(trouble.path)
    if spot.quoted and trouble.value in allowed:
        return f"write it without quotes: {trouble.value}"
    near = _near(trouble.value, allowed)
    return f"did you mean {near}?" if near else _about_text(trouble.value, trouble, spot, shape)


def nothing(spot: Spot) -> str:
    """What to do where a value is missing behind its key."""
    comment = _COMMENT.match(spot.after)
    if comment:
        return f'what follows # is a comment; put the value in quotes: "{comment[1]}"'
    return "write a value, or delete the line"


def meaning(path: KeyPath, shape: Shape) -> str:
    """The docs of the key, as a last resort."""
    while path and isinstance(path[-1], int):
        path = path[:-1]
    if not path:
        return "its keys are: " + ", ".join(shape.keys(path))
    about = shape.about(path)
    return f"{path[-1]}: {about}" if about else ""


def _near(value: str, allowed: list[str]) -> str:
    """The allowed value that was meant; a difference in case is always taken for a slip."""
    for one in allowed:
        if one.lower() == value.lower():
            return one
    return next(iter(difflib.get_close_matches(value, allowed, n=1)), "")


def _about_text(text: str, trouble: Trouble, spot: Spot, shape: Shape) -> str:
    """Hints for a value that is text where something else, or other text, is wanted."""
    word = text.lower()
    match trouble.kind:
        case "bool_type" if word in _YES or word == "true":
            return "write true"
        case "bool_type" if word in _NO or word == "false":
            return "write false"
        case "int_type" | "decimal_type" if digits := _ODD_NUMBER.fullmatch(text):
            bare = digits[1].replace("_", "")
            return f"write it without quotes: {bare}" if spot.quoted else f"write {bare}"
        case "date_type" if day := _DAY_FIRST.fullmatch(text):
            return f"write year-month-day, such as {day[3]}-{day[2]:0>2}-{day[1]:0>2}"
        case "tuple_type" | "list_type":
            words = text.split() if trouble.path[-1] in _COMMANDS else [text]
            return f"write a list: [{', '.join(words)}]"
        case "string_pattern_mismatch":
            pattern = re.compile(str(trouble.context.get("pattern", "")))
            slug = re.sub(r"[^a-z0-9]+", "-", word).strip("-")
            tries = [text.upper(), word, *([slug] if pattern.pattern == _SHORT_NAME else [])]
            better = next(filter(pattern.fullmatch, tries), "")
            return f"write '{better}'" if better else ""
        case "model_type":
            return "its keys are: " + ", ".join(shape.keys(trouble.path))
        case _:
            return ""


def _about_other(kind: str, value: Any, spot: Spot) -> str:
    """Hints for a number, date or boolean where something else is wanted."""
    if isinstance(value, dict | list):
        return ""
    if kind == "string_type":
        return f'put it in quotes: "{spot.written}"'
    if kind in ("tuple_type", "list_type"):
        return f"write a list: [{spot.written}]"
    return ""
