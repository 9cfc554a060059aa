"""The verdicts of policy tests as a report: one line a test, and why each failure failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from creditctl.insight.report import Column, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from creditctl.app.policytests.running import PolicyVerdicts
    from creditctl.app.policytests.verdict import Failure, Seen, Verdict
    from creditctl.insight.report import JsonObject, Row

_SCHEMA = "creditctl.policy-test/1"
_TESTS = (Column("result", ""), Column("test", "Test", shorten=True))
_FAILURE = (Column("item", "Item"), Column("what", ""), Column("text", ""))
_RECORDS = (
    Column("policy", "Policy"),
    Column("test", "Test"),
    Column("result", "Result"),
    Column("place", "Place"),
    Column("item", "Item"),
    Column("what", "What"),
    Column("expected", "Expected"),
    Column("got", "Got"),
    Column("reason", "Reason"),
    Column("saw", "What it saw"),
    Column("rule", "Rule"),
)


def policytest_report(tested: Sequence[PolicyVerdicts], as_of: date) -> Report:
    """What came of the tests of some policies.

    Args:
        tested: the policies.
        as_of: the day on which they were tested; it decides nothing.
    """
    return Report(
        schema=_SCHEMA,
        title=_title(tested),
        as_of=as_of,
        make_tables=lambda: tuple(_tables(tested)),
        make_data=lambda: _data(tested),
        make_records=lambda: Table("", _RECORDS, list(_records(tested))),
        findings=tuple(finding for one in tested for finding in one.findings),
    )


def failed(tested: Sequence[PolicyVerdicts]) -> int:
    """How many tests failed."""
    return sum(not verdict.passed for one in tested for verdict in one.verdicts)


def _title(tested: Sequence[PolicyVerdicts]) -> str:
    every = sum(len(one.verdicts) for one in tested)
    return f"{every - failed(tested)} passed, {failed(tested)} failed"


def _tables(tested: Sequence[PolicyVerdicts]) -> Iterator[Table]:
    for one in tested:
        if one.verdicts:
            rows: list[Row] = [(_result(v), v.name) for v in one.verdicts]
            yield Table(f"{one.policy.policy.name} ({one.file})", _TESTS, rows)
    for one in tested:
        for verdict in one.verdicts:
            if not verdict.passed:
                yield _failed_test(verdict)


def _failed_test(verdict: Verdict) -> Table:
    """What was expected and what was decided; then why, as `explain` has it."""
    title = f"FAILED {verdict.name} ({verdict.place.file}:{verdict.place.line})"
    return Table(title, _FAILURE, [row for one in verdict.failures for row in _told(one)])


def _told(failure: Failure) -> Iterator[Row]:
    item = failure.item
    for d in failure.differences:
        yield item, d.what, f"expected {d.expected}, got {d.got} (line {d.place.line})"
    for label, seen in (("why", failure.why), ("why not", failure.why_not)):
        if seen is not None:
            yield item, label, seen.reason
            yield item, "saw", seen.saw
        if seen is not None and seen.rule:
            yield item, "rule", seen.rule


def _result(verdict: Verdict) -> str:
    return "ok" if verdict.passed else "FAILED"


def _records(tested: Sequence[PolicyVerdicts]) -> Iterator[Row]:
    """A row a passed test, and a row a difference."""
    for one in tested:
        for verdict in one.verdicts:
            head = (one.policy.policy.name, verdict.name, _result(verdict))
            if verdict.passed:
                yield (*head, f"{one.file}:{verdict.place.line}", *[""] * 7)
            for failure in verdict.failures:
                seen = failure.why
                why = (seen.reason, seen.saw, seen.rule) if seen else ("", "", "")
                for d in failure.differences:
                    place = f"{one.file}:{d.place.line}"
                    yield (*head, place, failure.item, d.what, d.expected, d.got, *why)


def _data(tested: Sequence[PolicyVerdicts]) -> JsonObject:
    every = sum(len(one.verdicts) for one in tested)
    return {
        "schema": _SCHEMA,
        "passed": every - failed(tested),
        "failed": failed(tested),
        "policies": [
            {
                "policy": one.policy.policy.name,
                "file": one.policy.file,
                "tests_file": one.file if one.verdicts else None,
                "tests": [_test_data(verdict) for verdict in one.verdicts],
            }
            for one in tested
        ],
        "findings": [finding.as_json() for one in tested for finding in one.findings],
    }


def _test_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "test": verdict.name,
        "line": verdict.place.line,
        "passed": verdict.passed,
        "failures": [
            {
                "item": failure.item,
                "why": _seen(failure.why),
                "why_not": _seen(failure.why_not),
                "differences": [
                    {
                        "what": d.what,
                        "expected": d.expected,
                        "got": d.got,
                        "line": d.place.line,
                    }
                    for d in failure.differences
                ],
            }
            for failure in verdict.failures
        ],
    }


def _seen(seen: Seen | None) -> dict[str, str] | None:
    if seen is None:
        return None
    return {"reason": seen.reason, "saw": seen.saw, "policy_line": seen.rule}
