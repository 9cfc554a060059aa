"""MT940 and MT942: lines, balances, texts of three ways of writing, refusals."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cash.reading.build import MOVEMENT, codes, entry, mt940, one, read, refused


def test_a_statement():
    statement = one(mt940(MOVEMENT, ":86:Factuur 2026-001", "van 5 januari"))
    assert (statement.form, statement.account, statement.number) == (
        "MT940",
        "NL02ABNA0123456789",
        "12/1",
    )
    assert statement.reconciles is True
    (found,) = statement.entries
    assert (found.amount, found.currency, found.line) == (1250, "EUR", 5)
    assert (found.booked, found.value) == (date(2026, 1, 30), date(2026, 1, 30))
    assert (found.bank_reference, found.code) == ("BANK-1", "NTRF")
    assert found.text == "Factuur 2026-001\nvan 5 januari"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_line_ends(end: str):
    text = mt940(MOVEMENT, ":86:one", "two").replace("\n", end)
    assert entry(text).text == "one\ntwo"
    assert entry(text).line == 5


def test_latin_1_text_is_read_as_windows_1252_aloud():
    found = read(mt940(MOVEMENT, ":86:Müller").encode("latin-1"))
    assert found.statements[0].entries[0].text == "Müller"
    assert codes(found.findings) == ["CI111"]


@pytest.mark.parametrize(
    ("mark", "amount", "reversal", "pending"),
    [
        ("C", 1250, False, False),
        ("D", -1250, False, False),
        ("RC", -1250, True, False),
        ("RD", 1250, True, False),
        ("EC", 1250, False, True),
        ("ED", -1250, False, True),
        ("CR", 1250, False, False),
        ("DR", -1250, False, False),
        ("RCR", -1250, True, False),
        ("RDR", 1250, True, False),
    ],
)
def test_marks(mark: str, amount: int, reversal: bool, pending: bool):
    found = entry(mt940(MOVEMENT.replace("C12", f"{mark}12")))
    assert (found.amount, found.reversal, found.pending) == (amount, reversal, pending)


@pytest.mark.parametrize(
    ("written", "amount"),
    [("12,5", 1250), ("12,", 1200), ("0000012,50", 1250), ("0,05", 5), ("12,500", 1250)],
)
def test_amounts(written: str, amount: int):
    assert entry(mt940(MOVEMENT.replace("12,50", written))).amount == amount


@pytest.mark.parametrize(
    ("value", "entry_date", "booked"),
    [
        ("251231", "0102", date(2026, 1, 2)),
        ("260102", "1231", date(2025, 12, 31)),
        ("260630", "0701", date(2026, 7, 1)),
        ("991231", "0101", date(2000, 1, 1)),
        ("260130", "", date(2026, 1, 30)),
    ],
)
def test_the_year_of_an_entry_date(value: str, entry_date: str, booked: date):
    assert entry(mt940(f":61:{value}{entry_date}C12,50NTRFNONREF")).booked == booked


def test_a_value_date_of_30_february_is_left_out():
    found = read(mt940(":61:2602300302C12,50NTRFNONREF"))
    assert found.statements[0].entries[0].value is None
    assert found.statements[0].entries[0].booked == date(2026, 3, 2)
    (warning,) = found.findings
    assert (warning.code, warning.place.line, warning.place.column) == ("CP121", 5, 5)


@pytest.mark.parametrize(
    "line", [":61:2602280230C1,NTRFX", ":61:260230C1,NTRFX", ":61:2613010199C1,NTRFX"]
)
def test_a_day_of_booking_that_does_not_exist_is_refused(line: str):
    (finding,) = refused(mt940(line))
    assert finding.code == "CP112"
    assert finding.place.line == 5


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (":61:2601300130CR", "CP111", "the amount is missing"),
        (":61:2601300130C12.50NTRFNONREF", "CP111", "begins with no amount"),
        (":61:2601300130C1.250,00NTRFX", "CP111", "begins with no amount"),
        (":61:2601300130C12,505NTRFX", "CP111", "has more decimals than EUR"),
        (":61:2601300130X12,50NTRFX", "CP115", "does not begin with a date and C or D"),
        (":61:", "CP115", "does not begin with a date"),
        (":61:2601300130C12,50", "CP115", "behind the amount"),
    ],
)
def test_a_movement_that_cannot_be_read(line: str, code: str, message: str):
    (finding,) = refused(mt940(MOVEMENT, line, MOVEMENT))
    assert (finding.code, finding.place.line) == (code, 6)
    assert message in finding.message
    assert finding.hint


def test_a_line_that_belongs_to_no_field_is_refused():
    text = mt940(MOVEMENT).replace(":28C:12/1", ":28C:12/1\n12,50 somewhere")
    (finding,) = refused(text)
    assert (finding.code, finding.place.line) == ("CP115", 4)


@pytest.mark.parametrize(
    "lost", ["61:2601300130C5,00NTRFX", ":6:2601300130C5,00NTRFX", "2601300130C5,00NTRFX"]
)
def test_a_movement_without_its_tag_does_not_become_text(lost: str):
    (finding,) = refused(mt940(MOVEMENT, ":86:text", lost))
    assert (finding.code, finding.place.line) == ("CP115", 7)


def test_a_movement_outside_of_a_statement_is_refused():
    assert codes(refused(mt940(MOVEMENT) + "2601300130C5,00NTRFX\n")) == ["CP115"]


def test_an_unknown_field_is_told():
    found = read(mt940(MOVEMENT, ":77:whatever"))
    assert codes(found.findings) == ["CP125"]


@pytest.mark.parametrize("lines", [3, 5, 6])
def test_a_statement_that_is_cut_off(lines: int):
    text = "\n".join(mt940(MOVEMENT, ":86:x").splitlines()[:lines])
    found = refused(text)
    assert "CP106" in codes(found)


def test_a_closing_balance_that_is_cut_off():
    (finding,) = refused(mt940(MOVEMENT, closing="C260130EUR1"))
    assert finding.code == "CP111"


def test_a_file_that_is_cut_off_between_two_statements():
    first = mt940(MOVEMENT).splitlines()
    text = "\n".join([*first[:5], *mt940(MOVEMENT).splitlines()])
    assert codes(refused(text)) == ["CP106"]


def test_movements_without_a_statement():
    found = refused(f"{MOVEMENT}\n:86:x\n:61:260130C\n")
    assert codes(found) == ["CP105", "CP111"]


def test_a_movement_behind_the_end():
    found = read(mt940(MOVEMENT) + ":61:260131C1,00NTRFX\n:86:late\n")
    (statement,) = found.statements
    assert [(e.amount, e.pending, e.text) for e in statement.entries] == [
        (1250, False, ""),
        (100, True, "late"),
    ]
    assert statement.reconciles is True
    assert codes(found.findings) == ["CP124"]


def test_a_dash_in_a_text_does_not_end_the_statement():
    found = read(mt940(MOVEMENT, ":86:one", "-", "two"))
    assert found.statements[0].entries[0].text == "one\n-\ntwo"
    assert found.findings == ()


def test_blocks_of_swift_and_bank_headers():
    inner = mt940(MOVEMENT)[:-2]
    blocks = f"{{1:F01ABNANL2AXXXX0000000000}}{{2:O940}}{{4:\n{inner}-}}{{5:{{CHK:1}}}}\n"
    assert len(read(blocks + blocks).statements) == 2
    headers = "ABNANL2A\n940\nABNANL2A\n"
    found = read(headers + mt940(MOVEMENT) + headers + mt940(MOVEMENT))
    assert (len(found.statements), found.findings) == (2, ())
    assert read("0000 01INGBNL2AXXXX00001\n940 00\n" + mt940(MOVEMENT)[:-2] + "-XXX").findings == ()


def test_odd_lines_around_a_statement_are_told():
    assert codes(read(mt940(MOVEMENT) + "Totaal: 12,50\n").findings) == ["CP125"]


def test_statements_without_bookings_and_pages():
    page = mt940(MOVEMENT, closing="C260130EUR112,50").replace(":62F:", ":62M:")
    rest = mt940(opening="C260130EUR112,50").replace(":60F:", ":60M:")
    assert [s.reconciles for s in read(page + rest).statements] == [True, True]


def test_no_account():
    assert codes(refused(mt940(MOVEMENT).replace(":25:NL02ABNA0123456789", ":25:"))) == ["CP115"]


@pytest.mark.parametrize(
    ("written", "account"),
    [
        ("NL02ABNA0123456789EUR", "NL02ABNA0123456789"),
        ("NL02 ABNA 0123 4567 89", "NL02ABNA0123456789"),
        ("50880050/0194774600888", "50880050/0194774600888"),
        ("1291.99.348EUR", "1291.99.348EUR"),
    ],
)
def test_accounts(written: str, account: str):
    assert one(mt940().replace("NL02ABNA0123456789", written)).account == account


def test_currencies():
    assert codes(refused(mt940(MOVEMENT, closing="C260130USD112,50"))) == ["CP114"]
    assert "CP114" in codes(refused(mt940(MOVEMENT).replace("EUR", "QQQ")))
    assert one(mt940(MOVEMENT).replace("EUR", "DEM")).currency == "DEM"


INTERIM = ":20:X\n:25:1\n:28C:1\n:34F:EUR0,\n:13D:2601301200+0100\n" + MOVEMENT + "\n"


def test_an_interim_report():
    found = read(INTERIM + ":90D:0EUR0,00\n:90C:1EUR12,50\n-\n")
    (statement,) = found.statements
    assert (statement.form, statement.reconciles, statement.entries[0].pending) == (
        "MT942",
        None,
        False,
    )
    assert found.findings == ()
    assert codes(read(INTERIM + ":90C:2EUR13,50\n").findings) == ["CP123"]
    assert codes(refused(INTERIM)) == ["CP106"]


def test_an_interim_report_without_currency():
    text = INTERIM.replace(":34F:EUR0,\n", "") + "-\n"
    assert "CP114" in codes(refused(text))
    assert entry(text, currency="USD").currency == "USD"


GERMAN = (
    ":86:166?00GUTSCHRIFT?100399?20EREF+EndToEndIdTFNR20004000?2101?22SVWZ",
    "+Rechnung 4711 und 4712 von?23 Januar?30PBNKDEFF100?31DE421001001000439",
    "21105?32Renate Richter mit 27 Zeich?33en GmbH?34000",
)


def test_german_texts():
    found = entry(mt940(MOVEMENT, *GERMAN))
    assert found.end_to_end == "EndToEndIdTFNR2000400001"
    assert found.text == "Rechnung 4711 und 4712 von Januar"
    assert found.iban == "DE42100100100043921105"
    assert found.name == "Renate Richter mit 27 Zeichen GmbH"
    assert (found.code, found.return_reason) == ("NTRF/166", "")


def test_untagged_german_lines_stay_lines():
    found = entry(mt940(MOVEMENT, ":86:051?00UEBERWEISUNG?20Rechnung 4711?21Kunde 12?32MUELLER"))
    assert (found.text, found.name) == ("Rechnung 4711\nKunde 12", "MUELLER")


def test_a_reference_that_is_the_whole_text():
    found = entry(mt940(MOVEMENT, ":86:166?20SVWZ+RF18 5390 0754 7034?32X"))
    assert found.reference == "RF18539007547034"


@pytest.mark.parametrize(
    ("kind", "extension", "reason"),
    [("109", "902", "AC04"), ("108", "909", "MD01"), ("109", "999", "MS03"), ("159", "901", "AC01"),
     ("166", "902", "")],
)  # fmt: skip
def test_german_returns(kind: str, extension: str, reason: str):
    line = f":86:{kind}?00RUECKLASTSCHRIFT?20EREF+E1?32Jansen?34{extension}"
    assert entry(mt940(MOVEMENT.replace("C12", "D12"), line)).return_reason == reason


def test_a_returned_item_by_its_type():
    assert entry(mt940(MOVEMENT.replace("NTRF", "NRTI"))).return_reason == "MS03"


def test_dutch_code_words():
    found = entry(
        mt940(
            MOVEMENT,
            ":86:/TRTP/SEPA OVERBOEKING/IBAN/NL32INGB0000012345/BIC/INGBNL2A/NAME/J",
            "ANSEN BV/REMI/FACTUUR 2026-001/EREF/NOTPROVIDED",
        )
    )
    assert (found.name, found.iban, found.text, found.end_to_end) == (
        "JANSEN BV",
        "NL32INGB0000012345",
        "FACTUUR 2026-001",
        "",
    )


def test_dutch_counterparty_reference_and_return():
    text = ":86:/RTRN/MS03//EREF/E-1//CNTP/NL32INGB0000012345/INGBNL2A/JANSEN BV/ROTTERDAM///REMI/"
    found = entry(mt940(MOVEMENT, f"{text}STRD/CUR/9000000000000001/"))
    assert (found.name, found.reference, found.return_reason) == (
        "JANSEN BV",
        "9000000000000001",
        "MS03",
    )


def test_the_account_on_the_second_line_of_a_movement():
    text = ":86:/EREF/E-1/ORDP//NAME/Jansen/REMI/Factuur 12/ULTD//NAME/Other"
    found = entry(mt940(MOVEMENT, "NL32INGB0000012345", text))
    assert (found.iban, found.name, found.text) == ("NL32INGB0000012345", "Jansen", "Factuur 12")


def test_the_classic_layout_of_rabobank():
    line = ":61:260130C000000000012,50N0440121470966      W.P. Jansen"
    found = entry(mt940(line, ":86:Factuur", ":86:12"))
    assert (found.name, found.iban, found.text) == ("W.P. Jansen", "0121470966", "Factuur\n12")


def test_the_payers_reference():
    assert entry(mt940(MOVEMENT.replace("NONREF", "F2026-001"))).end_to_end == "F2026-001"
    assert entry(mt940(MOVEMENT, "Card transaction", ":86:x")).text == "Card transaction\nx"
