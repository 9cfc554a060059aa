"""Options that commands share, so that they are called and read alike everywhere."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer


def _date(text: str) -> date:
    """A date in ISO form and nothing else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2026-01-31")
    return day


def today() -> date:
    """The day it is here. The only place where creditctl asks the clock for a date."""
    return datetime.now().astimezone().date()


Workspace = Annotated[
    Path,
    typer.Option(
        "--workspace", "-w", metavar="DIR", help="Folder that holds creditctl.yaml.", show_default="."
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        parser=_date,
        help="Day to pretend it is.",
        show_default="today",
    ),
]
Format = Annotated[
    str | None,
    typer.Option("--format", metavar="NAME", help="table, json, csv, xlsx, md or html.", show_default="table"),
]
Json = Annotated[bool, typer.Option("--json", help="Same as --format json.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of the terminal."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Color = Annotated[
    str,
    typer.Option("--color", metavar="WHEN", help="auto, always or never.", show_default="auto"),
]
Currency = Annotated[
    str | None,
    typer.Option("--currency", metavar="CODE", help="Currency of files that state none, such as EUR."),
]
ControlTotal = Annotated[
    str | None,
    typer.Option(
        "--control-total",
        metavar="AMOUNT",
        help="Refuse the data unless the open amounts add up to this; EUR:1.00,USD:2.00 for several.",
    ),
]
DateOrder = Annotated[
    str | None,
    typer.Option("--date-order", metavar="ORDER", help="ymd, dmy or mdy, where dates allow two readings."),
]
DecimalMark = Annotated[
    str | None,
    typer.Option("--decimal-mark", metavar="MARK", help="'.' or ',', where amounts allow two readings."),
]
ExitCodeFlag = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 10 when something is due or was issued.")
]
