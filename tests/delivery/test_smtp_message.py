"""The message that leaves: threaded, dated, with copies of invoices, and no header more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.delivery.mail import build_mail
from creditctl.delivery.sending import (
    Attachment,
    Leaving,
    invoice_copies,
    leaving_message,
    message_id,
    recipient,
)
from tests.delivery.build import COMPANY, LETTER, NOTICE, letter_to

AT = datetime(2026, 2, 2, 14, 30, 5, tzinfo=UTC)
ID = "<20260131-K7Q2MX@vandijk.example>"
FILE = build_mail(COMPANY, NOTICE, LETTER)
USUAL = ["From", "To", "Subject", "MIME-Version", "Content-Type", "Date", "Message-ID"]


def left(content=FILE, **changes):
    made = leaving_message(content, replace(Leaving(ID, AT), **changes))
    assert b"\n" not in made.replace(b"\r\n", b"")
    assert max(map(len, made.split(b"\r\n"))) <= 998
    parsed = message_from_bytes(made, policy=default)
    assert not parsed.defects
    return parsed


def test_a_letter_as_it_stands_but_no_draft_and_dated_now():
    mail = left()
    assert sorted(mail.keys()) == sorted(USUAL)
    assert mail["Date"].datetime == AT
    assert mail["Message-ID"] == ID
    before = message_from_bytes(FILE, policy=default)
    assert [str(mail[name]) for name in USUAL[:3]] == [str(before[name]) for name in USUAL[:3]]
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == LETTER.html
    (pdf,) = mail.iter_attachments()
    assert pdf.get_content() == LETTER.pdf


def test_the_same_is_made_of_the_same():
    assert leaving_message(FILE, Leaving(ID, AT)) == leaving_message(FILE, Leaving(ID, AT))


def test_ids_are_the_files_own_and_others_for_copies():
    assert message_id(NOTICE.notice, COMPANY.email) == ID
    assert message_from_bytes(FILE)["Message-ID"] == ID
    assert message_id(NOTICE.notice, COMPANY.email, 2) == "<20260131-K7Q2MX.2@vandijk.example>"


def test_answers_copies_and_threads():
    thread = tuple(f"<n{number}@{'x' * 60}.example>" for number in range(20))
    mail = left(reply_to="ar@vandijk.example", copy_to="kim@vandijk.example", thread=thread)
    assert mail["Reply-To"] == "ar@vandijk.example"
    assert mail["Cc"] == "kim@vandijk.example"
    assert mail["In-Reply-To"] == thread[-1]
    assert str(mail["References"]).split() == list(thread[-8:])


def test_copies_of_invoices_come_after_the_letter():
    copies = (Attachment("F1.pdf", b"%PDF-1.4 one"), Attachment("a b é.xml", b"<x/>"))
    mail = left(attachments=copies)
    letter, first, second = mail.iter_attachments()
    assert letter.get_content() == LETTER.pdf
    assert (first.get_filename(), first.get_content()) == ("F1.pdf", b"%PDF-1.4 one")
    assert (second.get_filename(), second.get_content_type()) == ("a b é.xml", "application/xml")


def test_copies_are_looked_for_below_the_workspace(tmp_path):
    folder = tmp_path / "books" / "invoices"
    folder.mkdir(parents=True)
    (folder / "F1.pdf").write_bytes(b"one")
    (folder / "2025-17-4e0fc8b9.pdf").write_bytes(b"other")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (folder / "link.pdf").symlink_to(tmp_path / "secret.pdf")
    numbers = ["F1", "F1", "F2", "../../secret", "..", "/etc/passwd", "link", "a\nb", "x\0y"]
    found, missing = invoice_copies(tmp_path / "books", "invoices/{number}.pdf", numbers)
    assert [(one.name, one.content) for one in found] == [("F1.pdf", b"one")]
    assert missing == [number for number in dict.fromkeys(numbers) if number != "F1"]


def test_a_number_with_a_slash_is_found_by_its_safe_name(tmp_path):
    from creditctl.delivery.names import safe_name

    (tmp_path / f"{safe_name('2025/17')}.pdf").write_bytes(b"one")
    found, missing = invoice_copies(tmp_path, "{number}.pdf", ["2025/17"])
    assert (len(found), missing) == (1, [])


@pytest.mark.parametrize(
    "address",
    ["a@b.example\nBcc: x@y.example", "a@b.example\r\nX: y", "ü@bücher.example", "A <a@b.example>"],
)
def test_no_address_that_is_none(address):
    with pytest.raises(ValueError, match="no e-mail address"):
        leaving_message(FILE, Leaving(ID, AT, copy_to=address))
    with pytest.raises(ValueError, match="no e-mail address"):
        leaving_message(FILE, Leaving(ID, AT, reply_to=address))


def test_addresses_in_other_alphabets_leave_in_ascii():
    content = build_mail(COMPANY, letter_to(email="ar@bücher.example"), LETTER)
    mail = left(content, reply_to="ar@größe.example", copy_to="kim@müller.example")
    assert recipient(content) == "ar@xn--bcher-kva.example"
    assert mail["Reply-To"] == "ar@xn--gre-6ka8i.example"
    assert mail["Cc"] == "kim@xn--mller-kva.example"
    assert message_id("N1", "ar@müller.example") == "<N1@xn--mller-kva.example>"


ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=80)


@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_no_name_subject_or_file_name_adds_a_header(name, subject, file):
    content = build_mail(
        replace(COMPANY, name=name),
        letter_to(name=name, contact=""),
        replace(LETTER, subject=subject, pdf=b"%PDF"),
    )
    mail = left(content, attachments=(Attachment(f"x{file}", b"x"),))
    assert sorted(mail.keys()) == sorted(USUAL)
    assert recipient(content) == "sanne@goudenkorst.example"
    for part in mail.iter_attachments():
        assert set(part.keys()) <= {
            "Content-Type",
            "Content-Transfer-Encoding",
            "Content-Disposition",
            "MIME-Version",
        }


def test_a_file_without_one_recipient_has_none():
    assert recipient(b"To: a@b.example, c@d.example\r\n\r\n") == ""
    assert recipient(b"Subject: x\r\n\r\n") == ""
