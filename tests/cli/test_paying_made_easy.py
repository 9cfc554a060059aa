"""From `payment:` in the workspace to the letter, and from the payment back to its invoice."""

from __future__ import annotations

import json
import re
from email import message_from_bytes
from email.policy import default

import pytest

from tests.cli.paying import DAY, codes, entries, make, match, pays
from tests.cli.statements import Pay
from tests.documents.codes import codes as scanned
from tests.guarantees.workspaces import WORKSPACE, row
from tests.scenarios.inside import creditctl

SECRET = "kept between two"
PAYMENT = """payment:
  reference: rf
  link: 'https://pay.example/{notice}?amount={amount}&ref={reference}'
  sign: {secret_file: pay.secret}
"""
LATE, OTHER = row("2026-0001", "D1", 5), row("F-7788", "D2", 5, "150.00")


def books(folder, *rows, payment=PAYMENT):
    made = make(folder / "books", rows, workspace=WORKSPACE + payment)
    secret = made / "pay.secret"
    secret.write_text(SECRET + "\n")
    secret.chmod(0o600)
    return made


def run(folder):
    return creditctl("run", "-w", str(folder), "--as-of", DAY, "--first-run", "--json")


def mails(folder):
    """The e-mails of the day, by debtor."""
    paths = sorted((folder / "outbox" / DAY).glob("*.eml"), key=lambda p: p.stem.rpartition("-")[2])
    return [message_from_bytes(path.read_bytes(), policy=default) for path in paths]


def letters(folder) -> list[str]:
    """The text of each letter, by debtor."""
    return [mail.get_body(("plain",)).get_content().replace("\r\n", "\n") for mail in mails(folder)]


def reference_in(text: str) -> str:
    return re.search(r"Payment reference: +(.+)", text)[1]


def test_a_payment_with_the_reference_of_the_letter_finds_its_invoice(tmp_path):
    folder = books(tmp_path, LATE, OTHER)
    assert run(folder).returncode == 0
    first, second = letters(folder)
    assert [reference_in(first), reference_in(second)] == ["RF31 2026 0001", "RF65 F778 8"]
    assert "&ref=RF3120260001&sig=" in first
    pays(folder, Pay("100.00", name="Somebody else", reference="RF3120260001"))
    assert match(folder)["matches"][0]["certainty"] == "certain"
    assert entries(folder) == [("100.00", "matched", "D1", ["2026-0001"])]


def test_the_page_shows_a_code_with_the_reference(tmp_path):
    folder = books(tmp_path, LATE)
    run(folder)
    (mail,) = mails(folder)
    (pdf,) = (part.get_content() for part in mail.iter_attachments())
    (code,) = scanned(pdf)
    assert code.split("\n")[6:] == ["NL91ABNA0417164300", "EUR100.00", "", "RF3120260001"]


def test_two_invoices_with_one_reference_get_none_and_a_warning(tmp_path):
    folder = books(tmp_path, LATE, row("20260001", "D2", 5))
    done = run(folder)
    assert "CC321" in [found["code"] for found in json.loads(done.stdout)["findings"]]
    assert [reference_in(text) for text in letters(folder)] == ["2026-0001", "20260001"]


def test_a_credit_note_of_like_number_is_not_paid_and_hinders_none(tmp_path):
    folder = books(tmp_path, LATE, row("20260001", "D2", 5, "-20.00"))
    assert run(folder).returncode == 0
    assert [reference_in(text) for text in letters(folder)] == ["RF31 2026 0001"]


def test_without_the_keys_letters_quote_the_number(tmp_path):
    folder = books(tmp_path, LATE, payment="")
    run(folder)
    (text,) = letters(folder)
    assert reference_in(text) == "2026-0001"
    assert "pay.example" not in text


@pytest.mark.parametrize("command", ["check", "plan", "run"])
def test_no_command_shows_the_secret(tmp_path, command):
    folder = books(tmp_path, LATE)
    done = creditctl(command, "-w", str(folder), "--as-of", DAY, "--first-run", "--json")
    assert SECRET not in done.stdout + done.stderr
    written = [path for path in folder.rglob("*") if path.is_file() and path.name != "pay.secret"]
    assert all(SECRET.encode() not in path.read_bytes() for path in written)


def test_a_secret_that_is_missing_stops_before_anything_is_written(tmp_path):
    folder = books(tmp_path, LATE)
    (folder / "pay.secret").unlink()
    done = run(folder)
    assert (done.returncode, codes(done)) == (4, ["CC141"])
    assert not (folder / "outbox").exists()
