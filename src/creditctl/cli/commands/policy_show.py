"""`creditctl policy show`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt

PolicyName = Annotated[
    str | None,
    typer.Argument(
        metavar="[FILE|NAME]",
        help="A policy file, or a shipped policy, instead of the workspace's.",
    ),
]


def add(group: typer.Typer) -> None:
    """Add the command."""

    @group.command("show")
    def show(
        policy: PolicyName = None,
        debtor: Annotated[
            str | None,
            typer.Option("--debtor", metavar="ID", help="Rules in force for this debtor."),
        ] = None,
        invoice: Annotated[
            str | None,
            typer.Option("--invoice", metavar="NUMBER", help="Rules in force for this invoice."),
        ] = None,
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
        """Show every value of the policy, or those in force for a debtor, and where each stands."""
        from creditctl.app.policies.named import policy_called, workspace_with
        from creditctl.app.reports.policy_show import policy_report, standing_report
        from creditctl.cli.output import answer, channel
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        day = as_of or opt.today()
        if debtor is None and invoice is None:
            answer(policy_report(policy_called(policy, workspace), day), where)
            return int(ExitCode.DONE)
        from creditctl.app.casework.looking import cases_of
        from creditctl.app.policies.standing import standing_of

        place = workspace_with(policy, workspace)
        reading = opt.reading(currency, None, date_order, decimal_mark)
        books, _ = cases_of(place, day, reading, opt.now)
        found = standing_of(place.policy, books, debtor, invoice)
        answer(standing_report(place.policy, found, day, books.findings), where)
        return int(ExitCode.LOOK if books.needs_a_look else ExitCode.DONE)
