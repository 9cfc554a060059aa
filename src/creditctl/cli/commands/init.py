"""`creditctl init`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

COUNTRIES: Final[tuple[Literal["nl", "uk", "de", "us"], ...]] = ("nl", "uk", "de", "us")


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("init", help=page("init", line), short_help=line)
    def init(
        folder: Annotated[
            Path, typer.Argument(metavar="DIR", help="Folder to make the workspace in.")
        ],
        country: Annotated[
            str, typer.Option("--country", metavar="CODE", help="nl, uk, de or us.")
        ] = "nl",
        example: Annotated[
            bool, typer.Option("--example", help="With a small made-up ledger.")
        ] = False,
    ) -> int:
        from creditctl.config.scaffold import scaffold
        from creditctl.config.scaffold_texts import EXAMPLE_DAY

        chosen = opt.one_of("--country", country, COUNTRIES) or "nl"
        for path in scaffold(folder, country=chosen, example=example):
            typer.echo(str(path))
        at = shlex.quote(str(folder))  # to be copied, also where a name has blanks
        if example:
            day = EXAMPLE_DAY.isoformat()
            typer.echo(f"next: creditctl plan -w {at} --as-of {day} --first-run", err=True)
        else:
            typer.echo(f"next: put your export into {folder / 'inbox'}, name it in", err=True)
            typer.echo(f"{folder / 'creditctl.yaml'}, then: creditctl check -w {at}", err=True)
        return 0
