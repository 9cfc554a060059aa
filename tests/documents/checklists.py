"""What the law, or good practice, wants in a letter: one checklist a kind of letter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Element:
    """One element of a checklist.

    Attributes:
        name: what the law wants.
        said: what must stand in the letter, in every form; blanks don't count.
        cut: what must go from the template for the element to be gone; `lines` cuts whole lines.
    """

    name: str
    said: tuple[str, ...]
    cut: tuple[str, ...]
    lines: bool = False


ITEMS, PAYMENT = ("{{ items }}",), ("{{ payment }}",)

DUTCH = (
    Element("default began", ("De vervaldatum is verstreken", "in verzuim"), (" U bent daardoor in verzuim.",)),
    Element("14 days from the day after delivery",
            ("binnen 14 dagen, gerekend vanaf de dag nadat deze brief bij u is bezorgd",),
            (", gerekend vanaf de dag nadat deze brief bij u is bezorgd",)),
    Element("the 14 days win over a date", ("lopen de 14 dagen later af, dan geldt die latere dag",),
            ("; lopen de 14 dagen later af, dan geldt die latere dag",)),
    Element("the exact costs", ("€ 181,50 aan incassokosten",), ("{{ claim.announced }}",)),
    Element("when the costs follow", ("Betaalt u niet binnen die termijn, dan bent u ons ook",),
            ("Betaalt u niet binnen die termijn, dan bent u",)),
    Element("the law", ("artikel 6:96 lid 6 van het Burgerlijk Wetboek",), ("artikel 6:96 lid 6",)),
    Element("VAT on the costs", ("geen btw",), ("; daar komt geen btw bij",)),
    Element("a part paid lowers the costs", ("een deel, dan berekenen wij de kosten opnieuw",),
            ("een deel, dan berekenen wij de kosten opnieuw",)),
    Element("invoice, due date, amount", ("2025-1001", "19 jan 2026", "1.210,00"), ITEMS),
    Element("no costs in the total", ("Totaal € 1.210,00",), ITEMS),
    Element("how to pay", ("NL91 ABNA 0417 1643 00",), PAYMENT),
)  # fmt: skip
DUTCH_IN_ENGLISH = (
    Element("default began", ("You are therefore in default",), (" You are therefore in default.",)),
    Element("14 days from the day after delivery",
            ("within 14 days, counted from the day after this letter was delivered to you",),
            (", counted from the day after this letter was delivered to you",)),
    Element("the 14 days win over a date", ("the later day counts",), ("the later day counts",)),
    Element("the exact costs", ("€181.50 in collection costs",), ("{{ claim.announced }}",)),
    Element("when the costs follow", ("If you do not pay within that time, you will owe us",),
            ("If you do not pay within that time",)),
    Element("the law", ("(article 6:96(6) BW)",), ("{{ claim.announced_by }}",)),
    Element("VAT on the costs", ("no VAT is added",), ("no VAT is added",)),
    Element("a part paid lowers the costs", ("the costs are worked out again",),
            ("the costs are worked out again",)),
)  # fmt: skip
BRITISH = (
    Element("why this letter", ("before making a claim", "Practice Direction on Pre-Action Conduct"),
            ("We write to you before making a claim, as the Practice Direction on Pre-Action Conduct",)),
    Element("who owes", ("Fenwick & Lowe Ltd owes us £6,277.78",), ("{{ debtor.name }} owes us",)),
    Element("what for", ("for goods or services that we supplied and invoiced",),
            ("for goods or services that we supplied",)),
    Element("invoice, due date, amount",
            ("2025-1001", "1 Jul 2025", "4,840.00", "2025-1002", "1 Dec 2025", "960.50"), ITEMS),
    Element("principal, interest and sum apart",
            ("Outstanding invoices £5,800.50 Interest £367.28 Compensation for late payment £110.00",),
            ITEMS),
    Element("how interest was computed", ("2 Jul 2025 \u2013 31 Jan 2026", "12.25%", "347.62"), ITEMS),
    Element("the law", ("Late Payment of Commercial Debts (Interest) Act 1998",), ITEMS),
    Element("from when interest runs", ("Interest on an invoice runs from the day after its due date",),
            ("Interest on an invoice runs from the day after its due date",)),
    Element("that interest goes on", ("goes on from day to day until we are paid",),
            (", and goes on from day to day until we are paid",)),
    Element("how compensation is computed", ("a fixed sum for each late invoice, owed once",),
            ("The compensation is a fixed sum for each late invoice, owed once",)),
    Element("time to pay or reply", ("by 14 February 2026, or send us a full reply",),
            (" by **{{ pay_by }}**, or send us a full reply",)),
    Element("how to pay", ("Account name", "Payment reference", "20260131-K7Q2MX"), PAYMENT),
    Element("how to dispute", ("If you dispute any part of this claim", "which part and why"),
            ("If you dispute any part of this claim",)),
    Element("documents", ("If you need a copy of an invoice", "we will send it"),
            ("If you need a copy of an invoice",)),
    Element("another way than court", ("such as mediation",), (", such as mediation",)),
    Element("court may follow", ("we may start court proceedings",),
            ("we may start court proceedings",)),
    Element("already paid", ("If you have already paid",), ("If you have already paid",)),
)  # fmt: skip
GERMAN = (
    Element("a clear demand", ("Wir fordern Sie auf, 1.766,69 €",), ("Wir fordern Sie auf, ",)),
    Element("a date", ("bis zum 14. Februar 2026 zu zahlen",), ("**{{ pay_by }}**",)),
    Element("which claim", ("2025-1001", "01.12.2025", "1.210,00", "2025-1002", "22.12.2025", "450,50"),
            ITEMS),
    Element("interest by period and rate",
            ("02.12.2025 \u2013 31.12.2025", "10,27 %", "01.01.2026 \u2013 31.01.2026", "10,52 %"), ITEMS),
    Element("interest in points over the base rate",
            ("neun Prozentpunkten über dem jeweiligen Basiszinssatz",),
            ("neun Prozentpunkten über dem",)),
    Element("the fixed sum, once a claim", ("Pauschale von je 40,00 € für 2 Rechnungen",), ITEMS),
    Element("the law", ("§§ 286, 288 Abs. 2 und 5 BGB",), ITEMS),
    Element("how to pay", ("Empfänger", "Verwendungszweck"), PAYMENT),
    Element("how to dispute", ("Sind Sie mit einer Rechnung nicht einverstanden",),
            ("Sind Sie mit einer Rechnung nicht einverstanden",)),
    Element("already paid", ("Haben Sie inzwischen gezahlt",), ("Haben Sie inzwischen gezahlt",)),
)  # fmt: skip


# The same letters in other languages. The law stays Dutch, or that of England and Wales.


def dutch_in(
    default: str, days: str, later: str, costs: str, when: str, law: str, vat: str, part: str
) -> tuple[Element, ...]:
    """The elements of the Dutch letter, each a phrase that the template holds as it stands."""
    return (
        Element("default began", (default,), (default,)),
        Element("14 days from the day after delivery", (days,), (days,)),
        Element("the 14 days win over a date", (later,), (later,)),
        Element("the exact costs", (costs,), ("{{ claim.announced }}",)),
        Element("when the costs follow", (when,), (when,)),
        Element("the law", (law,), (law,)),
        Element("VAT on the costs", (vat,), (vat,)),
        Element("a part paid lowers the costs", (part,), (part,)),
    )


DUTCH_ELSEWHERE = {
    "en": DUTCH_IN_ENGLISH,
    "de": dutch_in(
        "Sie befinden sich damit in Verzug",
        "innerhalb von 14 Tagen, gerechnet ab dem Tag nach der Zustellung dieses Schreibens",
        "enden die 14 Tage später, gilt der spätere Tag",
        "181,50 € an Beitreibungskosten",
        "Zahlen Sie nicht innerhalb dieser Frist, schulden Sie uns",
        "Artikel 6:96 Absatz 6 des niederländischen Bürgerlichen Gesetzbuchs",
        "Mehrwertsteuer kommt nicht hinzu",
        "einen Teil, berechnen wir die Kosten neu",
    ),
    "es": dutch_in(
        "usted se encuentra en mora",
        "en un plazo de 14 días, contados desde el día siguiente al de la entrega de esta carta",
        "si los 14 días terminan más tarde, vale ese día posterior",
        "181,50 € en concepto de gastos de cobro",
        "Si no paga en ese plazo, nos deberá además",
        "artículo 6:96, apartado 6, del Código Civil neerlandés",
        "no se le añade IVA",
        "volveremos a calcular los gastos",
    ),
    "fr": dutch_in(
        "Vous êtes donc en défaut de paiement",
        "dans un délai de 14 jours, compté à partir du lendemain de la remise de cette lettre",
        "si les 14 jours se terminent plus tard, c\u2019est ce jour-là qui compte",
        "181,50 € de frais de recouvrement",
        "Si vous ne payez pas dans ce délai, vous nous devrez en outre",
        "article 6:96, paragraphe 6, du Code civil néerlandais",
        "aucune TVA ne s\u2019y ajoute",
        "nous recalculerons les frais",
    ),
}


def british_in(
    owes: str, law: str, interest: str, fixed: str, reply: str, dispute: str, court: str, paid: str
) -> tuple[Element, ...]:
    """The elements of the letter before a claim, each a phrase of the template."""
    practice = "Practice Direction on Pre-Action Conduct"
    return (
        Element("why this letter", (practice,), (practice,)),
        Element("whose law", (law,), (law,)),
        Element("who owes", (f"Fenwick & Lowe Ltd {owes}",), (owes,)),
        Element("from when interest runs", (interest,), (interest,)),
        Element("how compensation is computed", (fixed,), (fixed,)),
        Element("time to pay or reply", (reply,), (reply,)),
        Element("how to pay", ("20260131-K7Q2MX",), PAYMENT),
        Element("how to dispute", (dispute,), (dispute,)),
        Element("court may follow", (court,), (court,)),
        Element("already paid", (paid,), (paid,)),
    )


BRITISH_ELSEWHERE = {
    "de": british_in(
        "schuldet uns",
        "das Recht von England und Wales, das hier gilt",
        "laufen ab dem Tag nach ihrer Fälligkeit",
        "für jede verspätet bezahlte Rechnung einmal geschuldet",
        "oder senden Sie uns bis dahin eine vollständige Antwort",
        "Bestreiten Sie einen Teil dieser Forderung",
        "vor einem Gericht in England und Wales Klage erheben",
        "Haben Sie bereits gezahlt?",
    ),
    "es": british_in(
        "nos debe",
        "el derecho de Inglaterra y Gales, que es el aplicable",
        "corren desde el día siguiente a su vencimiento",
        "una sola vez por cada factura atrasada",
        "que nos envíe antes de que termine ese día una respuesta completa",
        "Si no está de acuerdo con alguna parte de esta reclamación",
        "presentar una demanda ante un tribunal de Inglaterra y Gales",
        "¿Ya ha pagado?",
    ),
    "fr": british_in(
        "nous doit",
        "Le droit de l\u2019Angleterre et du pays de Galles, applicable ici",
        "courent à partir du lendemain de son échéance",
        "due une seule fois pour chaque facture réglée en retard",
        "nous adresser d\u2019ici là une réponse complète",
        "Si vous contestez une partie de cette créance",
        "saisir un tribunal d\u2019Angleterre et du pays de Galles",
        "Vous avez déjà payé",
    ),
    "nl": british_in(
        "is ons",
        "het recht van Engeland en Wales van ons, dat hier geldt",
        "loopt vanaf de dag na de vervaldatum",
        "voor elke te late factuur één keer verschuldigd",
        "een volledig antwoord op deze brief",
        "Betwist u een deel van deze vordering?",
        "een procedure beginnen bij een rechter in Engeland en Wales",
        "Hebt u al betaald?",
    ),
}
