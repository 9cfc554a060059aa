"""Every JSON answer has a published schema, and the commands keep to it.

The schemas lie in `src/creditctl/insight/schemas`, `creditctl.plan/1` as `plan-1.json`. Here the
real commands answer, on small workspaces and on the quickstart, and every answer is held against
the schema that it names.
"""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from creditctl.credit.exposure import CreditState
from creditctl.delivery.outbox import Outbox
from creditctl.insight.kpi.measures import MEASURES
from creditctl.journal.lock import RunLock
from creditctl.journal.records import State
from creditctl.policy.gates import GATES
from creditctl.policy.reasons import REASONS
from tests.guarantees.workspaces import AS_OF, POLICY, make, row
from tests.scenarios.inside import creditctl

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "src" / "creditctl"
DAY = str(AS_OF)
SCHEMAS = {
    path.name.removesuffix(".json"): json.loads(path.read_text("utf-8"))
    for path in (files("creditctl.insight") / "schemas").iterdir()
    if path.name.endswith(".json")
}
AMOUNTS = {
    "amount", "exposure", "gross", "headroom", "left", "limit", "on_account", "open", "overdue",
    "subtotal", "total",
}  # fmt: skip
DATES = {"as_of", "due", "issued", "next_date", "pay_by"}


def every(value, key=""):
    """Every value of an answer, however deep, with its key. What the journal recorded stays shut:
    its amounts are minor units, under the hash.
    """
    yield key, value
    if isinstance(value, dict):
        for name, inner in value.items():
            if name != "data":
                yield from every(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from every(inner, key)


def checked(text):
    """A JSON answer, held against the schema that it names."""
    answer = json.loads(text)
    name, version = re.fullmatch(r"creditctl\.([a-z-]+)/([0-9]+)", answer["schema"]).groups()
    problems = Draft202012Validator(SCHEMAS[f"{name}-{version}"]).iter_errors(answer)
    assert [f"{p.json_path}: {p.message}" for p in problems] == []
    for key, value in every(answer):
        assert not isinstance(value, float)
        if key in AMOUNTS:
            assert value is None or isinstance(value, str)
        if key in DATES and value is not None:
            assert date.fromisoformat(value).isoformat() == value
    return answer


def told(folder, *words):
    """Run a command with --json: what it left, and its answer from stdout, or None."""
    done = creditctl(*words, "-w", str(folder), "--json")
    if done.stderr.startswith("{"):
        checked(done.stderr)
    return done, checked(done.stdout) if done.stdout else None


def copy_example(folder):
    """The quickstart, its files of today: old ones would stop a run."""
    own = shutil.ignore_patterns("state", "outbox")
    example = ROOT / "examples" / "quickstart"
    shutil.copytree(example, folder, copy_function=shutil.copyfile, ignore=own)


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    """The example, one run old."""
    folder = tmp_path_factory.mktemp("example") / "books"
    copy_example(folder)
    assert creditctl("run", "-w", str(folder), "--as-of", DAY, "--first-run").returncode == 0
    return folder


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The example before its first run."""
    folder = tmp_path_factory.mktemp("example") / "books"
    copy_example(folder)
    return folder


@pytest.fixture(scope="module")
def untidy(tmp_path_factory):
    """Books with two rows that can't be read, an old exception and credit: findings everywhere."""
    exception = (
        "exceptions:\n  - {debtor: D9, reminders: off, reason: agreed, until: 2026-01-02}\n"
        "credit: {limit: 150}\n"
    )
    rows = [
        row("F1", "D1", 5),
        row("F2", "D1", 5, "12..34"),
        row("F3", "D2", 5),
        row("C1", "D2", 5, "-20.00"),
        row("F4", "D3", 5, "99..9"),
        row("F5", "D4", 5, "200.00"),
    ]
    return make(tmp_path_factory.mktemp("untidy"), rows, policy=POLICY + exception)


# The files


def test_every_name_in_the_program_has_a_file_and_every_file_a_name() -> None:
    answers = [*(PROGRAM / "app").rglob("*.py"), *(PROGRAM / "cli").rglob("*.py")]
    answers.append(PROGRAM / "insight" / "aging_report.py")
    source = "".join(path.read_text("utf-8") for path in answers)
    names = {"-".join(found) for found in re.findall(r"creditctl\.([a-z-]+)/([0-9]+)\"", source)}
    assert sorted(names) == sorted(SCHEMAS)


def test_the_guide_lists_them_all() -> None:
    guide = (ROOT / "docs" / "guide.md").read_text("utf-8")
    told = re.findall(r"^\| `creditctl\.([a-z-]+)/([0-9]+)` \|", guide, re.MULTILINE)
    assert ["-".join(found) for found in told] == sorted(SCHEMAS)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_valid_closed_local_and_described(name) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    short, version = name.rsplit("-", 1)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:creditctl:{short}:{version}"
    assert schema["title"] == f"creditctl.{short}/{version}"
    assert schema["properties"]["schema"]["const"] == schema["title"]
    defined = schema.get("$defs", {})
    used = set()
    for key, part in every(schema):
        if key == "$ref":
            assert part.startswith("#/$defs/")
            used.add(part.removeprefix("#/$defs/"))
        if isinstance(part, dict) and isinstance(part.get("properties"), dict):
            for property_, of in part["properties"].items():
                described = of | defined.get(of.get("$ref", "").removeprefix("#/$defs/"), {})
                assert property_ == "schema" or described.get("description"), property_
            limits = {"additionalProperties", "unevaluatedProperties"}
            figures = part is defined.get("figures")  # closed where it is used
            assert figures or any(part.get(limit) is False for limit in limits)
    assert used == set(defined)


def test_shapes_that_answers_share_are_the_same_in_all() -> None:
    shared = ("date", "amount", "count", "currency", "sha256", "reason", "finding", "account")
    for name in shared:
        found = [s["$defs"][name] for s in SCHEMAS.values() if name in s.get("$defs", {})]
        assert len(found) > 1
        assert all(one == found[0] for one in found), name


def test_closed_lists_are_those_of_the_program() -> None:
    plan, explain = SCHEMAS["plan-1"]["$defs"], SCHEMAS["explain-1"]["$defs"]
    assert sorted(plan["reason"]["enum"]) == sorted(REASONS)
    gates = explain["gate"]["properties"]["gate"]["enum"]
    assert sorted(gates) == sorted(gate.reason for gate in GATES)
    measures = SCHEMAS["kpi-1"]["$defs"]["kpi"]["properties"]["key"]["enum"]
    assert measures == [measure.key for measure in MEASURES]
    assert SCHEMAS["outbox-1"]["$defs"]["state"]["enum"] == list(State)
    debtor = SCHEMAS["credit-1"]["properties"]["debtors"]["items"]
    assert debtor["properties"]["state"]["enum"] == list(CreditState)


# The answers


@pytest.mark.parametrize(
    ("words", "schema", "code"),
    [
        (["plan", "--as-of", DAY], "plan", 8),
        (["plan", "--as-of", DAY, "--first-run"], "plan", 0),
        (["run", "--as-of", DAY, "--first-run", "--dry-run"], "run", 0),
        (["status", "--as-of", DAY], "status", 0),
        (["check", "--as-of", DAY], "check", 0),
        (["credit", "--as-of", DAY, "--exit-code"], "credit", 10),
        (["doctor"], "doctor", 0),
        (["explain", "10009", "--as-of", DAY], "explain", 0),
        (["aging", "--as-of", DAY], "aging", 0),
        (["aging", "--as-of", DAY, "--net", "--by", "owner"], "aging", 0),
        (["aging", "--as-of", DAY, "--detail"], "aging", 0),
        (["kpi", "--as-of", DAY], "kpi", 0),
        (["kpi", "--as-of", DAY, "--period", "45"], "kpi", 0),
    ],
)
def test_before_the_first_run(fresh, words, schema, code) -> None:
    done, answer = told(fresh, *words)
    assert (done.returncode, answer["schema"]) == (code, f"creditctl.{schema}/1"), done.stderr
    assert answer.get("findings", []) == []


def test_a_plan_with_every_decision(fresh) -> None:
    _, answer = told(fresh, "plan", "--as-of", DAY, "--first-run", "--detail")
    assert len(answer["decisions"]) == sum(a["items"] for a in answer["account"])


@pytest.mark.parametrize(
    ("words", "schema"),
    [
        (["plan", "--as-of", DAY], "plan"),
        (["status", "--as-of", DAY], "status"),
        (["check", "--as-of", DAY], "check"),
        (["doctor"], "doctor"),
        (["explain", "2025-1018", "--as-of", DAY], "explain"),
        (["outbox", "list"], "outbox"),
        (["outbox", "list", "--waiting"], "outbox"),
        (["journal", "log"], "journal"),
        (["journal", "verify"], "verify"),
    ],
)
def test_after_it(quickstart, words, schema) -> None:
    done, answer = told(quickstart, *words)
    assert (done.returncode, answer["schema"]) == (0, f"creditctl.{schema}/1"), done.stderr


@pytest.mark.parametrize("words", [["plan"], ["status"], ["check"], ["credit"], ["aging"], ["kpi"]])
def test_with_findings_in_the_answer(untidy, words) -> None:
    done, answer = told(untidy, *words, "--as-of", DAY)
    assert done.returncode == 3, done.stderr
    assert "CI305" in {f["code"] for f in answer["findings"]}
    assert all(f["hint"] for f in answer["findings"] if f["severity"] == "error")
    assert not done.stderr.startswith("{")


def test_a_run_with_findings(untidy, tmp_path) -> None:
    folder = shutil.copytree(untidy, tmp_path / "books")
    done, answer = told(folder, "run", "--as-of", DAY)
    assert (done.returncode, answer["exit_code"], answer["dry_run"]) == (3, 3, False)
    assert answer["notices"][0]["file"].startswith(f"{DAY}/")
    _, again = told(folder, "run", "--as-of", DAY)
    assert again["notices"] == []


def test_a_notice_that_was_not_handed_over(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5)])
    _, plan = told(folder, "plan", "--as-of", DAY)
    taken = folder / "outbox" / DAY / f"{plan['notices'][0]['notice']}-D1.eml"
    taken.parent.mkdir(parents=True)
    taken.write_text("a letter of somebody else")
    done, answer = told(folder, "run", "--as-of", DAY)
    assert done.returncode == 3
    assert [n["debtor"] for n in answer["refused"]] == ["D1"]
    _, listed = told(folder, "outbox", "list")
    assert listed["notices"][0]["reason"]


def test_after_a_run_that_was_cut_off(tmp_path, monkeypatch) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5)])

    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "deliver", cut_off)
        assert told(folder, "run", "--as-of", DAY)[0].returncode == 130
    done, status = told(folder, "status", "--as-of", DAY)
    assert (done.returncode, status["last_run"]["finished"]) == (3, "")
    assert "CR113" in [f["code"] for f in status["findings"]]
    done, answer = told(folder, "run", "--as-of", DAY)
    assert (done.returncode, answer["exit_code"]) == (3, 3)
    assert "CR111" in [f["code"] for f in answer["findings"]]
    _, waiting = told(folder, "outbox", "list", "--waiting")
    assert [notice["state"] for notice in waiting["notices"]] == ["uncertain"]


def test_a_row_with_two_mistakes_is_one_row(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "", 5, "12..34"), row("F2", "D2", 5)])
    _, status = told(folder, "status", "--as-of", DAY)
    assert status["rejected_rows"] == 1


def test_a_file_and_the_other_way_to_ask_say_the_same(fresh, tmp_path) -> None:
    words = ("credit", "-w", str(fresh), "--as-of", DAY)
    creditctl(*words, "-o", str(tmp_path / "credit.json"))
    by_format = creditctl(*words, "--format", "json").stdout
    assert (tmp_path / "credit.json").read_text("utf-8") == by_format
    assert checked(by_format)["debtors"]


# The order


def keys(rows, *names):
    return [tuple(one[name] for name in names) for one in rows]


def in_order(found) -> bool:
    return all(one <= other for one, other in pairwise(found))


def test_notices_and_accounts_are_in_order(fresh) -> None:
    _, plan = told(fresh, "plan", "--as-of", DAY, "--first-run")
    assert len(plan["notices"]) > 5
    assert in_order(keys(plan["notices"], "debtor", "currency"))
    assert all(in_order(keys(n["items"], "due")) for n in plan["notices"])
    assert keys(plan["account"], "currency") == [("EUR",), ("GBP",)]
    assert all(in_order(keys(a["rows"], "outcome", "reason")) for a in plan["account"])


def test_debtors_on_credit_are_in_order(fresh) -> None:
    _, credit = told(fresh, "credit", "--as-of", DAY)
    states = list(CreditState)
    found = [
        (states.index(d["state"]), d["currency"], -float(d["exposure"]), d["debtor"])
        for d in credit["debtors"]
    ]
    assert len({state for state, *_ in found}) > 2
    assert in_order(found)


def test_what_stands_open_is_in_order(fresh) -> None:
    _, status = told(fresh, "status", "--as-of", DAY)
    outcomes = ["act", "refer", "hold"]
    found = [(outcomes.index(o["outcome"]), o["currency"]) for o in status["open_items"]]
    assert len(found) > 3
    assert in_order(found)


def test_the_past_is_in_order(quickstart) -> None:
    _, outbox = told(quickstart, "outbox", "list")
    assert in_order(keys(outbox["notices"], "notice"))
    assert len(outbox["notices"]) > 5
    _, journal = told(quickstart, "journal", "log", "--limit", "10")
    assert len(journal["events"]) == 10
    assert all(a["seq"] + 1 == b["seq"] for a, b in pairwise(journal["events"]))
    assert all(a["hash"] == b["previous"] for a, b in pairwise(journal["events"]))


def test_gates_are_in_the_order_in_which_they_are_asked(fresh) -> None:
    _, answer = told(fresh, "explain", "10009", "--as-of", DAY)
    order = [str(gate.reason) for gate in GATES]
    assert len(answer["items"]) > 1
    for item in answer["items"]:
        assert [gate["gate"] for gate in item["gates"]] == order
        first = next((gate for gate in item["gates"] if gate["closed"]), None)
        assert (first is None) == (item["reason"] == "step-due")
        assert first is None or first["decided"]


@pytest.mark.parametrize("command", ["plan", "check", "credit"])
def test_findings_are_in_the_order_of_their_places(untidy, command) -> None:
    _, answer = told(untidy, command, "--as-of", DAY)
    places = [(f.get("file", ""), f.get("line", 0), f.get("column", 0)) for f in answer["findings"]]
    assert len(places) > 1
    assert in_order(places)


# What goes wrong, on stderr


def complaint(done, code):
    """The findings that a refusal wrote, as JSON, with nothing on stdout."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    answer = checked(done.stderr)
    assert answer["schema"] == "creditctl.findings/1"
    return [finding["code"] for finding in answer["findings"]]


@pytest.mark.parametrize(
    "words",
    [
        ["plan", "--as-of", "tomorrow"],
        ["plan", "--no-such-option"],
        ["run", "--accept", "everything"],
        ["outbox", "resolve", "--by", "Anna"],
        ["explain", "nobody", "--as-of", DAY],
    ],
)
def test_exit_2_a_wrong_command_line(fresh, words) -> None:
    if words[0] == "outbox":
        words = [*words, "N1"]
    found = complaint(creditctl(*words, "-w", str(fresh), "--format=json"), 2)
    assert found in (["CR001"], ["CR120"])


@pytest.mark.parametrize("command", ["plan", "run", "status", "explain", "credit", "aging", "kpi"])
def test_exit_4_a_policy_with_mistakes(tmp_path, command) -> None:
    broken = POLICY.replace("days: 3", "dayz: 3").replace("EUR", "EURO")
    folder = make(tmp_path, [row("F1", "D1", 5)], policy=broken)
    name = ["F1"] if command == "explain" else []
    done = creditctl(command, *name, "-w", str(folder), "--as-of", DAY, "--json")
    assert len(complaint(done, 4)) > 1


def test_exit_4_a_check_answers_nevertheless(tmp_path) -> None:
    folder = make(tmp_path, [], policy=POLICY.replace("days: 3", "dayz: 3"))
    done, answer = told(folder, "check", "--as-of", DAY)
    assert (done.returncode, answer["exit_code"]) == (4, 4)
    assert answer["findings"]
    _, facts = told(folder, "doctor")
    assert "bad" in {fact["mark"] for fact in facts["facts"]}


@pytest.mark.parametrize("command", ["plan", "run", "status", "credit", "aging", "kpi"])
def test_exit_5_data_with_two_readings(tmp_path, command) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5).replace("100.00", "1.000")])
    done = creditctl(command, "-w", str(folder), "--as-of", DAY, "--json")
    assert set(complaint(done, 5)) == {"CI220"}


def test_exit_6_a_journal_that_is_missing_or_none(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5)])
    for words in (["journal", "log"], ["journal", "verify"], ["outbox", "list"]):
        complaint(creditctl(*words, "-w", str(folder), "--json"), 6)
    (folder / "state").mkdir()
    (folder / "state" / "journal.db").write_text("Dear diary, this is no database at all. " * 99)
    for words in (["journal", "verify"], ["plan", "--as-of", DAY], ["run", "--as-of", DAY]):
        complaint(creditctl(*words, "-w", str(folder), "--json"), 6)
    done, answer = told(folder, "check", "--as-of", DAY)
    assert (done.returncode, answer["exit_code"]) == (6, 6)


def test_exit_7_another_run(tmp_path) -> None:
    folder = make(tmp_path, [row("F1", "D1", 5)])
    with RunLock(folder / "state" / "journal.lock", now=lambda: datetime.now(UTC)):
        complaint(creditctl("run", "-w", str(folder), "--as-of", DAY, "--json"), 7)


def test_exit_8_safety_stops(tmp_path) -> None:
    policy = POLICY + "safety: {max_notices_per_run: 1, max_total_per_run: 50}\n"
    rows = [row("F1", "D1", 40), row("F2", "D2", 5)]
    folder = make(tmp_path, rows, policy=policy)
    for words in (["run"], ["run", "--dry-run"]):
        done = creditctl(*words, "-w", str(folder), "--as-of", DAY, "--json")
        assert complaint(done, 8) == ["CR101", "CR102", "CR103"]
    done, answer = told(folder, "plan", "--as-of", DAY)
    assert done.returncode == 8
    accepts = ["--accept max-notices", "--accept max-total", "--first-run"]
    assert [stop["accept"] for stop in answer["stops"]] == accepts
    _, status = told(folder, "status", "--as-of", DAY)
    assert len(status["stops"]) == 3


def test_a_workspace_that_is_not_there(tmp_path) -> None:
    complaint(creditctl("plan", "-w", str(tmp_path), "--json"), 4)
