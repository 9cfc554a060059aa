"""`creditctl interest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, get_args

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page


def register(app: typer.Typer, line: str) -> None:
    """Add the command."""

    @app.command("interest", help=page("interest", line), short_help=line)
    def interest(
        amount: Annotated[
            str, typer.Option("--amount", metavar="AMOUNT", help="The invoice, VAT included.")
        ],
        due: opt.Due,
        regime: Annotated[
            str,
            typer.Option("--regime", metavar="NAME", help="Such as gb_b2b; or contract, or none."),
        ],
        as_of: opt.AsOf = None,
        currency: Annotated[
            str | None,
            typer.Option("--currency", metavar="CODE", help="Where the regime has none itself."),
        ] = None,
        paid: Annotated[
            list[str] | None,
            typer.Option(
                "--paid",
                metavar="DAY:AMOUNT",
                help="A payment; lowers the principal from the next day. May stand repeatedly.",
            ),
        ] = None,
        credit: Annotated[
            list[str] | None,
            typer.Option(
                "--credit",
                metavar="DAY:AMOUNT",
                help="A credit note; lowers the principal from the start. May stand repeatedly.",
            ),
        ] = None,
        disputed: Annotated[
            str | None,
            typer.Option("--disputed", metavar="AMOUNT", help="Part that bears no interest."),
        ] = None,
        rate: Annotated[
            str | None,
            typer.Option("--rate", metavar="PERCENT", help="Agreed rate, such as 8%."),
        ] = None,
        mode: Annotated[
            str | None,
            typer.Option("--mode", metavar="MODE", help="fixed_at_start or per_half_year."),
        ] = None,
        day_count: Annotated[
            str | None,
            typer.Option("--day-count", metavar="RULE", help="act/365, act/act, 30/360, ..."),
        ] = None,
        rounding: Annotated[
            str | None,
            typer.Option("--rounding", metavar="WHEN", help="once, or daily."),
        ] = None,
        costs: Annotated[
            bool, typer.Option("--costs", help="Claim collection costs by the schedule.")
        ] = False,
        vat: Annotated[
            str | None,
            typer.Option("--vat", metavar="PERCENT", help="VAT on them that you can't deduct."),
        ] = None,
        notice: opt.NoticeDay = None,
        notice_by: Annotated[
            str | None,
            typer.Option(
                "--notice-by", metavar="WAY", help="That day is of: receipt, email or post."
            ),
        ] = None,
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
        color: opt.Color = "auto",
    ) -> int:
        from creditctl.app.law.asked import Request
        from creditctl.app.law.calculating import calculate
        from creditctl.app.reports.interest import interest_report
        from creditctl.cli.output import answer, channel
        from creditctl.config.lawfiles import load_law
        from creditctl.errors import ExitCode
        from creditctl.regimes.model import DayCount

        where = channel(form, as_json, output, color=color, quiet=quiet)
        request = Request(
            regime=regime,
            amount=amount,
            due=due,
            as_of=as_of or opt.today(),
            currency=currency,
            paid=tuple(paid or ()),
            credited=tuple(credit or ()),
            disputed=disputed,
            rate=rate,
            mode=opt.one_of("--mode", mode, ("fixed_at_start", "per_half_year")),
            day_count=opt.one_of("--day-count", day_count, get_args(DayCount)),
            rounding=opt.one_of("--rounding", rounding, ("once", "daily")),
            costs=costs,
            vat=vat,
            notice=notice,
            way=opt.one_of("--notice-by", notice_by, ("receipt", "email", "post")),
        )
        found = calculate(load_law(workspace), request)
        answer(interest_report(found), where)
        return int(ExitCode.LOOK if found.claim.total is None else ExitCode.DONE)
