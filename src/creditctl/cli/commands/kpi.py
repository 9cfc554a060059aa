"""`creditctl kpi`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILES]...", help="Files to look at instead of the workspace's; - is stdin."
    ),
]
Days = Annotated[
    int | None,
    typer.Option("--period", metavar="DAYS", help="So many days up to the as-of date."),
]
First = Annotated[
    date | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        parser=opt.a_date,
        help="First day of the period; without it, three months.",
        show_default=False,
    ),
]


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("kpi", help=page("kpi", line), short_help=line)
    def kpi(
        files: Files = None,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        period: Days = None,
        first: First = None,
        inputs: Annotated[
            bool, typer.Option("--inputs", help="List the numbers that went in, too.")
        ] = False,
        currency: opt.Currency = None,
        profile: opt.Profile = None,
        encoding: opt.Encoding = None,
        delimiter: opt.Delimiter = None,
        sheet: opt.Sheet = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        control_total: opt.ControlTotal = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.kpi import asked_period, kpi_of_files, kpi_of_workspace
        from creditctl.app.reports.kpi import kpi_report
        from creditctl.cli.output import answer, channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        reading = opt.of_files(
            opt.reading(currency, control_total, date_order, decimal_mark),
            *(profile, encoding, delimiter, sheet),
        )
        if period is not None and first is not None:
            raise typer.BadParameter("give --period or --from, not both", param_hint="--period")
        days = asked_period(as_of or opt.today(), period, first)
        if files:
            stdin = sys.stdin.buffer.read() if "-" in files else None
            found = kpi_of_files(files, days, reading, stdin)
        else:
            from creditctl.config.workspace import load_workspace

            found = kpi_of_workspace(load_workspace(workspace), days, reading, opt.now)
        answer(kpi_report(found, inputs=inputs), where)
        return int(found.exit_code)
