"""The `delivery.email:` part of `creditctl.yaml`: the mail server, and who the e-mails are from."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final, Literal, Self

from pydantic import Field, field_validator, model_validator

from creditctl.config.workspacevalues import EmailAddress, mistake
from creditctl.policy.part import Part

_LOCAL: Final = ("localhost", "127.0.0.1", "::1")
_PASSWORDS: Final = ("password_file", "password_command", "password_keyring")


class StepSenderPart(Part):
    """Whom the e-mails of one step come from, and where answers to them go."""

    origin: EmailAddress | None = Field(
        None, alias="from", description="Address that they come from; without it, company.email."
    )
    name: str | None = Field(
        None, min_length=1, description="Name that is shown with it; without it, company.name."
    )
    reply_to: EmailAddress | None = Field(
        None, description="Address that answers go to; wins over delivery.email.reply_to."
    )

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.origin is None and self.name is None and self.reply_to is None:
            hint = "write from, name or reply_to below it, or delete the step here"
            raise mistake("CD101", "the step has nothing of its own", hint)
        return self


class EmailPart(Part):
    """The mail server that sends the e-mails of the outbox."""

    host: str = Field(min_length=1, pattern=r"^[^\s/@]+$", description="Name of the mail server.")
    port: int | None = Field(
        None, ge=1, le=65535, description="Its port; without it, 587, 465 for tls, 25 for none."
    )
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection is made safe; none is for this computer only."
    )
    ca_file: str | None = Field(
        None, min_length=1, description="Certificates to trust besides those of the system: a file."
    )
    user: str | None = Field(None, min_length=1, description="User name at the mail server.")
    password_file: str | None = Field(
        None, min_length=1, description="File whose first line is the password."
    )
    password_command: str | None = Field(
        None,
        min_length=1,
        description="Command that prints the password, such as 'pass show mail'.",
    )
    password_keyring: str | None = Field(
        None, min_length=1, description="Name under which the system's keyring has the password."
    )
    timeout: int = Field(30, ge=1, le=600, description="Seconds to wait for an answer.")
    rate: int | None = Field(None, ge=1, le=6000, description="At most so many e-mails a minute.")
    sender: EmailAddress | None = Field(
        None, description="Address that bounces go to; without it, company.email."
    )
    reply_to: EmailAddress | None = Field(
        None, description="Address that answers go to; without it, the one that e-mails come from."
    )
    cc_owner: bool = Field(
        False, description="Send a copy to the owner of the debtor, where that is an address."
    )
    steps: dict[str, StepSenderPart] = Field(
        {}, description="Senders of single steps of the policy, by the id of the step."
    )
    send_after_run: bool = Field(False, description="Let every run send what it issued.")
    attach_invoices: str | None = Field(
        None, description="Copies of the invoices to attach, such as 'invoices/{number}.pdf'."
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.security == "none" and self.host not in _LOCAL:
            message = f"without starttls or tls, '{self.host}' would get letters and password open"
            raise mistake("CD101", message, "use security: starttls", ("security",))
        given = [name for name in _PASSWORDS if getattr(self, name) is not None]
        if len(given) > 1:
            message = f"{' and '.join(given)} contradict each other"
            raise mistake("CD101", message, "keep one of them", (given[1],))
        if bool(given) != (self.user is not None):
            missing = "a user" if given else "a password"
            message = f"{missing} is missing"
            hint = "give user and one of " + ", ".join(_PASSWORDS)
            raise mistake("CD101", message, hint, (given[0] if given else "user",))
        return self

    @field_validator("attach_invoices")
    @classmethod
    def _pattern(cls, text: str | None) -> str | None:
        if text is None:
            return None
        path = PurePosixPath(text)
        rest = text.replace("{number}", "")
        if "{number}" not in path.name or set(rest) & set("{}*?\\") or ".." in path.parts:
            hint = "write it as invoices/{number}.pdf"
            raise mistake("CD101", f"'{text}' does not name a file for each invoice", hint)
        return text
