"""`creditctl outbox send|resend`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt


def add(group: typer.Typer) -> None:
    """Add the commands that send."""

    @group.command("send")
    def send(
        notices: Annotated[
            list[str] | None,
            typer.Argument(
                metavar="[NOTICE]...", help="Only these, however old.", show_default=False
            ),
        ] = None,
        channel_name: Annotated[
            str | None,
            typer.Option(
                "--channel",
                metavar="NAME",
                help="Only by email, sms, webhook or command.",
                show_default=False,
            ),
        ] = None,
        dry: Annotated[
            bool, typer.Option("--dry-run", "-n", help="Tell what would be sent; send nothing.")
        ] = False,
        limit: Annotated[
            int | None,
            typer.Option(
                "--limit", metavar="N", min=1, help="Send at most so many.", show_default=False
            ),
        ] = None,
        accept: opt.OldData = None,
        wait: Annotated[
            float,
            typer.Option("--wait", metavar="SECONDS", help="Wait for a run to end.", min=0),
        ] = 0,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Send what lies in the outbox, the oldest first."""
        from creditctl.app.reports.outbox_send import send_report
        from creditctl.app.sending import SendOrder, send_outbox
        from creditctl.app.sending_session import CHANNELS
        from creditctl.cli.output import answer, channel
        from creditctl.cli.watch import Watcher
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        order = SendOrder(
            as_of=as_of or opt.today(),
            notices=tuple(dict.fromkeys(notices or ())),
            channel=opt.one_of("--channel", channel_name, CHANNELS),
            limit=limit,
            accepted=opt.old_data(accept),
            wait=wait,
        )
        place = load_workspace(workspace)
        with Watcher(quiet=quiet) as watcher:
            outcome = send_outbox(place, order, opt.now, watcher, dry_run=dry)
        answer(send_report(outcome), where)
        return int(outcome.exit_code)

    @group.command("resend")
    def resend(
        notice: Annotated[
            str, typer.Argument(metavar="NOTICE", help="Id of a notice in the outbox, or sent.")
        ],
        by: Annotated[
            str, typer.Option("--by", metavar="NAME", help="Who decided it.", show_default=False)
        ] = "",
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)
        ] = "",
        accept: opt.OldData = None,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Send a notice once more, on purpose; it gets a message id of its own."""
        from creditctl.app.reports.outbox_send import send_report
        from creditctl.app.sending import SendOrder
        from creditctl.app.sending_again import Copy, send_again
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        if not (by.strip() and reason.strip()):
            raise typer.BadParameter("say --by NAME and --reason TEXT", param_hint="resend")
        where = channel(form, as_json, output, color=color, quiet=quiet)
        order = SendOrder(
            as_of=as_of or opt.today(), notices=(notice,), accepted=opt.old_data(accept)
        )
        outcome = send_again(load_workspace(workspace), order, Copy(by, reason), opt.now)
        answer(send_report(outcome), where)
        return int(outcome.exit_code)
