"""Values of a policy in the words of a language: spans, amounts, terms, conditions, lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal

from babel.numbers import format_currency, format_decimal, format_percent

from creditctl.app.policies.settings import Unit, written
from creditctl.documents.localise import day_text, listed
from creditctl.ledger.dates import day_of
from creditctl.ledger.due_rules import AddDays, AddMonths, MonthEnd
from creditctl.ledger.terms import parse_terms
from creditctl.policy.conditions import FIELDS, AnyOf, Condition
from creditctl.policy.values import parse_repeat
from creditctl.policy.when import test_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from creditctl.app.policies.phrases import Phrases
    from creditctl.ledger.due_rules import Step
    from creditctl.policy.conditions import AllOf, Test

_FIELDS: Final = ("conditions", "fields")


@dataclass(frozen=True, slots=True)
class Wording:
    """Says values in a language.

    Attributes:
        phrases: the language.
        currency: the currency of credit limits, "" = none is stated.
    """

    phrases: Phrases
    currency: str = ""

    def value(self, key: str, value: Any, unit: Unit) -> str:
        """The value of a key of the policy, to stand in a sentence.

        Args:
            key: the key without positions, such as ``reminders.grace``.
            value: as the model holds it.
            unit: what it is.
        """
        if key == "terms.default":
            return self.terms(value)
        if key == "working_days.holidays":
            return self.calendar(value)
        if key == "reminders.repeat":
            return self.repetition(value)
        if key == "country":
            return self.country(value)
        if key == "reminders.steps.when":
            return self.test(test_of(value))
        if key.endswith(".channels"):
            return self.either(value)
        if isinstance(value, tuple):
            return self.listed([self.word(one) for one in value])
        if unit is Unit.DAYS:
            return self.days(abs(value))
        if unit is Unit.AMOUNT:
            return self.amount(value, self.currency if key.startswith("credit.") else "")
        if unit is Unit.PERCENT:
            return self.percent(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int) and not isinstance(value, bool):
            return format_decimal(value, locale=self.phrases.locale)
        return self.word(written(value))

    def word(self, word: str) -> str:
        """A word that stands for a value, or itself."""
        return self.phrases.texts.get(("values", word), word)

    def days(self, number: int) -> str:
        """A number of days in words."""
        return self.phrases.count("days", number)

    def day(self, day: date) -> str:
        """A date in a sentence."""
        return day_text(day, "long", self.phrases.locale)

    def amount(self, amount: Decimal, currency: str) -> str:
        """An amount in whole units, with its currency when one is given."""
        if currency:
            return format_currency(amount, currency, locale=self.phrases.locale)
        return format_decimal(amount, "#,##0.00", locale=self.phrases.locale)

    def percent(self, percent: Decimal) -> str:
        """A percentage, all its decimals kept."""
        rate = percent / 100
        return format_percent(rate, locale=self.phrases.locale, decimal_quantization=False)

    def country(self, code: str) -> str:
        """The name of a country, else its code."""
        return str(self.phrases.locale.territories.get(code, code))

    def calendar(self, code: str) -> str:
        """Whose holidays: a country, a part of one with its code, or a calendar by its name."""
        country, _, part = code.partition("-")
        name = self.word(code) if self.word(code) != code else self.country(country)
        return f"{name} ({code})" if part else name

    def repetition(self, text: str) -> str:
        """How often the last letter is repeated."""
        repeat = parse_repeat(text)
        if repeat is None:
            return text
        times = self.phrases.count("times", repeat.most)
        return self.phrases.say("repetition", days=self.days(repeat.every), times=times)

    def listed(self, parts: Sequence[str], *, joint: Literal["standard", "or"] = "standard") -> str:
        """Several in a row: ``a, b and c``; joint "or" for alternatives."""
        return listed(parts, joint, self.phrases.locale)

    def either(self, channels: Sequence[str]) -> str:
        """Channels in order: ``by e-mail, or else by post``."""
        first, *rest = [self.word(channel) for channel in channels]
        return (
            self.phrases.say("steps", "else", first=first, second=self.either(channels[1:]))
            if rest
            else first
        )

    def terms(self, text: str) -> str:
        """Payment terms: the usual ones in words, others as they are written."""
        terms = parse_terms(text)
        told = self._rule(terms.parts[0].rule) if len(terms.parts) == 1 else None
        if told is None:
            return self.phrases.say("terms", "as_written", terms=text)
        for tier in terms.tiers:
            told = self.phrases.say(
                "terms",
                "discount",
                terms=told,
                percent=self.percent(tier.percent),
                days=self.days(tier.days),
            )
        return told

    def _rule(self, rule: tuple[Step, ...]) -> str | None:
        say = self.phrases.say
        match rule:
            case (AddDays(0),):
                return say("terms", "on_receipt")
            case (AddDays(count),):
                return say("terms", "days", days=self.days(count))
            case (AddMonths(count),):
                return say("terms", "months", months=self.phrases.count("months", count))
            case (MonthEnd(0),):
                return say("terms", "end_of_month")
            case (MonthEnd(1),):
                return say("terms", "end_of_next_month")
            case (MonthEnd(0), AddDays(count)):
                return say("terms", "end_of_month_then_days", days=self.days(count))
            case (AddDays(count), MonthEnd(0)):
                return say("terms", "days_then_end_of_month", days=self.days(count))
        return None

    def test(self, test: AllOf | AnyOf) -> str:
        """Conditions in words, joined as they are."""
        if len(test.tests) == 1 and not isinstance(test.tests[0], Condition):
            return self.test(test.tests[0])
        tests = [self._tested(one) for one in test.tests]
        return self.listed(tests, joint="or" if isinstance(test, AnyOf) else "standard")

    def _tested(self, test: Test) -> str:
        if isinstance(test, Condition):
            return self.condition(test)
        return self.phrases.say("conditions", "nested", text=self.test(test))

    def condition(self, condition: Condition) -> str:
        """One condition in words; one that has none yet as it is written."""
        kind = FIELDS[condition.field].kind
        group = kind if kind in ("text", "tags", "date") else "number"
        phrase = ("conditions", group, condition.op)
        if not (self.phrases.has(*phrase) and self.phrases.has(*_FIELDS, condition.field)):
            return self.phrases.say("conditions", "as_written", text=condition.text)
        field = self.phrases.say(*_FIELDS, condition.field)
        return self.phrases.say(*phrase, field=field, value=self._bound(condition, kind))

    def _bound(self, condition: Condition, kind: str) -> str:
        """What a condition compares with."""
        number = condition.number
        if number is None:
            names = [
                self.country(w) if condition.field == "country" else self.word(w)
                for w in condition.words
            ]
            told = [self.phrases.say("conditions", "word", text=name) for name in names]
            return self.listed(told, joint="or")
        if kind == "money":
            return self.amount(number, "")
        if kind == "percent":
            return self.percent(number)
        if kind == "date":
            day = day_of(int(number))
            return self.day(day)
        if kind == "days" and number == int(number):
            return self.days(int(number))
        return format_decimal(number, locale=self.phrases.locale)
