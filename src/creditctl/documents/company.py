"""The company that sends the letters."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Company:
    """The sender, as the workspace states it; all but `name` may be empty.

    Attributes:
        name: the name on letterhead and account.
        address: lines below the name, without the country.
        country: ISO 3166 alpha-2; decides address window, paper size and fold marks.
        contact: the person who answers, and who signs.
        vat, registration: VAT number; number in the trade register.
        iban, bic, bank: the account to pay to; qr_iban: the same account for payments with a
            Swiss QR reference, which go there and nowhere else.
        account: further lines of the payment block, label and value, for accounts without
            IBAN: ``(("Sort code", "12-34-56"), ("Account number", "12345678"))``.
        reference: the structured payment reference that letters quote: none, rf, ogm, qrr, kid
            or viite.
        pay_link: URL of the payment provider with fields such as ``{notice}``, see `paymentlink`.
        link_secret: signs the links, None = they are not signed; never shown or printed.
        secret_exposed: whether others on the machine can read the file that it came from.
        logo: the picture's bytes, or None; `logo_suffix` is svg, png, jpg or jpeg.
        accent: colour of letterhead and rules, ``#rrggbb``.
    """

    name: str
    address: tuple[str, ...] = ()
    country: str = ""
    email: str = ""
    phone: str = ""
    website: str = ""
    contact: str = ""
    vat: str = ""
    registration: str = ""
    iban: str = ""
    qr_iban: str = ""
    bic: str = ""
    bank: str = ""
    account: tuple[tuple[str, str], ...] = ()
    reference: str = "none"
    pay_link: str = ""
    link_secret: bytes | None = field(default=None, repr=False)
    secret_exposed: bool = False
    logo: bytes | None = None
    logo_suffix: str = ""
    accent: str = "#1f4e79"
