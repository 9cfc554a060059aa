"""`creditctl statement`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

if TYPE_CHECKING:
    from creditctl.app.statement import Accounts
    from creditctl.cli.output import Channel
    from creditctl.config.workspace import Workspace

Since = Annotated[
    date | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        parser=opt.a_date,
        help="Show what was booked, from this day on.",
        show_default=False,
    ),
]
Until = Annotated[
    date | None,
    typer.Option(
        "--to",
        metavar="YYYY-MM-DD",
        parser=opt.a_date,
        help="Last day, included; without it, the as-of day.",
        show_default=False,
    ),
]


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("statement", help=page("statement", line), short_help=line)
    def statement(
        name: Annotated[
            str | None,
            typer.Argument(
                metavar="DEBTOR", help="Debtor id, or the name, exactly.", show_default=False
            ),
        ] = None,
        everybody: Annotated[
            bool, typer.Option("--all", help="One PDF for each debtor, into the folder of -o.")
        ] = False,
        since: Since = None,
        until: Until = None,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: Annotated[
            str | None,
            typer.Option(
                "--format",
                metavar="NAME",
                help="table, json, csv, xlsx, md, html or pdf.",
                show_default=False,
            ),
        ] = None,
        as_json: opt.Json = False,
        output: Annotated[
            Path | None,
            typer.Option(
                "--output",
                "-o",
                metavar="FILE",
                help="Write to FILE; with --all, into this folder.",
            ),
        ] = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.statement import accounts
        from creditctl.cli.output import channel
        from creditctl.config.workspace import load_workspace

        if (name is None) is not everybody:
            raise typer.BadParameter("give a DEBTOR, or --all", param_hint="statement")
        day = _last_day(since, until, as_of)
        reading = opt.reading(currency, None, date_order, decimal_mark)
        pdf = not as_json and _is_pdf(form, output)
        # A page is none of the formats of reports: their channel only says where it goes.
        report = "table" if pdf else None if everybody else form
        where = channel(report, as_json, output, color=color, quiet=quiet)
        nowhere = output is None or output == Path("-")
        if everybody and (nowhere or as_json or form not in (None, "pdf")):
            raise typer.BadParameter(
                "writes PDF files: name their folder with -o FOLDER", param_hint="--all"
            )
        room = load_workspace(workspace)
        read = accounts(room, day, reading, opt.now, since)
        if everybody:
            assert output is not None
            return _everybody(room, read, output, where)
        assert name is not None
        return _printed(room, read, name, output, where) if pdf else _told(read, name, where)


def _last_day(since: date | None, until: date | None, as_of: date | None) -> date:
    """The day of the statement; later data do not exist."""
    today = as_of or opt.today()
    if since is None and until is not None:
        raise typer.BadParameter("goes with --from", param_hint="--to")
    day = until or today
    if day > today:
        raise typer.BadParameter(f"{day} lies after {today}", param_hint="--to")
    if since is not None and since > day:
        raise typer.BadParameter(f"{since} lies after {day}", param_hint="--from")
    return day


def _is_pdf(form: str | None, output: Path | None) -> bool:
    named = output is not None and output.suffix.lower() == ".pdf"
    return form == "pdf" or (form is None and named)


def _told(read: Accounts, name: str, where: Channel) -> int:
    """Answer in one of the formats of every report."""
    from creditctl.app.reports.statement import statement_report
    from creditctl.cli.output import answer
    from creditctl.errors import ExitCode

    found = read.named(name, opt.now)
    answer(statement_report(found), where)
    return int(ExitCode.LOOK if found.held else ExitCode.DONE)


def _printed(
    room: Workspace, read: Accounts, name: str, output: Path | None, where: Channel
) -> int:
    """Answer with a page."""
    from creditctl.app.statement_pdf import statement_pdf, statement_room
    from creditctl.cli.output import say, warn, write_file
    from creditctl.errors import ExitCode, UsageRefused
    from creditctl.findings import error

    if where.output is None and sys.stdout.isatty():
        hint = "add -o FILE.pdf"
        raise UsageRefused(error("CR003", "a PDF can't be shown on a terminal", hint=hint))
    found = read.named(name, opt.now)
    data = statement_pdf(room, statement_room(room), found)
    if where.output is not None:
        write_file(where.output, data)
        say(f"written: {output}", where)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    warn(found.findings, where)
    return int(ExitCode.LOOK if found.held else ExitCode.DONE)


def _everybody(room: Workspace, read: Accounts, folder: Path, where: Channel) -> int:
    """Write a page for each debtor, once it is certain that all can be made."""
    from creditctl.app.statement_pdf import write_statements
    from creditctl.cli.output import say, warn
    from creditctl.errors import ExitCode

    count, look, findings = write_statements(room, list(read.all()), folder)
    say(f"{count} statement{'' if count == 1 else 's'} written: {folder}", where)
    warn(findings, where)
    return int(ExitCode.LOOK if look else ExitCode.DONE)
