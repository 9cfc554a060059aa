"""The link to the page on which a debtor pays, at the company's own payment provider."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING
from urllib.parse import quote

from creditctl.documents.clean import one_line
from creditctl.documents.context import payment_reference
from creditctl.documents.references import compact, is_structured
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.documents.company import Company
    from creditctl.policy.notices import Notice


def payment_link(notice: Notice, company: Company) -> str:
    """The URL for a notice; "" where the company has none, or nothing is asked for.

    Fields: `notice` (its id), `amount` (such as 1541.00), `currency`, `reference` (a structured
    one without blanks and marks), `debtor` (the id), `number` (of a lone invoice, else empty).
    All are percent-encoded, so no text of the books can add a parameter or a path.

    With a secret the query, as it stands in the URL, is signed: HMAC-SHA256 in hexadecimal, as
    its last parameter `sig`.
    """
    if not company.pay_link or notice.total <= 0:
        return ""
    reference = payment_reference(notice, company)
    structured = is_structured(reference, company.reference)
    fields = {
        "notice": notice.notice,
        "amount": to_text(notice.total, notice.currency),
        "currency": notice.currency,
        "reference": compact(reference) if structured else reference,
        "debtor": notice.debtor.debtor,
        "number": notice.lines[0].number if len(notice.lines) == 1 else "",
    }
    encoded = {name: quote(one_line(value), safe="") for name, value in fields.items()}
    return _signed(company.pay_link.format_map(encoded), company.link_secret)


def _signed(url: str, secret: bytes | None) -> str:
    if secret is None:
        return url
    query = url.partition("?")[2]
    return f"{url}&sig={hmac.new(secret, query.encode(), 'sha256').hexdigest()}"
