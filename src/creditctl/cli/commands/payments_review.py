"""`creditctl payments review|accept|dismiss|undo`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt
from creditctl.cli.commands.payments_options import By, PaymentId, Reason, moment, wanted

if TYPE_CHECKING:
    from creditctl.app.payments.reviewfile import Asked


def add(group: typer.Typer) -> None:
    """Add the verbs."""
    group.command("review")(review)
    group.command("accept")(accept)
    group.command("dismiss")(dismiss)
    group.command("undo")(undo)


def review(
    workspace: opt.Workspace = Path(),
    as_of: opt.AsOf = None,
    form: opt.Format = None,
    as_json: opt.Json = False,
    output: opt.Output = None,
    quiet: opt.Quiet = False,
    color: opt.Color = "auto",
) -> int:
    """List what waits for a person; as CSV it can be edited."""
    from creditctl.app.payments.reviewing import review as look
    from creditctl.app.reports.payments_review import review_report
    from creditctl.cli.output import answer, channel
    from creditctl.config.workspace import load_workspace
    from creditctl.errors import ExitCode

    where = channel(form, as_json, output, color=color, quiet=quiet)
    found = look(load_workspace(workspace), moment(as_of))
    answer(review_report(found), where)
    return int(ExitCode.LOOK if found.rows or found.desk.books.needs_a_look else ExitCode.DONE)


def accept(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The edited review file.")
    ] = None,
    payment: Annotated[
        str, typer.Option("--payment", metavar="ID", help="One payment.", show_default=False)
    ] = "",
    invoice: Annotated[
        list[str] | None,
        typer.Option(
            "--invoice",
            metavar="NUMBER[=AMOUNT]",
            help="What it pays; may stand repeatedly.",
        ),
    ] = None,
    by: By = "",
    workspace: opt.Workspace = Path(),
    as_of: opt.AsOf = None,
    form: opt.Format = None,
    as_json: opt.Json = False,
    output: opt.Output = None,
    quiet: opt.Quiet = False,
    color: opt.Color = "auto",
) -> int:
    """Record what a person decided: the rows of a file, or one payment."""
    from creditctl.app.payments.accepting import accept as record
    from creditctl.app.payments.reviewfile import read_review
    from creditctl.app.reports.payments_accept import accept_report
    from creditctl.cli.output import answer, channel
    from creditctl.config.workspace import load_workspace

    where = channel(form, as_json, output, color=color, quiet=quiet)
    place = load_workspace(workspace)
    if file is not None:
        if payment or invoice:
            raise typer.BadParameter("give a file or --payment, not both", param_hint="accept")
        asked = read_review(file)
    else:
        asked = _one(payment, invoice or [], by)
    found = record(place, moment(as_of), asked, by, from_file=file is not None)
    answer(accept_report(found), where)
    return 0


def _one(payment: str, invoices: list[str], by: str) -> list[Asked]:
    from creditctl.app.payments.reviewfile import asked_directly

    if not (payment and invoices and by.strip()):
        raise typer.BadParameter(
            "give a file; or --payment ID, --invoice NUMBER and --by NAME", param_hint="accept"
        )
    return [asked_directly(payment, invoice) for invoice in invoices]


def dismiss(
    payment: PaymentId,
    by: By = "",
    reason: Reason = "",
    workspace: opt.Workspace = Path(),
    as_of: opt.AsOf = None,
) -> int:
    """Say that a payment is no debtor's, or is dealt with."""
    from creditctl.app.payments.deciding import dismiss as record
    from creditctl.config.workspace import load_workspace

    wanted(by, reason, "dismiss")
    place = load_workspace(workspace)
    typer.echo(record(place, moment(as_of), payment, by=by, reason=reason), err=True)
    return 0


def undo(
    payment: PaymentId,
    by: By = "",
    reason: Reason = "",
    workspace: opt.Workspace = Path(),
    as_of: opt.AsOf = None,
) -> int:
    """Take back what became of a payment: it waits again."""
    from creditctl.app.payments.deciding import undo as record
    from creditctl.config.workspace import load_workspace

    wanted(by, reason, "undo")
    place = load_workspace(workspace)
    typer.echo(record(place, moment(as_of), payment, by=by, reason=reason), err=True)
    return 0
