"""Which texts that are no address are told of those who get a letter today."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from creditctl.app.reaching import letter_findings
from creditctl.ledger.frames import Debtor
from creditctl.policy.decide import decide
from creditctl.policy.reasons import Outcome, Reason
from tests.policy.build import history, item, ledger, policy

STREET = ("Street 1", "Town")


def test_none_is_missed_where_only_a_letter_about_a_promise_leaves():
    """No gate looked for the address of D1, whose next step is later."""
    master = (
        Debtor("D0", "None", address=STREET),
        Debtor("D1", "One", dunning_email="nobody", address=STREET),
    )
    items = ledger(item("F1", 5, debtor="D0"), item("F2", 5), master=master)
    items = replace(items, invoice_email=["nowhere", ""])
    decisions = decide(items, policy(), history(("F2", "reminder", 8)))
    assert decisions.reason_of(1) is Reason.NEXT_STEP_LATER
    written = replace(decisions, outcome=np.full(2, Outcome.ACT, dtype=np.int8))
    found = letter_findings(written)
    assert [(one.code, one.debtor) for one in found] == [("CR131", "D0"), ("CR131", "D1")]
