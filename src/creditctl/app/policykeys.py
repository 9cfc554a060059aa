"""The keys in which two policies differ, with values and places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.app.policies.settings import policy_settings

if TYPE_CHECKING:
    from creditctl.app.policies.settings import Setting
    from creditctl.config.places import KeyPath
    from creditctl.config.policyfile import LoadedPolicy

_NAMES: Final = ("id", "debtor", "invoice")
"""By which of its keys an entry of a list is called, so that its place in the list is no matter."""
_NO_RULES: Final = ("version", "name", "description", "extends")


@dataclass(frozen=True, slots=True)
class KeyDifference:
    """A key with another value.

    Attributes:
        key: as people write it; an entry of a list goes by its id: ``reminders.steps.final.days``.
        old, new: the values as a policy file writes them, "" = not set.
        old_place, new_place: file and line, "" = nowhere: not set, or the default.
    """

    key: str
    old: str
    old_place: str
    new: str
    new_place: str


def key_differences(old: LoadedPolicy, new: LoadedPolicy) -> list[KeyDifference]:
    """The keys in which two policies differ, in the order of the policy.

    Of an entry that only one of them has, such as a step, the keys are told that its file sets.
    """
    before, after = _by_key(old), _by_key(new)
    parts = list(dict.fromkeys(key.split(".")[0] for key in (*before, *after)))
    found = []
    for key in sorted(before | after, key=lambda key: parts.index(key.split(".")[0])):
        was, becomes = before.get(key), after.get(key)
        if _text(was) == _text(becomes):
            continue
        one_sided = was is None or becomes is None
        if one_sided and not (_place(old, was) or _place(new, becomes)):
            continue
        places = (_place(old, was), _place(new, becomes))
        found.append(KeyDifference(key, _text(was), places[0], _text(becomes), places[1]))
    return found


def _by_key(loaded: LoadedPolicy) -> dict[str, Setting]:
    """The settings of a policy by key, entries of lists by their names."""
    settings = [s for s in policy_settings(loaded) if s.path[0] not in _NO_RULES]
    names: dict[KeyPath, str] = {}
    for setting in settings:
        if setting.path[-1] in _NAMES and setting.written:
            names.setdefault(setting.path[:-1], setting.written)
    return {
        _label(s.path, names): s
        for s in settings
        if s.path[:-1] not in names or s.path[-1] not in _NAMES
    }


def _label(path: KeyPath, names: dict[KeyPath, str]) -> str:
    parts = [
        names.get(path[: end + 1], str(part + 1)) if isinstance(part, int) else part
        for end, part in enumerate(path)
    ]
    return ".".join(parts)


def _text(setting: Setting | None) -> str:
    return setting.written if setting else ""


def _place(loaded: LoadedPolicy, setting: Setting | None) -> str:
    return loaded.line_of(setting.source) if setting and setting.place else ""
