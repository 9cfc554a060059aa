"""Bank files of others: every one gives what its facts say, or is refused for its reason."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from creditctl.cash.reading import read_statement
from creditctl.errors import DataRefused
from creditctl.ledger.money import to_decimal

GIVEN = os.environ.get("CREDITCTL_TEST_DATA")
FOLDER = (Path(GIVEN) if GIVEN else Path(__file__).parents[3] / "shared" / "data") / "bank"
FACTS = json.loads((FOLDER / "facts.json").read_text()) if FOLDER.is_dir() else {}

pytestmark = pytest.mark.skipif(not FACTS, reason="no bank files written by others here")

REFUSED = {
    "bsp-csv_garbled_amount.csv": ["CP111"],
    "camt053.v2.wrong.xml": ["CP105"],
    "mt940-betterplace-amount_formats.sta": ["CP105"],
    "mt940-self-provided-sparkassen.sta": ["CP105", "CP111"],
}
"""Files that their README calls unusable, or that hold no statement."""
WARNINGS = {
    "camt053.v2.all-balance-types.xml": {"CP122": 1},
    "camt053.v2.minimal.xml": {"CP122": 1},
    "camt053.v4.xml": {"CP122": 1},
    "camt054.v2.xml": {"CP131": 1},
    "camt054.v4.xml": {"CP131": 1},
    "mt940-betterplace-sepa_snippet.sta": {"CP122": 1},
    "mt940-jejik-abnamro.sta": {"CP122": 2},
    "mt940-jejik-ing.sta": {"CP122": 1},
    "mt940-jejik-rabobank.sta": {"CP122": 2},
    "mt940-self-provided-february_30.sta": {"CP121": 1},
    "mt940-self-provided-mt942.sta": {"CP123": 1},
    "mt940-self-provided-multiline.sta": {"CP124": 1},
    "amex-uk-bom-pound.csv": {"CP132": 1},
    "c2o-gls.csv": {"CI111": 1},
    "rabobank-nl-masked.csv": {"CI111": 1},
    "raiffeisen-at-headerless.csv": {"CP125": 1},
}
"""All that is to be said about the files that are read."""
WITHOUT_FACTS = ("ocbc-preamble-continuation.csv",)
"""Files of which the facts know no bookings; they have a test of their own."""


def read(name: str):
    return read_statement((FOLDER / name).read_bytes(), name)


def entries(found):
    return [entry for statement in found.statements for entry in statement.entries]


def total(found, side: str) -> Decimal:
    """Sum of the credits or debits of all statements, in whole units."""
    return sum(
        (
            to_decimal(getattr(s, side), s.entries[0].currency)
            for s in found.statements
            if s.entries
        ),
        Decimal(0),
    )


def swift(balance) -> str:
    """A balance as SWIFT writes it, with the fewest digits: the facts have it as the file does."""
    amount = abs(to_decimal(balance.amount, balance.currency)).normalize()
    mark = "D" if balance.amount < 0 else "C"
    return f"{mark}{balance.day:%y%m%d}{balance.currency}{amount:f}"


def plain(balance: str) -> str:
    mark, day, currency, amount = re.fullmatch(r"(.)(.{6})(.{3})(.*)", balance).groups()
    return f"{mark}{day}{currency}{Decimal(amount.replace(',', '.') + '0').normalize():f}"


def of_kind(*kinds: str) -> list[str]:
    """Files whose facts have one of these keys, refused ones and those without facts left out."""
    return sorted(
        name
        for name, fact in FACTS.items()
        if name not in REFUSED and name not in WITHOUT_FACTS and set(kinds) & set(fact)
    )


def test_every_file_has_its_test():
    files = {p.name for p in FOLDER.iterdir()} - {"README.md", "facts.json"}
    assert files == set(FACTS)
    covered = [*of_kind("namespace"), *of_kind("transactions"), *of_kind("entries")]
    assert Counter([*covered, *REFUSED, *WITHOUT_FACTS]) == Counter(list(FACTS))


@pytest.mark.parametrize("name", of_kind("namespace"))
def test_camt(name: str):
    found, fact = read(name), FACTS[name]
    form = re.search(r"camt\.05[234]", fact["namespace"])[0]
    assert len(found.statements) == len(fact["statements"])
    for statement, wanted in zip(found.statements, fact["statements"], strict=True):
        assert statement.form == form
        assert statement.account == wanted["account"]
        assert statement.currency == (wanted["currency"] or "")
        assert len(statement.entries) == wanted["entries"]
        currency = statement.entries[0].currency
        assert to_decimal(statement.credits, currency) == Decimal(wanted["credits"])
        assert to_decimal(statement.debits, currency) == Decimal(wanted["debits"])
        balances: dict[str, list[Decimal]] = {}
        for balance in statement.balances:
            amount = to_decimal(balance.amount, balance.currency)
            balances.setdefault(balance.kind, []).append(amount)
        assert balances == {k: [Decimal(a) for a in v] for k, v in wanted["balances"].items()}
        assert statement.reconciles is wanted["reconciles"]
        assert sum(e.reversal for e in statement.entries) == wanted["reversals"]
        assert sum(not e.pending for e in statement.entries) == wanted["entry_status"]["BOOK"]


@pytest.mark.parametrize("name", of_kind("entries"))
def test_mt940(name: str):
    found, fact = read(name), FACTS[name]
    assert len(found.statements) == fact["statements"]
    assert sorted({s.account for s in found.statements}) == sorted(fact["accounts"])
    assert len(entries(found)) == fact["entries"]
    assert total(found, "credits") == Decimal(fact["credits"])
    assert total(found, "debits") == Decimal(fact["debits"])
    openings = [s.opening for s in found.statements if s.opening]
    closings = [s.closing for s in found.statements if s.closing]
    assert [swift(b) for b in openings] == [plain(b) for b in fact["opening"]]
    assert [swift(b) for b in closings] == [plain(b) for b in fact["closing"]]
    verdicts = Counter(s.reconciles for s in found.statements)
    assert verdicts[True] == fact["statements_reconciled"]
    assert verdicts[False] == fact["statements_not_reconciled"]


@pytest.mark.parametrize("name", of_kind("transactions"))
def test_csv_and_ofx(name: str):
    found, fact = read(name), FACTS[name]
    assert len(entries(found)) == fact["transactions"]
    assert total(found, "credits") == Decimal(fact["credits"])
    assert total(found, "debits") == Decimal(fact["debits"])
    assert Counter(f.code for f in found.findings)["CP125"] == fact.get("short_rows", 0)
    if "ledger_balance" in fact:
        closing = [s.closing for s in found.statements if s.closing]
        assert [to_decimal(b.amount, b.currency) for b in closing] == [
            Decimal(b) for b in fact["ledger_balance"]
        ]
        assert [s.account for s in found.statements] == fact["accounts"]
        assert [s.currency for s in found.statements] == fact["currency"]


@pytest.mark.parametrize("name", sorted(set(FACTS) - set(REFUSED)))
def test_what_is_said(name: str):
    assert Counter(f.code for f in read(name).findings) == WARNINGS.get(name, {})


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refusals(name: str):
    with pytest.raises(DataRefused) as caught:
        read(name)
    assert [f.code for f in caught.value.findings] == REFUSED[name]
    assert all(f.place.file == name and f.place.line and f.hint for f in caught.value.findings)


def refusal(name: str):
    with pytest.raises(DataRefused) as caught:
        read(name)
    return caught.value.findings


def test_the_garbled_row_is_named():
    (finding,) = refusal("bsp-csv_garbled_amount.csv")
    assert "'12..34'" in finding.message
    assert (finding.place.line, finding.place.field) == (3, "Amount")


def test_the_wrapped_amount_is_named():
    amount = refusal("mt940-self-provided-sparkassen.sta")[1]
    assert amount.message == ":61: the amount is missing; the line ends before it"
    assert amount.place.line == 1


def test_balances_without_statement_are_no_statement():
    (finding,) = refusal("mt940-betterplace-amount_formats.sta")
    assert "only balances (:60F:)" in finding.message


@pytest.mark.parametrize("at", range(6))
def test_each_way_of_writing_a_balance(at: int):
    """Put into a statement, the lines of the refused file are read exactly."""
    name = "mt940-betterplace-amount_formats.sta"
    line = (FOLDER / name).read_text().splitlines()[at]
    text = f":20:X\n:25:1\n:28C:1\n{line}\n{line.replace('60F', '62F')}\n-\n"
    (statement,) = read_statement(text.encode(), name).statements
    assert swift(statement.opening) == plain(FACTS[name]["opening"][at])
    assert statement.reconciles is True


def test_continued_rows_and_lines_above_the_header():
    (statement,) = read("ocbc-preamble-continuation.csv").statements
    assert statement.account == "FRANKAccount666-666666-666"
    assert [e.amount for e in statement.entries].count(-666) == 6
    assert [e.amount for e in statement.entries].count(-6666) == 2
    assert statement.entries[0].text.splitlines() == [
        "DEBIT PURCHASE",
        "15/04/18  66-6666 UBER EATS AN2GO HELP.UBERh",
    ]
    assert {e.currency for e in statement.entries} == {"SGD"}


def test_a_card_pays_out_what_it_charges():
    found = entries(read("amex-uk-bom-pound.csv"))
    assert sum(e.amount for e in found if e.amount < 0) == -149_999
    assert [e.amount for e in found if e.amount > 0] == [110_000]
    assert sum(e.pending for e in found) == 3


def test_a_booking_behind_the_end_is_not_booked():
    (statement,) = read("mt940-self-provided-multiline.sta").statements
    assert [(e.amount, e.pending) for e in statement.entries] == [(-500, False), (11_900, True)]


def test_a_value_date_that_does_not_exist():
    (entry,) = entries(read("mt940-self-provided-february_30.sta"))
    assert (entry.booked.isoformat(), entry.value) == ("2016-03-01", None)


def test_a_damaged_quote_does_not_part_an_account():
    found = read("rabobank-nl-masked.csv")
    assert [s.account for s in found.statements] == ["NL39RABO0300065264"]
    assert [e.line for e in entries(found)] == [2, 3, 4]


def test_what_german_texts_say():
    first, *_ = entries(read("mt940-betterplace-sepa_snippet.sta"))
    assert first.name == "KARL KAUFMANN"
    assert first.iban == "DE14508800500194785000"
    assert first.end_to_end == "EndToEndId TFNR 22 004 00001"
    assert first.text == "Verw CTSc-01 BC-PPP TFNr 22 004"
    assert (first.bank_reference, first.code) == ("0724710333343453", "NTRF/166")
    reasons = Counter(e.return_reason for e in entries(read("mt940-betterplace-sepa_mt9401.sta")))
    assert set(reasons) == {"", "MS03", "AC06", "AC01"}


def test_what_a_sparkasse_says():
    (entry,) = entries(read("sparkasse-umsatz.csv"))
    assert entry.end_to_end == "RECHNR. 100532580591"
    assert entry.text.startswith("02/2018 K-NR. 132587495")
    assert entry.name == "Vodafone Kabel DeutschlandGmbH"


def test_what_a_structured_reference_says():
    (entry,) = entries(read("camt053.v4.xml"))
    assert (entry.reference, entry.name) == ("4654654654654654", "NAME NAME")
    assert entry.iban == "NL56AGDH9619008421"
