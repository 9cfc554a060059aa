"""`creditctl writeoff propose|list|approve|refuse`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import cases
from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("writeoff", line), short_help=line, no_args_is_help=True)

    @group.command("propose")
    def propose(
        invoice: Annotated[
            str, typer.Argument(metavar="INVOICE", help="Invoice number, or item id.")
        ],
        amount: cases.Amount = None,
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
        """Propose to give up an invoice, or a part of it."""
        from creditctl.app.casework import acts
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel
        from creditctl.findings import NOWHERE

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            acts.writeoff(desk, NOWHERE, invoice=invoice, amount=amount, reason=reason, by=by)

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
        """List write-offs."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "writeoffs", debtor, live)

    @group.command("approve")
    def approve(
        case: cases.Case,
        by: cases.By = "",
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Approve what somebody else proposed: reminders leave it out."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.approve_writeoff(desk, case, by=by)

        return cases.act(workspace, as_of, where, acting)

    @group.command("refuse")
    def refuse(
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
        """Refuse a write-off."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.refuse_writeoff(desk, case, by=by, reason=reason)

        return cases.act(workspace, as_of, where, acting)

    app.add_typer(group, name="writeoff")
