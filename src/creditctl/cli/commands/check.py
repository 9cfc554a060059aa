"""`creditctl check`."""

from __future__ import annotations

from pathlib import Path

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("check", help=page("check", line), short_help=line)
    def check(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        control_total: opt.ControlTotal = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.checking import check as look
        from creditctl.app.reports.check import check_report
        from creditctl.cli.output import answer, channel

        where = channel(form, as_json, output, color=color)
        day = as_of or opt.today()
        reading = opt.reading(currency, control_total, date_order, decimal_mark)
        checked = look(workspace, day, reading, opt.now)
        answer(check_report(checked, day), where, every_finding=True)
        return int(checked.exit_code)
