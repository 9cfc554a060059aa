"""`creditctl explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("explain", help=page("explain", line), short_help=line)
    def explain(
        name: Annotated[
            str,
            typer.Argument(
                metavar="DEBTOR|ITEM", help="Debtor id or name, invoice number, or item id."
            ),
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
        from creditctl.app.explaining import explain_named
        from creditctl.app.preview import preview
        from creditctl.app.reports.explain import explain_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        place = load_workspace(workspace)
        reading = opt.reading(currency, None, date_order, decimal_mark)
        made = preview(
            place, as_of or opt.today(), reading, opt.now, first_run=True, letters=False, trace=True
        )
        answer(explain_report(place, made, name, explain_named(made, name)), where)
        return 0
