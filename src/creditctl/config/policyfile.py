"""The policy file: found, joined with what it extends, checked, and traceable to its lines."""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from creditctl.config.check import check, without_echoes
from creditctl.config.countries import country_hint
from creditctl.config.places import Located, merged
from creditctl.config.shipped import shipped, shipped_policies
from creditctl.config.yamlfile import read_yaml
from creditctl.errors import ConfigRefused
from creditctl.findings import NOWHERE, Place, error, in_order, warning
from creditctl.ledger.countries import COUNTRIES
from creditctl.policy.model import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from creditctl.config.places import KeyPath, Spot
    from creditctl.findings import Finding
    from creditctl.regimes.model import Regime

_SHIPPED_LABEL: Final = "shipped/policies"
_BROKEN_CHAIN: Final = ("CC120", "CC200", "CC201")
_MISSING: Final = "CC111"
_KINDS: Final = ("business", "consumer", "public")


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """A checked policy that knows where each of its rules stands.

    Attributes:
        policy: the policy, what it extends included.
        file: the policy file as findings name it.
        text_hash: sha256 of the meaning; comments, order of keys, the name, and whether a value
            is inherited make no difference.
        origins: place of every value by its path in the policy.
        folder: what `line_of` leaves out of file names, so that the journal of a workspace
            reads the same wherever it lies.
    """

    policy: Policy
    file: str
    text_hash: str
    origins: Mapping[KeyPath, Place]
    folder: str = ""

    def place_of(self, path: KeyPath) -> Place:
        """Where the rule at `path` stands, or the nearest part around it."""
        while path and path not in self.origins:
            path = path[:-1]
        return self.origins[path]

    def line_of(self, path: KeyPath) -> str:
        """`file:line` of the rule at `path`, such as ``policies/standard.yaml:14``."""
        place = self.place_of(path)
        return f"{place.file.removeprefix(self.folder)}:{place.line}"


@dataclass(slots=True)
class _Chain:
    """The files of a policy, the named one first, then what it extends."""

    search: Path
    files: list[Path] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    parts: list[Located] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def follow(self, name: str, folder: Path, asked: Place) -> None:
        """Read the policy called `name` (from `folder`) and all that it builds upon."""
        path, label = whereabouts(name, folder)
        if self.files and not self._allowed(name, path):
            hint = "keep it in the workspace, or write the path in full, from /"
            self.findings.append(error("CC120", f"'{name}' leaves the workspace", asked, hint))
            return
        if not path.is_file():
            self.findings.append(_not_there(name, asked, self.search))
            return
        if path in self.files:
            round_trip = " -> ".join([*self.labels[self.files.index(path) :], label])
            hint = "take out one 'extends:'"
            message = f"these policies extend each other: {round_trip}"
            self.findings.append(error("CC201", message, asked, hint))
            return
        self.files.append(path)
        self.labels.append(label)
        parsed = read_yaml(path, label)
        self.findings += parsed.findings
        if parsed.located is None:
            return
        self.parts.append(parsed.located)
        base = _text_at(parsed.located, "extends")
        if base is not None:
            self.follow(base, path.parent, parsed.located.place(("extends",)))

    def _allowed(self, name: str, path: Path) -> bool:
        """A relative `extends` stays in the workspace, or in the folder of a policy outside it."""
        first = self.files[0]
        root = Path(os.path.normpath(self.search))
        root = root if first.is_relative_to(root) else first.parent
        inside = path.is_relative_to(root) and ".." not in path.parts
        return inside or Path(name).is_absolute() or path.is_relative_to(shipped("policies"))


def load_policy(name: str, *, search: Path) -> LoadedPolicy:
    """Load a policy.

    Args:
        name: a shipped policy (`nl-business`), or a file, relative to `search`.
        search: the workspace, or the current folder.

    Raises:
        ConfigRefused: with every finding of the file and of those it extends.
    """
    loaded, findings = read_policy(name, search=search)
    if loaded is None:
        raise ConfigRefused(in_order(findings))
    return loaded


def read_policy(
    name: str, *, search: Path, asked: Place = NOWHERE
) -> tuple[LoadedPolicy | None, list[Finding]]:
    """Load a policy, or tell everything that is wrong with it.

    Args:
        name: see `load_policy`.
        search: see `load_policy`.
        asked: the place that names the policy, for the finding that there is none.
    """
    chain = _Chain(search)
    chain.follow(name, search, asked)
    if not chain.parts or len(chain.parts) < len(chain.files):
        return None, chain.findings
    whole = chain.parts[-1]
    for part in reversed(chain.parts[:-1]):
        whole = merged(_without_extends(whole), part)
    policy, wrong = check(whole, Policy)
    if any(f.code in _BROKEN_CHAIN for f in chain.findings):
        wrong = [f for f in wrong if f.code != _MISSING]  # they may stand where it broke
    findings = without_echoes(chain.findings, [*wrong, *_country(whole), *_regimes(whole)])
    if policy is None or findings:
        return None, findings
    root = os.path.normpath(search)
    folder = "" if root == "." else f"{root}{os.sep}"
    origins = {path: whole.place(path) for path in whole.spots}
    return LoadedPolicy(policy, chain.labels[0], _hash(policy), origins, folder), []


def policy_warnings(loaded: LoadedPolicy, as_of: date) -> list[Finding]:
    """What a person should look at on a day: exceptions that have run out (CC204)."""
    found: list[Finding] = []
    for index, exception in enumerate(loaded.policy.exceptions):
        if exception.until < as_of:
            whom = exception.debtor or f"invoice {exception.invoice}"
            message = f"the exception for {whom} ran out on {exception.until.isoformat()}"
            place = loaded.place_of(("exceptions", index, "until"))
            found.append(warning("CC204", message, place, "delete it, or set a later day"))
    return found


def whereabouts(name: str, folder: Path) -> tuple[Path, str]:
    """The file of a policy (shipped, or relative to `folder`), and what findings call it."""
    if not name.endswith((".yaml", ".yml")) and "/" not in name:
        path = shipped("policies") / f"{name}.yaml"
        return path, f"{_SHIPPED_LABEL}/{path.name}"
    path = Path(os.path.normpath(folder / name))
    if path.is_relative_to(shipped("policies")):
        return path, f"{_SHIPPED_LABEL}/{path.relative_to(shipped('policies')).as_posix()}"
    return path, str(path)


def _not_there(name: str, asked: Place, search: Path) -> Finding:
    """The finding for a policy that does not exist, with the nearest one that does."""
    files = (p for p in search.glob("policies/*.yaml") if not p.name.endswith(".tests.yaml"))
    own = sorted(p.relative_to(search).as_posix() for p in files)
    known = [*own, *shipped_policies()]
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {', '.join(known)}"
    return error("CC200", f"there is no policy '{name}'", asked, hint)


def _text_at(found: Located, key: str) -> str | None:
    value = found.data.get(key) if isinstance(found.data, dict) else None
    return value if isinstance(value, str) else None


def _without_extends(found: Located) -> Located:
    if not isinstance(found.data, dict):
        return found
    data = {key: value for key, value in found.data.items() if key != "extends"}
    spots: dict[KeyPath, Spot] = {p: s for p, s in found.spots.items() if p != ("extends",)}
    return Located(data, spots)


def _country(found: Located) -> Iterator[Finding]:
    """A country code that has the right form, but belongs to no country (CC115)."""
    code = _text_at(found, "country") or ""
    if len(code) == 2 and code.isupper() and code not in COUNTRIES:
        message = f"there is no country '{code}'"
        yield error("CC115", message, found.place(("country",)), country_hint(code))


def _regimes(found: Located) -> Iterator[Finding]:
    """Regimes that don't exist, or are not for such debtors (CC116)."""
    asked = [
        (path, value)
        for path, spot in found.spots.items()
        if len(path) > 1 and path[-2] == "late_payment" and path[-1] in _KINDS and spot.single
        if isinstance(value := found.get(path), str) and value not in ("none", "by-country")
    ]
    if not asked:
        return
    from creditctl.config.lawfiles import load_law

    regimes = load_law(None).law.regimes
    for path, name in asked:
        kind = str(path[-1])
        if name not in regimes:
            near = difflib.get_close_matches(name, regimes, n=1)
            hint = f"did you mean '{near[0]}'?" if near else "they are listed by: creditctl regimes"
            yield error("CC116", f"there is no regime '{name}'", found.place(path), hint)
        elif _needless_mode(found, path, regimes[name]):
            message = f"'mode' has no effect: the rates of '{name}' do not move by the half-year"
            yield error("CC116", message, found.place((*path[:-1], "mode")), "leave it out")
        elif kind not in regimes[name].debtor:
            fits = [n for n, r in regimes.items() if n[:2] == name[:2] and kind in r.debtor]
            hint = f"use {' or '.join(fits)}" if fits else "write none"
            message = f"the regime '{name}' is not for {kind} debtors"
            yield error("CC116", message, found.place(path), hint)


def _needless_mode(found: Located, path: KeyPath, regime: Regime) -> bool:
    """Whether a part chooses a reading of rates that the regime does not have."""
    if (*path[:-1], "mode") not in found.spots:
        return False
    rules = regime.interest
    return rules is None or rules.mode not in ("per_half_year", "fixed_at_start")


def _hash(policy: Policy) -> str:
    meaning = policy.model_dump(exclude={"extends", "name", "description"})
    text = json.dumps(meaning, sort_keys=True, default=_canonical, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> str:
    """Values that JSON lacks: days in ISO form, amounts without needless zeros."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
