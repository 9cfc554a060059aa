"""`creditctl policy schema`."""

from __future__ import annotations

from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands import (
    policy_diff,
    policy_explain,
    policy_rehearse,
    policy_show,
    policy_test,
)
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("policy", line), short_help=line, no_args_is_help=True)

    @group.command("schema")
    def schema(
        of: Annotated[
            str, typer.Argument(metavar="[policy|workspace|tests]", help="Which file.")
        ] = "policy",
        output: opt.Output = None,
    ) -> int:
        """Print the JSON Schema of a policy, of its tests, or of creditctl.yaml, for editors."""
        from creditctl.cli.output import write_file
        from creditctl.config.schema import schema_files

        wanted = opt.one_of("schema", of, ("policy", "workspace", "tests"))
        name = "policy-tests" if wanted == "tests" else wanted
        text = schema_files()[f"{name}.schema.json"]
        if output is None:
            typer.echo(text, nl=False)
        else:
            write_file(output, text.encode())
        return 0

    @group.command("list")
    def list_policies() -> int:
        """List the shipped policies, for `extends:` or as a policy of its own."""
        from creditctl.config.shipped import shipped, shipped_policies

        for name in shipped_policies():
            typer.echo(f"{name}  {shipped('policies') / f'{name}.yaml'}")
        return 0

    policy_show.add(group)
    policy_explain.add(group)
    policy_diff.add(group)
    policy_rehearse.add(group)
    policy_test.add(group)
    app.add_typer(group, name="policy")
