"""The workspace: a folder with `creditctl.yaml`, its policy, and the paths that they name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from creditctl.config.check import check, without_echoes
from creditctl.config.policyfile import read_policy
from creditctl.config.stepsenders import unknown_steps
from creditctl.config.workspacefile import WorkspaceFile
from creditctl.config.yamlfile import read_yaml
from creditctl.errors import ConfigRefused
from creditctl.findings import error, in_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.config.places import KeyPath, Located
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.config.workspacefile import CompanyPart, SourcePart
    from creditctl.findings import Finding, Place

FILE: Final = "creditctl.yaml"
_LARGEST_LOGO: Final = 2_000_000
_LARGEST_SECRET: Final = 4096


@dataclass(frozen=True, slots=True)
class Workspace:
    """A checked workspace.

    Attributes:
        root: the folder, as the user gave it.
        file: `creditctl.yaml` as findings name it.
        settings: what the file says.
        policy: the policy that it names, loaded.
        located: the file's data with its places.
    """

    root: Path
    file: str
    settings: WorkspaceFile
    policy: LoadedPolicy
    located: Located

    @property
    def outbox(self) -> Path:
        """The folder for letters; it need not exist yet."""
        return self.root / self.settings.output.outbox

    @property
    def state(self) -> Path:
        """The folder for the journal; it need not exist yet."""
        return self.root / self.settings.state

    def files_of(self, source: SourcePart) -> list[tuple[Path, str]]:
        """The files of a source, each with its name as findings show it, sorted.

        A pattern (`*`, `?`) may match none. A plain name is returned whether or not there is
        such a file.
        """
        path = Path(os.path.normpath(self.root / source.file))
        if not set(path.name) & set("*?"):
            return [(path, str(path))]
        found = path.parent.glob(path.name.replace("[", "[[]"))
        return [(one, str(one)) for one in sorted(found) if one.is_file()]

    def place_of(self, path: KeyPath) -> Place:
        """Where a setting stands, such as ``("sources", 0, "file")``."""
        return self.located.place(path)

    def company(self) -> dict[str, Any]:
        """The company as keyword arguments of `documents.company.Company`.

        Raises:
            ConfigRefused: the logo or the secret for payment links can't be read.
        """
        part = self.settings.company
        fields = part.model_dump(exclude_none=True, exclude={"logo", "account"})
        fields["account"] = tuple(part.account.items())
        if part.logo is not None:
            path = self.root / part.logo
            try:
                fields["logo"] = path.read_bytes()
            except OSError:
                raise ConfigRefused(_no_logo(self.located, part)) from None
            fields["logo_suffix"] = path.suffix.lower().removeprefix(".")
        return fields | self._payment()

    def _payment(self) -> dict[str, Any]:
        """What makes paying easy, as arguments of the same class."""
        part = self.settings.payment
        fields: dict[str, Any] = {}
        if part.reference != "none":
            fields["reference"] = part.reference
        if part.link is not None:
            fields["pay_link"] = part.link
        if part.sign is not None:
            path = self.root / part.sign.secret_file
            secret = _secret(path)
            if secret is None:
                raise ConfigRefused(_no_secret(self.located, part.sign.secret_file))
            fields["link_secret"] = secret
            fields["secret_exposed"] = bool(path.stat().st_mode & 0o077)
        return fields


def load_workspace(folder: Path) -> Workspace:
    """Load `creditctl.yaml` of a folder and the policy that it names.

    Raises:
        ConfigRefused: with every finding of both files.
    """
    name = os.path.normpath(folder / FILE)
    hint = f"run 'creditctl init {folder}' to make a workspace"
    parsed = read_yaml(folder / FILE, name, missing_hint=hint)
    if parsed.located is None:
        raise ConfigRefused(in_order(parsed.findings))
    located = parsed.located
    settings, wrong = check(located, WorkspaceFile)
    findings = without_echoes(parsed.findings, [*wrong, *_beyond(settings, located, folder)])
    policy: LoadedPolicy | None = None
    asked = located.data.get("policy") if isinstance(located.data, dict) else None
    refused = any(f.place.field == "policy" for f in findings)
    if isinstance(asked, str) and asked and not refused:
        policy, troubles = read_policy(asked, search=folder, asked=located.place(("policy",)))
        findings += troubles
        if policy is not None and settings is not None:
            findings += unknown_steps(settings, located, policy.policy)
    if settings is None or policy is None or findings:
        raise ConfigRefused(in_order(findings))
    return Workspace(folder, name, settings, policy, located)


def _beyond(settings: WorkspaceFile | None, located: Located, root: Path) -> Iterator[Finding]:
    """What only shows on the disk: links that lead out of the workspace, a missing logo."""
    if settings is None:
        return
    folders: dict[KeyPath, str] = {("output", "outbox"): settings.output.outbox}
    folders[("state",)] = settings.state
    inside = root.resolve()
    for path, name in folders.items():
        if not (root / name).resolve().is_relative_to(inside):
            hint = "name a folder that is no link to elsewhere"
            yield error("CC120", f"'{name}' leads out of the workspace", located.place(path), hint)
    logo = settings.company.logo
    if logo is not None and not _usable(root / logo):
        yield _no_logo(located, settings.company)
    sign = settings.payment.sign
    if sign is not None and _secret(root / sign.secret_file) is None:
        yield _no_secret(located, sign.secret_file)


def _usable(logo: Path) -> bool:
    return logo.is_file() and 0 < logo.stat().st_size <= _LARGEST_LOGO


def _secret(path: Path) -> bytes | None:
    """The secret in a file, without the line break at its end; None = there is none."""
    try:
        if path.stat().st_size > _LARGEST_SECRET:
            return None
        return path.read_bytes().rstrip(b"\r\n") or None
    except OSError:
        return None


def _no_secret(located: Located, name: str) -> Finding:
    message = f"there is no file '{name}' with a secret of at most {_LARGEST_SECRET} bytes"
    hint = "write the secret that you share with the payment provider into it, and chmod 600"
    return error("CC141", message, located.place(("payment", "sign", "secret_file")), hint)


def _no_logo(located: Located, company: CompanyPart) -> Finding:
    place = located.place(("company", "logo"))
    message = f"there is no picture '{company.logo}' of at most {_LARGEST_LOGO // 10**6} MB"
    return error("CC121", message, place, "put it there, or delete the line")
