"""`creditctl dossier`: one file that can be checked, and letters that stop."""

from __future__ import annotations

import csv
import io
import json
import stat
import zipfile
from datetime import date, timedelta
from hashlib import sha256

import pytest

from tests.cli.debts import Debt, run, write
from tests.cli.people import POLICY, books, day, did, invoice
from tests.cli.test_schemas import checked
from tests.documents.build import HOSTILE_TEXTS
from tests.scenarios.inside import creditctl

BY = ("--by", "Anna")


def asked(folder, path, *words, debtor="D1", at=0):
    """The command as a person types it."""
    return creditctl(
        "dossier", debtor, "-o", str(path), *BY, *words, "-w", str(folder), "--as-of", day(at)
    )


def holds(folder):
    done = creditctl("hold", "list", "-w", str(folder), "--as-of", day(0), "--json")
    return [(h["debtor"], h["reason"], h["by"]) for h in json.loads(done.stdout)["holds"]]


def inside(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.fixture
def folder(tmp_path):
    """A debtor who got letters, with a dispute and a note; its first run was ten days ago."""
    rows = [
        invoice("F1", "D1", 40, "250.00"),
        invoice("F2", "D1", 14, "75.50"),
        invoice("C1", "D1", 2, "-20.00"),
        invoice("F5", "D2", 5),
    ]
    made = books(tmp_path / "books", rows, ran=-10)
    did(made, "note", "add", "D1", "=HYPERLINK(1)", *BY, "--as-of", day(-2))
    did(made, "dispute", "add", "F2", "--reason", "price", *BY, "--as-of", day(-2))
    return made


def test_everything_is_in_it_and_checks(folder, tmp_path) -> None:
    done = asked(folder, tmp_path / "d.zip")
    assert done.returncode == 0, done.stderr
    files = inside(tmp_path / "d.zip")
    letters = [name for name in files if name.startswith("letters/")]
    assert len(letters) == 1
    assert sorted(files) == sorted([
        "SHA256SUMS", "contents.html", "claims.csv", "claims.html", "statement.pdf",
        "statement.csv", "history.csv", "history.json", "cases.csv", "cases.json", *letters,
    ])  # fmt: skip
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    del files["SHA256SUMS"]
    assert sums == {name: sha256(content).hexdigest() for name, content in files.items()}
    assert files["statement.pdf"].startswith(b"%PDF")
    assert (
        files[letters[0]] == (folder / "outbox" / letters[0].removeprefix("letters/")).read_bytes()
    )
    checked(files["history.json"])
    checked(files["cases.json"])
    page = files["contents.html"].decode()
    assert all(text in page for text in ("Example B.V.", "Anna", "305.50", "statement.pdf"))
    assert "No letter claimed interest or costs" in page


def test_no_cell_of_a_table_is_a_formula(folder, tmp_path) -> None:
    asked(folder, tmp_path / "d.zip")
    files = inside(tmp_path / "d.zip")
    tables = [content for name, content in files.items() if name.endswith(".csv")]
    cells = [cell for content in tables for row in table(content) for cell in row.values()]
    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_the_claims_are_what_is_owed_with_the_letters_about_it(folder, tmp_path) -> None:
    asked(folder, tmp_path / "d.zip")
    rows = {row["number"]: row for row in table(inside(tmp_path / "d.zip")["claims.csv"])}
    assert {n: r["open"] for n, r in rows.items()} == {
        "F1": "250.00",
        "F2": "75.50",
        "C1": "-20.00",
    }
    assert (rows["F1"]["letters"], rows["F1"]["last_letter"]) == ("1", day(-10))
    assert (rows["F1"]["disputed"], rows["F2"]["disputed"]) == ("", "yes")


def test_the_debtor_is_on_hold_once(folder, tmp_path) -> None:
    assert asked(folder, tmp_path / "a.zip").returncode == 0
    assert holds(folder) == [("D1", "in collection", "Anna")]
    assert asked(folder, tmp_path / "b.zip").returncode == 0
    assert holds(folder) == [("D1", "in collection", "Anna")]
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert b"in collection" in inside(tmp_path / "a.zip")["history.csv"]
    plan = creditctl("plan", "-w", str(folder), "--as-of", day(0), "--json")
    assert "D1" not in [n["debtor"] for n in json.loads(plan.stdout)["notices"]]


@pytest.mark.parametrize("days", [("--from", day(30)), ("--until", day(30))])
def test_a_hold_that_begins_later_or_ends_does_not_stop_the_letters(folder, tmp_path, days) -> None:
    why = ("--debtor", "D1", "--reason", "in collection", "--by", "Ben")
    did(folder, "hold", "add", *why, *days, "--as-of", day(0))
    assert checked(asked(folder, tmp_path / "a.zip", "--json").stdout)["hold"] == "H2"
    assert holds(folder)[-1] == ("D1", "in collection", "Anna")
    said = creditctl("explain", "F1", "-w", str(folder), "--as-of", day(31), "--json").stdout
    assert json.loads(said)["items"][0]["reason"] == "on-hold"


def test_a_dossier_without_a_hold_tells_of_the_one_that_is_there(folder, tmp_path) -> None:
    asked(folder, tmp_path / "a.zip")
    again = checked(asked(folder, tmp_path / "b.zip", "--no-hold", "--json").stdout)
    assert again["hold"] == "H1"
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_without_a_hold_nothing_is_recorded(folder, tmp_path) -> None:
    before = (folder / "state" / "journal.db").read_bytes()
    assert asked(folder, tmp_path / "a.zip", "--no-hold").returncode == 0
    assert asked(folder, tmp_path / "b.zip", "--no-hold").returncode == 0
    assert holds(folder) == []
    assert (folder / "state" / "journal.db").read_bytes() == before
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert stat.S_IMODE((tmp_path / "a.zip").stat().st_mode) == 0o600


def test_a_letter_that_is_gone_or_changed_is_named_and_left_out(folder, tmp_path) -> None:
    (letter,) = (folder / "outbox").glob("*/*-D1.eml")
    letter.write_bytes(letter.read_bytes() + b"P.S.")
    done = asked(folder, tmp_path / "d.zip", "--no-hold", "--json")
    answer = checked(done.stdout)
    assert (done.returncode, [m["why"] for m in answer["missing"]]) == (
        3,
        ["changed since it left"],
    )
    assert [f["code"] for f in answer["findings"]] == ["CR212"]
    assert not [f for f in answer["files"] if f["name"].startswith("letters/")]
    letter.unlink()
    done = asked(folder, tmp_path / "d.zip", "--no-hold")
    assert (done.returncode, "no longer in the outbox" in done.stderr) == (3, True)
    files = inside(tmp_path / "d.zip")
    assert letter.name in files["contents.html"].decode()
    assert not any(str(tmp_path).encode() in content for content in files.values())
    assert b"CR212" not in files["contents.html"]


def test_copies_of_invoices(folder, tmp_path) -> None:
    place = folder / "invoices"
    place.mkdir()
    (place / "F1.pdf").write_bytes(b"%PDF copy")
    done = asked(folder, tmp_path / "d.zip", "--no-hold", "--invoices", "invoices/{number}.pdf")
    assert done.returncode == 3
    assert "CR213" in done.stderr
    assert "'F2'" in done.stderr
    files = inside(tmp_path / "d.zip")
    assert files["invoices/F1.pdf"] == b"%PDF copy"
    settings = (folder / "creditctl.yaml").read_text()
    email = "delivery: {email: {host: mail.x.example, attach_invoices: 'invoices/{number}.pdf'}}\n"
    (folder / "creditctl.yaml").write_text(settings + email)
    assert asked(folder, tmp_path / "e.zip", "--no-hold").returncode == 3
    assert inside(tmp_path / "e.zip")["invoices/F1.pdf"] == b"%PDF copy"
    (folder / "creditctl.yaml").write_text(settings)
    (place / "F1").write_bytes(b"no suffix")
    asked(folder, tmp_path / "e.zip", "--no-hold", "--invoices", "invoices/{number}")
    assert inside(tmp_path / "e.zip")["invoices/F1"] == b"no suffix"
    (place / "F2.pdf").symlink_to("/etc/hostname")
    done = asked(folder, tmp_path / "d.zip", "--no-hold", "--invoices", "invoices/{number}.pdf")
    assert "leads elsewhere" in done.stderr
    assert "invoices/F2.pdf" not in inside(tmp_path / "d.zip")


@pytest.mark.parametrize("pattern", ["invoices/{number}.pdf", "{number}.pdf", "{number}/copy.pdf"])
def test_no_number_leads_out_of_the_folder(tmp_path, pattern) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["InvoiceNumber", "CustomerCode", "InvoiceDate", "DueDate", "Total",
                     "Outstanding", "Currency"])  # fmt: skip
    for number in ("../secret", "..", "a/../../secret", "\\..\\secret", HOSTILE_TEXTS[1], "=1+1"):
        writer.writerow([number, "D1", day(-40), day(-10), "10.00", "10.00", "EUR"])
    made = books(tmp_path / "books", [], ran=None)
    (made / "invoices.csv").write_text(out.getvalue())
    for place in (tmp_path, made, made / "invoices"):
        place.mkdir(exist_ok=True)
        (place / "secret.pdf").write_text("secret")
        (place / "copy.pdf").write_text("secret")
    done = asked(made, tmp_path / "d.zip", "--no-hold", "--invoices", pattern)
    assert done.returncode == 3, done.stderr
    files = inside(tmp_path / "d.zip")
    assert not any(name.startswith("invoices/") for name in files)
    assert not any(".." in name or name.startswith("/") or "\\" in name for name in files)
    assert b"<script>" not in files["contents.html"] + files["claims.html"]
    cells = [row["number"] for row in table(files["claims.csv"])]
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize(
    ("words", "debtor", "code"),
    [
        ((), "D3", "CR210"),
        ((), "Anton BV", "CR120"),
        (("--invoices", "invoices/copy.pdf"), "D1", "CR211"),
        (("--by", " "), "D1", "CR001"),
        (("-o", "-"), "D1", "CR001"),
    ],
)
def test_what_is_refused_leaves_nothing(folder, tmp_path, words, debtor, code) -> None:
    done = asked(folder, tmp_path / "d.zip", *words, debtor=debtor)
    assert (done.returncode, done.stdout) == (2, "")
    assert code in done.stderr
    assert not (tmp_path / "d.zip").exists()
    assert holds(folder) == []


def test_a_folder_that_is_not_there(folder, tmp_path) -> None:
    for path in (tmp_path / "no" / "d.zip", tmp_path):
        done = asked(folder, path)
        assert (done.returncode, "CR004" in done.stderr) == (2, True)
    assert holds(folder) == []


CLAIMING = (
    {"id": "reminder", "days": 1},
    {"id": "final", "days": 20, "interest": True, "compensation": True},
)


def law_dossier(folder, path, when):
    words = ("dossier", "D1", "-o", str(path), *BY, "--no-hold", "-w", str(folder), "--json")
    done = creditctl(*words, "--as-of", str(when))
    answer = checked(done.stdout)
    return done.returncode, answer["currencies"][0], inside(path)


def test_interest_is_what_the_last_letter_claimed_up_to_the_day(tmp_path) -> None:
    due = date(2025, 6, 15)
    folder = write(tmp_path / "books", Debt("de_b2b", due, ("10000.00",), CLAIMING))
    run(folder, due + timedelta(1))
    _, owed, files = law_dossier(folder, tmp_path / "a.zip", due + timedelta(5))
    assert (owed["interest"], owed["total"], "interest.csv" in files) == ("0.00", "10000.00", False)
    (letter,) = run(folder, due + timedelta(21))
    _, owed, _ = law_dossier(folder, tmp_path / "b.zip", due + timedelta(21))
    claimed = (letter.claim["interest"], letter.claim["compensation"], letter.data["total"])
    assert (owed["interest"], owed["compensation"], owed["total"]) == claimed
    # fifteen days at each of two rates: the figure of the letters' own tests
    code, owed, files = law_dossier(folder, tmp_path / "c.zip", due + timedelta(30))
    assert (code, owed["interest"], owed["compensation"]) == (0, "88.52", "40.00")
    lines = table(files["interest.csv"])
    assert [(line["days"], line["percent"]) for line in lines] == [
        ("15", "11.27%"),
        ("15", "10.27%"),
    ]
    rows = {row["kind"]: row["open"] for row in table(files["claims.csv"])}
    assert (rows["interest"], rows["compensation"]) == ("88.52", "40.00")
    page = files["contents.html"].decode()
    assert f"Interest and costs are those of the last letters, up to {due + timedelta(30)}" in page


@pytest.mark.parametrize("regime", ["nl_b2b", "gb_b2b", "se_b2b"])
def test_costs_and_fixed_sums_are_those_of_a_letter_of_that_day(tmp_path, regime) -> None:
    due = date(2025, 11, 15)
    steps = (dict(CLAIMING[1], days=1, costs=regime == "nl_b2b"),)
    paid = ((str(due + timedelta(10)), "500.00"),)
    folder = write(tmp_path / "books", Debt(regime, due, ("2500.00", "80.00"), steps, paid=paid))
    (letter,) = run(folder, due + timedelta(40))
    _, owed, _ = law_dossier(folder, tmp_path / "d.zip", due + timedelta(40))
    for part in ("interest", "compensation", "costs"):
        assert owed[part] == letter.claim[part]
    assert owed["principal"] == letter.data["principal"]
    assert (owed["total"], owed["costs"] != "0.00") == (letter.data["total"], regime == "nl_b2b")


def test_a_rate_that_is_not_known_is_told_and_nothing_is_guessed(tmp_path) -> None:
    due = date(2025, 6, 15)
    folder = write(tmp_path / "books", Debt("de_b2b", due, ("10000.00",), CLAIMING[1:]))
    run(folder, due + timedelta(21))
    code, owed, files = law_dossier(folder, tmp_path / "d.zip", date(2033, 1, 1))
    assert (code, owed["interest"], owed["total"]) == (3, "0.00", "10000.00")
    assert "interest and costs, EUR" in files["contents.html"].decode()


@pytest.mark.parametrize("when", ["2300-03-01", "1979-12-31"])
def test_days_that_a_zip_file_can_not_say(tmp_path, when) -> None:
    row = "F1,D1,1970-01-01,1970-02-01,5.00,5.00,EUR"
    made = books(tmp_path / "books", [row], ran=None)
    words = ("dossier", "D1", "-o", str(tmp_path / "d.zip"), *BY, "--no-hold", "-w", str(made))
    assert creditctl(*words, "--as-of", when).returncode == 0
    assert inside(tmp_path / "d.zip")


def test_no_journal_is_made_without_a_hold(tmp_path) -> None:
    made = books(tmp_path / "books", [invoice("F1", "D1", 40)], policy=POLICY, ran=None)
    assert asked(made, tmp_path / "d.zip", "--no-hold").returncode == 0
    assert not (made / "state").exists()
