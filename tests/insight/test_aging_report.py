"""The aging as a report: the JSON contract, its schema, and the tables."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from creditctl.findings import Place, warning
from creditctl.insight.aging_report import aging_report
from creditctl.insight.writers import render
from creditctl.insight.writers.cells import display_width
from creditctl.ledger.aging import By, age
from creditctl.ledger.frames import Debtor
from tests.ledger.build import items

SCHEMA = json.loads((files("creditctl.insight") / "schemas" / "aging-1.json").read_text("utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

MASTER = (
    Debtor("C1", "Acme Ltd", segment="big", owner="Ann"),
    Debtor("C2", "Bäckerei Müller & Söhne GmbH", segment="big"),
    Debtor("C3", "Café <b>"),
    Debtor("C5", "Aaron plc"),
)
LEDGER = items(
    ("C1", "EUR", 10, 10_000),
    ("C1", "EUR", 0, 5_000),
    ("C1", "EUR", 95, -2_000),
    ("C2", "EUR", 45, 20_000),
    ("C3", "EUR", -3, 25_000),
    ("C5", "EUR", -3, 13_000),
    ("C4", "USD", 61, 12_345),
    ("C3", "JPY", 1, 500),
    master=MASTER,
)


def data(**way: Any) -> dict[str, Any]:
    written = render(aging_report(age(LEDGER, **way)), "json")
    loaded: dict[str, Any] = json.loads(written)
    VALIDATOR.validate(loaded)
    return loaded


def bucket(label: str, count: int, amount: str) -> dict[str, Any]:
    return {"label": label, "items": count, "amount": amount}


def test_the_contract() -> None:
    found = data()
    assert list(found) == ["schema", "as_of", "basis", "currencies", "debtors", "findings"]
    assert (found["schema"], found["as_of"], found["basis"]) == (
        "creditctl.aging/1",
        "2024-03-31",
        "due",
    )
    assert found["findings"] == []
    assert list(found["currencies"][0]) == ["currency", "items", "total", "overdue", "buckets"]
    assert found["currencies"][0] == {
        "currency": "EUR",
        "items": 6,
        "total": "710.00",
        "overdue": "280.00",
        "buckets": [
            bucket("not due", 3, "430.00"),
            bucket("1-30", 1, "100.00"),
            bucket("31-60", 1, "200.00"),
            bucket("61-90", 0, "0.00"),
            bucket("91+", 1, "-20.00"),
        ],
    }
    assert found["currencies"][1]["buckets"][1] == bucket("1-30", 1, "500")
    assert list(found["debtors"][0]) == [
        *("debtor", "name", "currency", "items", "total", "overdue", "buckets")
    ]
    assert len(found["debtors"][0]["buckets"]) == 5


def test_debtors_by_currency_then_total_then_name() -> None:
    order = [(d["currency"], d["total"], d["name"]) for d in data()["debtors"]]
    assert order == [
        ("EUR", "250.00", "Café <b>"),
        ("EUR", "200.00", "Bäckerei Müller & Söhne GmbH"),
        ("EUR", "130.00", "Aaron plc"),
        ("EUR", "130.00", "Acme Ltd"),
        ("JPY", "500", "Café <b>"),
        ("USD", "123.45", "C4"),
    ]


def test_netted_amounts_say_so() -> None:
    found = data(net=True)
    assert found["net"] is True
    acme = next(d for d in found["debtors"] if d["debtor"] == "C1")
    assert (acme["total"], acme["overdue"], acme["on_account"]) == ("130.00", "80.00", "0.00")
    assert acme["buckets"][1] == bucket("1-30", 1, "80.00")


@pytest.mark.parametrize("by", [By.SEGMENT, By.OWNER, By.CURRENCY])
def test_groups(by: By) -> None:
    found = data(by=by)
    assert found["by"] == by
    assert "debtors" not in found
    assert next(iter(found["groups"][0])) == "group"
    totals = {(g["group"], g["currency"]): g["total"] for g in found["groups"]}
    expected = {
        By.SEGMENT: {("big", "EUR"): "330.00", ("", "EUR"): "380.00"},
        By.OWNER: {("Ann", "EUR"): "130.00", ("", "EUR"): "580.00"},
        By.CURRENCY: {("EUR", "EUR"): "710.00"},
    }[by]
    assert {key: value for key, value in totals.items() if key[1] == "EUR"} == expected


@pytest.mark.parametrize("net", [False, True])
def test_detail_lists_every_item(net: bool) -> None:
    report = aging_report(age(LEDGER, net=net), detail=LEDGER)
    found = json.loads(render(report, "json"))
    VALIDATOR.validate(found)
    assert len(found["items"]) == len(LEDGER)
    late = [(i["currency"], -i["days_overdue"]) for i in found["items"]]
    assert late == sorted(late)
    first = found["items"][0]
    assert first["kind"] == "credit_note"
    assert (first["number"], first["bucket"], first["open"]) == ("2", "91+", "-20.00")
    assert ("left" in first) is net
    assert len(report.records.rows) == len(LEDGER)
    assert [table.title for table in report.tables] == [
        *("EUR", "JPY", "USD", "EUR items", "JPY items", "USD items")
    ]


def test_findings_and_notes_are_carried() -> None:
    finding = warning("CI301", "bad", Place("a.csv", 3), "mend it")
    report = aging_report(age(LEDGER), findings=[finding], notes=["2 documents are later."])
    data = json.loads(str(render(report, "json")))
    VALIDATOR.validate(data)
    assert data["findings"] == [finding.as_json()]
    assert "2 documents are later." in str(render(report, "table"))
    assert "CI301" in str(render(report, "html"))


def test_nothing_open() -> None:
    report = aging_report(age(items()))
    data = json.loads(str(render(report, "json")))
    VALIDATOR.validate(data)
    assert data["currencies"] == data["debtors"] == []
    assert render(report, "table") == ("Aging by due date, as of 2024-03-31\n\nNothing is open.\n")
    assert render(report, "csv").count("\n") == 1
    render(report, "xlsx")


# Tables.


def test_the_most_overdue_comes_first_on_paper() -> None:
    euro = aging_report(age(LEDGER)).tables[0]
    assert [row[0] for row in euro.rows] == ["C2", "C1", "C3", "C5"]
    total, share = euro.totals
    assert total[:3] == ("Total", "4 debtors", 6)
    assert total[-1] == (71_000, "EUR")
    assert [str(cell) for cell in share[3:]] == [
        *("60.6", "14.1", "28.2", "0.0", "-2.8", "39.4", "100.0")
    ]


def test_csv_is_one_flat_table_in_the_order_of_the_contract() -> None:
    lines = str(render(aging_report(age(LEDGER)), "csv")).splitlines()
    assert lines[0] == (
        "as_of,debtor,name,currency,items,total,overdue,"
        "not_due,days_1_30,days_31_60,days_61_90,days_91_up"
    )
    assert lines[4] == "2024-03-31,C1,Acme Ltd,EUR,3,130.00,80.00,50.00,100.00,0.00,0.00,-20.00"
    assert [line.split(",")[3] for line in lines[1:]] == ["EUR", "EUR", "EUR", "EUR", "JPY", "USD"]


def test_by_currency_is_one_table_without_a_sum_of_currencies() -> None:
    (table,) = aging_report(age(LEDGER, by="currency")).tables
    assert [row[0] for row in table.rows] == ["EUR", "JPY", "USD"]
    assert table.totals == ()


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("net", [False, True])
def test_a_large_ledger_fits_a_terminal(width: int, net: bool) -> None:
    ledger = items(
        *((f"{i:05}", "EUR", 17 * i % 120 - 20, 10 ** (i % 10) + 12_345_600) for i in range(40)),
        ("90000", "EUR", 5, -(10**9)),
        master=tuple(Debtor(f"{i:05}", f"A rather long name of debtor {i}") for i in range(40)),
    )
    report = aging_report(age(ledger, net=net), detail=ledger)
    written = render(report, "table", width=width)
    assert isinstance(written, str)
    assert [line for line in written.splitlines() if display_width(line) > width] == []
    assert "Total 41 debtors" in " ".join(written.split())
    assert "00019" in written  # ids are never cut


ledgers = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "=C", "D/%"]),
        st.sampled_from(["EUR", "JPY", "USD"]),
        st.integers(-200, 200),
        st.integers(-(10**12), 10**12),
    ),
    max_size=15,
)


@settings(deadline=None)
@given(ledgers, st.booleans(), st.sampled_from(list(By)), st.booleans())
def test_any_ledger_gives_valid_json_that_closes(
    rows: list[Any], net: bool, by: By, detail: bool
) -> None:
    ledger = items(*rows)
    report = aging_report(age(ledger, net=net, by=by), detail=ledger if detail else None)
    found = json.loads(render(report, "json"))
    VALIDATOR.validate(found)
    for line in [*found["currencies"], *found.get("debtors", found.get("groups"))]:
        parts = [*(b["amount"] for b in line["buckets"]), line.get("on_account", "0")]
        assert sum(map(_minor, parts)) == _minor(line["total"])
        assert sum(b["items"] for b in line["buckets"]) == line["items"]


def _minor(amount: str) -> int:
    return int(amount.replace(".", "")) if "." in amount else int(amount) * (amount != "0")


def test_the_schema_is_itself_valid_and_strict() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    good = data()
    for broken in (
        good | {"more": 1},
        {key: value for key, value in good.items() if key != "debtors"},
        good | {"as_of": "31-03-2024"},
        good | {"debtors": [good["debtors"][0] | {"total": 1.0}]},
        good | {"currencies": [good["currencies"][0] | {"name": "x"}]},
    ):
        assert not VALIDATOR.is_valid(broken)
