"""Tasks without which letters wait: stops, uncertain notices, unreadable rows, loose money."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from creditctl.app.views.commands import command
from creditctl.insight.worklist import Task, TaskKind
from creditctl.ledger.frames import Kind
from creditctl.ledger.money import to_text
from creditctl.policy.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.app.views.facts import Facts
    from creditctl.imports.source import Rejected
    from creditctl.journal.banking import BankEntryRecord
    from creditctl.policy.notices import Notice

_REVIEW: Final = command("payments", "review")
_AT_BANK: Final = "say what it pays, and record it: creditctl payments accept"


def blocking_tasks(facts: Facts) -> Iterator[Task]:
    """All of them, in no particular order."""
    yield from _stops(facts)
    yield from _uncertain(facts)
    yield from _unreadable(facts)
    yield from _on_account(facts)
    yield from _doubtful(facts)
    yield from _at_bank(facts)
    yield from _unknown_payers(facts)
    yield from _approvals(facts)


def _stops(facts: Facts) -> Iterator[Task]:
    for stop in facts.plan.stops:
        yield Task(
            TaskKind.SAFETY_STOP,
            owner="",
            debtor="",
            name="",
            about=(stop.code,),
            why=f"no letter leaves at all: {stop.message}",
            todo="look at the plan (creditctl plan); if it is right, accept the stop once",
            command=command("run", *stop.flag.split()),
        )


def _uncertain(facts: Facts) -> Iterator[Task]:
    for notice in facts.uncertain:
        if notice.as_of > facts.as_of:
            continue
        oldest = min((item.due for item in notice.items), default=facts.as_of)
        risk = facts.risk(notice.debtor, notice.currency)
        days = (facts.as_of - oldest).days
        yield Task(
            TaskKind.UNCERTAIN_NOTICE,
            owner=facts.debtor(notice.debtor).owner,
            debtor=notice.debtor,
            name=notice.name or notice.debtor,
            about=(notice.notice, *(item.number for item in notice.items)),
            why=f"letter '{notice.step}' of {notice.as_of} may or may not have left: "
            f"{notice.reason}; nothing else leaves to this debtor",
            todo="find out, then say it: --sent or --not-sent",
            command=command("outbox", "resolve", notice.notice, "--sent", "--by", "NAME"),
            score=facts.score(notice.total, notice.currency, days, risk.factors),
        )


def _unreadable(facts: Facts) -> Iterator[Task]:
    """One task a debtor with rows in quarantine, and one for rows of nobody known."""
    of_debtor: dict[str, list[Rejected]] = defaultdict(list)
    for rejected in facts.plan.books.imported.rejected:
        of_debtor[rejected.debtor].append(rejected)
    for name, found in of_debtor.items():
        rows = list(dict.fromkeys(f"{r.file}:{r.line}" for r in found))
        count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        effect = "letters to this debtor wait" if name else "what it says is not in the books"
        yield Task(
            TaskKind.UNREADABLE_ROW,
            owner=facts.debtor(name).owner,
            debtor=name,
            name=facts.shown(name) if name else "",
            about=tuple(rows),
            why=f"{count} can't be read: {found[0].message}; {effect}",
            todo="mend the export or the books; the check names every row",
            command=command("check"),
        )


def _on_account(facts: Facts) -> Iterator[Task]:
    """Money that belongs to no invoice, and so holds the letters of its debtor."""
    items = facts.items
    for group, rows in facts.decided(Reason.UNMATCHED_MONEY).items():
        mine = facts.rows_in(group)
        loose = [r for r in mine if items.kind[r] == Kind.PAYMENT and items.open[r] < 0]
        name, currency = facts.name_in(group), facts.currency_in(group)
        money = -sum(int(items.open[row]) for row in loose)
        words = f"{currency} {to_text(money, currency)} belongs to no invoice"
        maybe = facts.plan.cases.stops.unmatched.get((name, currency))
        if not loose:
            words = maybe.words if maybe else "credits of this debtor belong to no area"
        at_bank = maybe is not None or any(items.item[row].startswith("bank/") for row in loose)
        yield _held(
            facts,
            TaskKind.UNMATCHED_MONEY,
            group,
            rows,
            about=tuple(items.number[row] for row in loose),
            words=f"{words}:",
            todo=_AT_BANK if at_bank else "allocate the money to its invoice, in the books",
            line=_REVIEW if at_bank else command("debtor", name),
        )


def _doubtful(facts: Facts) -> Iterator[Task]:
    """Invoices about which two files disagree."""
    for group, rows in facts.decided(Reason.PAYMENTS_DISAGREE).items():
        yield _held(
            facts,
            TaskKind.PAYMENTS_DISAGREE,
            group,
            rows,
            about=tuple(facts.items.number[row] for row in rows),
            words="one file says paid, another says open:",
            todo="make both exports anew on one day; the check names them",
            line=command("check"),
        )


def _held(
    facts: Facts,
    kind: TaskKind,
    group: int,
    rows: list[int],
    *,
    about: tuple[str, ...],
    words: str,
    todo: str,
    line: str,
) -> Task:
    """A task about what holds the letters of a debtor in one currency."""
    name, currency = facts.name_in(group), facts.currency_in(group)
    held = sum(int(facts.items.open[row]) for row in rows)
    days = max(facts.items.days_overdue(row) for row in rows)
    return Task(
        kind,
        owner=facts.debtor(name).owner,
        debtor=name,
        name=facts.shown(name),
        about=about,
        why=f"{words} letters about {currency} {to_text(held, currency)} wait",
        todo=todo,
        command=line,
        score=facts.score(held, currency, days, facts.risk(name, currency).factors),
    )


def _at_bank(facts: Facts) -> Iterator[Task]:
    """Money at the bank that holds no letters: of debtors who owe nothing that is due."""
    holding = {
        (facts.name_in(group), facts.currency_in(group))
        for group in facts.decided(Reason.UNMATCHED_MONEY)
    }
    for money in facts.plan.cases.loose:
        if (money.debtor, money.currency) in holding:
            continue
        yield Task(
            TaskKind.UNMATCHED_MONEY,
            owner=facts.debtor(money.debtor).owner,
            debtor=money.debtor,
            name=facts.shown(money.debtor),
            about=(money.id,),
            why=f"{money.currency} {to_text(money.amount, money.currency)} came in on "
            f"{money.booked} and belongs to no invoice; it holds no letters",
            todo=_AT_BANK,
            command=_REVIEW,
            score=facts.score(money.amount, money.currency, (facts.as_of - money.booked).days),
        )


def _unknown_payers(facts: Facts) -> Iterator[Task]:
    """Bank entries that nobody is known to have paid, one task a currency."""
    known = {money.id for money in facts.plan.cases.loose}
    of_currency: dict[str, list[BankEntryRecord]] = defaultdict(list)
    for entry in facts.plan.cases.file.open_entries:
        if entry.amount > 0 and entry.entry not in known:
            of_currency[entry.currency].append(entry)
    for currency, found in of_currency.items():
        total = sum(entry.amount for entry in found)
        count = "1 entry" if len(found) == 1 else f"{len(found)} entries"
        oldest = min(entry.booked for entry in found)
        yield Task(
            TaskKind.UNMATCHED_MONEY,
            owner="",
            debtor="",
            name="",
            about=tuple(entry.entry for entry in found),
            why=f"{count} at the bank, {currency} {to_text(total, currency)}, and nobody knows "
            "who paid",
            todo=_AT_BANK,
            command=_REVIEW,
            score=facts.score(total, currency, (facts.as_of - oldest).days),
        )


def _approvals(facts: Facts) -> Iterator[Task]:
    """Letters that wait for approval, one task an owner and currency."""
    waiting: dict[tuple[str, str], list[Notice]] = defaultdict(list)
    for notice in facts.plan.waiting:
        waiting[notice.debtor.owner, notice.currency].append(notice)
    for (owner, currency), letters in waiting.items():
        count = "1 letter waits" if len(letters) == 1 else f"{len(letters)} letters wait"
        total = sum(notice.total for notice in letters)
        days = max(line.days_overdue for notice in letters for line in notice.lines)
        names = list(dict.fromkeys(notice.debtor.name for notice in letters))
        only = letters[0].debtor if len(letters) == 1 else None
        yield Task(
            TaskKind.APPROVE_LETTERS,
            owner=owner,
            debtor=only.debtor if only else "",
            name=only.name if only else _some(names),
            about=tuple(notice.notice for notice in letters),
            why=f"{count} for approval, {currency} {to_text(total, currency)}",
            todo="look at the plan file, approve it, and run it: creditctl plan approve, "
            "then creditctl run --plan",
            command=command("plan", "-o", "plan.json"),
            score=facts.score(total, currency, days),
        )


def _some(names: list[str]) -> str:
    """The first names, and how many others there are."""
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")
