"""Passwords come from elsewhere, and are told nowhere."""

from __future__ import annotations

import sys

import pytest

from creditctl.delivery.secrets import Secret, password
from creditctl.errors import ConfigRefused


def refusal(root, **where):
    with pytest.raises(ConfigRefused) as refused:
        password(root, "ar", key="delivery.email", **where)
    (finding,) = refused.value.findings
    assert finding.code == "CD102"
    assert finding.place.field.startswith("delivery.email.password_")
    return finding.message


def test_a_secret_shows_in_no_text():
    secret = Secret("hunter2")
    shown = f"{secret} {secret!r} {[secret]}"
    assert "hunter2" not in shown
    assert secret.hidden_in("535 hunter2 is wrong") == "535 *** is wrong"
    assert Secret("").hidden_in("abc") == "abc"


@pytest.mark.parametrize("text", ["s3cret", "s3cret\n", "s3cret\r\nother\n", "\ufeffs3cret\r\n"])
def test_the_first_line_of_a_file(tmp_path, text):
    (tmp_path / "p").write_text(text)
    assert password(tmp_path, "ar", file="p").value == "s3cret"
    assert password(tmp_path, "ar", file=str(tmp_path / "p")).value == "s3cret"


def test_files_that_give_none(tmp_path):
    assert "no such file" in refusal(tmp_path, file="p").lower()
    assert "can't be read" in refusal(tmp_path, file="p\0")
    (tmp_path / "p").write_bytes(b"")
    assert "empty" in refusal(tmp_path, file="p")
    (tmp_path / "p").write_bytes(b"\xff\xfehidden")
    assert "hidden" not in refusal(tmp_path, file="p")


def test_what_a_command_prints_in_the_workspace_without_a_shell(tmp_path):
    (tmp_path / "say.py").write_text("import os, sys; print(sys.argv[1]); print(os.getcwd())")
    command = f"'{sys.executable}' say.py '$HOME; true'"
    assert password(tmp_path, "ar", command=command).value == "$HOME; true"


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("no-such-program-here", "no such file"),
        ("false", "exit code 1"),
        ("true", "printed nothing"),
        ("'unclosed", "can't be read as a command"),
        ("''", ""),
    ],
)
def test_commands_that_give_none(tmp_path, command, words):
    assert words in refusal(tmp_path, command=command).lower()


def test_a_command_that_fails_after_printing_tells_nothing_of_it(tmp_path):
    (tmp_path / "say.py").write_text("print('hunter2'); raise SystemExit(3)")
    message = refusal(tmp_path, command=f"'{sys.executable}' say.py")
    assert "exit code 3" in message
    assert "hunter2" not in message


class Keyring:
    """A keyring package, as far as it is used."""

    def __init__(self, kept):
        self.kept = kept

    def get_password(self, service, user):
        if self.kept is None:
            raise RuntimeError("locked: hunter2")
        return self.kept.get((service, user))


def test_the_keyring_of_the_system(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", Keyring({("mail", "ar"): "s3cret"}))
    assert password(tmp_path, "ar", keyring="mail").value == "s3cret"
    assert "no password of ar" in refusal(tmp_path, keyring="other")
    monkeypatch.setitem(sys.modules, "keyring", Keyring(None))
    assert refusal(tmp_path, keyring="mail") == "the keyring failed: RuntimeError"


def test_without_the_package_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(ConfigRefused) as refused:
        password(tmp_path, "ar", keyring="mail")
    assert "creditctl[keyring]" in refused.value.findings[0].hint
