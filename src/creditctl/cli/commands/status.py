"""`creditctl status`, and `creditctl` alone."""

from __future__ import annotations

from pathlib import Path

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("status", help=page("status", line), short_help=line)
    def status(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.status import status as look
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        reading = opt.reading(currency, None, None, None)
        report, code = look(load_workspace(workspace), as_of or opt.today(), reading, opt.now)
        answer(report, where)
        return int(code)
