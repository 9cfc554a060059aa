"""A month of payments of which the truth is known, made from how people pay.

`make` invents debtors, invoices and payments; what each payment was meant for is kept beside it.
Nothing here knows how payments are matched: a payment is made from what its payer wants and knows,
and then written down as carelessly as payers and banks do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from creditctl.cash.payments import Match, OpenInvoice, Payer, Payment, Tolerance
from tests.cash.matching import numbering, people, remittance

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
_COMMON = (4900, 4900, 4900, 1995, 9900, 12100, 25000, 50000, 2500)
TOLERANCE = {c: Tolerance(amount=500, percent=200) for c in ("EUR", "NOK", "CHF")}


@dataclass(frozen=True)
class Truth:
    """What a payment was meant for.

    Attributes:
        kind: the kind of payment.
        debtor: whose debt it pays, "" = nobody's, or not one debtor's.
        pays: minor units by item; what is left is money on account. None = no automatic
            application can be right.
        any_split: how the payer's deduction falls on the items is nobody's knowledge.
        either: another truth that is as good: of two transfers of one sum for one invoice, any
            pays it, and the other is money on account.
    """

    kind: str
    debtor: str
    pays: Mapping[str, int] | None
    any_split: bool = False
    either: Mapping[str, int] | None = None

    def agrees(self, match: Match) -> bool:
        """Whether an automatic match does what the payer meant."""
        if self.pays is None or match.debtor != self.debtor:
            return False
        applied = {a.item: a.amount for a in match.allocations}
        if self.any_split:
            same = sum(applied.values()) == sum(self.pays.values())
            return same and applied.keys() == self.pays.keys()
        return applied in (self.pays, self.either)


@dataclass
class Bill:
    """An invoice while the month is made; `items` are several when it is paid in instalments."""

    person: people.Person
    source: str
    number: str
    currency: str
    issued: date
    gross: int
    reference: str
    items: list[OpenInvoice]
    taken: bool = False

    @property
    def open(self) -> int:
        return sum(item.open for item in self.items)


@dataclass
class Month:
    """The input of matching, and the truth by payment id."""

    payments: list[Payment] = field(default_factory=list)
    invoices: list[OpenInvoice] = field(default_factory=list)
    payers: list[Payer] = field(default_factory=list)
    truth: dict[str, Truth] = field(default_factory=dict)


def make(seed: int, payments: int) -> Month:
    """Invent a month of about so many payments, with four open invoices for each of them."""
    return _Maker(seed, payments).month()


class _Maker:
    def __init__(self, seed: int, size: int) -> None:
        self.rng = Random(seed)
        self.size = size
        self.people: list[people.Person] = []
        self.source_of: dict[str, str] = {}
        self.bills: dict[str, list[Bill]] = {}
        self.closed: dict[str, list[Bill]] = {}
        self.by_number: dict[str, list[Bill]] = {}
        self.made: list[tuple[date, int, Payment, Truth]] = []
        self._make_people(max(40, size // 2))
        self._make_bills(size * 4)

    # Debtors and invoices

    def _make_people(self, count: int) -> None:
        rng = self.rng
        for _ in range(count):
            source = rng.choice(list(numbering.SOURCES))
            ident = numbering.CUSTOMERS[source].format(n=rng.randrange(1, 30_000))
            if ident in self.source_of:
                continue
            country = {"norway": "NO", "nordic": "FI", "belgium": "BE", "swiss": "CH",
                       "slovenia": "SI"}.get(source) or rng.choice(people.COUNTRIES[:8])  # fmt: skip
            consumer = rng.random() < 0.35
            who = people.name(rng, country, consumer=consumer)
            if self.people and rng.random() < 0.02:
                who = rng.choice(self.people).name
            accounts = [people.iban(rng, country) for _ in range(rng.choice((1, 1, 1, 2)))]
            if self.people and rng.random() < 0.03:  # a group with one account, or a household
                accounts = list(rng.choice(self.people).accounts)
            known = [account for account in accounts if rng.random() < 0.65]
            self.source_of[ident] = source
            self.people.append(people.Person(ident, who, country, consumer, accounts, known))

    def _make_bills(self, count: int) -> None:
        rng = self.rng
        owners: list[people.Person] = []
        usual: dict[str, int] = {}
        while len(owners) < count * 4 // 3:
            person = rng.choice(self.people)
            many = rng.random()
            size = rng.randrange(1, 6) if many < 0.6 else rng.randrange(3, 15)
            if many > 0.99:
                size = rng.randrange(25, 70)
            owners += [person] * size
            if rng.random() < 0.35:
                usual[person.debtor] = rng.choice(_COMMON)
        rng.shuffle(owners)
        next_number = {name: first for name, (_, first, _) in numbering.SOURCES.items()}
        for place, person in enumerate(owners):
            source = self.source_of[person.debtor]
            n = next_number[source]
            next_number[source] += rng.choice((1, 1, 1, 1, 2))
            issued = date(2026, 1, 2) + timedelta(days=place * 85 // len(owners))
            self._make_bill(person, source, numbering.number(source, n), issued, usual)

    def _make_bill(self, person: people.Person, source: str, number: str, issued: date,
                   usual: Mapping[str, int]) -> None:  # fmt: skip
        rng = self.rng
        gross = int(rng.lognormvariate(10, 1.3)) + 150
        if person.debtor in usual:
            gross = usual[person.debtor]
        elif rng.random() < 0.1:
            gross = rng.choice(_COMMON)
        currency = numbering.CURRENCY.get(source, "EUR")
        kind = numbering.SOURCES[source][2]
        if kind == "rf" and rng.random() < 0.5:
            kind = ""
        printed = numbering.reference(kind, number, person.debtor, rng)
        bill = Bill(person, source, number, currency, issued, gross, printed, [])
        in_books = printed if rng.random() < 0.8 else ""
        stem = f"{source}/{person.debtor}/{number.replace('/', '%2F')}"
        due = issued + timedelta(days=rng.choice((8, 14, 30)))
        parts, discounts = 1, ()
        if gross > 10_000 and rng.random() < 0.04:
            parts = rng.choice((2, 3, 4))
        elif not person.consumer and rng.random() < 0.08:
            discounts = ((issued + timedelta(days=14), gross - gross * 2 // 100),)
        for k in range(parts):
            share = gross // parts + (gross % parts if k == parts - 1 else 0)
            left = (
                share - rng.randrange(share // 2) if parts == 1 and rng.random() < 0.04 else share
            )
            item = stem if parts == 1 else f"{stem}/{k + 1}"
            bill.items.append(
                OpenInvoice(item, person.debtor, currency, number, issued,
                            due + timedelta(days=30 * k), left, gross, in_books, discounts)
            )  # fmt: skip
        shelf = self.closed if rng.random() < 0.25 else self.bills
        shelf.setdefault(person.debtor, []).append(bill)
        if shelf is self.bills:
            self.by_number.setdefault(number, []).append(bill)

    # What happens in the month

    def month(self) -> Month:
        kinds: list[tuple[float, Callable[[], bool]]] = [
            (14, self.by_reference), (24, self.by_number_exact), (12, self.by_number_mangled),
            (8, self.combined), (3, self.combined_unnamed), (3, self.discount), (1, self.discount_late),
            (3, self.short), (1, self.combined_short), (2, self.deducted), (3, self.two_transfers),
            (3, self.over), (6, self.by_account), (2, self.by_name), (3, self.third_party),
            (4, self.typo), (4, self.unknown), (1.5, self.old_number), (1.5, self.double),
            (1, self.came_back), (0.5, self.other_currency), (0.8, self.for_two), (0.8, self.credit_kept),
            (2, self.instalment), (1, self.mentions_another), (1.5, self.by_customer_number),
            (0.7, self.old_reference), (0.8, self.on_behalf), (0.8, self.own_numbers_only),
            (0.7, self.round_sum), (0.8, self.and_more),
        ]  # fmt: skip
        weights = [weight for weight, _ in kinds]
        misses = 0
        while len(self.made) < self.size and misses < 5_000:
            event = self.rng.choices(kinds, weights)[0][1]
            misses = 0 if event() else misses + 1
        self.made.sort(key=lambda entry: entry[:2])
        invoices = [i for bills in self.bills.values() for bill in bills for i in bill.items]
        self.rng.shuffle(invoices)
        return Month(
            [payment for _, _, payment, _ in self.made],
            invoices,
            [Payer(p.debtor, p.name, tuple(p.known)) for p in self.people],
            {payment.id: truth for _, _, payment, truth in self.made},
        )

    def take(
        self, count: int = 1, *, wanted: Callable[[Bill], bool] = lambda _: True
    ) -> list[Bill]:
        """Some unpaid bills of one debtor, [] when chance found none."""
        for _ in range(30):
            person = self.rng.choice(self.people)
            free = [b for b in self.bills.get(person.debtor, ()) if not b.taken and wanted(b)]
            plain = [b for b in free if len(b.items) == 1] if count > 1 else free
            if len(plain) >= count:
                chosen = self.rng.sample(plain, count)
                chosen.sort(key=lambda b: b.issued)
                for bill in chosen:
                    bill.taken = True
                return chosen
        return []

    def one(self, wanted: Callable[[Bill], bool] = lambda _: True) -> Bill | None:
        """An unpaid bill that is no instalment plan."""
        found = self.take(wanted=lambda b: len(b.items) == 1 and wanted(b))
        return found[0] if found else None

    def day(self, *bills: Bill) -> date:
        """When they are paid: after the youngest was written, now and then before."""
        issued = max(bill.issued for bill in bills)
        if self.rng.random() < 0.03:
            issued -= timedelta(days=10)
        start = min(max(issued, FIRST), LAST)
        return start + timedelta(days=self.rng.randrange((LAST - start).days + 1))

    def pay(self, kind: str, person: people.Person, amount: int, day: date, *, text: str = "",
            pays: Mapping[str, int] | None = None, debtor: str | None = None, currency: str = "EUR",
            reference: str = "", any_split: bool = False, either: Mapping[str, int] | None = None,
            payer: people.Person | None = None) -> bool:  # fmt: skip
        """Write one payment down."""
        rng = self.rng
        who = payer or person
        serial = len(self.made)
        account = rng.choice(who.accounts) if rng.random() < 0.93 else ""
        if rng.random() < 0.05 and who.debtor and not who.consumer:
            account = people.iban(rng, who.country)  # a new account
        name = people.as_the_bank_writes(rng, who.name) if rng.random() < 0.95 else ""
        end_to_end = rng.choice(
            ("", "", "NOTPROVIDED", "NOTPROVIDED", f"{rng.randrange(16**12):012x}",
             f"2026{rng.randrange(10_000):04d}", f"2026-{rng.randrange(10_000):04d}",
             f"{rng.randrange(1_000, 99_999)}")
        )  # fmt: skip
        payment = Payment(
            f"P{serial:05d}", day, amount, currency, name, account, reference, end_to_end, text
        )
        truth = Truth(kind, person.debtor if debtor is None else debtor, pays, any_split, either)
        self.made.append((day, serial, payment, truth))
        return True

    def text(self, bill: Bill, core: str, day: date, amount: int, busy: float = 0.45) -> str:
        """Text of the debtor of a bill."""
        who = bill.person
        return remittance.written(
            self.rng, core, country=who.country, booked=day, amount=amount, customer=who.debtor,
            busy=busy,
        )  # fmt: skip

    def named(self, bill: Bill, number: str) -> str:
        word = remittance.invoice_word(self.rng, bill.person.country)
        return (
            f"{word}{self.rng.choice((' ', ' ', ' ', ': ', ''))}{number}".strip()
            if word
            else number
        )

    def pays_as_named(self, bill: Bill, number: str) -> bool:
        """Whether a number is that of another invoice of the payer's with this very amount.

        Who names that pays it, whatever he meant: no reader could know better, and no harm is done.
        """
        named = self.by_number.get(number, ())
        return any(b.person is bill.person and b.open == bill.open for b in named)

    # Kinds of payments, each from what its payer does

    def by_reference(self) -> bool:
        bill = self.one(lambda b: bool(b.reference))
        if bill is None:
            return False
        day, typed = self.day(bill), numbering.as_typed(bill.reference, self.rng)
        inside = self.rng.random() < 0.7
        text = "" if inside else self.text(bill, typed, day, bill.open, 0.15)
        bare = typed.replace(" ", "") if self.rng.random() < 0.6 else typed
        return self.pay("exact reference", bill.person, bill.open, day, text=text,
                        reference=bare if inside else "", currency=bill.currency,
                        pays={bill.items[0].item: bill.open})  # fmt: skip

    def by_number_exact(self) -> bool:
        bill = self.one()
        if bill is None:
            return False
        day = self.day(bill)
        text = self.text(bill, self.named(bill, bill.number), day, bill.open)
        return self.pay("exact number", bill.person, bill.open, day, text=text,
                        currency=bill.currency, pays={bill.items[0].item: bill.open})  # fmt: skip

    def by_number_mangled(self) -> bool:
        bill = self.one()
        if bill is None:
            return False
        day = self.day(bill)
        core = self.named(bill, remittance.mangled(self.rng, bill.number))
        text = self.text(bill, core, day, bill.open, 0.3)
        return self.pay("mangled number", bill.person, bill.open, day, text=text,
                        currency=bill.currency, pays={bill.items[0].item: bill.open})  # fmt: skip

    def several(self) -> list[Bill]:
        return self.take(self.rng.choice((2, 2, 2, 3, 3, 4, 5, 7)))

    def combined(self) -> bool:
        bills = self.several()
        if not bills:
            return False
        day, amount = self.day(*bills), sum(b.open for b in bills)
        numbers = remittance.listed(self.rng, bills[0].person.country, [b.number for b in bills])
        text = self.text(bills[0], self.named(bills[0], numbers), day, amount, 0.2)
        return self.pay("combined, named", bills[0].person, amount, day, text=text,
                        currency=bills[0].currency, pays={b.items[0].item: b.open for b in bills})  # fmt: skip

    def combined_unnamed(self) -> bool:
        """All that is open, or just some, and not a number in the text."""
        bills = self.several()
        if not bills:
            return False
        person = bills[0].person
        if self.rng.random() < 0.6:
            others = [b for b in self.bills[person.debtor] if b not in bills]
            if not any(b.taken for b in others):
                bills += others
                for bill in others:
                    bill.taken = True
        day, amount = self.day(*bills), sum(b.open for b in bills)
        text = self.text(bills[0], "", day, amount)
        return self.pay("combined, not named", person, amount, day, text=text,
                        currency=bills[0].currency,
                        pays={i.item: i.open for b in bills for i in b.items})  # fmt: skip

    def discount(self) -> bool:
        bill = self.one(lambda b: bool(b.items[0].discounts) and b.open == b.gross
                        and b.items[0].discounts[0][0] >= FIRST)  # fmt: skip
        if bill is None:
            return False
        last, amount = bill.items[0].discounts[0]
        start = max(FIRST, bill.issued)
        day = start + timedelta(days=self.rng.randrange((last - start).days + 1))
        core = self.named(bill, bill.number) + self.rng.choice(
            ("", " -2%", " ./. 2% Skonto", " min korting")
        )
        return self.pay("discount", bill.person, amount, day, currency=bill.currency,
                        text=self.text(bill, core, day, amount, 0.25),
                        pays={bill.items[0].item: amount})  # fmt: skip

    def discount_late(self) -> bool:
        bill = self.one(lambda b: bool(b.items[0].discounts) and b.open == b.gross
                        and b.items[0].discounts[0][0] < LAST and b.gross > 40_000)  # fmt: skip
        if bill is None:
            return False
        last, amount = bill.items[0].discounts[0]
        start = max(FIRST, last + timedelta(days=1))
        day = start + timedelta(days=self.rng.randrange((LAST - start).days + 1))
        return self.pay("discount, too late", bill.person, amount, day, currency=bill.currency,
                        text=self.text(bill, self.named(bill, bill.number), day, amount, 0.25),
                        pays={bill.items[0].item: amount})  # fmt: skip

    def short(self) -> bool:
        """Charges taken off, cents forgotten, rounded down."""
        bill = self.one(lambda b: b.open > 3_000)
        if bill is None:
            return False
        most = min(500, bill.open * 2 // 100)
        amount = bill.open - self.rng.randrange(1, most + 1)
        if self.rng.random() < 0.3 and bill.open % 100:
            amount = bill.open - min(most, bill.open % 100)
        day = self.day(bill)
        return self.pay("short, within tolerance", bill.person, amount, day, currency=bill.currency,
                        text=self.text(bill, self.named(bill, bill.number), day, amount, 0.25),
                        pays={bill.items[0].item: amount})  # fmt: skip

    def combined_short(self) -> bool:
        bills = self.take(self.rng.choice((2, 3)), wanted=lambda b: b.open > 3_000)
        if not bills:
            return False
        day = self.day(*bills)
        amount = sum(b.open for b in bills) - self.rng.randrange(1, 300)
        numbers = remittance.listed(self.rng, bills[0].person.country, [b.number for b in bills])
        return self.pay("combined, short", bills[0].person, amount, day, any_split=True,
                        currency=bills[0].currency, text=self.text(bills[0], numbers, day, amount, 0.1),
                        pays={b.items[0].item: b.open for b in bills[:-1]}
                        | {bills[-1].items[0].item: amount - sum(b.open for b in bills[:-1])})  # fmt: skip

    def deducted(self) -> bool:
        """The payer keeps something back: a claim, a wrong price, a first part that stays alone."""
        bill = self.one(lambda b: b.open > 5_000)
        if bill is None:
            return False
        amount = bill.open * self.rng.randrange(30, 95) // 100
        if self.rng.random() < 0.3:
            amount = max(1, amount // 1000) * 1000
        day = self.day(bill)
        return self.pay("part", bill.person, amount, day, currency=bill.currency,
                        text=self.text(bill, self.named(bill, bill.number), day, amount, 0.25),
                        pays={bill.items[0].item: amount})  # fmt: skip

    def two_transfers(self) -> bool:
        bill = self.one(lambda b: b.open > 5_000 and b.issued < date(2026, 3, 20))
        if bill is None:
            return False
        rng, item = self.rng, bill.items[0].item
        first = bill.open // 2 if rng.random() < 0.5 else bill.open * rng.randrange(20, 80) // 100
        start = max(FIRST, bill.issued)
        day = start + timedelta(days=rng.randrange((LAST - start).days))
        later = day + timedelta(days=rng.randrange(1, (LAST - day).days + 1))
        for when, amount, word in (
            (day, first, ("deel 1", "1. Rate", "acompte", "part 1", "")),
            (later, bill.open - first, ("rest", "2. Rate", "solde", "final part", "")),
        ):
            core = f"{self.named(bill, bill.number)} {rng.choice(word)}".strip()
            self.pay("two transfers", bill.person, amount, when, currency=bill.currency,
                     text=self.text(bill, core, when, amount, 0.2), pays={item: amount})  # fmt: skip
        return True

    def over(self) -> bool:
        """Rounded up, costs of a reminder added, a digit too many, paid with something to come."""
        bill = self.one()
        if bill is None:
            return False
        rng = self.rng
        extra = rng.choice(
            (rng.randrange(1, 100), 1000, 4000, 500, bill.open, rng.randrange(1, 20_000))
        )
        day, amount = self.day(bill), bill.open + extra
        return self.pay("over", bill.person, amount, day, currency=bill.currency,
                        text=self.text(bill, self.named(bill, bill.number), day, amount, 0.25),
                        pays={bill.items[0].item: bill.open})  # fmt: skip

    def by_account(self) -> bool:
        bill = self.one(lambda b: bool(b.person.known))
        if bill is None:
            return False
        day = self.day(bill)
        text = self.text(bill, "", day, bill.open, 0.5) if self.rng.random() < 0.7 else ""
        return self.pay("account and amount", bill.person, bill.open, day, text=text,
                        currency=bill.currency, pays={bill.items[0].item: bill.open})  # fmt: skip

    def by_name(self) -> bool:
        bill = self.one()
        if bill is None:
            return False
        day, who = self.day(bill), bill.person
        fresh = people.Person(
            who.debtor, who.name, who.country, who.consumer, [people.iban(self.rng, who.country)]
        )
        return self.pay("name only", who, bill.open, day, payer=fresh, currency=bill.currency,
                        text=self.text(bill, "", day, bill.open), pays={bill.items[0].item: bill.open})  # fmt: skip

    def third_party(self) -> bool:
        bill = self.one()
        if bill is None:
            return False
        day = self.day(bill)
        other = (
            self.rng.choice(self.people) if self.rng.random() < 0.5 else people.stranger(self.rng)
        )
        return self.pay("third party", bill.person, bill.open, day, payer=other, currency=bill.currency,
                        text=self.text(bill, self.named(bill, bill.number), day, bill.open, 0.3),
                        pays={bill.items[0].item: bill.open})  # fmt: skip

    def typo(self) -> bool:
        """The number is wrong by a slip, and may well be somebody else's."""
        bill = self.one()
        if bill is None:
            return False
        rng = self.rng
        wrong = remittance.mistyped(rng, bill.number)
        for _ in range(12):  # prefer the bad case: the slip hits an open invoice
            if wrong in self.by_number:
                break
            wrong = remittance.mistyped(rng, bill.number)
        if self.pays_as_named(bill, wrong):
            return False
        day = self.day(bill)
        return self.pay("mistyped number", bill.person, bill.open, day, currency=bill.currency,
                        text=self.text(bill, self.named(bill, wrong), day, bill.open, 0.3),
                        pays={bill.items[0].item: bill.open})  # fmt: skip

    def unknown(self) -> bool:
        """Money that has nothing to do with any invoice."""
        rng, who = self.rng, people.stranger(self.rng)
        amount = rng.choice((rng.randrange(100, 300_000), rng.choice(_COMMON)))
        day = FIRST + timedelta(days=rng.randrange(31))
        core = rng.choice(
            (
                "aanslag {}",
                "polis {}",
                "Erstattung {}",
                "payout {}",
                "dossier {}",
                "Az. {}",
                "",
                "{}",
            )
        ).format(
            rng.choice(
                (rng.randrange(10**9), rng.randrange(10**5), f"2026-{rng.randrange(9999):04d}")
            )
        )
        text = remittance.written(rng, core, country=who.country, booked=day, amount=amount)
        return self.pay("unknown", who, amount, day, text=text, debtor="",
                        currency=rng.choice(("EUR", "EUR", "EUR", "NOK", "CHF")))  # fmt: skip

    def old_number(self) -> bool:
        """Last month's order once more: the text names what was paid long ago."""
        bill = self.one(lambda b: bool(self.closed.get(b.person.debtor)))
        if bill is None:
            return False
        old = self.rng.choice(self.closed[bill.person.debtor])
        day = self.day(bill)
        return self.pay("old number", bill.person, bill.open, day, currency=bill.currency,
                        text=self.text(bill, self.named(bill, old.number), day, bill.open, 0.2),
                        pays={bill.items[0].item: bill.open})  # fmt: skip

    def double(self) -> bool:
        """Paid twice: once in an earlier month, or twice in this one."""
        rng = self.rng
        person = rng.choice(self.people)
        old = self.closed.get(person.debtor)
        if old and rng.random() < 0.5:
            bill = rng.choice(old)
            day = FIRST + timedelta(days=rng.randrange(31))
            return self.pay("paid twice", person, bill.gross, day, currency=bill.currency, pays={},
                            text=self.text(bill, self.named(bill, bill.number), day, bill.gross, 0.2))  # fmt: skip
        bill = self.one()
        if bill is None:
            return False
        day = self.day(bill)
        for when in (day, min(LAST, day + timedelta(days=3))):
            self.pay("paid twice", bill.person, bill.open, when, currency=bill.currency,
                     pays={bill.items[0].item: bill.open}, either={},
                     text=self.text(bill, self.named(bill, bill.number), when, bill.open, 0.2))  # fmt: skip
        return True

    def came_back(self) -> bool:
        """A refund of ours that came back, or a payment that the bank returns to us."""
        rng, bill = self.rng, self.one()
        if bill is None:
            return False
        amount = rng.choice((bill.open, bill.open // 2 + 1, bill.open // 10 + 1))
        day = self.day(bill)
        word = rng.choice(("Retour: terugbetaling", "RETURN AC04 refund", "Rückgabe Erstattung",
                           "Storno Gutschrift", "retour remboursement", "Terugboeking betaling"))  # fmt: skip
        return self.pay("came back", bill.person, amount, day, currency=bill.currency, debtor=bill.person.debtor,
                        text=self.text(bill, f"{word} {bill.number}", day, amount, 0.1))  # fmt: skip

    def other_currency(self) -> bool:
        bill = self.one()
        if bill is None:
            return False
        day = self.day(bill)
        return self.pay("other currency", bill.person, bill.open, day, currency="USD", debtor=bill.person.debtor,
                        text=self.text(bill, self.named(bill, bill.number), day, bill.open, 0.1))  # fmt: skip

    def for_two(self) -> bool:
        """A parent pays for two of its companies in one transfer."""
        one = self.one()
        two = self.one(
            lambda b: one is not None and b.currency == one.currency and b.person is not one.person
        )
        if one is None or two is None:
            return False
        day, amount = self.day(one, two), one.open + two.open
        numbers = remittance.listed(self.rng, one.person.country, [one.number, two.number])
        return self.pay("for two debtors", one.person, amount, day, debtor="", currency=one.currency,
                        text=self.text(one, numbers, day, amount, 0.1))  # fmt: skip

    def credit_kept(self) -> bool:
        """Two invoices less a credit note that the payer has and names."""
        bills = self.take(2)
        if not bills:
            return False
        credit = max(1, min(b.open for b in bills) * self.rng.randrange(5, 60) // 100)
        day, amount = self.day(*bills), sum(b.open for b in bills) - credit
        core = f"{bills[0].number} {bills[1].number} min CN {self.rng.randrange(10**5)}"
        return self.pay("credit note kept", bills[0].person, amount, day, any_split=True,
                        currency=bills[0].currency, text=self.text(bills[0], core, day, amount, 0.1))  # fmt: skip

    def instalment(self) -> bool:
        found = self.take(wanted=lambda b: len(b.items) > 1)
        if not found:
            return False
        bill = found[0]
        count = self.rng.choice((1, 1, len(bill.items)))
        paid = {i.item: i.open for i in bill.items[:count]}
        amount, day = sum(paid.values()), self.day(bill)
        return self.pay("instalment", bill.person, amount, day, currency=bill.currency, pays=paid,
                        text=self.text(bill, self.named(bill, bill.number), day, amount, 0.2))  # fmt: skip

    def mentions_another(self) -> bool:
        """Pays one invoice and says something about another of his."""
        bill = self.one(lambda b: len(self.bills[b.person.debtor]) > 1)
        if bill is None:
            return False
        others = [b for b in self.bills[bill.person.debtor] + self.closed.get(bill.person.debtor, [])
                  if b is not bill and b.open != bill.open]  # fmt: skip
        if not others:
            return False
        day, other = self.day(bill), self.rng.choice(others)
        core = f"{bill.number} ({other.number} {self.rng.choice(('volgt later', 'schon bezahlt', 'disputed'))})"
        return self.pay("mentions another", bill.person, bill.open, day, currency=bill.currency,
                        text=self.text(bill, core, day, bill.open, 0.1), pays={bill.items[0].item: bill.open})  # fmt: skip

    def by_customer_number(self) -> bool:
        bill = self.one()
        if bill is None:
            return False
        day = self.day(bill)
        core = f"{self.rng.choice(('klantnr', 'Kd-Nr.', 'customer', 'client', ''))} {bill.person.debtor}".strip()
        return self.pay("customer number", bill.person, bill.open, day, currency=bill.currency,
                        text=self.text(bill, core, day, bill.open, 0.1), pays={bill.items[0].item: bill.open})  # fmt: skip

    def old_reference(self) -> bool:
        """A saved order is used again: the reference is that of an invoice paid before."""
        bill = self.one(lambda b: any(o.reference for o in self.closed.get(b.person.debtor, ())))
        if bill is None:
            return False
        old = self.rng.choice([o for o in self.closed[bill.person.debtor] if o.reference])
        return self.pay("old reference", bill.person, bill.open, self.day(bill), currency=bill.currency,
                        reference=old.reference.replace(" ", ""), pays={bill.items[0].item: bill.open})  # fmt: skip

    def on_behalf(self) -> bool:
        """Somebody pays for another debtor, and says so with a name and no number."""
        bill = self.one()
        if bill is None:
            return False
        payer = self.rng.choice([p for p in self.people if p.known])
        if payer is bill.person:
            return False
        same = [b for b in self.bills.get(payer.debtor, ()) if not b.taken and len(b.items) == 1]
        if same and self.rng.random() < 0.5:  # the bad case: the payer owes as much himself
            own = self.rng.choice(same)
            alike = self.one(lambda b: b.open == own.open and b.currency == own.currency
                             and b.person is not payer)  # fmt: skip
            bill.taken, bill = (False, alike) if alike else (True, bill)
        day = self.day(bill)
        word = self.rng.choice(("namens", "voor", "i.A.", "für", "on behalf of", "pour", "for"))
        return self.pay("on behalf of another", bill.person, bill.open, day, payer=payer,
                        currency=bill.currency, pays={bill.items[0].item: bill.open},
                        text=self.text(bill, f"{word} {bill.person.name}", day, bill.open, 0.1))  # fmt: skip

    def own_numbers_only(self) -> bool:
        """A big payer's program writes its own numbers, which may be ours by chance."""
        bill = self.one()
        if bill is None:
            return False
        rng, day = self.rng, self.day(bill)
        own = rng.choice((f"2026-{rng.randrange(9999):04d}", f"{rng.randrange(9_980, 16_000)}",
                          f"2026{rng.randrange(9999):04d}", f"INV-{rng.randrange(10_000, 14_000)}"))  # fmt: skip
        if self.pays_as_named(bill, own):
            return False
        return self.pay("payer's own numbers", bill.person, bill.open, day, currency=bill.currency,
                        text=self.text(bill, own, day, bill.open, 0.2), pays={bill.items[0].item: bill.open})  # fmt: skip

    def round_sum(self) -> bool:
        """So much a month until all is paid: no invoice is meant, money on account."""
        bill = self.one(lambda b: b.open > 20_000)
        if bill is None:
            return False
        amount = self.rng.choice((5_000, 10_000, 15_000))
        if any(i.open == amount for b in self.bills[bill.person.debtor] for i in b.items):
            return False
        day = self.day(bill)
        return self.pay("so much a month", bill.person, amount, day, currency=bill.currency, pays={},
                        text=self.text(bill, self.rng.choice(("aflossing", "Rate", "regeling", "")), day, amount, 0.2))  # fmt: skip

    def and_more(self) -> bool:
        """One number is named, and the sum is of several."""
        bills = self.several()
        if not bills:
            return False
        day, amount = self.day(*bills), sum(b.open for b in bills)
        core = f"{bills[0].number} {self.rng.choice(('e.a.', 'ev', 'u.a.', 'and others', 'etc'))}"
        return self.pay("one named of several", bills[0].person, amount, day, currency=bills[0].currency,
                        text=self.text(bills[0], core, day, amount, 0.1),
                        pays={b.items[0].item: b.open for b in bills})  # fmt: skip
