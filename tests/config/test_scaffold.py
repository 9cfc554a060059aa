"""`creditctl init`: a workspace that loads, reads well, and harms nothing that is there."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import TYPE_CHECKING, get_args

import pytest

from creditctl.app.policytests.running import run_policy_tests
from creditctl.config.scaffold import scaffold
from creditctl.config.scaffold_texts import HABITS, INVOICES, CountryName
from creditctl.config.schema import schema_files
from creditctl.config.workspace import load_workspace
from creditctl.errors import ConfigRefused
from tests.scenarios.inside import creditctl

if TYPE_CHECKING:
    from pathlib import Path

REMARK = re.compile(r"^( *)# ( *(?:- )?\{?[a-z_]+:)", re.MULTILINE)
COUNTRIES = get_args(CountryName)


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("example", [True, False])
def test_what_is_written_loads(tmp_path: Path, country: CountryName, example: bool) -> None:
    room = tmp_path / "new" / "room"
    written = scaffold(room, country=country, example=example)
    found = sorted(p.relative_to(room).as_posix() for p in room.rglob("*") if p.is_file())
    assert sorted(p.relative_to(room).as_posix() for p in written) == found
    inbox = ["inbox/debtors.csv", "inbox/invoices.csv"] if example else []
    assert found == [
        ".gitignore",
        ".schema/policy-tests.schema.json",
        ".schema/policy.schema.json",
        ".schema/workspace.schema.json",
        "README.txt",
        "creditctl.yaml",
        *inbox,
        "policies/standard.tests.yaml",
        "policies/standard.yaml",
    ]
    assert (room / "inbox").is_dir()
    workspace = load_workspace(room)
    habits = HABITS[country]
    assert workspace.settings.currency == habits.currency
    assert workspace.policy.policy.country == habits.country
    kinds = [s.kind for s in workspace.settings.sources]
    assert kinds == (["invoices", "debtors"] if example else ["invoices"])
    if not example:
        assert workspace.company() == {"name": "Your company", "address": (), "account": ()}


@pytest.mark.parametrize("country", COUNTRIES)
def test_remarks_become_settings_when_the_sign_is_taken_away(
    tmp_path: Path, country: CountryName
) -> None:
    """Every commented line of the two files is valid once its # is gone."""
    scaffold(tmp_path, country=country, example=False)
    (tmp_path / "logo.svg").write_text("<svg/>")
    for name in ("creditctl.yaml", "policies/standard.yaml"):
        path = tmp_path / name
        text = path.read_text(encoding="utf-8")
        path.write_text(REMARK.sub(r"\1\2", text), encoding="utf-8")
    workspace = load_workspace(tmp_path)
    assert workspace.settings.company.accent == "#1f4e79"
    assert workspace.settings.company.email
    assert [s.kind for s in workspace.settings.sources] == ["invoices", "debtors", "payments"]
    assert workspace.settings.sources[0].encoding == "cp1252"
    policy = workspace.policy.policy
    assert policy.terms.default == "net 14"
    assert policy.reminders.grace == 5
    assert [s.id for s in policy.reminders.steps] == ["reminder", "second", "final"]
    assert policy.segments[0].id == "key-accounts"
    assert policy.exceptions[0].debtor == "1042"


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_example_ledger_is_in_the_country_s_own_dress(
    tmp_path: Path, country: CountryName
) -> None:
    scaffold(tmp_path, country=country, example=True)
    habits = HABITS[country]
    with (tmp_path / "inbox/invoices.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, delimiter=habits.delimiter)
    assert tuple(header) == habits.invoice_headers
    plain = str.maketrans({habits.thousands: "", habits.decimal: "."})
    total = sum(Decimal(row[6].translate(plain)) for row in rows)
    assert total == sum(Decimal(open_) / 100 for *_, open_ in INVOICES)
    assert any(habits.thousands in row[5] for row in rows)
    with (tmp_path / "inbox/debtors.csv").open(encoding="utf-8", newline="") as file:
        debtors = list(csv.DictReader(file, delimiter=habits.delimiter))
    assert {row[1] for row in rows} == {d[habits.debtor_headers[0]] for d in debtors}
    emails = [d[habits.debtor_headers[6]] for d in debtors]
    assert "" in emails
    assert all(e.endswith(".example") for e in emails if e)


def test_nothing_is_overwritten_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    mine = tmp_path / "policies" / "standard.yaml"
    mine.write_text("mine")
    with pytest.raises(ConfigRefused) as caught:
        scaffold(tmp_path, country="nl", example=True)
    assert str(caught.value).replace(f"{tmp_path}/", "") == (
        "policies/standard.yaml: error CC126: this file exists already\n"
        "hint: choose an empty folder"
    )
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [mine]
    assert mine.read_text() == "mine"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_text("mine")
    with pytest.raises(ConfigRefused) as caught:
        scaffold(target, country="nl", example=True)
    (finding,) = caught.value.findings
    assert finding.code == "CC126"
    assert finding.message.startswith("cannot be written: ")
    assert finding.hint == "choose a folder that you may write to"
    assert target.read_text() == "mine"


def test_what_was_begun_is_taken_back(tmp_path: Path) -> None:
    (tmp_path / "policies").write_text("a file where a folder is wanted")
    with pytest.raises(ConfigRefused):
        scaffold(tmp_path, country="nl", example=False)
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["policies"]


def test_editors_find_the_schemas(tmp_path: Path) -> None:
    scaffold(tmp_path, country="de", example=True)
    for name, schema in (
        ("creditctl.yaml", "workspace.schema.json"),
        ("policies/standard.yaml", "policy.schema.json"),
        ("policies/standard.tests.yaml", "policy-tests.schema.json"),
    ):
        path = tmp_path / name
        _, _, target = path.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")
        assert (path.parent / target).read_text(encoding="utf-8") == schema_files()[schema]


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_policy_passes_its_tests(tmp_path: Path, country: CountryName) -> None:
    scaffold(tmp_path, country=country, example=False)
    (done,) = run_policy_tests([], tmp_path)
    assert len(done.verdicts) >= 4
    assert [v.name for v in done.verdicts if not v.passed] == []


def test_the_cron_line_survives_a_blank_in_the_folder(tmp_path: Path) -> None:
    room = tmp_path / "my room"
    scaffold(room, country="uk", example=False)
    assert f"--workspace '{room}'" in (room / "README.txt").read_text()


@pytest.mark.parametrize("more", [(), ("--example",)])
def test_the_next_command_can_be_copied_where_the_folder_has_a_blank(
    tmp_path: Path, more: tuple[str, ...]
) -> None:
    room = tmp_path / "my room"
    assert f" -w '{room}'" in creditctl("init", str(room), *more).stderr
