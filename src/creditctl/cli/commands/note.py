"""`creditctl note add|list|done`."""

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
    group = typer.Typer(help=page("note", line), short_help=line, no_args_is_help=True)

    @group.command("add")
    def add(
        debtor: Annotated[str, typer.Argument(metavar="DEBTOR", help="Debtor id or name.")],
        text: Annotated[str, typer.Argument(metavar="TEXT", help="The note.")],
        call: Annotated[bool, typer.Option("--call", help="It was a telephone call.")] = False,
        invoice: Annotated[
            str | None,
            typer.Option("--invoice", metavar="INVOICE", help="The invoice that it is about."),
        ] = None,
        follow_up: Annotated[
            date | None,
            typer.Option(
                "--follow-up",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Day on which the worklist reminds of it.",
                show_default=False,
            ),
        ] = None,
        by: cases.By = "",
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Write a note about a debtor; it is never changed or deleted."""
        from creditctl.app.casework import acts
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel
        from creditctl.findings import NOWHERE

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            acts.note(
                desk,
                NOWHERE,
                debtor=debtor,
                text=text,
                by=by,
                kind="call" if call else "note",
                invoice=invoice,
                follow_up=follow_up,
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
        """List notes and calls."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "notes", debtor, live)

    @group.command("done")
    def done(
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
        """Say that the follow-up of a note is done."""
        from creditctl.app.casework import ending
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)

        def acting(desk: Desk) -> None:
            ending.note_done(desk, case, by=by)

        return cases.act(workspace, as_of, where, acting)

    app.add_typer(group, name="note")
