"""The one way into this room: the bytes of a file to statements."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from creditctl.cash.reading.checks import check_statements
from creditctl.cash.reading.kinds import Kind, kind_of
from creditctl.cash.reading.problems import Problems
from creditctl.cash.statements import StatementFile
from creditctl.config.places import TextFile
from creditctl.errors import DataRefused
from creditctl.findings import Place, error
from creditctl.imports.quarantine import quoted
from creditctl.imports.readers import encoding as encodings
from creditctl.imports.readers.sniff import wide_encoding

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.cash.statements import Statement


def read_statement(
    data: bytes,
    name: str,
    *,
    profile: str | None = None,
    profile_dirs: Sequence[Path] = (),
    currency: str | None = None,
) -> StatementFile:
    """Read a bank statement: camt.052, camt.053, camt.054, MT940, MT942, OFX 1 and 2, bank CSV.

    A file is read whole or refused whole. Amounts are minor units of the currency that stands
    beside them.

    Args:
        data: the bytes of the file; what it is, is told from them.
        name: the file as the user gave it, for findings.
        profile: of a CSV: the name of a profile or the path of a profile file; None = the one
            whose headers the file has.
        profile_dirs: folders with profiles (``*.yaml``) of the user, which win over the shipped.
        currency: of a CSV or MT940 that states none itself; wins over the profile's.

    Returns:
        The statements, with warnings and remarks: balances that do not add up, a value date that
        does not exist, a batch that is not told apart.

    Raises:
        DataRefused: CP101 to CP109 the file is unusable, CP111 to CP115 one of its bookings
            can't be read, CI113 to CI115 its encoding; all findings at once.
        ConfigRefused: CC160 there is no such profile, CC1xx a profile is invalid.
    """
    if currency is not None:
        _check_currency(currency, name)
    kind = kind_of(data, name)
    if kind is Kind.XML:
        text = data.decode(wide_encoding(data) or "utf-8-sig", "replace")
        problems = Problems(TextFile.of(name, text))
        statements = _from_xml(data, problems)
        return _done(data, statements, problems)
    plain = data if b"\0" in data else data.replace(b"\r\r\n", b"\r\n")
    if kind is Kind.CSV:
        from creditctl.cash.reading.bank_csv import read_csv

        statements, problems = read_csv(
            plain, name, profile=profile, profile_dirs=profile_dirs, currency=currency or ""
        )
        return _done(data, statements, problems)
    encoding, remarks = encodings.detect(plain, name, None)
    problems = Problems(TextFile.of(name, plain.decode(encoding)), others=[*remarks])
    statements = _from_text(kind, problems, currency or "")
    return _done(data, statements, problems)


def _done(data: bytes, statements: Sequence[Statement], problems: Problems) -> StatementFile:
    """The answer, unless there were errors."""
    if not problems.errors:
        check_statements(statements, problems)
    findings = problems.finish()
    return StatementFile(problems.file.name, sha256(data).hexdigest(), tuple(statements), findings)


def _from_xml(data: bytes, problems: Problems) -> list[Statement]:
    from creditctl.cash.reading.camt import messages, read_camt
    from creditctl.cash.reading.ofx import read_ofx
    from creditctl.cash.reading.xmltree import read_xml

    root = read_xml(data, problems)
    if root is None:
        return []
    if root.name == "OFX":
        return read_ofx(root, problems)
    found = messages(root)
    if not found:
        message = f"this is XML ({quoted(root.name)}), but no bank statement"
        hint = "download the statement as camt.053, MT940, OFX or CSV"
        problems.refuse("CP102", message, problems.at(root.line), hint)
    return read_camt(found, problems)


def _from_text(kind: Kind, problems: Problems, currency: str) -> list[Statement]:
    if kind is Kind.SWIFT:
        from creditctl.cash.reading.mt940 import read_mt940

        return read_mt940(problems.file.lines, problems, currency)
    from creditctl.cash.reading.ofx import read_ofx
    from creditctl.cash.reading.ofx_tree import read_sgml

    root = read_sgml(problems.file.lines, problems)
    if root is None:
        if not problems.errors:
            message = "the file has a header of OFX, but nothing of OFX in it"
            hint = "download the statement from the bank again"
            problems.refuse("CP105", message, problems.whole(), hint)
        return []
    return read_ofx(root, problems)


def _check_currency(code: str, name: str) -> None:
    from creditctl.cash.reading.exact import is_currency

    if not is_currency(code):
        message = f"{quoted(code)} is no currency"
        raise DataRefused(error("CP114", message, Place(name), "write its ISO code, such as EUR"))
