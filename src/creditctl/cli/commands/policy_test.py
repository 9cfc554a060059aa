"""`creditctl policy test`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt

Policies = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[POLICY]...",
        help="Shipped policies or policy files; without any, the workspace's, or all shipped ones.",
    ),
]


def add(group: typer.Typer) -> None:
    """Add the command."""

    @group.command("test")
    def test(
        policies: Policies = None,
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Carry out the tests beside a policy: example debtors, and what must be decided."""
        from creditctl.app.policytests.running import run_policy_tests
        from creditctl.app.reports.policytest import failed, policytest_report
        from creditctl.cli.output import answer, channel
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        tested = run_policy_tests(policies or [], workspace)
        answer(policytest_report(tested, opt.today()), where)
        if failed(tested):
            return int(ExitCode.CONFIG)
        untested = any(not one.verdicts for one in tested)
        return int(ExitCode.LOOK if untested else ExitCode.DONE)
