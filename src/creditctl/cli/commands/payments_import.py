"""`creditctl payments import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands.payments_options import moment


def add(group: typer.Typer) -> None:
    """Add the verb."""

    @group.command("import")
    def import_(
        files: Annotated[
            list[Path],
            typer.Argument(metavar="FILE...", help="Statements, as the bank gives them."),
        ],
        profile: Annotated[
            str | None,
            typer.Option("--profile", metavar="NAME", help="How to read a CSV; else its headers."),
        ] = None,
        account: Annotated[
            str,
            typer.Option(
                "--account",
                metavar="ACCOUNT",
                help="Your account, where a file names none.",
                show_default=False,
            ),
        ] = "",
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Record what is new of bank statements: camt, MT940, OFX or CSV."""
        from creditctl.app.payments.importing import ImportOrder, import_statements
        from creditctl.app.reports.payments_import import import_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        place = load_workspace(workspace)
        order = ImportOrder(files, profile, account, currency)
        found = import_statements(place, order, moment(as_of))
        answer(import_report(found), where)
        return int(found.exit_code)
