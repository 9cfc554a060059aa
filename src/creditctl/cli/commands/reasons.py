"""`creditctl reasons`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("reasons", help=page("reasons", line), short_help=line)
    def reasons(
        workspace: opt.Workspace = Path(),
        by: Annotated[
            str, typer.Option("--by", metavar="WHAT", help="reason, debtor, month or owner.")
        ] = "reason",
        since: Annotated[
            date | None,
            typer.Option(
                "--since",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Only disputes opened from this day on.",
                show_default=False,
            ),
        ] = None,
        until: Annotated[
            date | None,
            typer.Option(
                "--until",
                metavar="YYYY-MM-DD",
                parser=opt.a_date,
                help="Only disputes opened up to this day.",
                show_default=False,
            ),
        ] = None,
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
        from creditctl.app.reports.reasons import reasons_report
        from creditctl.app.views.reasons import reasons_for_non_payment
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace
        from creditctl.insight.nonpayment import GROUPS

        where = channel(form, as_json, output, color=color, quiet=quiet)
        group = opt.one_of("--by", by, GROUPS) or "reason"
        if since and until and since > until:
            raise typer.BadParameter(
                f"{since} is later than --until, {until}", param_hint="--since"
            )
        found = reasons_for_non_payment(
            load_workspace(workspace),
            as_of or opt.today(),
            opt.reading(currency, None, date_order, decimal_mark),
            opt.now,
            since=since,
            until=until,
        )
        blocks = where.output is None and sys.stdout.isatty()
        answer(reasons_report(found, group, bars=where.form == "table", blocks=blocks), where)
        return 0
