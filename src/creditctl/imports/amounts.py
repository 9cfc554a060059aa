"""Amounts as text: the decimal mark proved by whole columns, and exact conversion.

An amount is digits with at most one kind of thousands separator and one decimal mark, one sign,
and perhaps a currency. ``NaN``, ``1e9``, ``12..34``, ``1_000``, ``5%`` and digits that are not
ASCII are no amounts; neither is nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.ledger.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.imports.source import DecimalMark

_MOST: Final = 15
"""Digits before the decimal mark that an amount may have."""
_LIMIT: Final = 10**18
"""Minor units that no amount reaches; int64 ends at 9.2 * 10**18."""

_MINUS: Final = "-\u2212\u2013"
"""Minus signs; the hyphen stands first, so that no class of characters takes it for a range."""
_BLANK: Final = " \u00a0\u2009\u202f"
_SYMBOL: Final = r"(?:US\$|R\$|[€£$¥₹₪₺₽₴₩]|kr\.?|zł|Kč|Ft|Fr\.|[A-Za-z]{3}(?![A-Za-z]))"
_SHAPE: Final = re.compile(
    rf"(?P<open>\()?[{_BLANK}]*(?P<sign>[{_MINUS}+])?[{_BLANK}]*(?P<before>{_SYMBOL})?"
    rf"[{_BLANK}]*(?P<inner>[{_MINUS}])?[{_BLANK}]*"
    rf"(?P<core>[0-9.,](?:[0-9.,'\u2019{_BLANK}]*[0-9.,])?)"
    rf"[{_BLANK}]*(?P<after>{_SYMBOL})?[{_BLANK}]*"
    rf"(?P<behind>[{_MINUS}]|(?:CR|DR|C|D)\b)?[{_BLANK}]*(?P<close>\))?",
)
_STATED: Final = {"€": "EUR", "£": "GBP", "zł": "PLN", "US$": "USD", "R$": "BRL"}
"""Symbols that belong to one currency; ``$`` and ``kr`` belong to several."""


def _grammar(mark: str, other: str) -> re.Pattern[str]:
    whole = rf"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?:(?P<gap>[{other}'\u2019{_BLANK}])[0-9]{{3}})"
    whole += r"(?:(?P=gap)[0-9]{3})*)"
    return re.compile(rf"{whole}?(?:\{mark}(?P<rest>[0-9]+))?")


_GRAMMAR: Final[dict[DecimalMark, re.Pattern[str]]] = {
    ".": _grammar(".", ","),
    ",": _grammar(",", "."),
}
_PLAIN: Final[dict[DecimalMark, re.Pattern[str]]] = {
    ".": re.compile(rf"(-?[0-9]{{1,{_MOST}}})(?:\.([0-9]{{1,4}}))?"),
    ",": re.compile(rf"(-?[0-9]{{1,{_MOST}}})(?:,([0-9]{{1,4}}))?"),
}
_CLEAR: Final = re.compile(r"-?[0-9]+([.,])(?:[0-9]{1,2}|[0-9]{4,})")
"""Most amounts of most files: shortcuts, never a different answer."""


class Amount(NamedTuple):
    """An exact amount: `units` divided by ten to the power of `scale`; `currency` if stated."""

    units: int
    scale: int = 0
    currency: str = ""


class Unreadable(NamedTuple):
    """Why a cell can't be read, and what to do: `reason` follows the quoted value."""

    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MarkProof:
    """What the amounts of a file say about the decimal mark.

    Attributes:
        mark: the proved mark, None when nothing depends on it or nothing proves it.
        point, comma: an amount that only a decimal point, a decimal comma explains.
        ambiguous: an amount with two readings, when nothing proves one.
    """

    mark: DecimalMark | None = None
    point: str = ""
    comma: str = ""
    ambiguous: str = ""

    @property
    def contradictory(self) -> bool:
        """Whether some amounts prove the point and others the comma."""
        return bool(self.point and self.comma)


def prove_mark(texts: Iterable[str]) -> MarkProof:
    """Prove the decimal mark by all amounts of a file.

    Args:
        texts: the distinct texts of all amount columns.

    Returns:
        The proof; an amount proves a mark when no other mark explains it.
    """
    point = comma = ambiguous = ""
    for text in texts:
        clear = _CLEAR.fullmatch(text)
        if clear is not None:
            point, comma = (point or text, comma) if clear[1] == "." else (point, comma or text)
            continue
        found = _SHAPE.fullmatch(text.strip())
        if found is None or ("." not in text and "," not in text):
            continue
        core = found["core"]
        with_point = _GRAMMAR["."].fullmatch(core) is not None
        with_comma = _GRAMMAR[","].fullmatch(core) is not None
        if with_point and with_comma:
            ambiguous = ambiguous or text
        elif with_point:
            point = point or text
        elif with_comma:
            comma = comma or text
    if point and comma:
        return MarkProof(None, point, comma, ambiguous)
    if point:
        return MarkProof(".", point=point)
    if comma:
        return MarkProof(",", comma=comma)
    return MarkProof(ambiguous=ambiguous)


def readings(text: str) -> tuple[str, str]:
    """The two readings of an ambiguous amount, for the bookkeeper: with a point, with a comma."""
    return _plain(read_amount(text, ".")), _plain(read_amount(text, ","))


def _plain(amount: Amount | Unreadable) -> str:
    assert isinstance(amount, Amount)
    return str(Decimal(amount.units).scaleb(-amount.scale))


def read_amount(text: str, mark: DecimalMark | None) -> Amount | Unreadable:
    """Read one amount.

    Args:
        text: as it stands in the cell.
        mark: the decimal mark; None when no amount of the file depends on it.

    Returns:
        The amount, negative for ``-5``, ``5-``, ``(5)`` and ``5 CR``; or why it is none.
    """
    plain = _PLAIN[mark or "."].fullmatch(text)
    if plain is not None:
        rest = plain[2] or ""
        return Amount(int(plain[1] + rest), len(rest))
    found = _SHAPE.fullmatch(text.strip())
    if found is None:
        return _no_amount(text)
    core = found["core"]
    inside = _GRAMMAR[mark or "."].fullmatch(core)
    if inside is None or not (inside["whole"] or inside["rest"]):
        return _no_amount(text, mark)
    gap, rest = inside["gap"], inside["rest"] or ""
    whole = (inside["whole"] or "0").replace(gap, "") if gap else inside["whole"] or "0"
    if len(whole.lstrip("0")) > _MOST or len(rest) > _MOST:
        return Unreadable("has more digits than an amount can have", "correct the amount")
    sign = _sign(found)
    if sign == 0:
        return Unreadable("has more than one sign", "write one minus sign, or parentheses")
    currency = _currency(found["before"], found["after"])
    if isinstance(currency, Unreadable):
        return currency
    return Amount(sign * int(whole + rest), len(rest), currency)


def _sign(found: re.Match[str]) -> int:
    """1 or -1; 0 when the signs contradict each other or a parenthesis has no partner."""
    signs = [found["sign"], found["inner"], found["behind"], found["open"]]
    given = [s for s in signs if s]
    if len(given) > 1 or bool(found["open"]) != bool(found["close"]):
        return 0
    return 1 if not given or given[0] in ("+", "D", "DR") else -1


def _currency(before: str | None, after: str | None) -> str | Unreadable:
    """The currency that stands beside an amount, "" when none is stated for certain."""
    stated = ""
    for word in (before, after):
        if not word:
            continue
        code = _STATED.get(word, "")
        if not code and len(word) == 3 and word.isascii() and word.isalpha():
            code = word.upper()
            if code not in CURRENCIES:
                return Unreadable(f"has {word!r}, which is no currency", "correct the amount")
        if stated and code and code != stated:
            return Unreadable("states two currencies", "correct the amount")
        stated = stated or code
    return stated


def _no_amount(text: str, mark: DecimalMark | None = None) -> Unreadable:
    hint = "correct it in the books and export again"
    if "%" in text:
        return Unreadable("is a percentage, not an amount", hint)
    found = _SHAPE.fullmatch(text.strip())
    if mark and found and _GRAMMAR["," if mark == "." else "."].fullmatch(found["core"]):
        name = "point" if mark == "." else "comma"
        return Unreadable(f"is no amount with a decimal {name}", hint)
    return Unreadable("is no amount", hint)


def read_number(value: float | Decimal) -> Amount | Unreadable:
    """Read a number of a workbook: exact for Decimal and int, by its shortest text for float."""
    if isinstance(value, int):
        amount = Amount(value)
    else:
        exact = value if isinstance(value, Decimal) else Decimal(repr(value))
        if not exact.is_finite():
            return Unreadable("is no amount", "correct the cell")
        exact = _near(exact) if isinstance(value, float) else exact
        scale = max(0, -int(exact.as_tuple().exponent))
        amount = Amount(int(exact.scaleb(scale)), scale)
    if abs(amount.units) // 10**amount.scale >= 10**_MOST:
        return Unreadable("has more digits than an amount can have", "correct the cell")
    return amount


def _near(exact: Decimal) -> Decimal:
    """A binary double without the dust of arithmetic: 0.30000000000000004 is 0.3.

    Four decimals are the most that a currency has; what lies nearer to such a number than doubles
    can tell apart is that number.
    """
    rounded = exact.quantize(Decimal("0.0001"), ROUND_HALF_UP) if abs(exact) < _LIMIT else exact
    dust = Decimal("1e-10") + abs(exact) * Decimal("1e-14")
    return rounded.normalize() if abs(exact - rounded) <= dust else exact


def to_minor(amount: Amount, digits: int) -> tuple[int, Amount | None]:
    """Minor units of an amount, for a currency with `digits` decimals.

    Returns:
        The minor units, rounded half-up (away from zero) where the amount has more decimals than
        the currency, and what rounding added, or None when nothing was rounded.

    Raises:
        OverflowError: the amount does not fit.
    """
    if amount.scale <= digits:
        minor = amount.units * 10 ** (digits - amount.scale)
        added = None
    else:
        unit = 10 ** (amount.scale - digits)
        whole, rest = divmod(abs(amount.units), unit)
        whole += 2 * rest >= unit
        minor = -whole if amount.units < 0 else whole
        added = Amount(minor * unit - amount.units, amount.scale) if rest else None
    if abs(minor) >= _LIMIT:
        raise OverflowError
    return minor, added
