"""`creditctl payments import|match|review|accept|dismiss|undo|list|export`."""

from __future__ import annotations

import typer

from creditctl.cli.commands import (
    payments_import,
    payments_list,
    payments_match,
    payments_review,
)
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("payments", line), short_help=line, no_args_is_help=True)
    for verb in (payments_import, payments_match, payments_review, payments_list):
        verb.add(group)
    app.add_typer(group, name="payments")
