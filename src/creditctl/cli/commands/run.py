"""`creditctl run`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

if TYPE_CHECKING:
    from creditctl.app.run import RunOrder


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
        plan: Annotated[
            Path | None,
            typer.Option("--plan", metavar="FILE", help="Carry out this plan, and nothing else."),
        ] = None,
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
        from creditctl.app.monitoring import watched
        from creditctl.app.planchecks import OLD_PLAN
        from creditctl.app.reports.run import run_report
        from creditctl.app.run import RunOrder, daily_run, dry_run
        from creditctl.cli.output import answer, channel, say, warn
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
            accepted=opt.accepted(accept, OLD_PLAN),
            allow_date=allow_date,
            wait=wait,
        )
        if plan:
            order = _carrying_out(plan, order, as_of)
        place = load_workspace(workspace)
        if dry:
            outcome = dry_run(place, order, opt.now)
        else:
            with watched(place, order.as_of, opt.now) as watch, Watcher(quiet=quiet) as watcher:
                outcome = daily_run(place, order, opt.now, watcher)
                watch.ended(outcome)
            warn(watch.findings, where)
        answer(run_report(place, outcome, full=where.form != "table"), where)
        if where.form == "table" and where.output is None:
            typer.echo()
            aging = AgingOrder(as_of=order.as_of)
            answer(aging_of_books(place, outcome.plan.owed, aging), where)
        say(
            _last_words(outcome.run, len(outcome.issued.done), place.outbox / str(order.as_of)),
            where,
        )
        if outcome.exit_code is not ExitCode.DONE:
            return int(outcome.exit_code)
        due = outcome.plan.notices if dry else outcome.issued.done
        return int(ExitCode.DUE if exit_code and due else ExitCode.DONE)


def _carrying_out(path: Path, order: RunOrder, day: date | None) -> RunOrder:
    """The order to carry out a plan file; `--as-of` then only says what day it is."""
    from creditctl.app.books import Reading
    from creditctl.app.planfile import read_plan

    if order.reading != Reading():
        message = "how files are read stands in the plan; leave --currency and the like away"
        raise typer.BadParameter(message, param_hint="--plan")
    file = read_plan(path)
    made = file.order
    if day is not None and day < made.as_of:
        message = f"{day} lies before the plan's day, {made.as_of}; leave it away"
        raise typer.BadParameter(message, param_hint="--as-of")
    return replace(
        order,
        as_of=made.as_of,
        today=day or order.today,
        reading=made.reading,
        first_run=order.first_run or made.first_run,
        accepted=order.accepted | made.accepted,
        file=file,
    )


def _last_words(run: str, count: int, outbox: Path) -> str:
    if not run:
        return "DRY RUN: nothing was written or sent."
    if not count:
        return "Nothing new to issue."
    return f"{count} {'letter' if count == 1 else 'letters'} in {outbox}; index.csv lists them."
