"""`creditctl debtor`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("debtor", help=page("debtor", line), short_help=line)
    def debtor(
        name: Annotated[
            str, typer.Argument(metavar="DEBTOR", help="Debtor id, or the name, exactly.")
        ],
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.reports.debtor import debtor_report
        from creditctl.app.views.debtor import debtor_view
        from creditctl.cli.output import channel
        from creditctl.cli.views import answer_view
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode
        from creditctl.insight.debtor_page import debtor_page

        where = channel(form, as_json, output, color=color, quiet=quiet)
        reading = opt.reading(currency, None, date_order, decimal_mark)
        day = as_of or opt.today()
        view = debtor_view(load_workspace(workspace), day, reading, opt.now, name)
        report = debtor_report(view, brief=where.form == "table")
        answer_view(report, lambda: debtor_page(report.data), where)
        return int(ExitCode.LOOK if view.needs_a_look else ExitCode.DONE)
