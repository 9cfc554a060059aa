"""`creditctl hold add|list|lift`."""

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
    group = typer.Typer(help=page("hold", line), short_help=line, no_args_is_help=True)

    @group.command("add")
    def add(
        invoice: Annotated[
            str | None,
            typer.Option("--invoice", metavar="INVOICE", help="Hold one invoice."),
        ] = None,
        debtor: Annotated[
            str | None, typer.Option("--debtor", metavar="DEBTOR", help="Hold a debtor.")
        ] = None,
        debtor_group: Annotated[
            str | None,
            typer.Option("--group", metavar="GROUP", help="Hold all debtors of a group."),
        ] = None,
        start: Annotated[
            date | None,
            typer.Option(
                "--from",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="First day; without it, today.",
                show_default=False,
            ),
        ] = None,
        until: Annotated[
            date | None,
            typer.Option(
                "--until",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Last day; without it, until it is lifted.",
                show_default=False,
            ),
        ] = None,
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
        """Stop reminders about an invoice, to a debtor, or to a group of debtors."""
        from creditctl.app.casework import acts
        from creditctl.app.casework.desk import Desk
        from creditctl.cases.records import Scope
        from creditctl.cli.output import channel
        from creditctl.findings import NOWHERE

        where = channel(form, as_json, output, color=color, quiet=quiet)
        scopes: dict[Scope, str | None] = {"item": invoice, "debtor": debtor, "group": debtor_group}
        named = [(scope, name) for scope, name in scopes.items() if name]
        if len(named) != 1:
            raise typer.BadParameter(
                "give one of --invoice, --debtor and --group", param_hint="hold add"
            )
        scope, name = named[0]

        def acting(desk: Desk) -> None:
            acts.hold(
                desk,
                NOWHERE,
                scope=scope,
                name=name,
                reason=reason,
                start=start,
                until=until,
                by=by,
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
        """List holds."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "holds", debtor, live)

    @group.command("lift")
    def lift(
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
        """Lift a hold: from tomorrow on reminders may leave again."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.lift_hold(desk, case, by=by, reason=reason)

        return cases.act(workspace, as_of, where, acting)

    app.add_typer(group, name="hold")
