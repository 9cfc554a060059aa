"""`creditctl doctor`."""

from __future__ import annotations

from pathlib import Path

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("doctor", help=page("doctor", line), short_help=line)
    def doctor(
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.doctor import examine
        from creditctl.app.reports.check import doctor_report
        from creditctl.cli.output import answer, channel
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color)
        facts = examine(workspace, opt.now)
        answer(doctor_report(facts, opt.today()), where)
        return int(ExitCode.LOOK if any(fact.mark == "bad" for fact in facts) else ExitCode.DONE)
