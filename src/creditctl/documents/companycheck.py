"""The company's details as letters need them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line
from creditctl.documents.context import iban_digits
from creditctl.documents.swissqr import creditor
from creditctl.findings import Place, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.documents.company import Company
    from creditctl.findings import Finding

_ACCENT: Final = re.compile(r"#[0-9a-fA-F]{6}")
_LOGO_SUFFIXES: Final = ("svg", "png", "jpg", "jpeg")


def check_company(company: Company) -> Iterator[Finding]:
    """What keeps the company's letters from being right.

    Yields:
        CC311 for details that are wrong. Warnings: CC312 when letters cannot say where to pay,
        CC322 when others can read a secret, CC323 when a Swiss company can't have QR-bills.
    """
    from stdnum import iban

    if not one_line(company.name):
        yield _wrong("name", "the company has no name", "write company.name in creditctl.yaml")
    if company.iban and not iban.is_valid(iban_digits(company.iban)):
        message = f"{one_line(company.iban)!r} is no IBAN"
        yield _wrong("iban", message, "copy it from a bank statement")
    if not _ACCENT.fullmatch(company.accent):
        message = f"{one_line(company.accent)!r} is no colour"
        yield _wrong("accent", message, 'write six hexadecimal digits: "#1f4e79"')
    if company.logo is not None and company.logo_suffix.lower() not in _LOGO_SUFFIXES:
        message = f"a logo of the kind {one_line(company.logo_suffix)!r} cannot be printed"
        yield _wrong("logo", message, f"use one of: {', '.join(_LOGO_SUFFIXES)}")
    if company.secret_exposed:
        hint = "take the rights of others away: chmod 600"
        message = "others can read the secret that signs payment links"
        yield warning("CC322", message, Place(field="payment.sign.secret_file"), hint)
    if company.iban[:2].upper() in ("CH", "LI") and not creditor(company):
        hint = "write two address lines, street and '8001 Zürich', and the country"
        message = "letters get no Swiss QR-bill: the company's address can't be told apart"
        yield warning("CC323", message, Place(field="company.address"), hint)
    if not company.iban and not company.account:
        hint = "write company.iban in creditctl.yaml"
        message = "letters cannot say to which account to pay"
        yield warning("CC312", message, Place(field="company.iban"), hint)


def _wrong(name: str, message: str, hint: str) -> Finding:
    return error("CC311", message, Place(field=f"company.{name}"), hint)
