"""What may stand where, read from a JSON Schema: valid keys, allowed values, meanings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from creditctl.config.places import KeyPath

_DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of a file; `schema` is JSON Schema as pydantic writes it."""

    schema: Mapping[str, Any]

    def keys(self, path: KeyPath) -> list[str]:
        """The keys that may stand in the group at `path`, in the order of the docs."""
        found: dict[str, None] = {}
        for part in self._at(path):
            found |= dict.fromkeys(part.get("properties", ()))
        return list(found)

    def allowed(self, path: KeyPath) -> list[str]:
        """The closed list of values at `path`, empty when the list is open."""
        values: list[str] = []
        for part in self._at(path):
            values += [str(v) for v in part.get("enum", ())]
            if "const" in part:
                values.append(str(part["const"]))
        return values

    def about(self, path: KeyPath) -> str:
        """What the value at `path` means; "" when nothing is written about it."""
        for part in (*self._raw(path), *self._at(path)):
            if part.get("description"):
                return str(part["description"])
        return ""

    def homes(self, key: str) -> list[str]:
        """The groups in which a key may stand, nearest to the top first, "" for the top."""
        return [dots for dots, keys in self._groups() if key in keys]

    def everywhere(self) -> list[str]:
        """Every key that may stand anywhere."""
        return sorted({key for _, keys in self._groups() for key in keys})

    def _groups(self) -> list[tuple[str, list[str]]]:
        found: list[tuple[str, list[str]]] = []
        waiting: list[tuple[str, int, Mapping[str, Any]]] = [("", 0, self.schema)]
        while waiting:
            dots, depth, node = waiting.pop(0)
            for part in self._open(node):
                if properties := part.get("properties"):
                    found.append((dots, list(properties)))
                    inner = [(f"{dots}.{k}" if dots else k, v) for k, v in properties.items()]
                    if depth < _DEEPEST:
                        waiting += [(name, depth + 1, value) for name, value in inner]
                if isinstance(part.get("items"), dict) and depth < _DEEPEST:
                    waiting.append((f"{dots}[]", depth + 1, part["items"]))
        return found

    def _at(self, path: KeyPath) -> list[Mapping[str, Any]]:
        return [part for raw in self._raw(path) for part in self._open(raw)]

    def _raw(self, path: KeyPath) -> list[Mapping[str, Any]]:
        """The schemas written for `path`, references not yet followed."""
        here: list[Mapping[str, Any]] = [self.schema]
        for step in path:
            parts = [part for raw in here for part in self._open(raw)]
            if isinstance(step, int):
                here = [p["items"] for p in parts if isinstance(p.get("items"), dict)]
            else:
                here = [found for p in parts if (found := _under(p, step)) is not None]
        return here

    def _open(self, node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """A schema with its references followed and its alternatives told one by one."""
        if "$ref" in node:
            name = str(node["$ref"]).rsplit("/", 1)[-1]
            yield from self._open(self.schema["$defs"][name])
        elif "anyOf" in node or "oneOf" in node:
            for part in (*node.get("anyOf", ()), *node.get("oneOf", ())):
                yield from self._open(part)
        else:
            yield node


def _under(part: Mapping[str, Any], key: str) -> Mapping[str, Any] | None:
    """The schema of one key of a group: its own, or that of keys with any name."""
    own: Mapping[str, Any] | None = part.get("properties", {}).get(key)
    others = part.get("additionalProperties")
    return own if own is not None or not isinstance(others, dict) else others
