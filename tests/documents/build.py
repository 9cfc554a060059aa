"""Companies and notices for the tests of letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from creditctl.documents.company import Company
from creditctl.documents.letters import LetterRoom
from creditctl.ledger.frames import Debtor
from creditctl.policy.legal import FixedSum, InterestLine, LegalClaim
from creditctl.policy.notices import Notice, NoticeLine

SHIPPED = Path(__file__).parents[2] / "templates"
GOLDEN = Path(__file__).parent / "golden"
AS_OF = date(2026, 1, 31)
STEPS = ("courtesy", "reminder", "second", "final")
LANGUAGES = ("de", "en", "es", "fr", "nl")

COMPANY = Company(
    name="Van Dijk Techniek B.V.",
    address=("Keizersgracht 241", "1016 EA Amsterdam"),
    country="NL",
    email="debiteuren@vandijk.example",
    phone="+31 20 123 45 67",
    website="www.vandijk.example",
    contact="Marieke de Boer",
    vat="NL001234567B01",
    registration="12345678",
    iban="NL91ABNA0417164300",
    bic="ABNANL2A",
    bank="ABN AMRO Bank",
)
DEBTOR = Debtor(
    "C1042",
    "Bakkerij De Gouden Korst B.V.",
    contact="Sanne Vermeulen",
    email="sanne@goudenkorst.example",
    address=("Molenstraat 18", "3511 AB Utrecht"),
    country="NL",
    kind="business",
)

BRITON = Debtor(
    "C2077",
    "Fenwick & Lowe Ltd",
    contact="Jo Fenwick",
    email="ap@fenwick.example",
    address=("4 Mill Lane", "Leeds", "LS1 1AA"),
    country="GB",
    kind="business",
)
CONSUMER = Debtor(
    "C3011",
    "Sanne Vermeulen",
    email="sanne@vermeulen.example",
    address=("Molenstraat 18", "3511 AB Utrecht"),
    country="NL",
    kind="consumer",
)

HOSTILE_TEXTS = (
    '#panic("x") $m$ *x* _y_ `code`',
    "<b>bold</b> <script>alert(1)</script> &amp;",
    "[pay](javascript:alert(1)) ![i](http://x/y.png) <http://evil.example>",
    "=cmd|' /C calc'!A0",
    "{{ 7*7 }} {% raw %} {# c #}",
    "# head\n\n---\n> quote\n1. one\n| a | b |\n\\newpage",
    "\u202egnp.exe\u2066 \ue0000\ue001 \ue002items\ue003 \x00\x1b[31m",
    "@cell +1 -1 \t tab",
    "caf\u00e9 \u4e0a\u6d77 \u0645\u062d\u0645\u062f \U0001f642",
)
HOSTILE = Debtor(
    "../../etc/passwd",
    HOSTILE_TEXTS[0] + " " + HOSTILE_TEXTS[1],
    contact=HOSTILE_TEXTS[2],
    email="x@y.example",
    address=HOSTILE_TEXTS[3:7],
    country="NL",
)


def line(n: int, late: int, gross: int, left: int | None = None, number: str = "") -> NoticeLine:
    due = AS_OF - timedelta(days=late)
    return NoticeLine(
        item=f"books/C1042/{n}",
        number=number or f"2025-{1000 + n}",
        issued=due - timedelta(days=30),
        due=due,
        days_overdue=late,
        gross=gross,
        open=gross if left is None else left,
        step="reminder",
    )


CREDIT = replace(line(90, 3, -15_000, number="CN-2025-17"), step="")
THREE = (line(1, 40, 121_000, 61_000), line(2, 31, 45_050), line(3, 12, 9_999_900))


def interest(number: str, first: date, last: date, percent: str, principal: int) -> InterestLine:
    """Days of one invoice at one rate, act/365, rounded half up."""
    days = (last - first).days + 1
    amount = int(Decimal(principal) * Decimal(percent) * days / 36_500 + Decimal("0.5"))
    return InterestLine(number, first, last, days, Decimal(percent), principal, amount)


def claiming(made: Notice, regime: str, **changes) -> Notice:
    """The notice with a claim; interest and compensation are the sums of their lines."""
    claim = LegalClaim(regime, **changes)
    claim = replace(
        claim,
        interest=claim.interest or sum(each.amount for each in claim.interest_lines),
        compensation=sum(each.amount for each in claim.fixed_sums),
    )
    return replace(made, claim=claim, total=made.principal + claim.total)


def british(template: str = "letter-before-claim", language: str = "en") -> Notice:
    """Two invoices between businesses, one late over two half-years; one fixed sum each."""
    asked = (line(1, 214, 484_000), line(2, 61, 96_050))
    lines = (
        interest(asked[0].number, date(2025, 7, 2), AS_OF, "12.25", 484_000),
        interest(asked[1].number, date(2025, 12, 2), AS_OF, "12.25", 96_050),
    )
    return claiming(
        notice(template, language, asked, currency="GBP", debtor=BRITON),
        "gb_b2b",
        statute="Late Payment of Commercial Debts (Interest) Act 1998, sections 1, 4, 5A and 6; "
        "SI 2002/1675",
        statute_own="Late Payment of Commercial Debts (Interest) Act 1998",
        interest_lines=lines,
        fixed_sums=(FixedSum(asked[0].number, 7_000), FixedSum(asked[1].number, 4_000)),
    )


def german(template: str = "final", language: str = "de") -> Notice:
    """Two invoices between businesses, with interest over a change of the base rate."""
    asked = (line(1, 61, 121_000), line(2, 40, 45_050))
    lines = tuple(
        interest(each.number, first, last, percent, each.open)
        for each in asked
        for first, last, percent in (
            (each.due + timedelta(1), date(2025, 12, 31), "10.27"),
            (date(2026, 1, 1), AS_OF, "10.52"),
        )
    )
    return claiming(
        notice(template, language, asked, debtor=replace(DEBTOR, country="DE")),
        "de_b2b",
        statute="sections 286 and 288(2) and (5) of the German Civil Code (BGB)",
        statute_own="§§ 286, 288 Abs. 2 und 5 BGB",
        interest_lines=lines,
        fixed_sums=tuple(FixedSum(each.number, 4_000) for each in asked),
    )


def dutch_consumer(template: str = "fourteen-day", language: str = "nl") -> Notice:
    """Nothing is claimed yet; the collection costs that follow are told."""
    return claiming(
        notice(template, language, debtor=CONSUMER, pay_by=date(2026, 2, 20)),
        "nl_b2c",
        statute="articles 6:96, 6:119 and 6:120 of the Dutch Civil Code (BW)",
        statute_own="artikelen 6:96, 6:119 en 6:120 lid 1 BW",
        announced=18_150,
        announced_by="article 6:96(6) BW",
    )


def notice(template: str = "reminder", language: str = "en", lines=None, credits_=(), **changes):
    lines = (line(1, 12, 121_000),) if lines is None else tuple(lines)
    subtotal = sum(each.open for each in lines)
    made = Notice(
        notice="20260131-K7Q2MX",
        as_of=AS_OF,
        debtor=DEBTOR,
        currency="EUR",
        language=language,
        step=template,
        step_number=2,
        template=template,
        courtesy=template == "courtesy",
        channel="email",
        lines=lines,
        credits=tuple(credits_),
        subtotal=subtotal,
        total=subtotal + sum(each.open for each in credits_),
        pay_by=date(2026, 2, 14),
    )
    return replace(made, **changes)


def instalment(language: str = "en", left: int = 30_000, **changes) -> Notice:
    """A note before the second of four instalments, due in three days."""
    part = NoticeLine(
        item="arrangement/A1/2",
        number="A1 2/4",
        issued=date(2026, 1, 10),
        due=date(2026, 2, 3),
        days_overdue=0,
        gross=30_000,
        open=left,
        step="instalment",
        reference="2025-1001, 2025-1017",
    )
    made = notice("instalment", language, [part], kind="instalment", step_number=0, courtesy=True)
    return replace(made, pay_by=part.due, **changes)


def room(*own: Path, company: Company = COMPANY) -> LetterRoom:
    return LetterRoom(company, [*own, SHIPPED])


class Unprinted(LetterRoom):
    """Letters without their page, where only the text is looked at: a page takes long."""

    def _printed(self, *_: object) -> bytes:
        return b""


def folder_with(
    tmp_path: Path, body: str, *, subject: str = '"S"', name: str = "en/reminder"
) -> Path:
    """A workspace's templates folder that holds one template."""
    path = tmp_path / "templates" / f"{name}.md.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\nsubject: {subject}\n---\n{body}", encoding="utf-8")
    return tmp_path / "templates"
