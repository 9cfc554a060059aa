"""Bank statements for tests, in the formats that banks give: camt.053, camt.054, MT940."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape

OWN = "NL91ABNA0417164300"


@dataclass(frozen=True)
class Pay:
    """A payment: amounts as text, negative = money out."""

    amount: str
    text: str = ""
    name: str = "Somebody"
    iban: str = "DE89370400440532013000"
    day: date = date(2026, 1, 29)
    end_to_end: str = ""
    reference: str = ""
    bank: str = ""
    reason: str = ""
    reversal: bool = False
    status: str = "BOOK"
    parts: tuple[Pay, ...] = ()

    @property
    def money(self) -> Decimal:
        return Decimal(self.amount)

    @property
    def sign(self) -> str:
        return "CRDT" if self.money >= 0 else "DBIT"


def camt(
    payments,
    *,
    account: str = OWN,
    currency: str = "EUR",
    opening: str = "1000.00",
    kind: str = "053",
    number: str = "1",
    day: date | None = None,
) -> str:
    """A camt statement (053) or notification (054), version 2, as banks send it."""
    outer, inner = {
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
        "052": ("BkToCstmrAcctRpt", "Rpt"),
    }[kind]
    days = [p.day for p in payments] or [day or date(2026, 1, 29)]
    booked = sum((p.money for p in payments if p.status == "BOOK"), Decimal(0))
    balances = ""
    if kind == "053":
        balances = _balance("OPBD", Decimal(opening), currency, min(days))
        balances += _balance("CLBD", Decimal(opening) + booked, currency, max(days))
    entries = "\n".join(_entry(p, currency) for p in payments)
    own = f"<IBAN>{account}</IBAN>" if account[:2].isalpha() else _other(account)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.02">
<{outer}>
<GrpHdr><MsgId>{kind}-{number}</MsgId><CreDtTm>{max(days)}T18:00:00</CreDtTm></GrpHdr>
<{inner}>
<Id>{number}</Id>
<CreDtTm>{max(days)}T18:00:00</CreDtTm>
<Acct><Id>{own}</Id><Ccy>{currency}</Ccy></Acct>
{balances}{entries}
</{inner}>
</{outer}>
</Document>
"""


def _other(account: str) -> str:
    return f"<Othr><Id>{account}</Id></Othr>"


def _balance(kind: str, amount: Decimal, currency: str, day: date) -> str:
    sign = "CRDT" if amount >= 0 else "DBIT"
    return f"""<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>
<Amt Ccy="{currency}">{abs(amount)}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>
"""


def _entry(p: Pay, currency: str) -> str:
    details = "".join(_transaction(one, currency, amount=bool(p.parts)) for one in p.parts or (p,))
    reversal = "<RvslInd>true</RvslInd>" if p.reversal else ""
    bank = f"<AcctSvcrRef>{p.bank}</AcctSvcrRef>" if p.bank else ""
    return f"""<Ntry>
<Amt Ccy="{currency}">{abs(p.money)}</Amt><CdtDbtInd>{p.sign}</CdtDbtInd>{reversal}
<Sts>{p.status}</Sts><BookgDt><Dt>{p.day}</Dt></BookgDt><ValDt><Dt>{p.day}</Dt></ValDt>
{bank}<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
<NtryDtls>{details}</NtryDtls>
</Ntry>"""


def _transaction(p: Pay, currency: str, *, amount: bool) -> str:
    # The parties keep the parts that they had in the payment that comes back.
    comes_back = bool(p.reason) or p.reversal
    party = "Dbtr" if (p.money >= 0) != comes_back else "Cdtr"
    agent = f"{party}Acct"
    own = f"<Refs><EndToEndId>{p.end_to_end or 'NOTPROVIDED'}</EndToEndId></Refs>"
    money = f'<Amt Ccy="{currency}">{abs(p.money)}</Amt>' if amount else ""
    sign = f"<CdtDbtInd>{p.sign}</CdtDbtInd>" if amount else ""
    who = f"<{party}><Nm>{escape(p.name)}</Nm></{party}>" if p.name else ""
    account = f"<{agent}><Id><IBAN>{p.iban}</IBAN></Id></{agent}>" if p.iban else ""
    free = f"<Ustrd>{escape(p.text)}</Ustrd>" if p.text else ""
    if p.reference:
        free += f"<Strd><CdtrRefInf><Ref>{p.reference}</Ref></CdtrRefInf></Strd>"
    told = f"<RmtInf>{free}</RmtInf>" if free else ""
    why = f"<RtrInf><Rsn><Cd>{p.reason}</Cd></Rsn></RtrInf>" if p.reason else ""
    return f"""<TxDtls>{own}{money}{sign}
<RltdPties>{who}{account}</RltdPties>{told}{why}</TxDtls>"""


def mt940(
    payments, *, account: str = OWN, currency: str = "EUR", opening: str = "1000.00", number="1"
) -> str:
    """The same as MT940, in the layout of German banks."""
    days = [p.day for p in payments] or [date(2026, 1, 29)]
    total = Decimal(opening) + sum((p.money for p in payments), Decimal(0))
    lines = [":20:STARTUMS", f":25:{account}", f":28C:{number}/1"]
    lines.append(f":60F:{_swift(Decimal(opening), currency, min(days))}")
    for p in payments:
        mark = "C" if p.money >= 0 else "D"
        amount = str(abs(p.money)).replace(".", ",")
        bank = f"//{p.bank}" if p.bank else ""
        lines.append(f":61:{p.day:%y%m%d}{p.day:%m%d}{mark}{amount}NTRFNONREF{bank}")
        lines.append(_field86(p))
    lines.append(f":62F:{_swift(total, currency, max(days))}")
    return "\r\n".join(lines) + "\r\n-\r\n"


def _swift(amount: Decimal, currency: str, day: date) -> str:
    mark = "C" if amount >= 0 else "D"
    return f"{mark}{day:%y%m%d}{currency}{str(abs(amount)).replace('.', ',')}"


def _field86(p: Pay) -> str:
    words = f"SVWZ+{p.text}" if p.text else ""
    if p.end_to_end:
        words = f"EREF+{p.end_to_end}" + words
    pieces = [words[i : i + 27] for i in range(0, len(words), 27)]
    text = "166?00GUTSCHRIFT" + "".join(f"?{20 + i}{piece}" for i, piece in enumerate(pieces))
    text += f"?31{p.iban}?32{p.name[:27]}"
    return ":86:" + "\r\n".join(text[i : i + 65] for i in range(0, len(text), 65))
