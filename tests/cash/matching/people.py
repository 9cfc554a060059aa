"""Debtors of an invented company: names that resemble each other, and their bank accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

_SURNAMES = (
    "Jansen Janssen Janssens Jansens Bakker Bakkers Visser Visscher Smit Smits Smid Meijer Meyer "
    "Meier Maier Schmidt Schmitt Schmid Müller Mueller Möller Schulz Schulze Dupont Dupond Durand "
    "Lefebvre Lefèvre Martin Martinez Martens Peeters Peters Petersen Pedersen Virtanen Korhonen "
    "Hansen Johansen Johnson Jackson Novak Horvat Rossi Russo Brown Browne Clark Clarke Davies "
    "Dekker Mulder Bos Vos Hendriks Hendrickx Claes Maes Weber Wagner Fischer Becker"
)
_TRADES = (
    "Bouw|Bau|Transport|Logistics|Installatietechniek|Elektrotechnik|Advies|Consulting|Catering|"
    "Metall|Groothandel|Schilderwerken|Garage|Immobilien|Boulangerie|Software|Services|Design|"
    "Media|Sanitär|Tandartspraktijk|Apotheek|Architecten|Holding|Beheer|Trading|Foods|Textil"
)
_PLACES = "Utrecht Gent Antwerpen Köln Berlin Lyon Oslo Helsinki Zürich Ljubljana Leeds Breda"
SURNAMES = _SURNAMES.split()
TRADES = _TRADES.split("|")
PLACES = _PLACES.split()
FORMS = {
    "NL": ("B.V.", "BV", "V.O.F.", "N.V.", "Stichting"),
    "BE": ("BV", "BVBA", "NV", "SRL", "SA"),
    "DE": ("GmbH", "GmbH & Co. KG", "UG (haftungsbeschränkt)", "e.K.", "AG", "OHG"),
    "FR": ("SARL", "SAS", "SA", "EURL"),
    "GB": ("Ltd", "Limited", "LLP", "plc"),
    "NO": ("AS", "ASA", "ENK"),
    "FI": ("Oy", "Oyj", "Ky"),
    "CH": ("AG", "GmbH", "Sàrl"),
    "SI": ("d.o.o.", "d.d.", "s.p."),
}
COUNTRIES = ("NL", "NL", "NL", "DE", "DE", "BE", "FR", "GB", "NO", "FI", "CH", "SI")
_BBAN = {
    "NL": ("AAAA", 10), "BE": ("", 12), "DE": ("", 18), "FR": ("", 23), "GB": ("AAAA", 14),
    "NO": ("", 11), "FI": ("", 14), "CH": ("", 17), "SI": ("", 15),
}  # fmt: skip
_BANKS = ("ABNA", "INGB", "RABO", "TRIO", "BARC", "LOYD")


@dataclass
class Person:
    """Whoever can pay.

    Attributes:
        debtor: id in the books, "" = a stranger.
        accounts: all that the person pays from; known: those that the books know.
    """

    debtor: str
    name: str
    country: str
    consumer: bool
    accounts: list[str]
    known: list[str] = field(default_factory=list)


def iban(rng: Random, country: str) -> str:
    """An account number with the right length and check digits."""
    letters, digits = _BBAN[country]
    bank = rng.choice(_BANKS) if letters else ""
    bban = bank + "".join(rng.choices("0123456789", k=digits))
    moved = "".join(str(int(c, 36)) for c in bban + country + "00")
    return f"{country}{98 - int(moved) % 97:02d}{bban}"


def name(rng: Random, country: str, *, consumer: bool) -> str:
    """A name as the books have it."""
    surname = rng.choice(SURNAMES)
    if consumer:
        initials = "".join(f"{c}." for c in rng.choices("ABDEHJKMPST", k=rng.choice((1, 1, 2))))
        between = rng.choice(("", "", "", "de ", "van der ")) if country in ("NL", "BE") else ""
        return rng.choice((f"{initials} {between}{surname}", f"{between}{surname}, {initials}"))
    form = rng.choice(FORMS[country])
    middle = rng.choice(TRADES)
    place = f" {rng.choice(PLACES)}" if rng.random() < 0.2 else ""
    also = f" & {rng.choice(SURNAMES)}" if rng.random() < 0.1 else ""
    return f"{surname}{also} {middle}{place} {form}"


def stranger(rng: Random) -> Person:
    """Somebody who is no debtor: a parent, an office, an authority, an insurer."""
    country = rng.choice(COUNTRIES)
    consumer = rng.random() < 0.3
    who = name(rng, country, consumer=consumer)
    if rng.random() < 0.5:
        who = rng.choice(
            (
                "Belastingdienst", "Finanzamt Köln-Mitte", "KBC Verzekeringen NV", "Allianz SE",
                "Stripe Payments Europe", "Stichting Mollie Payments", "PayPal (Europe) S.a r.l.",
                "Administratiekantoor Vermeer", "Notariaat Hoek", "Gemeente Utrecht",
            )
        )  # fmt: skip
    return Person("", who, country, consumer, [iban(rng, country)])


def as_the_bank_writes(rng: Random, who: str) -> str:
    """A payer's name on a statement: shouted, shortened, without points, or with a title."""
    said = who
    if rng.random() < 0.3:
        said = said.replace("B.V.", "BV").replace("N.V.", "NV").replace("V.O.F.", "VOF")
    if rng.random() < 0.15:
        said = said.replace("ü", "ue").replace("ö", "oe").replace("é", "e").replace("è", "e")
    if rng.random() < 0.1:
        said = " ".join(said.split()[:-1]) or said
    if rng.random() < 0.05:
        said = rng.choice(("HR ", "MW ", "Herr ", "M. ", "Mme ")) + said
    if rng.random() < 0.05:
        said += rng.choice((" EN/OF", " e/o partner", " cj", " c/o Kantoor"))
    if rng.random() < 0.4:
        said = said.upper()
    return said[: rng.choice((70, 70, 70, 35, 27))].strip()
