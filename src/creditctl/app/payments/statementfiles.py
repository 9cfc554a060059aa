"""Read statement files: all of them, or none."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from creditctl.cash.reading import read_statement
from creditctl.errors import DataRefused
from creditctl.findings import Place, error, in_order

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.app.payments.ownaccounts import OwnAccounts
    from creditctl.cash.statements import StatementFile
    from creditctl.findings import Finding


def read_files(
    files: Sequence[Path],
    accounts: OwnAccounts,
    *,
    profile: str | None = None,
    profile_dirs: Sequence[Path] = (),
    currency: str | None = None,
) -> list[StatementFile]:
    """Read statements of the company's accounts.

    Args:
        files: as the user gave them.
        accounts: whose statements are taken.
        profile: how to read a CSV file, None = by its headers.
        profile_dirs: folders with profiles of the user.
        currency: of statements that state none, None = that of the accounts.

    Raises:
        DataRefused: with what is wrong with any of the files: CP202 it can't be opened, CP1xx it
            can't be read, CP203 to CP205 it is of another account or currency.
        ConfigRefused: the profile is at fault.
    """
    read: list[StatementFile] = []
    wrong: list[Finding] = []
    for path in files:
        try:
            found = _read(path, profile, profile_dirs, currency, accounts.currency)
        except DataRefused as refused:
            wrong += refused.findings
            continue
        objections = (o for s in found.statements for o in accounts.objections(s, found.file))
        # A file has many statements of one account; once is enough.
        wrong += {objection.message: objection for objection in reversed([*objections])}.values()
        read.append(found)
    if wrong:
        raise DataRefused(in_order(wrong))
    return read


def _read(
    path: Path,
    profile: str | None,
    profile_dirs: Sequence[Path],
    currency: str | None,
    usual: str | None,
) -> StatementFile:
    """Read one file; the usual currency counts only where the file and its profile have none."""
    data = _bytes(path)
    name = str(path)
    try:
        return read_statement(
            data, name, profile=profile, profile_dirs=profile_dirs, currency=currency
        )
    except DataRefused as refused:
        if currency or usual is None or "CP114" not in {f.code for f in refused.findings}:
            raise
    return read_statement(data, name, profile=profile, profile_dirs=profile_dirs, currency=usual)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        near = _near(path) if isinstance(problem, FileNotFoundError) else ""
        hint = f"did you mean {near}?" if near else "check name, folder and permissions"
        message = f"the file can't be read: {problem.strerror or problem}"
        raise DataRefused(error("CP202", message, Place(str(path)), hint)) from None


def _near(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    close = get_close_matches(path.name, names, n=1)
    return str(path.with_name(close[0])) if close else ""
