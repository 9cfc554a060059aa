"""`creditctl plan`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands.plan_days import plan_days
from creditctl.cli.commands.plan_file import add_verbs
from creditctl.cli.help import page

if TYPE_CHECKING:
    from creditctl.app.preview import Proposal
    from creditctl.cli.output import Channel


def register(app: typer.Typer, line: str) -> None:
    """Add the command and its verbs."""
    group = typer.Typer(
        help=page("plan", line),
        short_help=line,
        invoke_without_command=True,
        subcommand_metavar="[COMMAND]",
    )

    @group.callback()
    def plan(
        context: typer.Context,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        letters: Annotated[
            Path | None,
            typer.Option("--letters", metavar="DIR", help="Write the letters to a new folder."),
        ] = None,
        days: Annotated[
            int | None,
            typer.Option(
                "--days", metavar="N", min=1, max=366, help="Forecast each of the coming N days."
            ),
        ] = None,
        first_run: opt.FirstRun = False,
        accept: opt.Accept = None,
        detail: Annotated[
            bool, typer.Option("--detail", help="In JSON, decide item by item.")
        ] = False,
        currency: opt.Currency = None,
        control_total: opt.ControlTotal = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        exit_code: opt.ExitCodeFlag = False,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        if context.invoked_subcommand:
            _no_options(context)
            return 0
        from creditctl.app.letterpreview import require_empty
        from creditctl.app.planfile import PlanOrder
        from creditctl.app.planning import stop_findings
        from creditctl.app.preview import propose
        from creditctl.app.reports.plan import plan_report
        from creditctl.cli.output import answer, channel, warn
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        if days is not None:
            return plan_days(
                workspace,
                as_of or opt.today(),
                days,
                opt.reading(currency, control_total, date_order, decimal_mark),
                where,
                exit_code=exit_code,
                others={
                    "--letters": letters,
                    "--first-run": first_run,
                    "--accept": accept,
                    "--detail": detail,
                },
            )
        place = load_workspace(workspace)
        if letters:
            require_empty(letters)
        order = PlanOrder(
            as_of=as_of or opt.today(),
            reading=opt.reading(currency, control_total, date_order, decimal_mark),
            first_run=first_run,
            accepted=opt.accepted(accept),
        )
        proposal = propose(place, order, opt.now)
        made = proposal.plan
        unmade = letters is not None and _write_letters(proposal, letters, where)
        answer(plan_report(proposal, detail=detail, full=where.form != "table"), where)
        if made.stops:
            warn(stop_findings(place, made.stops), where)
            return int(ExitCode.SAFETY)
        if made.books.needs_a_look or unmade:
            return int(ExitCode.LOOK)
        return int(ExitCode.DUE if exit_code and made.notices else ExitCode.DONE)

    add_verbs(group)
    app.add_typer(group, name="plan")


def _no_options(context: typer.Context) -> None:
    """Refuse options of `plan` itself before a verb, where they would have no effect."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source.name == "COMMANDLINE":
            verb = context.invoked_subcommand
            raise typer.BadParameter(
                f"write the options of 'plan {verb}' behind '{verb}'", param_hint=parameter.opts[0]
            )


def _write_letters(proposal: Proposal, folder: Path, where: Channel) -> bool:
    """Write the letters; returns whether some could not be made."""
    from creditctl.app.letterpreview import write_letters
    from creditctl.cli.output import say, warn
    from creditctl.cli.watch import Watcher
    from creditctl.findings import Severity

    with Watcher(quiet=where.quiet) as watcher:
        count, findings = write_letters(proposal.workspace, proposal.plan, folder, watcher)
    warn(findings, where)
    say(f"{count} {'letter' if count == 1 else 'letters'} in {folder}, as a run writes them", where)
    return any(finding.severity is Severity.ERROR for finding in findings)
