"""`creditctl regimes`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("regimes", line), short_help=line, invoke_without_command=True)

    @group.callback()
    def bare(context: typer.Context) -> int:
        """Without a verb: list them."""
        return 0 if context.invoked_subcommand else list_regimes()

    @group.command("list")
    def list_regimes(
        as_of: opt.AsOf = None,
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        """List the regimes, each with its rate on a day."""
        from creditctl.app.law.listing import regime_lines
        from creditctl.app.reports.regimes import list_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.lawfiles import load_law

        where = channel(form, as_json, output, color=color)
        day = as_of or opt.today()
        loaded = load_law(workspace)
        answer(list_report(loaded, regime_lines(loaded.law, day), day), where)
        return 0

    @group.command("show")
    def show(
        name: Annotated[str, typer.Argument(metavar="NAME", help="The regime, such as nl_b2b.")],
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        """Show everything about one regime: rules, notes, and every value with its source."""
        from creditctl.app.law.asked import regime_called
        from creditctl.app.reports.regime_show import regime_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.lawfiles import load_law

        where = channel(form, as_json, output, color=color)
        loaded = load_law(workspace)
        regime = regime_called(name, loaded.law.regimes)
        answer(regime_report(loaded, name, regime, opt.today()), where)
        return 0

    @group.command("check")
    def check(
        as_of: opt.AsOf = None,
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        """Check rates.yaml, and list the tables that have run out or will within 60 days."""
        from creditctl.app.law.listing import table_lines
        from creditctl.app.reports.regimes import check_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.lawfiles import load_law
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color)
        day = as_of or opt.today()
        loaded = load_law(workspace)
        lines = table_lines(loaded.law)
        answer(check_report(loaded, lines, day), where, every_finding=True)
        over = any(line.has_run_out(day) for line in lines)
        return int(ExitCode.LOOK if over else ExitCode.DONE)

    app.add_typer(group, name="regimes")
