"""Text messages: their length to the septet, their text, and whom they go to."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.delivery.message import FIELDS, read_message
from creditctl.delivery.outbox import Outbox, Package
from creditctl.documents.company import Company
from creditctl.documents.letters import LetterRefused, LetterRoom
from creditctl.documents.smslength import SmsLength, sms_length, sms_text
from creditctl.errors import ConfigRefused
from creditctl.findings import Finding, Severity
from tests.documents.build import AS_OF, COMPANY, CREDIT, DEBTOR, SHIPPED, THREE, notice

# The default alphabet of 3GPP TS 23.038 by its codes 0x00 to 0x7f; 0x1b is the escape.
TABLE = (
    "@\u00a3$\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\n\u00d8\u00f8\r\u00c5\u00e5"
    "\u0394_\u03a6\u0393\u039b\u03a9\u03a0\u03a8\u03a3\u0398\u039e\x1b\u00c6\u00e6\u00df\u00c9"
    " !\"#\u00a4%&'()*+,-./0123456789:;<=>?"
    "\u00a1ABCDEFGHIJKLMNOPQRSTUVWXYZ\u00c4\u00d6\u00d1\u00dc\u00a7"
    "\u00bfabcdefghijklmnopqrstuvwxyz\u00e4\u00f6\u00f1\u00fc\u00e0"
)
EXTENSION = "\f^{}\\[~]|\u20ac"
LANGUAGES = sorted(path.parent.name for path in SHIPPED.glob("*/labels.yaml"))
MOBILE = replace(DEBTOR, phone="06 12345678")


def test_every_character_of_the_alphabet_and_no_other():
    assert len(TABLE) == 128
    basic = {c for c in map(chr, range(0x3000)) if sms_length(c) == SmsLength("GSM-7", 1, 1)}
    assert basic == set(TABLE) - {"\x1b"}
    extended = {c for c in map(chr, range(0x3000)) if sms_length(c) == SmsLength("GSM-7", 2, 1)}
    assert extended == set(EXTENSION)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", SmsLength("GSM-7", 0, 0)),
        ("a" * 160, SmsLength("GSM-7", 160, 1)),
        ("a" * 161, SmsLength("GSM-7", 161, 2)),
        ("a" * 306, SmsLength("GSM-7", 306, 2)),
        ("a" * 307, SmsLength("GSM-7", 307, 3)),
        ("\u20ac" * 80, SmsLength("GSM-7", 160, 1)),
        ("\u20ac" * 81, SmsLength("GSM-7", 162, 2)),
        # 76 pairs fill 152 of 153 septets: no pair is cut in two.
        ("\u20ac" * 152, SmsLength("GSM-7", 304, 2)),
        ("\u20ac" * 153, SmsLength("GSM-7", 306, 3)),
        ("a" * 152 + "\u20ac" + "a" * 151, SmsLength("GSM-7", 305, 2)),
        ("a" * 152 + "\u20ac" + "a" * 152, SmsLength("GSM-7", 306, 3)),
        ("\u00ea" + "a" * 69, SmsLength("UCS-2", 70, 1)),
        ("\u00ea" + "a" * 70, SmsLength("UCS-2", 71, 2)),
        ("\u00ea" + "a" * 133, SmsLength("UCS-2", 134, 2)),
        ("\u00ea" + "a" * 134, SmsLength("UCS-2", 135, 3)),
        ("\U0001f642" * 35, SmsLength("UCS-2", 70, 1)),
        ("\U0001f642" * 36, SmsLength("UCS-2", 72, 2)),
        # 33 pairs fill 66 of 67 units.
        ("\U0001f642" * 66, SmsLength("UCS-2", 132, 2)),
        ("\U0001f642" * 67, SmsLength("UCS-2", 134, 3)),
        ("a" * 2_000, SmsLength("GSM-7", 2_000, 14)),
    ],
)
def test_length_and_parts(text, length):
    assert sms_length(text) == length


@given(st.text(max_size=700))
def test_parts_hold_what_they_are_given(text):
    found = sms_length(text)
    lone, joined = (160, 153) if found.alphabet == "GSM-7" else (70, 67)
    if found.units <= lone:
        assert found.parts == (1 if text else 0)
    else:
        # A pair that moves to the next part leaves one unit free.
        assert -(-found.units // joined) <= found.parts <= -(-found.units // (joined - 1))


def test_blanks_quotes_and_dashes_have_equals_in_the_alphabet():
    typeset = "\u20ac\u00a01.210,00 \u2013 \u201cja\u201d, l\u2019\u00e9t\u00e9\u2026"
    assert sms_text(typeset) == '\u20ac 1.210,00 - "ja", l\'\u00e9t\u00e9...'
    assert sms_length(sms_text(typeset)).alphabet == "GSM-7"


def sms(language="en", debtor=MOBILE, **changes):
    return notice("reminder", language, debtor=debtor, channel="sms", **changes)


def room(*own, parts=2, company: Company = COMPANY) -> LetterRoom:
    return LetterRoom(company, [*own, SHIPPED], parts)


def own_template(tmp_path, text, language="en"):
    path = tmp_path / "templates" / language / "sms.txt.j2"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return tmp_path / "templates"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_shipped_messages(language):
    made = [
        room().render(one).text
        for one in (
            sms(language),
            sms(language, lines=THREE, credits_=[CREDIT]),
            replace(sms(language), courtesy=True),
            replace(sms(language), kind="thanks"),
        )
    ]
    assert len(set(made)) == 4
    for text in made:
        length = sms_length(text)
        assert length.alphabet == "GSM-7"
        assert length.parts <= 2
        assert text.startswith(COMPANY.name)
        assert "\n" not in text
    for text in made[:3]:
        assert "NL91 ABNA 0417 1643 00" in text
    assert "2025-1001" in made[0]
    assert "1.210,00" in made[0] or "1,210.00" in made[0] or "1 210,00" in made[0]
    assert room().check_sms([language]) == []


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_month_costs_the_alphabet(language, month):
    day = AS_OF.replace(month=month, day=28)
    assert sms_length(room().render(sms(language, pay_by=day)).text).alphabet == "GSM-7"


def test_a_language_without_its_own_gets_english_and_check_says_so():
    assert room().render(sms("pl")).language == "en"
    assert room().render(sms("nl-BE")).language == "nl"
    (found,) = room().check_sms(["pl"])
    assert found.code == "CC302"
    assert room().check_sms(["nl-BE", "nl_NL"]) == []


def test_what_debtors_are_called_is_neither_markup_nor_a_template(tmp_path):
    folder = own_template(tmp_path, "{{ debtor.name }} {{ total }}")
    debtor = replace(MOBILE, name="{{ 7*7 }} <b>*x*</b>\n\u202e[a](b)")
    assert (
        room(folder).render(sms(debtor=debtor)).text == "{{ 7*7 }} <b>*x*</b> [a](b) \u20ac1,210.00"
    )


def test_a_message_that_is_too_long_is_not_made(tmp_path):
    folder = own_template(tmp_path, "{{ debtor.name }}")
    long = replace(MOBILE, name="x" * 2_000)
    with pytest.raises(LetterRefused) as refused:
        room(folder).render(sms(debtor=long))
    (found,) = refused.value.findings
    assert (found.code, found.debtor) == ("CD211", "C1042")
    assert "takes 14 parts (2000 of GSM-7); 2 allowed" in found.message
    assert room(folder, parts=14).render(sms(debtor=long)).text == "x" * 2_000


def test_check_tells_it_beforehand(tmp_path):
    folder = own_template(tmp_path, "\u00ea" * 135)
    (found,) = room(folder).check_sms(["en"])
    assert (found.code, found.debtor, found.severity) == ("CD211", "", Severity.WARNING)
    assert "3 parts (135 of UCS-2)" in found.message
    assert room(folder, parts=3).check_sms(["en"]) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ debtor.nmae }}", "CC305"),
        ("{{ debtor.name", "CC304"),
        ("{{ range(9) }}", "CC306"),
        ("x{% if notice.thanks %}{{ total }}{% endif %}", "CC305"),
        ("{# nothing #}", "CD212"),
        ("\ue000", "CC303"),
    ],
)
def test_templates_at_fault_stop_everything(tmp_path, text, code):
    folder = own_template(tmp_path, text)
    (found,) = room(folder).check_sms(["en"])
    assert found.code == code
    if "thanks" not in text:
        with pytest.raises(ConfigRefused) as refused:
            room(folder).render(sms())
        assert refused.value.findings[0].code == code


def test_there_is_no_template_at_all(tmp_path):
    with pytest.raises(ConfigRefused) as refused:
        LetterRoom(COMPANY, [tmp_path]).render(sms())
    assert refused.value.findings[0].code == "CC301"


def test_the_file_in_the_outbox(tmp_path):
    outbox = Outbox(tmp_path / "outbox", COMPANY)
    letter = room().render(sms())
    package = outbox.prepare(sms(), letter)
    assert isinstance(package, Package)
    assert package.relative == "2026-01-31/20260131-K7Q2MX-C1042.json"
    outbox.deliver(package)
    assert outbox.present(package.relative, package.sha256)
    assert tuple(json.loads(package.content)) == FIELDS
    told = read_message(package.content)
    assert told is not None
    assert told["to"] == told["mobile"] == "+31612345678"
    assert told["text"] == letter.text
    assert (told["amount"], told["currency"], told["reference"]) == ("1210.00", "EUR", "2025-1001")
    assert outbox.prepare(sms(), room().render(sms())) == package


@pytest.mark.parametrize("channel", ["webhook", "command"])
def test_other_programs_get_the_whole_letter(tmp_path, channel):
    made = notice(debtor=MOBILE, channel=channel)
    letter = room().render(made)
    package = Outbox(tmp_path, COMPANY).prepare(made, letter)
    assert isinstance(package, Package)
    told = read_message(package.content)
    assert told is not None
    assert (told["to"], told["mobile"]) == (DEBTOR.email, "+31612345678")
    assert (told["subject"], told["text"]) == (letter.subject, letter.text)
    assert told["address"] == "Molenstraat 18\n3511 AB Utrecht\nNL"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("", "there is no mobile number"), ("06-CALL-ME\n", "'06-CALL-ME' is no mobile number")],
)
def test_a_debtor_without_a_mobile_number(tmp_path, phone, shown):
    made = sms(debtor=replace(DEBTOR, phone=phone))
    found = Outbox(tmp_path, COMPANY).prepare(made, room().render(made))
    assert isinstance(found, Finding)
    assert (found.code, found.debtor) == ("CD210", "C1042")
    assert found.message == f"debtor C1042: {shown}"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"to": 1}', b"\xff", b"%PDF"])
def test_what_is_no_message_file(content):
    assert read_message(content) is None
