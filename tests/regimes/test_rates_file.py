"""A workspace's own `rates.yaml`: laid upon the shipped tables, or refused with its place."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from creditctl.config.lawfiles import load_law
from creditctl.errors import ConfigRefused
from creditctl.regimes.unknown import RateUnknown
from tests.docs.pages import fences, text_of
from tests.scenarios.inside import creditctl

SOURCE = 'source: "official site, read 2027-01-04"'


def write(folder, series, rows, more=""):
    lines = "".join(f"      - {{{row}, {SOURCE}}}\n" for row in rows)
    text = f"version: 1\nseries:\n  {series}:\n{more}    values:\n{lines}"
    (folder / "rates.yaml").write_text(text)
    return folder


def wrong(folder):
    """Code, line, column and message of each finding."""
    with pytest.raises(ConfigRefused) as refused:
        load_law(folder)
    for finding in refused.value.findings:
        assert finding.place.file.endswith("rates.yaml")
        assert finding.hint
    return [(f.code, f.place.line, f.place.column) for f in refused.value.findings]


@pytest.mark.parametrize("page", ["regimes.md", "commands/regimes.md"])
def test_the_examples_in_the_pages_are_valid(tmp_path, page) -> None:
    (example,) = fences(text_of(page), "yaml")
    (tmp_path / "rates.yaml").write_text(example)
    loaded = load_law(tmp_path)
    assert loaded.own_series[0] == "eu_reference_half_year"
    assert loaded.findings == ()


def test_newer_rows_are_laid_upon_the_shipped_ones(tmp_path) -> None:
    rows = ["from: 2027-01-01, percent: 2.65", "from: 2027-07-01, percent: 2.90"]
    loaded = load_law(write(tmp_path, "eu_reference_half_year", rows))
    series = loaded.law.rates["eu_reference_half_year"]
    assert series.covered_through == date(2027, 12, 31)
    assert series.on(date(2027, 8, 1)).value == Decimal("2.90")
    assert series.on(date(2026, 12, 31)).value == Decimal("2.40")
    assert (loaded.own_series, loaded.findings) == (("eu_reference_half_year",), ())


def test_covered_through_may_end_a_row_earlier(tmp_path) -> None:
    rows = ["from: 2027-01-01, percent: 2.65"]
    write(tmp_path, "eu_reference_half_year", rows, "    covered_through: 2027-03-31\n")
    series = load_law(tmp_path).law.rates["eu_reference_half_year"]
    assert isinstance(series.on(date(2027, 4, 1)), RateUnknown)
    assert series.on(date(2027, 3, 31)).value == Decimal("2.65")


def test_a_step_continues_where_the_table_ended(tmp_path) -> None:
    rows = ["from: 2026-07-02, percent: 9.25", "from: 2026-09-10, percent: 9.00"]
    write(tmp_path, "pl_civil", rows, "    covered_through: 2026-11-30\n")
    series = load_law(tmp_path).law.rates["pl_civil"]
    assert [series.on(date(2026, m, 15)).value for m in (7, 9)] == [Decimal("9.25"), Decimal(9)]
    assert isinstance(series.on(date(2026, 12, 1)), RateUnknown)


def test_a_step_inside_the_shipped_days_cuts_the_row_there(tmp_path) -> None:
    rows = ["from: 2026-06-04, percent: 9.00"]
    write(tmp_path, "pl_civil", rows, "    covered_through: 2026-07-31\n")
    series = load_law(tmp_path).law.rates["pl_civil"]
    assert series.on(date(2026, 6, 3)).value == Decimal("9.25")
    assert series.on(date(2026, 7, 31)).value == Decimal(9)


def test_another_value_than_the_shipped_one_counts_and_is_told(tmp_path) -> None:
    rows = ["from: 2025-07-01, percent: 15.10"]
    loaded = load_law(write(tmp_path, "pl_trade", rows))
    assert loaded.law.rates["pl_trade"].on(date(2025, 8, 1)).value == Decimal("15.10")
    assert loaded.law.rates["pl_trade"].covered_through == date(2026, 12, 31)
    assert [finding.code for finding in loaded.findings] == ["CL106"]
    same = write(tmp_path, "pl_trade", ["from: 2025-07-01, percent: 15.25"])
    assert load_law(same).findings == ()


REFUSED = {
    "unknown series": ("eu_reference", ["from: 2027-01-01, percent: 2.65"], "", [("CL100", 3, 3)]),
    "out of order": (
        "eu_reference_half_year",
        ["from: 2027-07-01, percent: 2.65", "from: 2027-01-01, percent: 2.90"],
        "",
        [("CL101", 6, 16)],
    ),
    "the same day twice": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 2.65", "from: 2027-01-01, percent: 2.65"],
        "",
        [("CL101", 6, 16)],
    ),
    "overlap": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 2.65, until: 2027-08-01", "from: 2027-07-01, percent: 2.90"],
        "",
        [("CL102", 6, 16)],
    ),
    "ends before it begins": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 2.65, until: 2026-08-01"],
        "",
        [("CL102", 5, 50)],
    ),
    "a half-year is missing": (
        "eu_reference_half_year",
        ["from: 2027-07-01, percent: 2.65"],
        "",
        [("CL103", 5, 16)],
    ),
    "months are missing in a step": (
        "pl_civil",
        ["from: 2026-09-10, percent: 9.00"],
        "    covered_through: 2026-12-31\n",
        [("CL103", 5 + 1, 16)],
    ),
    "an amount for a percentage": (
        "eu_reference_half_year",
        ["from: 2027-01-01, amount: 2.65"],
        "",
        [("CL104", 5, 36)],
    ),
    "a fraction": ("nl_handelsrente", ["from: 2027-01-01, percent: 0.08"], "", [("CL105", 5, 37)]),
    "a fraction where low rates exist": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 0.02"],
        "",
        [("CL105", 5, 37)],
    ),
    "a fraction after a low rate": (
        "fr_taux_legal",
        ["from: 2021-07-01, percent: 0.08"],
        "",
        [("CL105", 5, 37)],
    ),
    "a negative rate where there is none": (
        "nl_handelsrente",
        ["from: 2027-01-01, percent: -8.00"],
        "",
        [("CL105", 5, 37)],
    ),
    "more than two decimals": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 2.655"],
        "",
        [("CL105", 5, 37)],
    ),
    "a point forgotten": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 265"],
        "",
        [("CL105", 5, 37)],
    ),
    "no amount": (
        "no_inkassosats",
        ["from: 2027-01-01, amount: 0"],
        "",
        [("CL107", 3, 3), ("CL105", 5, 36)],
    ),
    "nobody says how far a step is known": (
        "pl_civil",
        ["from: 2026-07-02, percent: 9.00"],
        "",
        [("CL107", 3, 3)],
    ),
    "covered beyond the rows": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percent: 2.65"],
        "    covered_through: 2027-12-31\n",
        [("CL107", 4, 22)],
    ),
    "unknown key": (
        "eu_reference_half_year",
        ["from: 2027-01-01, percents: 2.65"],
        "",
        [("CC110", 5, 28)],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(tmp_path, case) -> None:
    series, rows, more, expected = REFUSED[case]
    assert wrong(write(tmp_path, series, rows, more)) == expected


def test_a_row_without_a_source_is_refused(tmp_path) -> None:
    text = (
        "version: 1\nseries:\n  be_b2b:\n    values:\n      - {from: 2027-01-01, percent: 10.5}\n"
    )
    (tmp_path / "rates.yaml").write_text(text)
    assert [code for code, _, _ in wrong(tmp_path)] == ["CC111"]
    (tmp_path / "rates.yaml").write_text(text.replace("}", ", sauce: x}"))
    with pytest.raises(ConfigRefused) as refused:
        load_law(tmp_path)
    hints = [finding.hint for finding in refused.value.findings]
    assert hints == [
        "add 'source:' (Where you read it: page or notice, and when)",
        "did you mean 'source'?",
    ]


def test_a_wrong_file_stops_calculator_and_tables_with_exit_4(tmp_path) -> None:
    write(tmp_path, "nl_handelsrente", ["from: 2027-01-01, percent: 0.08"])
    ask = ["interest", "--amount", "1", "--due", "2026-01-31", "--regime", "nl_b2b"]
    for words in (ask, ["regimes", "check"], ["regimes", "list"], ["regimes", "show", "nl_b2b"]):
        done = creditctl(*words, "-w", str(tmp_path), "--json")
        assert (done.returncode, done.stdout) == (4, "")
        (finding,) = json.loads(done.stderr)["findings"]
        assert finding["code"] == "CL105"
        assert "0.08" in finding["message"]


def test_the_calculator_takes_the_own_rates(tmp_path) -> None:
    write(tmp_path, "se_referensranta", ["from: 2026-07-01, percent: 2.00"])
    words = ["interest", "--amount", "36500", "--due", "2026-06-30", "--as-of", "2026-07-10"]
    asked = [*words, "--regime", "se_b2b", "--json"]
    known = creditctl(*asked, "-w", str(tmp_path))
    answer = json.loads(known.stdout)
    assert (known.returncode, answer["interest"]) == (0, "100.00")
    assert any("rates.yaml" in note for note in answer["notes"])
    (tmp_path / "elsewhere").mkdir()
    assert creditctl(*asked, "-w", str(tmp_path / "elsewhere")).returncode == 3
    assert creditctl(*asked, "-w", str(tmp_path / "nowhere")).returncode == 4
