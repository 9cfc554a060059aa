"""Payments meet open invoices: what is certain is recorded, what is not holds letters."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cli.paying import DAY, answer, decided, entries, listed, make, match, pays, save
from tests.cli.statements import Pay, camt
from tests.guarantees.workspaces import AS_OF, POLICY, WORKSPACE, command, row
from tests.scenarios.inside import creditctl

F1, F2, F3 = row("2026-0001", "D1", 5), row("2026-0002", "D1", 5, "150.00"), row("F77", "D2", 5)
NAMED = Pay("100.00", "invoice 2026-0001", name="Name D1", iban="NL20INGB0001234567")
ACCOUNTS = """CustomerCode,CustomerName,Email,IBAN
D1,Name D1,d1@x.example,NL20INGB0001234567
D2,Name D2,d2@x.example,
"""
WITH_ACCOUNTS = WORKSPACE + "  - {name: debtors, file: debtors.csv, kind: debtors}\n"
DUE = ("act", "step-due")
UNMATCHED = ("hold", "unmatched-money")


@pytest.fixture
def books(tmp_path):
    return make(tmp_path / "books", [F1, F2, F3])


@pytest.fixture
def known(tmp_path):
    """The same, and the account of D1 is known."""
    folder = make(tmp_path / "known", [F1, F2, F3], workspace=WITH_ACCOUNTS)
    (folder / "debtors.csv").write_text(ACCOUNTS)
    return folder


def reasons(folder, day=DAY):
    return {number: found[:2] for number, found in decided(folder, day).items()}


def show_open(folder, number, amount):
    """Let the books show another open amount of an invoice, None = it is paid."""
    path = folder / "invoices.csv"
    lines = path.read_text().splitlines()
    kept = [line for line in lines if not line.startswith(f"{number},")]
    (old,) = set(lines) - set(kept) or {F1}
    kept += [f"{old.rsplit(',', 1)[0]},{amount}"] if amount else []
    path.write_text("\n".join(kept) + "\n")


def test_what_is_certain_is_recorded_with_its_evidence(books):
    pays(books, NAMED)
    found = match(books)
    (one,) = found["matches"]
    assert (one["debtor"], one["certainty"], one["rest"]) == ("D1", "certain", "0.00")
    assert [(i["number"], i["pays"]) for i in one["invoices"]] == [("2026-0001", "100.00")]
    assert {"number", "exact-amount"} <= set(one["evidence"])
    assert found["sums"] == [
        {"certainty": "certain", "currency": "EUR", "payments": 1, "amount": "100.00"}
    ]
    assert entries(books) == [("100.00", "matched", "D1", ["2026-0001"])]
    assert match(books)["matches"] == []


def test_a_dry_run_records_nothing(books):
    pays(books, NAMED)
    before = (books / "state" / "journal.db").read_bytes()
    found = match(books, "--dry-run")
    assert (found["dry_run"], len(found["matches"])) == (True, 1)
    assert (books / "state" / "journal.db").read_bytes() == before
    assert entries(books) == [("100.00", "open", "", [])]


def test_without_a_journal_there_is_nothing_to_match(books):
    assert match(books, "--dry-run")["matches"] == []
    assert not (books / "state").exists()


def test_one_payment_for_two_invoices(books):
    pays(books, replace(NAMED, amount="250.00", text="2026-0001 and 2026-0002"))
    found = match(books)
    assert [m["rest"] for m in found["matches"]] == ["0.00"]
    assert entries(books) == [("250.00", "matched", "D1", ["2026-0001", "2026-0002"])]


def test_more_than_is_owed(known):
    pays(known, replace(NAMED, amount="130.00"))
    found = match(known)
    assert [m["rest"] for m in found["matches"]] == ["30.00"]
    (finding,) = [f for f in found["findings"] if f["code"] == "CP220"]
    assert (finding["severity"], "30.00" in finding["message"]) == ("warning", True)
    assert reasons(known)["2026-0002"] == UNMATCHED
    assert listed(known)[0]["rest"] == "30.00"


def test_a_little_less_within_the_tolerance(tmp_path):
    policy = POLICY + "payments: {tolerance: 1, tolerance_share: 1%}\n"
    folder = make(tmp_path / "books", [F1, F3], policy=policy)
    pays(folder, replace(NAMED, amount="99.50"))
    found = match(folder)
    assert [i["short"] for m in found["matches"] for i in m["invoices"]] == ["0.50"]
    assert "CP221" in {f["code"] for f in found["findings"]}
    assert decided(folder)["2026-0001"] == (*DUE, "0.50")


def test_less_than_the_tolerance_allows_is_proposed(books):
    pays(books, replace(NAMED, amount="99.50"))
    found = match(books, code=3)
    assert (found["matches"], [p["certainty"] for p in found["proposals"]]) == ([], ["likely"])


@pytest.mark.parametrize(("ago", "matched"), [(28, True), (12, False)])
def test_a_cash_discount_that_was_taken_in_time(tmp_path, ago, matched):
    policy = POLICY + "terms: {default: 2/10 net 30}\n"
    folder = make(tmp_path / "books", [F1, F3], policy=policy)
    pays(folder, replace(NAMED, amount="98.00", day=AS_OF - timedelta(ago)))
    found = match(folder, code=0 if matched else 3)
    assert len(found["matches"]) == int(matched)
    if matched:
        assert [i["discount"] for m in found["matches"] for i in m["invoices"]] == ["2.00"]
        assert "2026-0001" not in decided(folder)


def test_a_discount_of_the_debtor_or_of_the_row(tmp_path):
    folder = make(tmp_path / "books", [F1, F3], workspace=WITH_ACCOUNTS)
    (folder / "debtors.csv").write_text(
        "CustomerCode,CustomerName,Email,PaymentTerms\nD1,Name D1,d1@x.example,3/14 net 30\n"
        "D2,Name D2,d2@x.example,\n"
    )
    pays(folder, replace(NAMED, amount="97.00", day=AS_OF - timedelta(25)))
    found = match(folder)
    assert [i["discount"] for m in found["matches"] for i in m["invoices"]] == ["3.00"]


def test_two_payments_of_one_invoice(known):
    pays(known, replace(NAMED, amount="60.00"), replace(NAMED, amount="40.00"))
    assert len(match(known)["matches"]) == 2
    assert "2026-0001" not in decided(known)


def test_what_is_not_clear_is_never_recorded(tmp_path):
    folder = make(
        tmp_path / "books",
        [row("77001", "D1", 5, "80.00"), row("77001", "D2", 5, "80.00"), row("A3", "D3", 5)],
    )
    pays(folder, Pay("80.00", "77001", name="X", iban=""))
    found = match(folder, code=3)
    assert found["matches"] == []
    assert [(p["debtor"], p["rivals"]) for p in found["proposals"]] == [("", ["D1", "D2"])]
    assert entries(folder) == [("80.00", "open", "", [])]
    done = creditctl(
        "plan", "-w", str(folder), "--as-of", DAY, "--first-run", "--format", "csv", "--detail"
    )
    assert [line.split(",")[1] for line in done.stdout.splitlines()[1:]] == ["D3"]
    told = creditctl("explain", "books/D2/77001", "-w", str(folder), "--as-of", DAY).stdout
    payment = listed(folder)[0]["payment"]
    assert f"unmatched money at the bank: {payment}, EUR 80.00, may be theirs" in told


def test_equal_amounts_alone_hold_nobody(tmp_path):
    folder = make(tmp_path / "books", [row("A1", "D1", 5, "80.00"), row("A2", "D2", 5, "80.00")])
    pays(folder, Pay("80.00", "thanks", name="X", iban=""))
    match(folder, code=3)
    assert reasons(folder) == {"A1": DUE, "A2": DUE}


@pytest.mark.parametrize("matching", [False, True])
def test_money_that_may_be_a_debtor_s_holds_the_letters(books, matching):
    assert reasons(books) == dict.fromkeys(("2026-0001", "2026-0002", "F77"), DUE)
    pays(books, Pay("33.00", "thanks", name="Name D1", iban=""))
    if matching:
        match(books, code=3)
    held = reasons(books)
    payment = listed(books)[0]["payment"]
    assert held.pop(payment) == ("hold", "credit")
    assert held == {"2026-0001": UNMATCHED, "2026-0002": UNMATCHED, "F77": DUE}
    words = ("accept", "--payment", payment, "--invoice", "2026-0001", "--by", "Anna")
    answer(books, *words)
    assert decided(books) == {
        "2026-0001": (*DUE, "67.00"),
        "2026-0002": (*DUE, "150.00"),
        "F77": (*DUE, "100.00"),
    }


def test_certain_money_holds_the_letters_until_it_is_matched(books):
    pays(books, NAMED)
    assert reasons(books)["2026-0002"] == UNMATCHED
    match(books)
    assert reasons(books) == {"2026-0002": DUE, "F77": DUE}


def test_whose_letters_net_unmatched_money_are_not_held_for_their_own(tmp_path):
    policy = POLICY + "safety: {unmatched_money: net}\n"
    folder = make(tmp_path / "books", [F1, F2], policy=policy)
    pays(folder, Pay("33.00", "thanks", name="Name D1", iban=""))
    assert reasons(folder)["2026-0001"] == DUE


def test_a_matched_invoice_is_not_reminded_though_the_books_show_it_open(books):
    assert decided(books)["2026-0001"][:2] == DUE
    pays(books, NAMED)
    match(books)
    assert decided(books) == {"2026-0002": (*DUE, "150.00"), "F77": (*DUE, "100.00")}


def test_books_that_show_the_payment_are_not_lessened_twice(known):
    pays(known, replace(NAMED, amount="60.00"))
    match(known)
    assert decided(known)["2026-0001"] == (*DUE, "40.00")
    show_open(known, "2026-0001", "40.00")
    assert decided(known)["2026-0001"] == (*DUE, "40.00")
    show_open(known, "2026-0001", "10.00")
    assert decided(known)["2026-0001"] == (*DUE, "10.00")
    show_open(known, "2026-0001", None)
    assert "2026-0001" not in decided(known)


def test_a_later_payment_on_top_of_what_the_books_show(known):
    pays(known, replace(NAMED, amount="60.00"))
    match(known)
    show_open(known, "2026-0001", "40.00")
    pays(known, replace(NAMED, amount="40.00", day=AS_OF), opening="1060.00", number="2")
    assert len(match(known)["matches"]) == 1
    assert "2026-0001" not in decided(known)


def test_the_plan_of_a_day_before_the_import_is_as_it_was(books):
    before, day = decided(books), str(AS_OF + timedelta(3))
    pays(books, NAMED, replace(NAMED, amount="33.00", text="thanks"), day=day)
    match(books, code=3, day=day)
    assert decided(books) == before
    assert listed(books) == []
    assert "2026-0001" not in decided(books, day)


def test_a_returned_direct_debit_opens_the_invoice_again(books):
    paid = replace(NAMED, end_to_end="E2E-7", day=AS_OF - timedelta(5))
    pays(books, paid)
    match(books)
    assert "2026-0001" not in decided(books)
    back = replace(paid, amount="-100.00", reason="AM04", day=AS_OF)
    pays(books, back, opening="1100.00")
    assert decided(books)["2026-0001"] == (*DUE, "100.00")
    assert match(books)["proposals"] == []


def test_an_account_is_learnt_from_what_was_matched(books):
    pays(books, NAMED)
    match(books)
    later = Pay("150.00", "monthly", name="J. Doe", iban=NAMED.iban, day=AS_OF)
    pays(books, later, opening="1100.00", number="2")
    assert reasons(books)["2026-0002"] == UNMATCHED
    (one,) = match(books)["matches"]
    assert (one["debtor"], "iban" in one["evidence"]) == ("D1", True)


def test_undo_and_match_again(books):
    pays(books, NAMED)
    match(books)
    payment = listed(books)[0]["payment"]
    words = ("payments", "undo", payment, "--by", "Anna", "--reason", "wrong", "--as-of", DAY)
    done = creditctl(*words, "-w", str(books))
    assert (done.returncode, done.stdout) == (0, "")
    assert decided(books)["2026-0001"] == (*UNMATCHED, "100.00")
    assert len(match(books)["matches"]) == 1
    assert creditctl("journal", "verify", "-w", str(books)).returncode == 0


def test_undo_of_the_first_of_two_payments(known):
    pays(known, replace(NAMED, amount="60.00"), replace(NAMED, amount="30.00"))
    match(known)
    assert decided(known)["2026-0001"][2] == "10.00"
    first = next(e["payment"] for e in listed(known) if e["amount"] == "60.00")
    for verb in ("undo", "dismiss"):
        words = ("payments", verb, first, "--by", "Anna", "--reason", "not ours", "--as-of", DAY)
        assert creditctl(*words, "-w", str(known)).returncode == 0
    assert decided(known)["2026-0001"] == (*DUE, "70.00")


def test_a_run_counts_what_was_matched(books):
    pays(books, NAMED)
    match(books)
    done = creditctl("run", "-w", str(books), "--as-of", DAY)
    assert done.returncode == 0, done.stderr
    letters = "".join(p.read_text("utf-8", "replace") for p in (books / "outbox").rglob("*.eml"))
    assert "2026-0002" in letters
    assert "2026-0001" not in letters
    later = camt([replace(NAMED, day=AS_OF)])
    done = creditctl(
        *("payments", "import", save(books, "x.xml", later), "-w", str(books)),
        *("--as-of", str(AS_OF - timedelta(1)), "--json"),
    )
    assert (done.returncode, "CP201" in done.stderr) == (2, True)


@pytest.mark.parametrize("blanks", [False, True])
def test_a_letter_that_is_quoted_stands_for_its_invoices(books, blanks):
    assert creditctl("run", "-w", str(books), "--as-of", DAY).returncode == 0
    listed_ = creditctl("outbox", "list", "-w", str(books), "--json").stdout
    letter = next(n for n in json.loads(listed_)["notices"] if n["debtor"] == "D1")
    assert len(letter["items"]) == 2
    quoted = letter["notice"]
    if blanks:
        quoted = f"{quoted[:5]} {quoted[5:12]} {quoted[12:]}"
    pays(books, Pay("250.00", f"REF {quoted}", name="Name D1", day=AS_OF))
    (one,) = match(books)["matches"]
    assert [i["number"] for i in one["invoices"]] == ["2026-0001", "2026-0002"]
    assert f"letter {letter['notice']}" in one["words"][0]


def test_the_id_of_a_letter_that_never_was_says_nothing(books):
    pays(books, Pay("250.00", "REF 20260130-K7Q2MXPA", name="X"))
    assert match(books, code=3)["matches"] == []


def test_head_may_close_the_pipe(books):
    many = [
        Pay(f"{n}.00", f"text {n}", name="X", iban="", end_to_end=f"E{n}") for n in range(1, 400)
    ]
    pays(books, *many)
    words = command("payments", "list", "-w", str(books), "--as-of", DAY)
    env = {k: v for k, v in os.environ.items() if k != "COLUMNS"}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env
    ) as process:
        assert process.stdout.readline().startswith(b"399 bank entries")
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
