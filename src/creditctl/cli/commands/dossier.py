"""`creditctl dossier`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("dossier", help=page("dossier", line), short_help=line)
    def dossier(
        name: Annotated[
            str, typer.Argument(metavar="DEBTOR", help="Debtor id, or the name, exactly.")
        ],
        output: Annotated[
            Path, typer.Option("--output", "-o", metavar="FILE", help="The ZIP file to write.")
        ],
        by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who hands over.")],
        invoices: Annotated[
            str | None,
            typer.Option(
                "--invoices",
                metavar="PATTERN",
                help="Copies of the invoices, such as 'invoices/{number}.pdf'.",
            ),
        ] = None,
        no_hold: Annotated[
            bool, typer.Option("--no-hold", help="Let the debtor's letters go on.")
        ] = False,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.dossier import DossierOrder, gather, put_on_hold
        from creditctl.app.dossier_files import copy_pattern
        from creditctl.app.dossier_zip import packed
        from creditctl.app.moment import Moment
        from creditctl.app.reports.dossier import dossier_report
        from creditctl.cli.output import answer, channel, say, write_file
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        if not by.strip():
            raise typer.BadParameter("name who hands over", param_hint="--by")
        if output == Path("-"):
            raise typer.BadParameter("name a file", param_hint="-o")
        where = channel(form, as_json, None, color=color, quiet=quiet)
        today = opt.today()
        reading = opt.reading(currency, None, date_order, decimal_mark)
        room = load_workspace(workspace)
        order = DossierOrder(
            name=name,
            by=by.strip(),
            moment=Moment(as_of or today, today, reading, opt.now),
            copies=copy_pattern(room, invoices),
            hold=not no_hold,
        )
        found = gather(room, order)
        _require_folder(output)
        if order.hold:
            put_on_hold(room, found)
            found = gather(room, order)  # the hold is part of the history that is handed over
        write_file(output, packed(room, found))
        say(f"written: {output}", where)
        answer(dossier_report(found, room.settings.company.name), where, every_finding=True)
        look = found.statement.held or bool(found.missing)
        return int(ExitCode.LOOK if look else ExitCode.DONE)


def _require_folder(output: Path) -> None:
    """Refuse a file that can't be written before a hold is recorded for it (CR004)."""
    from creditctl.errors import UsageRefused
    from creditctl.findings import error

    folder = output.parent
    if not folder.is_dir() or output.is_dir() or not os.access(folder, os.W_OK):
        message = f"can't write {output}: no such folder, or it can't be written"
        raise UsageRefused(error("CR004", message, hint="name a file in a folder that is there"))
