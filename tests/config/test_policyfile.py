"""The policy file: what it extends, where its rules stand, what its hash means."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditctl.config.policyfile import load_policy, policy_warnings
from creditctl.config.shipped import shipped, shipped_policies
from creditctl.errors import ConfigRefused, ExitCode

if TYPE_CHECKING:
    from pathlib import Path

OWN = """\
version: 1
name: Ours
extends: nl-business
reminders:
  grace: 5 days
exceptions:
  - {debtor: C1, reminders: off, reason: x, until: 2026-01-30}
  - {invoice: F7, reminders: off, reason: y, until: 2026-01-31}
"""


def write(root: Path, **files: str) -> None:
    (root / "policies").mkdir(exist_ok=True)
    for name, text in files.items():
        (root / "policies" / f"{name}.yaml").write_text(text)


def refusal(name: str, root: Path) -> str:
    with pytest.raises(ConfigRefused) as caught:
        load_policy(name, search=root)
    assert caught.value.exit_code is ExitCode.CONFIG
    return "\n".join(f.as_text() for f in caught.value.findings).replace(f"{root}/", "")


def test_shipped_policies_are_what_they_should_be() -> None:
    assert shipped_policies() == [
        "be-business",
        "de-business",
        "fr-business",
        "housing-and-council",
        "nl-business",
        "nl-consumer",
        "two-knobs",
        "uk-business",
        "us-business",
    ]


@pytest.mark.parametrize("name", shipped_policies())
def test_every_shipped_policy_loads(name: str, tmp_path: Path) -> None:
    loaded = load_policy(name, search=tmp_path)
    policy = loaded.policy
    letters = {s.template_name for s in policy.reminders.steps if s.action == "remind"}
    for language in {"en", {"NL": "nl", "DE": "de"}.get(policy.country or "", "en")}:
        folder = shipped("templates") / language
        assert [name for name in letters if not (folder / f"{name}.md.j2").is_file()] == []
    assert policy_warnings(loaded, date(2026, 1, 31)) == []
    assert loaded.file == f"shipped/policies/{name}.yaml"
    if name != "two-knobs":
        steps = [s.id for s in policy.reminders.steps]
        assert steps[steps.index("final") + 1 :] in (
            ["hand-over"],
            ["letter-before-claim", "hand-over"],
        )
        assert policy.country in ("NL", "GB", "DE", "US", "FR", "BE")
        assert policy.working_days.holidays.startswith(policy.country)
        assert policy.currency == {"GB": "GBP", "US": "USD"}.get(policy.country, "EUR")


def test_extends_joins_groups_and_keeps_lines(tmp_path: Path) -> None:
    write(tmp_path, standard=OWN)
    loaded = load_policy("policies/standard.yaml", search=tmp_path)
    base = load_policy("nl-business", search=tmp_path)
    reminders = loaded.policy.reminders
    assert (loaded.policy.name, reminders.grace) == ("Ours", 5)
    assert reminders.steps == base.policy.reminders.steps
    assert reminders.minimum == base.policy.reminders.minimum
    assert loaded.line_of(("reminders", "grace")) == "policies/standard.yaml:5"
    assert loaded.line_of(("exceptions", 1, "until")) == "policies/standard.yaml:8"
    step = loaded.line_of(("reminders", "steps", 1, "days"))
    assert step == base.line_of(("reminders", "steps", 1, "days"))
    file, line = step.split(":")
    assert file == "shipped/policies/nl-business.yaml"
    text = (shipped("policies") / "nl-business.yaml").read_text().splitlines()
    assert text[int(line) - 1].strip() == "days: 3"


def test_a_rule_by_default_is_traced_to_the_nearest_line(tmp_path: Path) -> None:
    write(tmp_path, standard=OWN)
    loaded = load_policy("policies/standard.yaml", search=tmp_path)
    assert loaded.line_of(("safety", "max_total_per_run")).startswith(
        "shipped/policies/nl-business"
    )
    assert loaded.line_of(("reminders", "steps", 1, "after_previous")) == (
        loaded.line_of(("reminders", "steps", 1))
    )


def test_steps_are_replaced_whole(tmp_path: Path) -> None:
    steps = "  steps:\n    - {id: only, days: 9, template: reminder}\n"
    write(tmp_path, standard=OWN.replace("exceptions", f"{steps}exceptions"))
    loaded = load_policy("policies/standard.yaml", search=tmp_path)
    assert [s.id for s in loaded.policy.reminders.steps] == ["only"]
    assert loaded.line_of(("reminders", "steps", 0, "days")) == "policies/standard.yaml:7"
    assert ("reminders", "steps", 1) not in loaded.origins


def test_a_chain_of_own_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="version: 1\nname: b\nextends: two-knobs\nsafety: {max_notices_per_run: 9}\n",
        middle="version: 1\nname: m\nextends: base.yaml\nreminders: {grace: 2}\n",
        top="version: 1\nname: t\nextends: ./middle.yaml\n",
    )
    loaded = load_policy("policies/top.yaml", search=tmp_path)
    assert loaded.policy.safety.max_notices_per_run == 9
    assert loaded.policy.reminders.grace == 2
    assert loaded.line_of(("safety", "max_notices_per_run")) == "policies/base.yaml:4"
    assert loaded.line_of(("reminders", "grace")) == "policies/middle.yaml:4"
    assert loaded.line_of(("reminders", "steps", 0)).startswith("shipped/policies/two-knobs.yaml:")


def test_a_circle_is_refused_with_its_chain(tmp_path: Path) -> None:
    write(
        tmp_path,
        a="version: 1\nname: a\nextends: b.yaml\n",
        b="version: 1\nname: b\nextends: c.yaml\n",
        c="version: 1\nname: c\nextends: b.yaml\n",
    )
    assert refusal("policies/a.yaml", tmp_path).startswith(
        "policies/c.yaml:3:10: error CC201: these policies extend each other: "
        "policies/b.yaml -> policies/c.yaml -> policies/b.yaml\n"
        "    3 | extends: b.yaml\n"
        "      |          ^^^^^^\n"
        "hint: take out one 'extends:'"
    )


def test_an_unknown_policy_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, standard="version: 1\nname: x\nextends: nl-busines\n")
    assert refusal("policies/standard.yaml", tmp_path).startswith(
        "policies/standard.yaml:3:10: error CC200: there is no policy 'nl-busines'\n"
        "    3 | extends: nl-busines\n"
        "      |          ^^^^^^^^^^\n"
        "hint: did you mean 'nl-business'?"
    )
    assert refusal("policies/standrd.yaml", tmp_path) == (
        "error CC200: there is no policy 'policies/standrd.yaml'\n"
        "hint: did you mean 'policies/standard.yaml'?"
    )
    assert refusal("xyzzy", tmp_path).endswith(
        "hint: there are: policies/standard.yaml, be-business, de-business, fr-business, "
        "housing-and-council, nl-business, nl-consumer, two-knobs, uk-business, us-business"
    )


def test_extends_stays_in_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("version: 1\nname: x\nextends: two-knobs\n")
    room = tmp_path / "room"
    room.mkdir()
    write(room, standard="version: 1\nname: x\nextends: ../../outside.yaml\n")
    assert refusal("policies/standard.yaml", room).startswith(
        "policies/standard.yaml:3:10: error CC120: '../../outside.yaml' leaves the workspace\n"
        "    3 | extends: ../../outside.yaml\n"
        "      |          ^^^^^^^^^^^^^^^^^^\n"
        "hint: keep it in the workspace, or write the path in full, from /"
    )
    write(room, standard=f"version: 1\nname: x\nextends: {tmp_path}/outside.yaml\n")
    assert load_policy("policies/standard.yaml", search=room).policy.reminders.steps


def test_findings_of_all_files_of_a_chain_come_together(tmp_path: Path) -> None:
    write(
        tmp_path,
        base="version: 1\nname: b\nextends: two-knobs\nreminders: {grase: 2}\n",
        top="version: 1\nname: t\nextends: base.yaml\ncountry: XX\nsafety: {unmatched_money: no}\n",
    )
    text = refusal("policies/top.yaml", tmp_path)
    heads = [line for line in text.splitlines() if ": error " in line]
    assert heads == [
        "policies/base.yaml:4:13: error CC110: unknown key 'grase'",
        "policies/top.yaml:4:10: error CC115: there is no country 'XX'",
        "policies/top.yaml:5:27: error CC113: unmatched_money: one of hold, net is wanted; 'no' stands here",
    ]


def test_a_contradiction_with_what_is_inherited_stands_at_the_own_line(tmp_path: Path) -> None:
    write(
        tmp_path,
        standard="version: 1\nname: x\nextends: two-knobs\ncredit:\n  limit: 5000\n",
    )
    assert refusal("policies/standard.yaml", tmp_path) == (
        "policies/standard.yaml:4:1: error CC203: a credit limit needs a currency\n"
        "    4 | credit:\n"
        "      | ^^^^^^\n"
        "hint: add 'currency: EUR' at the top"
    )


def test_exceptions_that_ran_out_are_warnings_on_their_day(tmp_path: Path) -> None:
    write(tmp_path, standard=OWN)
    loaded = load_policy("policies/standard.yaml", search=tmp_path)
    assert policy_warnings(loaded, date(2026, 1, 30)) == []
    (one,) = policy_warnings(loaded, date(2026, 1, 31))
    assert one.as_text().replace(f"{tmp_path}/", "") == (
        "policies/standard.yaml:7:52: warning CC204: the exception for C1 ran out on 2026-01-30\n"
        "    7 |   - {debtor: C1, reminders: off, reason: x, until: 2026-01-30}\n"
        "      |                                                    ^^^^^^^^^^\n"
        "hint: delete it, or set a later day"
    )
    both = policy_warnings(loaded, date(2026, 2, 1))
    assert [f.message.split(" ran")[0] for f in both] == [
        "the exception for C1",
        "the exception for invoice F7",
    ]


def test_the_hash_is_of_the_meaning(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        write(tmp_path, x=text)
        return load_policy("policies/x.yaml", search=tmp_path).text_hash

    plain = digest("version: 1\nname: a\nreminders:\n  steps:\n    - {id: r, days: 7}\n")
    same = digest(
        "# a remark\nname: other name\nversion: 1\nreminders:\n  minimum: 0.00  # the default\n"
        "  steps:\n    - days: 1 week\n      id: r\n"
    )
    other = digest("version: 1\nname: a\nreminders:\n  steps:\n    - {id: r, days: 8}\n")
    assert plain == same
    assert plain != other
    assert len(plain) == 64


def test_places_do_not_depend_on_where_the_workspace_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    write(tmp_path, standard=OWN)
    monkeypatch.chdir(tmp_path)
    path = ("reminders", "grace")
    for search in (Path(), tmp_path, Path("policies/..")):
        loaded = load_policy("policies/standard.yaml", search=search)
        assert loaded.line_of(path) == "policies/standard.yaml:5"


_BASE = (shipped("policies") / "nl-business.yaml").read_text(encoding="utf-8")
_PIECES = st.sampled_from(
    [*"\n\t :-[]{}'\"#&*!|>%@`,?é\x00", "- ", ": ", "  ", "steps", "null", "true", "12", "0.5", "~"]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, len(_BASE)), st.integers(0, 30), _PIECES), max_size=4))
def test_a_mangled_policy_loads_or_is_refused_with_places(
    tmp_path: Path, edits: list[tuple[int, int, str]]
) -> None:
    text = _BASE
    for start, length, piece in edits:
        text = text[:start] + piece + text[start + length :]
    (tmp_path / "policies").mkdir(exist_ok=True)
    (tmp_path / "policies" / "p.yaml").write_bytes(text.encode())
    try:
        load_policy("policies/p.yaml", search=tmp_path)
    except ConfigRefused as refusal:
        lines = text.split("\n")
        for finding in refusal.findings:
            line, column = finding.place.line, finding.place.column
            assert finding.hint
            assert line is not None
            assert column is not None
            assert 1 <= line <= len(lines)
            assert 1 <= column <= len(lines[line - 1]) + 1
