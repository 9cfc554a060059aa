"""Letters of thanks are looked at again before they leave the outbox: each reason once."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest

from tests.cli.paying import listed, match, pays
from tests.cli.statements import Pay
from tests.cli.test_outbox_send import delivery
from tests.cli.test_schemas import checked
from tests.cli.test_thank_you import SETTLED, THANKFUL, day, row
from tests.delivery.mailserver import Scripted
from tests.guarantees.workspaces import WORKSPACE, make
from tests.scenarios.inside import creditctl

FIRST = "2026-0001"
PAID, OTHER = row(FIRST, day(5)), row("F9", day(5), "D2")


def write(folder, *rows):
    (folder / "invoices.csv").write_text("\n".join([SETTLED, *rows]) + "\n")


def run(folder, number):
    done = creditctl("run", "-w", str(folder), "--as-of", day(number), "--json")
    assert done.returncode == 0, done.stderr
    return checked(done.stdout)["notices"]


def send(folder, number, *words, verb="send"):
    where = ("-w", str(folder), "--as-of", day(number), "--json")
    done = creditctl("outbox", verb, *words, *where)
    return done, checked(done.stdout) if done.stdout else None


def fates(answer):
    return {n["debtor"]: (n["fate"], n["words"]) for n in answer["notices"]}


def act(folder, *words):
    done = creditctl(*words, "--by", "Anna", "-w", str(folder), "--as-of", day(7))
    assert done.returncode == 0, done.stderr


def policy(folder, old, new):
    text = (folder / "policy.yaml").read_text()
    assert old in text
    (folder / "policy.yaml").write_text(text.replace(old, new))


@pytest.fixture
def server():
    with Scripted() as server:
        yield server


@pytest.fixture(scope="module")
def reminded(tmp_path_factory):
    """D1 and D2 were sent a reminder."""
    folder = tmp_path_factory.mktemp("reminded")
    with Scripted() as server:
        make(folder, [], policy=THANKFUL, workspace=WORKSPACE + delivery(server.port))
        write(folder, row(FIRST), row("F9", "", "D2"))
        assert len(run(folder, 1)) == 2
        assert send(folder, 1)[0].returncode == 0
    return folder


@pytest.fixture(scope="module")
def thanked(reminded, tmp_path_factory):
    """They paid since, and thanks to both lie in the outbox."""
    folder = shutil.copytree(reminded, tmp_path_factory.mktemp("thanked") / "books")
    write(folder, PAID, OTHER)
    assert [n["kind"] for n in run(folder, 6)] == ["thanks", "thanks"]
    return folder


def copied(folder, place, server):
    """A copy whose letters leave through this server."""
    copy = shutil.copytree(folder, place / "books")
    (copy / "creditctl.yaml").write_text(WORKSPACE + delivery(server.port))
    return copy


@pytest.fixture
def books(thanked, tmp_path, server):
    return copied(thanked, tmp_path, server)


def credit(number):
    when = day(number)
    return f"C1,D1,Name D1,d1@x.example,{when},{when},-40.00,"


def own_rules(reminders):
    """An exception for D1, to stand before the reminders of the policy."""
    return (
        f"exceptions:\n  - {{debtor: D1, reminders: {reminders}, reason: the director, "
        f"until: {day(20)}}}\nreminders:\n"
    )


PAUSE = f"{{pause: {{until: {day(20)}, reason: we move}}}}"
CHANGES = {
    "taken back in the books": (
        lambda folder: write(folder, row(FIRST), OTHER),
        "the books no longer show 2026-0001 as paid",
    ),
    "no longer in the books": (
        lambda folder: write(folder, OTHER),
        "the books no longer show 2026-0001 as paid",
    ),
    "settled in another way later": (
        lambda folder: write(folder, row(FIRST, day(7)), OTHER),
        f"2026-0001 was settled later, on {day(7)}",
    ),
    "a credit note": (
        lambda folder: write(folder, PAID, OTHER, credit(7)),
        "credit note C1 came after it",
    ),
    "something else is overdue": (
        lambda folder: write(folder, PAID, OTHER, row("F2", due=day(6))),
        "2026-0001: the debtor has something overdue",
    ),
    "held": (
        lambda folder: act(folder, "hold", "add", "--debtor", "D1", "--reason", "at the lawyer"),
        "2026-0001: a person has put it on hold",
    ),
    "exception": (
        lambda folder: policy(folder, "reminders:\n", own_rules("off")),
        "2026-0001: an exception in the policy switches reminders off",
    ),
    "no reminders": (
        lambda folder: (folder / "invoices.csv").write_text(
            f"{SETTLED},Send reminders\n{PAID},no\n{OTHER},yes\n"
        ),
        "2026-0001: the debtor file says: no reminders",
    ),
    "a row that can't be read": (
        lambda folder: write(folder, PAID, OTHER, row("F3").replace("100.00", "1oo")),
        "2026-0001: a row of this debtor could not be read",
    ),
    "disputed": (
        lambda folder: (folder / "invoices.csv").write_text(
            f"{SETTLED},Disputed\n{PAID},yes\n{OTHER},no\n"
        ),
        "2026-0001: the debtor disputes it",
    ),
    "a pause": (
        lambda folder: policy(folder, "reminders:\n", own_rules(PAUSE)),
        "2026-0001: the policy pauses all letters",
    ),
    "switched off": (
        lambda folder: policy(folder, "reminders:\n", own_rules("{thank_you: off}")),
        "2026-0001: the policy says no thanks",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_thanks_that_should_not_leave_any_more_are_withdrawn(books, server, what):
    change, reason = CHANGES[what]
    change(books)
    _, dry = send(books, 8, "--dry-run")
    assert fates(dry) == {"D1": ("withdrawn", reason), "D2": ("waiting", "")}
    done, answer = send(books, 8)
    assert (done.returncode, fates(answer)["D1"]) == (0, ("withdrawn", reason))
    assert fates(answer)["D2"][0] == "sent"
    assert [f["code"] for f in answer["findings"]] == ["CD112"]
    assert len(server.taken) == 1
    files = [p.name for p in (books / "outbox" / day(6)).iterdir()]
    assert [name for name in files if "D1" in name] == [], "nobody sends it by hand"
    assert send(books, 8)[1]["notices"] == []


def test_thanks_leave_on_a_day_on_which_none_are_written(books, server):
    """Whether letters are written today is no reason to take back one that was."""
    policy(books, "reminders:\n", "working_days: {send: [tue]}\nreminders:\n")
    _, answer = send(books, 10)  # a Saturday
    assert {fate for fate, _ in fates(answer).values()} == {"sent"}
    assert len(server.taken) == 2


def test_what_was_withdrawn_is_said_once_it_is_true_again(books, server):
    write(books, row(FIRST), OTHER)
    assert fates(send(books, 6)[1])["D1"][0] == "withdrawn"
    write(books, row(FIRST, day(8)), OTHER)
    assert [(n["kind"], n["debtor"]) for n in run(books, 8)] == [("thanks", "D1")]
    assert fates(send(books, 8)[1]) == {"D1": ("sent", "250 ok")}


def test_while_nobody_knows_whether_another_letter_left_nothing_follows_it(books, server):
    policy(books, "between_notices: 7 days", "between_notices: 1 days")
    write(books, PAID, OTHER, row("F2", due=day(12)))
    (courtesy,) = run(books, 7)
    server.script = lambda _, turn: "drop" if turn == "dot" else None
    assert send(books, 7, courtesy["notice"])[0].returncode == 3
    server.script = lambda _, turn: None
    _, answer = send(books, 8)
    reason = "2026-0001: an earlier notice may or may not have left; a person must say"
    assert fates(answer)["D1"] == ("withdrawn", reason)


def test_thanks_that_were_sent_are_not_repeated_for_what_is_open_again(books, server):
    _, answer = send(books, 6)
    name = next(n["notice"] for n in answer["notices"] if n["debtor"] == "D1")
    write(books, row(FIRST), OTHER)
    done, _ = send(books, 8, name, "--by", "Anna", "--reason", "lost it", verb="resend")
    assert done.returncode == 2
    assert "CD119" in done.stderr
    assert "the books no longer show 2026-0001 as paid" in done.stderr
    assert len(server.taken) == 2


# Payments that go back at the bank, of which the books don't know yet.

AT_BANK = Pay(
    "100.00", "invoice 2026-0001", name="Name D1", end_to_end="E2E-7", day=date(2026, 1, 26)
)
BACK = "2026-0001: its payment was taken back at the bank"


@pytest.fixture
def matched(reminded, tmp_path, server):
    """The same; the payment of D1 was matched at the bank on its day, before the books had it."""
    books = copied(reminded, tmp_path, server)
    pays(books, AT_BANK, day=day(5))
    match(books, day=day(5))
    write(books, PAID, OTHER)
    assert [n["kind"] for n in run(books, 6)] == ["thanks", "thanks"]
    return books


def undo(folder):
    (payment,) = [e["payment"] for e in listed(folder, day=day(7)) if e["debtor"] == "D1"]
    act(folder, "payments", "undo", payment, "--reason", "wrong")


def give_back(folder):
    back = replace(AT_BANK, amount="-100.00", reason="AM04", day=date(2026, 1, 28))
    pays(folder, back, opening="1100.00", day=day(7))


@pytest.mark.parametrize("what", [undo, give_back])
def test_a_payment_that_was_taken_back_at_the_bank(matched, what):
    what(matched)
    assert fates(send(matched, 7)[1])["D1"] == ("withdrawn", BACK)
    assert run(matched, 8) == [], "nor is it thanked for anew"


def test_a_match_that_was_corrected_is_thanked_for(matched):
    undo(matched)
    write(matched, row(FIRST), OTHER)
    match(matched, day=day(7))
    write(matched, PAID, OTHER)
    assert fates(send(matched, 7)[1])["D1"] == ("sent", "250 ok")
