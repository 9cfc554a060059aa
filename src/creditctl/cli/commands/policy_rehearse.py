"""`creditctl policy rehearse`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt

Policies = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[POLICY]...",
        help="Shipped policies or policy files; without any, the workspace's own.",
    ),
]
Within = Annotated[
    int,
    typer.Option(
        "--within",
        metavar="DAYS",
        min=0,
        help="Count letters to people who paid within so many days anyway; 7 by default.",
        show_default=False,
    ),
]
Approve = Annotated[
    bool,
    typer.Option(
        "--approve/--no-approve",
        help="Letters that a person must approve leave the same day, or never.",
    ),
]
Files = Annotated[
    list[str] | None,
    typer.Option(
        "--file", metavar="FILE", help="Read this export, not the workspace's; - is stdin."
    ),
]
Plot = Annotated[
    Path | None,
    typer.Option(
        "--plot", metavar="FILE", help="Draw the letters a week into FILE.svg, .png or .pdf."
    ),
]


def add(group: typer.Typer) -> None:
    """Add the command."""

    @group.command("rehearse")
    def rehearse(
        first: opt.From,
        last: opt.To,
        policies: Policies = None,
        workspace: opt.Workspace = Path(),
        files: Files = None,
        within: Within = 7,
        approve: Approve = True,
        plot: Plot = None,
        currency: opt.Currency = None,
        control_total: opt.ControlTotal = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Run policies day by day over a time gone by, and compare what they would have sent."""
        from creditctl.app import rehearsing
        from creditctl.app.reports.rehearsal import rehearsal_plot, rehearsal_report
        from creditctl.cli.output import answer, channel, say, write_file
        from creditctl.cli.watch import Watcher
        from creditctl.errors import ExitCode
        from creditctl.insight.plot import draw, form_of

        where = channel(form, as_json, output, color=color, quiet=quiet)
        if first > last:
            raise typer.BadParameter(f"{first} is later than --to, {last}", param_hint="--from")
        drawing = form_of(plot) if plot else None
        reading = opt.reading(currency, control_total, date_order, decimal_mark)
        named = rehearsing.policies_of(workspace, policies or [])
        with Watcher(quiet=quiet) as watcher:
            watcher.stage("reading")
            stdin = sys.stdin.buffer.read() if files and "-" in files else None
            imported = rehearsing.books_of(workspace, files or [], reading, stdin)
            order = rehearsing.RehearsalOrder(first, last, within, approve)
            found = rehearsing.rehearse(imported, named, order, watcher)
        blocks = where.output is None and sys.stdout.isatty()
        answer(rehearsal_report(found, blocks=blocks), where)
        if plot and drawing:
            write_file(plot, draw(rehearsal_plot(found), drawing))
            say(f"written: {plot}", where)
        return int(ExitCode.LOOK if imported.rejected else ExitCode.DONE)
