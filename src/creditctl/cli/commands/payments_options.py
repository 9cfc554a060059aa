"""What the payments commands share: options, and the moment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from creditctl.cli import options as opt

if TYPE_CHECKING:
    from creditctl.app.moment import Moment

By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who decides.", show_default=False)]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.", show_default=False)]
PaymentId = Annotated[str, typer.Argument(metavar="PAYMENT", help="Its id, such as B7K2QMXPA.")]


def moment(as_of: date | None) -> Moment:
    """The day of a command, with the clock."""
    from creditctl.app.moment import Moment

    today = opt.today()
    return Moment(as_of or today, today, opt.reading(None, None, None, None), opt.now)


def wanted(by: str, reason: str, verb: str) -> None:
    """Refuse to record what nobody answers for.

    Raises:
        BadParameter: name or reason is missing.
    """
    if not (by.strip() and reason.strip()):
        raise typer.BadParameter("say --by NAME and --reason TEXT", param_hint=verb)
