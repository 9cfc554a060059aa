"""Bank statements go into the journal once, whatever comes twice, overlaps, or is another's."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.cli.paying import DAY, answer, codes, entries, import_, listed, make, pays, save
from tests.cli.statements import OWN, Pay, camt, mt940
from tests.guarantees.workspaces import WORKSPACE, row
from tests.scenarios.inside import creditctl

A = Pay("100.00", "F1001", name="Anna", end_to_end="E-A", bank="R1")
B = Pay("40.00", "gift", name="Bob", iban="NL20INGB0001234567")
OUT = Pay("-12.00", "rent", name="Landlord", iban="DE02120300000000202051")
BANK = WORKSPACE + f"bank: {{accounts: [{{account: {OWN}, currency: EUR}}]}}\n"


@pytest.fixture
def books(tmp_path):
    return make(tmp_path / "books", [row("F1001", "D1", 5)])


def counts(found):
    return [(f["payments"], f["new"], f["seen"], f["elsewhere"]) for f in found["files"]]


def refused(folder, *words, code=5):
    done = creditctl("payments", "import", *words, "-w", str(folder), "--as-of", DAY, "--json")
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    return json.loads(done.stderr)["findings"]


def test_the_same_file_twice_is_seen(books):
    first = pays(books, A, B, OUT)
    assert counts(first) == [(3, 3, 0, 0)]
    assert first["money_in"] == [{"currency": "EUR", "payments": 2, "amount": "140.00"}]
    before = listed(books)
    again = pays(books, A, B, OUT)
    assert counts(again) == [(3, 0, 3, 0)]
    assert again["files"][0]["imported_before_as"].endswith("s1.xml")
    assert listed(books) == before
    done = creditctl("payments", "import", str(books / "s1.xml"), "-w", str(books), "--as-of", DAY)
    assert (done.returncode, "seen already" in done.stdout) == (0, True)


def test_the_same_file_twice_in_one_command(books):
    text = camt([A, B])
    assert counts(import_(books, text, text)) == [(2, 2, 0, 0), (2, 0, 2, 0)]


def test_the_same_statement_twice_in_one_file(books):
    one, other = mt940([A, B]), mt940([B], opening="1140.00", number="2")
    assert counts(import_(books, one + one + other)) == [(3, 3, 0, 0)]


def test_money_out_is_dismissed_and_money_in_waits(books):
    pays(books, A, OUT)
    states = {(e["amount"], e["state"]) for e in listed(books)}
    assert states == {("100.00", "open"), ("-12.00", "dismissed")}


def test_overlapping_statements(books):
    monday, tuesday, wednesday = (replace(B, day=date(2026, 1, d)) for d in (26, 27, 28))
    assert counts(pays(books, monday, tuesday)) == [(2, 2, 0, 0)]
    found = pays(books, tuesday, wednesday, opening="1040.00", number="2")
    assert counts(found) == [(2, 1, 1, 0)]
    assert len(listed(books)) == 3


def test_a_partial_statement_and_then_the_whole_day(books):
    pays(books, A, kind="052")
    found = pays(books, A, B)
    assert counts(found) == [(2, 1, 0, 1)]


def test_two_equal_payments_on_one_day_are_two(books):
    assert counts(pays(books, B, B)) == [(2, 2, 0, 0)]
    assert len({e["payment"] for e in listed(books)}) == 2
    assert counts(pays(books, B, B)) == [(2, 0, 2, 0)]
    assert counts(pays(books, B, B, B)) == [(3, 1, 2, 0)]


def test_equal_payments_with_references_of_their_own(books):
    one, two = replace(B, bank="X1"), replace(B, bank="X2")
    assert counts(pays(books, one)) == [(1, 1, 0, 0)]
    assert counts(pays(books, two)) == [(1, 1, 0, 0)]
    assert counts(pays(books, two, one)) == [(2, 0, 2, 0)]


def test_ids_are_the_same_whatever_was_imported_before(tmp_path):
    one = make(tmp_path / "one", [row("F1001", "D1", 5)])
    other = make(tmp_path / "other", [row("F1001", "D1", 5)])
    pays(one, A, B)
    pays(other, B)
    pays(other, A, B)
    assert {e["payment"] for e in listed(one)} == {e["payment"] for e in listed(other)}


def test_the_same_statement_as_camt_and_as_mt940(books):
    every = [A, B, OUT, B]
    assert counts(import_(books, camt(every), mt940(every, account="0417164300EUR"))) == [
        (4, 4, 0, 0),
        (4, 0, 0, 4),
    ]
    assert len(listed(books)) == 4


def test_two_formats_that_only_share_account_day_and_amount(books):
    bare = replace(B, text="", name="", iban="")
    found = import_(books, camt([B]), mt940([bare]))
    assert counts(found) == [(1, 1, 0, 0), (1, 0, 0, 1)]
    (finding,) = [f for f in found["findings"] if f["code"] == "CP210"]
    assert finding["severity"] == "warning"
    assert finding["file"].endswith("s2.sta")


def test_another_payer_is_another_payment_in_any_format(books):
    other = replace(B, iban="DE02120300000000202051", name="Carl")
    assert counts(import_(books, camt([B]), mt940([other]))) == [(1, 1, 0, 0), (1, 1, 0, 0)]


def test_pending_entries_are_left_out(books):
    found = pays(books, A, replace(B, status="PDNG"))
    assert (found["files"][0]["pending"], counts(found)) == (1, [(1, 1, 0, 0)])
    assert "CP212" in {f["code"] for f in found["findings"]}
    assert [e["amount"] for e in listed(books)] == ["100.00"]


def test_the_payments_of_a_collective_booking_are_single_payments(books):
    batch = Pay("140.00", parts=(A, B))
    assert counts(pays(books, batch)) == [(2, 2, 0, 0)]
    assert sorted(e["amount"] for e in listed(books)) == ["100.00", "40.00"]
    assert counts(pays(books, batch)) == [(2, 0, 2, 0)]
    assert counts(import_(books, mt940([Pay("140.00", name="", iban="")]))) == [(1, 0, 0, 1)]


def test_a_notification_tells_what_the_statement_has_the_sum_of(books):
    pays(books, Pay("140.00", name="", iban=""))
    found = pays(books, Pay("140.00", parts=(A, B)), kind="054")
    assert "CP215" in {f["code"] for f in found["findings"]}
    assert sorted(entries(books)) == [
        ("100.00", "open", "", []),
        ("140.00", "dismissed", "", []),
        ("40.00", "open", "", []),
    ]
    assert counts(pays(books, Pay("140.00", parts=(A, B)), kind="054")) == [(2, 0, 2, 0)]
    assert counts(pays(books, Pay("140.00", name="", iban=""))) == [(1, 0, 1, 0)]


@pytest.mark.parametrize("account", ["DE89370400440532013000", "0417164301"])
def test_a_statement_of_another_account_is_refused(books, account):
    name = save(books, "a.xml", camt([A], account=account))
    (finding,) = refused(books, name)
    assert (finding["code"], finding["file"]) == ("CP203", name)
    assert finding["line"] > 1
    assert account in finding["message"]
    assert not (books / "state" / "journal.db").exists()


def test_many_statements_of_another_account_are_told_once(books):
    other = "DE89370400440532013000"
    text = "".join(mt940([A], account=other, number=str(n)) for n in range(1, 4))
    assert [(f["code"], f["line"]) for f in refused(books, save(books, "a.sta", text))] == [
        ("CP203", 5)
    ]


@pytest.mark.parametrize("account", ["0417164300", "417164300", "ABNANL2A/0417164300"])
def test_an_account_by_its_number(books, account):
    assert counts(import_(books, mt940([A], account=account))) == [(1, 1, 0, 0)]
    assert counts(pays(books, A)) == [(1, 0, 0, 1)]
    assert [e["account"] for e in listed(books)] == [OWN]


def test_a_statement_in_another_currency_is_refused(tmp_path):
    folder = make(tmp_path / "books", [row("F1001", "D1", 5)], workspace=BANK)
    (finding,) = refused(folder, save(folder, "a.xml", camt([A], currency="USD")))
    assert finding["code"] == "CP205"
    assert "USD" in finding["message"]


def test_a_garbled_file_beside_a_good_one(books):
    good = save(books, "good.xml", camt([A]))
    bad = save(books, "bad.sta", mt940([B]).replace("C40,00", "C40;xx"))
    wrong = save(books, "wrong.xml", camt([B], account="DE89370400440532013000"))
    gone = str(books / "good.xmk")
    found = refused(books, good, bad, wrong, gone)
    assert {f["file"] for f in found} == {bad, wrong, gone}
    assert {"CP202", "CP203"} < {f["code"] for f in found}
    assert not (books / "state" / "journal.db").exists()
    assert counts(pays(books, A)) == [(1, 1, 0, 0)]


def test_the_account_that_the_command_line_names(tmp_path):
    both = BANK.replace("}]", "}, {account: '99887766', currency: EUR}]")
    folder = make(tmp_path / "books", [row("F1001", "D1", 5)], workspace=both)
    name = save(folder, "a.xml", camt([A]))
    assert [f["code"] for f in refused(folder, name, "--account", "99887766")] == ["CP203"]
    assert [f["code"] for f in refused(folder, name, "--account", "1234567", code=2)] == ["CP206"]
    assert counts(answer(folder, "import", name, "--account", "0417164300")) == [(1, 1, 0, 0)]


CSV = """Booking Date,Value Date,Partner Name,Partner Iban,Type,Payment Reference,Amount
2026-01-29,2026-01-29,Bob,NL20INGB0001234567,Credit,gift,40.00
"""


def test_a_file_that_names_no_account(tmp_path):
    one = make(tmp_path / "one", [row("F1001", "D1", 5)], workspace=BANK)
    both = BANK.replace("}]", "}, {account: '99887766', currency: EUR}]")
    two = make(tmp_path / "two", [row("F1001", "D1", 5)], workspace=both)
    assert counts(answer(one, "import", save(one, "a.csv", CSV))) == [(1, 1, 0, 0)]
    name = save(two, "a.csv", CSV)
    assert [f["code"] for f in refused(two, name)] == ["CP204"]
    answer(two, "import", name, "--account", "99887766")
    assert [e["account"] for e in listed(two)] == ["99887766"]


def test_without_any_account_of_ones_own_all_are_taken(tmp_path):
    bare = "\n".join(line for line in WORKSPACE.splitlines() if "iban" not in line) + "\n"
    folder = make(tmp_path / "books", [row("F1001", "D1", 5)], workspace=bare)
    assert counts(pays(folder, A, account="DE89370400440532013000")) == [(1, 1, 0, 0)]


def test_a_missing_statement_shows_in_the_balances(books):
    early, late = replace(A, day=date(2026, 1, 26)), replace(B, day=date(2026, 1, 28))
    pays(books, early, opening="1000.00")
    assert "CP211" not in {f["code"] for f in pays(books, late, opening="1100.00")["findings"]}
    later = replace(B, day=date(2026, 1, 29))
    found = pays(books, later, opening="1500.00", number="3")
    (finding,) = [f for f in found["findings"] if f["code"] == "CP211"]
    assert "1500.00" in finding["message"]
    assert "1140.00" in finding["message"]


def test_statements_that_overlap_say_nothing_about_gaps(books):
    days = [replace(B, day=date(2026, 1, d), amount=f"{d}.00") for d in (20, 22, 26)]
    pays(books, *days, opening="0.00")
    part = [days[2], replace(B, day=date(2026, 1, 28))]
    assert "CP211" not in {f["code"] for f in pays(books, *part, opening="42.00")["findings"]}


# What came back

PAID = Pay("100.00", "F1001", name="Name D1", end_to_end="E2E-7", day=date(2026, 1, 20))


def came_back(reason="AM04", **more):
    return replace(PAID, amount="-100.00", reason=reason, day=date(2026, 1, 28), **more)


def test_a_direct_debit_that_comes_back_frees_its_invoice(books):
    pays(books, PAID)
    answer(books, "match")
    assert entries(books) == [("100.00", "matched", "D1", ["F1001"])]
    found = pays(books, came_back(), opening="1100.00")
    (one,) = found["returns"]
    assert one["takes_back"] == listed(books)[0]["payment"]
    assert (one["code"], one["then"], one["debtor"], one["opens"]) == (
        "AM04",
        "dun",
        "D1",
        ["F1001"],
    )
    assert entries(books) == [
        ("100.00", "returned", "D1", []),
        ("-100.00", "dismissed", "", []),
    ]
    assert answer(books, "match")["matches"] == []


@pytest.mark.parametrize(("reason", "then", "code"), [("AC04", "repair", 0), ("MD06", "stop", 3)])
def test_what_follows_from_a_reason(books, reason, then, code):
    pays(books, PAID)
    found = pays(books, came_back(reason), opening="1100.00", code=code)
    assert [r["then"] for r in found["returns"]] == [then]


def test_a_return_of_the_same_import(books):
    found = pays(books, PAID, came_back())
    assert found["returns"][0]["takes_back"]
    assert found["money_in"] == [{"currency": "EUR", "payments": 1, "amount": "100.00"}]
    assert [e["state"] for e in listed(books)] == ["returned", "dismissed"]


@pytest.mark.parametrize(
    "original",
    [
        replace(PAID, amount="99.00"),
        replace(PAID, end_to_end="", name="Bob", iban="NL20INGB0001234567"),
        replace(PAID, day=date(2026, 1, 29)),
    ],
    ids=["another amount", "another payer", "booked later"],
)
def test_a_return_that_is_not_clear_waits_for_a_person(books, original):
    back = replace(came_back(), end_to_end="")
    found = pays(books, original, back, code=3)
    assert [r["takes_back"] for r in found["returns"]] == [None]
    assert "CP214" in {f["code"] for f in found["findings"]}
    assert {e["state"] for e in listed(books)} == {"open"}
    answer(books, "match", code=3)


def test_two_payments_that_a_return_may_mean(books):
    back = replace(came_back(), end_to_end="")
    found = pays(books, PAID, replace(PAID, end_to_end="E2E-8"), back, code=3)
    assert [r["takes_back"] for r in found["returns"]] == [None]


def test_a_payment_comes_back_once(books):
    found = pays(books, PAID, came_back(), came_back(), code=3)
    assert [bool(r["takes_back"]) for r in found["returns"]] == [True, False]


def test_a_payment_of_ours_that_comes_back_is_no_debtor_s(books):
    found = pays(books, OUT, replace(OUT, amount="12.00", reversal=True))
    assert found["returns"][0]["takes_back"]
    assert {e["state"] for e in listed(books)} == {"dismissed"}


# The day, the lock, the journal


def test_a_day_in_the_future_or_before_the_last(books):
    for day, code in (("2999-01-01", 2), (DAY, 0), ("2026-01-29", 2)):
        name = save(books, "a.xml", camt([A]))
        done = creditctl("payments", "import", name, "-w", str(books), "--as-of", day, "--json")
        assert done.returncode == code, done.stderr
        assert code == 0 or codes(done) == ["CP201"]


def test_the_journal_verifies_and_can_be_rebuilt(books):
    pays(books, PAID, A, B)
    answer(books, "match", code=3)
    pays(books, came_back(), opening="1240.00")
    before = listed(books)
    for verb in ("verify", "rebuild", "verify"):
        assert creditctl("journal", verb, "-w", str(books)).returncode == 0
    assert listed(books) == before


def test_every_format_of_the_answer(books, tmp_path):
    name = save(books, "a.xml", camt([A]))
    for form in ("md", "html", "csv", "table"):
        done = creditctl("payments", "import", name, "-w", str(books), "--format", form)
        assert (done.returncode, bool(done.stdout)) == (0, True)
    target = tmp_path / "answer.xlsx"
    creditctl("payments", "import", name, "-w", str(books), "-o", str(target))
    assert target.read_bytes().startswith(b"PK")
