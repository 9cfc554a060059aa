from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.delivery.mail import Sender, build_mail, sender_problem
from creditctl.findings import Finding
from creditctl.policy.addresses import is_address
from tests.delivery.build import COMPANY, LETTER, NOTICE, letter_to


def parsed(made=NOTICE, letter=LETTER, company=COMPANY):
    content = build_mail(company, made, letter)
    assert isinstance(content, bytes), content
    return message_from_bytes(content, policy=default)


def test_headers():
    mail = parsed()
    assert str(mail["From"]) == '"Van Dijk Techniek B.V." <debiteuren@vandijk.example>'
    assert str(mail["To"]) == "Sanne Vermeulen <sanne@goudenkorst.example>"
    assert mail["Subject"] == LETTER.subject
    assert mail["Date"].datetime == datetime(2026, 1, 31, 9, tzinfo=UTC)
    assert mail["Message-ID"] == "<20260131-K7Q2MX@vandijk.example>"
    assert not mail.defects


def test_parts_come_back_as_they_went_in():
    mail = parsed()
    assert mail.get_content_type() == "multipart/mixed"
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == LETTER.html
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content_type() == "application/pdf"
    assert attachment.get_filename() == "20260131-K7Q2MX.pdf"
    assert attachment.get_content() == LETTER.pdf
    alternatives = next(mail.iter_parts())
    assert [p.get_content_type() for p in alternatives.iter_parts()] == ["text/plain", "text/html"]


def test_same_letter_same_bytes_and_another_another_boundary():
    first, second = (build_mail(COMPANY, NOTICE, LETTER) for _ in range(2))
    assert first == second
    assert b"\n" not in first.replace(b"\r\n", b"")
    assert max(map(len, first.split(b"\r\n"))) <= 998
    other = message_from_bytes(build_mail(COMPANY, NOTICE, replace(LETTER, text="other\n")))
    assert other.get_boundary() != message_from_bytes(first).get_boundary()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example",
        "first.last+tag@sub.example.co.uk",
        "o'brien@x-y.example",
        "1@xn--p1ai.example",
    ],
)
def test_good_addresses(address):
    assert is_address(address)
    assert isinstance(build_mail(COMPANY, letter_to(email=f" {address} "), LETTER), bytes)


def test_a_domain_in_another_alphabet_stands_in_ascii_in_every_header():
    company = replace(COMPANY, email="ar@müller.example")
    mail = parsed(letter_to(email="info@Bücher.example"), company=company)
    assert mail["To"].addresses[0].addr_spec == "info@xn--bcher-kva.example"
    assert mail["From"].addresses[0].addr_spec == "ar@xn--mller-kva.example"
    assert mail["Message-ID"] == "<20260131-K7Q2MX@xn--mller-kva.example>"
    content = build_mail(company, letter_to(email="info@bücher.example"), LETTER)
    assert content.partition(b"\r\n\r\n")[0].isascii()
    assert sender_problem(company) is None


def test_the_sender_of_a_step_stands_in_from_and_nowhere_else():
    sender = Sender("legal@größe.example", "Recht\r\nBcc: x@y.example")
    content = build_mail(COMPANY, NOTICE, LETTER, sender)
    mail, before = message_from_bytes(content, policy=default), parsed()
    (address,) = mail["From"].addresses
    assert address.addr_spec == "legal@xn--gre-6ka8i.example"
    assert address.display_name == "Recht Bcc: x@y.example"
    assert mail.keys() == before.keys()
    others = [name for name in mail.keys() if name not in ("From", "Content-Type")]  # noqa: SIM118
    assert [str(mail[name]) for name in others] == [str(before[name]) for name in others]


BAD = [
    "",
    "nobody",
    "a@b",
    "a b@c.example",
    "a@b.example, c@d.example",
    "a@b.example;c@d.example",
    "a@b.example\nBcc: all@x.example",
    "a@b.example\r\n\r\nbody",
    "A <a@b.example>",
    '"a b"@c.example',
    "a@[127.0.0.1]",
    "a@-b.example",
    "a..b@c.example",
    ".a@c.example",
    "a@b..example",
    "jos\u00e9@b.example",
    "a\x00@b.example",
    "a@b.example\u202e",
    "x" * 65 + "@b.example",
    "a@" + "b." * 150 + "example",
    "a@b@c.example",
    "a@b.1",
]


@pytest.mark.parametrize("address", BAD)
def test_bad_addresses_are_findings_that_name_the_debtor(address):
    assert not is_address(address)
    found = build_mail(COMPANY, letter_to(email=address), LETTER)
    assert isinstance(found, Finding)
    assert (found.code, found.debtor) == ("CC351", "C1042")
    assert "C1042" in found.message
    assert "\n" not in found.as_text().split("\nhint:")[0]


def test_the_companys_own_address():
    assert sender_problem(COMPANY) is None
    for address in ("", "x@y", "a@b.example\nx: y"):
        company = replace(COMPANY, email=address)
        found = build_mail(company, NOTICE, LETTER)
        assert isinstance(found, Finding)
        assert found == sender_problem(company)
        assert (found.code, found.place.field) == ("CC352", "company.email")


ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=120)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_name_or_subject_adds_a_header(name, contact, subject):
    mail = parsed(
        letter_to(name=name, contact=contact),
        replace(LETTER, subject=subject),
        replace(COMPANY, name=name),
    )
    assert set(mail.keys()) == {
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "X-Unsent",
        "MIME-Version",
        "Content-Type",
    }
    assert [a.addr_spec for a in mail["To"].addresses] == ["sanne@goudenkorst.example"]
    assert [a.addr_spec for a in mail["From"].addresses] == ["debiteuren@vandijk.example"]
