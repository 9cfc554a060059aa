"""`creditctl report send`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("report", line), short_help=line, no_args_is_help=True)

    @group.callback()
    def report() -> None:
        pass

    @group.command("send")
    def send(
        name: Annotated[
            str,
            typer.Argument(
                metavar="REPORT", help="aging, worklist, reasons, credit, kpi or status."
            ),
        ],
        to: Annotated[
            list[str],
            typer.Option("--to", metavar="ADDRESS", help="Who gets it; several times for several."),
        ],
        owner: Annotated[
            str | None,
            typer.Option("--owner", metavar="NAME", help="Of a worklist: only this owner's."),
        ] = None,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        output: Annotated[
            Path | None,
            typer.Option(
                "--output", "-o", metavar="FILE", help="Write the mail to FILE; send nothing."
            ),
        ] = None,
        quiet: opt.Quiet = False,
    ) -> int:
        """Send a report by e-mail: readable in the mail, with workbook and CSV attached."""
        import time

        from creditctl.app.reportsending import (
            NAMES,
            ReportOrder,
            report_mail,
            send_report,
            told,
        )
        from creditctl.cli.output import write_file
        from creditctl.config.workspace import load_workspace
        from creditctl.delivery.transport import Fate
        from creditctl.errors import ExitCode

        chosen = opt.one_of("REPORT", name, NAMES) or name
        if owner is not None and chosen != "worklist":
            raise typer.BadParameter("only a worklist has owners", param_hint="--owner")
        order = ReportOrder(chosen, tuple(dict.fromkeys(to)), as_of or opt.today(), owner)
        place = load_workspace(workspace)
        if output is not None:
            write_file(output, report_mail(place, order, opt.now))
            words, code = f"written: {output}", ExitCode.DONE
        else:
            sent = send_report(place, order, opt.now, time.sleep)
            words = told(sent, order.recipients)
            code = ExitCode.DONE if sent.fate is Fate.SENT else ExitCode.LOOK
        if not quiet or code is not ExitCode.DONE:
            typer.echo(words, err=True)
        return int(code)

    app.add_typer(group, name="report")
