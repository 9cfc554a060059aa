"""`creditctl outbox show|bounces`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt


def add(group: typer.Typer) -> None:
    """Add the commands that look at what was sent."""

    @group.command("show")
    def show(
        notice: Annotated[str, typer.Argument(metavar="NOTICE", help="Id of a notice.")],
        text: Annotated[bool, typer.Option("--text", help="With the text of its e-mail.")] = False,
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Show all about one notice: its items and files, and what happened to it."""
        from creditctl.app.reports.outbox_show import show_report
        from creditctl.app.sending_looking import look_at
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        seen = look_at(load_workspace(workspace), notice, opt.now, text=text)
        answer(show_report(seen.notice, seen.events, opt.today(), seen.text), where)
        return 0

    @group.command("bounces")
    def bounces(
        path: Annotated[
            Path,
            typer.Argument(
                metavar="PATH", help="An mbox file, a Maildir, or a folder of .eml files."
            ),
        ],
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Find e-mails that came back for good, and hold letters to their debtors."""
        from creditctl.app.books import Reading
        from creditctl.app.moment import Moment
        from creditctl.app.reports.outbox_bounces import bounces_report
        from creditctl.app.sending_bounces import take_bounces
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        today = opt.today()
        moment = Moment(as_of or today, today, Reading(), opt.now)
        outcome = take_bounces(load_workspace(workspace), path, moment)
        answer(bounces_report(outcome, moment.as_of), where)
        return int(ExitCode.LOOK if outcome.findings else ExitCode.DONE)
