"""A policy value by value: each with its key, how a policy file writes it, and where it stands.

Everything is read from the models, so a key that is added to them appears here by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel, BeforeValidator

from creditctl.policy import values
from creditctl.policy.model import Changes
from creditctl.policy.when import in_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from creditctl.config.places import KeyPath
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.findings import Place
    from creditctl.policy.effective import Effective


class Unit(StrEnum):
    """What the number or the text of a value is, which decides how it is written."""

    DAYS = "days"
    AMOUNT = "amount"
    PERCENT = "percent"
    PLAIN = "plain"


_READERS: Final = (
    (values.Span, Unit.DAYS),
    (values.Days, Unit.DAYS),
    (values.Amount, Unit.AMOUNT),
    (values.Percent, Unit.PERCENT),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of a policy.

    Attributes:
        path: its key, from the top of the policy.
        value: as the model holds it; None = not set, and there is no default.
        unit: what it is.
        source: the path of the rule that gives the value; that of a segment or an exception
            where one of these is in force.
        place: where it stands, None = it is the default.
    """

    path: KeyPath
    value: Any
    unit: Unit
    source: KeyPath
    place: Place | None

    @property
    def written(self) -> str:
        """The value as a policy file writes it, "" when it is not set; conditions on one line."""
        if self.value is not None and self.path[-1] == "when":
            return in_words(self.value)
        return written(self.value, self.unit)


def written(value: Any, unit: Unit = Unit.PLAIN) -> str:
    """A value as a policy file writes it: ``7 days``, ``80%``, ``mon, tue``."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(written(inner, unit) for inner in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date):
        return value.isoformat()
    if unit is Unit.DAYS:
        return f"{value} day" if abs(value) == 1 else f"{value} days"
    if isinstance(value, Decimal):
        return f"{value:f}%" if unit is Unit.PERCENT else f"{value:f}"
    return str(value)


def policy_settings(loaded: LoadedPolicy) -> list[Setting]:
    """Every value of a policy, `extends` resolved, in the order of the model.

    Segments and exceptions show only what they set; all else shows its default where nothing
    is set.
    """
    return list(_values(loaded.policy, (), (), loaded))


def rules_in_force(rules: Effective, loaded: LoadedPolicy) -> list[Setting]:
    """Every value of the rules in force for a debtor, each with the rule that gives it."""
    found: list[Setting] = []
    for part in fields(rules):
        model = getattr(rules, part.name)
        if not isinstance(model, BaseModel):
            continue
        for name, field in type(model).model_fields.items():
            key = _key(name, field)
            source = rules.path(part.name, name)
            source = (*source[:-1], key)
            value = getattr(model, name)
            found += _value(value, field, (part.name, key), source, loaded)
    return found


def _values(
    model: BaseModel, path: KeyPath, source: KeyPath, loaded: LoadedPolicy, *, partly: bool = False
) -> Iterator[Setting]:
    """The values of a part of the policy; `partly` = only those that the file sets."""
    partly = partly or isinstance(model, Changes)
    for name, field in type(model).model_fields.items():
        if partly and name not in model.model_fields_set:
            continue
        key = _key(name, field)
        value = getattr(model, name)
        yield from _value(value, field, (*path, key), (*source, key), loaded, partly=partly)


def _value(
    value: Any,
    field: FieldInfo,
    path: KeyPath,
    source: KeyPath,
    loaded: LoadedPolicy,
    *,
    partly: bool = False,
) -> Iterator[Setting]:
    """A value, or those in it; conditions stay together."""
    if path[-1] == "when":
        yield Setting(path, value or None, Unit.PLAIN, source, loaded.origins.get(source))
    elif isinstance(value, BaseModel):
        yield from _values(value, path, source, loaded, partly=partly)
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _value(inner, field, (*path, key), (*source, key), loaded, partly=partly)
    elif isinstance(value, tuple) and value and all(isinstance(v, BaseModel) for v in value):
        for index, inner in enumerate(value):
            yield from _values(inner, (*path, index), (*source, index), loaded)
    else:
        yield Setting(path, value, _unit(field), source, loaded.origins.get(source))


def _key(name: str, field: FieldInfo) -> str:
    """A key as the file writes it."""
    return field.alias or name


def _unit(field: FieldInfo) -> Unit:
    """What the values of a key are, told by the reader that its type names."""
    readers = {*field.metadata, *_annotations(field.annotation)}
    known = {m.func for m in readers if isinstance(m, BeforeValidator)}
    return next((unit for kind, unit in _READERS if _reader(kind) in known), Unit.PLAIN)


def _annotations(kind: Any) -> Iterator[Any]:
    for inner in get_args(kind):
        if get_origin(kind) is Annotated and not isinstance(inner, type):
            yield inner
        yield from _annotations(inner)


def _reader(kind: Any) -> Any:
    return next(m.func for m in get_args(kind) if isinstance(m, BeforeValidator))
