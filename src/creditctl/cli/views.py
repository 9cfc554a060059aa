"""Answers that have a web page of their own making."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.cli.output import answer, deliver, warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from creditctl.cli.output import Channel
    from creditctl.insight.report import Report


def answer_view(report: Report, make_page: Callable[[], str], where: Channel) -> None:
    """Write a report; as HTML, the page that was made for it.

    Args:
        report: what to write.
        make_page: gives the page, escaped and complete.
        where: format and destination.
    """
    if where.form != "html":
        answer(report, where)
        return
    deliver(make_page().encode(), where)
    warn(report.findings, where)
