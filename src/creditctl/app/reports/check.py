"""A check, or the doctor's look, as a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.report import Column, Report, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.app.checking import Checked
    from creditctl.app.doctor import Fact
    from creditctl.insight.report import Row


def check_report(checked: Checked, as_of: date) -> Report:
    """Every part with a word about it; the findings follow."""
    columns = (Column("part", "Part"), Column("result", "Result"))
    rows: list[Row] = list(checked.parts)
    findings = checked.findings
    count = "1 finding" if len(findings) == 1 else f"{len(findings)} findings"
    told = count if findings else "nothing to complain about"
    return Report(
        schema="creditctl.check/1",
        title=f"Check as of {as_of}: {told}",
        as_of=as_of,
        make_tables=lambda: (Table("", columns, rows),),
        make_data=lambda: {
            "schema": "creditctl.check/1",
            "as_of": as_of.isoformat(),
            "parts": [{"part": part, "result": result} for part, result in checked.parts],
            "exit_code": int(checked.exit_code),
            "findings": [finding.as_json() for finding in findings],
        },
        findings=tuple(findings),
    )


def doctor_report(facts: Sequence[Fact], as_of: date) -> Report:
    """Every fact with its mark: ok, look or bad."""
    columns = (Column("mark", ""), Column("what", "What"), Column("value", "Found"))
    rows: list[Row] = [(fact.mark, fact.what, fact.value) for fact in facts]
    return Report(
        schema="creditctl.doctor/1",
        title="Installation and workspace",
        as_of=as_of,
        make_tables=lambda: (Table("", columns, rows),),
        make_data=lambda: {
            "schema": "creditctl.doctor/1",
            "facts": [{"mark": f.mark, "what": f.what, "value": f.value} for f in facts],
        },
    )
