"""The keys of `delivery:` for what is no e-mail: text messages, webhooks, commands, the post."""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING, Annotated, Any, Final, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from creditctl.config.workspacevalues import mistake
from creditctl.policy.part import Part
from creditctl.policy.values import Sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_DIGITS: Final = re.compile(r"[0-9.]+")
_HEADER: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_VISIBLE: Final = re.compile(r"[\x20-\x7e]{0,2000}")
_OURS: Final = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "idempotency-key"}
)
_SECRET: Final = frozenset({"authorization", "proxy-authorization", "cookie"})
_Words = Annotated[tuple[Annotated[str, StringConstraints(min_length=1)], ...], Sequence]
PLACE: Final = re.compile(r"\{([a-z_]+)\}")
"""A field in the body of a webhook, such as ``{reference}``."""


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _named(host: str) -> bool:
    """Whether a host is an IP address, or a name that can be looked up (RFC 1123, RFC 5891)."""
    import idna

    try:
        if ":" in host or _DIGITS.fullmatch(host):
            return bool(ipaddress.ip_address(host))
        if "xn--" in host:
            idna.decode(host)
    except ValueError:
        return False
    return all(map(_LABEL.fullmatch, host.removesuffix(".").split(".")))


def web_address(text: str) -> str:
    """A web address that keeps what is sent to it private, and holds no password itself."""
    hint = "write it as https://example.com/path; http:// is for localhost only"
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    plain = text.isascii() and text.isprintable() and " " not in text
    if not (plain and _named(host) and parts.scheme in ("https", "http")) or parts.fragment:
        raise mistake("CD201", "this is no web address that can be called", hint)
    if parts.username is not None or parts.password is not None:
        hint = "put the password into a file, and name that under secret_headers"
        raise mistake("CD201", "the web address holds a name or a password", hint)
    if parts.scheme == "http" and not _loopback(host):
        raise mistake("CD201", "the web address is not https: anybody on the way can read it", hint)
    return text


def _header_name(name: str) -> None:
    if not _HEADER.fullmatch(name):
        hint = "letters, digits and - only, such as X-Api-Version"
        raise mistake("CD202", f"{name!r} is no name of a header", hint, (name,))
    if name.lower() in _OURS:
        raise mistake("CD202", f"creditctl sets '{name}' itself", "delete the line", (name,))


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        _header_name(name)
        if name.lower() in _SECRET:
            hint = f"secret_headers: {{{name}: {{file: secrets/token, before: 'Bearer '}}}}"
            raise mistake("CD202", f"'{name}' is a secret, which has no place here", hint, (name,))
        if not _VISIBLE.fullmatch(value) or value != value.strip():
            hint = "visible ASCII on one line"
            raise mistake("CD202", f"the value of '{name}' can't be a header's", hint, (name,))
    return headers


class Secret(Part):
    """Where a secret is read from, each time it is needed."""

    file: str | None = Field(
        None, min_length=1, description="File whose first line is the secret; best with mode 600."
    )
    command: _Words | None = Field(
        None, min_length=1, description="Program that prints the secret: [pass, show, sms]."
    )
    before: str = Field("", description="What stands before it, such as 'Bearer '.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.file is None) == (self.command is None):
            raise mistake("CD202", "a secret comes from a file or a command", "name one of the two")
        if not _VISIBLE.fullmatch(self.before):
            hint = "visible ASCII, such as 'Bearer '"
            raise mistake("CD202", "this can't stand in a header", hint, ("before",))
        return self


def _secrets(secrets: dict[str, Secret]) -> dict[str, Secret]:
    for name in secrets:
        _header_name(name)
    return secrets


def _values(value: Any) -> Iterator[Any]:
    """Every single value of a body, however deep."""
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _values(inner)
    else:
        yield value


BODY_FIELDS: Final = (
    "notice", "channel", "kind", "step", "language", "day", "debtor", "name", "to", "to_digits",
    "email", "mobile", "address", "subject", "text", "amount", "currency", "reference", "pay_by",
)  # fmt: skip
"""What a body may name: the fields of a message file, and the number without its plus sign."""


def _body(body: dict[str, Any]) -> dict[str, Any]:
    values = list(_values(body))
    odd = [value for value in values if not isinstance(value, str | int | None)]
    if odd:
        message = f"'{odd[0]}' is neither text nor a whole number"
        raise mistake("CD204", message, "put it in quotes")
    named = {name for text in values if isinstance(text, str) for name in PLACE.findall(text)}
    unknown = sorted(named - set(BODY_FIELDS))
    if unknown:
        message = f"there is no field '{{{unknown[0]}}}'"
        raise mistake("CD204", message, f"there are: {', '.join(BODY_FIELDS)}")
    return body


class WebhookPart(Part):
    """A web service that is told each notice."""

    url: Annotated[str, AfterValidator(web_address)] = Field(
        description="Its address: https, or http on localhost."
    )
    headers: Annotated[dict[str, str], AfterValidator(_headers)] = Field(
        {}, description="Further headers of each request; no secrets."
    )
    secret_headers: Annotated[dict[str, Secret], AfterValidator(_secrets)] = Field(
        {}, description="Headers with secrets, such as Authorization: {file: secrets/token}."
    )
    timeout: int = Field(30, ge=1, le=600, description="Seconds to wait for the answer.")
    body: Annotated[dict[str, Any], AfterValidator(_body)] = Field(
        {},
        description="The JSON to send, with {fields}, such as {to: '{to}', message: '{text}'}; "
        "without it, the whole message.",
    )


class CommandPart(Part):
    """A program that is started for each notice, with its file on standard input."""

    run: _Words = Field(min_length=1, description="The program and its arguments: [send, --now].")
    timeout: int = Field(60, ge=1, le=3600, description="Seconds after which it is stopped.")


class SmsPart(Part):
    """Text messages."""

    parts: int = Field(
        2, ge=1, le=10, description="Parts that a message may take; a longer one isn't made."
    )
    webhook: WebhookPart | None = Field(None, description="The web service that sends them.")
    command: CommandPart | None = Field(None, description="The program that sends them.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        if self.webhook is not None and self.command is not None:
            message = "text messages are sent by a webhook or a command, not by both"
            raise mistake("CD205", message, "delete one of the two", ("command",))
        return self


class PostPart(Part):
    """Letters by post."""

    command: _Words = Field(
        min_length=1, description="Program that gets the day's batch: [lp, -d, office]."
    )
    timeout: int = Field(300, ge=1, le=3600, description="Seconds after which it is stopped.")
