"""The closed lists: what is decided for an open item, and why."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Outcome(IntEnum):
    """What is decided for an open item."""

    ACT = 0
    HOLD = 1
    REFER = 2


class Reason(StrEnum):
    """Why. Every open item has exactly one; `ABOUT` says what it means."""

    STEP_DUE = "step-due"
    BROKEN_PROMISE = "broken-promise"
    CREDIT = "credit"
    STRUCK_OUT = "struck-out"
    DISPUTED = "disputed"
    PROMISED = "promised"
    ARRANGED = "arranged"
    ON_HOLD = "on-hold"
    PAYMENTS_DISAGREE = "payments-disagree"
    EXCEPTION = "exception"
    REMINDERS_OFF = "reminders-off"
    UNCERTAIN_NOTICE = "uncertain-notice"
    QUARANTINED_ROW = "quarantined-row"
    UNMATCHED_MONEY = "unmatched-money"
    UNKNOWN_STEP = "unknown-step"
    NOT_DUE = "not-due"
    END_OF_SCHEDULE = "end-of-schedule"
    NEXT_STEP_LATER = "next-step-later"
    CONDITION = "condition"
    HAND_OVER = "hand-over"
    PAUSED = "paused"
    NOT_A_SENDING_DAY = "not-a-sending-day"
    CONTACT_GAP = "contact-gap"
    REGIME_UNKNOWN = "regime-unknown"
    RATE_UNKNOWN = "rate-unknown"
    NOTICE_PERIOD = "notice-period"
    NO_CONTACT = "no-contact"
    REMINDER_FIRST = "reminder-first"
    COVERED_BY_CREDIT = "covered-by-credit"
    BELOW_MINIMUM = "below-minimum"
    REVIEW = "review"


REASONS = tuple(Reason)
"""Reasons in code order: a `Decisions` table holds positions in this list."""

ABOUT: dict[Reason, str] = {
    Reason.STEP_DUE: "a reminder step is due",
    Reason.BROKEN_PROMISE: "a promise to pay it was not kept",
    Reason.CREDIT: "a credit or money on account, nothing to remind of",
    Reason.STRUCK_OUT: "struck out of the approved plan",
    Reason.DISPUTED: "the debtor disputes it",
    Reason.PROMISED: "the debtor has promised to pay it",
    Reason.ARRANGED: "it is paid by an arrangement",
    Reason.ON_HOLD: "a person has put it on hold",
    Reason.PAYMENTS_DISAGREE: "the files disagree about what was paid",
    Reason.EXCEPTION: "an exception in the policy switches reminders off",
    Reason.REMINDERS_OFF: "the debtor file says: no reminders",
    Reason.UNCERTAIN_NOTICE: "an earlier notice may or may not have left; a person must say",
    Reason.QUARANTINED_ROW: "a row of this debtor could not be read",
    Reason.UNMATCHED_MONEY: "money of this debtor belongs to no invoice yet",
    Reason.UNKNOWN_STEP: "its last step is no longer in the policy",
    Reason.NOT_DUE: "not overdue yet",
    Reason.END_OF_SCHEDULE: "all steps are done; a person decides what now",
    Reason.NEXT_STEP_LATER: "the next step is not due yet",
    Reason.CONDITION: "the step's condition does not hold",
    Reason.REMINDER_FIRST: "the debtor gets a reminder of overdue items today",
    Reason.COVERED_BY_CREDIT: "credits cover it",
    Reason.BELOW_MINIMUM: "the total is below the minimum",
    Reason.HAND_OVER: "to be handed over; a person does that",
    Reason.REGIME_UNKNOWN: "no late-payment rules are known for the debtor",
    Reason.RATE_UNKNOWN: "a figure that the letter would claim is not known",
    Reason.NOTICE_PERIOD: "the costs must be announced first, and the days of that letter pass",
    Reason.NO_CONTACT: "no address for any channel of the step",
    Reason.REVIEW: "the letter is ready; a person must approve it first",
    Reason.PAUSED: "the policy pauses all letters",
    Reason.NOT_A_SENDING_DAY: "no letters leave today",
    Reason.CONTACT_GAP: "the debtor had a letter too short ago",
}
"""What each reason means, in words."""

OPENS: dict[Reason, str] = {
    Reason.CREDIT: "nothing: it is set against what is owed",
    Reason.STRUCK_OUT: "the next run looks at it anew",
    Reason.DISPUTED: "when the dispute is resolved",
    Reason.ARRANGED: "when it is paid, or the arrangement is in default",
    Reason.ON_HOLD: "when the hold is lifted: creditctl hold lift",
    Reason.PAYMENTS_DISAGREE: "when the files agree about what was paid",
    Reason.REMINDERS_OFF: "when the debtor file allows reminders again",
    Reason.UNCERTAIN_NOTICE: "when a person has said whether it left: creditctl outbox resolve",
    Reason.QUARANTINED_ROW: "when the row can be read: creditctl check names it",
    Reason.UNMATCHED_MONEY: "when the money is allocated, in the books or by creditctl payments",
    Reason.UNKNOWN_STEP: "when the step is back in the policy, or a person decides",
    Reason.END_OF_SCHEDULE: "when a person decides",
    Reason.CONDITION: "when the condition holds",
    Reason.HAND_OVER: "when a person hands it over",
    Reason.REGIME_UNKNOWN: "when the policy or the books name country and kind",
    Reason.RATE_UNKNOWN: "when the tables have the figure: creditctl regimes check",
    Reason.NOTICE_PERIOD: "when a letter has announced the costs",
    Reason.NO_CONTACT: "when the books have an address",
    Reason.COVERED_BY_CREDIT: "when the credits no longer cover it",
    Reason.BELOW_MINIMUM: "when more is due",
    Reason.REVIEW: "when a person has approved it: creditctl plan -o plan.json",
}
"""What has to happen first, for reasons that end on no day that could be told."""
