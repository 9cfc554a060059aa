"""`creditctl check` and what sending will need: passwords, certificates, programs."""

from __future__ import annotations

import pytest

from tests.cli.test_schemas import checked
from tests.guarantees.workspaces import AS_OF, make, row
from tests.scenarios.inside import creditctl

DELIVERY = """
delivery:
  email:
    host: localhost
    user: ar
    password_file: mail.pass
    ca_file: own.pem
  sms:
    webhook:
      url: http://localhost:1/
      secret_headers: {Authorization: {file: sms.key}}
  command: {run: [./fax.sh, --quiet]}
  post: {command: [lp]}
"""
FILES = {"mail.pass": 0o600, "own.pem": 0o644, "sms.key": 0o600, "fax.sh": 0o755}


@pytest.fixture
def folder(tmp_path):
    made = make(tmp_path, [row("F1", "D1", 5)])
    with (made / "creditctl.yaml").open("a") as file:
        file.write(DELIVERY)
    for name, mode in FILES.items():
        (made / name).write_text("s3cret\n")
        (made / name).chmod(mode)
    return made


def looked(folder):
    """Result about delivery, and the findings about it: code, line of the key, message."""
    done = creditctl("check", "-w", str(folder), "--as-of", str(AS_OF), "--json")
    answer = checked(done.stdout)
    assert "s3cret" not in done.stdout
    result = {part["part"]: part["result"] for part in answer["parts"]}.get("delivery")
    lines = (folder / "creditctl.yaml").read_text().splitlines()
    found = [f for f in answer["findings"] if f["code"].startswith("CD1")]
    return result, [(f["code"], lines[f["line"] - 1].strip(), f["message"]) for f in found]


def test_all_is_there(folder):
    assert looked(folder) == ("email, sms, command, post", [])


def test_nothing_is_sent_and_nothing_is_said_of_it(tmp_path):
    assert looked(make(tmp_path, [row("F1", "D1", 5)])) == (None, [])


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mail.pass", "password_file: mail.pass"),
        ("own.pem", "ca_file: own.pem"),
        ("sms.key", "secret_headers: {Authorization: {file: sms.key}}"),
        ("fax.sh", "command: {run: [./fax.sh, --quiet]}"),
    ],
)
def test_what_is_missing_is_told_at_its_line(folder, name, line):
    (folder / name).unlink()
    _, ((code, where, message),) = looked(folder)
    assert (code, where) == ("CD107", line)
    assert name in message


def test_a_program_that_may_not_be_started(folder):
    (folder / "fax.sh").chmod(0o644)
    _, ((code, _, message),) = looked(folder)
    assert (code, "./fax.sh" in message) == ("CD107", True)


@pytest.mark.parametrize("name", ["mail.pass", "sms.key"])
def test_a_secret_that_others_can_read(folder, name):
    (folder / name).chmod(0o640)
    _, ((code, where, message),) = looked(folder)
    assert (code, name in where, name in message) == ("CD108", True, True)


def test_the_schema_knows_the_part_about_late_payment(folder):
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text() + "late_payment: {business: nl_b2b}\n")
    done = creditctl("check", "-w", str(folder), "--as-of", str(AS_OF), "--json")
    assert "late payment" in {part["part"] for part in checked(done.stdout)["parts"]}
