"""`creditctl policy explain`: one page in plain words, for colleagues or for customers."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from creditctl.app.policies.phrases import languages
from creditctl.config.shipped import shipped_policies
from tests.app.full_policy import FULL
from tests.cli.test_schemas import checked, copy_example
from tests.guarantees.workspaces import WORKSPACE, make
from tests.scenarios.inside import creditctl

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.fixture(scope="module")
def quickstart(tmp_path_factory):
    folder = tmp_path_factory.mktemp("explain") / "books"
    copy_example(folder)
    return folder


def told(folder, *words, code=0):
    done = creditctl("policy", "explain", *words, "-w", str(folder))
    assert done.returncode == code, done.stderr
    return done


def refused(*words, code=2):
    done = creditctl("policy", "explain", *words, "--json")
    assert (done.returncode, done.stdout) == (code, "")
    return checked(done.stderr)["findings"]


def test_the_workspace_says_policy_language_and_sender(quickstart) -> None:
    page = told(quickstart, "--for-customers").stdout
    assert page.startswith("Bakker & Bloom B.V.: hoe wij omgaan met onbetaalde facturen\n")
    assert "- E-mail: debiteuren@bakkerbloom.example\n" in page
    for internal in ("Mieke", "10012", "key-accounts", "Priya", "25.000", "standard.yaml", "15,00"):
        assert internal not in page
    colleague = told(quickstart).stdout
    assert colleague.startswith("Het beleid “Bakker & Bloom, standard” in gewone woorden\n")
    assert "- Debiteur 10012, tot en met 31 maart 2026: geen herinneringen. Reden: Tom" in colleague


def test_the_language_can_be_another(quickstart) -> None:
    assert (
        "how we deal with unpaid" in told(quickstart, "--for-customers", "--language", "en").stdout
    )


@pytest.mark.parametrize("name", shipped_policies())
def test_a_policy_needs_no_workspace(name, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in ([], ["--for-customers"]):
        for language in languages([TEMPLATES]):
            done = creditctl("policy", "explain", name, *words, "--language", language, "--json")
            answer = checked(done.stdout)
            assert answer["language"] == language
            assert answer["for_customers"] is bool(words)
            assert (answer["file"] is None) is bool(words)


def test_another_policy_is_told_in_the_name_of_the_workspace(quickstart) -> None:
    page = told(quickstart, "us-business", "--for-customers", "--language", "en").stdout
    assert page.startswith("Bakker & Bloom B.V.: ")
    assert "From 60 days after the due date on we send a last reminder" in page


@pytest.mark.parametrize(
    ("file", "start"),
    [
        ("page.txt", "Het beleid"),
        ("page.md", "# Het beleid"),
        ("page.html", "<!doctype html>"),
        ("page.json", '{"schema": "creditctl.policy-explain/1"'),
        ("page", "Het beleid"),
    ],
)
def test_the_suffix_decides_about_the_format(file, start, quickstart, tmp_path) -> None:
    done = told(quickstart, "-o", str(tmp_path / file))
    assert (tmp_path / file).read_text("utf-8").startswith(start)
    assert done.stdout == ""
    assert done.stderr == ("" if file == "page.json" else f"written: {tmp_path / file}\n")
    assert told(quickstart, "-o", str(tmp_path / file), "--quiet").stderr == ""


def test_two_times_the_same_page(quickstart) -> None:
    assert (
        told(quickstart, "--format", "html").stdout == told(quickstart, "--format", "html").stdout
    )


def test_the_whole_policy_is_told(tmp_path) -> None:
    folder = make(tmp_path, [], policy=FULL)
    answer = checked(told(folder, "--json").stdout)
    headings = [section["heading"] for section in answer["sections"]]
    assert len(headings) == len(set(headings)) == 14
    assert "Also set in the policy" not in headings


def test_a_workspace_whose_language_has_no_phrases(tmp_path) -> None:
    folder = make(tmp_path, [], workspace=WORKSPACE + "language: it\n")
    done = told(folder)
    assert done.stdout.startswith("The policy “Guarantee policy” in plain words\n")
    assert "warning CR164: no policy can be told in 'it' yet" in done.stderr
    (finding,) = checked(told(folder, "--json").stdout)["findings"]
    assert (finding["code"], finding["line"]) == ("CR164", 12)


def test_a_language_of_the_workspace_itself(tmp_path) -> None:
    folder = make(tmp_path, [], workspace=WORKSPACE + "language: it\n")
    own = folder / "templates" / "it"
    shutil.copytree(TEMPLATES / "en", own)
    text = (own / "policy.yaml").read_text("utf-8").replace("en_GB", "it_IT")
    (own / "policy.yaml").write_text(
        text.replace("before the due date", "prima della scadenza"), "utf-8"
    )
    done = told(folder)
    assert (done.stderr, "- courtesy: 5 days prima della scadenza" in done.stdout) == ("", True)
    (own / "policy.yaml").write_text(text.replace("  mon: Monday\n", ""), "utf-8")
    (finding,) = refused("-w", str(folder), code=4)
    assert finding["code"] == "CR163"
    assert finding["message"] == "the phrase 'values: mon' is missing"


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (["two-knobs", "--language", "xx"], "CR162", "there are: de, en, es, fr, nl"),
        (["two-knobs", "--language", "../nl"], "CR162", "there are: de, en, es, fr, nl"),
        (["two-knobs", "--format", "md"], "CR003", "one of the two"),
        (["two-knobs", "-o", "no/such/folder/page.md"], "CR004", ""),
        (["two-knobs", "--for-customer-x"], "CR001", "--help"),
    ],
)
def test_a_wrong_command_line(words, code, hint, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    (finding,) = refused(*words)
    assert finding["code"] == code
    assert hint in finding.get("hint", "")


def test_a_page_is_no_table() -> None:
    done = creditctl("policy", "explain", "two-knobs", "--format", "xlsx")
    assert (done.returncode, done.stdout) == (2, "")
    assert "CR003: a page can't be written as 'xlsx'" in done.stderr
    assert "text, md, html, json" in done.stderr


def test_a_policy_that_is_not_there(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert [f["code"] for f in refused("two-knob", code=4)] == ["CC200"]
    assert [f["code"] for f in refused(code=4)] == ["CC100"]
