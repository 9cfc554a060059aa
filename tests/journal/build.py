"""What the journal's tests are made of: a clock, notices, and two stories with every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from creditctl.journal.records import LedgerTotal
from creditctl.journal.snapshots import SnapshotRef
from creditctl.journal.store import Journal
from creditctl.ledger.frames import Debtor
from creditctl.policy.notices import Notice, NoticeLine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PROGRAM = "creditctl 0.1.0"
DAY = date(2026, 1, 31)


def ticking() -> Callable[[], datetime]:
    """A clock that is the same in every test: one second later whenever it is asked."""
    moment = datetime(2026, 1, 31, 6, 0, tzinfo=UTC)

    def now() -> datetime:
        nonlocal moment
        moment += timedelta(seconds=1)
        return moment

    return now


def open_journal(path: Path, *, create: bool = True, readonly: bool = False) -> Journal:
    return Journal.open(path, create=create, readonly=readonly, program=PROGRAM, now=ticking())


def line(item: str, step: str = "reminder", repeat: int = 0, amount: int = 12345) -> NoticeLine:
    return NoticeLine(
        item=item,
        number=item.rpartition("/")[2],
        issued=date(2025, 12, 1),
        due=date(2025, 12, 31),
        days_overdue=31,
        gross=amount,
        open=amount,
        step=step,
        repeat=repeat,
    )


def notice(
    name: str,
    *lines: NoticeLine,
    debtor: str = "C1",
    as_of: date = DAY,
    less: tuple[NoticeLine, ...] = (),
) -> Notice:
    total = sum(one.open for one in (*lines, *less))
    return Notice(
        notice=name,
        as_of=as_of,
        debtor=Debtor(debtor, f"Zoë & Søn {debtor}"),
        currency="EUR",
        language="en",
        step=lines[0].step,
        step_number=2,
        template=lines[0].step,
        courtesy=False,
        channel="email",
        lines=lines,
        credits=less,
        subtotal=sum(one.open for one in lines),
        total=total,
        pay_by=as_of + timedelta(days=14),
        policy="standard",
        why=("31 days overdue",),
    )


def begin(journal: Journal, as_of: date = DAY) -> str:
    return journal.begin_run(as_of, "a" * 64, "b" * 64, {"files": 1})


def issue(journal: Journal, run: str, one: Notice) -> None:
    """Plan a notice and hand it over."""
    journal.plan_notices(run, [one])
    journal.hand_over_begins(one.notice, [(f"outbox/{one.notice}.pdf", "c" * 64)])
    journal.handed_over(one.notice)


def tell(journal: Journal) -> None:
    """Two runs with a notice in every state, an import, and an event of another kind."""
    run = begin(journal)
    snapshot = SnapshotRef(
        journal.path.parent / "snapshots" / f"2026-01-31-{'d' * 12}.parquet",
        *("d" * 64, "e" * 64, 6),
        new=True,
    )
    totals = {"EUR": LedgerTotal(6, 987654), "JPY": LedgerTotal(1, -50)}
    journal.note_import(run, [{"path": "invoices.csv", "rows": 7}], totals, snapshot)
    names = ("done", "twice", "rejected", "uncertain", "withdrawn", "under-way")
    plan = [notice(n, line(f"inv/C{i}/{n}"), debtor=f"C{i}") for i, n in enumerate(names)]
    journal.plan_notices(run, plan)
    for name in ("done", "twice", "rejected", "uncertain", "under-way"):
        files = [(f"outbox/2026-01-31/{name}{end}", end[1] * 64) for end in (".eml", ".pdf")]
        journal.hand_over_begins(name, files)
    journal.handed_over("done")
    journal.handed_over("twice")
    journal.rejected("rejected", "the mailbox does not exist")
    journal.uncertain("uncertain", "the connection broke")
    journal.withdrawn("withdrawn", "paid this morning")
    journal.finish_run(run, "done", 3, {"issued": 2})
    journal.record("hold.added", "C1", {"reason": "CEO handles", "until": "2026-12-31"})
    second = begin(journal, date(2026, 2, 10))
    again = notice("again", line("inv/C2/rejected"), debtor="C2", as_of=date(2026, 2, 10))
    later = notice("later", line("inv/C1/twice", "second"), debtor="C1", as_of=date(2026, 2, 10))
    journal.plan_notices(second, [again, later])
    journal.hand_over_begins("later", [])
    journal.handed_over("later")


def tell_more(journal: Journal) -> None:
    """What came with the second migration: areas, thanks, segments, and notices that are void."""
    tell(journal)
    day = date(2026, 2, 20)
    run = begin(journal, day)
    journal.segments_changed(run, {("C1", "EUR"): ("", "chronic-late")})
    areas = [
        replace(notice(f"area-{a}", line(f"inv/C8/{a}"), debtor="C8", as_of=day), area=a)
        for a in ("north", "south")
    ]
    paid = replace(line("inv/C1/twice", "thank-you"), open=0)
    thanks = replace(notice("thanks", paid, as_of=day), kind="thanks", subtotal=0, total=0)
    for one in (*areas, thanks):
        issue(journal, run, one)
    journal.void("later", by="Anna", reason="was paid in cash")
    journal.void("area-south", by="Anna", reason="wrong address")
    journal.finish_run(run, "done", 0, {"issued": 3})
