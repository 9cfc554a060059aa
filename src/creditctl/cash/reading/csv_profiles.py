"""The profiles of bank CSV: the shipped ones and those that users write, checked with places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.csv_profile import StatementProfile
from creditctl.config.check import check
from creditctl.config.yamlfile import read_yaml
from creditctl.errors import ConfigRefused
from creditctl.findings import error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.findings import Finding

SHIPPED: Final = Path(__file__).parents[1] / "profiles"


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """A profile and its name, which is that of its file; `shipped` = it came with creditctl."""

    name: str
    profile: StatementProfile
    shipped: bool = False


def profiles(folders: Sequence[Path] = ()) -> dict[str, NamedProfile]:
    """All profiles by name: the shipped ones, and those of the folders, which win.

    Raises:
        ConfigRefused: a file is no valid profile; every finding of every file.
    """
    found = dict(_shipped())
    findings: list[Finding] = []
    for folder in folders:
        for path in sorted(folder.glob("*.yaml")):
            made, wrong = _read(path)
            findings += wrong
            if made is not None:
                found[made.name] = made
    if findings:
        raise ConfigRefused(findings)
    return found


def named(name: str, known: Mapping[str, NamedProfile], folders: Sequence[Path]) -> NamedProfile:
    """The profile of that name, or of the file of that path, absolute or in one of the folders.

    Raises:
        ConfigRefused: CC160 there is none, CC1xx the file is no valid profile.
    """
    if name in known:
        return known[name]
    if name.endswith((".yaml", ".yml")):
        for path in (Path(name), *(folder / name for folder in folders)):
            if path.is_file():
                made, wrong = _read(path)
                if made is None:
                    raise ConfigRefused(wrong)
                return made
    hint = f"profiles: {', '.join(sorted(known))}; or give the path of a .yaml file"
    raise ConfigRefused(error("CC160", f"there is no statement profile '{name}'", hint=hint))


@cache
def _shipped() -> Mapping[str, NamedProfile]:
    found = [_read(path, shipped=True) for path in sorted(SHIPPED.glob("*.yaml"))]
    wrong = [finding for _, findings in found for finding in findings]
    if wrong:
        raise ConfigRefused(wrong)
    return {made.name: made for made, _ in found if made is not None}


def _read(path: Path, *, shipped: bool = False) -> tuple[NamedProfile | None, list[Finding]]:
    """A profile, or None and everything that is wrong with its file."""
    parsed = read_yaml(path, str(path))
    if parsed.located is None or parsed.findings:
        return None, list(parsed.findings)
    model, findings = check(parsed.located, StatementProfile)
    return (None if model is None else NamedProfile(path.stem, model, shipped)), findings
