"""`creditctl policy explain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands.policy_show import PolicyName


def add(group: typer.Typer) -> None:
    """Add the command."""

    @group.command("explain")
    def explain(
        policy: PolicyName = None,
        for_customers: Annotated[
            bool,
            typer.Option("--for-customers", help="A page that can be sent to a customer."),
        ] = False,
        language: Annotated[
            str | None,
            typer.Option(
                "--language",
                metavar="CODE",
                help="Language of the page, such as nl; without it, the workspace's.",
            ),
        ] = None,
        workspace: opt.Workspace = Path(),
        form: Annotated[
            str | None,
            typer.Option("--format", metavar="NAME", help="text, md, html or json."),
        ] = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
    ) -> int:
        """Tell the policy in plain words, on one page."""
        from creditctl.app.policies.explaining import explain_policy
        from creditctl.cli.pages import answer_page, page_channel

        where = page_channel(form, as_json, output, quiet=quiet)
        answer_page(explain_policy(policy, workspace, language, for_customers=for_customers), where)
        return 0
