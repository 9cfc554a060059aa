"""What `creditctl init` writes: the texts, and what differs from country to country.

``$name`` stands for a value of the country; ``$$`` is a dollar sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from string import Template
from typing import Final, Literal

CountryName = Literal["nl", "uk", "de", "us"]

EXAMPLE_DAY: Final = date(2026, 1, 30)
"""A Friday; the day for which the example ledger is made."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a country writes, and an invented company there.

    Attributes:
        policy: the shipped policy to extend; reminder: the days of its first reminder.
        dates: `strftime` form of dates in its exports.
        decimal: decimal mark; thousands: separator of thousands.
        delimiter: what stands between columns.
        invoice_headers: number, debtor, name, issued, due, amount, open.
        debtor_headers: debtor, name, address, postcode, city, country, e-mail, kind.
        business: the word for a debtor who is a business.
        company: the lines of an invented company, as YAML.
        payment: how to pay it, as YAML; always an example.
        debtors: name, street, postcode, city, e-mail of four invented debtors.
    """

    policy: str
    reminder: int
    currency: str
    language: str
    country: str
    dates: str
    date_order: str
    decimal: str
    thousands: str
    delimiter: str
    invoice_headers: tuple[str, ...]
    debtor_headers: tuple[str, ...]
    business: str
    company: tuple[str, ...]
    payment: tuple[str, ...]
    debtors: tuple[tuple[str, str, str, str, str], ...]


HABITS: Final[dict[CountryName, Habits]] = {
    "nl": Habits(
        "nl-business",
        3,
        "EUR",
        "nl",
        "NL",
        "%d-%m-%Y",
        "dmy",
        ",",
        ".",
        ";",
        (
            "Factuurnummer",
            "Debiteurnr",
            "Naam",
            "Factuurdatum",
            "Vervaldatum",
            "Factuurbedrag",
            "Openstaand",
        ),
        ("Debiteurnr", "Naam", "Adres", "Postcode", "Plaats", "Land", "E-mail", "Klanttype"),
        "zakelijk",
        (
            "name: Voorbeeld Handel B.V.",
            "address: [Voorbeeldstraat 1, 1000 AA Amsterdam]",
            "country: NL",
            "email: debiteuren@voorbeeld.example",
            'phone: "020 555 01 23"',
            "contact: Sanne de Wit",
        ),
        ("iban: NL91ABNA0417164300", "bic: ABNANL2A"),
        (
            ("Hotel De Zwaan B.V.", "Kade 12", "2000 AB", "Haarlem", "inkoop@dezwaan.example"),
            ("Koffiehuis Noord", "Noordplein 3", "1030 CD", "Amsterdam", ""),
            ("Theater De Linde", "Lindelaan 40", "3500 EF", "Utrecht", "kas@delinde.example"),
            ("Van Dijk Inrichting", "Handelsweg 7", "3000 GH", "Rotterdam", "post@dijk.example"),
        ),
    ),
    "uk": Habits(
        "uk-business",
        3,
        "GBP",
        "en",
        "GB",
        "%d/%m/%Y",
        "dmy",
        ".",
        ",",
        ",",
        (
            "Invoice No",
            "Account Ref",
            "Customer Name",
            "Invoice Date",
            "Due Date",
            "Amount",
            "Outstanding",
        ),
        (
            "Account Ref",
            "Customer Name",
            "Address",
            "Postcode",
            "Town",
            "Country",
            "Email",
            "Customer Type",
        ),
        "business",
        (
            "name: Example Trading Ltd",
            "address: [1 Example Street, London, EX1 1AA]",
            "country: GB",
            "email: accounts@example-trading.example",
            'phone: "020 7946 0123"',
            "contact: Alex Morgan",
        ),
        (
            "iban: GB82WEST12345698765432",
            'account: {Sort code: "12-34-56", Account number: "98765432"}',
        ),
        (
            ("Fenwick & Lowe Ltd", "4 Mill Lane", "LS1 1AA", "Leeds", "ap@fenwick.example"),
            ("The Corner Cafe", "9 High Street", "BS1 1AA", "Bristol", ""),
            ("Harbour Street Studios Ltd", "2 Harbour St", "CT1 1AA", "Whitby", "hi@hss.example"),
            ("Northgate Fitters Ltd", "Unit 7", "M1 1AA", "Manchester", "post@fitters.example"),
        ),
    ),
    "de": Habits(
        "de-business",
        5,
        "EUR",
        "de",
        "DE",
        "%d.%m.%Y",
        "dmy",
        ",",
        ".",
        ";",
        (
            "Rechnungsnummer",
            "Kundennummer",
            "Kundenname",
            "Rechnungsdatum",
            "Fälligkeit",
            "Rechnungsbetrag",
            "Offen",
        ),
        ("Kundennummer", "Kundenname", "Anschrift", "PLZ", "Ort", "Land", "E-Mail", "Kundentyp"),
        "Unternehmen",
        (
            "name: Beispiel Handel GmbH",
            "address: [Musterstraße 1, 10115 Berlin]",
            "country: DE",
            "email: buchhaltung@beispiel.example",
            'phone: "030 5550123"',
            "contact: Jana Vogt",
        ),
        ("iban: DE89370400440532013000", "bic: COBADEFFXXX"),
        (
            ("Rheinblick Hotels GmbH", "Uferweg 5", "50667", "Köln", "einkauf@rheinblick.example"),
            ("Café am Markt", "Markt 2", "04109", "Leipzig", ""),
            ("Müller & Söhne GmbH", "Mühlgasse 8", "80331", "München", "info@mueller.example"),
            ("Nordlicht Bühnenbau", "Hafenstr. 9", "20457", "Hamburg", "kasse@nord.example"),
        ),
    ),
    "us": Habits(
        "us-business",
        5,
        "USD",
        "en",
        "US",
        "%m/%d/%Y",
        "mdy",
        ".",
        ",",
        ",",
        (
            "Invoice Number",
            "Customer ID",
            "Customer Name",
            "Invoice Date",
            "Due Date",
            "Amount",
            "Balance Due",
        ),
        (
            "Customer ID",
            "Customer Name",
            "Street",
            "ZIP",
            "City",
            "Country",
            "Email",
            "Customer Type",
        ),
        "business",
        (
            "name: Example Supply Inc.",
            'address: [1 Example Avenue, "Springfield, IL 62701"]',
            "country: US",
            "email: ar@example-supply.example",
            'phone: "(555) 555-0123"',
            "contact: Jordan Lee",
        ),
        ('account: {Routing number: "021000021", Account number: "000123456"}',),
        (
            ("Lakeshore Coworking LLC", "12 Lake St", "60601", "Chicago", "ap@lake.example"),
            ("Main Street Diner", "3 Main St", "04101", "Portland", ""),
            ("Prairie Stage Co.", "40 Elm Ave", "68102", "Omaha", "office@prairie.example"),
            ("Bay Fixtures Inc.", "7 Dock Rd", "94107", "San Francisco", "pay@bay.example"),
        ),
    ),
}

INVOICES: Final = (
    ("2025-0118", 0, date(2025, 11, 14), date(2025, 12, 14), 145200, 45200),
    ("2025-0131", 0, date(2025, 12, 12), date(2026, 1, 11), 145200, 145200),
    ("2025-0127", 1, date(2025, 12, 3), date(2026, 1, 2), 18755, 18755),
    ("2025-0136", 2, date(2025, 12, 22), date(2026, 1, 21), 84579, 84579),
    ("2026-0004", 2, date(2026, 1, 16), date(2026, 1, 16), -12100, -12100),
    ("2026-0002", 3, date(2026, 1, 2), date(2026, 2, 1), 254100, 254100),
    ("2026-0007", 3, date(2026, 1, 20), date(2026, 2, 19), 98010, 98010),
)
"""The example ledger: number, position of the debtor, issued, due, amount and rest in cents.

Part-paid, overdue, a debtor without e-mail, a credit note, not yet due.
"""

WORKSPACE: Final = Template("""\
# yaml-language-server: $$schema=.schema/workspace.schema.json
#
# The workspace: your company, the exports of your bookkeeping, and the policy to apply.
# Whatever stands behind a # is a remark and has no effect. To use a line that is a remark, take
# away its # and the one blank behind it. `creditctl check` tells what is wrong, line by line.

version: 1

# Your company, as it stands on the letters.
company:
$company
  # website: www.example.com
  # vat: NL001234567B01
  # registration: "12345678"        # number in the trade register, in quotes
  # logo: logo.svg                  # svg, png or jpg, in this folder
  # accent: "#1f4e79"               # colour of the letterhead, in quotes

currency: $currency                     # of rows that state none
language: $language                      # of letters to debtors that have none of their own

# The exports of your bookkeeping. Save them here each day under the same name.
sources:
  - name: invoices
    file: inbox/invoices.csv        # csv, xlsx, xls, xlsb or ods; or a pattern: inbox/open-*.csv
    kind: invoices
    date_order: $date_order                 # how dates are written: dmy, mdy or ymd
    decimal_mark: "$decimal"               # what stands before the cents
    # profile: auto                 # how to read the file; auto knows the usual headers
    # encoding: cp1252              # when letters such as é come out wrong
    # delimiter: ";"                # or tab
    # sheet: Open items             # of a workbook
$debtors

# When to write, what, and to whom.
policy: policies/standard.yaml

output:
  outbox: outbox                    # folder for the letters
  buckets: [30, 60, 90]             # days of the aging: 1-30, 31-60, 61-90, 91 and more
  basis: due                        # age from the due date; or: issued

state: state                        # folder for the journal: what was sent to whom, and when
""")

DEBTORS_SOURCE: Final = (
    "  - name: debtors                   # addresses, terms, limits",
    "    file: inbox/debtors.csv",
    "    kind: debtors",
)
PAYMENTS_SOURCE: Final = (
    "  - name: payments                  # only when the invoices do not say what is paid",
    "    file: inbox/payments.csv",
    "    kind: payments",
)

POLICY: Final = Template("""\
# yaml-language-server: $$schema=../.schema/policy.schema.json
#
# Our debtor policy. It builds upon a policy that comes with creditctl, so only what is
# different stands here. To use a line, take away its # and the one blank behind it.

version: 1
name: Our debtor policy
extends: $policy

# terms:
#   default: net 14                 # payment terms of invoices that state no due date

reminders:
  minimum: 10.00                    # write to nobody for less than this
#   grace: 5 days                   # extra days for everybody before any reminder
#   between_notices: 10 days        # never two letters to one debtor within this time

# Steps are replaced all together; write down every one of them.
#   steps:
#     - {id: reminder, days: 7, channels: [email, letter]}
#     - {id: second, days: 21, channels: [email, letter]}
#     - {id: final, days: 35, channels: [letter], pay_within: 14 days}

# One letter after a promise to pay that was not kept; then the reminders go on.
# promises: {letter: broken-promise}

# Groups of debtors that are treated otherwise; the first one that fits is taken.
# segments:
#   - id: key-accounts
#     when: ["open_total >= 50000", "average_days_late < 5"]
#     reminders: {grace: 10 days}

# Single debtors or invoices, with a reason and a last day.
# exceptions:
#   - {debtor: "1042", reminders: off, reason: the director handles it, until: 2026-12-31}
""")

POLICY_TESTS: Final = Template("""\
# yaml-language-server: $$schema=../.schema/policy-tests.schema.json
#
# Tests of standard.yaml: example debtors, and what must be decided about them. After a change of
# the policy, `creditctl policy test` tells whether it still does what you want. Add your own.

version: 1
as_of: 2026-03-03                 # a Tuesday

tests:
  - name: a reminder when an invoice is $late days overdue
    items: [{days: $late, open: 250.00}]
    expect: [{decision: act, step: reminder, channel: email}]

  - name: no reminder a day earlier
    items: [{days: $early, open: 250.00}]
    expect: [{decision: hold, reason: next-step-later}]

  - name: no letter about less than 10.00
    items: [{days: 30, open: 9.99}]
    expect: [{decision: hold, reason: below-minimum}]

  - name: after the reminder the second letter, by post to who has no e-mail address
    debtor: {addresses: [letter]}
    items: [{days: 40, open: 250.00}]
    history: [{step: reminder, days_ago: 30}]
    expect: [{decision: act, step: second, channel: letter}]
""")

GITIGNORE: Final = """\
# What creditctl makes; keep a backup of state/, not a version history.
state/
outbox/
"""

README: Final = Template("""\
creditctl workspace
===================

creditctl.yaml            your company, where the exports are, which policy
policies/standard.yaml    when to write, what, and to whom
policies/standard.tests.yaml    example debtors; creditctl policy test tries the policy on them
inbox/                    save the exports of your bookkeeping here
outbox/                   letters appear here, one folder a day
state/                    the journal: what was sent; make a backup of it

Try it out, in this folder:

    creditctl check$as_of
    creditctl plan$as_of
    creditctl run$as_of --first-run
    creditctl aging$as_of

`plan` shows what `run` would do and changes nothing. --first-run belongs to the first run only:
every invoice starts at its first step, however old it is. Run it as often as you like: the same
letter is never written twice.

Every working day at 7:15, with cron (crontab -e):

    15 7 * * 1-5  $program run --workspace $folder
""")
