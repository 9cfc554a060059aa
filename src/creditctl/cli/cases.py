"""What the commands about cases share: options, the day, and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from creditctl.app.casework.desk import Desk
    from creditctl.cli.output import Channel

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)]
Note = Annotated[
    str,
    typer.Option("--note", metavar="TEXT", help="What else is to be known.", show_default=False),
]
Amount = Annotated[
    str | None,
    typer.Option(
        "--amount", metavar="AMOUNT", help="A part of it, such as 123.45; without it, all."
    ),
]
Case = Annotated[str, typer.Argument(metavar="CASE", help="Its id, such as P1.")]
Invoices = Annotated[
    list[str], typer.Argument(metavar="INVOICE...", help="Invoice numbers, or item ids.")
]
OfDebtor = Annotated[
    str | None, typer.Option("--debtor", metavar="DEBTOR", help="Only this debtor's.")
]
Live = Annotated[bool, typer.Option("--live", help="Leave out what is at an end.")]


def act(workspace: Path, as_of: date | None, where: Channel, acting: Callable[[Desk], None]) -> int:
    """Record what `acting` lets pass, and answer with the cases concerned."""
    from creditctl.app.books import Reading
    from creditctl.app.casework.desk import taking
    from creditctl.app.moment import Moment
    from creditctl.app.reports.cases import KINDS, case_report
    from creditctl.cli.output import answer
    from creditctl.config.workspace import load_workspace

    today = opt.today()
    moment = Moment(as_of or today, today, Reading(), opt.now)
    taken = taking(load_workspace(workspace), moment, acting)
    kinds = [kind for kind in KINDS if any(kind[0] == name[0].lower() for name in taken.ids)]
    report = case_report(
        taken.standing, taken.day, kinds or KINDS, ids=taken.ids, findings=taken.remarks
    )
    answer(report, where, every_finding=True)
    return 0


def listed(
    workspace: Path, as_of: date | None, where: Channel, kind: str, debtor: str | None, live: bool
) -> int:
    """Answer with the cases of a kind."""
    from creditctl.app.books import Reading
    from creditctl.app.casework.looking import cases_of, debtor_called
    from creditctl.app.reports.cases import KINDS, case_report
    from creditctl.cli.output import answer
    from creditctl.config.workspace import load_workspace

    day = as_of or opt.today()
    books, standing = cases_of(load_workspace(workspace), day, Reading(), opt.now, held=False)
    whose = debtor_called(books, debtor) if debtor else None
    kinds = KINDS if kind == "all" else (kind,)
    answer(case_report(standing, day, kinds, debtor=whose, live=live), where)
    return 0
