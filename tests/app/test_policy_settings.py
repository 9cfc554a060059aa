"""Every value of a policy is listed with its place: whatever a file sets, and every default."""

from __future__ import annotations

import pytest

from creditctl.app.policies.settings import Unit, policy_settings, written
from creditctl.config.policyfile import load_policy
from creditctl.config.schema import policy_schema
from creditctl.config.shipped import shipped, shipped_policies
from tests.app.full_policy import CHANGES, FULL, loaded_from


def schema_keys():
    schema = policy_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return {key for part in parts for key in part.get("properties", {})}


def values_of(origins):
    """The paths of single values: those below which nothing stands."""
    inner = {path[:-1] for path in origins}
    return {path for path in origins if path not in inner}


def test_the_full_policy_sets_every_key(tmp_path) -> None:
    origins = loaded_from(tmp_path).origins
    assert sorted(schema_keys() - {key for path in origins for key in path}) == [], (
        "add the key to FULL and to CHANGES in tests/app/full_policy.py"
    )


@pytest.mark.parametrize("name", [*shipped_policies(), "full"])
def test_whatever_a_file_sets_is_listed_with_its_place(name, tmp_path) -> None:
    loaded = loaded_from(tmp_path) if name == "full" else load_policy(name, search=tmp_path)
    places = {s.path: s.place for s in policy_settings(loaded)}
    for path in values_of(loaded.origins):
        listed = path
        while listed not in places:  # a list of words, or conditions, is one value
            listed = listed[:-1]
        assert listed, f"{path} is not listed"
        assert places[listed] == loaded.origins[listed]


def test_defaults_have_no_place(tmp_path) -> None:
    loaded = load_policy("two-knobs", search=tmp_path)
    settings = {s.path: s for s in policy_settings(loaded)}
    grace = settings["reminders", "grace"]
    assert (grace.written, grace.place) == ("0 days", None)
    first = settings["reminders", "steps", 0, "days"]
    assert (first.written, first.place.line) == ("7 days", 10)
    assert settings["reminders", "steps", 0, "from"].written == "due"


def test_segments_and_exceptions_list_only_what_they_set(tmp_path) -> None:
    paths = [s.path for s in policy_settings(loaded_from(tmp_path))]
    off = {p[2] for p in paths if p[:2] == ("exceptions", 1)}
    assert off == {"invoice", "reminders", "reason", "until"}
    vip = {p[2:] for p in paths if p[:2] == ("segments", 0)}
    assert ("credit", "limit") in vip
    assert ("credit", "warn_at") not in vip


@pytest.mark.parametrize(("old", "new"), CHANGES, ids=[new for _, new in CHANGES])
def test_a_changed_value_is_shown(old, new, tmp_path) -> None:
    assert old in FULL
    before = [s.written for s in policy_settings(loaded_from(tmp_path))]
    after = [s.written for s in policy_settings(loaded_from(tmp_path, FULL.replace(old, new, 1)))]
    assert before != after


def test_values_are_written_as_a_policy_writes_them(tmp_path) -> None:
    told = {s.path: s.written for s in policy_settings(loaded_from(tmp_path))}
    assert told["safety", "data_older_than"] == "1 day"
    assert told["reminders", "minimum"] == "12.50"
    assert told["credit", "stop_when", "used"] == "99.5%"
    assert told["working_days", "send"] == "tue, thu"
    assert told["reminders", "review"] == "true"
    assert told["exceptions", 1, "until"] == "2026-06-30"
    assert told["segments", 0, "when"] == (
        "country in [NL, BE] and tags has gold and "
        "(rating == A or (since < 2020-01-01 and kind != consumer))"
    )
    assert written(-1, Unit.DAYS) == "-1 day"


def test_a_file_of_the_program_is_found_by_its_place(tmp_path) -> None:
    loaded = load_policy("nl-business", search=tmp_path)
    lines = (shipped("policies") / "nl-business.yaml").read_text("utf-8").splitlines()
    for setting in policy_settings(loaded):
        if setting.place is not None and isinstance(setting.path[-1], str):
            assert setting.path[-1] in lines[setting.place.line - 1]
