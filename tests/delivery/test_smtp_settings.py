"""`delivery.email` of creditctl.yaml: what it takes, and what it refuses."""

from __future__ import annotations

import pytest

from creditctl.config.workspace import load_workspace
from creditctl.errors import ConfigRefused
from tests.guarantees.workspaces import WORKSPACE, make

HEAD = "delivery:\n  email:\n    host: mail.x.example\n"


def settings(folder, more, head=HEAD):
    lines = "".join(f"    {line}\n" for line in more)
    return load_workspace(make(folder, [], workspace=WORKSPACE + head + lines)).settings


def test_without_the_part_nothing_is_sent(tmp_path):
    assert load_workspace(make(tmp_path, [])).settings.delivery.email is None


def test_a_server_and_nothing_else(tmp_path):
    email = settings(tmp_path, []).delivery.email
    assert (email.host, email.port, email.security) == ("mail.x.example", None, "starttls")
    assert (email.cc_owner, email.send_after_run) == (False, False)


@pytest.mark.parametrize("source", ["password_file", "password_command", "password_keyring"])
def test_one_place_for_the_password(tmp_path, source):
    email = settings(tmp_path, ["user: ar", f"{source}: somewhere"]).delivery.email
    assert getattr(email, source) == "somewhere"


REFUSED = {
    "a password in the file": ["user: ar", "password: x"],
    "a user without password": ["user: ar"],
    "a password without user": ["password_file: p.txt"],
    "two passwords": ["user: ar", "password_file: p.txt", "password_command: pass show x"],
    "no encryption to elsewhere": ["security: none"],
    "a pattern without number": ["attach_invoices: invoices/copy.pdf"],
    "a pattern that leads out": ["attach_invoices: ../{number}.pdf"],
    "a pattern with another field": ["attach_invoices: '{number}/{debtor}.pdf'"],
    "no address": ["reply_to: nobody"],
    "no port": ["port: 70000"],
    "no time": ["timeout: 0"],
}


@pytest.mark.parametrize("more", REFUSED.values(), ids=REFUSED)
def test_refused(tmp_path, more):
    with pytest.raises(ConfigRefused) as refused:
        settings(tmp_path, more)
    assert refused.value.findings
    assert all(finding.hint and finding.place.line for finding in refused.value.findings)


@pytest.mark.parametrize("host", ["a b", "user@host", "smtp://host", "''"])
def test_a_host_is_a_name(tmp_path, host):
    with pytest.raises(ConfigRefused):
        settings(tmp_path, [], head=f"delivery:\n  email:\n    host: {host}\n")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "'::1'"])
def test_this_computer_needs_no_encryption(tmp_path, host):
    head = f"delivery:\n  email:\n    host: {host}\n"
    assert settings(tmp_path, ["security: none"], head).delivery.email.security == "none"
