"""`creditctl plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("plan", help=page("plan", line), short_help=line)
    def plan(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        first_run: opt.FirstRun = False,
        accept: opt.Accept = None,
        detail: Annotated[
            bool, typer.Option("--detail", help="In JSON, decide item by item.")
        ] = False,
        currency: opt.Currency = None,
        control_total: opt.ControlTotal = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        exit_code: opt.ExitCodeFlag = False,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.planning import stop_findings
        from creditctl.app.preview import preview
        from creditctl.app.reports.plan import plan_report
        from creditctl.cli.output import answer, channel, warn
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        place = load_workspace(workspace)
        made = preview(
            place,
            as_of or opt.today(),
            opt.reading(currency, control_total, date_order, decimal_mark),
            opt.now,
            first_run=first_run,
            accepted=opt.accepted(accept),
        )
        answer(plan_report(place, made, detail=detail), where)
        if made.stops:
            warn(stop_findings(place, made.stops), where)
            return int(ExitCode.SAFETY)
        if made.books.needs_a_look:
            return int(ExitCode.LOOK)
        return int(ExitCode.DUE if exit_code and made.notices else ExitCode.DONE)
