"""A plan as a file: reviewed, approved, struck out, carried out exactly, or refused by name."""

from __future__ import annotations

import csv
import io
import json
import shutil
import stat
import tempfile
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.app.planfile import sealed
from creditctl.delivery.outbox import Outbox
from tests.cli.test_schemas import checked
from tests.guarantees.workspaces import AS_OF, POLICY, WORKSPACE, make, row
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)
LATER = AS_OF + timedelta(21)
REVIEWED = POLICY.replace("days: 17}", "days: 17, review: true}") + "  # no remark\n"
ROWS = [
    row("F1", "D1", 5),
    row("F2", "D1", -3, "70.00"),
    row("F3", "D2", 5, "1000.00"),
    row("F4", "D3", -3, "20.00"),
    row("F5", "D3", 5, "30.00"),
]


def tree(folder):
    """Every file of a folder with its bytes: what must not change when a plan is refused.

    What SQLite keeps beside the journal for its readers is not the journal.
    """
    files = (path for path in Path(folder).rglob("*") if path.is_file())
    return {path: path.read_bytes() for path in files if not path.name.endswith(("-shm", "-wal"))}


def command(folder, *words):
    return creditctl(*words, "-w", str(folder))


@pytest.fixture(scope="module")
def reminded(tmp_path_factory):
    """A workspace whose items had their first reminder three weeks before `LATER`."""
    folder = make(tmp_path_factory.mktemp("reminded"), ROWS, policy=REVIEWED)
    assert command(folder, "run", "--as-of", DAY).returncode == 0
    return make(folder, [*ROWS, row("F6", "D4", -15, "60.00")], policy=REVIEWED)


@pytest.fixture
def books(reminded, tmp_path):
    return shutil.copytree(reminded, tmp_path / "books")


@pytest.fixture
def file(books, tmp_path):
    """The plan of `LATER`: one letter leaves, three wait for approval."""
    path = tmp_path / "plan.json"
    done = command(books, "plan", "--as-of", str(LATER), "-o", str(path))
    assert done.returncode == 0, done.stderr
    return path


def run_plan(folder, path, *more):
    return command(folder, "run", "--plan", str(path), "--as-of", str(LATER), *more)


def approve(folder, path, by="Anna"):
    done = command(folder, "plan", "approve", str(path), "--by", by)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    return json.loads(path.read_text())


def drop(folder, path, *names):
    words = ("plan", "drop", str(path), *names, "--reason", "paid in cash", "--by", "Anna")
    return command(folder, *words)


def lines(data):
    return {
        (line["number"], line["step"])
        for letter in (*data["notices"], *data["waiting"])
        for line in letter["items"]
    }


# Letters that wait


def test_letters_that_need_approval_wait_in_plan_and_run_and_never_leave_by_themselves(books):
    words = ("--as-of", str(LATER))
    plan = checked(command(books, "plan", *words, "--json").stdout)
    assert [n["debtor"] for n in plan["notices"]] == ["D4"]
    assert [(n["debtor"], n["review"]) for n in plan["waiting"]] == [
        ("D1", True),
        ("D2", True),
        ("D3", True),
    ]
    told = command(books, "plan", *words).stdout
    assert "Waits for approval" in told
    assert "3 letters wait for approval" in told
    done = command(books, "run", *words)
    assert "3 letters wait for approval" in done.stdout
    again = checked(command(books, "run", *words, "--json").stdout)
    assert (again["notices"], again["waiting"]) == ([], plan["waiting"])
    assert sorted(p.name.split("-")[-1] for p in (books / "outbox" / str(LATER)).iterdir()) == [
        "D4.eml",
        "index.csv",
    ]


def test_an_approved_plan_issues_the_letters_of_its_preview_byte_by_byte(books, file, tmp_path):
    preview = tmp_path / "preview"
    done = command(books, "plan", "--as-of", str(LATER), "--letters", str(preview), "--json")
    assert done.returncode == 0
    assert stat.S_IMODE(preview.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in preview.iterdir()} == {0o600}
    approved = approve(books, file)
    assert approved["approved"]["by"] == "Anna"
    dry = checked(run_plan(books, file, "--dry-run", "--json").stdout)
    assert not (books / "outbox" / str(LATER)).exists()
    done = run_plan(books, file, "--json")
    ran = checked(done.stdout)
    assert (done.returncode, dry["notices"]) == (0, [n | {"file": ""} for n in ran["notices"]])
    assert ran["plan"] == {"seal": approved["seal"], "approved_by": "Anna", "struck_out": 0}
    assert (len(ran["notices"]), ran["waiting"]) == (4, [])
    assert {r["outcome"] for a in ran["account"] for r in a["rows"]} == {"act"}
    letters = {p.name: p.read_bytes() for p in (books / "outbox" / str(LATER)).glob("*.eml")}
    assert letters == {path.name: path.read_bytes() for path in preview.iterdir()}
    (begun,) = [
        event
        for event in checked(command(books, "journal", "log", "--json").stdout)["events"]
        if event["kind"] == "run.begun" and event["run"] == ran["run"]
    ]
    facts = begun["data"]["facts"]
    assert (facts["plan"], facts["approved_by"], facts["struck_out"]) == (
        approved["seal"],
        "Anna",
        "0",
    )
    assert command(books, "journal", "verify").returncode == 0


def test_a_plan_without_letters_that_wait_needs_no_approval(tmp_path):
    folder = make(tmp_path / "books", [row("F1", "D1", 5)])
    path = tmp_path / "plan.json"
    command(folder, "plan", "--as-of", DAY, "-o", str(path))
    done = command(folder, "run", "--plan", str(path), "--as-of", DAY, "--exit-code")
    assert done.returncode == 10, done.stderr


def test_remarks_in_policy_and_settings_make_no_difference(books, file):
    approve(books, file)
    make(
        books,
        [*ROWS, row("F6", "D4", -15, "60.00")],
        policy="# a remark\n" + REVIEWED,
        workspace=WORKSPACE + "# another\n",
    )
    done = run_plan(books, file)
    assert (done.returncode, f"plan: {file}, approved by Anna" in done.stdout) == (0, True)


def test_a_workspace_may_lie_elsewhere_when_the_plan_is_carried_out(books, file, monkeypatch):
    approve(books, file)
    moved = books.rename(books.parent / "moved")
    monkeypatch.chdir(moved)
    done = creditctl("run", "--plan", str(file), "--as-of", str(LATER))
    assert done.returncode == 0, done.stderr


# What has changed is refused, by its name


def change_data(books):
    text = (books / "invoices.csv").read_text()
    (books / "invoices.csv").write_text(text.replace("1000.00,1000.00", "1000.00,999.99"))


def change_policy(books):
    (books / "policy.yaml").write_text(REVIEWED.replace("days: 31", "days: 32"))


def change_template(books):
    letter = books / "templates" / "en" / "second.md.j2"
    letter.parent.mkdir(parents=True)
    letter.write_text("---\nsubject: Second\n---\nPay.\n")


def change_font(books):
    font = books / "templates" / "fonts" / "Own.ttf"
    font.parent.mkdir(parents=True)
    font.write_bytes(b"no font at all")


def change_settings(books):
    text = WORKSPACE.replace("ar@example", "office@example")
    (books / "creditctl.yaml").write_text(text)


def change_journal(books):
    assert command(books, "run", "--as-of", str(LATER)).returncode == 0


def lose_journal(books):
    for path in (books / "state").glob("journal.db*"):
        path.unlink()


def change_company(books):
    (books / "creditctl.yaml").write_text(WORKSPACE.replace("Example B.V.", "Other B.V."))


CHANGES = [
    (change_data, "CR146", "data: invoices.csv changed"),
    (change_policy, "CR146", "policy.yaml"),
    (change_template, "CR146", "templates/en/second.md.j2 changed"),
    (change_font, "CR146", "templates/fonts/Own.ttf has come to be used"),
    (change_settings, "CR146", "settings: creditctl.yaml changed"),
    (change_journal, "CR147", f"(run {LATER}-001)"),
    (lose_journal, "CR147", "not the one that the plan was made with"),
    (change_company, "CR144", "'Other B.V.'"),
]


@pytest.mark.parametrize(
    ("change", "code", "name"), CHANGES, ids=[change.__name__ for change, _, _ in CHANGES]
)
def test_a_change_is_refused_by_name_and_nothing_is_written(books, file, change, code, name):
    approve(books, file)
    change(books)
    before = tree(books.parent)
    words = ("plan", "approve", str(file), "--by", "Bert")
    for done in (
        run_plan(books, file),
        run_plan(books, file, "--dry-run"),
        command(books, *words),
        drop(books, file, "F3"),
    ):
        assert (done.returncode, done.stdout) == (8, ""), done.stderr
        assert code in done.stderr
        assert name in done.stderr
    assert tree(books.parent) == before


def test_everything_that_changed_is_told_at_once(books, file):
    for change in (change_data, change_policy, change_template, change_settings):
        change(books)
    told = json.loads(run_plan(books, file, "--json").stderr)["findings"]
    assert [finding["code"] for finding in told] == ["CR149", *["CR146"] * 4]


def test_before_the_first_run_a_refusal_makes_no_journal(tmp_path):
    folder = make(tmp_path / "books", [row("F1", "D1", 5)])
    path = tmp_path / "plan.json"
    command(folder, "plan", "--as-of", DAY, "-o", str(path))
    make(folder, [row("F1", "D1", 6)])
    before = tree(tmp_path)
    done = command(folder, "run", "--plan", str(path), "--as-of", DAY)
    assert (done.returncode, "invoices.csv changed" in done.stderr) == (8, True)
    assert tree(tmp_path) == before
    assert not (folder / "state").exists()


def test_without_an_approval_nothing_leaves_and_the_hint_names_both_ways(books, file):
    before = tree(books)
    done = run_plan(books, file)
    assert (done.returncode, "CR149" in done.stderr) == (8, True)
    assert "plan approve" in done.stderr
    assert "plan drop" in done.stderr
    assert tree(books) == before


def test_a_plan_is_carried_out_once(books, file):
    approve(books, file)
    assert run_plan(books, file).returncode == 0
    before = tree(books)
    done = run_plan(books, file)
    assert (done.returncode, done.stderr.count("error")) == (8, 1)
    assert f"CR145: the plan was carried out by run {LATER}-001" in done.stderr
    assert tree(books) == before


def test_a_plan_that_was_begun_and_cut_off_is_not_begun_again(books, file, monkeypatch):
    def cut_off(*_: object) -> None:
        raise KeyboardInterrupt

    approve(books, file)
    with monkeypatch.context() as patch:
        patch.setattr(Outbox, "deliver", cut_off)
        assert run_plan(books, file).returncode == 130
    done = run_plan(books, file)
    assert done.returncode == 8
    assert "was begun, and cut off" in done.stderr
    # A new plan settles what the crash left, though that writes into the journal.
    command(books, "plan", "--as-of", str(LATER), "-o", str(file))
    approve(books, file)
    done = run_plan(books, file, "--json")
    assert done.returncode == 3, done.stderr
    ran = checked(done.stdout)
    assert "CR111" in [finding["code"] for finding in ran["findings"]]
    assert len(ran["notices"]) == 3
    assert {r["reason"] for r in ran["referred"]} == {"uncertain-notice"}


# The day


def test_an_old_plan_is_refused_unless_it_is_accepted_once(books, file):
    approve(books, file)
    late = str(LATER + timedelta(4))
    words = ("run", "--plan", str(file), "--as-of", late)
    done = command(books, *words)
    assert (done.returncode, "CR150" in done.stderr) == (8, True)
    assert "--accept old-plan" in done.stderr
    done = command(books, *words, "--accept", "old-plan", "--json")
    assert (done.returncode, checked(done.stdout)["as_of"]) == (0, str(LATER)), done.stderr


def test_a_plan_for_tomorrow_waits_until_then(books, file):
    day = str(LATER - timedelta(1))
    done = command(books, "run", "--plan", str(file), "--as-of", day)
    assert (done.returncode, "lies before the plan's day" in done.stderr) == (2, True)
    future = file.with_name("future.json")
    command(books, "plan", "--as-of", "2999-01-04", "-o", str(future))
    done = command(books, "run", "--plan", str(future))
    assert (done.returncode, "CR105" in done.stderr) == (8, True)


# Options


def test_the_options_of_the_plan_need_no_repetition(tmp_path):
    policy = POLICY + "safety: {max_notices_per_run: 1}\n"
    undated = [
        one.replace("100.00,100.00", "1.000,1.000")
        for one in (row("F1", "D1", 40), row("F2", "D2", 5))
    ]
    folder = make(tmp_path / "books", undated, policy=policy)
    path = tmp_path / "plan.json"
    words = ("--decimal-mark", ",", "--first-run", "--accept", "max-notices")
    command(folder, "plan", "--as-of", DAY, "-o", str(path), *words)
    options = checked(path.read_text())["options"]
    assert (options["first_run"], options["accepted"], options["decimal_mark"]) == (
        True,
        ["max-notices"],
        ",",
    )
    run = ("run", "--plan", str(path), "--as-of", DAY)
    refused = command(folder, *run, "--decimal-mark", ",")
    assert (refused.returncode, "stands in the plan" in refused.stderr) == (2, True)
    ran = checked(command(folder, *run, "--json").stdout)
    assert [n["total"] for n in ran["notices"]] == ["1000.00", "1000.00"]


def test_a_stop_that_the_plan_shows_stops_its_run_unless_it_is_accepted(tmp_path):
    folder = make(tmp_path / "books", [row("F1", "D1", 40)])
    path = tmp_path / "plan.json"
    assert command(folder, "plan", "--as-of", DAY, "-o", str(path)).returncode == 8
    assert "CR103" in command(folder, "plan", "approve", str(path), "--by", "Anna").stderr
    run = ("run", "--plan", str(path), "--as-of", DAY)
    done = command(folder, *run)
    assert (done.returncode, "CR103" in done.stderr) == (8, True)
    assert command(folder, *run, "--first-run").returncode == 0


def test_options_before_a_verb_are_refused(books, file):
    done = creditctl("plan", "-w", str(books), "show", str(file))
    assert (done.returncode, "behind 'show'" in done.stderr) == (2, True)
    done = command(books, "plan", "--accept", "old-plan")
    assert (done.returncode, "old-plan" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    "words", [("approve",), ("approve", "--by", " "), ("drop", "F1", "--by", "A")]
)
def test_who_and_why_must_be_said(books, file, words):
    verb, *more = words
    before = file.read_bytes()
    done = command(books, "plan", verb, str(file), *more)
    assert (done.returncode, "CR001" in done.stderr) == (2, True)
    assert file.read_bytes() == before


# Striking out


def test_what_would_newly_be_written_is_struck_out_too(tmp_path):
    folder = make(tmp_path / "books", ROWS)
    path = tmp_path / "plan.json"
    command(folder, "plan", "--as-of", DAY, "-o", str(path))
    before = json.loads(path.read_text())
    assert lines(before) == {("F1", "reminder"), ("F3", "reminder"), ("F5", "reminder")}
    done = drop(folder, path, "F1")
    assert (done.returncode, done.stdout) == (0, "")
    after = checked(path.read_text())
    assert lines(after) == {("F3", "reminder"), ("F5", "reminder")}
    struck = [(s["number"], s["debtor"], s["by"]) for s in after["struck_out"]]
    assert struck == [("F1", "D1", "Anna"), ("F2", "D1", "Anna")]
    assert after["struck_out"][0]["reason"] == "paid in cash"
    assert "because other items were struck out" in after["struck_out"][1]["reason"]
    assert {r["reason"]: r["items"] for r in after["account"][0]["rows"]}["struck-out"] == 2
    ran = command(folder, "run", "--plan", str(path), "--as-of", DAY, "--json")
    assert [n["debtor"] for n in checked(ran.stdout)["notices"]] == ["D2", "D3"]


def test_a_whole_letter_by_its_id_and_an_approval_is_void(books, file):
    data = approve(books, file)
    notice = data["waiting"][0]
    done = drop(books, file, notice["notice"])
    assert "the approval by Anna is void" in done.stderr
    after = checked(file.read_text())
    assert after["approved"] is None
    assert [n["debtor"] for n in after["waiting"]] == ["D2", "D3"]
    assert {s["item"] for s in after["struck_out"]} == {line["item"] for line in notice["items"]}
    assert "CR149" in run_plan(books, file).stderr
    again = approve(books, file, "Bert")
    assert again["struck_out"] == after["struck_out"]
    ran = checked(run_plan(books, file, "--json").stdout)
    assert ran["plan"]["approved_by"] == "Bert"
    assert [n["debtor"] for n in ran["notices"]] == ["D2", "D3", "D4"]


def test_a_plan_out_of_which_all_that_waits_was_struck_needs_no_approval(books, file):
    waiting = json.loads(file.read_text())["waiting"]
    assert drop(books, file, *(n["notice"] for n in waiting)).returncode == 0
    assert [n["debtor"] for n in checked(run_plan(books, file, "--json").stdout)["notices"]] == [
        "D4"
    ]


def test_names_that_nothing_has_are_refused_with_the_nearest(books, file):
    before = file.read_bytes()
    done = drop(books, file, "F3", "F33", "nobody")
    assert (done.returncode, done.stderr.count("CR152")) == (2, 2)
    assert "did you mean 'F3'" in done.stderr
    assert file.read_bytes() == before
    assert drop(books, file, "F3").returncode == 0
    assert "'F3' is struck out already" in drop(books, file, "F3").stderr


def test_a_number_that_two_debtors_have_needs_the_id_of_the_item(tmp_path):
    folder = make(tmp_path / "books", [row("F1", "D1", 5), row("F1", "D2", 5)])
    path = tmp_path / "plan.json"
    command(folder, "plan", "--as-of", DAY, "-o", str(path))
    done = drop(folder, path, "F1")
    assert (done.returncode, "'books/D1/F1' or 'books/D2/F1'" in done.stderr) == (2, True)
    assert drop(folder, path, "books/D2/F1").returncode == 0
    assert [n["debtor"] for n in json.loads(path.read_text())["notices"]] == ["D1"]


@given(
    made=st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(-5, 40), st.integers(-50, 90)),
        min_size=1,
        max_size=12,
    ),
    chosen=st.integers(0, 99),
    group=st.sampled_from(["debtor", "level", "invoice"]),
)
@settings(max_examples=20, deadline=None)
def test_lines_only_ever_disappear(made, chosen, group):
    policy = POLICY.replace("between_notices", f"group: {group}\n  minimum: 20\n  between_notices")
    rows = [row(f"F{n}", d, late, f"{cash}.00") for n, (d, late, cash) in enumerate(made) if cash]
    with tempfile.TemporaryDirectory() as name:
        folder = make(Path(name) / "books", rows, policy=policy)
        path = Path(name) / "plan.json"
        command(folder, "plan", "--as-of", DAY, "--first-run", "-o", str(path))
        before = lines(json.loads(path.read_text())) if path.exists() else set()
        if not before:
            return
        number, _ = sorted(before)[chosen % len(before)]
        assert drop(folder, path, number).returncode == 0
        after = json.loads(path.read_text())
        assert lines(after) < before
        assert number not in {name for name, _ in lines(after)}
        assert sealed(after) == after


# Files that are no plan


def edited(text):
    return text.replace('"total": "1000.00"', '"total": "9000.00"')


def resealed(text):
    return json.dumps(sealed(json.loads(edited(text))))


@pytest.mark.parametrize(
    ("mistake", "exit_code", "code"),
    [
        (edited, 8, "CR143"),
        (lambda text: text.replace('"approved": null', '"approved": NaN'), 8, "CR143"),
        (lambda text: text[: len(text) // 2], 5, "CR141"),
        (lambda _: "", 5, "CR141"),
        (lambda _: "Dear diary", 5, "CR141"),
        (lambda _: "\udcff\udcfe", 5, "CR141"),
        (lambda _: "[" * 100_000, 5, "CR141"),
        (lambda _: "[1]", 5, "CR142"),
        (lambda _: '{"schema": "creditctl.aging/1"}', 5, "CR142"),
        (lambda text: text.replace("creditctl.plan/1", "creditctl.plan/2"), 5, "CR142"),
        (lambda _: '{"schema": "creditctl.plan/1"}', 5, "CR142"),
        (lambda _: json.dumps(sealed({"schema": "creditctl.plan/1"})), 5, "CR142"),
    ],
)
def test_a_file_that_is_no_sound_plan_is_refused_everywhere(books, file, mistake, exit_code, code):
    file.write_bytes(mistake(file.read_text()).encode("utf-8", "surrogateescape"))
    before = tree(books.parent)
    for done in (
        run_plan(books, file),
        command(books, "plan", "approve", str(file), "--by", "Anna"),
        drop(books, file, "F3"),
        creditctl("plan", "show", str(file)),
    ):
        assert (done.returncode, done.stdout) == (exit_code, ""), done.stderr
        assert done.stderr.startswith(f"{file}:")
        assert f"error {code}: " in done.stderr
        assert "hint: " in done.stderr
    assert tree(books.parent) == before


def test_a_forged_amount_under_a_new_seal_is_refused_by_making_the_plan_anew(books, file):
    file.write_text(resealed(file.read_text()))
    done = command(books, "plan", "approve", str(file), "--by", "Anna")
    assert (done.returncode, "CR148" in done.stderr) == (8, True)


def test_a_cut_file_is_told_with_line_and_column(books, file):
    file.write_text('{"schema": "creditctl.plan/1",\n "as_of": oops}')
    (found,) = json.loads(run_plan(books, file, "--json").stderr)["findings"]
    assert (found["line"], found["column"]) == (2, 11)


@pytest.mark.parametrize("name", ["missing.json", ""])
def test_a_file_that_is_not_there(books, tmp_path, name):
    done = run_plan(books, tmp_path / name)
    assert (done.returncode, "CR140" in done.stderr) == (2, True)


# To be read


def test_a_plan_file_is_shown_in_every_form(books, file):
    approve(books, file)
    show = ("plan", "show", str(file))
    told = creditctl(*show).stdout
    assert "and 3 approved by Anna" in told
    for word in ("Waits for approval", "What they ask for", "d2@x.example", "F3", "1000.00"):
        assert word in told
    assert creditctl(*show, "--json").stdout == file.read_text()
    rows = list(csv.DictReader(io.StringIO(creditctl(*show, "--format", "csv").stdout)))
    assert [(r["debtor"], r["approval"]) for r in rows] == [
        ("D4", ""),
        ("D1", "needed"),
        ("D2", "needed"),
        ("D3", "needed"),
    ]
    page = creditctl(*show, "--format", "html").stdout
    assert page.count("<h2>") == 5
    assert "26 days overdue" in page
    book = file.with_suffix(".xlsx")
    creditctl(*show, "-o", str(book))
    sheets = {sheet.title[:4]: list(sheet.values) for sheet in openpyxl.load_workbook(book)}
    assert [r[3] for r in sheets["What"]] == ["Invoice", "F6", "F1", "F2", "F3", "F5", "F4"]


def test_what_a_person_must_decide_is_listed_and_cut_short_on_a_terminal_only(tmp_path):
    policy = POLICY.replace("days: 3}", "days: 3, channels: [email]}")
    rows = [row(f"F{n:02d}", f"D{n}", n).replace(f"d{n}@x.example", "") for n in range(4, 49)]
    folder = make(tmp_path / "books", rows, policy=policy)
    words = ("plan", "--as-of", DAY, "--first-run")
    data = checked(command(folder, *words, "--json").stdout)
    assert {r["reason"] for r in data["referred"]} == {"no-contact"}
    assert [r["number"] for r in data["referred"]] == [f"F{n:02d}" for n in range(48, 3, -1)]
    told = command(folder, *words).stdout
    assert "A person must decide: the 40 oldest, and 5 more: --json" in told
    assert "F09" in told
    assert "F08" not in told
    assert "F04" in command(folder, *words, "--format", "md").stdout
    ran = checked(command(folder, "run", "--as-of", DAY, "--json").stdout)
    assert ran["referred"] == data["referred"]


# Letters to look at


def test_a_folder_that_holds_something_is_left_alone(books, tmp_path):
    for target in (books, tmp_path / "a-file"):
        if not target.exists():
            target.write_text("")
        before = tree(tmp_path)
        done = command(books, "plan", "--as-of", str(LATER), "--letters", str(target))
        assert (done.returncode, done.stdout) == (2, "")
        assert "CR153" in done.stderr
        assert tree(tmp_path) == before


def test_a_letter_that_cannot_be_made_is_told_and_the_others_are_there(tmp_path):
    rows = [row("F1", "D1", 5), row("F2", "D2", 5).replace("Name D2", "Name \U0001242b")]
    folder = make(tmp_path / "books", rows)
    preview = tmp_path / "preview"
    done = command(folder, "plan", "--as-of", DAY, "--letters", str(preview))
    assert done.returncode == 3
    assert "CC313" in done.stderr
    assert [path.name.split("-")[-1] for path in preview.iterdir()] == ["D1.eml"]


def test_a_broken_template_is_refused_before_the_folder_is_made(books, tmp_path):
    change_template(books)
    (books / "templates" / "en" / "second.md.j2").write_text("---\nsubject: X\n---\n{{ no }}\n")
    done = command(books, "plan", "--as-of", str(LATER), "--letters", str(tmp_path / "new"))
    assert (done.returncode, "second.md.j2" in done.stderr) == (4, True)
    assert not (tmp_path / "new").exists()


def test_the_plan_file_is_for_the_eyes_of_its_owner(books, file):
    file.chmod(0o644)
    approve(books, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
