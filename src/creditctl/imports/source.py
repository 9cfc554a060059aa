"""What goes into an import and what comes out: sources, facts per file, rejected rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from creditctl.findings import Finding
    from creditctl.ledger.frames import Documents, Payments

SourceKind = Literal["invoices", "debtors", "payments"]
DateOrder = Literal["ymd", "dmy", "mdy"]
DecimalMark = Literal[".", ","]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to import, and what the user says about it.

    Attributes:
        name: name of the source, part of every item id.
        path: where the file is, None = standard input.
        shown: the path as the user wrote it, for findings.
        kind: what the rows are.
        profile: name or path of a profile; "auto" = the profile that recognises the file, else
            the dictionary of header names.
        encoding, delimiter, sheet: None = found out, or refused.
        date_order, decimal_mark: None = the profile's, else proved by the columns, else refused.
        currency: of rows that state none; None = the profile's, else the import's.
    """

    name: str
    path: Path | None
    shown: str
    kind: SourceKind = "invoices"
    profile: str = "auto"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one file held; rows = accepted + rejected + repeated + closed.

    Attributes:
        source: name of the source; file: as the user wrote it; sheet: "" for text files.
        sha256, size: of the bytes read.
        profile: the profile that was used.
        rows: data rows. accepted: rows that became a document, a payment or a debtor.
        rejected: rows quarantined. skipped: blank rows, repeated headers, totals and footers;
            they are no data rows. repeated: rows that say once more what another row said.
        closed: rows left out because their status says void or draft. Rows that are paid are
            accepted: they have nothing open, and payments may name them.
        sums: currency to what is left of the accepted documents when all that the files tell has
            happened, in minor units; in a file of payments to the sum of the payments.
        gross: currency to the sum of the whole amounts of the accepted documents, minor units.
        counts: currency to the number of accepted rows.
        columns: field to the headers of its columns, as the file writes them.
        date_order, decimal_mark: as declared or proved, "" where nothing depended on it.
        exported: the day whose state the file shows. exported_basis: "stated" when the file says
            so, "file time" when it is the day (UTC) on which the file was written, "" = unknown.
    """

    source: str
    file: str
    sheet: str
    sha256: str
    size: int
    profile: str
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    repeated: int = 0
    closed: int = 0
    sums: Mapping[str, int] = field(default_factory=dict)
    gross: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: str = ""
    decimal_mark: str = ""
    exported: date | None = None
    exported_basis: Literal["stated", "file time", ""] = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """One thing that is wrong with a quarantined row; a row may have several.

    Attributes:
        file, line: the physical line (text) or row (workbook), from 1.
        column: header or cell address, "" when the whole row is meant.
        value: the offending text as it stands.
        rule: code of the finding; message: the finding's message.
        debtor: id of the debtor that the row holds, "" when it can't be told.
    """

    file: str
    line: int
    column: str
    value: str
    rule: str
    message: str
    debtor: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """Everything that the sources of one command held.

    Attributes:
        documents: accepted rows, ready for the ledger.
        payments: rows of payment files, and payments that stand among the invoices of a file
            which does not state what is open.
        files: facts per file, in the order of the sources.
        rejected: every reason for every quarantined row.
        held: ids of debtors with a rejected row; nothing may be sent to them.
        findings: all findings, sorted by place.
    """

    documents: Documents
    payments: Payments
    files: tuple[FileFacts, ...]
    rejected: tuple[Rejected, ...]
    held: frozenset[str]
    findings: tuple[Finding, ...]
