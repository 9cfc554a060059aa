"""`creditctl history`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("history", help=page("history", line), short_help=line)
    def history(
        name: Annotated[
            str, typer.Argument(metavar="DEBTOR", help="Debtor id, or the name, exactly.")
        ],
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        since: Annotated[
            date | None,
            typer.Option(
                "--since",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Leave out what is earlier.",
                show_default=False,
            ),
        ] = None,
        limit: Annotated[
            int | None,
            typer.Option("--limit", metavar="N", min=1, help="Only the last N events."),
        ] = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.reports.history import history_report
        from creditctl.app.views.history import debtor_history
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        found = debtor_history(
            load_workspace(workspace),
            as_of or opt.today(),
            opt.reading(currency, None, date_order, decimal_mark),
            opt.now,
            name,
            since=since,
            limit=limit,
        )
        answer(history_report(found, brief=where.form == "table"), where)
        return int(ExitCode.LOOK if found.held else ExitCode.DONE)
