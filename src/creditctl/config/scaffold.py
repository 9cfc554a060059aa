"""What `creditctl init` writes: a commented workspace whose first `plan` works offline."""

from __future__ import annotations

import csv
import io
import shlex
import shutil
from typing import TYPE_CHECKING

from creditctl.config.scaffold_texts import (
    DEBTORS_SOURCE,
    EXAMPLE_DAY,
    GITIGNORE,
    HABITS,
    INVOICES,
    PAYMENTS_SOURCE,
    POLICY,
    POLICY_TESTS,
    README,
    WORKSPACE,
)
from creditctl.config.schema import schema_files
from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from creditctl.config.scaffold_texts import CountryName, Habits


def scaffold(folder: Path, *, country: CountryName, example: bool) -> list[Path]:
    """Write a workspace into a folder, which need not exist yet.

    Args:
        folder: where.
        country: whose habits: policy, currency, form of dates and amounts.
        example: with an invented company and a small ledger, made for `EXAMPLE_DAY`.

    Returns:
        The files written, in the order in which to read them.

    Raises:
        ConfigRefused: a file exists already, or the folder can't be written to; then nothing
            was written.
    """
    texts = _texts(folder, HABITS[country], example=example)
    files = {folder / name: text for name, text in texts.items()}
    taken = [path for path in files if path.exists() or path.is_symlink()]
    if taken:
        hint = "choose an empty folder"
        raise ConfigRefused(
            [error("CC126", "this file exists already", Place(str(p)), hint) for p in taken]
        )
    written: list[Path] = []
    try:
        (folder / "inbox").mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="") as target:
                written.append(path)
                target.write(text)
    except OSError as trouble:
        for path in written:
            path.unlink(missing_ok=True)
        why = (trouble.strerror or str(trouble)).lower()
        message = f"cannot be written: {why}"
        hint = "choose a folder that you may write to"
        place = Place(str(trouble.filename or folder))
        raise ConfigRefused(error("CC126", message, place, hint)) from None
    return written


def _program() -> str:
    """The whole path of the command: cron looks for it in few places."""
    return shlex.quote(shutil.which("creditctl") or "creditctl")


def _texts(folder: Path, habits: Habits, *, example: bool) -> dict[str, str]:
    """Every file's text by its name in the workspace."""
    as_of = f" --as-of {EXAMPLE_DAY.isoformat()}" if example else ""
    texts = {
        "README.txt": README.substitute(
            as_of=as_of, folder=shlex.quote(str(folder.resolve())), program=_program()
        ),
        "creditctl.yaml": WORKSPACE.substitute(
            company=_company(habits, example=example),
            currency=habits.currency,
            language=habits.language,
            date_order=habits.date_order,
            decimal=habits.decimal,
            debtors=_more_sources(example=example),
        ),
        "policies/standard.yaml": POLICY.substitute(policy=habits.policy),
        "policies/standard.tests.yaml": POLICY_TESTS.substitute(
            late=habits.reminder, early=habits.reminder - 1
        ),
        ".gitignore": GITIGNORE,
    }
    texts |= {f".schema/{name}": text for name, text in schema_files().items()}
    if example:
        texts["inbox/invoices.csv"] = _invoices(habits)
        texts["inbox/debtors.csv"] = _debtors(habits)
    return texts


def _company(habits: Habits, *, example: bool) -> str:
    """The company as YAML lines; payment details of an invention stay remarks, unless asked for."""
    if example:
        return "\n".join(f"  {line}" for line in (*habits.company, *habits.payment))
    _, *rest = habits.company
    remarks = (line for line in (*rest, *habits.payment))
    return "\n".join(["  name: Your company", *(f"  # {line}" for line in remarks)])


def _more_sources(*, example: bool) -> str:
    """The optional sources: the debtors with an example, all else as remarks."""
    debtors = DEBTORS_SOURCE if example else _remarks(DEBTORS_SOURCE)
    return "\n".join([*debtors, *_remarks(PAYMENTS_SOURCE)])


def _remarks(lines: Iterable[str]) -> list[str]:
    return [f"  # {line[2:]}" for line in lines]


def _invoices(habits: Habits) -> str:
    rows = [
        (
            number,
            str(101 + debtor),
            habits.debtors[debtor][0],
            issued.strftime(habits.dates),
            due.strftime(habits.dates),
            _amount(amount, habits),
            _amount(left, habits),
        )
        for number, debtor, issued, due, amount, left in INVOICES
    ]
    return _csv(habits, habits.invoice_headers, rows)


def _debtors(habits: Habits) -> str:
    rows = [
        (str(101 + index), name, street, postcode, city, habits.country, email, habits.business)
        for index, (name, street, postcode, city, email) in enumerate(habits.debtors)
    ]
    return _csv(habits, habits.debtor_headers, rows)


def _csv(habits: Habits, headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=habits.delimiter, lineterminator="\n")
    writer.writerows([headers, *rows])
    return text.getvalue()


def _amount(cents: int, habits: Habits) -> str:
    """An amount as the country writes it: 1.452,00 or 1,452.00."""
    sign = "-" if cents < 0 else ""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{whole:,}".replace(",", habits.thousands)
    return f"{sign}{grouped}{habits.decimal}{rest:02d}"
