"""`delivery:` of a workspace: what is refused, with its code."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from creditctl.config.deliveryfile import (
    BODY_FIELDS,
    CommandPart,
    PostPart,
    Secret,
    SmsPart,
    WebhookPart,
)
from creditctl.config.emailfile import EmailPart
from creditctl.config.workspace import load_workspace
from creditctl.delivery.message import FIELDS
from creditctl.errors import ConfigRefused

URL = "https://sms.example/v1"


def code(model, **given) -> str:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    return refused.value.errors()[0]["type"]


@pytest.mark.parametrize(
    "url",
    [
        "http://sms.example/v1",
        "http://127.0.0.1.evil.example/",
        "http://localhost.evil.example/",
        "https://user:pass@sms.example/",
        "https://token@sms.example/",
        "ftp://sms.example/",
        "sms.example",
        "https://",
        "https:///path",
        "https://sms.example/a b",
        "https://sms.example/\r\nX-Evil: 1",
        "https://sms.example:99999/",
        "https://[::1",
        "https://sms.example/#part",
        "https://smś.example/",
        "https://sms..example/",
        "https://.example/",
        f"https://{'s' * 64}.example/",
        "https://-sms.example/",
        "https://1.2.3.999/",
        "https://xn--a.example/",
        "",
    ],
)
def test_addresses_that_are_none_or_open_to_all(url):
    assert code(WebhookPart, url=url) == "CD201"


@pytest.mark.parametrize(
    "url",
    [
        URL,
        "http://localhost:8080/x",
        "http://127.0.0.1:1/",
        "http://[::1]:8/a?b=c",
        "https://10.0.0.7/",
        "https://sms_1.example./x",
        "https://xn--bcher-kva.example/",
    ],
)
def test_addresses(url):
    assert WebhookPart(url=url).url == url


@pytest.mark.parametrize(
    "headers",
    [
        {"X-A\r\nX-Evil": "1"},
        {"X-A": "1\r\nX-Evil: 2"},
        {"X-A": "1\n"},
        {"X A": "1"},
        {"": "1"},
        {"X-A:": "1"},
        {"X-A": "caf\u00e9"},
        {"X-A": " 1"},
        {"Host": "other.example"},
        {"content-length": "0"},
        {"Idempotency-Key": "1"},
        {"Authorization": "Bearer x"},
    ],
)
def test_headers_that_cannot_be(headers):
    assert code(WebhookPart, url=URL, headers=headers) == "CD202"


def test_a_password_in_the_address_or_a_header_is_not_repeated():
    for given in (
        {"url": "https://anna:hunter2@sms.example/"},
        {"url": URL, "headers": {"Authorization": "hunter2"}},
    ):
        with pytest.raises(ValidationError) as refused:
            WebhookPart.model_validate(given)
        (trouble,) = refused.value.errors()
        assert "hunter2" not in trouble["msg"] + trouble["ctx"]["hint"]


def test_secrets_have_one_source():
    assert code(Secret) == "CD202"
    assert code(Secret, file="a", command=["b"]) == "CD202"
    assert code(Secret, file="a", before="Bearer\r\n") == "CD202"
    assert code(WebhookPart, url=URL, secret_headers={"Host": {"file": "a"}}) == "CD202"


@pytest.mark.parametrize("body", [{"a": ["{amont}"]}, {"a": {"b": "{__class__}"}}, {"a": 1.5}])
def test_bodies_with_unknown_fields_or_values(body):
    assert code(WebhookPart, url=URL, body=body) == "CD204"


def test_bodies_may_name_whatever_a_message_has():
    assert set(BODY_FIELDS) == {*FIELDS, "to_digits"}
    body = {"a": [{"b": " ".join(f"{{{name}}}" for name in BODY_FIELDS)}], "n": 1, "f": None}
    assert WebhookPart(url=URL, body=body).body == body


def test_text_messages_have_one_sender():
    both = {"webhook": {"url": URL}, "command": {"run": ["x"]}}
    assert code(SmsPart, **both) == "CD205"
    assert SmsPart().parts == 2
    assert code(SmsPart, parts=0) == "greater_than_equal"


def test_programs_are_lists_of_words():
    assert code(CommandPart, run=[]) == "too_short"
    assert code(CommandPart, run=[""]) == "string_too_short"
    assert code(PostPart, command="lp -d office") != ""
    assert PostPart(command=["lp"]).timeout == 300


EMAIL = {"host": "localhost", "security": "none"}


def test_senders_of_steps():
    given = {"final": {"from": "legal@müller.example", "name": "Legal", "reply_to": "a@b.example"}}
    part = EmailPart.model_validate(EMAIL | {"steps": given}).steps["final"]
    assert (part.origin, part.name, part.reply_to) == (
        *("legal@müller.example", "Legal", "a@b.example"),
    )


@pytest.mark.parametrize("key", ["sender", "reply_to"])
def test_addresses_in_any_alphabet_or_why_not(key):
    assert getattr(EmailPart.model_validate(EMAIL | {key: "a@müller.example"}), key)
    with pytest.raises(ValidationError, match="ü can't stand before the @"):
        EmailPart.model_validate(EMAIL | {key: "müller@a.example"})
    with pytest.raises(ValidationError, match="not several"):
        EmailPart.model_validate(EMAIL | {key: "a@b.example, c@d.example"})


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ({}, "CD101"),
        ({"from": "nobody"}, "value_error"),
        ({"from": "a@b.example\nBcc: c@d.example"}, "value_error"),
        ({"reply_to": "ü@b.example"}, "value_error"),
        ({"name": ""}, "string_too_short"),
        ({"sender": "a@b.example"}, "extra_forbidden"),
        ({"origin": "a@b.example"}, "extra_forbidden"),
    ],
)
def test_a_step_with_a_wrong_sender_or_none(step, kind):
    assert code(EmailPart, **EMAIL, steps={"final": step}) == kind


POLICY = """version: 1
name: P
reminders:
  steps:
    - {id: reminder, days: 3}
    - {id: final, days: 17}
    - {id: hand-over, days: 30, action: hand-over}
segments:
  - id: special
    when: [open_total >= 500]
    reminders: {steps: [{id: gentle, days: 5}]}
"""


def workspace(tmp_path, *steps):
    """A workspace with a sender for each of these steps."""
    lines = "".join(f"      {step}: {{name: Anna}}\n" for step in steps)
    (tmp_path / "policy.yaml").write_text(POLICY)
    (tmp_path / "creditctl.yaml").write_text(
        "version: 1\ncompany: {name: C, email: a@b.example}\npolicy: policy.yaml\n"
        "sources: [{name: books, file: x.csv, kind: invoices}]\n"
        f"delivery:\n  email:\n    host: localhost\n    security: none\n    steps:\n{lines}"
    )
    return tmp_path


def test_senders_of_all_steps_that_letters_have(tmp_path):
    steps = ("reminder", "final", "gentle", "thank-you", "instalment", "arrangement")
    loaded = load_workspace(workspace(tmp_path, *steps))
    assert loaded.settings.delivery.email
    assert tuple(loaded.settings.delivery.email.steps) == steps


@pytest.mark.parametrize(
    ("step", "hint"),
    [
        ("finall", "did you mean 'final'?"),
        ("thankyou", "did you mean 'thank-you'?"),
        (
            "hand-over",
            "letters have: reminder, final, gentle, thank-you, instalment, arrangement, broken promise",
        ),
    ],
)
def test_a_sender_of_a_step_that_no_letter_has(tmp_path, step, hint):
    with pytest.raises(ConfigRefused) as refused:
        load_workspace(workspace(tmp_path, "reminder", step))
    (found,) = refused.value.findings
    assert (found.code, found.place.line, found.place.column) == ("CD106", 11, 7)
    assert (found.hint, step in found.message) == (hint, True)


@pytest.mark.parametrize(
    ("part", "hint"),
    [
        ("command: {run: ./fax.sh --quiet}", "write a list: [./fax.sh, --quiet]"),
        ("post: {command: lp}", "write a list: [lp]"),
    ],
)
def test_a_program_in_one_text_is_told_as_words(tmp_path, part, hint):
    assert refused_with(tmp_path, part).hint == hint


@pytest.mark.parametrize("host", ["https://mail.example.com", "a b", "ar@mail.example.com"])
def test_a_host_that_is_no_name_of_a_server(tmp_path, host):
    found = refused_with(tmp_path, f"email: {{host: '{host}'}}")
    assert "the name of a mail server (mail.example.com) is wanted" in found.message
    assert "write" not in found.hint


def refused_with(tmp_path, part):
    file = workspace(tmp_path, "reminder") / "creditctl.yaml"
    before = file.read_text().partition("delivery:")[0]
    file.write_text(f"{before}delivery:\n  {part}\n")
    with pytest.raises(ConfigRefused) as refused:
        load_workspace(tmp_path)
    (found,) = refused.value.findings
    return found
