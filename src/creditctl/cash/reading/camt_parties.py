"""What a transaction of a camt entry says about the payment: payer, references, text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.accounts import compact
from creditctl.cash.reading.remittance import NO_REASON, Remittance, stated_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.reading.xmltree import Node

_RETURNED: Final = ("RRTN", "UPDD")
"""ISO 20022 sub-families: reversal due to a payment's return, unpaid direct debit."""


def read_transaction(tx: Node, *, credit: bool, reversal: bool, account: str) -> Remittance:
    """Read one `TxDtls`.

    Args:
        tx: the element; credit: whether its money came in.
        reversal: whether the entry takes an earlier one back.
        account: the statement's own, which is never the other party's.
    """
    reason = _return_reason(tx)
    # A return keeps the roles of the payment that came back: who was paid stays the creditor.
    who = "Dbtr" if credit != (reversal or reason != "") else "Cdtr"
    name, iban = _party(tx, who)
    if iban and iban == account:
        name, iban = _party(tx, "Cdtr" if who == "Dbtr" else "Dbtr")
    references = [
        node.text
        for block in _blocks(tx)
        if (node := block.child("CdtrRefInf", "Ref")) is not None and node.text
    ]
    return Remittance(
        name=name,
        iban=iban,
        reference=references[0] if references else "",
        end_to_end=stated_id(tx.told("Refs", "EndToEndId")),
        text=_text(tx, references[1:]),
        return_reason=reason,
    )


def _party(tx: Node, who: str) -> tuple[str, str]:
    """Name and account of the debtor or creditor; the name of the ultimate one if need be."""
    name = (
        tx.told("RltdPties", who, "Nm")
        or tx.told("RltdPties", who, "Pty", "Nm")
        or tx.told("RltdPties", f"Ultmt{who}", "Nm")
        or tx.told("RltdPties", f"Ultmt{who}", "Pty", "Nm")
    )
    account = ("RltdPties", f"{who}Acct", "Id")
    return name, compact(tx.told(*account, "IBAN") or tx.told(*account, "Othr", "Id"))


def _return_reason(tx: Node) -> str:
    """Why the payment came back, "" when it did not."""
    if tx.child("RtrInf") is not None:
        told = tx.told("RtrInf", "Rsn", "Cd") or tx.told("RtrInf", "Rsn", "Prtry")
        return told or NO_REASON
    family = tx.told("BkTxCd", "Domn", "Fmly", "SubFmlyCd")
    return NO_REASON if family in _RETURNED else ""


def _blocks(tx: Node) -> list[Node]:
    remittance = tx.child("RmtInf")
    return remittance.all("Strd") if remittance else []


def _text(tx: Node, references: Sequence[str]) -> str:
    """The lines for people, then document numbers and further references of structured blocks."""
    remittance = tx.child("RmtInf")
    lines = [node.text for node in remittance.all("Ustrd")] if remittance else []
    for block in _blocks(tx):
        lines += [document.told("Nb") for document in block.all("RfrdDocInf")]
        lines += [node.text for node in block.all("AddtlRmtInf")]
    lines += references
    return "\n".join(filter(None, lines)) or tx.told("AddtlTxInf")


def in_common(found: Sequence[Remittance]) -> Remittance:
    """What all payments of a collective booking share, and all of their lines."""

    def shared(values: Sequence[str]) -> str:
        return values[0] if len(set(values)) == 1 else ""

    lines = dict.fromkeys(line for each in found for line in each.text.split("\n") if line)
    return Remittance(
        name=shared([each.name for each in found]),
        iban=shared([each.iban for each in found]),
        reference=shared([each.reference for each in found]),
        end_to_end=shared([each.end_to_end for each in found]),
        text="\n".join(lines),
        return_reason=shared([each.return_reason for each in found]),
    )
