"""The aging of a workspace or of files, as a report with its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from creditctl.app.books import file_books
from creditctl.errors import ExitCode
from creditctl.insight.aging_report import aging_report
from creditctl.ledger.aging import DEFAULT_EDGES, age

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime
    from pathlib import Path

    from creditctl.app.books import Books, Reading
    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import Report


MOST_AFTER_A_RUN: Final = 40
"""Debtors per currency that the aging after a run lists; `creditctl aging` lists all."""


@dataclass(frozen=True, slots=True)
class AgingOrder:
    """What the user asks of an aging.

    Attributes:
        as_of: the day.
        by: what a row stands for.
        edges: last day of each bucket; None = the workspace's, else 30, 60, 90.
        basis: the date that age counts from; None = the workspace's, else due.
        net: set credits against the oldest items.
        detail: list every item.
    """

    as_of: date
    by: Literal["debtor", "segment", "currency", "owner"] = "debtor"
    edges: tuple[int, ...] | None = None
    basis: Literal["due", "issued"] | None = None
    net: bool = False
    detail: bool = False


def aging_of_files(
    files: Sequence[str], order: AgingOrder, reading: Reading, stdin: bytes | None
) -> tuple[Report, ExitCode]:
    """Age files named on the command line; no workspace is needed."""
    books = file_books(files, order.as_of, reading, stdin)
    return _report(books, order, None), _exit_code(books)


def aging_of_workspace(
    folder: Path, order: AgingOrder, reading: Reading, clock: Callable[[], datetime]
) -> tuple[Report, ExitCode]:
    """Age the sources of a workspace, less what the bank has and the books do not show yet."""
    from creditctl.app.casework.looking import owed_books
    from creditctl.config.workspace import load_workspace

    workspace = load_workspace(folder)
    books, beside = owed_books(workspace, order.as_of, reading, clock)
    return _report(books, order, workspace, beside=beside), _exit_code(books)


def aging_of_books(workspace: Workspace, books: Books, order: AgingOrder) -> Report:
    """Age books that were read already: the most overdue debtors, without the findings."""
    return _report(books, order, workspace, findings=False, most=MOST_AFTER_A_RUN)


def _exit_code(books: Books) -> ExitCode:
    return ExitCode.LOOK if books.needs_a_look else ExitCode.DONE


def _report(
    books: Books,
    order: AgingOrder,
    workspace: Workspace | None,
    *,
    findings: bool = True,
    most: int | None = None,
    beside: tuple[str, ...] = (),
) -> Report:
    output = workspace.settings.output if workspace else None
    items = books.items
    aging = age(
        items,
        basis=order.basis or (output.basis if output else "due"),
        edges=order.edges or (output.buckets if output else DEFAULT_EDGES),
        net=order.net,
        by=order.by,
        group_of=_segments(workspace, books) if order.by == "segment" and workspace else None,
    )
    later = books.opening.later
    notes = (
        (f"{later.documents} documents are dated after {order.as_of} and left out",)
        if later.documents
        else ()
    )
    return aging_report(
        aging,
        detail=items if order.detail else None,
        findings=books.findings if findings else (),
        notes=(*notes, *beside),
        most=most,
    )


def _segments(workspace: Workspace, books: Books) -> list[str]:
    """The policy's segment of every debtor code, "" = none."""
    from creditctl.policy.effective import measured

    items = books.items
    measures, assignment = measured(workspace.policy.policy, items, books.behaviour, books.broken)
    found = [""] * len(items.debtors)
    for debtor, index in zip(measures.debtor.tolist(), assignment.index.tolist(), strict=True):
        found[debtor] = found[debtor] or assignment.policies[index].segment
    return found
