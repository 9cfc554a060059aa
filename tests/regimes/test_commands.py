"""`creditctl interest` and `creditctl regimes`: answers, forms, schemas, and wrong questions."""

from __future__ import annotations

import json

import pytest

from tests.cli.test_schemas import checked
from tests.regimes.tables import LAW
from tests.scenarios.inside import creditctl

WHEN = ["--due", "2025-01-31", "--as-of", "2025-06-30"]
UK = ["interest", "--amount", "5000", *WHEN, "--regime", "gb_b2b"]
NL = ["interest", "--amount", "1000", *WHEN, "--regime", "nl_b2c"]


def told(*words, code=0):
    done = creditctl(*words, "--json")
    assert done.returncode == code, done.stderr
    return checked(done.stdout)


def test_the_answer_in_the_issue() -> None:
    answer = told(*UK)
    assert answer["statute"]["own"] == "Late Payment of Commercial Debts (Interest) Act 1998"
    assert answer["segments"] == [
        {
            "from": "2025-02-01",
            "to": "2025-06-30",
            "days": 150,
            "percent": "12.75",
            "principal": "5000.00",
            "interest": "261.99",
        }
    ]
    assert answer["compensation"] == {"amount": "70.00", "currency": "GBP"}
    assert (answer["principal"], answer["interest"], answer["total"]) == (
        "5000.00",
        "261.99",
        "5331.99",
    )


def test_every_form_has_each_part_of_the_claim() -> None:
    for form in ("table", "csv", "md", "html"):
        done = creditctl(*NL, "--costs", "--notice", "2025-03-01", "--format", form)
        assert (done.returncode, done.stderr) == (0, "")
        for part in ("principal", "interest", "collection costs", "150.00", "total"):
            assert part in done.stdout


def test_payments_credits_and_disputes() -> None:
    words = ["--paid", "2025-03-01:1000.00", "--credit", "2025-06-01:500", "--disputed", "250"]
    answer = told(*UK, *words)
    parts = [(s["from"], s["principal"]) for s in answer["segments"]]
    assert parts == [("2025-02-01", "4250.00"), ("2025-03-02", "3250.00")]
    assert answer["principal"] == "3250.00"
    later = told(*UK, "--paid", "2025-07-01:1000.00")
    assert later["principal"] == "5000.00"
    assert any("after 2025-06-30 are not counted" in note for note in later["notes"])


def test_the_letter_before_the_costs() -> None:
    asked = told(*NL, "--costs")
    assert asked["costs"] == {
        "amount": "150.00",
        "with_vat": "150.00",
        "claimed": False,
        "not_before": None,
    }
    waiting = told(*NL, "--costs", "--notice", "2025-06-20")
    assert waiting["costs"]["not_before"] == "2025-07-05"
    assert waiting["total"] == asked["total"]
    claimed = told(*NL, "--costs", "--notice", "2025-03-01", "--vat", "21%")
    assert claimed["costs"]["claimed"]
    assert claimed["costs"]["with_vat"] == "181.50"


def test_belgian_notices_count_from_post_unless_told() -> None:
    words = ["interest", "--amount", "300", *WHEN, "--regime", "be_b2c", "--costs"]
    none = told(*words)
    assert (none["interest"], none["total"]) == (None, "300.00")
    by_post = told(*words, "--notice", "2025-06-12")
    by_mail = told(*words, "--notice", "2025-06-12", "--notice-by", "email")
    assert (by_post["costs"]["not_before"], by_mail["costs"]["not_before"]) == ("2025-07-01", None)
    assert by_mail["costs"]["claimed"]


def test_an_agreed_rate() -> None:
    words = ["interest", "--amount", "36500", *WHEN, "--regime", "contract", "--currency", "USD"]
    answer = told(*words, "--rate", "8%")
    assert (answer["interest"], answer["rules"]["agreed"], answer["statute"]) == (
        "1200.00",
        True,
        None,
    )
    low = told("interest", "--amount", "1", *WHEN, "--regime", "fr_b2b", "--rate", "5%", code=3)
    assert (low["total"], [f["code"] for f in low["findings"]]) == (None, ["CL132"])


def test_what_is_not_late_and_what_has_no_rate() -> None:
    early = told(*UK[:3], "--due", "2025-06-30", "--as-of", "2025-06-30", "--regime", "gb_b2b")
    assert (early["interest"], early["compensation"], early["total"]) == ("0.00", None, "5000.00")
    assert early["notes"] == ["Not overdue on 2025-06-30: nothing is owed beside the principal."]
    none = told("interest", "--amount", "5000", *WHEN, "--regime", "us_none")
    assert (none["interest"], none["total"]) == ("0.00", "5000.00")
    nothing = told("interest", "--amount", "1", *WHEN, "--regime", "none", "--currency", "JPY")
    assert (nothing["total"], nothing["rules"]) == ("1", None)


UNKNOWN = [
    ("dk_b2b", "2026-01-31", "2026-11-25", "CL130"),
    ("gb_b2b", "1999-01-31", "2000-01-31", "CL130"),
    ("es_b2b", "2012-01-31", "2013-01-31", "CL131"),
    ("no_b2b", "2020-12-31", "2021-03-01", "CL133"),
]


@pytest.mark.parametrize(("regime", "due", "as_of", "code"), UNKNOWN)
def test_what_is_not_known_is_said_and_never_guessed(regime, due, as_of, code) -> None:
    words = ["interest", "--amount", "100", "--due", due, "--as-of", as_of, "--regime", regime]
    answer = told(*words, code=3)
    assert [finding["code"] for finding in answer["findings"]] == [code]
    assert answer["total"] is None
    done = creditctl(*words)
    assert done.returncode == 3
    assert code in done.stderr
    assert "hint: " in done.stderr


def test_a_collectors_fee_of_another_year_is_not_known_and_nobodys_claim_here() -> None:
    words = ["--due", "2025-01-31", "--as-of", "2025-12-31", "--regime", "no_b2c"]
    answer = told("interest", "--amount", "100", *words)
    assert (answer["costs"], answer["total"]) == (None, "111.31")
    assert any("not known for 2025-12-31" in note for note in answer["notes"])


def test_a_remembered_value_is_named() -> None:
    words = ["--due", "2023-12-31", "--as-of", "2024-06-30", "--regime", "fr_b2c"]
    answer = told("interest", "--amount", "100", *words, "--notice", "2024-01-15")
    assert any("2024-01-01 (5.07%) is remembered" in note for note in answer["notes"])


REFUSED = [
    (["--regime", "gb"], "CL120", "gb_b2b"),
    (["--currency", "EUR"], "CL121", "GBP only"),
    (["--currency", "Pounds"], "CL121", "no currency"),
    (["--amount", "-5000"], "CL122", "not more than 0"),
    (["--amount", "0"], "CL122", "not more than 0"),
    (["--amount", "5.000,00"], "CL122", "not an amount"),
    (["--amount", "5000.005"], "CL122", "more decimals"),
    (["--disputed", "-1"], "CL122", "not more than 0"),
    (["--rate", "0.08"], "CL123", "--rate 8%"),
    (["--rate", "0.12"], "CL123", "not plausible"),
    (["--rate", "0.08%"], "CL123", "not plausible"),
    (["--rate", "800%"], "CL123", "not plausible"),
    (["--rate", "acht"], "CL123", "no percentage"),
    (["--paid", "1000"], "CL124", "no day with an amount"),
    (["--paid", "2025-02-30:1000"], "CL124", "no day with an amount"),
    (["--paid", "2025-03-01:5000.01"], "CL124", "more than the amount"),
    (["--regime", "contract", "--currency", "EUR"], "CL125", "--rate 8%"),
    (["--regime", "contract", "--rate", "8%"], "CL121", "--currency EUR"),
    (["--regime", "none", "--currency", "EUR", "--rate", "8%"], "CL126", "no interest"),
    (["--regime", "ch_all", "--mode", "per_half_year"], "CL126", "leave --mode out"),
    (["--notice", "2025-03-01"], "CL127", "demands no notice"),
    (["--notice-by", "post"], "CL127", "without --notice"),
    (["--regime", "nl_b2c", "--notice", "2025-03-01", "--notice-by", "post"], "CL127", "receipt"),
    (["--regime", "nl_b2c", "--notice", "2025-01-31"], "CL127", "before the debt was late"),
    (["--costs"], "CL128", "no schedule"),
    (["--regime", "nl_b2b", "--vat", "0.21"], "CL128", "not plausible"),
    (["--day-count", "365"], "CR001", "act/365"),
    (["--as-of", "30-06-2025"], "CR001", "2026-01-31"),
]


@pytest.mark.parametrize(
    ("words", "code", "says"), REFUSED, ids=[" ".join(w) for w, _, _ in REFUSED]
)
def test_a_question_that_makes_no_sense_is_refused(words, code, says) -> None:
    done = creditctl(*UK, *words, "--json")
    assert (done.returncode, done.stdout) == (2, "")
    (finding,) = checked(done.stderr)["findings"]
    assert finding["code"] == code
    assert says in finding["message"] + finding["hint"]


def test_regimes_are_listed_with_the_rate_of_the_day() -> None:
    found = {
        line["regime"]: line for line in told("regimes", "list", "--as-of", "2026-11-25")["regimes"]
    }
    assert found.keys() == LAW.regimes.keys()
    assert (found["gb_b2b"]["percent"], found["gb_b2b"]["known_through"]) == ("11.75", "2026-12-31")
    assert (found["se_b2b"]["percent"], found["se_b2b"]["known_through"]) == (None, "2026-06-30")
    assert (found["ch_all"]["percent"], found["ch_all"]["known_through"]) == ("5.00", None)
    bare = creditctl("regimes")
    assert bare.returncode == 0
    assert "nl_b2b" in bare.stdout


@pytest.mark.parametrize("name", LAW.regimes)
def test_everything_about_each_regime(name) -> None:
    answer = told("regimes", "show", name)
    assert [one["series"] for one in answer["series"]] == list(LAW.regimes[name].series())
    text = creditctl("regimes", "show", name)
    assert text.returncode == 0
    for series in answer["series"]:
        assert series["known_through"] in text.stdout
        assert series["look"] in " ".join(text.stdout.split())
        assert all(value["source"] for value in series["values"])


def test_tables_that_run_out_are_named_with_the_place_to_look() -> None:
    answer = told("regimes", "check", "--as-of", "2026-11-25", code=3)
    states = {table["table"]: table["state"] for table in answer["tables"]}
    assert states["se_referensranta"] == "run out"
    assert states["gb_bank_rate_half_year"] == "runs out"
    assert all(table["look"] and table["regimes"] for table in answer["tables"])
    assert len(answer["tables"]) == 20
    for day, state, code in (("2026-06-30", "runs out", 0), ("2026-05-01", "known", 0)):
        table = next(
            table
            for table in told("regimes", "check", "--as-of", day, code=code)["tables"]
            if table["table"] == "se_referensranta"
        )
        assert table["state"] == state
    done = creditctl("regimes", "check", "--as-of", "2026-11-25")
    assert "www.riksbank.se" in done.stdout


def test_a_regime_that_is_not_there_is_refused() -> None:
    done = creditctl("regimes", "show", "nl_b2x", "--json")
    assert done.returncode == 2
    (finding,) = json.loads(done.stderr)["findings"]
    assert finding["code"] == "CL120"
    assert "nl_b2b" in finding["hint"]
