"""Answers that have a web page of their own making."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from creditctl.cli.output import answer, say, warn, write_file

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
    data = make_page().encode()
    if where.output is not None:
        write_file(where.output, data)
        say(f"written: {where.output}", where)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    warn(report.findings, where)
