"""One set of open items in ten dresses, and every other file that breaks naive readers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from creditctl.errors import DataRefused
from creditctl.imports.load import Source, load
from creditctl.ledger.dates import to_days
from creditctl.ledger.frames import Kind
from tests.real.aged import LABELS, aged, minor

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.findings import Finding

EXPECTED = "synthetic-openitems.expected.json"
OWN_ROWS = ("formula-injection", "ragged-and-bad")
FLAGS = re.compile(r"--(date-order|decimal-mark) (\S+)")


def source(path: Path, kind: str = "invoices") -> Source:
    return Source("messy", path, path.name, kind)


def load_with_the_hint(path: Path):
    """The import; where a column allows two readings, with the one flag that the hint names."""
    wanted = source(path)
    try:
        return load([wanted], currency="EUR")
    except DataRefused as refusal:
        (only,) = refusal.findings
        flag, value = FLAGS.search(only.hint).groups()
        return load([replace(wanted, **{flag.replace("-", "_"): value})], currency="EUR")


def dresses(folder: Path) -> list[Path]:
    files = sorted(folder.glob("synthetic-openitems*.*"))
    return [f for f in files if f.suffix != ".json" and not any(own in f.name for own in OWN_ROWS)]


def test_every_dress_gives_the_same_open_items(shared_data: Path):
    folder = shared_data / "messy"
    base = json.loads((folder / EXPECTED).read_text())["base"]
    files = dresses(folder)
    assert len(files) == 10
    for path in files:
        found = load_with_the_hint(path)
        assert found.rejected == (), path.name
        assert found.files[0].sums == {"EUR": 87299732}, path.name
        buckets = aged(found, base["as_of"])
        for label in LABELS:
            expected = base["buckets"][label]
            assert buckets[label] == (expected["items"], minor(expected["amount"])), path.name
        credits_ = found.documents.kind == Kind.CREDIT_NOTE
        assert int(credits_.sum()) == base["credits"]["items"], path.name
        assert int(found.documents.open[credits_].sum()) == minor(base["credits"]["amount"])
        owed = np.zeros(len(found.documents.debtors), np.int64)
        np.add.at(owed, found.documents.debtor, found.documents.open)
        debtors = dict(zip(found.documents.debtors.ids, owed.tolist(), strict=True))
        expected_debtors = {d["code"]: minor(d["open"]) for d in base["debtors"]}
        if "serial-dates" in path.name:  # its author lost the zeros of 0007
            expected_debtors["7"] = expected_debtors.pop("0007")
        assert debtors == expected_debtors, path.name
        names = {d["code"]: d["name"] for d in base["debtors"]} | {"7": "007 Security Ltd"}
        for code, debtor in enumerate(found.documents.debtors.ids):
            assert found.documents.debtors.names[code] == names[debtor], path.name


def test_none_of_the_dresses_needs_a_hint_or_warns_without_reason(shared_data: Path):
    reasons = {"serial-dates-text-amounts.xlsx": ["CI240"], "title-formulas.xlsx": ["CI223"]}
    for path in dresses(shared_data / "messy"):
        found = load([source(path)], currency="EUR")
        wanted = next((codes for end, codes in reasons.items() if path.name.endswith(end)), [])
        assert [f.code for f in found.findings if f.severity != "info"] == wanted, path.name


def test_a_preamble_states_the_day_of_the_export(shared_data: Path):
    for name in ("preamble-subtotals-footer.csv", "merged-title-formulas.xlsx"):
        found = load(
            [source(shared_data / "messy" / f"synthetic-openitems-{name}")], currency="EUR"
        )
        facts = found.files[0]
        assert (str(facts.exported), facts.exported_basis) == ("2026-01-31", "stated")


def test_ids_that_look_like_formulas_and_names_with_line_breaks(shared_data: Path):
    path = shared_data / "messy" / "synthetic-openitems-formula-injection-newlines.csv"
    expected = json.loads((path.parent / EXPECTED).read_text())["exceptions"][path.name]
    found = load([source(path)], currency="EUR")
    assert found.rejected == ()
    assert sum(n for n, _ in aged(found, expected["as_of"]).values()) == expected["open_items"]
    assert aged(found, expected["as_of"])["31-60"] == (6, minor(expected["total_open"]))
    assert list(found.documents.number) == [
        "=1+1", "+31201234567", "-5", "@SUM(A1)", "TAB-1", "2025-0099"
    ]  # fmt: skip
    assert found.documents.debtors.names[5] == 'Regel 1 Regel 2, "tweede" Regel 3'
    assert found.documents.line.tolist() == [2, 3, 4, 5, 6, 7]


def test_every_bad_row_of_the_ragged_file_is_named(shared_data: Path):
    path = shared_data / "messy" / "synthetic-openitems-ragged-and-bad-rows.csv"
    expected = json.loads((path.parent / EXPECTED).read_text())["exceptions"][path.name]
    found = load([source(path)], currency="EUR")
    assert list(found.documents.number) == expected["clean_rows"]
    lines = path.read_text().splitlines()
    bad = {lines[r.line - 1].split(",")[0] or "(no number)": r for r in found.rejected}
    assert set(bad) == set(expected["bad"])
    rules = {number: rejected.rule for number, rejected in bad.items()}
    assert rules == {
        "B-1": "CI301", "B-2": "CI301", "B-3": "CI301", "B-4": "CI304", "B-5": "CI313",
        "B-6": "CI305", "B-7": "CI312", "(no number)": "CI314", "B-8": "CI316", "B-9": "CI317",
    }  # fmt: skip
    for rejected in found.rejected:
        (report, *_) = [f for f in found.findings if f.place.line == rejected.line]
        assert report.place.excerpt == lines[rejected.line - 1]
        assert report.hint
    assert found.held == {"3001"}
    (twice,) = [f for f in found.findings if f.code == "CI319"]
    assert lines[twice.place.line - 1].startswith("G-2")
    assert "'G-2'" in twice.message
    assert (found.files[0].repeated, found.files[0].skipped) == (1, 2)


@pytest.mark.parametrize("kind", ["invoices", "debtors", "payments"])
def test_every_file_ends_in_documents_or_in_a_finding(shared_data: Path, kind: str):
    files = [f for f in sorted((shared_data / "messy").iterdir()) if f.suffix != ".md"]
    for path in files:
        try:
            found = load([source(path, kind)], currency="EUR", has_terms=True)
        except DataRefused as caught:
            refused(path, caught.findings)
        else:
            facts = found.files[0]
            assert facts.rows == facts.accepted + facts.rejected + facts.repeated + facts.closed


def refused(path: Path, findings: Sequence[Finding]) -> None:
    """A refusal names the file, the line where there is one, and what to do."""
    assert findings
    for report in findings:
        assert report.place.file == path.name, path.name
        assert report.hint, path.name
        if report.code.startswith(("CI2", "CI3")) and report.code not in ("CI206", "CI230"):
            assert report.place.line, (path.name, report)


def test_nothing_in_the_folder_but_the_open_items_is_taken_for_invoices(shared_data: Path):
    for path in sorted((shared_data / "messy").iterdir()):
        if path.name.startswith("synthetic-openitems") and path.suffix != ".json":
            continue
        with pytest.raises(DataRefused):
            load([source(path)], currency="EUR", has_terms=True)


def test_the_day_before_changes_nothing_that_is_stated(shared_data: Path):
    path = shared_data / "messy" / "synthetic-openitems-utf8-comma.csv"
    found = load([source(path)], currency="EUR")
    assert int(found.documents.issued.max()) <= to_days(found.files[0].exported)
