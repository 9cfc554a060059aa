"""What the journal's tests are made of: a clock, notices, and four stories, each longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from creditctl.cases import events as cases
from creditctl.cases.events import about_data
from creditctl.cases.records import Subject
from creditctl.journal import bank_projections as bank
from creditctl.journal.banking import BankEvents
from creditctl.journal.casework import Act
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


def subject(item: str, debtor: str = "C9", amount: int = 90000) -> Subject:
    return Subject(item, debtor, item.rpartition("/")[2], "EUR", amount)


def act(kind: str, case: str = "", debtor: str = "C9", /, **data: Any) -> Act:
    """What somebody did about a case."""
    return Act(kind, case, {"debtor": debtor, "by": "Anna"} | data)


def entry(name: str, amount: int, booked: date, **said: str) -> tuple[str, dict[str, Any]]:
    """An entry of a bank statement."""
    data = {
        "day": booked.isoformat(),
        "account": "NL91ABNA0417164300",
        "booked": booked.isoformat(),
        "amount": amount,
        "currency": "EUR",
        "form": "camt.053",
        "mark": name,
        "name": "Zoë & Søn",
        "text": f"payment {name}",
    }
    return name, data | said


def matched(
    name: str,
    debtor: str,
    day: date,
    *allocations: tuple[str, int, int, int],
    rest: int = 0,
    booked: date | None = None,
) -> tuple[str, str, dict[str, Any]]:
    """An entry that pays items: (item, open before, amount, discount) of each."""
    data = {"debtor": debtor, "rest": rest, "allocations": allocations}
    days = {"day": day.isoformat(), "booked": (booked or day).isoformat()}
    return bank.PAYMENT_MATCHED, name, data | days


def tell_cases(journal: Journal) -> None:
    """What came with the third: cases, bank money, a note about an instalment, sent letters."""
    tell_more(journal)
    day = date(2026, 3, 2)
    _open_cases(journal, day)
    _end_cases(journal, date(2026, 3, 9))
    _bank_money(journal, day)
    run = begin(journal, date(2026, 3, 28))
    part = replace(line("arrangement/A1/1", "instalment"), due=date(2026, 3, 31), open=30000)
    note = replace(notice("instalment", part, debtor="C9"), kind="instalment", courtesy=True)
    issue(journal, run, replace(note, as_of=date(2026, 3, 28), template="instalment"))
    seen = act(cases.ITEMS_SEEN, run, "", open={"inv/C9/3": 60000})
    journal.take_cases(date(2026, 3, 28), [seen], run)
    _sent_letters(journal, run)
    journal.finish_run(run, "done", 0, {"issued": 1})


def tell_promises(journal: Journal) -> None:
    """What came with the fourth: a letter about a broken promise."""
    tell_cases(journal)
    day = date(2026, 4, 2)
    run = begin(journal, day)
    about = line("inv/C9/1", "broken promise", amount=90000)
    letter = replace(notice("promise", about, debtor="C9", as_of=day), kind="promise")
    issue(journal, run, replace(letter, template="broken-promise"))
    journal.finish_run(run, "done", 0, {"issued": 1})


def try_to_send(journal: Journal, name: str, attempt: int = 1) -> None:
    """Say that a notice is about to be sent."""
    journal.sending(name, {"message_id": f"<{name}@x.example>", "attempt": attempt})


def _sent_letters(journal: Journal, run: str) -> None:
    """A letter in every state that sending knows, each of a debtor of its own."""
    day = date(2026, 3, 28)
    names = (
        "sent",
        "deferred",
        "refused",
        "in-doubt",
        "paid",
        "found-sent",
        "not-found",
        "leaving",
    )
    for number, name in enumerate(names):
        one = notice(f"mail-{name}", line(f"inv/M{number}/1"), debtor=f"M{number}", as_of=day)
        issue(journal, run, one)
        if name != "paid":
            try_to_send(journal, f"mail-{name}")
    journal.deferred("mail-sent", "451 try again later")
    try_to_send(journal, "mail-sent", 2)
    journal.sent("mail-sent", "250 OK")
    journal.deferred("mail-deferred", "the connection was lost")
    journal.rejected("mail-refused", "550 no such user")
    journal.taken_from_outbox("mail-paid", "F1 is paid")
    for name in ("in-doubt", "found-sent", "not-found"):
        journal.uncertain(f"mail-{name}", "the connection was lost after the letter")
    journal.resolve("mail-found-sent", handed_over=True, by="Anna", reason="in their mailbox")
    journal.resolve("mail-not-found", handed_over=False, by="Anna", reason="not in the log")


def _open_cases(journal: Journal, day: date) -> None:
    whole, part, plan = (about_data(subject(f"inv/C9/{n}")) for n in (1, 2, 3))
    promise = {"about": whole, "due": "2026-03-16", "amount": 90000, "note": ""}
    dispute = {"about": part, "reason": "price", "amount": 20000, "note": "too dear"}
    hold = {"reason": "CEO handles", "start": day.isoformat()}
    journal.take_cases(
        day,
        [
            act(cases.PROMISE_ADDED, **promise),
            act(cases.PROMISE_ADDED, **promise | {"about": part, "amount": 70000}),
            act(cases.DISPUTE_OPENED, **dispute, blocks=True),
            act(cases.DISPUTE_OPENED, **dispute | {"about": whole, "amount": None}, blocks=False),
            act(cases.HOLD_ADDED, scope="item", key="inv/C9/4", shown="4", until=None, **hold),
            act(cases.HOLD_ADDED, "", "", scope="group", key="G", shown="G", until=None, **hold),
            act(
                cases.NOTE_ADDED, kind="call", text="Calls back", number="1", follow_up="2026-03-05"
            ),
            act(cases.WRITEOFF_PROPOSED, about=whole, amount=5, reason="rounding"),
            act(cases.WRITEOFF_PROPOSED, about=part, amount=90000, reason="bankrupt"),
            act(
                cases.ARRANGEMENT_MADE,
                currency="EUR",
                covers=[plan],
                instalments=[("2026-03-31", 30000), ("2026-04-30", 30000), ("2026-05-31", 30000)],
                note="",
            ),
        ],
    )
    again = {"currency": "EUR", "covers": [part], "note": ""}
    parts = [("2026-04-01", 45000), ("2026-05-01", 45000)]
    journal.take_cases(day, [act(cases.ARRANGEMENT_MADE, instalments=parts, **again)])


def _end_cases(journal: Journal, day: date) -> None:
    journal.take_cases(
        day,
        [
            act(cases.PROMISE_CANCELLED, "P2", reason="made twice"),
            act(cases.DISPUTE_RESOLVED, "D1", reason="credit note follows"),
            act(cases.HOLD_LIFTED, "H2", "", reason="over"),
            act(cases.NOTE_DONE, "N1"),
            act(cases.WRITEOFF_APPROVED, "W1", open=90000, reason=""),
            act(cases.WRITEOFF_REFUSED, "W2", reason="they will pay"),
            act(cases.ARRANGEMENT_ENDED, "A2", reason="pays at once"),
        ],
    )


def _bank_money(journal: Journal, day: date) -> None:
    statement = {"day": day.isoformat(), "file": "march.xml", "sha256": "f" * 64}
    statement |= {"form": "camt.053", "account": "NL91ABNA0417164300"}
    amounts = {"B1": 30000, "B2": 4000, "B3": 12345, "B4": -3000, "B5": 700, "B6": 50}
    journal.take_bank(
        BankEvents(
            statements=[("S1", statement)],
            entries=[entry(name, amount, day) for name, amount in amounts.items()],
        )
    )
    dismissed = {"day": day.isoformat(), "reason": "no debtor of ours", "by": "Anna"}
    journal.take_bank(
        BankEvents(
            fates=[
                matched("B1", "C9", day, ("inv/C9/3", 90000, 29400, 600)),
                matched("B2", "C9", day, ("inv/C9/1", 90000, 3000, 0), rest=1000),
                matched("B3", "C1", day, ("inv/C1/twice", 12345, 12345, 0)),
                (bank.PAYMENT_DISMISSED, "B4", dismissed),
                (bank.PAYMENT_DISMISSED, "B5", dismissed),
            ]
        )
    )
    later = date(2026, 3, 5)
    back = {"day": later.isoformat(), "reason": "AC04", "by": "Anna"}
    journal.take_bank(
        BankEvents(
            fates=[
                (bank.PAYMENT_RETURNED, "B3", back | {"debtor": "C1"}),
                (bank.PAYMENT_RELEASED, "B2", back),
                matched("B2", "C9", later, ("inv/C9/1", 90000, 4000, 0), booked=day),
                (bank.PAYMENT_RELEASED, "B5", back),
            ]
        )
    )
