"""The books of one command: what the sources hold, and what is open of it at the as-of date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from creditctl.errors import DataRefused
from creditctl.findings import Finding, error, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.config.workspace import Workspace
    from creditctl.imports.source import DateOrder, DecimalMark, Import, Source
    from creditctl.ledger.frames import OpenItems
    from creditctl.ledger.opening import Behaviour, Opening
    from creditctl.ledger.terms import Terms
    from creditctl.ledger.terms_book import TermsBook
    from creditctl.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Reading:
    """What the command line says about reading files; None = the workspace's or profile's word.

    Attributes:
        currency: of rows that state none.
        control_total: what the open amounts must add up to.
        date_order, decimal_mark: where columns allow two readings.
        profile, encoding, delimiter, sheet: for files named on the command line.
    """

    currency: str | None = None
    control_total: str | None = None
    date_order: DateOrder | None = None
    decimal_mark: DecimalMark | None = None
    profile: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Books:
    """The books at a date.

    Attributes:
        as_of: the date.
        imported: documents, payments, quarantine and facts per file.
        opening: open items, what is later, payment behaviour.
        broken: broken promises by debtor id, where cases were looked at.
    """

    as_of: date
    imported: Import
    opening: Opening
    broken: Mapping[str, int] = field(default_factory=dict)

    @property
    def items(self) -> OpenItems:
        """The open items."""
        return self.opening.items

    def showing(self, items: OpenItems) -> Books:
        """The same books with other open items."""
        return replace(self, opening=self.opening._replace(items=items))

    @property
    def behaviour(self) -> Behaviour:
        """How debtors paid up to the as-of date."""
        return self.opening.behaviour

    @property
    def findings(self) -> list[Finding]:
        """All findings of the import, in order."""
        return in_order(self.imported.findings)

    @property
    def rejected_rows(self) -> int:
        """Rows in quarantine; a row may be there for several reasons."""
        return sum(facts.rejected for facts in self.imported.files)

    @property
    def needs_a_look(self) -> bool:
        """Whether rows are in quarantine, or files disagree about what was paid."""
        return bool(self.imported.rejected) or bool(self.items.doubtful.any())


def workspace_books(workspace: Workspace, as_of: date, reading: Reading) -> Books:
    """Read the sources of a workspace.

    Raises:
        DataRefused, ConfigRefused: see `imports.load.load`.
    """
    imported = read_workspace(workspace, reading)
    return Books(as_of, imported, opened(workspace.policy.policy, imported, as_of))


def read_workspace(workspace: Workspace, reading: Reading) -> Import:
    """Read the sources of a workspace, all that is in them.

    Raises:
        DataRefused, ConfigRefused: see `imports.load.load`.
    """
    from creditctl.imports.load import load

    return load(
        workspace_sources(workspace, reading),
        currency=reading.currency or workspace.settings.currency,
        profile_dirs=[workspace.root / "profiles"],
        control_total=reading.control_total,
        has_terms=True,
    )


def opened(policy: Policy, imported: Import, as_of: date) -> Opening:
    """The open items at a date; a policy has the terms where the books state no due date.

    Raises:
        DataRefused: see `ledger.opening.open_items`.
    """
    from creditctl.ledger.opening import open_items

    book = _terms_book(policy, as_of, {})
    opening = open_items(imported.documents, imported.payments, as_of, terms=book)
    own = _segment_terms(policy, opening)
    if own:
        book = _terms_book(policy, as_of, own)
        opening = open_items(imported.documents, imported.payments, as_of, terms=book)
    return opening


def file_books(
    files: Sequence[str], as_of: date, reading: Reading, stdin: bytes | None = None
) -> Books:
    """Read files named on the command line, with no workspace; `-` is standard input."""
    from creditctl.ledger.opening import open_items

    imported = read_files(files, reading, stdin)
    return Books(as_of, imported, open_items(imported.documents, imported.payments, as_of))


def read_files(
    files: Sequence[str], reading: Reading, stdin: bytes | None = None, *, has_terms: bool = False
) -> Import:
    """Read files named on the command line, all that is in them.

    Args:
        files: their names; `-` is standard input.
        reading: how to read them.
        stdin: what stands on standard input.
        has_terms: payment terms are known, so that the files need no due dates.
    """
    from creditctl.imports.load import load
    from creditctl.imports.source import Source

    sources = [
        Source(
            name="stdin" if name == "-" else Path(name).stem,
            path=None if name == "-" else Path(name),
            shown=name,
            profile=reading.profile or "auto",
            encoding=reading.encoding,
            delimiter=reading.delimiter,
            sheet=reading.sheet,
            date_order=reading.date_order,
            decimal_mark=reading.decimal_mark,
        )
        for name in files
    ]
    return load(
        sources,
        currency=reading.currency,
        control_total=reading.control_total,
        stdin=stdin,
        has_terms=has_terms,
    )


def workspace_sources(workspace: Workspace, reading: Reading) -> list[Source]:
    """The files behind the sources of a workspace, patterns filled in.

    Raises:
        DataRefused: a pattern of an invoice source matches no file.
    """
    from creditctl.imports.source import Source

    sources: list[Source] = []
    missing: list[Finding] = []
    for index, part in enumerate(workspace.settings.sources):
        files = workspace.files_of(part)
        if not files:
            missing.append(
                error(
                    "CI190",
                    f"no file matches '{part.file}'",
                    workspace.place_of(("sources", index, "file")),
                    "put the export there, or mend the pattern",
                )
            )
        sources += [
            Source(
                name=part.name,
                path=path,
                shown=shown,
                kind=part.kind,
                profile=_profile(workspace, part.profile),
                encoding=part.encoding,
                delimiter=part.delimiter,
                sheet=part.sheet,
                date_order=part.date_order or reading.date_order,
                decimal_mark=part.decimal_mark or reading.decimal_mark,
                currency=part.currency,
            )
            for path, shown in files
        ]
    if missing:
        raise DataRefused(missing)
    return sources


def _profile(workspace: Workspace, name: str) -> str:
    """A profile's name, or its file, which `creditctl.yaml` names relative to itself."""
    return str(workspace.root / name) if name.endswith((".yaml", ".yml")) else name


def _terms_book(policy: Policy, as_of: date, segments: Mapping[str, Terms]) -> TermsBook:
    """Exception before debtor before segment before default."""
    from creditctl.ledger.calendars import Calendar, Shift
    from creditctl.ledger.terms import parse_terms
    from creditctl.ledger.terms_book import TermsBook
    from creditctl.policy.effective import debtor_exceptions

    own = dict(segments)
    for debtor, index in debtor_exceptions(policy, as_of).items():
        terms = policy.exceptions[index].terms
        if terms is not None:
            own[debtor] = parse_terms(terms.default)
    days = policy.working_days
    holidays = "" if days.holidays == "none" else days.holidays
    return TermsBook(
        default=parse_terms(policy.terms.default),
        debtors=own,
        calendar=Calendar(holidays=holidays),
        shift=Shift(days.shift),
    )


def _segment_terms(policy: Policy, opening: Opening) -> dict[str, Terms]:
    """Terms of debtors whose segment has some, and who have none of their own."""
    if not any(segment.terms for segment in policy.segments):
        return {}
    from creditctl.ledger.terms import parse_terms
    from creditctl.policy.effective import measured

    items = opening.items
    measures, assignment = measured(policy, items, opening.behaviour)
    found: dict[str, Terms] = {}
    for row, index in enumerate(assignment.index.tolist()):
        rules = assignment.policies[index]
        debtor = items.debtors.detail(int(measures.debtor[row]))
        if rules.segment and rules.terms != policy.terms and not debtor.terms:
            found[debtor.debtor] = parse_terms(rules.terms.default)
    return found
