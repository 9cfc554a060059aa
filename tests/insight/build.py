"""Reports for the tests of the writers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from creditctl.findings import Place, error, warning
from creditctl.insight.report import Column, Kind, Report, Table

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a|b`c`*d*_e_[f](g)<h>&amp;\\i~j~#k",
    "https://evil.example www.evil.example me@evil.example",
    "two\nlines\r\nand\ttab",
    "\x1b[31mred\x1b]0;title\x07",
    "left\u202egnp.exe",
    "null\x00byte",
]
"""Names that would be a formula, markup or a command where a writer were careless."""


def report(*names: str) -> Report:
    """A small report with every kind of cell, one row a name."""
    columns = (
        Column("debtor", "Debtor"),
        Column("name", "Name", shorten=True),
        Column("due", "Due", Kind.DATE, optional=1),
        Column("days", "Days", Kind.DAYS, optional=2),
        Column("currency", "Cur", Kind.CURRENCY),
        Column("amount", "Amount", Kind.MONEY, alert=True),
        Column("share", "Share", Kind.PERCENT),
    )
    rows = [
        (
            str(i),
            name,
            date(2026, 1, i + 1),
            -i,
            "EUR",
            (1_234_567_850 * i, "EUR"),
            Decimal("12.5"),
        )
        for i, name in enumerate(names)
    ]
    total = ("Total", None, None, None, "EUR", (0, "EUR"), None)
    second = Table(
        "Yen / <b>",
        (Column("number", "Number"), Column("amount", "Amount", Kind.MONEY)),
        [("1", (-1_234_567, "JPY")), ("2", (12_345_678_901_234_567, "JPY"))],
        summary=((1_234_567, "JPY"), "in", 1_234, "items"),
    )
    return Report(
        schema="creditctl.test/1",
        title="A <test> report",
        as_of=date(2026, 1, 31),
        make_tables=lambda: (Table("Euro", columns, rows, [total]), second),
        make_data=lambda: {
            "schema": "creditctl.test/1",
            "as_of": "2026-01-31",
            "rows": [{"name": name, "amount": "1.00"} for name in names],
            "none": [],
        },
        notes=("A note.",),
        findings=(
            warning("CI301", "bad <row>", Place("a.csv", 3, 2, excerpt="x,y"), "mend it."),
            error("CI302", "worse"),
        ),
    )


PLAIN = ("Bakkerij Müller & Zonen, sinds 1898", "株式会社 Nippon", "=cmd")
