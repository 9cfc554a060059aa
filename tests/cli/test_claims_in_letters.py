"""What letters claim by law in real runs: figures, crash and repeat, plans, and the journal."""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.debts import LAW, Debt, held_for, run, write
from tests.cli.test_plan_file import tree
from tests.cli.test_schemas import checked
from tests.guarantees import workspaces
from tests.scenarios.inside import creditctl

CLAIMING = {"id": "final", "days": 1, "interest": True, "compensation": True}
D = date.fromisoformat

# Facts: regime, due date, day of the letter, amount; what the letter claims. Figures that were
# published, or worked out by hand.

FACTS = [
    # 1000 x 8.5 % a year is 0.23 a day, and 50 days of that
    ("gb_b2b", "2026-01-15", "2026-03-06", "1000.00", {"rate": "8.5%", "rounding": "daily"}, ("11.50", "70.00")),
    # the same exactly: 1000 x 8.5 x 50 / 36500
    ("gb_b2b", "2026-01-15", "2026-03-06", "1000.00", {"rate": "8.5%"}, ("11.64", "70.00")),
    # the rate of the first day stays over 1 July
    ("gb_b2b", "2026-06-20", "2026-09-28", "1000.00", {}, ("32.19", "70.00")),
    ("gb_b2b", "2026-07-15", "2026-07-16", "999.99", {}, ("0.32", "40.00")),
    ("gb_b2b", "2026-07-15", "2026-07-16", "10000.00", {}, ("3.22", "100.00")),
    # half-years apart: 16 days at 11.27 %, 15 at 10.27 %
    ("de_b2b", "2025-06-15", "2025-07-15", "10000.00", {}, ("88.52", "40.00")),
    ("de_b2c", "2025-06-15", "2025-07-15", "10000.00", {}, ("55.64", "0.00")),
    ("de_b2b", "2023-12-31", "2024-12-31", "10000.00", {"day_count": "act/act"}, ("1249.43", "40.00")),
    ("de_b2b", "2026-01-15", "2026-02-15", "10000.00", {"rate": "12.62%", "day_count": "30/360"}, ("105.17", "40.00")),
    # interest on interest after each full year
    ("nl_b2b", "2022-12-31", "2024-12-31", "10000.00", {}, ("2502.34", "40.00")),
    ("nl_b2c", "2025-12-15", "2026-01-14", "2500.00", {}, ("10.41", "0.00")),
    ("ie_b2b", "2026-08-31", "2026-09-30", "1000.00", {}, ("8.55", "40.00")),
    ("se_b2b", "2026-01-15", "2026-02-14", "50000.00", {"rate": "10%"}, ("410.96", "450.00")),
    # the fixed sum is in euros, and so it isn't added to zloty
    ("pl_b2b", "2026-06-15", "2026-07-15", "12400.00", {}, ("141.41", "0.00")),
    ("ch_all", "2026-03-15", "2026-06-15", "10000.00", {}, ("126.03", "0.00")),
    ("contract", "2026-01-15", "2026-03-06", "1000.00", {"rate": "8.5%"}, ("11.64", "0.00")),
]  # fmt: skip


@pytest.mark.parametrize(("regime", "due", "as_of", "amount", "law", "claimed"), FACTS)
def test_a_letter_claims_to_the_cent(tmp_path, regime, due, as_of, amount, law, claimed):
    debt = Debt(regime, D(due), (amount,), (CLAIMING,), tuple(law.items()))
    (letter,) = run(write(tmp_path, debt), D(as_of))
    interest, compensation = claimed
    total = str(sum(map(Decimal, (amount, interest, compensation))))
    assert (letter.claim["interest"], letter.claim["compensation"]) == claimed
    assert (letter.data["principal"], letter.data["total"]) == (amount, total)
    shown = [letter.shown(what) for what in ("principal", "interest", "compensation", "total")]
    assert shown == [amount, interest, compensation, total]
    text, statute = " ".join(letter.text.split()), LAW.regimes[regime].statute
    if statute is None:
        assert "agreed in the contract" in text
    else:
        assert f"Legal basis: {statute.en}." in text or f"Legal basis: {statute.own}." in text


# Payments: what lowers the principal, and what nobody knows the day of

PART_PAID = Debt(
    "gb_b2b", D("2026-07-31"), ("10000.00",), (CLAIMING,), paid=(("2026-08-31", "4000.00"),)
)  # fmt: skip


def lines(letter):
    return [(line["days"], line["principal"]) for line in letter.claim["interest_lines"]]


@pytest.mark.parametrize("stated", [False, True])
def test_a_payment_lowers_the_principal_from_the_day_after(tmp_path, stated):
    folder = write(tmp_path, PART_PAID)
    if stated:  # the export says itself what is open
        invoices = (folder / "invoices.csv").read_text()
        invoices = invoices.replace("Total", "Total,Outstanding").replace(
            "000.00", "000.00,6000.00"
        )
        (folder / "invoices.csv").write_text(invoices)
    (letter,) = run(folder, D("2026-09-30"))
    assert lines(letter) == [(31, "10000.00"), (30, "6000.00")]
    assert (letter.claim["interest"], letter.claim["compensation"]) == ("157.74", "100.00")
    assert letter.shown("total") == letter.data["total"] == "6257.74"


def test_of_a_payment_without_a_known_day_only_the_rest_bears_interest(tmp_path):
    folder = write(tmp_path, PART_PAID)
    invoices = (folder / "invoices.csv").read_text()
    invoices = invoices.replace("Total", "Total,Outstanding").replace("000.00", "000.00,5000.00")
    (folder / "invoices.csv").write_text(invoices)  # 1,000 more was paid than there are payments
    (letter,) = run(folder, D("2026-09-30"))
    assert lines(letter) == [(61, "5000.00")]


def test_a_payment_is_counted_once_where_an_invoice_has_instalments(tmp_path):
    folder = write(tmp_path, PART_PAID)
    rows = "InvoiceNumber,CustomerCode,InvoiceDate,Total\nF1,D1,2026-07-01,9000.00\n"
    (folder / "invoices.csv").write_text(rows)
    policy = (folder / "policy.yaml").read_text()
    terms = "terms: {default: '40% net 30, 30% net 45, rest net 60'}\n"
    (folder / "policy.yaml").write_text(policy + terms)
    (letter,) = run(folder, D("2026-10-15"))
    assert letter.data["principal"] == "5000.00"
    assert lines(letter) == [(61, "2300.00"), (46, "2700.00")]


# What is not known writes no letter


@pytest.mark.parametrize(
    ("debt", "as_of", "reason", "saw"),
    [
        (Debt("gb_b2b", D("2026-12-31"), ("100.00",), (CLAIMING,)), "2027-01-01", "rate-unknown", "not published yet"),
        (Debt("fr_b2b", D("2026-01-31"), ("100.00",), (CLAIMING,), (("rate", "7.85%"),)), "2026-03-02", "rate-unknown", "at least 7.86%"),
        (Debt("contract", D("2026-01-31"), ("100.00",), (CLAIMING,)), "2026-03-02", "rate-unknown", "name a 'rate' of the contract"),
        (Debt("nl_b2c", D("2026-01-31"), ("100.00",), ({"id": "final", "days": 1, "costs": True},)), "2026-03-02", "notice-period", "no letter announced"),
    ],
)  # fmt: skip
def test_what_is_not_known_holds_the_letter(tmp_path, debt, as_of, reason, saw):
    folder = write(tmp_path, debt)
    assert run(folder, D(as_of)) == []
    assert not list((folder / "outbox").rglob("*.eml"))
    told, value = held_for(folder, D(as_of))
    assert told == reason
    assert saw in value


@pytest.mark.parametrize(
    ("country", "currency", "saw"),
    [("BR", "EUR", "business debtors in BR"), ("GB", "EUR", "debts in GBP, not in EUR")],
)
def test_a_country_or_a_currency_without_rules_holds_the_letter(tmp_path, country, currency, saw):
    debt = Debt("nl_b2b", D("2026-01-31"), ("100.00",), (CLAIMING,), country=country)
    folder = write(tmp_path, debt)
    policy = (folder / "policy.yaml").read_text()
    (folder / "policy.yaml").write_text(policy.replace("nl_b2b", "by-country"))
    assert run(folder, D("2026-03-02")) == []
    assert held_for(folder, D("2026-03-02"))[0] == "regime-unknown"
    assert saw in held_for(folder, D("2026-03-02"))[1]


# Again, and after a crash

LATE = Debt("gb_b2b", D("2026-06-20"), ("1000.00", "999.99"), (CLAIMING,))
DAY = D("2026-09-28")


def letters(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "outbox").rglob("*.eml")}


def test_a_run_again_issues_nothing_and_the_same_books_give_the_same_bytes(tmp_path):
    folder, other = (write(tmp_path / name, LATE) for name in ("one", "other"))
    assert len(run(folder, DAY)) == len(run(other, DAY)) == 1
    once = letters(folder)
    assert once == letters(other)
    assert run(folder, DAY) == run(folder, DAY + timedelta(1)) == []
    assert letters(folder) == once


def test_the_journal_holds_the_claim(tmp_path):
    folder = write(tmp_path, LATE)
    (letter,) = run(folder, DAY)
    log = checked(creditctl("journal", "log", "-w", str(folder), "--json").stdout)
    (planned,) = [event for event in log["events"] if event["kind"] == "notice.planned"]
    assert planned["data"]["claim"] == {
        "regime": "gb_b2b",
        "principal": 199_999,
        "interest": 3_219 + 3_219,
        "compensation": 11_000,
        "costs": 0,
        "fee": 0,
        "announced": 0,
    }
    assert planned["data"]["total"] == int(letter.data["total"].replace(".", ""))
    verified = creditctl("journal", "verify", "-w", str(folder))
    assert verified.returncode == 0, verified.stderr


RUN_LATE = ("run", "--as-of", str(DAY), "--first-run", "--allow-date", "a test", "-w")


def twenty_debtors(place):
    folder = write(place, LATE)
    for file in ("invoices.csv", "debtors.csv"):
        head, row, *_ = (folder / file).read_text().splitlines()
        rows = [row.replace("D1", f"D{n}").replace("d1@", f"d{n}@") for n in range(20)]
        (folder / file).write_text("\n".join([head, *rows]) + "\n")
    return folder


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The letters of a run that nobody kills, and how long it takes here."""
    folder = twenty_debtors(tmp_path_factory.mktemp("whole"))
    begin = time.monotonic()
    assert workspaces.creditctl(*RUN_LATE, str(folder)).returncode == 0
    return letters(folder), time.monotonic() - begin


@pytest.mark.parametrize("moment", [0.5, 0.7, 0.9])
def test_killed_and_run_again_claims_once(tmp_path, undisturbed, moment):
    whole, usual = undisturbed
    folder = twenty_debtors(tmp_path / "killed")
    victim = subprocess.Popen(
        workspaces.command(*RUN_LATE, str(folder)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(moment * usual)
    victim.kill()
    victim.wait()
    assert creditctl(*RUN_LATE, str(folder)).returncode in (0, 3)  # 3: one may have left, or not
    listed = json.loads(creditctl("outbox", "list", "-w", str(folder), "--json").stdout)["notices"]
    alive = [one["notice"] for one in listed if one["state"] in ("handed over", "uncertain")]
    assert len(alive) == len(set(alive)) == 20
    assert len(whole) == 20
    assert letters(folder).items() <= whole.items()
    assert len(letters(folder)) >= 19
    assert creditctl("journal", "verify", "-w", str(folder)).returncode == 0


# Plans

REVIEWED = replace(LATE, steps=(CLAIMING | {"review": True},))
RATES = """version: 1
series:
  gb_bank_rate_half_year:
    values:
      - {from: 2027-01-01, percent: 3.50, source: "bankofengland.co.uk, read 2027-01-04"}
"""


def give_rates(folder: Path, text: str) -> None:
    """Rates of the workspace's own, none when the text is empty."""
    (folder / "rates.yaml").write_text(text)
    if not text:
        (folder / "rates.yaml").unlink()


def planned(folder: Path, *words: str) -> Path:
    """The approved plan of a workspace."""
    file = folder.parent / "plan.json"
    day = ("--as-of", str(DAY), "--first-run")
    done = creditctl("plan", "-w", str(folder), *day, *words, "-o", str(file))
    assert done.returncode == 0, done.stderr
    done = creditctl("plan", "approve", str(file), "-w", str(folder), "--by", "Anna")
    assert done.returncode == 0, done.stderr
    return file


def carried_out(folder: Path, file: Path):
    words = ("--as-of", str(DAY), "--allow-date", "a test")
    return creditctl("run", "--plan", str(file), "-w", str(folder), *words)


def test_a_plan_with_claims_is_carried_out_byte_by_byte(tmp_path):
    folder = write(tmp_path / "books", REVIEWED)
    preview = tmp_path / "preview"
    file = planned(folder, "--letters", str(preview))
    (notice,) = checked(file.read_text())["waiting"]
    assert (notice["claim"]["interest"], notice["claim"]["compensation"]) == ("64.38", "110.00")
    assert run(folder, DAY) == []  # it waits for the plan
    file = planned(folder)
    assert carried_out(folder, file).returncode == 0
    assert letters(folder) == {path.name: path.read_bytes() for path in preview.iterdir()}
    again = carried_out(folder, file)
    assert (again.returncode, "CR145" in again.stderr) == (8, True)


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (RATES, RATES.replace("3.50", "3.75"), "changed"),
        (RATES, "", "is no longer used"),
        ("", RATES, "has come to be used"),
    ],
)
def test_other_rates_than_those_of_the_plan_are_refused_by_name(tmp_path, before, after, how):
    folder = write(tmp_path / "books", REVIEWED)
    give_rates(folder, before)
    file = planned(folder)
    give_rates(folder, after)
    left = tree(folder)
    done = carried_out(folder, file)
    assert (done.returncode, done.stdout) == (8, "")
    assert f"CR146: settings: rates.yaml {how} since the plan was made" in done.stderr
    assert tree(folder) == left


def test_rates_do_not_matter_to_a_policy_that_claims_nothing(tmp_path):
    folder = write(tmp_path / "books", replace(LATE, steps=({"id": "final", "days": 1},)))
    policy = (folder / "policy.yaml").read_text()
    (folder / "policy.yaml").write_text(policy.replace("business: gb_b2b", "business: none"))
    file = planned(folder)
    give_rates(folder, RATES)
    assert carried_out(folder, file).returncode == 0


# Check


def test_check_looks_at_the_rates_by_which_letters_claim(tmp_path):
    folder = write(tmp_path, LATE)
    words = ("check", "-w", str(folder), "--as-of", str(DAY))
    assert "late payment  rates as shipped\n" in creditctl(*words).stdout
    give_rates(folder, RATES.replace("3.50", "0.0350"))
    done = creditctl(*words)
    assert (done.returncode, "late payment  refused" in done.stdout) == (4, True)
    assert "rates.yaml:5:37: error CL105" in done.stderr


def test_check_says_so_when_nobody_knows_who_is_a_business(tmp_path):
    folder = write(tmp_path, LATE)
    words = ("check", "-w", str(folder), "--as-of", str(DAY))
    assert "CR190" not in creditctl(*words).stderr
    debtors = (folder / "debtors.csv").read_text()
    (folder / "debtors.csv").write_text(debtors.replace("business", ""))
    done = creditctl(*words)
    assert done.returncode == 0
    assert "CR190" in done.stderr
    assert "what 1 of the 1 debtors who owe money are; they count as consumers" in done.stderr
    (letter,) = run(folder, DAY)
    assert letter.data["claim"] is None


# What is told of it


@pytest.mark.parametrize(
    ("kind", "saw"),
    [
        ("business", "by the rules 'gb_b2b'"),
        ("consumer", "no rules are named for consumer debtors: nothing is claimed"),
        ("", "no rules are named for debtors of unknown kind: nothing is claimed"),
    ],
)
def test_explain_says_by_which_rules(tmp_path, kind, saw):
    folder = write(tmp_path, LATE)
    debtors = (folder / "debtors.csv").read_text()
    (folder / "debtors.csv").write_text(debtors.replace("business", kind))
    done = creditctl("explain", "-w", str(folder), "F1", "--as-of", str(DAY), "--json")
    (item,) = json.loads(done.stdout)["items"]
    assert {gate["gate"]: gate["value"] for gate in item["gates"]}["regime-unknown"] == saw


def told(*words: str) -> str:
    done = creditctl("policy", "explain", *words, "--language", "en")
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


def test_customers_read_that_letters_may_claim_and_what_they_announce():
    asks = "It may also ask for what is owed to us because of the delay, such as interest"
    announces = "It tells you which collection costs follow if you don't pay in time."
    found = {
        name: [told(name, "--for-customers").count(words) for words in (asks, announces)]
        for name in ("uk-business", "nl-consumer", "us-business")
    }
    assert found == {"uk-business": [2, 0], "nl-consumer": [1, 1], "us-business": [0, 0]}


def test_colleagues_read_by_which_law(tmp_path):
    rules = "From {} letters claim what the rules “{}” give for late payment."
    assert rules.format("public bodies", "gb_b2b") in told("uk-business")
    whom = "consumers, and from debtors whose kind is not known,"
    assert rules.format(whom, "nl_b2c") in told("nl-consumer")
    own = tmp_path / "own.yaml"
    own.write_text(
        "version: 1\nname: Own\nextends: two-knobs\n"
        "late_payment: {business: by-country, consumer: contract, rate: 6%}\n"
    )
    page = told(str(own))
    assert "From businesses letters claim what the law of the debtor's country gives" in page
    assert "is not known, letters claim the interest that the contract sets." in page
