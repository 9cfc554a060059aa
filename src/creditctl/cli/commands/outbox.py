"""`creditctl outbox`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands import outbox_send, outbox_show
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("outbox", line), short_help=line, no_args_is_help=True)

    @group.command("list")
    def list_notices(
        workspace: opt.Workspace = Path(),
        run: Annotated[
            str | None, typer.Option("--run", metavar="RUN", help="Only this run's.")
        ] = None,
        waiting: Annotated[
            bool, typer.Option("--waiting", help="Only those that wait for a person.")
        ] = False,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """List notices: their state, total and files."""
        from creditctl.app.reports.outbox import outbox_report
        from creditctl.app.rooms import open_journal
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        with open_journal(load_workspace(workspace), opt.now, readonly=True) as journal:
            notices = journal.uncertain_notices() if waiting else journal.notices(run)
        answer(outbox_report(notices, opt.today()), where)
        return 0

    @group.command("resolve")
    def resolve(
        notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Id of an uncertain notice.")],
        sent: Annotated[
            bool | None,
            typer.Option("--sent/--not-sent", help="Whether it left.", show_default=False),
        ] = None,
        by: Annotated[
            str, typer.Option("--by", metavar="NAME", help="Who found out.", show_default=False)
        ] = "",
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help="How.", show_default=False)
        ] = "",
        workspace: opt.Workspace = Path(),
    ) -> int:
        """Say whether an uncertain notice left, after finding out."""
        from creditctl.app.resolving import resolve_notice
        from creditctl.config.workspace import load_workspace

        if sent is None or not by:
            raise typer.BadParameter(
                "say --sent or --not-sent, and --by NAME", param_hint="resolve"
            )
        words = resolve_notice(
            load_workspace(workspace), notice, sent=sent, by=by, reason=reason, clock=opt.now
        )
        typer.echo(words, err=True)
        return 0

    @group.command("void")
    def void(
        notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Id of a notice that left.")],
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)
        ] = "",
        by: Annotated[
            str, typer.Option("--by", metavar="NAME", help="Who decided it.", show_default=False)
        ] = "",
        workspace: opt.Workspace = Path(),
    ) -> int:
        """Take back a notice that left: its items fall back to the step before."""
        from creditctl.app.resolving import void_notice
        from creditctl.config.workspace import load_workspace

        if not (by.strip() and reason.strip()):
            raise typer.BadParameter("say --by NAME and --reason TEXT", param_hint="void")
        place = load_workspace(workspace)
        typer.echo(void_notice(place, notice, by=by, reason=reason, clock=opt.now), err=True)
        return 0

    outbox_send.add(group)
    outbox_show.add(group)
    app.add_typer(group, name="outbox")
