"""Workspaces for the tests of what people look at: books with a debtor file, and cases."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

from tests.cli.test_schemas import checked
from tests.guarantees.workspaces import AS_OF, WORKSPACE, make
from tests.scenarios.inside import creditctl

POLICY = """version: 1
name: For people
currency: EUR
working_days: {send: [mon, tue, wed, thu, fri, sat, sun]}
reminders:
  minimum: 15.00
  between_notices: 7 days
  steps:
    - {id: reminder, days: 3}
    - {id: final, days: 90}
disputes:
  reasons:
    - {id: price, label: Price differs, resolve_within: 14 days, owner: Sales}
    - {id: quality, label: Faulty, resolve_within: 5 days}
    - {id: cannot-pay, label: Cannot pay, resolve_within: 7 days, blocks: false}
"""
DEBTORS = """Customer number,Customer name,Contact person,Email,Phone,Country,Language,Account manager,Credit limit,Customer group
D1,Anton B.V.,Ms Visser,d1@x.example,020 555 01 11,NL,nl,Anna,500.00,north
D2,Bertha Ltd,,d2@x.example,+44 113 555 0111,GB,en,Ben,,
D3,Cees,,d3@x.example,,NL,nl,,,
"""
SOURCES = WORKSPACE + "  - {name: customers, file: debtors.csv, kind: debtors}\n"
HEADER = "InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Outstanding,Currency"


def day(offset):
    """The as-of day of these tests, so many days later."""
    return str(AS_OF + timedelta(offset))


def invoice(number, debtor, overdue, amount="100.00", currency="EUR"):
    """One line of the invoice file."""
    due = AS_OF - timedelta(overdue)
    return f"{number},{debtor},{due - timedelta(30)},{due},{amount},{amount},{currency}"


def books(folder, invoices, *, policy=POLICY, debtors=DEBTORS, ran=-10):
    """A workspace whose first run was so many days ago: its letters are no longer fresh."""
    make(folder, [], policy=policy, workspace=SOURCES)
    (folder / "invoices.csv").write_text("\n".join([HEADER, *invoices]) + "\n")
    (folder / "debtors.csv").write_text(debtors)
    if ran is not None:
        did(folder, "run", "--as-of", day(ran), "--first-run")
    return folder


def did(folder, *words):
    """Run a command that has to succeed."""
    done = creditctl(*words, "-w", str(folder))
    assert done.returncode == 0, done.stderr
    return done


def told(folder, *words, at=0):
    """A JSON answer as of a day, held against its schema."""
    done = creditctl(*words, "-w", str(folder), "--as-of", day(at), "--json")
    assert done.stdout, done.stderr
    return checked(done.stdout)


class Page(HTMLParser):
    """A web page taken apart: its words, its tags, and where its links lead."""

    def __init__(self, source):
        super().__init__()
        self.words, self.tags, self.links, self.attributes = "", [], [], []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.words += data


def page_of(folder, *words, at=0):
    """An answer as a web page."""
    done = creditctl(*words, "-w", str(folder), "--as-of", day(at), "--format", "html")
    assert done.returncode in (0, 3), done.stderr
    return Page(done.stdout), done.stdout
