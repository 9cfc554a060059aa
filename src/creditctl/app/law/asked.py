"""What the calculator is asked, from words to exact values; what makes no sense is refused."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal, NoReturn

from creditctl.errors import UsageRefused
from creditctl.findings import error
from creditctl.ledger.money import CURRENCIES, to_minor
from creditctl.regimes.claim import agreed
from creditctl.regimes.debt import Debt, Receipt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from creditctl.regimes.model import DayCount, InterestRules, Mode, Regime, Rounding
    from creditctl.regimes.terms import Way

_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,4})?) *(%?)")
_RECEIPT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}):(.+)")
_LEAST, _MOST = Decimal("0.1"), Decimal(100)


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the calculator, in the user's words.

    Attributes:
        regime: name of the regime.
        amount, due, as_of: the invoice, VAT included; its due date; the day of the claim.
        currency: None = the one that the regime knows.
        paid, credited: ``2025-03-01:1000.00`` each.
        disputed: amount that the debtor disputes, None = nothing.
        rate: agreed rate, such as ``8%``, in the place of the statutory one.
        mode, day_count, rounding: None = as the regime has them.
        costs: True = collection costs are claimed.
        vat: percent of VAT on those costs that the creditor can't deduct.
        notice: the day of the notice that the regime demands; way: which day that is.
    """

    regime: str
    amount: str
    due: date
    as_of: date
    currency: str | None = None
    paid: tuple[str, ...] = ()
    credited: tuple[str, ...] = ()
    disputed: str | None = None
    rate: str | None = None
    mode: Literal["fixed_at_start", "per_half_year"] | None = None
    day_count: DayCount | None = None
    rounding: Rounding | None = None
    costs: bool = False
    vat: str | None = None
    notice: date | None = None
    way: Way | None = None


def refuse(code: str, message: str, hint: str = "") -> NoReturn:
    """Refuse the question (exit 2)."""
    raise UsageRefused(error(code, message, hint=hint))


def regime_called(name: str, regimes: Mapping[str, Regime]) -> Regime:
    """The regime of that name.

    Raises:
        UsageRefused: there is none (CL120).
    """
    if name not in regimes:
        near = difflib.get_close_matches(name.lower(), regimes, n=3, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        refuse("CL120", f"there is no regime '{name}'", hint + "'creditctl regimes' lists them")
    return regimes[name]


def currency_of(request: Request, regime: Regime) -> str:
    """The currency of the debt.

    Raises:
        UsageRefused: none is named, it is no currency, or the regime doesn't know it (CL121).
    """
    known = regime.currencies
    if request.currency is None and known:
        return known[0]
    if request.currency is None:
        message = f"the regime {request.regime} has no currency of its own"
        refuse("CL121", message, "name the debt's: --currency EUR")
    if request.currency not in CURRENCIES:
        hint = "write its ISO 4217 code, such as EUR"
        refuse("CL121", f"'{request.currency}' is no currency", hint)
    if known and request.currency not in known:
        message = f"the regime {request.regime} knows debts in {', '.join(known)} only"
        hint = "take the regime of the debtor's country, or --regime contract with a --rate"
        refuse("CL121", f"{message}, not in {request.currency}", hint)
    return request.currency


def debt_of(request: Request, currency: str) -> Debt:
    """The debt that the question is about.

    Raises:
        UsageRefused: an amount is none, or not more than 0 (CL122); a payment or a credit can't
            be read (CL124); or more is taken off than was owed (CL124).
    """
    amount = _amount("--amount", request.amount, currency)
    payments = _receipts("--paid", request.paid, currency)
    credited = _receipts("--credit", request.credited, currency)
    disputed = 0
    if request.disputed is not None:
        disputed = _amount("--disputed", request.disputed, currency)
    off = sum(receipt.amount for receipt in (*payments, *credited)) + disputed
    if off > amount:
        message = "payments, credits and the disputed part are more than the amount"
        refuse("CL124", message, "--amount is the invoice as it was issued, VAT included")
    return Debt(amount, request.due, payments, credited, disputed)


def _amount(option: str, text: str, currency: str) -> int:
    try:
        amount = to_minor(text, currency)
    except ValueError as trouble:
        hint = f"write digits, with a point before the decimals: {option} 1234.50"
        refuse("CL122", f"{option}: {trouble}", hint)
    if amount <= 0:
        hint = "a credit note is no debt; take it off with --credit"
        refuse("CL122", f"{option}: {text} is not more than 0", hint)
    return amount


def _receipts(option: str, texts: tuple[str, ...], currency: str) -> tuple[Receipt, ...]:
    found = []
    for text in texts:
        match = _RECEIPT.fullmatch(text)
        try:
            day = date.fromisoformat(match[1]) if match else None
        except ValueError:
            day = None
        if match is None or day is None:
            hint = f"write day and amount: {option} 2025-03-01:1000.00"
            refuse("CL124", f"{option}: '{text}' is no day with an amount", hint)
        found.append(Receipt(day, _amount(option, match[2], currency)))
    return tuple(sorted(found))


def rules_of(request: Request, regime: Regime) -> InterestRules | None:
    """How interest is reckoned: as the regime has it, changed as the question asks.

    Raises:
        UsageRefused: the rate can't be (CL123), is wanted (CL125), or the regime has no interest
            to change (CL126).
    """
    rules = regime.interest
    if rules is None:
        asked = (request.rate, request.mode, request.day_count, request.rounding)
        if any(word is not None for word in asked):
            refuse("CL126", f"the regime {request.regime} has no interest", "take another regime")
        return None
    if request.mode is not None:
        _check_mode(request, rules)
    changes = {
        "mode": request.mode,
        "day_count": request.day_count,
        "rounding": request.rounding,
    }
    rules = rules.model_copy(update={key: value for key, value in changes.items() if value})
    if request.rate is not None:
        return agreed(rules, percent("CL123", "--rate", request.rate))
    if request.regime == "contract":
        refuse("CL125", "the contract's rate is not named", "add it: --rate 8%")
    return rules


def _check_mode(request: Request, rules: InterestRules) -> None:
    moving: tuple[Mode, ...] = ("per_half_year", "fixed_at_start")
    if request.rate is not None or rules.mode not in moving:
        message = f"--mode {request.mode}: there is one rate here, or it moves on any day"
        refuse("CL126", message, "leave --mode out")


def percent(code: str, option: str, text: str) -> Decimal:
    """A percentage: ``8%`` or ``8``; below 1 only with its sign, as it may be a fraction.

    Raises:
        UsageRefused: it can't be read, or is no plausible one, such as 0.08.
    """
    match = _PERCENT.fullmatch(text.strip())
    if match is None:
        hint = f"write per cent, with a point before the decimals: {option} 8.5%"
        refuse(code, f"{option}: '{text}' is no percentage", hint)
    value = Decimal(match[1])
    if not (_LEAST if match[2] else 1) <= value <= _MOST:
        hint = f"write eight per cent as {option} 8%, not 0.08"
        refuse(code, f"{option}: {text} is not plausible", hint)
    return value
