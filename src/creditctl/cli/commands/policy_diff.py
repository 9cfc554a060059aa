"""`creditctl policy diff`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt

Old = Annotated[str, typer.Argument(metavar="OLD", help="A shipped policy, or a policy file.")]
New = Annotated[str, typer.Argument(metavar="NEW", help="The policy to compare it with.")]
Differs = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 10 when the policies differ.")
]


def add(group: typer.Typer) -> None:
    """Add the command."""

    @group.command("diff")
    def diff(
        old: Old,
        new: New,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        control_total: opt.ControlTotal = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        exit_code: Differs = False,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        """Compare two policies on the open items of today, and on what was sent before."""
        from creditctl.app.comparing import compare_policies
        from creditctl.app.policies.named import policy_called
        from creditctl.app.reports.policy_diff import policy_diff_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color, quiet=quiet)
        place = load_workspace(workspace)
        found = compare_policies(
            place,
            policy_called(old, workspace),
            policy_called(new, workspace),
            as_of or opt.today(),
            opt.reading(currency, control_total, date_order, decimal_mark),
            opt.now,
        )
        answer(policy_diff_report(found), where)
        if found.needs_a_look:
            return int(ExitCode.LOOK)
        return int(ExitCode.DUE if exit_code and found.any else ExitCode.DONE)
