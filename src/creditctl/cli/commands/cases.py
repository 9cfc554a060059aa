"""`creditctl cases import|list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import cases
from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("cases", line), short_help=line, no_args_is_help=True)

    @group.command("import")
    def import_cases(
        file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV file, UTF-8.")],
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Record all cases of a CSV file, or none."""
        from creditctl.app.casework.csvfile import read_cases, take_rows
        from creditctl.app.casework.desk import Desk
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        rows = read_cases(file, str(file))

        def acting(desk: Desk) -> None:
            take_rows(desk, rows)

        return cases.act(workspace, as_of, where, acting)

    @group.command("list")
    def list_cases(
        debtor: cases.OfDebtor = None,
        live: cases.Live = False,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """List all cases."""
        from creditctl.cli.output import channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        return cases.listed(workspace, as_of, where, "all", debtor, live)

    app.add_typer(group, name="cases")
