"""`creditctl payments list|export`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands.payments_options import moment

if TYPE_CHECKING:
    from creditctl.app.payments.listing import Which


def add(group: typer.Typer) -> None:
    """Add the verbs."""
    group.command("list")(list_payments)
    group.command("export")(export)


def list_payments(
    unmatched: Annotated[
        bool, typer.Option("--unmatched", help="Only those that wait for a decision.")
    ] = False,
    matched: Annotated[
        bool, typer.Option("--matched", help="Only those that pay invoices, or stand on account.")
    ] = False,
    debtor: Annotated[
        str | None, typer.Option("--debtor", metavar="DEBTOR", help="Only this debtor's, by id.")
    ] = None,
    workspace: opt.Workspace = Path(),
    as_of: opt.AsOf = None,
    form: opt.Format = None,
    as_json: opt.Json = False,
    output: opt.Output = None,
    quiet: opt.Quiet = False,
    color: opt.Color = "auto",
) -> int:
    """List bank entries and what became of them."""
    from creditctl.app.payments.listing import listed
    from creditctl.app.reports.payments_list import list_report
    from creditctl.cli.output import answer, channel
    from creditctl.config.workspace import load_workspace

    if matched and unmatched:
        raise typer.BadParameter("give one of --matched and --unmatched", param_hint="list")
    where = channel(form, as_json, output, color=color, quiet=quiet)
    now = moment(as_of)
    which: Which = "matched" if matched else "unmatched" if unmatched else "all"
    found = listed(load_workspace(workspace), now, which, debtor)
    answer(list_report(found, now.as_of), where)
    return 0


def export(
    workspace: opt.Workspace = Path(),
    as_of: opt.AsOf = None,
    form: opt.Format = None,
    as_json: opt.Json = False,
    output: opt.Output = None,
    quiet: opt.Quiet = False,
    color: opt.Color = "auto",
) -> int:
    """Print the matches for the books, with what is left over."""
    from creditctl.app.payments.listing import listed
    from creditctl.app.reports.payments_list import export_report
    from creditctl.cli.output import answer, channel
    from creditctl.config.workspace import load_workspace

    where = channel(form, as_json, output, color=color, quiet=quiet)
    now = moment(as_of)
    answer(export_report(listed(load_workspace(workspace), now, "matched"), now.as_of), where)
    return 0
