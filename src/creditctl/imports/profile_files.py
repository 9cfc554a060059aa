"""The profiles that users write: found, read with positions, checked, all findings at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from creditctl.errors import ConfigRefused
from creditctl.findings import error
from creditctl.imports.fields import FIELDS
from creditctl.imports.profile import AUTO, OPEN_RULES, SECTIONS, Profile, build, shipped
from creditctl.ledger.money import CURRENCIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from creditctl.config.places import KeyPath, Located
    from creditctl.findings import Finding

_ALLOWED: Final[dict[str, tuple[str, ...]]] = {
    "dates": ("ymd", "dmy", "mdy"),
    "decimal": (".", ","),
    "sign": ("signed", "by type"),
    "open": OPEN_RULES,
    "rows": ("documents", "lines"),
    "due_before_issued": ("reject", "warn"),
}
_LISTS: Final = ("identify", "ignore")
_GROUPS: Final = ("columns", "checks", "words")
_KEYS: Final = (*_LISTS, *_GROUPS, "dates", "decimal", "currency", "sign", "open", "rows")
_WORDS: Final[dict[str, tuple[str, ...] | None]] = {
    "status": ("paid", "void", "draft", "open"),
    "type": ("invoice", "credit note", "payment"),
    "kind": ("business", "consumer", "public"),
    "channel": ("email", "letter", "sms", "webhook", "command", "phone"),
    "language": (),
    "country": (),
    "yes": None,
    "no": None,
    "total": None,
    "footer": None,
    "as of": None,
}
"""The groups of words: None = a list; else a table of terms, () = any term."""


class _At(NamedTuple):
    """A value of a profile file and the way to it."""

    path: KeyPath
    value: Any


def profiles(folders: Sequence[Path]) -> dict[str, Profile]:
    """All profiles by name: the shipped ones, and those of the folders, which win.

    Args:
        folders: folders with ``*.yaml`` files; one that does not exist holds none.

    Raises:
        ConfigRefused: a file is no valid profile; every finding of every file.
    """
    found = dict(shipped())
    findings: list[Finding] = []
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            profile, wrong = read_profile(path)
            findings += wrong
            if profile is not None:
                found[profile.name] = profile
    if findings:
        raise ConfigRefused(findings)
    return found


def named(name: str, known: Mapping[str, Profile], folders: Sequence[Path]) -> Profile:
    """The profile of that name, or of the file of that name.

    Args:
        name: a profile's name, or a path, absolute or within one of the folders.
        known: profiles by name; folders: where paths are looked for too.

    Raises:
        ConfigRefused: there is none, or the file is no valid profile.
    """
    if name in known:
        return known[name]
    if name.endswith((".yaml", ".yml")):
        for path in (Path(name), *(folder / name for folder in folders)):
            if path.is_file():
                profile, wrong = read_profile(path)
                if profile is None:
                    raise ConfigRefused(wrong)
                return profile
        hint = "check the path of the profile"
        raise ConfigRefused(error("CC160", f"there is no profile file '{name}'", hint=hint))
    hint = _nearest(name, sorted(known), "profiles")
    raise ConfigRefused(error("CC160", f"there is no profile '{name}'", hint=hint))


def read_profile(path: Path) -> tuple[Profile | None, list[Finding]]:
    """Read and check a profile file.

    Returns:
        The profile, and no findings; or None, and everything that is wrong with it.
    """
    from creditctl.config.yamlfile import read_yaml

    parsed = read_yaml(path, str(path))
    findings = list(parsed.findings)
    if parsed.located is None or findings:
        return None, findings
    located = parsed.located
    if not isinstance(located.data, dict):
        message = "a profile is a group of keys, such as 'columns:'"
        return None, [error("CC161", message, located.place(()), "write 'columns:' first")]
    data = _as_text(located, (), located.data)
    findings = list(_check_file(data, located))
    if findings:
        return None, findings
    name = data.get("name", path.stem)
    if name == AUTO:
        place = located.place(("name",))
        return None, [error("CC163", "'auto' is the shipped dictionary", place, "rename it")]
    return build(data, name, str(path), shipped()[AUTO]), []


def _as_text(located: Located, path: KeyPath, value: Any) -> Any:
    """The data with every single value as it is written: an id is never a number here."""
    if isinstance(value, dict):
        return {k: _as_text(located, (*path, k), v) for k, v in value.items()}
    if isinstance(value, list):
        return [_as_text(located, (*path, i), v) for i, v in enumerate(value)]
    return located.spots[path].written


def _check_file(data: Mapping[str, Any], located: Located) -> Iterator[Finding]:
    """Everything that is wrong with a profile."""
    yield from _unknown(_At((), data), ("name", "title", *_KEYS, *SECTIONS), located)
    every = tuple(dict.fromkeys(f for fields in FIELDS.values() for f in fields))
    yield from _check_part(_At((), data), every, located)
    for kind in SECTIONS:
        section = data.get(kind, {})
        if not isinstance(section, dict):
            yield _wrong((kind,), "a group of keys", located)
            continue
        yield from _unknown(_At((kind,), section), _KEYS, located)
        yield from _check_part(_At((kind,), section), FIELDS[kind], located)


def _check_part(part: _At, fields: Sequence[str], located: Located) -> Iterator[Finding]:
    """The keys that may stand at the top and in a section."""
    for name in _LISTS:
        if name in part.value:
            yield from _texts(_At((*part.path, name), part.value[name]), located)
    for name in ("dates", "decimal", "sign", "open", "rows"):
        if name in part.value:
            yield from _choice(_At((*part.path, name), part.value[name]), name, located)
    if part.value.get("currency", "EUR") not in CURRENCIES:
        place = located.place((*part.path, "currency"))
        hint = "write its ISO code, such as EUR"
        yield error("CC163", f"'{part.value['currency']}' is no currency", place, hint)
    for name in _GROUPS:
        group = part.value.get(name, {})
        if not isinstance(group, dict):
            yield _wrong((*part.path, name), "a group of keys", located)
        else:
            yield from _check_group(_At((*part.path, name), group), fields, located)


def _check_group(group: _At, fields: Sequence[str], located: Located) -> Iterator[Finding]:
    """The groups `columns`, `checks` and `words`."""
    name = group.path[-1]
    if name == "columns":
        yield from _unknown(group, fields, located)
        for field, headers in group.value.items():
            yield from _texts(_At((*group.path, field), headers), located)
    elif name == "checks":
        yield from _unknown(group, ("due_before_issued",), located)
        for check, what in group.value.items():
            yield from _choice(_At((*group.path, check), what), str(check), located)
    else:
        yield from _unknown(group, tuple(_WORDS), located)
        for sort, words in group.value.items():
            yield from _check_words(_At((*group.path, sort), words), located)


def _check_words(group: _At, located: Located) -> Iterator[Finding]:
    """One group of words: a list, or a table of lists."""
    terms = _WORDS.get(str(group.path[-1]))
    if terms is None:
        yield from _texts(group, located)
    elif not isinstance(group.value, dict):
        yield _wrong(group.path, "a group of keys", located)
    else:
        if terms:
            yield from _unknown(group, terms, located)
        for term, words in group.value.items():
            yield from _texts(_At((*group.path, term), words), located)


def _unknown(group: _At, allowed: Sequence[str], located: Located) -> Iterator[Finding]:
    """A finding for each key that does not belong here."""
    for name in group.value:
        if name not in allowed:
            place = located.place((*group.path, name), at_key=True)
            hint = _nearest(str(name), allowed, "keys here")
            yield error("CC162", f"unknown key '{name}'", place, hint)


def _nearest(word: str, allowed: Sequence[str], what: str) -> str:
    """The hint for a word that is not allowed: the one that was meant, else all."""
    from difflib import get_close_matches

    near = get_close_matches(word, allowed, n=1)
    return f"did you mean '{near[0]}'?" if near else f"{what}: {', '.join(allowed)}"


def _choice(at: _At, name: str, located: Located) -> Iterator[Finding]:
    allowed = _ALLOWED.get(name)
    if allowed is not None and at.value not in allowed:
        hint = "write one of: " + ", ".join(f'"{a}"' for a in allowed)
        yield error("CC163", f"{name}: {at.value!r} is not possible", located.place(at.path), hint)


def _texts(at: _At, located: Located) -> Iterator[Finding]:
    """One text or a list of texts is wanted."""
    values: Iterable[Any] = at.value if isinstance(at.value, list) else [at.value]
    values = list(values)
    if not values or not all(isinstance(v, str) and v for v in values):
        yield _wrong(at.path, "a name, or a list of names,", located)


def _wrong(path: KeyPath, wanted: str, located: Located) -> Finding:
    message = f"{path[-1]}: {wanted} is wanted here"
    return error("CC161", message, located.place(path), "see the shipped profiles for examples")
