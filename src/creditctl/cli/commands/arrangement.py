"""`creditctl arrangement add|list|end`."""

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
    group = typer.Typer(help=page("arrangement", line), short_help=line, no_args_is_help=True)

    @group.command("add")
    def add(
        debtor: Annotated[str, typer.Argument(metavar="DEBTOR", help="Debtor id or name.")],
        invoices: Annotated[
            list[str] | None,
            typer.Option(
                "--invoice",
                metavar="INVOICE",
                help="An invoice that it covers, several times; without it, all that is overdue.",
            ),
        ] = None,
        instalments: Annotated[
            int | None,
            typer.Option("--instalments", metavar="N", help="So many equal instalments."),
        ] = None,
        every: Annotated[
            str,
            typer.Option("--every", metavar="SPAN", help="week, 2-weeks, month or quarter."),
        ] = "month",
        first: Annotated[
            date | None,
            typer.Option(
                "--first",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Day of the first instalment.",
                show_default=False,
            ),
        ] = None,
        parts: Annotated[
            list[str] | None,
            typer.Option(
                "--instalment",
                metavar="DATE=AMOUNT",
                help="Instead: each instalment, such as 2026-02-01=150.00.",
            ),
        ] = None,
        currency: opt.Currency = None,
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
        """Record that a debtor pays by instalments: they take the place of reminders."""
        from creditctl.app.casework.arranging import arrange
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel
        from creditctl.findings import NOWHERE

        where = channel(form, as_json, output, color=color, quiet=quiet)
        named = [_part(text) for text in parts or ()]

        def acting(desk: Desk) -> None:
            arrange(
                desk,
                NOWHERE,
                debtor=debtor,
                invoices=invoices or (),
                currency=currency,
                count=instalments,
                every=every,
                first=first,
                parts=named,
                by=by,
                note=note,
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
        """List arrangements, and where they stand."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "arrangements", debtor, live)

    @group.command("end")
    def end(
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
        """End an arrangement: its invoices go on where they were."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.end_arrangement(desk, case, by=by, reason=reason)

        return cases.act(workspace, as_of, where, acting)

    app.add_typer(group, name="arrangement")


def _part(text: str) -> tuple[date, str]:
    """DATE=AMOUNT of one instalment."""
    day, mark, amount = text.partition("=")
    if not mark:
        raise typer.BadParameter(f"{text!r}: write DATE=AMOUNT", param_hint="--instalment")
    return opt.a_date(day), amount
