"""`creditctl aging`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

By = Annotated[
    str, typer.Option("--by", metavar="WHAT", help="debtor, segment, currency or owner.")
]
Buckets = Annotated[
    str | None,
    typer.Option("--buckets", metavar="DAYS", help="Last day of each bucket, such as 30,60,90."),
]
Basis = Annotated[
    str | None,
    typer.Option("--basis", metavar="DATE", help="Count from the due or the issued date."),
]
Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILES]...", help="Files to age instead of the workspace's; - is stdin."
    ),
]


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("aging", help=page("aging", line), short_help=line)
    def aging(
        files: Files = None,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        by: By = "debtor",
        buckets: Buckets = None,
        basis: Basis = None,
        net: Annotated[
            bool, typer.Option("--net", help="Set credits against the oldest items.")
        ] = False,
        detail: Annotated[bool, typer.Option("--detail", help="List every item.")] = False,
        currency: opt.Currency = None,
        profile: opt.Profile = None,
        encoding: opt.Encoding = None,
        delimiter: opt.Delimiter = None,
        sheet: opt.Sheet = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        control_total: opt.ControlTotal = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.aging import AgingOrder, aging_of_files, aging_of_workspace
        from creditctl.cli.output import answer, channel

        where = channel(form, as_json, output, color=color, quiet=quiet)
        reading = opt.of_files(
            opt.reading(currency, control_total, date_order, decimal_mark),
            *(profile, encoding, delimiter, sheet),
        )
        order = AgingOrder(
            as_of=as_of or opt.today(),
            by=opt.one_of("--by", by, ("debtor", "segment", "currency", "owner")) or "debtor",
            edges=_edges(buckets),
            basis=opt.one_of("--basis", basis, ("due", "issued")),
            net=net,
            detail=detail,
        )
        if files:
            stdin = sys.stdin.buffer.read() if "-" in files else None
            report, code = aging_of_files(files, order, reading, stdin)
        else:
            report, code = aging_of_workspace(workspace, order, reading, opt.now)
        answer(report, where)
        return int(code)


def _edges(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    parts = text.split(",")
    edges = [int(part) for part in parts if part.strip().isdecimal()]
    if len(edges) != len(parts) or edges != sorted(set(edges)) or edges[0] < 1:
        raise typer.BadParameter(
            f"{text!r}: write increasing days, such as 30,60,90", param_hint="--buckets"
        )
    return tuple(edges)
