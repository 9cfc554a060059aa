"""`creditctl dispute add|list|resolve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import cases
from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("dispute", line), short_help=line, no_args_is_help=True)

    @group.command("add")
    def add(
        invoice: Annotated[
            str, typer.Argument(metavar="INVOICE", help="Invoice number, or item id.")
        ],
        reason: Annotated[
            str,
            typer.Option(
                "--reason",
                metavar="CODE",
                help="A reason of the policy, or an exchange code such as 4465:10.",
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
        """Record a complaint, or why an invoice is not paid."""
        from creditctl.app.casework import acts
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel
        from creditctl.findings import NOWHERE

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            acts.dispute(
                desk, NOWHERE, invoice=invoice, reason=reason, amount=amount, by=by, note=note
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
        """List disputes."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "disputes", debtor, live)

    @group.command("resolve")
    def resolve(
        case: cases.Case,
        outcome: Annotated[
            str,
            typer.Option("--outcome", metavar="TEXT", help="How it ended.", show_default=False),
        ] = "",
        by: cases.By = "",
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Record how a dispute ended: from tomorrow on it is reminded again."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.resolve_dispute(desk, case, by=by, outcome=outcome)

        return cases.act(workspace, as_of, where, acting)

    app.add_typer(group, name="dispute")
