"""Import bank statements: read all, compare with the journal, pair returns, record at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from creditctl.app.payments.gaps import REACH, Opened, end_of, gaps, recorded_ends
from creditctl.app.payments.journalroom import writing
from creditctl.app.payments.listing import number_of
from creditctl.app.payments.ownaccounts import own_accounts
from creditctl.app.payments.recorded import takes_back
from creditctl.app.payments.returning import LONGEST, Return, returns_among
from creditctl.app.payments.statementfiles import read_files
from creditctl.app.payments.taking import Taking
from creditctl.errors import ExitCode
from creditctl.findings import Finding, Place, Severity, in_order, warning
from creditctl.journal.bank_projections import PAYMENT_DISMISSED, PAYMENT_RETURNED
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from creditctl.app.moment import Moment
    from creditctl.app.payments.taking import FileTaken
    from creditctl.cash.statements import StatementFile
    from creditctl.config.workspace import Workspace
    from creditctl.journal.banking import BankEntryRecord, PaymentState
    from creditctl.journal.store import Journal


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What the user asks of an import.

    Attributes:
        files: the statements.
        profile: how to read CSV files, None = by their headers.
        account: of statements that name none, "" = the only one of the workspace.
        currency: of statements that state none, None = that of the account.
    """

    files: Sequence[Path]
    profile: str | None = None
    account: str = ""
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        as_of: the day.
        files: each file in its order.
        fresh: the entries that are new.
        returns: those that take an earlier one back.
        findings: warnings and remarks, in order.
    """

    as_of: date
    files: list[FileTaken]
    fresh: list[BankEntryRecord] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """3 when a person must look at a return."""
        look = any(one.looked_for for one in self.returns)
        return ExitCode.LOOK if look else ExitCode.DONE


def import_statements(workspace: Workspace, order: ImportOrder, moment: Moment) -> Imported:
    """Import statements; nothing is recorded when any file is refused.

    Args:
        workspace: its accounts, and its journal, which is made when there is none.
        order: the files and how to read them.
        moment: the day and the clock.

    Raises:
        DataRefused, ConfigRefused: see `statementfiles.read_files`.
        UsageRefused: the account is none of the company's (CP206), or the day is past (CP201).
        LockedRefused: a run is at work.
    """
    accounts = own_accounts(workspace, order.account)
    files = read_files(
        order.files,
        accounts,
        profile=order.profile,
        profile_dirs=[workspace.root / "profiles" / "bank"],
        currency=order.currency,
    )
    with writing(workspace, moment) as journal:
        taking = Taking(journal, moment.as_of, accounts)
        told = list(_gaps(journal, files, taking))
        taken = taking.take(files)
        returns = _returns(journal, taking)
        _settle(returns, taking)
        journal.take_bank(taking.events)
    findings = [f for file in files for f in file.findings]
    findings += [*told, *_remarks(taken), *_unclear(returns)]
    return Imported(moment.as_of, taken, taking.fresh, returns, in_order(findings))


def _gaps(journal: Journal, files: Sequence[StatementFile], taking: Taking) -> Iterator[Finding]:
    """What is missing between the statements, those in the journal among them."""
    named = [
        Opened(taking.accounts.name_of(s) or s.account, file.file, s)
        for file in files
        for s in file.statements
    ]
    days = [e.booked for one in named for e in one.statement.entries]
    if not days:
        return
    records = journal.bank_entries(min(days) - REACH, max(days))
    ends = recorded_ends(records)
    ends |= {end for one in named if (end := end_of(one.account, one.statement)) is not None}
    booked = {(record.account, record.booked) for record in records}
    booked |= {(one.account, e.booked) for one in named for e in one.statement.entries}
    yield from gaps(named, ends, booked)


def _returns(journal: Journal, taking: Taking) -> list[Return]:
    """The new entries that take something back, with what they take back."""
    back = [one for one in taking.fresh if takes_back(one)]
    if not back:
        return []
    since, until = min(one.booked for one in back) - LONGEST, max(one.booked for one in back)
    earlier = [*journal.bank_entries(since, until), *taking.fresh]
    states = {state.entry: state for state in journal.payment_states(taking.as_of)}
    gone = {entry for entry, state in states.items() if state.state == "returned"}
    found = returns_among(back, [one for one in earlier if not takes_back(one)], gone)
    return [_with_invoices(journal, one, states, taking.as_of) for one in found]


def _with_invoices(
    journal: Journal, one: Return, states: Mapping[str, PaymentState], as_of: date
) -> Return:
    """A return with the invoices that the payment had paid."""
    state = states.get(one.original.entry) if one.original else None
    if state is None:
        return one
    paid = journal.allocations(as_of, state.entry)
    numbers = dict.fromkeys(number_of(allocation.item) for allocation in paid)
    return replace(one, debtor=state.debtor, opens=tuple(numbers))


def _settle(returns: Sequence[Return], taking: Taking) -> None:
    """Free what came back, and settle the entry that took it back."""
    day = taking.as_of.isoformat()
    for one in returns:
        if one.original is None:
            continue
        told = {"day": day, "by": "creditctl"}
        if one.original.amount > 0:
            why = {"reason": one.why.meaning, "code": one.code, "return": one.entry.entry}
            back = told | why | {"debtor": one.debtor}
            taking.fates.append((PAYMENT_RETURNED, one.original.entry, back))
        reason = f"takes back {one.original.entry}"
        taking.fates.append((PAYMENT_DISMISSED, one.entry.entry, told | {"reason": reason}))


def _remarks(taken: Sequence[FileTaken]) -> Iterator[Finding]:
    """What is worth knowing of each file."""
    for one in taken:
        place = Place(one.file)
        if one.known_as:
            message = f"imported before, as {one.known_as}: nothing is recorded twice"
            yield Finding("CP213", Severity.INFO, message, place)
        if one.taken_for:
            message = (
                f"{one.taken_for} of {one.payments} payments are taken for those of another "
                "format with the same account, day and amount; they are not recorded twice"
            )
            hint = "that is right when both files are of the same days; else compare them"
            yield warning("CP210", message, place, hint)
        if one.told_apart:
            message = (
                f"{one.told_apart} collective bookings were recorded as a sum before; "
                "their payments take its place"
            )
            yield Finding("CP215", Severity.INFO, message, place)
        if one.pending:
            message = f"{one.pending} entries are announced and not booked: they are left out"
            hint = "they come with the next statement"
            yield Finding("CP212", Severity.INFO, message, place, hint)


def _unclear(returns: Sequence[Return]) -> Iterator[Finding]:
    for one in returns:
        if one.original is None:
            entry = one.entry
            amount = to_text(entry.amount, entry.currency)
            place = Place(str(entry.data["file"]), entry.data.get("line"))
            message = (
                f"{entry.entry} of {entry.currency} {amount} takes a payment back, "
                "and which one is not clear"
            )
            hint = "find it with 'creditctl payments list', then undo it and dismiss this one"
            yield warning("CP214", message, place, hint)
