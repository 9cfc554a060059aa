"""Two shipped policies over two years of a real ledger, counted a second time in plain Python.

Everything that is expected here comes from the CSV itself and from the few rules of the two
policies as they are written below: nothing of the program decides, groups or dates anything in it.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import median

import holidays
import pytest

from tests.scenarios.inside import creditctl

FIRST, LAST, WITHIN = date(2012, 1, 1), date(2013, 12, 31), 7
US = set(holidays.country_holidays("US", years=range(2011, 2016)))


@dataclass(frozen=True)
class Rules:
    """A policy: (step, days since the due date, days to pay); courtesy steps are negative."""

    courtesy: tuple[str, int, Decimal] | None
    steps: tuple[tuple[str, int, int], ...]
    hand_over: int | None
    closed: frozenset[date]
    minimum: Decimal
    gap: int = 7


TWO_KNOBS = Rules(
    courtesy=None,
    steps=(("reminder", 7, 7), ("final", 21, 7)),
    hand_over=None,
    closed=frozenset(),
    minimum=Decimal(0),
)
US_BUSINESS = Rules(
    courtesy=("courtesy", 5, Decimal(1000)),
    steps=(("reminder", 5, 10), ("second", 30, 10), ("final", 60, 10)),
    hand_over=90,
    closed=frozenset(US),
    minimum=Decimal(10),
)
POLICIES = {"two-knobs": TWO_KNOBS, "us-business": US_BUSINESS}


@dataclass
class Invoice:
    """One row of the file, and what a policy did about it."""

    number: str
    debtor: str
    issued: date
    due: date
    settled: date
    amount: Decimal
    disputed: bool
    done: list[tuple[date, int]] = field(default_factory=list)

    def open_on(self, day):
        return self.issued <= day < self.settled


@dataclass
class Letter:
    day: date
    debtor: str
    step: str
    invoices: list[Invoice]

    @property
    def amount(self):
        return sum(i.amount for i in self.invoices)


def us_date(text):
    month, day, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def read(path):
    with path.open(newline="") as file:
        return [
            Invoice(
                row["invoiceNumber"],
                row["customerID"],
                us_date(row["InvoiceDate"]),
                us_date(row["DueDate"]),
                us_date(row["SettledDate"]),
                Decimal(row["InvoiceAmount"]),
                row["Disputed"] == "Yes",
            )
            for row in csv.DictReader(file)
        ]


def next_step(rules, invoice, day):
    """The step that is due for an invoice on a day: its number, -1 = courtesy, None = none."""
    if day <= invoice.due:
        if rules.courtesy and not invoice.done:
            _, before, least = rules.courtesy
            if day >= invoice.due - timedelta(before) and invoice.amount >= least:
                return -1
        return None
    last = max((step for _, step in invoice.done), default=-1)
    number = last + 1
    if number >= len(rules.steps):
        return None
    ready = invoice.due + timedelta(rules.steps[number][1])
    if last >= 0:
        apart = rules.steps[number][1] - rules.steps[last][1]
        ready = max(ready, invoice.done[-1][0] + timedelta(apart))
    return number if day >= ready else None


def left_to_a_person(rules, invoice, day):
    """Whether all steps of an overdue invoice are done, and its time to pay is over."""
    if not invoice.done or invoice.done[-1][1] != len(rules.steps) - 1 or day <= invoice.due:
        return False
    sent = invoice.done[-1][0]
    if rules.hand_over is None:
        return day > sent + timedelta(rules.steps[-1][2])
    apart = rules.hand_over - rules.steps[-1][1]
    return day >= max(invoice.due + timedelta(rules.hand_over), sent + timedelta(apart))


def letters_of(rules, open_now, last_letter, day):
    """The letters of a day: one a debtor, about all that is due."""
    if day.weekday() > 4 or day in rules.closed:
        return
    ready = {}
    for invoice in open_now:
        step = None if invoice.disputed else next_step(rules, invoice, day)
        before = last_letter.get(invoice.debtor)
        if step is not None and (before is None or (day - before).days >= rules.gap):
            ready.setdefault(invoice.debtor, []).append((step, invoice))
    for debtor, pairs in sorted(ready.items()):
        reminded = any(step >= 0 for step, _ in pairs)
        found = [pair for pair in pairs if pair[0] >= 0 or not reminded]
        if sum(invoice.amount for _, invoice in found) < rules.minimum:
            continue
        for step, invoice in found:
            invoice.done.append((day, step))
        highest = max(step for step, _ in found)
        name = rules.courtesy[0] if highest < 0 else rules.steps[highest][0]
        yield Letter(day, debtor, name, [invoice for _, invoice in found])


def counted(rules, invoices):
    """Two years of one policy, as the JSON answer has them."""
    letters, last_letter, left, standing = [], {}, set(), Decimal(0)
    day = FIRST
    while day <= LAST:
        open_now = [i for i in invoices if i.open_on(day)]
        left |= {i.number for i in open_now if not i.disputed and left_to_a_person(rules, i, day)}
        for letter in letters_of(rules, open_now, last_letter, day):
            letters.append(letter)
            last_letter[letter.debtor] = day
        standing += sum(i.amount for i in open_now if any(step >= 0 for _, step in i.done))
        day += timedelta(1)
    return answer(rules, invoices, letters, left, standing)


def answer(rules, invoices, letters, left, standing):
    def anyway(letter):
        limit = letter.day + timedelta(WITHIN)
        return all(i.settled <= limit for i in letter.invoices)

    days = (LAST - FIRST).days + 1
    names = ([rules.courtesy[0]] if rules.courtesy else []) + [name for name, _, _ in rules.steps]
    steps = Counter(letter.step for letter in letters)
    first = [(i.done[0][0] - i.due).days for i in invoices if i.done]
    seen = [i for i in invoices if i.issued < i.settled and i.issued <= LAST and i.settled > FIRST]
    paid = [i for i in seen if i.settled <= LAST]
    weeks = Counter(letter.day - timedelta(letter.day.weekday()) for letter in letters)
    vain = Counter(x.day - timedelta(x.day.weekday()) for x in letters if anyway(x))
    monday, expected = FIRST - timedelta(FIRST.weekday()), []
    while monday <= LAST:
        expected.append(
            {"week": str(monday), "letters": weeks[monday], "paid_anyway": vain[monday]}
        )
        monday += timedelta(7)
    return {
        "letters": len(letters),
        "steps": [{"step": name, "letters": steps[name]} for name in names],
        "debtors": len({letter.debtor for letter in letters}),
        "paid_anyway": sum(map(anyway, letters)),
        "mean_a_week": tenths(Fraction(7 * len(letters), days)),
        "most_in_a_week": max(weeks.values()),
        "first_contact": {
            "items": len(first),
            "mean_days": tenths(Fraction(sum(first), len(first))),
            "median_days": tenths(Fraction(median(first))),
        },
        "invoices": {
            "seen": len(seen),
            "paid": len(paid),
            "paid_without_letter": sum(not i.done for i in paid),
            "last_letter": sum(any(s == len(rules.steps) - 1 for _, s in i.done) for i in invoices),
            "left_to_a_person": len(left),
        },
        "currencies": [
            {
                "currency": "USD",
                "asked": str(sum(letter.amount for letter in letters)),
                "standing": str((standing / days).quantize(Decimal("0.01"), ROUND_HALF_UP)),
            }
        ],
        "weeks": expected,
    }


def tenths(value):
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


@pytest.fixture(scope="module")
def ledger(shared_data):
    return (shared_data / "receivables" / "ibm-accounts-receivable.csv").resolve()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, ledger):
    """The file as a workspace. It has no addresses, so a debtor file is made that has them."""
    folder = tmp_path_factory.mktemp("ibm")
    debtors = sorted({invoice.debtor for invoice in read(ledger)})
    rows = "".join(f"{d},Debtor {d},{d.lower()}@debtor.example\n" for d in debtors)
    (folder / "debtors.csv").write_text("Customer ID,Customer,Email\n" + rows)
    (folder / "creditctl.yaml").write_text(
        f"""version: 1
company: {{name: Example Inc., country: US, address: [1 Main Street, Springfield], email: ar@example.example}}
currency: USD
policy: two-knobs
sources:
  - {{name: ibm, file: "{ledger}", kind: invoices, profile: ibm-receivables}}
  - {{name: master, file: debtors.csv, kind: debtors}}
"""
    )
    return folder


@pytest.fixture(scope="module")
def rehearsed(workspace):
    period = ["--from", str(FIRST), "--to", str(LAST)]
    done = creditctl("policy", "rehearse", *POLICIES, *period, "-w", str(workspace), "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(2), ids=POLICIES)
def test_two_years_of_two_policies(rehearsed, ledger, number):
    name = list(POLICIES)[number]
    expected = counted(POLICIES[name], read(ledger))
    assert expected["letters"] > 150
    told = rehearsed["policies"][number]
    assert told["policy"] == name
    assert {key: told[key] for key in expected} == expected


def test_the_table_says_the_same(workspace, rehearsed):
    period = ["--from", str(FIRST), "--to", str(LAST)]
    done = creditctl("policy", "rehearse", *POLICIES, *period, "-w", str(workspace))
    rows = {line[:40].strip(): line[40:].split() for line in done.stdout.splitlines()}
    one, two = rehearsed["policies"]
    for label, key in (
        ("letters in all", "letters"),
        ("debtors written to", "debtors"),
        ("letters to people who paid within 7 days", "paid_anyway"),
        ("letters a week, mean", "mean_a_week"),
    ):
        assert rows[label] == [str(one[key]), str(two[key])]
    reminders = [p["steps"][-2 if p is one else 1]["letters"] for p in (one, two)]
    assert rows["letters: reminder"] == [str(n) for n in reminders]


def test_a_lone_export_says_the_same_without_addresses(rehearsed, ledger):
    period = ["--from", str(FIRST), "--to", str(LAST), "--file", str(ledger), "--currency", "USD"]
    done = creditctl("policy", "rehearse", *POLICIES, *period, "--json")
    assert done.returncode == 0, done.stderr
    lone = json.loads(done.stdout)
    assert lone["policies"] == rehearsed["policies"]
    assert any("no addresses" in note for note in lone["notes"])


def first_letters(rules, ledger, day):
    """The letters of a day by debtor, when nothing was sent before."""
    open_now = [i for i in read(ledger) if i.open_on(day)]
    return {letter.debtor: letter for letter in letters_of(rules, open_now, {}, day)}


def compared(workspace, day):
    words = ["policy", "diff", *POLICIES, "--as-of", str(day), "-w", str(workspace), "--json"]
    done = creditctl(*words)
    assert done.returncode == 0, done.stderr
    return {change["debtor"]: change for change in json.loads(done.stdout)["letters"]}


def test_the_difference_on_single_days(workspace, ledger):
    kinds = Counter()
    for day in (date(2012, 3, 22), date(2012, 5, 28), date(2012, 8, 15), date(2013, 7, 15)):
        told = compared(workspace, day)
        old, new = (first_letters(rules, ledger, day) for rules in POLICIES.values())
        # The policies give 7 and 10 days to pay, so that letters to the same debtor differ too.
        assert told.keys() == old.keys() | new.keys()
        for debtor, change in told.items():
            kinds.update(change["changes"])
            assert ("appears" in change["changes"]) == (debtor not in old)
            assert ("disappears" in change["changes"]) == (debtor not in new)
            same(change["old"], old.get(debtor))
            same(change["new"], new.get(debtor))
    assert min(kinds[kind] for kind in ("appears", "disappears", "items", "amount")) > 0


def same(told, expected):
    """A letter of the answer is the one that was expected, or both are none."""
    if expected is None:
        assert told is None
        return
    assert (told["step"], Decimal(told["total"])) == (expected.step, expected.amount)
    numbers = sorted(item.rsplit("/", 1)[1] for item in told["items"])
    assert numbers == sorted(invoice.number for invoice in expected.invoices)
