"""Whom e-mails go to and come from, through the real command line and a mail server."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest

from creditctl.policy.addresses import on_the_wire
from tests.cli.test_outbox_bounces import report
from tests.cli.test_outbox_send import delivery, ids, mails, send
from tests.cli.test_schemas import checked
from tests.delivery.mailserver import Scripted
from tests.guarantees.workspaces import AS_OF, POLICY, WORKSPACE, creditctl

DAY, LATER = str(AS_OF), str(AS_OF + timedelta(days=14))
SOURCES = "  - {name: debtors, file: debtors.csv, kind: debtors}\n"
DEBTORS = """Debtor,Name,Contact,Email,Invoice e-mail,Dunning e-mail,Dunning contact,Owner,Address,City
D1,One B.V.,Piet,own@one.example,,dunning@one.example,Kim de Boer,owner@büro.example,,
D2,Two B.V.,Els,own@two.example,info@müller.example,,,,,
D3,Three B.V.,Jan,own@three.example,,,,,,
D4,Four B.V.,,,,"a@four.example, b@four.example",,,Street 1,Town
D5,Five B.V.,,,,,,,,
D6,Six B.V.,,jürgen@six.example,,,,,,
"""
INVOICES = (
    ("F1", "D1", 5, "anna@one.example"),
    ("F2", "D1", 6, "bert@one.example"),
    ("F3", "D2", 5, ""),
    ("F4", "D3", 5, "buch@größe.example"),
    ("F5", "D3", 6, "Buch@größe.example"),
    ("F6", "D4", 5, ""),
    ("F7", "D5", 5, "x@five.example"),
    ("F8", "D5", 5, "y@five.example"),
    ("F9", "D6", 5, ""),
)
STEPS = (
    "reply_to: answers@example.example",
    "cc_owner: true",
    "steps:",
    "  reminder: {from: remind@größe.example, name: Reminders, reply_to: remind@größe.example}",
    "  second: {name: Anna of Example}",
)


def make(folder, port, *more):
    folder.mkdir()
    (folder / "creditctl.yaml").write_text(WORKSPACE + SOURCES + delivery(port, *more))
    (folder / "policy.yaml").write_text(POLICY)
    (folder / "debtors.csv").write_text(DEBTORS)
    lines = ["InvoiceNumber,CustomerCode,InvoiceDate,DueDate,Total,Outstanding,Invoice e-mail"]
    for number, debtor, overdue, contact in INVOICES:
        due = AS_OF - timedelta(overdue)
        lines.append(f"{number},{debtor},{due - timedelta(30)},{due},100.00,100.00,{contact}")
    (folder / "invoices.csv").write_text("\n".join(lines) + "\n")
    return folder


def run(*words):
    return creditctl(*words, "--json")


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A workspace whose reminders of the day were sent: (folder, mails by recipient)."""
    with Scripted() as server:
        folder = make(tmp_path_factory.mktemp("recipients") / "books", server.port, *STEPS)
        plan = checked(run("plan", "-w", str(folder), "--as-of", DAY).stdout)
        done = run("run", "-w", str(folder), "--as-of", DAY)
        assert done.returncode == 0, done.stderr
        issued = checked(done.stdout)
        both = [[(n["debtor"], n["to"]) for n in answer["notices"]] for answer in (plan, issued)]
        assert both[0] == both[1], "the preview is the run"
        assert send(folder)[0].returncode == 0
        taken = {str(mail["To"].addresses[0].addr_spec): mail for mail in mails(server)}
        assert len(taken) == len(server.taken)
    return folder, plan, taken


def test_each_mail_goes_to_whom_it_concerns(sent):
    _, _, taken = sent
    assert {to: mail["To"].addresses[0].display_name for to, mail in taken.items()} == {
        "dunning@one.example": "Kim de Boer",
        "info@xn--mller-kva.example": "Two B.V.",
        "Buch@xn--gre-6ka8i.example": "Three B.V.",
    }
    first = {to: mail.get_body(("plain",)).get_content() for to, mail in taken.items()}
    assert first["dunning@one.example"].startswith("Dear Kim de Boer,")
    assert first["info@xn--mller-kva.example"].startswith("Dear Sir or Madam,")
    for to, text in first.items():
        assert ("F1" in text) == (to == "dunning@one.example")


def test_each_mail_comes_from_the_sender_of_its_step(sent):
    _, _, taken = sent
    for to, mail in taken.items():
        assert str(mail["From"]) == "Reminders <remind@xn--gre-6ka8i.example>"
        assert str(mail["Reply-To"]) == "remind@xn--gre-6ka8i.example"
        owner = "owner@xn--bro-hoa.example" if to == "dunning@one.example" else "None"
        assert str(mail["Cc"]) == owner
        assert mail["Message-ID"].endswith("@example.example>")


def test_plan_index_journal_and_file_tell_the_same_address(sent):
    folder, plan, taken = sent
    told = {n["debtor"]: n["to"] for n in plan["notices"]}
    people = {
        "D1": "dunning@one.example",
        "D2": "info@müller.example",
        "D3": "Buch@größe.example",
        "D4": "Street 1, Town",
    }
    assert told == people
    with (folder / "outbox" / DAY / "index.csv").open(encoding="utf-8-sig") as file:
        assert {row["debtor"]: row["to"] for row in csv.DictReader(file)} == people
    for debtor, name in ids(folder).items():
        shown = checked(run("outbox", "show", name, "-w", str(folder)).stdout)
        assert shown["to"] == (people[debtor] if debtor != "D4" else "")
        assert shown["cc"] == ("owner@büro.example" if debtor == "D1" else "")
    wires = {on_the_wire(to) for debtor, to in people.items() if debtor != "D4"}
    assert set(taken) == wires


def test_why_is_told_for_the_letter_and_for_the_one_that_nobody_gets(sent):
    folder, plan, _ = sent
    why = {n["debtor"]: n["why"][-1] for n in plan["notices"]}
    assert why["D1"] == "to the dunning contact"
    assert (why["D2"], why["D3"]) == ("to the invoice contact", "to the invoice contact")
    assert {one["debtor"] for one in plan["referred"]} == {"D5", "D6"}
    checked_ = run("check", "-w", str(folder), "--as-of", DAY)
    found = [f for f in checked(checked_.stdout)["findings"] if f["code"] in ("CR130", "CR131")]
    assert {(f["code"], f["debtor"]) for f in found} == {
        *(("CR131", "D4"), ("CR130", "D5"), ("CR130", "D6"), ("CR131", "D6")),
    }
    words = {f["debtor"]: f for f in found}
    assert "several people" in words["D5"]["hint"]
    assert "ü can't stand before the @" in next(f["message"] for f in found if "ü" in f["message"])
    explained = creditctl("explain", "F7", "-w", str(folder), "--as-of", DAY).stdout
    assert "the invoices of the letter have different contacts" in explained


STEPS_BY_POST = "{steps: [{id: reminder, days: 3, channels: [letter]}]}"
OWN_RULES = f"""version: 1
name: By segment
currency: EUR
reminders:
  steps:
    - {{id: reminder, days: 3, channels: [email]}}
    - {{id: hand-over, days: 50, action: hand-over}}
segments:
  - {{id: post, when: ["debtor in [D3, D4]"], reminders: {STEPS_BY_POST}}}
  - {{id: each, when: ["debtor == D5"], reminders: {{group: invoice}}}}
exceptions:
  - {{debtor: D6, reminders: "off", reason: the director, until: {LATER}}}
"""


def test_check_looks_at_the_rules_of_each_debtor(tmp_path):
    """D3 has no postal address, D4 has one; D5 gets a letter an invoice, D6 gets none."""
    folder = make(tmp_path / "books", 1)
    (folder / "policy.yaml").write_text(OWN_RULES)
    answer = checked(run("check", "-w", str(folder), "--as-of", DAY).stdout)
    found = {f["debtor"]: f["message"] for f in answer["findings"] if f["code"][:4] == "CR13"}
    assert found == {"D3": "Three B.V. owes money and can't be reached by letter"}


def test_the_second_letter_has_its_own_name_and_stays_in_the_thread(sent):
    folder, _, taken = sent
    words = ("-w", str(folder), "--as-of", LATER)
    with Scripted() as server:
        text = (folder / "creditctl.yaml").read_text()
        at = text.index("port: ") + 6
        (folder / "creditctl.yaml").write_text(
            text[:at] + str(server.port) + text[text.index("\n", at) :]
        )
        assert creditctl("run", *words).returncode == 0
        assert creditctl("outbox", "send", *words).returncode == 0
        second = {str(mail["To"].addresses[0].addr_spec): mail for mail in mails(server)}
    assert set(second) == set(taken)
    for to, mail in second.items():
        assert str(mail["From"]) == "Anna of Example <ar@example.example>"
        assert str(mail["Reply-To"]) == "answers@example.example"
        assert mail["In-Reply-To"] == taken[to]["Message-ID"]


def test_the_copy_of_the_owner_that_comes_back_holds_nobody(sent, tmp_path):
    folder, _, taken = sent
    name = taken["dunning@one.example"]["Message-ID"]
    (tmp_path / "1.eml").write_bytes(report(name, to="owner@xn--bro-hoa.example"))
    take = ("outbox", "bounces", str(tmp_path), "-w", str(folder), "--as-of", LATER)
    answer = checked(run(*take).stdout)
    assert (answer["returned"], [f["code"] for f in answer["findings"]]) == ([], ["CD122"])
    assert "owner@büro.example" in answer["findings"][0]["message"]
    (tmp_path / "2.eml").write_bytes(report(name, to="DUNNING@one.example"))
    other = taken["info@xn--mller-kva.example"]["Message-ID"]
    (tmp_path / "3.eml").write_bytes(report(other, to="info@xn--mller-kva.example"))
    returned = checked(run(*take).stdout)["returned"]
    assert {(r["debtor"], r["address"]) for r in returned} == {
        *(("D1", "DUNNING@one.example"), ("D2", "info@müller.example")),
    }


def test_a_report_goes_to_an_address_in_any_alphabet_or_says_why_not(tmp_path):
    folder = make(tmp_path / "books", 1)
    out = tmp_path / "aging.eml"
    words = ("report", "send", "aging", "-w", str(folder), "--as-of", DAY, "-o", str(out))
    assert creditctl(*words, "--to", "anna@müller.example").returncode == 0
    assert b"\r\nTo: anna@xn--mller-kva.example\r\n" in out.read_bytes()
    for wrong, why in (("ännä@x.example", "ä can't stand"), ("a@x.example,b@x.example", "several")):
        done = creditctl(*words, "--to", wrong)
        assert (done.returncode, "CD141" in done.stderr, why in done.stderr) == (2, True, True)


def test_a_step_that_no_letter_has_stops_before_anything_is_done(tmp_path):
    folder = make(tmp_path / "books", 1, "steps:", "  remindr: {name: Anna}")
    done = creditctl("run", "-w", str(folder), "--as-of", DAY)
    assert (done.returncode, "CD106" in done.stderr, "'reminder'" in done.stderr) == (4, True, True)
    assert not (folder / "state").exists()
