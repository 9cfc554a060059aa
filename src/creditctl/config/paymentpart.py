"""The keys of `payment:` in `creditctl.yaml`: what makes paying easy."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from creditctl.config.workspacevalues import SecretPath, mistake
from creditctl.policy.part import Part

if TYPE_CHECKING:
    from urllib.parse import SplitResult

LINK_FIELDS: Final = ("notice", "amount", "currency", "reference", "debtor", "number")
_LINK_HINT: Final = "write it as 'https://pay.example/{notice}?amount={amount}'"
SIGNATURE: Final = "sig"


def _link(text: str) -> str:
    """A link over https whose fields exist, and stand behind the name of the host."""
    parts = _parts(text)
    if parts is None or parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise mistake("CC140", f"'{text}' is no link to a page over https", _LINK_HINT)
    if "{" in parts.netloc or parts.fragment or text.endswith("#"):
        message = f"'{text}' has a field in the name of the host, or a #"
        raise mistake("CC140", message, _LINK_HINT)
    for name in _fields(text):
        if name not in LINK_FIELDS:
            hint = f"there are {', '.join(f'{{{one}}}' for one in LINK_FIELDS)}"
            raise mistake("CC140", f"links have no field '{{{name}}}'", hint)
    return text


def _parts(text: str) -> SplitResult | None:
    if not text.isascii() or not text.isprintable() or set(text) & set(" \"'<>\\^`|"):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _fields(text: str) -> list[str]:
    """The names between braces, with all else that stands there."""
    found = []
    try:
        for _, name, form, conversion in Formatter().parse(text):
            if name is not None:
                found.append(
                    name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
                )
    except ValueError:
        raise mistake("CC140", f"the braces of '{text}' don't match up", _LINK_HINT) from None
    return found


PaymentLink = Annotated[str, AfterValidator(_link)]


class SignPart(Part):
    """How links are signed, so that nobody changes the amount."""

    secret_file: SecretPath = Field(
        description="File with the secret that you share with the payment provider; mode 0600."
    )


class PaymentPart(Part):
    """What makes paying easy: the reference that letters quote, and a link to pay online."""

    reference: Literal["none", "rf", "ogm", "qrr", "kid", "viite"] = Field(
        "none",
        description="Structured reference to make from invoice numbers when the books have none.",
    )
    link: PaymentLink | None = Field(
        None,
        description="Page of your payment provider, such as "
        "'https://pay.example/{notice}?amount={amount}&ref={reference}'.",
    )
    sign: SignPart | None = Field(
        None, description="Signs the link's query with HMAC-SHA256, as its parameter sig."
    )

    @model_validator(mode="after")
    def _signable(self) -> Self:
        if self.sign is None:
            return self
        query = urlsplit(self.link or "").query
        names = [pair.partition("=")[0] for pair in query.split("&")]
        if not query or SIGNATURE in names:
            message = "there is no query to sign" if not query else "the link has a 'sig' already"
            hint = "give the link a query, such as '?amount={amount}', without sig"
            raise mistake("CC140", message, hint, ("link",) if self.link else ("sign",))
        return self
