"""The late-payment vectors as their author wrote them, through the letter of a real run.

Each becomes a workspace with one debt; the amounts are read from the JSON of the run and from the
text of the letter in the outbox. Published examples and computed ones are counted apart.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.debts import LAW, Debt, Sent, held_for, run, write

DAY_COUNTS = {"one calendar month = 1/12 year": "30/360", "act/act_interest_year": None}
CLAIMING = {"interest": True, "compensation": True}
DAY = timedelta(1)


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> dict[str, Any]:
    file = shared_data.parent / "facts" / "vectors.yaml"
    if not file.is_file():
        pytest.skip("no late-payment vectors beside the test data")
    found: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


class Through:
    """The vectors of a kind that went through a letter, and how many each provenance has."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.kinds: Counter[str] = Counter()

    def takes(self, vector: dict[str, Any]) -> None:
        """Count a vector."""
        self.kinds[str(vector["provenance"]).split(" ")[0]] += 1

    def tell(self, capsys: pytest.CaptureFixture[str]) -> None:
        told = f"{self.kinds['published']} published, {self.kinds['computed']} computed"
        with capsys.disabled():
            print(f"\n{self.what} in letters: {told}, all agree")  # noqa: T201


def agrees(letter: Sent, **expected: str) -> None:
    """What the JSON says and what the text shows are the expected amounts."""
    for what, amount in expected.items():
        told = letter.data if what in ("principal", "total") else letter.claim
        assert told[what] == amount, (what, letter.data)
        if what != "principal" or Decimal(letter.claim["total"]):
            assert letter.shown(what) == amount, (what, letter.text)


# Interest and the fixed sum


def debt_of(vector: dict[str, Any]) -> tuple[Debt, date]:
    """The debt of a vector of interest, and the day of its letter."""
    given, how = vector["input"], vector["convention"]
    due = date.fromisoformat(given.get("due_date", "2026-01-15"))
    count = DAY_COUNTS.get(how["day_count"], how["day_count"])
    days = sum(segment["days"] for segment in vector["segments"])
    law = {}
    if how["rate_basis"] in ("given", "contract_floor"):
        law["rate"] = vector["segments"][0]["percent"] + "%"
    if count is not None:
        law["day_count"] = count
    if how["rate_basis"] in ("per_half_year", "fixed_at_start"):
        regime = LAW.regimes[vector["regime"]].interest
        if regime is not None and regime.mode in ("per_half_year", "fixed_at_start"):
            law["mode"] = how["rate_basis"]
    if how["rounding"] == "daily_amount_to_cent":
        law["rounding"] = "daily"
    as_of = date.fromisoformat(given.get("as_of", str(due + timedelta(days))))
    if count == "30/360" and "due_date" not in given:
        as_of = date(2026, 2, 15)  # a month, which has thirty days
    step = {"id": "final", "days": min(1, (as_of - due).days), **CLAIMING}
    debt = Debt(
        regime=vector["regime"],
        due=due,
        amounts=(given["amount"],),
        steps=(step,),
        law=tuple(law.items()),
        paid=tuple((payment["date"], payment["amount"]) for payment in given.get("payments", ())),
    )
    return debt, as_of


def test_interest(
    vectors: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    through = Through("interest")
    for vector in vectors["interest_vectors"]:
        through.takes(vector)
        debt, as_of = debt_of(vector)
        (letter,) = run(write(tmp_path / vector["id"], debt), as_of)
        same_interest(vector, debt, letter)
    through.tell(capsys)


def same_interest(vector: dict[str, Any], debt: Debt, letter: Sent) -> None:
    expected = vector["expected"]
    paid = sum(Decimal(amount) for _, amount in debt.paid)
    principal = Decimal(debt.amounts[0]) - paid
    interest, compensation = expected["interest"], expected["compensation"]
    if expected.get("compensation_currency", debt.currency) != debt.currency:
        compensation = "0.00"  # a sum in another currency than the debt's is not claimed
    total = str(principal + Decimal(interest) + Decimal(compensation))
    if "total" in expected:
        assert expected["total"] == total
    if not expected["days"]:  # the letter leaves on the due date or before it, and claims nothing
        assert letter.data["claim"] is None
        assert (letter.data["total"], letter.shown("total")) == (total, total)
        return
    agrees(
        letter,
        principal=str(principal),
        interest=interest,
        compensation=compensation,
        total=total,
    )
    if "from" in vector["segments"][0] and vector["id"] != "de-04":
        told = [
            (line["from"], line["to"], line["days"], line["percent"])
            for line in letter.claim["interest_lines"]
        ]
        wanted = [(s["from"], s["to"], s["days"], s["percent"]) for s in vector["segments"]]
        assert told == wanted, vector["id"]


# Rates


def test_rates(vectors: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    through, unknown = Through("rates"), 0
    for vector in vectors["rate_vectors"]:
        through.takes(vector)
        day = date.fromisoformat(vector["day"])
        steps = ({"id": "final", "days": 1, "interest": True},)
        debt = Debt(vector["regime"], day - DAY, ("36500.00",), steps)
        folder = write(tmp_path / vector["id"], debt)
        letters = run(folder, day)
        if vector["percent"] == "UNKNOWN":
            unknown += 1
            assert letters == []
            reason, saw = held_for(folder, day)
            assert reason == "rate-unknown"
            assert "not published yet" in saw
            continue
        (letter,) = letters
        assert [line["percent"] for line in letter.claim["interest_lines"]] == [vector["percent"]]
        # Of 36,500 a day's interest at 8 % is 8.00.
        agrees(letter, principal="36500.00", interest=vector["percent"])
    assert unknown >= 4
    through.what = f"rates, {unknown} of them unknown,"
    through.tell(capsys)


# Collection costs

NOTICE = (
    {"id": "fourteen-day", "days": 1, "announces_costs": True, "pay_within": 21},
    {"id": "final", "days": 10, "after_previous": 1, "costs": True},
)


def costs_of(debt: Debt, folder: Path, opens: int) -> list[str]:
    """What the letter of the day after the due date announces, and a later one claims.

    Args:
        debt: the debt, with the steps of `NOTICE`.
        folder: where its workspace comes to lie.
        opens: the day after the due date on which costs may be claimed, and no day sooner.
    """
    write(folder, debt)
    told: list[str] = []
    principal = str(sum(Decimal(amount) for amount in debt.amounts))
    for letter in run(folder, debt.due + DAY):
        agrees(letter, principal=principal, costs="0.00", total=principal)
        told.append(letter.claim["announced"])
    assert run(folder, debt.due + (opens - 1) * DAY) == []
    for letter in run(folder, debt.due + opens * DAY):
        costs = letter.claim["costs"]
        total = str(Decimal(principal) + Decimal(costs))
        agrees(letter, principal=principal, costs=costs, total=total)
        told.append(costs)
    return told


def test_dutch_collection_costs(
    vectors: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    through = Through("Dutch collection costs")
    for vector in vectors["wik_vectors"]:
        through.takes(vector)
        amounts = tuple(vector.get("parts", [vector["principal"]]))
        law = (("vat_on_costs", f"{vector['vat_percent']}%"),) if "vat_percent" in vector else ()
        debt = Debt("nl_b2c", date(2026, 1, 31), amounts, NOTICE, law)
        # It leaves on the first day, arrives on the fourth, and gives the fourteen after that.
        told = costs_of(debt, tmp_path / vector["id"], opens=19)
        costs = vector.get("costs_with_vat", vector["costs"])
        assert told == ([costs, costs] if Decimal(vector["principal"]) else []), vector["id"]
    through.tell(capsys)


def test_belgian_clauses(
    vectors: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    through = Through("Belgian clauses")
    for vector in vectors["be_consumer_cap_vectors"]:
        through.takes(vector)
        debt = Debt("be_b2c", date(2026, 1, 31), (vector["balance"],), NOTICE)
        # It leaves on the first day, and the fourteen days begin on the third working day.
        told = costs_of(debt, tmp_path / vector["id"], opens=18)
        assert told == [vector["maximum"]] * 2, vector["id"]
    through.tell(capsys)


# Fees, and floors of agreed rates


def test_other_amounts(
    vectors: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    through = Through("other amounts")
    seen = Counter[str]()
    for vector in vectors["other_amount_vectors"]:
        through.takes(vector)
        kind = vector["id"].rpartition("-")[0]
        OTHERS[kind](vector, tmp_path / vector["id"])
        seen[kind] += 1
    assert seen == {"no-fee": 3, "no-coll": 3, "fr-floor": 4, "dk-rem": 1}
    through.tell(capsys)


def norwegian_fee(vector: dict[str, Any], folder: Path) -> None:
    day = date(2026, 6, 1) if vector["inkassosats"] == "750" else date(2025, 6, 1)
    asked = vector.get("own_collection_demand")
    kind = "collection-demand" if asked else "reminder"
    steps = ({"id": "reminder", "days": 1, "fee": kind},)
    (letter,) = run(write(folder, Debt("no_b2c", day - 30 * DAY, ("1000.00",), steps)), day)
    fee = f"{asked or vector['reminder_fee']}.00"
    agrees(letter, principal="1000.00", fee=fee, total=str(1000 + Decimal(fee)))


def danish_fees(vector: dict[str, Any], folder: Path) -> None:
    days = [date.fromisoformat(day) for day in vector["letters"]]
    due = days[0] - 30 * DAY
    steps = tuple(
        {"id": f"letter-{n}", "days": (day - due).days, "template": "reminder", "fee": "reminder"}
        for n, day in enumerate(days, 1)
    )
    write(folder, Debt("dk_b2b", due, ("1000.00",), steps))
    fees = []
    for day in days:
        (letter,) = run(folder, day)
        fees.append(Decimal(letter.claim["fee"] if letter.data["claim"] else "0.00"))
        assert Decimal(letter.shown("total")) == 1000 + fees[-1]
    assert [bool(fee) for fee in fees] == vector["fee_allowed"]
    assert str(sum(fees)) == vector["fees_total"]


def french_floor(vector: dict[str, Any], folder: Path) -> None:
    """The floor itself may be agreed; a hundredth of a point below it holds the letter."""
    legal, floor = Decimal(vector["legal_rate"]), Decimal(vector["floor_percent"])
    values = reversed(LAW.rates["fr_taux_legal"].values)
    day = next(value.first for value in values if value.value == legal)
    steps = ({"id": "final", "days": 1, "interest": True},)
    for percent in (floor, floor - Decimal("0.01")):
        law = (("rate", f"{percent}%"),)
        debt = Debt("fr_b2b", day - DAY, ("36500.00",), steps, law)
        letters = run(write(folder / str(percent), debt), day)
        if percent == floor:
            agrees(letters[0], principal="36500.00", interest=str(floor))
        else:
            assert letters == []
            reason, saw = held_for(folder / str(percent), day)
            assert (reason, f"at least {floor}%" in saw) == ("rate-unknown", True)


def collectors_fee(vector: dict[str, Any], folder: Path) -> None:
    """What a collector may charge is not the creditor's: the letter claims none of it."""
    day = date(2026, 6, 1)
    steps = ({"id": "final", "days": 1, "costs": True},)
    debt = Debt("no_b2c", day - 30 * DAY, (f"{vector['principal']}.00",), steps)
    (letter,) = run(write(folder, debt), day)
    assert letter.data["claim"] is None
    assert letter.shown("total") == f"{vector['principal']}.00"


OTHERS = {
    "no-coll": collectors_fee,
    "no-fee": norwegian_fee,
    "dk-rem": danish_fees,
    "fr-floor": french_floor,
}


def test_every_list_of_the_file_is_looked_at(vectors: dict[str, Any]) -> None:
    lists = {name: rows for name, rows in vectors.items() if isinstance(rows, list)}
    assert sorted(lists) == [
        "be_consumer_cap_vectors",
        "interest_vectors",
        "other_amount_vectors",
        "rate_vectors",
        "wik_vectors",
    ]
