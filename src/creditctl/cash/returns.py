"""Why payments come back: the reason codes of banks in plain words, and what to do about each.

Codes are those of ISO 20022, external code set "ExternalReturnReason1Code", as far as banks use
them for transfers and direct debits. What follows from one is ours.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple


class Then(StrEnum):
    """What to do about a payment that came back.

    DUN: reminders go on as for any open invoice. REPAIR: the data of the account are wrong, so
    correct them before anything else is collected. STOP: it is about the mandate, a refund or the
    law, so a person has to look first.
    """

    DUN = "dun"
    REPAIR = "repair"
    STOP = "stop"


class Reason(NamedTuple):
    """A reason in words, and what to do."""

    meaning: str
    then: Then


_REASONS: Final[dict[str, tuple[str, Then]]] = {
    "AC01": ("the account number is wrong", Then.REPAIR),
    "AC02": ("the number of the debtor's account is wrong", Then.REPAIR),
    "AC03": ("the number of the creditor's account is wrong", Then.REPAIR),
    "AC04": ("the account is closed", Then.REPAIR),
    "AC06": ("the account is blocked", Then.REPAIR),
    "AC13": ("the account is of the wrong kind for this direct debit", Then.REPAIR),
    "AG01": ("the account does not allow such payments", Then.REPAIR),
    "AG02": ("the kind of collection is wrong, such as first or recurrent", Then.REPAIR),
    "AM03": ("the account does not take this currency", Then.REPAIR),
    "AM04": ("there was not enough money on the account", Then.DUN),
    "AM05": ("it was collected or paid twice", Then.STOP),
    "AM09": ("the amount is not what was agreed", Then.STOP),
    "ARDT": ("it was given back before", Then.STOP),
    "BE01": ("the name does not belong to the account", Then.REPAIR),
    "BE04": ("the creditor's address is missing", Then.REPAIR),
    "BE05": ("the creditor's id is not known", Then.REPAIR),
    "BE06": ("the customer is not known at this bank", Then.REPAIR),
    "BE07": ("the debtor's address is missing", Then.REPAIR),
    "CNOR": ("the creditor's bank can't be reached this way", Then.REPAIR),
    "CURR": ("the currency is wrong", Then.REPAIR),
    "CUST": ("the customer asked for it", Then.STOP),
    "DNOR": ("the debtor's bank can't be reached this way", Then.REPAIR),
    "DUPL": ("it was paid twice", Then.STOP),
    "ED05": ("the banks could not settle it", Then.DUN),
    "FF05": ("the kind of direct debit is wrong", Then.REPAIR),
    "FOCR": ("the sender called it back", Then.STOP),
    "FRAD": ("it is said to be fraud", Then.STOP),
    "LEGL": ("a court or an authority decided so", Then.STOP),
    "MD01": ("there is no mandate for this account, or not for this collection", Then.STOP),
    "MD02": ("the data of the mandate are missing or wrong", Then.STOP),
    "MD06": ("the debtor wants the money back", Then.STOP),
    "MD07": ("the debtor has died", Then.STOP),
    "MS02": ("the debtor refused and gave no reason", Then.STOP),
    "MS03": ("the bank gave no reason; mostly there was not enough money", Then.DUN),
    "NARR": ("the reason is told in the text", Then.STOP),
    "NOAS": ("the customer did not answer", Then.STOP),
    "NOOR": ("there was no such payment", Then.STOP),
    "RC01": ("the bank's code is wrong", Then.REPAIR),
    "RR01": ("the debtor's account is missing, as the law wants it", Then.REPAIR),
    "RR02": ("the debtor's name or address is missing, as the law wants it", Then.REPAIR),
    "RR03": ("the creditor's name or address is missing, as the law wants it", Then.REPAIR),
    "RR04": ("a law or an authority forbids it", Then.STOP),
    "SL01": ("the debtor has told the bank to refuse it", Then.STOP),
    "SL02": ("the creditor has told the bank to refuse it", Then.STOP),
    "SL11": ("the debtor does not let this creditor collect", Then.STOP),
    "SL12": ("the debtor has barred this creditor", Then.STOP),
    "SL13": ("the debtor has set a limit of collections, and it is reached", Then.STOP),
    "SL14": ("the debtor has set a limit of the amount, and it is exceeded", Then.STOP),
    "SVNR": ("the service was not rendered", Then.STOP),
    "TECH": ("the bank had a technical problem", Then.DUN),
    "TM01": ("it reached the bank too late", Then.REPAIR),
    "UPAY": ("it was not owed", Then.STOP),
}


def return_reason(code: str) -> Reason:
    """What a reason code means; one that is not known, or none at all, wants a look.

    Args:
        code: as the bank states it, "" = it states none.
    """
    known = _REASONS.get(code.strip().upper())
    if known is not None:
        return Reason(*known)
    if code.strip():
        return Reason("a reason that is not known here", Then.STOP)
    return Reason("the bank states no reason", Then.STOP)


CODES: Final = tuple(sorted(_REASONS))
"""Every code that is known."""
