"""`delivery:` of a workspace beside e-mail: what is refused, with its code."""

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
from creditctl.delivery.message import FIELDS

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
        "",
    ],
)
def test_addresses_that_are_none_or_open_to_all(url):
    assert code(WebhookPart, url=url) == "CD201"


@pytest.mark.parametrize(
    "url", [URL, "http://localhost:8080/x", "http://127.0.0.1:1/", "http://[::1]:8/a?b=c"]
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
