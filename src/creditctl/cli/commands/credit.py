"""`creditctl credit`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("credit", help=page("credit", line), short_help=line)
    def credit(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        exit_code: Annotated[
            bool,
            typer.Option(
                "--exit-code", help="Exit with 10 when a debtor is over the limit or stopped."
            ),
        ] = False,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.casework.looking import cases_of
        from creditctl.app.reports.credit import credit_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace
        from creditctl.credit.exposure import CreditState, exposures
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        place = load_workspace(workspace)
        day = as_of or opt.today()
        books, _ = cases_of(place, day, opt.reading(currency, None, None, None), opt.now)
        policy = place.policy.policy
        found = exposures(books.items, policy, books.behaviour, day, books.broken)
        answer(credit_report(found, day, books.findings), where)
        if books.needs_a_look:
            return int(ExitCode.LOOK)
        bad = any(e.state in (CreditState.STOP, CreditState.OVER) for e in found)
        return int(ExitCode.DUE if exit_code and bad else ExitCode.DONE)
