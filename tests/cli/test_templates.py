"""`creditctl templates`: what letters there are, how they look, and whether they are sound."""

from __future__ import annotations

import json

import pytest

from tests.cli.people import POLICY, books, day, invoice
from tests.cli.test_schemas import checked
from tests.documents.build import LANGUAGES, SHIPPED
from tests.scenarios.inside import creditctl

NAMES = (
    "arrangement",
    "broken-promise",
    "courtesy",
    "final",
    "fourteen-day",
    "hand-over",
    "instalment",
    "letter-before-claim",
    "reminder",
    "second",
    "thank-you",
)


@pytest.fixture
def folder(tmp_path):
    rows = [
        invoice("F1", "D1", 20, "250.00"),
        invoice("F2", "D1", 3, "100.00"),
        invoice("F3", "D1", -9, "80.00"),
        invoice("F4", "D2", -5, "70.00"),
    ]
    return books(tmp_path / "books", rows, ran=None)


def own_letter(folder, name, body="Ours to {{ debtor.name }}"):
    path = folder / "templates" / f"{name}.md.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'---\nsubject: "Ours"\n---\n{body}\n', encoding="utf-8")


def did(*words):
    done = creditctl("templates", *words)
    if done.stderr.startswith("{"):
        checked(done.stderr)
    return done


def test_every_kind_exists_in_every_language(tmp_path):
    done = did("list", "-w", str(tmp_path), "--json")
    files = checked(done.stdout)["templates"]
    assert {(f["template"], f["language"]) for f in files} >= {
        (name, language) for name in NAMES for language in LANGUAGES
    }
    assert {f["whose"] for f in files} == {"shipped"}
    assert not any(f["overridden"] for f in files)
    tones = {(f["template"], f["language"]) for f in files if f["tone"] == "firm"}
    assert tones == {(name, language) for name in ("reminder", "second") for language in LANGUAGES}
    assert did().returncode == 0
    assert "reminder             de, en, es, fr, nl" in did("list", "-w", str(tmp_path)).stdout


def test_own_files_are_marked_with_what_they_override(folder):
    own_letter(folder, "en/reminder")
    own_letter(folder, "nl/bespoke")
    own_letter(folder, "nl/bespoke.loud")
    files = checked(did("list", "-w", str(folder), "--json").stdout)["templates"]
    mine = [f for f in files if f["whose"] == "workspace"]
    assert [(f["template"], f["language"]) for f in mine] == [("bespoke", "nl"), ("reminder", "en")]
    over = {(f["template"], f["language"], f["tone"]) for f in files if f["overridden"]}
    assert over == {("reminder", "en", tone) for tone in ("neutral", "friendly", "firm")}
    table = did("list", "-w", str(folder)).stdout
    assert "2 of the workspace" in table
    csv = did("list", "-w", str(folder), "--format", "csv").stdout
    assert "reminder,en,firm,shipped,yes," in csv


def test_show_gives_the_file_and_where_it_lies(folder):
    done = did("show", "reminder", "--language", "nl", "--tone", "friendly", "-w", str(folder))
    assert done.stdout == (SHIPPED / "nl" / "reminder.friendly.md.j2").read_text("utf-8")
    assert done.stderr.endswith("reminder.friendly.md.j2 (shipped)\n")
    own_letter(folder, "nl/reminder")
    done = did("show", "reminder", "--language", "nl", "--tone", "friendly", "-w", str(folder))
    assert "Ours to" in done.stdout
    assert done.stderr.endswith("reminder.md.j2 (workspace)\n")
    answer = checked(did("show", "reminder", "-w", str(folder), "--json").stdout)
    assert (answer["language"], answer["whose"]) == ("en", "shipped")
    assert answer["source"].startswith("---\nsubject:")


@pytest.mark.parametrize("verb", ["show", "preview"])
def test_an_unknown_letter_is_refused_with_the_nearest_name(verb, tmp_path):
    done = did(verb, "remindr", "-w", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "CC301" in done.stderr
    assert "did you mean 'reminder'?" in done.stderr
    assert did(verb, "reminder", "--tone", "rude", "-w", str(tmp_path)).returncode == 2


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_made_up_letter_needs_no_workspace(name, language, tmp_path):
    done = did("preview", name, "--language", language, "-w", str(tmp_path))
    assert done.returncode == 0
    assert "Your Company Ltd" in done.stdout
    assert ("NL91 ABNA" in done.stdout) is (name != "thank-you")
    assert done.stderr.strip()


def test_a_page_and_a_web_page(tmp_path):
    pdf, html = tmp_path / "letter.pdf", tmp_path / "letter.html"
    words = ("preview", "final", "--language", "fr", "-w", str(tmp_path))
    assert did(*words, "-o", str(pdf)).returncode == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert did(*words, "-o", str(html)).returncode == 0
    assert '<html lang="fr"' in html.read_text("utf-8")
    refused = did(*words, "--format", "pdf")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "-o FILE.pdf" in refused.stderr


def test_a_letter_to_a_debtor_is_about_what_is_open(folder):
    words = ("-w", str(folder), "--as-of", day(0), "--debtor")
    late = did("preview", "reminder", *words, "D1").stdout
    assert ["F1" in late, "F2" in late, "F3" in late] == [True, True, False]
    assert "350,00" in late
    early = did("preview", "courtesy", *words, "D1").stdout
    assert ["F1" in early, "F2" in early, "F3" in early] == [False, False, True]
    none = did("preview", "reminder", *words, "D2")
    assert (none.returncode, none.stdout) == (2, "")
    assert "CR220" in none.stderr
    assert "CR120" in did("preview", "reminder", *words, "D9").stderr
    german = did("preview", "reminder", *words, "D1", "--language", "de", "--tone", "firm")
    assert german.stderr.startswith("Zahlung überfällig: 2 Rechnungen")
    assert not (folder / "state").exists()


def test_a_letter_to_a_debtor_is_about_one_currency(tmp_path):
    rows = [
        invoice("F1", "D2", 20, "250.00"),
        invoice("F2", "D2", 9, "40.00", "USD"),
        invoice("F3", "D2", 5, "10.00"),
    ]
    folder = books(tmp_path / "books", rows, ran=None)
    said = did("preview", "reminder", "-w", str(folder), "--as-of", day(0), "--debtor", "D2")
    assert ["F1" in said.stdout, "F2" in said.stdout, "F3" in said.stdout] == [True, False, True]
    assert "€260.00" in said.stderr


def test_a_debtor_needs_a_workspace(tmp_path):
    done = did("preview", "reminder", "--debtor", "D1", "-w", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")


def test_check_tries_the_policy_s_letters_and_your_own(folder):
    words = ("check", "-w", str(folder), "--as-of", day(0), "--json")
    good = did(*words)
    answer = checked(good.stdout)
    assert answer["tones"] == ["neutral"]
    assert not [f for f in answer["findings"] if f["severity"] == "error"]
    own_letter(folder, "en/bespoke", "{{ totl }}")
    done = did(*words)
    assert done.returncode == 4
    (found,) = [f for f in checked(done.stdout)["findings"] if f["severity"] == "error"]
    assert (found["code"], found["line"]) == ("CC305", 4)
    assert "bespoke" in checked(done.stdout)["templates"]


def test_check_tries_the_tones_of_the_policy(tmp_path):
    rows = [invoice("F1", "D2", 20)]
    firm = POLICY.replace("reminders:\n", "reminders:\n  tone: firm\n")
    folder = books(tmp_path / "books", rows, policy=firm, ran=None)
    own_letter(folder, "en/reminder.firm", "{{ totl }}")
    done = did("check", "-w", str(folder), "--as-of", day(0), "--json")
    assert (done.returncode, checked(done.stdout)["tones"]) == (4, ["firm"])
    wrong = {f["code"] for f in checked(done.stdout)["findings"] if f["severity"] == "error"}
    assert wrong == {"CC305"}


def test_check_tells_a_letter_that_is_too_long(folder):
    own_letter(folder, "en/bespoke", "\n\n".join(["{{ items }}", *["word " * 90] * 25]))
    done = did("check", "-w", str(folder), "--as-of", day(0), "--json")
    assert done.returncode == 3
    found = [f for f in json.loads(done.stdout)["findings"] if f["code"] == "CC314"]
    assert [f["message"] for f in found] == [
        "the letter 'bespoke' about three invoices takes 4 pages"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_message_is_shown_and_tried_like_a_letter(language, tmp_path):
    listed = checked(did("list", "-w", str(tmp_path), "--json").stdout)["templates"]
    assert ("sms", language) in {(f["template"], f["language"]) for f in listed}
    shown = did("show", "sms", "--language", language, "-w", str(tmp_path))
    assert shown.stdout == (SHIPPED / language / "sms.txt.j2").read_text("utf-8")
    tried = did("preview", "sms", "--language", language, "-w", str(tmp_path))
    assert tried.stdout.startswith("Your Company Ltd: ")
    assert "text message of 2 parts (" in tried.stderr


def test_the_text_message_is_no_page(tmp_path):
    done = did("preview", "sms", "-w", str(tmp_path), "-o", str(tmp_path / "sms.pdf"))
    assert (done.returncode, "plain text" in done.stderr) == (2, True)


def test_own_text_messages_are_shown_to_a_debtor_and_checked(folder):
    path = folder / "templates" / "en" / "sms.txt.j2"
    path.parent.mkdir(parents=True)
    path.write_text("{{ company.name }}: {{ total }} please, {{ debtor.name }}")
    assert did("show", "sms", "-w", str(folder)).stderr.strip() == f"{path} (workspace)"
    to = ("--debtor", "D1", "--language", "en", "--as-of", day(0))
    done = did("preview", "sms", *to, "-w", str(folder))
    assert done.stdout == "Example B.V.: €350.00 please, Anton B.V.\n"
    path.write_text("{{ totl }}")
    done = did("check", "-w", str(folder), "--as-of", day(0))
    assert (done.returncode, "en/sms.txt.j2:1:4: error CC305" in done.stderr) == (4, True)
