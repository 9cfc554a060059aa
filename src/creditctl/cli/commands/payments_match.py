"""`creditctl payments match`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands.payments_options import moment


def add(group: typer.Typer) -> None:
    """Add the verb."""

    @group.command("match")
    def match(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Record nothing.")] = False,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Match payments with open invoices; what is certain is recorded."""
        from creditctl.app.payments.matching import match_payments
        from creditctl.app.reports.payments_match import match_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        found = match_payments(load_workspace(workspace), moment(as_of), dry_run=dry_run)
        answer(match_report(found), where)
        return int(found.exit_code)
