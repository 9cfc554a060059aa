"""Small statements of every format, as banks write them, and what comes of reading them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from creditctl.cash.reading import read_statement
from creditctl.errors import DataRefused

if TYPE_CHECKING:
    from creditctl.cash.statements import Entry, Statement, StatementFile
    from creditctl.findings import Finding


def read(text: str | bytes, name: str = "bank.txt", **options: Any) -> StatementFile:
    """Read a file."""
    return read_statement(text if isinstance(text, bytes) else text.encode(), name, **options)


def one(text: str | bytes, **options: Any) -> Statement:
    """The only statement of a file."""
    (statement,) = read(text, **options).statements
    return statement


def entry(text: str | bytes, **options: Any) -> Entry:
    """The only booking of a file."""
    (found,) = one(text, **options).entries
    return found


def refused(text: str | bytes, name: str = "bank.txt", **options: Any) -> list[Finding]:
    """Why a file is refused."""
    with pytest.raises(DataRefused) as caught:
        read(text, name, **options)
    return list(caught.value.findings)


def codes(findings: Any) -> list[str]:
    """The codes of findings, in order."""
    return [finding.code for finding in findings]


# camt

NUMBER = "<ElctrncSeqNb>7</ElctrncSeqNb><CreDtTm>2026-01-31T08:00:00</CreDtTm>"
MESSAGES = {"052": ("BkToCstmrAcctRpt", "Rpt"), "053": ("BkToCstmrStmt", "Stmt")}
MESSAGES["054"] = ("BkToCstmrDbtCdtNtfctn", "Ntfctn")


def camt(*parts: str, form: str = "053", version: str = "02", account: str = "") -> str:
    """A camt message with one statement that holds the parts, one a line from line 5 on."""
    message, statement = MESSAGES[form]
    account = account or "<IBAN>NL02ABNA0123456789</IBAN>"
    return "\n".join(
        (
            "<?xml version='1.0' encoding='UTF-8'?>",
            f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.{form}.001.{version}'>",
            f"<{message}><GrpHdr><MsgId>1</MsgId></GrpHdr><{statement}><Id>S1</Id>",
            f"{NUMBER}<Acct><Id>{account}</Id><Ccy>EUR</Ccy></Acct>",
            *parts,
            f"</{statement}></{message}></Document>",
        )
    )


def balance(kind: str, amount: str, sign: str = "CRDT", day: str = "2026-01-30") -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def ntry(
    amount: str = "12.50",
    *inside: str,
    sign: str = "CRDT",
    ccy: str = "EUR",
    status: str = "<Sts>BOOK</Sts>",
    booked: str = "<BookgDt><Dt>2026-01-30</Dt></BookgDt>",
) -> str:
    return (
        f"<Ntry><Amt Ccy='{ccy}'>{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{status}{booked}"
        f"{''.join(inside)}</Ntry>"
    )


def details(*transactions: str) -> str:
    return f"<NtryDtls>{''.join(f'<TxDtls>{tx}</TxDtls>' for tx in transactions)}</NtryDtls>"


# MT940


def mt940(*lines: str, opening: str = "C260129EUR100,00", closing: str | None = None) -> str:
    """A statement with the lines between its balances, the first of them on line 5."""
    head = [":20:START", ":25:NL02ABNA0123456789", ":28C:12/1", f":60F:{opening}"]
    tail = [f":62F:{closing}"] if closing else [":62F:C260130EUR112,50"]
    return "\n".join([*head, *lines, *tail, "-"]) + "\n"


MOVEMENT = ":61:2601300130C12,50NTRFNONREF//BANK-1"


# OFX


def ofx(*transactions: str, currency: str = "EUR") -> str:
    """An OFX 1 statement with the transactions, the first of them on line 6."""
    return "\n".join(
        (
            "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102",
            f"<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>{currency}",
            "<BANKACCTFROM><BANKID>1<ACCTID>NL02 ABNA 0123 4567 89</BANKACCTFROM><BANKTRANLIST>",
            *transactions,
            "</BANKTRANLIST><LEDGERBAL><BALAMT>112.50<DTASOF>20260130</LEDGERBAL>",
            "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>",
        )
    )


def stmttrn(amount: str = "12.50", day: str = "20260130120000[+1:CET]", more: str = "") -> str:
    return (
        f"<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>{day}<TRNAMT>{amount}<FITID>F-1"
        f"<NAME>Jansen BV{more}</STMTTRN>"
    )


# CSV

PLAIN = "Date,Description,Amount,Currency\n"
