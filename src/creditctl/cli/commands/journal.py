"""`creditctl journal verify|rebuild|log`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("journal", line), short_help=line, no_args_is_help=True)

    @group.command("verify")
    def verify(workspace: opt.Workspace = Path(), as_json: opt.Json = False) -> int:
        """Prove that nothing in the journal was changed, left out or added."""
        from creditctl.app.rooms import open_journal
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import JournalRefused

        with open_journal(load_workspace(workspace), opt.now, readonly=True) as journal:
            wrong = journal.verify()
            counts = journal.counts()
        if wrong:
            raise JournalRefused(wrong)
        if as_json:
            import json

            data = {"schema": "creditctl.verify/1", "events": counts.events, "head": counts.head}
            typer.echo(json.dumps(data))
        else:
            typer.echo(f"journal verified: {counts.events} events, head {counts.head[:16]}")
        return 0

    @group.command("rebuild")
    def rebuild(workspace: opt.Workspace = Path()) -> int:
        """Make the journal's tables anew from its events, when verify says so."""
        from creditctl.app.resolving import rebuild_journal
        from creditctl.config.workspace import load_workspace

        typer.echo(rebuild_journal(load_workspace(workspace), opt.now), err=True)
        return 0

    @group.command("log")
    def log(
        workspace: opt.Workspace = Path(),
        limit: Annotated[
            int, typer.Option("--limit", metavar="N", min=1, help="The last N events.")
        ] = 50,
        debtor: Annotated[
            str | None, typer.Option("--debtor", metavar="ID", help="Only this debtor's.")
        ] = None,
        run: Annotated[
            str | None, typer.Option("--run", metavar="RUN", help="Only this run's.")
        ] = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """List what was recorded, oldest first."""
        from creditctl.app.reports.journal import journal_report
        from creditctl.app.rooms import open_journal
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace

        where = channel(form, as_json, output, color=color, quiet=quiet)
        with open_journal(load_workspace(workspace), opt.now, readonly=True) as journal:
            events = journal.log(limit, debtor=debtor, run=run)
        answer(journal_report(events, opt.today()), where)
        return 0

    app.add_typer(group, name="journal")
