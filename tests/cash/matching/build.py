"""Small books and payments for tests, amounts as whole units and cents in text."""

from __future__ import annotations

from datetime import date

from creditctl.cash.matching import match
from creditctl.cash.payments import Match, Matching, OpenInvoice, Payer, Payment, Tolerance
from creditctl.ledger.money import to_minor

BOOKED = date(2026, 3, 10)
JANSEN, BAKKER, WEBER = "C1001", "C1002", "C1003"
IBANS = {
    JANSEN: "NL02ABNA0123456789",
    BAKKER: "NL20INGB0001234567",
    WEBER: "DE89370400440532013000",
}
PAYERS = (
    Payer(JANSEN, "Jansen Bouw B.V.", (IBANS[JANSEN],)),
    Payer(BAKKER, "Bakkerij De Molen VOF", (IBANS[BAKKER],)),
    Payer(WEBER, "Weber Metallbau GmbH", (IBANS[WEBER],)),
)
TOLERANCE = {"EUR": Tolerance(amount=100, percent=100)}


def invoice(
    number: str,
    amount: str,
    debtor: str = JANSEN,
    *,
    currency: str = "EUR",
    left: str = "",
    part: int = 0,
    source: str = "main",
    issued: date = date(2026, 2, 1),
    due: date = date(2026, 3, 1),
    gross: str = "",
    reference: str = "",
    discounts: tuple[tuple[date, str], ...] = (),
) -> OpenInvoice:
    """An open invoice; `part` makes it an instalment of `gross`."""
    item = f"{source}/{debtor}/{number}" + (f"/{part}" if part else "")
    return OpenInvoice(
        item,
        debtor,
        currency,
        number,
        issued,
        due,
        to_minor(left or amount, currency),
        to_minor(gross or amount, currency),
        reference,
        tuple((last, to_minor(pay, currency)) for last, pay in discounts),
    )


def payment(
    amount: str,
    text: str = "",
    *,
    key: str = "P1",
    booked: date = BOOKED,
    currency: str = "EUR",
    name: str = "",
    iban: str = "",
    reference: str = "",
    end_to_end: str = "",
) -> Payment:
    """Money that came in."""
    minor = to_minor(amount, currency)
    return Payment(key, booked, minor, currency, name, iban, reference, end_to_end, text)


def run(
    payments: list[Payment] | Payment, invoices: list[OpenInvoice], payers=PAYERS, **more
) -> Matching:
    """Match with the usual debtors and tolerance."""
    given = [payments] if isinstance(payments, Payment) else payments
    return match(given, invoices, payers, more.pop("tolerance", TOLERANCE), **more)


def only(payments: list[Payment] | Payment, invoices: list[OpenInvoice], **more) -> Match | None:
    """The match of the last payment, None when it is unknown."""
    given = [payments] if isinstance(payments, Payment) else payments
    found = {one.payment: one for one in run(given, invoices, **more).matches}
    return found.get(given[-1].id)


def paid(found: Match | None) -> dict[str, int]:
    """Minor units by the end of the item's id."""
    assert found is not None
    return {one.item.split("/", 2)[2]: one.amount for one in found.allocations}
