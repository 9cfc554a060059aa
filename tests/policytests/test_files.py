"""The tests file: every mistake is told with its place, and what it says is what is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from creditctl.app.policytests.running import run_policy_tests
from creditctl.config.policytestfile import Expectation
from creditctl.errors import ConfigRefused, ExitCode
from creditctl.policy.reasons import REASONS

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.app.policytests.verdict import Verdict

POLICY = """\
version: 1
name: Ours
reminders:
  minimum: 10.00
  repeat: every 14 days, at most 2
  steps:
    - {id: reminder, days: 3}
    - {id: final, days: 17}
segments:
  - {id: slow, when: ["average_days_late > 10"], reminders: {grace: 5 days}}
exceptions:
  - {debtor: C7, reminders: off, reason: agreed, until: 2026-12-31}
"""
HEAD = "version: 1\nas_of: 2026-03-03\ntests:\n"
PLAIN = "  - name: a\n    items: [{days: 3, open: 250.00}]\n    expect: [{decision: act}]\n"


def write(folder: Path, tests: str, policy: str = POLICY) -> str:
    (folder / "own.yaml").write_text(policy, "utf-8")
    (folder / "own.tests.yaml").write_text(tests, "utf-8")
    return str(folder / "own.yaml")


def carried_out(folder: Path, tests: str) -> list[Verdict]:
    (done,) = run_policy_tests([write(folder, HEAD + tests)], folder)
    return list(done.verdicts)


@pytest.mark.parametrize(
    ("tests", "told"),
    [
        (HEAD + PLAIN.replace("days: 3", "day: 3"),
         ("5:14: error CC110: unknown key 'day'\n    5 |     items: [{day: 3, open: 250.00}]\n"
         "      |              ^^^\nhint: did you mean 'days'?")),
        (HEAD + PLAIN.replace("act", "send"),
         ("6:25: error CC113: expect[0].decision: one of act, hold, refer is wanted; "
         "'send' stands here")),
        (HEAD + PLAIN.replace("act}", "hold, reason: below-minimun}"), "hint: did you mean below-minimum?"),
        (HEAD.replace("2026-03-03", "03-03-2026") + PLAIN, "hint: write year-month-day, such as 2026-03-03"),
        (HEAD + PLAIN.replace("250.00", "-5"), "5:29: error CC112: items[0].open: an amount of 0 or more"),
        (HEAD + PLAIN.replace("250.00", "9000000000000"), "an amount of at most 1000000000000 is wanted"),
        (HEAD.replace("2026", "1026") + PLAIN, "2:8: error CC114: as_of: 2000-01-01 or more is wanted"),
        (HEAD + PLAIN.replace("act}", "act, item: B}"), "6:36: error CC220: the test has no item 'B'"),
        (HEAD + PLAIN.replace("250.00}", "250.00}, {days: 1, open: 9.00}"),
         "6:14: error CC220: nothing says which item is meant"),
        (HEAD + PLAIN.replace("days: 3, ", ""), "5:13: error CC221: nothing says when this invoice is due"),
        (HEAD + PLAIN.replace("days: 3", "days: 3, due: 2026-03-01"), "error CC221: an item has 'days' or"),
        (HEAD + PLAIN.replace("250.00", "0"), "5:29: error CC221: an item of 0 is not open"),
        (HEAD + PLAIN + PLAIN, "7:11: error CC222: two tests are called 'a'"),
        (HEAD + PLAIN.replace("act}", "act}, {decision: act}"), "error CC222: item '1' is expected twice"),
        (HEAD + PLAIN.replace("{days: 3,", "{number: B, days: 1, open: 1}, {number: B, days: 3,"),
         "error CC222: two items are called 'B'"),
        (HEAD + PLAIN.replace("act}", "hold, channel: email}"),
         "6:40: error CC223: there is no letter when the decision is 'hold'"),
        (HEAD + PLAIN.replace("act}", "act, reason: review}"), "error CC223: 'review' is no reason to act"),
        (HEAD + PLAIN.replace("act}", "hold, reason: step-due}"), "error CC223: 'step-due' is a reason to"),
        (HEAD + PLAIN.replace("act}", "act, letter: {}}"), "CC223: nothing is expected of the letter"),
        (HEAD + PLAIN.replace("act}", "act, letter: {interest: 2.415}}"), "CC224: 2.415 has more decimals than EUR"),
        (HEAD + PLAIN.replace("250.00", "250.001"), "5:29: error CC224: 250.001 has more decimals than EUR"),
        (HEAD + PLAIN.replace("open: 250.00", "open: 250.00, currency: JPY").replace(
            "act}", "act, letter: {total: 250.50}}"), "error CC224: 250.50 has more decimals than JPY"),
        (HEAD, "3:7: error CC112: tests: a value is wanted; nothing stands here"),
        ("", "1:1: error CC104: the file is empty"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(tests: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigRefused) as caught:
        run_policy_tests([write(tmp_path, tests)], tmp_path)
    assert caught.value.exit_code is ExitCode.CONFIG
    text = "\n".join(f.as_text() for f in caught.value.findings)
    assert f"{tmp_path}/own.tests.yaml:" in text
    assert told in text
    assert all(f.hint for f in caught.value.findings)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    more = PLAIN.replace("name: a", "name: b").replace("open", "opn")
    with pytest.raises(ConfigRefused) as caught:
        run_policy_tests([write(tmp_path, HEAD + PLAIN.replace("act", "x") + more)], tmp_path)
    assert [f.place.line for f in caught.value.findings] == [6, 8, 8]


def test_the_reasons_are_those_of_the_gates() -> None:
    for reason in REASONS:
        if reason == "broken-promise":
            continue  # an example debtor has promised nothing
        decision = "act" if reason == "step-due" else "hold"
        told = Expectation.model_validate({"decision": decision, "reason": str(reason)})
        assert told.reason == reason


@pytest.mark.parametrize(
    "test",
    [
        "items: [{due: 2026-02-28, open: 10}]\n    expect: [{decision: act, step: reminder}]",
        (
            "items: [{days: 3, open: 250.00}]\n    debtor: {id: C7}\n"
            "    expect: [{decision: hold, reason: exception, next: 2027-01-01}]"
        ),
        (
            "items: [{days: 3, open: 250.00}]\n    paid: [30, 12, -2]\n"
            "    expect: [{decision: hold, segment: slow, next: 2026-03-09}]"
        ),
        (
            "items: [{days: 3, open: 250.00}]\n    paid: [30, 0, 0]\n"
            '    expect: [{decision: act, segment: ""}]'
        ),
        (
            "items: [{days: 3, open: 250.00}]\n    debtor: {addresses: []}\n"
            "    expect: [{decision: refer, reason: no-contact}]"
        ),
        (
            "items: [{days: 3, open: 250.00}]\n    debtor: {reminders: off}\n"
            "    expect: [{decision: hold, reason: reminders-off}]"
        ),
        (
            "items: [{days: 3, open: 250.00}]\n    debtor: {channels: [letter]}\n"
            "    expect: [{decision: act, channel: letter}]"
        ),
        (
            "items: [{days: 50, open: 99}]\n    history: [{step: final, days_ago: 14, repeat: 1}]\n"
            "    expect: [{decision: act, step: final}]"
        ),
        (
            "items: [{days: 50, open: 99}]\n    history: [{step: final, days_ago: 14, repeat: 2}]\n"
            "    expect: [{decision: refer, reason: end-of-schedule}]"
        ),
        (
            "items: [{days: 50, open: 99}]\n"
            "    history: [{step: final, days_ago: 14}, {step: reminder, days_ago: 30}]\n"
            "    expect: [{decision: act, step: final}]"
        ),
        (
            "items: [{days: 3, open: 5000, currency: JPY}]\n"
            "    expect: [{decision: act, letter: {total: 5000}}]"
        ),
        (
            'items: [{number: "2026/7", issued: 2026-01-20, open: 250.01}]\n'
            '    debtor: {terms: "50% net 30, rest net 60"}\n'
            '    expect: [{item: "2026/7/1", decision: act, letter: {total: 125.01, items: 1}},'
            ' {item: "2026/7/2", decision: hold, reason: not-due}]'
        ),
    ],
)
def test_what_the_file_says_is_what_is_decided(test: str, tmp_path: Path) -> None:
    (verdict,) = carried_out(tmp_path, f"  - name: x\n    {test}\n")
    assert verdict.failures == ()


def test_a_failure_tells_what_decided_and_what_did_not(tmp_path: Path) -> None:
    test = (
        "  - name: x\n    items: [{days: 3, open: 10.00}]\n"
        "    expect:\n      - decision: hold\n        reason: below-minimum\n"
    )
    (verdict,) = carried_out(tmp_path, test)
    (failure,) = verdict.failures
    assert [(d.what, d.expected, d.got, d.place.line) for d in failure.differences] == [
        ("decision", "hold", "act", 7),
        ("reason", "below-minimum", "step-due", 8),
    ]
    assert failure.why is not None
    assert failure.why_not is not None
    assert failure.why.rule == f"{tmp_path}/own.yaml:7"
    assert failure.why_not.saw == "due now, less credits: EUR 10.00, minimum EUR 10.00"
    assert failure.why_not.rule == f"{tmp_path}/own.yaml:4"


@pytest.mark.parametrize(
    ("expected", "what", "got"),
    [
        ("decision: act, step: final", "step", "reminder"),
        ("decision: act, channel: letter", "channel", "email"),
        ("decision: act, segment: slow", "segment", "none"),
        ("decision: act, next: 2026-03-04", "next", "2026-03-03"),
        ("decision: act, letter: {items: 2}", "letter.items", "1"),
        ("decision: act, letter: {total: 9.99}", "letter.total", "EUR 250.00"),
        ("decision: act, letter: {interest: 1.23}", "letter.interest", "EUR 0.00"),
        ("decision: act, letter: {compensation: 40}", "letter.compensation", "EUR 0.00"),
        ("decision: act, letter: {costs: 40}", "letter.costs", "EUR 0.00"),
        ("decision: act, letter: {announced: 40}", "letter.announced", "EUR 0.00"),
        ("decision: act, letter: {pay_by: 2026-03-11}", "letter.pay_by", "2026-03-10"),
        ("decision: act, letter: {template: final}", "letter.template", "reminder"),
        ("decision: hold", "decision", "act"),
        ("decision: refer, reason: review, letter: {items: 1}", "reason", "step-due"),
    ],
)
def test_every_key_of_an_expectation_can_fail(
    expected: str, what: str, got: str, tmp_path: Path
) -> None:
    test = PLAIN.replace("decision: act", expected)
    (verdict,) = carried_out(tmp_path, test)
    (failure,) = verdict.failures
    assert (what, got) in [(d.what, d.got) for d in failure.differences]


def test_an_invoice_of_a_later_day_is_not_in_the_books(tmp_path: Path) -> None:
    test = PLAIN.replace("days: 3", "issued: 2026-04-01").replace("act", "hold")
    (verdict,) = carried_out(tmp_path, test)
    (failure,) = verdict.failures
    assert [d.got for d in failure.differences] == ["it is not open on 2026-03-03"]
    assert failure.why is None
