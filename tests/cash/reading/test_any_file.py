"""Whatever stands in a file: a statement whose parts fit together, or a refusal. Never another error."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from creditctl.cash.reading import read_statement
from creditctl.cash.statements import StatementFile
from creditctl.errors import DataRefused
from creditctl.findings import Severity
from tests.cash.reading.build import (
    MOVEMENT,
    PLAIN,
    balance,
    camt,
    details,
    mt940,
    ntry,
    ofx,
    stmttrn,
)  # fmt: skip

TX = "<Amt Ccy='EUR'>6.25</Amt><RltdPties><Dbtr><Nm>J</Nm></Dbtr></RltdPties><RmtInf><Ustrd>t</Ustrd></RmtInf>"
SOUND = [
    camt(balance("OPBD", "1"), ntry("12.50", details(TX, TX)), balance("CLBD", "13.50")),
    camt(ntry(sign="DBIT", status="<Sts><Cd>PDNG</Cd></Sts>"), form="054", version="08"),
    mt940(MOVEMENT, ":86:166?00G?20EREF+E1?21SVWZ+Text?31DE1?32Name?34901", MOVEMENT, ":86:/REMI/x/"),
    ":20:X\n:25:1\n:28C:1\n:34F:EUR0,\n" + MOVEMENT + "\n:90C:1EUR12,50\n-\n",
    ofx(stmttrn(), stmttrn("-3,5", more="<MEMO>m &amp; n")),
    PLAIN + '2026-01-30,"Factuur, 1",12.50,EUR\n2026-01-31,x,-0.50,EUR\n',
    "Date,Details,Debit,Credit,Balance\n01/02/2026,a,12.50,,\n02/02/2026,b,,3.00,\n",
    'Date Processed,Description,Amount,\nPending,s,£1.00,\n12-Dec-2025,p,"+ £1,100.00",CR\n',
    '18.09.2026;"HOFER";18.09.2026;-33,87;EUR;;\n' * 3,
]  # fmt: skip
PIECES = [
    "", "\0", "\n", "\r", "\r\r\n", ";", ",", ".", '"', "<", ">", "&", "-", ":", ":61:", ":62F:", "-}",
    "<OFX>", "</STMTTRN>", "<Ntry>", "]]>", "<!DOCTYPE a>", "EUR", "JPY", "QQQ", "99999999999999999999",
    "000000", "260230", "2026-02-30", "NaN", "\u0663", "\u00ad", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "?20", "?31", "/NAME/", "SVWZ+", "RF18539007547034", "C", "D", "RC", "CR", "Pending",
]  # fmt: skip


def check(data: bytes, **options) -> None:
    """Read a file, and look at what comes of it."""
    try:
        found = read_statement(data, "b", **options)
    except DataRefused as refusal:
        told = refusal.findings
    else:
        told = None
        holds(found)
    assert told is None or (told and all(f.severity is Severity.ERROR for f in told))
    assert all(f.as_text() and f.place.file for f in told or ())


def holds(found: StatementFile) -> None:
    """Whether the answer holds together."""
    assert all(f.severity is not Severity.ERROR and f.as_text() for f in found.findings)
    for statement in found.statements:
        assert statement.credits >= 0
        assert statement.debits >= 0
        assert statement.reconciles in (True, False, None)
        for entry in statement.entries:
            assert type(entry.amount) is int
            assert abs(entry.amount) < 10**18
            assert len(entry.currency) == 3
            assert entry.line >= 1
            assert not entry.details or sum(d.amount for d in entry.details) == entry.amount


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes(data):
    check(data)


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=200), st.sampled_from(["", ":20:", "<OFX>", "<?xml version='1.0'?>", PLAIN])
)
def test_any_text(text, start):
    check((start + text).encode("utf-8", "replace"))


@settings(max_examples=800, deadline=None)
@given(st.data())
def test_mutated_statements(data):
    text = data.draw(st.sampled_from(SOUND))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)))
        text = text[:at] + piece + text[at + data.draw(st.integers(0, 12)) :]
    code = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]))
    check(text.encode(code, "replace"), currency=data.draw(st.sampled_from([None, "EUR", "KWD"])))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(SOUND), st.data())
def test_mutated_bytes_and_cut_files(text, data):
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(0, 5))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    check(bytes(raw[: data.draw(st.integers(0, len(raw)))]))


def test_the_sound_ones_are_sound():
    for text in SOUND:
        assert read_statement(text.encode(), "b").statements[0].entries
