"""`creditctl promise add|list|cancel`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import cases
from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("promise", line), short_help=line, no_args_is_help=True)

    @group.command("add")
    def add(
        invoices: cases.Invoices,
        due: Annotated[
            date,
            typer.Option(
                "--date",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="The day by which it will be paid.",
                show_default=False,
            ),
        ],
        amount: cases.Amount = None,
        by: cases.By = "",
        note: cases.Note = "",
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Record a promise to pay: reminders wait for it."""
        from creditctl.app.casework import acts
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel
        from creditctl.findings import NOWHERE

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            for invoice in invoices:
                acts.promise(
                    desk, NOWHERE, invoice=invoice, due=due, amount=amount, by=by, note=note
                )

        return cases.act(workspace, as_of, where, acting)

    @group.command("list")
    def list_cases(
        debtor: cases.OfDebtor = None,
        live: cases.Live = False,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """List promises, and which were kept."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "promises", debtor, live)

    @group.command("cancel")
    def cancel(
        case: cases.Case,
        by: cases.By = "",
        reason: cases.Reason = "",
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Take a promise back that was wrong: it counts as neither kept nor broken."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.cancel_promise(desk, case, by=by, reason=reason)

        return cases.act(workspace, as_of, where, acting)

    app.add_typer(group, name="promise")
