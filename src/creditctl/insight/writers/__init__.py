"""Writers: a report as text, JSON, CSV, workbook, Markdown or web page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from creditctl.insight.report import Report
    from creditctl.insight.writers.cells import Style

FORMATS: Final = ("table", "json", "csv", "xlsx", "md", "html")
"""Names of the formats; ``xlsx`` is bytes, the others are text."""


def render(
    report: Report, form: str, *, width: int | None = None, style: Style | None = None
) -> str | bytes:
    """Write a report in a format.

    Args:
        report: what to write.
        form: one of `FORMATS`.
        width: columns of the terminal, for ``table`` only; None = not a terminal: nothing is
            shortened, and digits are not grouped.
        style: colours for ``table`` on a terminal; see `cells.Style`.

    Raises:
        ValueError: the format is unknown.
    """
    if form == "table":
        from creditctl.insight.writers.text_table import write_table

        return write_table(report, width=width, style=style)
    if form == "json":
        from creditctl.insight.writers.json_text import write_json

        return write_json(report)
    if form == "csv":
        from creditctl.insight.writers.csv_text import write_csv

        return write_csv(report)
    if form == "xlsx":
        from creditctl.insight.writers.workbook import write_workbook

        return write_workbook(report)
    if form == "md":
        from creditctl.insight.writers.markdown import write_markdown

        return write_markdown(report)
    if form == "html":
        from creditctl.insight.writers.web_page import write_page

        return write_page(report)
    raise ValueError(f"format {form!r} is unknown; allowed: {', '.join(FORMATS)}")
