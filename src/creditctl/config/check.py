"""Check plain data against a model, and turn every complaint into a finding with its place."""

from __future__ import annotations

import copy
import difflib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import BaseModel, ValidationError

from creditctl.config.places import tail
from creditctl.config.schema import schema_of
from creditctl.config.shape import Shape
from creditctl.config.wording import Trouble, hint, nothing, shown, wanted
from creditctl.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from creditctl.config.places import KeyPath, Located
    from creditctl.findings import Finding

M = TypeVar("M", bound=BaseModel)

_CODES: Final = {
    "extra_forbidden": "CC110",
    "missing": "CC111",
    "literal_error": "CC113",
    "string_pattern_mismatch": "CC113",
    "greater_than_equal": "CC114",
    "greater_than": "CC114",
    "less_than_equal": "CC114",
    "less_than": "CC114",
    "too_short": "CC114",
    "string_too_short": "CC114",
    "policy": "CC203",
}
_WRONG_KIND: Final = "CC112"
_OWN_CODE: Final = re.compile(r"C[CDIJR][0-9]{3}")


def check(found: Located, model: type[M]) -> tuple[M | None, list[Finding]]:
    """Validate data.

    Args:
        found: the data with its places.
        model: a strict, frozen pydantic model that forbids unknown keys. Its validators may
            raise `ValueError`, or `PydanticCustomError` with `path` (relative to the model that
            raises) and `hint` in the context; a custom type that is a finding code is kept.

    Returns:
        The model, or None and every finding.
    """
    troubles: list[Trouble] = []
    made: M | None = None
    try:
        made = model.model_validate(found.data)
    except ValidationError as refusal:
        troubles = _troubles(refusal, found.data)
        troubles += _hidden(model, found.data, troubles)
    unknown = {t.path for t in troubles if t.kind == "extra_forbidden"}
    empty = {path: finding for path, finding in _empty(found) if path not in unknown}
    if not (empty or troubles):
        return made, []
    shape = Shape(schema_of(model))
    findings = [_finding(t, found, shape) for t in troubles if t.path not in empty]
    return None, [*empty.values(), *findings]


def without_echoes(first: Iterable[Finding], then: Iterable[Finding]) -> list[Finding]:
    """Two lists of findings; the second gives way where the first already names the place."""
    told = list(first)
    places = {(f.place.file, f.place.line, f.place.column) for f in told}
    return told + [f for f in then if (f.place.file, f.place.line, f.place.column) not in places]


def _empty(found: Located) -> Iterator[tuple[KeyPath, Finding]]:
    """Keys behind which nothing stands; `null` in so many words means none."""
    for path, spot in found.spots.items():
        if spot.single and not spot.quoted and spot.written == "" and path:
            message = f"{tail(path)}: a value is wanted; nothing stands here"
            yield path, error(_WRONG_KIND, message, found.place(path), nothing(spot))


def _troubles(refusal: ValidationError, data: Any) -> list[Trouble]:
    """The complaints, each with its path in the data, one kind a place."""
    found: list[Trouble] = []
    for raw in refusal.errors(include_url=False):
        context = dict(raw.get("ctx", {}))
        model = _path(raw["loc"], data, str(raw["type"]))
        path = (*model, *context.get("path", ()))
        value = _value(data, path)
        found.append(Trouble(str(raw["type"]), path, value, context, raw["msg"], model))
    return _told_once(found)


def _path(loc: Sequence[str | int], data: Any, kind: str) -> KeyPath:
    """Pydantic's location without its names of alternatives, which are not in the file."""
    path: list[str | int] = []
    for part in loc:
        known = isinstance(data, dict) if isinstance(part, str) else isinstance(data, list)
        if known and (isinstance(part, int) or part in data):
            path.append(part)
            data = data[part]
    return (*path, loc[-1]) if kind == "missing" else tuple(path)


def _value(data: Any, path: KeyPath) -> Any:
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _told_once(troubles: list[Trouble]) -> list[Trouble]:
    """Drop what only says that a value is none of the other alternatives it could have been."""
    kept: dict[KeyPath, Trouble] = {}
    for one in troubles:
        length = len(one.value) if isinstance(one.value, list) else 0
        if one.kind == "too_short" and length >= one.context.get("min_length", 0):
            continue  # its entries are refused; they are there
        deeper = any(t.path[: len(one.path)] == one.path != t.path for t in troubles)
        if deeper and one.kind in ("literal_error", "string_type", "model_type"):
            continue
        before = kept.get(one.path)
        if before is None or _weight(before) < _weight(one):
            kept[one.path] = one
        elif _weight(before) == _weight(one):
            kept[one.path] = replace(before, others=(*before.others, one))
    return list(kept.values())


def _semantic(trouble: Trouble) -> bool:
    """Whether our own model complains, in its own words."""
    return trouble.kind == "policy" or _OWN_CODE.fullmatch(trouble.kind) is not None


def _weight(trouble: Trouble) -> int:
    """How much a complaint tells when several are made about one value."""
    return int(trouble.kind == "value_error" or _semantic(trouble))


def _hidden(model: type[BaseModel], data: Any, known: list[Trouble]) -> list[Trouble]:
    """Contradictions between parts, which pydantic only looks for once every part is right.

    The wrong keys are taken out and the rest is validated again. A complaint of a part from
    which a value was taken may only say that it is gone, so it has to wait.
    """
    rest = copy.deepcopy(data)
    gone: list[KeyPath] = []
    for trouble in known:
        path = trouble.path
        while path and isinstance(path[-1], int):
            path = path[:-1]
        group = _value(rest, path[:-1])
        if path and isinstance(group, dict):
            group.pop(path[-1], None)
        if trouble.kind != "extra_forbidden":
            gone.append(path)
    try:
        model.model_validate(rest)
    except ValidationError as refusal:
        new = (t for t in _troubles(refusal, rest) if _semantic(t))
        return [t for t in new if not any(p[: len(t.part)] == t.part for p in gone)]
    return []


def _finding(trouble: Trouble, found: Located, shape: Shape) -> Finding:
    path, kind = trouble.path, trouble.kind
    code = kind if _OWN_CODE.fullmatch(kind) else _CODES.get(kind, _WRONG_KIND)
    if kind == "extra_forbidden":
        message, advice = f"unknown key '{path[-1]}'", _where_it_belongs(path, found, shape)
        return error(code, message, found.place(path, at_key=True), advice)
    if kind == "missing":
        message = f"the key '{path[-1]}' is missing"
        about = shape.about(path).rstrip(".")
        return error(code, message, found.place(path), f"add '{path[-1]}:' ({about})")
    if _semantic(trouble):
        message = str(trouble.context.get("message", trouble.message))
        return error(code, message, found.place(path), str(trouble.context.get("hint", "")))
    spot, name = found.spot(path), tail(path) or "the file"
    if kind == "value_error":
        message = f"{name}: {trouble.context['error']}"
    else:
        there = shown(trouble.value, spot)
        message = f"{name}: {wanted(trouble, shape)} is wanted; {there} stands here"
    return error(code, message, found.place(path), hint(trouble, spot, shape))


def _where_it_belongs(path: KeyPath, found: Located, shape: Shape) -> str:
    """The hint for an unknown key: where it may stand, or which key was meant."""
    key, group = str(path[-1]), path[:-1]
    present: Mapping[str, Any] = found.get(group)
    valid = [k for k in shape.keys(group) if k not in present]
    homes = shape.homes(key)
    if homes:
        return f"'{key}' stands {_under(homes[0])}"
    near = difflib.get_close_matches(key, valid, n=1)
    near = near or difflib.get_close_matches(key, shape.keys(group), n=1)
    if near:
        return f"did you mean '{near[0]}'?"
    near = difflib.get_close_matches(key, shape.everywhere(), n=1, cutoff=0.8)
    if near:
        return f"did you mean '{near[0]}', {_under(shape.homes(near[0])[0])}?"
    return "keys here: " + ", ".join(shape.keys(group))


def _under(home: str) -> str:
    return f"under '{home.replace('[]', '')}:'" if home else "at the top, without indentation"
