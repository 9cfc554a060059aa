"""`creditctl policy show`: every value with its place, and the rules in force for a debtor."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from creditctl.config.shipped import shipped_policies
from tests.cli.test_schemas import checked, copy_example
from tests.guarantees.workspaces import AS_OF, HEADER, POLICY, WORKSPACE, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)
ROOT = Path(__file__).parents[2]

SEGMENTS = """segments:
  - id: large
    when: ["open_total >= 1000", "average_days_late < 5"]
    reminders: {grace: 10 days}
  - id: waiting
    when: [{any: ["open_total >= 500", "kind == public"]}]
    credit: {limit: 600}
"""
EXCEPTIONS = """exceptions:
  - {debtor: D1, reminders: {grace: 20 days}, reason: asked for it, until: 2026-01-31}
  - {debtor: D2, reminders: off, reason: in talks, until: 2026-02-28}
  - {invoice: F3, reminders: off, reason: goods came back, until: 2026-03-31}
"""


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    folder = tmp_path_factory.mktemp("show") / "books"
    copy_example(folder)
    return folder


def shown(folder, *words, as_of=DAY, code=0):
    done = creditctl("policy", "show", *words, "-w", str(folder), "--as-of", as_of, "--json")
    assert done.returncode == code, done.stderr
    return checked(done.stdout)


def refused(folder, *words, code=2):
    done = creditctl("policy", "show", *words, "-w", str(folder), "--as-of", DAY, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    return checked(done.stderr)["findings"]


def by_key(settings):
    return {one["key"]: one for one in settings}


def value(settings, key):
    one = by_key(settings)[key]
    return one["value"], one["set_by"], one["line"]


# The whole policy


def test_every_value_stands_on_the_line_that_is_named(quickstart) -> None:
    answer = shown(quickstart)
    assert answer["file"] == "policies/standard.yaml"
    placed = [one for one in answer["settings"] if one["line"]]
    files = {one["file"] for one in placed}
    assert files == {"policies/standard.yaml", "shipped/policies/nl-business.yaml"}
    for one in placed:
        own = quickstart / one["file"]
        path = own if own.is_file() else ROOT / one["file"].removeprefix("shipped/")
        line = path.read_text("utf-8").splitlines()[one["line"] - 1]
        key = one["key"].rpartition(".")[2]
        # a list written over several lines is placed at its key
        assert key in line, (one, line)
    assert {one["set_by"] for one in answer["settings"]} >= {"default", "policy", "exception"}


def test_a_policy_needs_no_workspace(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text("version: 1\nname: Own\nextends: two-knobs\n")
    for name in (*shipped_policies(), "own.yaml"):
        answer = checked(creditctl("policy", "show", name, "--json").stdout)
        assert answer["debtor"] is None
        assert len(answer["settings"]) > 20
    own = by_key(answer["settings"])
    assert own["name"] == {
        "key": "name", "value": "Own", "set_by": "policy", "file": "own.yaml", "line": 2,
    }  # fmt: skip
    assert own["reminders.steps[0].days"]["file"] == "shipped/policies/two-knobs.yaml"
    grace = own["reminders.grace"]
    assert (grace["value"], grace["set_by"], grace["file"]) == ("0 days", "default", None)
    assert own["credit.limit"]["value"] is None


def test_the_table_groups_and_leaves_out_what_is_not_set(quickstart) -> None:
    text = creditctl("policy", "show", "-w", str(quickstart), "--as-of", DAY).stdout
    assert "\nreminders.steps[3] (final)\n" in text
    assert "\nsegments[0] (key-accounts)\n" in text
    assert "after_previous" not in text
    assert "precedence: invoice > debtor > segment > default" in text
    assert max(map(len, text.splitlines())) <= 80


def test_of_reasons_that_no_file_names_only_the_ids_are_shown(tmp_path) -> None:
    own = "disputes: {reasons: [{id: dear, label: Too dear}]}\n"
    for number, (more, titles) in enumerate(
        (("", {"disputes.reasons"}), (own, {"disputes.reasons[0] (dear)"}))
    ):
        folder = make(tmp_path / str(number), [row("F1", "D1", 3)], policy=POLICY + more)
        text = creditctl("policy", "show", "-w", str(folder), "--as-of", DAY).stdout
        assert {line for line in text.splitlines() if line.startswith("disputes")} == titles
        assert ("[1].id  price" in text) is (not more)
        keys = by_key(shown(folder)["settings"])
        assert ("disputes.reasons[8].label" in keys) is (not more)


def test_csv_has_every_value_in_one_table(quickstart) -> None:
    done = creditctl("policy", "show", "-w", str(quickstart), "--as-of", DAY, "--format", "csv")
    rows = {one["key"]: one for one in csv.DictReader(io.StringIO(done.stdout))}
    assert rows.keys() == by_key(shown(quickstart)["settings"]).keys()
    assert rows["reminders.minimum"]["where"] == "policies/standard.yaml:16"


@pytest.mark.parametrize("form", ["md", "html", "xlsx"])
def test_other_forms(form, quickstart, tmp_path) -> None:
    where = ("-w", str(quickstart), "--as-of", DAY)
    for number, words in enumerate(([], ["--debtor", "10006"])):
        file = tmp_path / f"{number}.{form}"
        assert creditctl("policy", "show", *words, *where, "-o", str(file)).returncode == 0
        assert file.stat().st_size > 1000


def test_what_has_run_out_is_told(quickstart) -> None:
    assert shown(quickstart)["findings"] == []
    (finding,) = shown(quickstart, as_of="2026-04-01")["findings"]
    assert finding["code"] == "CC204"


# A debtor


def test_each_currency_has_an_answer_of_its_own(tmp_path) -> None:
    euros = row("F1", "D1", 5, "1200.00")
    header = f"{HEADER},Currency"
    rows = [f"{euros},EUR", f"{row('F2', 'D1', 5, '80.00')},USD"]
    folder = make(tmp_path, [], policy=POLICY + SEGMENTS.replace(', "average_days_late < 5"', ""))
    (folder / "invoices.csv").write_text("\n".join([header, *rows]) + "\n")
    first, second = shown(folder, "--debtor", "D1")["debtor"]["standings"]
    assert [first["currency"], second["currency"]] == ["EUR", "USD"]
    assert (first["segment"], second["segment"]) == ("large", None)
    line = (
        (folder / "policy.yaml").read_text().splitlines().index("    reminders: {grace: 10 days}")
    )
    assert value(first["settings"], "reminders.grace") == ("10 days", "segment large", line + 1)
    assert value(second["settings"], "reminders.grace") == ("0 days", "default", None)
    measured = [
        s["conditions"][0]["measured"] for s in (first["segments"][0], second["segments"][0])
    ]
    assert measured == ["1200.00 EUR", "80.00 USD"]


def test_each_area_has_an_answer_of_its_own_where_areas_are_separate(tmp_path) -> None:
    policy = POLICY + 'areas: separate\nsegments: [{id: rent, when: ["area == rent"]}]\n'
    folder = make(tmp_path, [], policy=policy)
    rows = [f"{row('F1', 'D1', 5)},rent", f"{row('F2', 'D1', 5)},care"]
    (folder / "invoices.csv").write_text("\n".join([f"{HEADER},Area", *rows]) + "\n")
    found = shown(folder, "--debtor", "D1")["debtor"]["standings"]
    assert [(s["area"], s["segment"]) for s in found] == [("care", None), ("rent", "rent")]
    assert found[1]["segments"][0]["conditions"][0]["measured"] == "rent"
    (lone,) = shown(folder, "--invoice", "F2")["debtor"]["standings"]
    assert (lone["area"], lone["segment"]) == ("care", None)


def test_each_condition_is_shown_with_what_was_measured(tmp_path) -> None:
    rows = [row("F1", "D1", 5, "1200.00"), row("F2", "D2", 5, "600.00")]
    folder = make(tmp_path, rows, policy=POLICY + SEGMENTS)
    (standing,) = shown(folder, "--debtor", "D1")["debtor"]["standings"]
    large, waiting = standing["segments"]
    assert large["conditions"] == [
        {"condition": "open_total >= 1000", "measured": "1200.00 EUR", "holds": True},
        {"condition": "average_days_late < 5", "measured": "not known", "holds": False},
    ]
    assert [c["condition"] for c in waiting["conditions"]] == [
        "open_total >= 500",
        "kind == public",
    ]
    assert [c["holds"] for c in waiting["conditions"]] == [True, False]
    assert (large["taken"], waiting["taken"], standing["segment"]) == (False, True, "waiting")
    assert value(standing["settings"], "credit.limit")[:2] == ("600", "segment waiting")


def test_an_exception_comes_before_a_segment_as_long_as_it_holds(tmp_path) -> None:
    policy = POLICY + SEGMENTS.replace(', "average_days_late < 5"', "") + EXCEPTIONS
    folder = make(tmp_path, [row("F1", "D1", 5, "1200.00")], policy=policy)
    (standing,) = shown(folder, "--debtor", "D1")["debtor"]["standings"]
    assert value(standing["settings"], "reminders.grace")[:2] == ("20 days", "exception")
    assert standing["exception"]["reason"] == "asked for it"
    assert standing["exception"]["reminders_off"] is False
    answer = shown(folder, "--debtor", "D1", as_of="2026-02-01")
    (later,) = answer["debtor"]["standings"]
    assert value(later["settings"], "reminders.grace")[:2] == ("10 days", "segment large")
    assert later["exception"] is None


def test_reminders_off(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D2", 5)], policy=POLICY + EXCEPTIONS)
    (standing,) = shown(folder, "--debtor", "D2")["debtor"]["standings"]
    assert standing["exception"]["reminders_off"] is True
    text = creditctl("policy", "show", "--debtor", "D2", "-w", str(folder), "--as-of", DAY).stdout
    assert "\nreminders off  true\nreason         in talks\nuntil          2026-02-28\n" in text


def test_what_the_books_state_of_the_debtor_comes_before_the_policy(quickstart) -> None:
    answer = shown(quickstart, "--debtor", "Grootveld Vastgoed N.V.")["debtor"]
    assert answer["debtor"] == "10006"
    assert answer["stated"] == {"terms": "net 60", "limit": "75000.00", "currency": "EUR"}
    (standing,) = answer["standings"]
    assert value(standing["settings"], "terms.default") == ("net 60", "debtor", None)
    assert value(standing["settings"], "credit.limit") == ("75000.00", "debtor", None)
    assert value(standing["settings"], "reminders.grace")[:2] == ("10 days", "segment key-accounts")


MASTER = """CustomerCode,CustomerName,Segment,Channels,Reminders,Credit limit,Terms
D1,Name D1,waiting,letter,no,,
D5,Nothing Open,large,,,,net 14
"""


@pytest.fixture
def with_master(tmp_path):
    workspace = WORKSPACE + "  - {name: debtors, file: debtors.csv, kind: debtors}\n"
    rows = [row("F1", "D1", 5, "20.00")]
    folder = make(tmp_path, rows, policy=POLICY + SEGMENTS, workspace=workspace)
    (folder / "debtors.csv").write_text(MASTER)
    return folder


def test_a_segment_that_the_books_name_comes_first(with_master) -> None:
    answer = shown(with_master, "--debtor", "D1")["debtor"]
    assert answer["stated"] == {"segment": "waiting", "channels": "letter", "reminders": "off"}
    (standing,) = answer["standings"]
    assert [(s["taken"], s["named"]) for s in standing["segments"]] == [
        (False, False),
        (True, True),
    ]
    text = creditctl("policy", "show", "--debtor", "D1", "-w", str(with_master), "--as-of", DAY)
    assert "named in the file of debtors" in text.stdout


def test_a_debtor_of_whom_nothing_is_open(with_master) -> None:
    answer = shown(with_master, "--debtor", "D5")["debtor"]
    (standing,) = answer["standings"]
    assert (standing["currency"], standing["segment"]) == (None, "large")
    assert value(standing["settings"], "reminders.grace")[:2] == ("10 days", "segment large")
    assert value(standing["settings"], "terms.default")[:2] == ("net 14", "debtor")
    text = creditctl("policy", "show", "--debtor", "D5", "-w", str(with_master), "--as-of", DAY)
    assert "Segments, nothing is open; > is in force" in text.stdout


def test_segments_are_those_that_decide(quickstart) -> None:
    """`explain` tells the segment by which an item was decided."""
    ids = {
        line.split(";")[0]
        for line in (quickstart / "inbox" / "debtors.csv").read_text("utf-8").splitlines()[1:]
    }
    compared = 0
    for debtor in sorted(ids):
        done = creditctl("explain", debtor, "-w", str(quickstart), "--as-of", DAY, "--json")
        if done.returncode:
            continue
        standings = shown(quickstart, "--debtor", debtor)["debtor"]["standings"]
        told = {s["currency"]: s["segment"] or "" for s in standings}
        for item in json.loads(done.stdout)["items"]:
            assert item["segment"] == told[item["currency"]]
            compared += 1
    assert compared > 20


def test_another_policy_on_the_same_books(quickstart) -> None:
    answer = shown(quickstart, "two-knobs", "--debtor", "10006")
    assert answer["file"] == "shipped/policies/two-knobs.yaml"
    (standing,) = answer["debtor"]["standings"]
    assert (standing["segments"], standing["segment"]) == ([], None)
    assert value(standing["settings"], "reminders.steps[0].days")[0] == "7 days"


# An invoice


def test_an_invoice_with_an_exception(tmp_path) -> None:
    folder = make(tmp_path, [row("F3", "D1", 5), row("F4", "D1", 5)], policy=POLICY + EXCEPTIONS)
    invoice = shown(folder, "--invoice", "F3")["debtor"]["invoice"]
    assert invoice["exception"]["reason"] == "goods came back"
    assert (invoice["due"], invoice["due_basis"]) == ("2026-01-25", "file")
    assert (
        shown(folder, "--invoice", "F4", "--debtor", "D1")["debtor"]["invoice"]["exception"] is None
    )
    text = creditctl("policy", "show", "--invoice", "F3", "-w", str(folder), "--as-of", DAY).stdout
    assert "invoice F3: due 2026-01-25, as the file states; exception: reminders off, goods" in text


def test_a_due_date_by_the_terms(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5).replace("2026-01-25", "")])
    invoice = shown(folder, "--invoice", "F1")["debtor"]["invoice"]
    assert (invoice["due"], invoice["due_basis"]) == ("2026-01-26", "terms")


# What goes wrong


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["--debtor", "1006"], "CR160", "did you mean '10006'"),
        (["--debtor", "zzz"], "CR160", "creditctl aging lists the debtors"),
        (["--invoice", "2025-101"], "CR160", "did you mean '2025-10"),
        (["--debtor", "10006", "--invoice", "2025-1018"], "CR161", "name that debtor"),
        (["--debtors", "10006"], "CR001", "--help"),
        (["--format", "text"], "CR003", "--format"),
    ],
)
def test_a_wrong_command_line(words, code, hint, quickstart) -> None:
    (finding,) = refused(quickstart, *words)
    assert finding["code"] == code
    assert hint in finding.get("hint", "") + finding["message"]


def test_a_number_that_several_debtors_have(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5), row("F1", "D2", 5)])
    (finding,) = refused(folder, "--invoice", "F1")
    assert (finding["code"], finding["hint"]) == ("CR161", "add --debtor: D1 or D2")
    assert shown(folder, "--invoice", "F1", "--debtor", "D2")["debtor"]["debtor"] == "D2"


@pytest.mark.parametrize(
    "words", [["nl-busines"], ["no.yaml"], ["nl-busines", "--debtor", "10006"]]
)
def test_a_policy_that_is_not_there(words, quickstart) -> None:
    (finding,) = refused(quickstart, *words, code=4)
    assert finding["code"] == "CC200"


def test_a_policy_with_mistakes_is_refused_with_all_of_them(tmp_path) -> None:
    folder = make(tmp_path, [], policy=POLICY.replace("days: 3", "dayz: 3").replace("EUR", "EURO"))
    assert len(refused(folder, code=4)) > 1


def test_rows_in_quarantine_are_told(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5), row("F2", "D2", 5, "12..34")])
    answer = shown(folder, "--debtor", "D1", code=3)
    assert "CI305" in {finding["code"] for finding in answer["findings"]}
