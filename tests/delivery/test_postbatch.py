"""The day's letters as one PDF: opened again, in order, on the right sides, with the right hashes."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from creditctl.config.workspace import load_workspace
from creditctl.delivery.postbatch import PostBatch, PostLetter, post_batch
from creditctl.delivery.postcode import postcode_of
from creditctl.findings import Finding
from tests.documents.build import AS_OF, COMPANY, DEBTOR, line, notice, room
from tests.scenarios.inside import creditctl

MANY = [line(n, 3, 1_000 + n, number=f"F{n:03d}") for n in range(1, 61)]
ROOM = room()


def letter(number, country="NL", postcode="1000AA", name="Bakker", lines=None) -> PostLetter:
    debtor = replace(DEBTOR, debtor=f"C{number}", name=name)
    made = replace(notice("reminder", "en", lines, debtor=debtor), notice=f"20260131-N{number}")
    pdf = ROOM.render(made).pdf
    file = f"2026-01-31/{number}.pdf"
    return PostLetter(made.notice, debtor.debtor, name, country, postcode, file, pdf)


LETTERS = (
    letter(1, "NL", "3511AB", "Zwart"),
    letter(2, "NL", "1016EA", lines=MANY),
    letter(3, "BE", "9000"),
    letter(4, "NL", "3511AB", "Aal"),
    letter(5, "DE", "10115", "=cmd|' /C calc'!A0\n<b>"),
)
ORDER = ["20260131-N3", "20260131-N5", "20260131-N2", "20260131-N4", "20260131-N1"]


def batch(letters=LETTERS, *, duplex=False) -> PostBatch:
    made = post_batch(letters, AS_OF, duplex=duplex)
    assert isinstance(made, PostBatch), made
    return made


def opened(made: PostBatch) -> PdfReader:
    return PdfReader(io.BytesIO(made.pdf), strict=True)


def said(reader: PdfReader, page: int) -> str:
    """The text of a page, from 1, with its blanks as one."""
    return " ".join(reader.pages[page - 1].extract_text().split())


@pytest.mark.parametrize("duplex", [False, True])
def test_every_letter_starts_where_the_index_says(duplex):
    made = batch(duplex=duplex)
    reader = opened(made)
    assert [row.notice for row in made.rows] == ORDER
    assert len(reader.pages) == made.pages
    by_notice = {one.notice: one for one in LETTERS}
    for row in made.rows:
        alone = PdfReader(io.BytesIO(by_notice[row.notice].content))
        assert row.pages == len(alone.pages)
        for k in range(row.pages):
            assert said(reader, row.page + k) == " ".join(alone.pages[k].extract_text().split())
        assert row.sha256 == sha256(by_notice[row.notice].content).hexdigest()


def test_on_both_sides_every_letter_starts_on_an_odd_page():
    made = batch(duplex=True)
    assert all(row.page % 2 == 1 for row in made.rows)
    assert made.pages % 2 == 0
    reader = opened(made)
    used = {1} | {row.page + k for row in made.rows for k in range(row.pages)}
    blank = [n for n in range(1, made.pages + 1) if not said(reader, n)]
    assert blank == sorted(set(range(1, made.pages + 1)) - used)
    size = {(float(p.mediabox.width), float(p.mediabox.height)) for p in reader.pages}
    assert len(size) == 1


def test_on_one_side_there_are_no_blank_pages():
    made = batch()
    assert made.pages == 1 + sum(row.pages for row in made.rows)
    assert all(said(opened(made), n) for n in range(1, made.pages + 1))


def test_the_index_page_counts_and_names_them():
    made = batch()
    front = said(opened(made), 1)
    assert front.startswith(f"Letters of 2026-01-31 5 letters, {made.pages} pages with this index")
    for row in made.rows:
        assert f"{row.notice} " in front
        assert row.postcode in front
    assert "=cmd|' /C calc'!A0 <b>" in front


def test_a_long_index_takes_its_own_pages():
    many = [replace(LETTERS[0], notice=f"20260131-M{n:03d}") for n in range(150)]
    made = batch(many, duplex=True)
    assert made.rows[0].page == 5
    assert made.pages == len(opened(made).pages) == 4 + 150 * 2
    assert "20260131-M149" in said(opened(made), 3)
    assert said(opened(made), 4) == ""
    assert COMPANY.name in said(opened(made), made.rows[-1].page)


def test_the_index_file():
    made = batch()
    rows = list(csv.DictReader(io.StringIO(made.index.decode("utf-8-sig"))))
    assert [row["notice"] for row in rows] == ORDER
    assert [row["number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert rows[1]["name"] == "'=cmd|' /C calc'!A0 <b>"
    assert [(r["country"], r["postcode"]) for r in rows[:3]] == [
        ("BE", "9000"),
        ("DE", "10115"),
        ("NL", "1016EA"),
    ]


def test_the_same_letters_give_the_same_bytes_in_any_order():
    assert batch(tuple(reversed(LETTERS))) == batch()
    assert batch(duplex=True).id != batch().id
    assert batch(LETTERS[1:]).id != batch().id
    assert batch().id.startswith("post-2026-01-31-")


def test_nothing_of_the_letters_but_their_pages():
    linked = room(company=replace(COMPANY, pay_link="https://pay.example/{notice}"))
    pdf = linked.render(notice("reminder", "en")).pdf
    assert "/Annots" in PdfReader(io.BytesIO(pdf)).pages[0]
    reader = opened(batch((*LETTERS, replace(LETTERS[0], notice="20260131-N6", content=pdf))))
    for page in reader.pages:
        assert not {"/StructParents", "/Tabs", "/Annots"} & set(page)
    assert dict(reader.metadata or {}) == {
        "/Title": "Letters of 2026-01-31",
        "/Producer": "creditctl",
    }
    assert "/AF" not in reader.trailer["/Root"]
    assert list(reader.attachments) == []


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"x" * 1_000, LETTERS[0].content[:2_000]])
def test_a_file_that_is_no_pdf(content):
    found = post_batch([LETTERS[0], replace(LETTERS[1], content=content)], AS_OF, duplex=False)
    assert isinstance(found, Finding)
    assert found.code == "CD222"
    assert LETTERS[1].notice in found.message


@pytest.mark.parametrize(
    ("address", "country", "postcode"),
    [
        (("Molenstraat 18", "3511 ab  Utrecht"), "NL", "3511AB"),
        (("Postbus 1234", "1000AA Amsterdam"), "NL", "1000AA"),
        (("4 Mill Lane", "Leeds", "LS1 1AA"), "GB", "LS11AA"),
        (("1 Sample Street", "London N1 1AA"), "GB", "N11AA"),
        (("Rue 1234", "75001 Paris"), "FR", "75001"),
        (("Veldstraat 1", "9000 Gent", "Attn. Jan"), "BE", "9000"),
        (("1 Main St", "New York, NY 10001-1234"), "US", "10001-1234"),
        (("ul. Prosta 1", "00-950 Warszawa"), "PL", "00950"),
        (("Gatan 1", "111 22 Stockholm"), "SE", "11122"),
        (("Hauptstr. 5", "10115 Berlin"), "", "10115"),
        (("No digits", "at all"), "NL", ""),
        ((), "NL", ""),
    ],
)
def test_postcodes(address, country, postcode):
    assert postcode_of(address, country) == postcode


# From the command line, on a real workspace.

POLICY = """version: 1
name: By post
currency: EUR
reminders:
  steps:
    - {id: reminder, days: 3, channels: [letter]}
"""
WORKSPACE = """version: 1
company:
  name: Example B.V.
  address: [Dorpsstraat 1, 1234 AB Plaats]
  country: NL
  email: ar@example.example
  iban: NL91ABNA0417164300
currency: EUR
policy: policy.yaml
sources:
  - {name: books, file: invoices.csv, kind: invoices}
"""
HEADER = "InvoiceNumber,CustomerCode,CustomerName,Address,Postcode,City,Country,InvoiceDate,DueDate,Total,Outstanding"
ROWS = (
    "1,C1,Zwart,Singel 1,3511 AB,Utrecht,NL,2025-12-01,2026-01-10,100.00,{}",
    "2,C2,Aal,Singel 2,1016 EA,Amsterdam,NL,2025-12-01,2026-01-10,200.00,200.00",
    "3,C3,Bier,Markt 3,9000,Gent,BE,2025-12-01,2026-01-10,300.00,300.00",
)
DAY = "2026-01-30"


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Path:
    """A workspace with three letters in its outbox."""
    folder = tmp_path_factory.mktemp("printed")
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "creditctl.yaml").write_text(WORKSPACE)
    invoices(folder)
    done = creditctl("run", "-w", str(folder), "--as-of", DAY, "--first-run")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def books(printed, tmp_path) -> Path:
    return shutil.copytree(printed, tmp_path / "books")


def invoices(folder, left="100.00"):
    (folder / "invoices.csv").write_text("\n".join([HEADER, *ROWS]).format(left) + "\n")


def service(folder, program):
    run = f"[{sys.executable!r}, -c, {program!r}]"
    (folder / "creditctl.yaml").write_text(f"{WORKSPACE}delivery:\n  post: {{command: {run}}}\n")


def post(folder, *words, day=DAY):
    return creditctl("post", "-w", str(folder), "--as-of", day, "--day", DAY, *words)


def indexed(file: Path) -> list[str]:
    with file.open(encoding="utf-8-sig", newline="") as opened_:
        return [row["debtor"] for row in csv.DictReader(opened_)]


def states(folder) -> list[str]:
    done = creditctl("outbox", "list", "-w", str(folder), "--json")
    return [row["state"] for row in json.loads(done.stdout)["notices"]]


def test_a_day_is_written_and_nothing_else_changes(books, tmp_path):
    journal = (books / "state" / "journal.db").read_bytes()
    out = tmp_path / "post.pdf"
    done = post(books, "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert "3 letters, 4 pages" in done.stderr
    assert indexed(out.with_suffix(".csv")) == ["C3", "C2", "C1"]
    assert len(PdfReader(out).pages) == 4
    for file in (out, out.with_suffix(".csv")):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = out.read_bytes()
    assert post(books, "-o", str(out)).returncode == 0
    assert out.read_bytes() == first
    assert (books / "state" / "journal.db").read_bytes() == journal
    assert set(states(books)) == {"handed over"}


def test_a_day_without_letters(books, tmp_path):
    out = tmp_path / "post.pdf"
    done = creditctl(
        "post", "-w", str(books), "--as-of", DAY, "--day", "2026-01-29", "-o", str(out)
    )
    assert (done.returncode, out.exists()) == (0, False)
    assert "no letters of 2026-01-29" in done.stderr


def test_who_paid_meanwhile_is_left_out(books, tmp_path):
    invoices(books, left="0.00")
    out = tmp_path / "post.pdf"
    done = post(books, "-o", str(out))
    assert done.returncode == 3
    assert "CD224" in done.stderr
    assert "1 is paid" in done.stderr
    assert indexed(out.with_suffix(".csv")) == ["C3", "C2"]


@pytest.mark.parametrize("words", [(), ("--send",)])
def test_by_books_that_are_too_old_nothing_is_made(books, tmp_path, words):
    """A file for the printer is the act, so it is refused without a print service too."""
    service(books, "import pathlib, sys; pathlib.Path('got').write_bytes(sys.stdin.buffer.read())")
    made = datetime(2026, 1, 29, 12, tzinfo=UTC).timestamp()
    os.utime(books / "invoices.csv", (made, made))
    out, got = tmp_path / "post.pdf", books / "got"
    done = post(books, "-o", str(out), *words, day="2026-02-02")
    assert (done.returncode, "CR104" in done.stderr) == (8, True)
    assert [p for p in (out, out.with_suffix(".csv"), got) if p.exists()] == []
    assert states(books) == ["handed over"] * 3
    assert post(books, "-o", str(out), *words, "--accept", "jump", day="2026-02-02").returncode == 2
    done = post(books, "-o", str(out), *words, "--accept", "old-data", day="2026-02-02")
    assert (done.returncode, out.exists(), got.exists()) == (0, True, bool(words))


def test_books_that_are_just_new_enough(books, tmp_path):
    made = datetime(2026, 1, 29, 12, tzinfo=UTC).timestamp()
    os.utime(books / "invoices.csv", (made, made))
    assert post(books, "-o", str(tmp_path / "post.pdf"), day="2026-02-01").returncode == 0


@pytest.mark.parametrize("harm", ["change", "remove", "link"])
def test_a_file_that_is_not_the_journals(books, tmp_path, harm):
    file = min((books / "outbox" / DAY).glob("*.pdf"))
    content = file.read_bytes()
    file.unlink()
    if harm == "change":
        file.write_bytes(content + b" ")
    if harm == "link":
        (tmp_path / "other.pdf").write_bytes(content)
        file.symlink_to(tmp_path / "other.pdf")
    out = tmp_path / "post.pdf"
    done = post(books, "-o", str(out))
    assert done.returncode == 5
    assert "CD221" in done.stderr
    assert not out.exists()
    assert not out.with_suffix(".csv").exists()


def test_the_print_service_gets_the_batch_once(books, tmp_path):
    program = "import pathlib, os, sys; pathlib.Path(os.environ['CREDITCTL_NOTICE'] + '.got').write_bytes(sys.stdin.buffer.read())"
    service(books, program)
    out = tmp_path / "post.pdf"
    done = post(books, "--send", "-o", str(out))
    assert done.returncode == 0, done.stderr
    (got,) = books.glob("post-2026-01-30-*.got")
    assert got.read_bytes() == out.read_bytes()
    assert f"handed to the print service: {got.stem}" in done.stderr
    assert states(books) == ["sent"] * 3
    again = post(books, "--send", "-o", str(out))
    assert again.returncode == 0
    assert "no letters" in again.stderr
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


@pytest.mark.parametrize(
    ("program", "state", "words"),
    [
        ("raise SystemExit(75)", "handed over", "exit code 75"),
        ("import sys; sys.exit('no paper')", "handed over", "no paper"),
        ("import os; os.kill(os.getpid(), 9)", "uncertain", "stopped by signal 9"),
    ],
)
def test_a_print_service_that_does_not_take_it(books, tmp_path, program, state, words):
    service(books, program)
    done = post(books, "--send", "-o", str(tmp_path / "post.pdf"))
    assert done.returncode == 3
    assert "CD225" in done.stderr
    assert words in done.stderr
    assert states(books) == [state] * 3
    if state == "uncertain":
        again = post(books, "--send", "-o", str(tmp_path / "post.pdf"))
        assert again.returncode == 3
        assert "no letters" in again.stderr


def test_to_send_wants_a_service(books, tmp_path):
    out = tmp_path / "post.pdf"
    done = post(books, "--send", "-o", str(out))
    assert done.returncode == 4
    assert "CD223" in done.stderr
    assert not out.exists()


@pytest.mark.parametrize("name", ["post.csv", "post", "-"])
def test_the_batch_is_a_pdf(books, name):
    assert post(books, "-o", name).returncode == 2


def test_the_workspace_loads(books):
    assert load_workspace(books).settings.delivery.post is None
