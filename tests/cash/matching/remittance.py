"""What people write beside a payment: words, numbers, and all that has nothing to do with it."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

_INVOICE = {
    "NL": (
        "factuur",
        "fact.",
        "factuurnr",
        "Factuurnummer:",
        "betreft factuur",
        "fct",
        "F",
        "nota",
    ),
    "BE": ("factuur", "facture", "fact", "betaling factuur", "Factuurnr."),
    "DE": ("Rechnung", "RG", "Rg-Nr.", "Rechnungsnr.", "RE-Nr", "Rechnung Nr.", "RNr", "Beleg"),
    "FR": ("facture", "fact n°", "Facture no", "règlement facture", "fre"),
    "GB": ("invoice", "inv", "Invoice no.", "inv#", "payment of invoice", "Inv."),
    "NO": ("faktura", "fakturanr", "Faktura nr."),
    "FI": ("lasku", "laskun nro", "Lasku nro"),
    "CH": ("Rechnung", "Facture", "Rg."),
    "SI": ("račun", "racun st.", "plačilo računa"),
}
_AND = {"NL": "en", "BE": "en", "DE": "und", "FR": "et", "GB": "and", "NO": "og", "FI": "ja",
        "CH": "und", "SI": "in"}  # fmt: skip
_CUSTOMER = {"NL": "klantnr", "BE": "klantnummer", "DE": "Kd-Nr.", "FR": "client", "GB": "customer",
             "NO": "kundenr", "FI": "asiakas", "CH": "Kundennr.", "SI": "stranka"}  # fmt: skip
_MONTHS = {"NL": "maart", "BE": "mars", "DE": "März", "FR": "mars", "GB": "March", "NO": "mars",
           "FI": "maaliskuu", "CH": "März", "SI": "marec"}  # fmt: skip
_SMALL = {
    "NL": ("abonnement", "openstaand bedrag", "betaling", "conform afspraak", "dank u"),
    "BE": ("abonnement", "betaling", "paiement", "openstaand saldo"),
    "DE": ("Abo", "Dauerauftrag", "offener Betrag", "Zahlung", "Vielen Dank"),
    "FR": ("abonnement", "solde", "virement", "paiement"),
    "GB": ("subscription", "balance due", "payment", "thanks"),
    "NO": ("abonnement", "betaling"),
    "FI": ("maksu", "tilaus"),
    "CH": ("Abo", "Zahlung"),
    "SI": ("naročnina", "plačilo"),
}


def invoice_word(rng: Random, country: str) -> str:
    """How a payer calls an invoice, often not at all."""
    return rng.choice(_INVOICE[country]) if rng.random() < 0.7 else ""


def listed(rng: Random, country: str, numbers: list[str]) -> str:
    """Several numbers in one text, sometimes with the common part only once."""
    head = re.match(r"(.*?)(\d+)$", numbers[0])
    if head and rng.random() < 0.25 and all(n.startswith(head[1]) for n in numbers):
        numbers = [numbers[0], *(n[len(head[1]) :] for n in numbers[1:])]
    style = rng.random()
    if style < 0.3:
        return f"{', '.join(numbers[:-1])} {_AND[country]} {numbers[-1]}"
    return rng.choice((", ", " ", " + ", "/", "; ", " & ")).join(numbers)


def money(rng: Random, minor: int) -> str:
    """An amount as people write it."""
    units, cents = divmod(minor, 100)
    thousands = f"{units:,}".replace(",", ".")
    return rng.choice(
        (f"EUR {units},{cents:02d}", f"{thousands},{cents:02d}", f"{units}.{cents:02d}",
         f"€{units},{cents:02d}", f"{units},-" if not cents else f"{units},{cents:02d}")
    )  # fmt: skip


def day(rng: Random, when: date) -> str:
    """A date as people write it."""
    text = when.strftime(
        rng.choice(("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%Y-%m-%d", "%d%m%Y", "%Y%m%d", "%d.%m."))
    )
    return f"{rng.choice(('d.d. ', 'vom ', 'du ', 'dated ', '', ''))}{text}"


def noise(rng: Random, country: str, booked: date, amount: int, customer: str) -> str:
    """One thing that stands in a text and names no invoice of this debtor."""
    what = rng.randrange(13)
    digits = "".join(rng.choices("0123456789", k=10))
    if what == 0:
        return day(rng, booked - timedelta(days=rng.randrange(40)))
    if what == 1:
        return money(rng, amount if rng.random() < 0.7 else rng.randrange(100, 500_000))
    if what == 2 and customer:
        return f"{_CUSTOMER[country]} {customer}"
    if what == 3:
        return rng.choice((f"tel 06-{digits[:8]}", f"+31 20 {digits[:7]}", f"030/{digits[:7]}"))
    if what == 4:
        return rng.choice(
            (f"order 45000{digits[:5]}", f"PO {digits[:6]}", f"Bestellung {digits[:5]}")
        )
    if what == 5:
        return f"{_MONTHS[country]} {rng.choice(('2026', '26', ''))}".strip()
    if what == 6:
        return rng.choice((f"{digits[:4]} AB Utrecht", f"{digits[:5]} Köln", f"D-{digits[:5]}"))
    if what == 7:  # the payer's own number
        own = rng.choice(
            (f"2026-{digits[:4]}", digits[:5], f"2026{digits[:4]}", f"INV-1{digits[:4]}")
        )
        return rng.choice(("onze ref {}", "our ref {}", "unser Zeichen {}", "boekstuk {}")).format(
            own
        )
    if what == 8:
        return rng.choice((f"NL{digits[:9]}B01", f"USt-Id DE{digits[:9]}", f"BE0{digits[:9]}"))
    if what == 9:
        return f"{booked:%m}/{booked:%Y}"
    if what == 10:
        return f"NL91ABNA{digits}"
    return rng.choice(_SMALL[country])


def written(rng: Random, core: str, *, country: str, booked: date, amount: int, customer: str = "",
            busy: float = 0.45) -> str:  # fmt: skip
    """The whole text around what the payer wanted to say, in one line or cut into lines."""
    parts = [core] if core else []
    while rng.random() < busy:
        extra = noise(rng, country, booked, amount, customer)
        parts.insert(rng.randrange(len(parts) + 1), extra)
    text = rng.choice((" ", " ", ", ", " - ", " / ")).join(parts)
    if rng.random() < 0.15:
        text = text.upper()
    return cut(rng, text)


def cut(rng: Random, text: str) -> str:
    """Banks cut remittance texts into lines of 35 or 27 characters; blanks at the ends get lost."""
    width = rng.choice((0, 0, 0, 35, 35, 27))
    if not width:
        return text[:140]
    lines = [text[i : i + width].strip() for i in range(0, min(len(text), 4 * width), width)]
    return "\n".join(line for line in lines if line)


def mangled(rng: Random, number: str) -> str:
    """A number that was typed by hand and not checked: still this number to any reader."""
    ways = []
    if re.search(r"[-/]", number):
        ways += [
            re.sub(r"[-/]", "", number),
            re.sub(r"[-/]", " ", number),
            re.sub(r"[-/]", ".", number),
        ]
        ways += [number.replace("-", "/"), number.replace("-", " - "), number.replace("/", "-")]
    prefix = re.match(r"[A-Z]+[-/]?", number)
    if prefix:
        ways += [number[prefix.end() :], number.lower(), number.replace(prefix[0], prefix[0] + " ")]
    short = re.sub(r"(?<=\D)0+(?=\d)", "", number)
    if short != number:
        ways.append(short)
    if "0" in number:
        ways.append(re.sub("0", "O", number, count=1))
        ways.append(number.replace("0", "O"))
    if len(number) >= 6:
        middle = rng.randrange(3, len(number) - 1)
        ways.append(f"{number[:middle]} {number[middle:]}")
        ways.append(f"{number[:middle]}\n{number[middle:]}")
    return rng.choice([way for way in ways if way != number] or [f"{number[:2]} {number[2:]}"])


def mistyped(rng: Random, number: str) -> str:
    """One slip of the finger: a wrong digit or two digits changed about."""
    places = [i for i, c in enumerate(number) if c.isdigit()]
    at = rng.choice(places[-4:])
    swap = at + 1 if at + 1 in places else at - 1
    if rng.random() < 0.4 and swap in places and number[swap] != number[at]:
        first, second = sorted((at, swap))
        return number[:first] + number[second] + number[first] + number[second + 1 :]
    return number[:at] + rng.choice("0123456789".replace(number[at], "")) + number[at + 1 :]
