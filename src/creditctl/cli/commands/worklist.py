"""`creditctl worklist`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("worklist", help=page("worklist", line), short_help=line)
    def worklist(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        owner: Annotated[
            str | None,
            typer.Option("--owner", metavar="NAME", help="Only this owner's; '' = nobody's."),
        ] = None,
        at_most: Annotated[
            int | None,
            typer.Option(
                "--at-most", metavar="N", min=1, help="Tasks for each owner; else the policy's."
            ),
        ] = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        exit_code: Annotated[
            bool, typer.Option("--exit-code", help="Exit with 10 when there is something to do.")
        ] = False,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.reports.worklist import worklist_report
        from creditctl.app.views.worklist import worklist as look
        from creditctl.cli.output import channel
        from creditctl.cli.views import answer_view
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode
        from creditctl.insight.worklist_page import worklist_page

        where = channel(form, as_json, output, color=color, quiet=quiet)
        found = look(
            load_workspace(workspace),
            as_of or opt.today(),
            opt.reading(currency, None, date_order, decimal_mark),
            opt.now,
            owner=owner,
            at_most=at_most,
        )
        report = worklist_report(found, cards=where.form == "table")
        answer_view(report, lambda: worklist_page(report.data), where)
        if found.plan.books.needs_a_look:
            return int(ExitCode.LOOK)
        return int(ExitCode.DUE if exit_code and found.shares else ExitCode.DONE)
