"""The keys of `creditctl.yaml`."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from creditctl.config.deliveryfile import CommandPart, PostPart, SmsPart, WebhookPart
from creditctl.config.emailfile import EmailPart
from creditctl.config.monitoringfile import MonitoringPart
from creditctl.config.paymentpart import PaymentPart
from creditctl.config.workspacevalues import (
    Bic,
    Buckets,
    Colour,
    Delimiter,
    EmailAddress,
    Encoding,
    FilePattern,
    Iban,
    InnerPath,
    KnownCountry,
    PicturePath,
    PolicyPath,
    QrIban,
    mistake,
)
from creditctl.policy.values import Currency, Identifier, Language, Sequence


class Part(BaseModel):
    """What all parts share: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class CompanyPart(Part):
    """Your company, as it stands on the letters."""

    name: str = Field(min_length=1, description="Name on letterhead and account.")
    address: Annotated[tuple[str, ...], Sequence] = Field(
        (), description="Address lines below the name: street, then postcode and city."
    )
    country: KnownCountry | None = Field(
        None, description="Country code; decides address window and paper size."
    )
    email: EmailAddress | None = Field(
        None, description="Sender of the e-mails, and where debtors answer."
    )
    phone: str | None = Field(None, description="Telephone number, in quotes.")
    website: str | None = Field(None, description="Web site.")
    contact: str | None = Field(None, description="The person who answers; signs the letters.")
    vat: str | None = Field(None, description="VAT number.")
    registration: str | None = Field(None, description="Number in the trade register, in quotes.")
    iban: Iban | None = Field(None, description="Account to pay to.")
    qr_iban: QrIban | None = Field(
        None, description="QR-IBAN of the same account, for Swiss bills with a QR reference."
    )
    bic: Bic | None = Field(None, description="BIC of the bank.")
    bank: str | None = Field(None, description="Name of the bank.")
    account: dict[str, str] = Field(
        {},
        description="Lines of the payment block where there is no IBAN, "
        "such as Sort code: '12-34-56'.",
    )
    logo: PicturePath | None = Field(
        None, description="Picture for the letterhead: svg, png or jpg."
    )
    accent: Colour | None = Field(
        None, description="Colour of letterhead and lines, in quotes: '#1f4e79'."
    )


class SourcePart(Part):
    """One export of the bookkeeping."""

    name: Identifier = Field(description="Name of the source; becomes part of each item's id.")
    file: FilePattern = Field(
        min_length=1,
        description="The file, or a pattern such as 'inbox/*.csv'; relative to creditctl.yaml.",
    )
    kind: Literal["invoices", "debtors", "payments"] = Field(description="What the rows are.")
    profile: str = Field(
        "auto", min_length=1, description="How to read it: a shipped profile or a YAML file."
    )
    encoding: Encoding | None = Field(None, description="Encoding of a text file, such as cp1252.")
    delimiter: Delimiter | None = Field(
        None, description="What stands between the columns: one character, or tab."
    )
    sheet: str | None = Field(None, min_length=1, description="Sheet of a workbook.")
    date_order: Literal["dmy", "mdy", "ymd"] | None = Field(
        None, description="Order of day, month and year in dates."
    )
    decimal_mark: Literal[",", "."] | None = Field(
        None, description="What stands before the cents."
    )
    currency: Currency | None = Field(
        None, description="Currency of rows that state none; wins over the workspace's."
    )


class OutputPart(Part):
    """Where letters go, and how the aging is printed."""

    outbox: InnerPath = Field("outbox", description="Folder for the letters.")
    buckets: Buckets = Field(
        (30, 60, 90), min_length=1, description="Last day of each aging bucket."
    )
    basis: Literal["due", "issued"] = Field(
        "due", description="Age items from their due date, or from their invoice date."
    )


_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


def _account(text: str) -> str:
    """An account as statements are compared with it: without blanks; an IBAN has to be right."""
    close = "".join(text.split())
    if _IBAN.fullmatch(close.upper()):
        from stdnum import iban

        if not iban.is_valid(close):
            hint = "copy it from a bank statement; two digits may have changed places"
            raise mistake("CC122", f"'{text}' is not a valid IBAN", hint)
        return close.upper()
    return close


AccountNumber = Annotated[str, AfterValidator(_account)]


class BankAccount(Part):
    """An account of yours whose statements you import."""

    account: AccountNumber = Field(
        min_length=4, description="Its IBAN, or the number that the bank gives it, in quotes."
    )
    currency: Currency = Field(description="Currency of the account, such as EUR.")


def _accounts(accounts: tuple[BankAccount, ...]) -> tuple[BankAccount, ...]:
    """An account stands once in each currency."""
    for index, one in enumerate(accounts):
        if one in accounts[:index]:
            message = f"account {one.account} stands twice"
            raise mistake("CC127", message, "delete one of the two", (index, "account"))
    return accounts


class BankPart(Part):
    """Your accounts at the bank; statements of others are refused."""

    accounts: Annotated[tuple[BankAccount, ...], Sequence, AfterValidator(_accounts)] = Field(
        (), description="Each account, once for each of its currencies."
    )


class DeliveryPart(Part):
    """How notices leave the outbox; what is not named here is not sent."""

    email: EmailPart | None = Field(None, description="The mail server for e-mails.")
    sms: SmsPart = Field(SmsPart(), description="Text messages, and who sends them.")
    webhook: WebhookPart | None = Field(None, description="The channel `webhook`.")
    command: CommandPart | None = Field(None, description="The channel `command`.")
    post: PostPart | None = Field(None, description="Who gets the letters that are printed.")


def _sources(sources: tuple[SourcePart, ...]) -> tuple[SourcePart, ...]:
    """Names stand once, and there is something to remind of."""
    seen: set[str] = set()
    for index, source in enumerate(sources):
        if source.name in seen:
            message = f"two sources are called '{source.name}'"
            raise mistake("CC123", message, "give each a name of its own", (index, "name"))
        seen.add(source.name)
    if sources and all(source.kind != "invoices" for source in sources):
        raise mistake("CC123", "no source holds invoices", "add one with 'kind: invoices'")
    return sources


class WorkspaceFile(Part):
    """A workspace: your company, the exports of your bookkeeping, and the policy to apply."""

    version: Literal[1] = Field(description="Version of this file's format.")
    company: CompanyPart = Field(description="Your company, as it stands on the letters.")
    currency: Currency | None = Field(None, description="Currency of rows that state none.")
    language: Language = Field(
        "en", description="Language of letters to debtors that have none of their own."
    )
    sources: Annotated[tuple[SourcePart, ...], Sequence, AfterValidator(_sources)] = Field(
        min_length=1, description="The exports of your bookkeeping."
    )
    policy: PolicyPath = Field(
        min_length=1, description="The policy: a file in the workspace, or a shipped policy."
    )
    output: OutputPart = Field(OutputPart(), description="Where letters go.")
    bank: BankPart = Field(BankPart(), description="Your accounts at the bank.")
    payment: PaymentPart = Field(PaymentPart(), description="What makes paying easy.")
    delivery: DeliveryPart = Field(
        DeliveryPart(), description="How notices leave the outbox; without it nothing is sent."
    )
    monitoring: MonitoringPart = Field(
        MonitoringPart(), description="How others learn that the daily run went well."
    )
    state: InnerPath = Field("state", description="Folder for the journal.")

    @model_validator(mode="after")
    def _qr_reference_for_a_qr_iban(self) -> Self:
        if self.payment.reference == "qrr" and self.company.qr_iban is None:
            message = "QR references are for payments to a QR-IBAN, and company.qr_iban is missing"
            hint = "write the QR-IBAN that your bank gave you, or use 'reference: rf'"
            raise mistake("CC142", message, hint, ("payment", "reference"))
        return self

    @model_validator(mode="after")
    def _apart(self) -> Self:
        outbox, state = PurePosixPath(self.output.outbox), PurePosixPath(self.state)
        if outbox.is_relative_to(state) or state.is_relative_to(outbox):
            message = f"'{state}' and the outbox '{outbox}' lie in each other"
            raise mistake("CC120", message, "give the journal a folder of its own", ("state",))
        return self
