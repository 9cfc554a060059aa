"""`creditctl run`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("run", help=page("run", line), short_help=line)
    def run(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        dry: Annotated[
            bool, typer.Option("--dry-run", "-n", help="Decide, but write nothing.")
        ] = False,
        first_run: opt.FirstRun = False,
        accept: opt.Accept = None,
        allow_date: Annotated[
            str,
            typer.Option(
                "--allow-date",
                metavar="REASON",
                help="Accept an as-of date before the last run or in the future.",
                show_default=False,
            ),
        ] = "",
        wait: Annotated[
            float,
            typer.Option("--wait", metavar="SECONDS", help="Wait for another run to end.", min=0),
        ] = 0,
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
        from creditctl.app.aging import AgingOrder, aging_of_books
        from creditctl.app.reports.plan import run_report
        from creditctl.app.run import RunOrder, daily_run, dry_run
        from creditctl.cli.output import answer, channel, say
        from creditctl.cli.watch import Watcher
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        day = opt.today()
        order = RunOrder(
            as_of=as_of or day,
            today=day,
            reading=opt.reading(currency, control_total, date_order, decimal_mark),
            first_run=first_run,
            accepted=opt.accepted(accept),
            allow_date=allow_date,
            wait=wait,
        )
        place = load_workspace(workspace)
        if dry:
            outcome = dry_run(place, order, opt.now)
        else:
            with Watcher(quiet=quiet) as watcher:
                outcome = daily_run(place, order, opt.now, watcher)
        answer(run_report(place, outcome), where)
        if where.form == "table" and where.output is None:
            typer.echo()
            aging = AgingOrder(as_of=order.as_of)
            answer(aging_of_books(place, outcome.plan.books, aging), where)
        say(
            _last_words(outcome.run, len(outcome.issued.done), place.outbox / str(order.as_of)),
            where,
        )
        if outcome.exit_code is not ExitCode.DONE:
            return int(outcome.exit_code)
        due = outcome.plan.notices if dry else outcome.issued.done
        return int(ExitCode.DUE if exit_code and due else ExitCode.DONE)


def _last_words(run: str, count: int, outbox: Path) -> str:
    if not run:
        return "DRY RUN: nothing was written or sent."
    if not count:
        return "Nothing new to issue."
    return f"{count} {'letter' if count == 1 else 'letters'} in {outbox}; index.csv lists them."
