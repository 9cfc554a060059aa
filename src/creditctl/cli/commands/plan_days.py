"""`creditctl plan --days`: what goes out on each coming day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from creditctl.cli import options as opt

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from creditctl.app.books import Reading
    from creditctl.cli.output import Channel


def plan_days(
    folder: Path,
    as_of: date,
    days: int,
    reading: Reading,
    where: Channel,
    *,
    exit_code: bool,
    others: Mapping[str, object],
) -> int:
    """Answer with the coming days; returns the exit code.

    Args:
        folder: the workspace.
        as_of: the first day.
        days: how many.
        reading: how to read files.
        where: how to answer.
        exit_code: tell by it whether anything goes out.
        others: options that are about the plan of one day, with what was given.
    """
    from creditctl.app.forecasting import outlook
    from creditctl.app.reports.outlook import outlook_report
    from creditctl.cli.output import answer
    from creditctl.config.workspace import load_workspace
    from creditctl.errors import ExitCode

    for name, given in others.items():
        if given:
            raise typer.BadParameter(f"{name} is for the plan of one day", param_hint="--days")
    place = load_workspace(folder)
    found = outlook(place, as_of, days, reading, opt.now)
    answer(outlook_report(place, found), where)
    if found.books.needs_a_look:
        return int(ExitCode.LOOK)
    return int(ExitCode.DUE if exit_code and found.days else ExitCode.DONE)
