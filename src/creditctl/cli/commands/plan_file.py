"""`creditctl plan show|approve|drop`: what a person does with a plan file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt

if TYPE_CHECKING:
    from creditctl.app.approving import Changed

PlanPath = Annotated[
    Path, typer.Argument(metavar="FILE", help="Written by: creditctl plan -o FILE.json")
]
By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="Who decided it.", show_default=False)
]


def add_verbs(group: typer.Typer) -> None:
    """Add the verbs to the group of `plan`."""

    @group.command("show")
    def show(
        file: PlanPath,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Print a plan file: letters, items, who approved it."""
        from creditctl.app.planfile import read_plan
        from creditctl.app.reports.plan import planfile_report
        from creditctl.cli.output import answer, channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        answer(planfile_report(read_plan(file)), where)
        return 0

    @group.command("approve")
    def approve(file: PlanPath, by: By = "", workspace: opt.Workspace = Path()) -> int:
        """Approve a plan, if it is still what a run would do."""
        from creditctl.app.approving import approve as approved
        from creditctl.app.planfile import read_plan
        from creditctl.config.workspace import load_workspace

        if not by.strip():
            raise typer.BadParameter("say --by NAME", param_hint="approve")
        changed = approved(load_workspace(workspace), read_plan(file), by.strip(), opt.now)
        _write(changed)
        count = len(changed.file.letters)
        _tell(f"{file}: {count} {'letter' if count == 1 else 'letters'} approved by {by.strip()}")
        _tell(f"carry it out with: creditctl run --plan {file}")
        return 0

    @group.command("drop")
    def drop(
        file: PlanPath,
        names: Annotated[
            list[str],
            typer.Argument(metavar="NOTICE|INVOICE...", help="Whole letters, or single invoices."),
        ],
        reason: Annotated[
            str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)
        ] = "",
        by: By = "",
        workspace: opt.Workspace = Path(),
    ) -> int:
        """Strike letters or invoices out of a plan."""
        from creditctl.app.approving import drop as dropped
        from creditctl.app.planfile import read_plan
        from creditctl.config.workspace import load_workspace

        if not (by.strip() and reason.strip()):
            raise typer.BadParameter("say --by NAME and --reason TEXT", param_hint="drop")
        before = read_plan(file)
        changed = dropped(
            load_workspace(workspace),
            before,
            names,
            reason=reason.strip(),
            by=by.strip(),
            clock=opt.now,
        )
        _write(changed)
        for struck in changed.struck_out:
            _tell(f"struck out: {struck.number} ({struck.debtor}): {struck.reason}")
        if before.approved_by:
            _tell(f"the approval by {before.approved_by} is void; approve the plan again")
        return 0


def _write(changed: Changed) -> None:
    """Write a plan file anew, whole or not at all, and tell what would stop its run."""
    from creditctl.app.reports.plan import planfile_report
    from creditctl.cli.app import complain
    from creditctl.cli.output import write_file
    from creditctl.insight.writers.json_text import write_json

    write_file(changed.file.path, write_json(planfile_report(changed.file)).encode())
    if changed.stops:
        complain(changed.stops, as_json=False)


def _tell(text: str) -> None:
    typer.echo(text, err=True)
