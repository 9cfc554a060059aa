"""Options that commands share, so that they are called and read alike everywhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

if TYPE_CHECKING:
    from creditctl.app.books import Reading


Word = TypeVar("Word", bound=str)


def a_date(text: str) -> date:
    """A date in ISO form and nothing else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise typer.BadParameter(f"{text!r} is not a date; write it as 2026-01-31")
    return day


def one_of(option: str, value: str | None, allowed: tuple[Word, ...]) -> Word | None:
    """The value as one of the allowed words."""
    for word in allowed:
        if word == value:
            return word
    if value is None:
        return None
    raise typer.BadParameter(f"{value!r}; allowed: {', '.join(allowed)}", param_hint=option)


def today() -> date:
    """The day it is here. The only place where creditctl asks the clock for a date."""
    return datetime.now().astimezone().date()


Workspace = Annotated[
    Path,
    typer.Option(
        "--workspace",
        "-w",
        metavar="DIR",
        help="Folder that holds creditctl.yaml; without it, this one.",
        show_default=False,
    ),
]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        metavar="YYYY-MM-DD",
        parser=a_date,
        help="Day to pretend it is; without it, today.",
        show_default=False,
    ),
]
Due = Annotated[
    date,
    typer.Option(
        "--due",
        metavar="YYYY-MM-DD",
        parser=a_date,
        help="Last day on which payment was in time.",
    ),
]
NoticeDay = Annotated[
    date | None,
    typer.Option(
        "--notice",
        metavar="YYYY-MM-DD",
        parser=a_date,
        help="Day of the notice that the regime demands first.",
        show_default=False,
    ),
]
From = Annotated[
    date, typer.Option("--from", metavar="YYYY-MM-DD", parser=a_date, help="First day.")
]
To = Annotated[
    date, typer.Option("--to", metavar="YYYY-MM-DD", parser=a_date, help="Last day, included.")
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format", metavar="NAME", help="table, json, csv, xlsx, md or html.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Same as --format json.")]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE instead of the terminal."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors only.")]
Color = Annotated[
    str,
    typer.Option("--color", metavar="WHEN", help="auto, always or never.", show_default=False),
]
Currency = Annotated[
    str | None,
    typer.Option(
        "--currency", metavar="CODE", help="Currency of files that state none, such as EUR."
    ),
]
ControlTotal = Annotated[
    str | None,
    typer.Option(
        "--control-total",
        metavar="AMOUNT",
        help="Refuse data that don't add up to this: 123.45, or EUR:1.00,USD:2.00.",
    ),
]
DateOrder = Annotated[
    str | None,
    typer.Option(
        "--date-order", metavar="ORDER", help="ymd, dmy or mdy, where dates allow two readings."
    ),
]
DecimalMark = Annotated[
    str | None,
    typer.Option(
        "--decimal-mark", metavar="MARK", help="'.' or ',', where amounts allow two readings."
    ),
]

Profile = Annotated[
    str | None, typer.Option("--profile", metavar="NAME", help="How to read FILES.")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="Encoding of FILES.")
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", metavar="CHAR", help="Column delimiter of FILES.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", metavar="NAME", help="Sheet of a workbook.")]


def now() -> datetime:
    """This moment, for the journal."""
    return datetime.now(UTC)


ExitCodeFlag = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 10 when something is due or was issued.")
]
FirstRun = Annotated[
    bool,
    typer.Option(
        "--first-run", help="Accept that all items of an old ledger start at their first step."
    ),
]
Accept = Annotated[
    list[str] | None,
    typer.Option(
        "--accept",
        metavar="STOP",
        help="Accept a safety stop this once: max-notices, max-total, old-data, jump "
        "or, with run --plan, old-plan.",
    ),
]


OldData = Annotated[
    str | None,
    typer.Option(
        "--accept",
        metavar="old-data",
        help="Go on although the books are too old to look at again.",
        show_default=False,
    ),
]


def old_data(word: str | None) -> frozenset[str]:
    """What the user accepts where old books are all that can be accepted."""
    found = one_of("--accept", word, ("old-data",))
    return frozenset({found} if found else ())


def accepted(words: list[str] | None, *more: str) -> frozenset[str]:
    """The safety stops that the user accepts; `more` are those that only this command knows."""
    allowed = ("max-notices", "max-total", "old-data", "jump", *more)
    return frozenset(str(one_of("--accept", word, allowed)) for word in words or ())


def of_files(
    said: Reading,
    profile: str | None,
    encoding: str | None,
    delimiter: str | None,
    sheet: str | None,
) -> Reading:
    """What the line of a command says that takes FILES without a workspace, too."""
    return replace(
        said,
        profile=profile,
        encoding=encoding,
        delimiter="\t" if delimiter == "tab" else delimiter,
        sheet=sheet,
    )


def reading(
    currency: str | None,
    control_total: str | None,
    date_order: str | None,
    decimal_mark: str | None,
) -> Reading:
    """What every command's line may say about reading files."""
    from creditctl.app.books import Reading

    return Reading(
        currency=currency,
        control_total=control_total,
        date_order=one_of("--date-order", date_order, ("ymd", "dmy", "mdy")),
        decimal_mark=one_of("--decimal-mark", decimal_mark, (".", ",")),
    )
