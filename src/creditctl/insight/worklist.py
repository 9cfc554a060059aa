"""The worklist: what a person should do today, ranked, and shared out among the owners.

The rank of a task follows from three things, in this order:

1. Its urgency, by the kind of task: what blocks letters, what was set for today, what should have
   been done by now, what waits for a decision, calls.
2. The currency: the company's own first, then the others in alphabetical order. Amounts of
   different currencies are never added or compared. What has no amount comes before.
3. The score (`worklist_score`), the largest first.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from creditctl.insight.worklist_score import Score


class Urgency(IntEnum):
    """Classes of tasks, the most urgent first."""

    BLOCKS = 0
    TODAY = 1
    LATE = 2
    DECIDE = 3
    CALL = 4


URGENCIES: Final[Mapping[Urgency, str]] = {
    Urgency.BLOCKS: "letters wait for it",
    Urgency.TODAY: "set for today",
    Urgency.LATE: "should have been done by now",
    Urgency.DECIDE: "waits for a decision",
    Urgency.CALL: "worth a call",
}
"""What each class means."""


class TaskKind(StrEnum):
    """Kinds of tasks."""

    SAFETY_STOP = "safety-stop"
    UNCERTAIN_NOTICE = "uncertain-notice"
    UNREADABLE_ROW = "unreadable-row"
    UNMATCHED_MONEY = "unmatched-money"
    PAYMENTS_DISAGREE = "payments-disagree"
    APPROVE_LETTERS = "approve-letters"
    PROMISE_DUE = "promise-due"
    FOLLOW_UP = "follow-up"
    BROKEN_PROMISE = "broken-promise"
    ARRANGEMENT_DEFAULT = "arrangement-default"
    DISPUTE_LATE = "dispute-late"
    HAND_OVER = "hand-over"
    END_OF_SCHEDULE = "end-of-schedule"
    UNKNOWN_STEP = "unknown-step"
    NO_CONTACT = "no-contact"
    UNKNOWN_LAW = "unknown-law"
    APPROVE_WRITEOFF = "approve-writeoff"
    DISPUTE = "dispute"
    CALL = "call"


_CLASSES: Final[Mapping[Urgency, tuple[TaskKind, ...]]] = {
    Urgency.BLOCKS: (
        TaskKind.SAFETY_STOP,
        TaskKind.UNCERTAIN_NOTICE,
        TaskKind.UNREADABLE_ROW,
        TaskKind.UNMATCHED_MONEY,
        TaskKind.PAYMENTS_DISAGREE,
        TaskKind.APPROVE_LETTERS,
    ),
    Urgency.TODAY: (TaskKind.PROMISE_DUE, TaskKind.FOLLOW_UP),
    Urgency.LATE: (
        TaskKind.BROKEN_PROMISE,
        TaskKind.ARRANGEMENT_DEFAULT,
        TaskKind.DISPUTE_LATE,
    ),
    Urgency.DECIDE: (
        TaskKind.HAND_OVER,
        TaskKind.END_OF_SCHEDULE,
        TaskKind.UNKNOWN_STEP,
        TaskKind.NO_CONTACT,
        TaskKind.UNKNOWN_LAW,
        TaskKind.APPROVE_WRITEOFF,
        TaskKind.DISPUTE,
    ),
    Urgency.CALL: (TaskKind.CALL,),
}
URGENCY_OF: Final = {kind: urgency for urgency, kinds in _CLASSES.items() for kind in kinds}
"""The class of each kind of task."""

HEADINGS: Final[Mapping[TaskKind, str]] = {
    TaskKind.SAFETY_STOP: "Safety stop",
    TaskKind.UNCERTAIN_NOTICE: "Find out whether a letter left",
    TaskKind.UNREADABLE_ROW: "Mend a row that can't be read",
    TaskKind.UNMATCHED_MONEY: "Allocate money",
    TaskKind.PAYMENTS_DISAGREE: "Files disagree about payments",
    TaskKind.APPROVE_LETTERS: "Approve letters",
    TaskKind.PROMISE_DUE: "Promised for today",
    TaskKind.FOLLOW_UP: "Follow up",
    TaskKind.BROKEN_PROMISE: "Call: broken promise",
    TaskKind.ARRANGEMENT_DEFAULT: "Arrangement in default",
    TaskKind.DISPUTE_LATE: "Dispute, past its time",
    TaskKind.HAND_OVER: "Hand over",
    TaskKind.END_OF_SCHEDULE: "All steps are done",
    TaskKind.UNKNOWN_STEP: "Its step is not in the policy",
    TaskKind.NO_CONTACT: "No address",
    TaskKind.UNKNOWN_LAW: "Late-payment law unknown",
    TaskKind.APPROVE_WRITEOFF: "Approve a write-off",
    TaskKind.DISPUTE: "Dispute",
    TaskKind.CALL: "Call",
}
"""What each kind of task is called on paper."""


@dataclass(frozen=True, slots=True)
class Owing:
    """What a debtor owes in one currency and may be asked for.

    Attributes:
        overdue: minor units, without what is disputed, promised, arranged or held.
        oldest: days overdue of the oldest of these invoices.
        invoices: their numbers, the oldest first.
    """

    currency: str
    overdue: int
    oldest: int
    invoices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """All that a person needs at hand to speak with a debtor; "" and None = unknown.

    Attributes:
        contact, phone, email, language: as the books have them.
        owing: by currency, the company's own first.
        letter: step and day of the last letter; the step is "" when its invoices are paid.
        note: the last note or call, in words.
        promises: what was promised and is not at an end, in words.
    """

    contact: str = ""
    phone: str = ""
    email: str = ""
    language: str = ""
    owing: tuple[Owing, ...] = ()
    letter: tuple[str, date] | None = None
    note: str = ""
    promises: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    Attributes:
        kind: what kind of task; owner: whose it is, "" = nobody's in particular.
        debtor, name: whom it is about, "" = no debtor.
        about: ids of cases and notices, numbers of invoices.
        why: the reason in words.
        todo: what to do, in words.
        command: the command line that settles it.
        score: what the rank follows from, None = no amount is known.
        card: for tasks about a debtor that are shown.
    """

    kind: TaskKind
    owner: str
    debtor: str
    name: str
    about: tuple[str, ...]
    why: str
    todo: str
    command: str
    score: Score | None = None
    card: Card | None = None

    @property
    def urgency(self) -> Urgency:
        """The class of its kind."""
        return URGENCY_OF[self.kind]


@dataclass(frozen=True, slots=True)
class Share:
    """The tasks of one owner.

    Attributes:
        tasks: those of the day, in order.
        more: how many others there are.
    """

    owner: str
    tasks: tuple[Task, ...]
    more: int


def ranked(tasks: Iterable[Task], home: str) -> list[Task]:
    """Tasks in the order in which they should be done.

    Args:
        tasks: in any order.
        home: the company's own currency, "" = it has none.
    """

    def key(task: Task) -> tuple[object, ...]:
        score = task.score
        money = (
            (0, "", 0, 0)
            if score is None
            else (1 + (score.currency != home), score.currency, -score.value, -score.amount)
        )
        return (task.urgency, *money, task.debtor, task.kind, task.about)

    return sorted(tasks, key=key)


def shared_out(tasks: Iterable[Task], at_most: int) -> list[Share]:
    """Tasks by owner, the first ones of each; nobody's own come last.

    Args:
        tasks: in order.
        at_most: tasks for each owner; the rest is counted.
    """
    of_owner: dict[str, list[Task]] = defaultdict(list)
    for task in tasks:
        of_owner[task.owner].append(task)
    order = sorted(of_owner, key=lambda owner: (not owner, owner))
    return [
        Share(owner, tuple(of_owner[owner][:at_most]), max(0, len(of_owner[owner]) - at_most))
        for owner in order
    ]
