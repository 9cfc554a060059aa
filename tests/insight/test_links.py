"""Links are made from plain numbers and addresses only, and never from anything else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.links import dialled, mailto, tel, whatsapp


@pytest.mark.parametrize(
    ("phone", "digits"),
    [
        ("020 555 01 11", "0205550111"),
        ("+31 20 555 01 11", "+31205550111"),
        ("+31 (0)20 555 01 11", "+31205550111"),
        ("+31(0)20-5550111", "+31205550111"),
        ("0031 20 555 01 11", "+31205550111"),
        ("(020) 555.01/11", "0205550111"),
        ("020\u00a0555\u00a00111", "0205550111"),
        ("", ""),
        ("1234", ""),
        ("020 555 01 11 ext. 5", ""),
        ("call me", ""),
        ("+", ""),
        ("++31205550111", ""),
        ("020555+0111", ""),
        ("0" * 16, ""),
        ("٠٢٠٥٥٥٠١١١", ""),
        ("020 555 01 11;phone-context=evil", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_numbers_as_they_are_dialled(phone, digits):
    assert dialled(phone) == digits
    assert tel(phone) == (f"tel:{digits}" if digits else "")


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+31 6 12345678", "https://wa.me/31612345678"),
        ("0031 6 12345678", "https://wa.me/31612345678"),
        ("06 12345678", ""),
        ("+0 6 12345678", ""),
        ("+31 6 123", ""),
        ("no number", ""),
    ],
)
def test_a_chat_only_with_international_numbers(phone, link):
    assert whatsapp(phone) == link


@pytest.mark.parametrize(
    ("email", "link"),
    [
        ("ar@x.example", "mailto:ar@x.example"),
        (" ar@x.example ", "mailto:ar@x.example"),
        ("a.b+c%d@x-y.example", "mailto:a.b%2Bc%25d@x-y.example"),
        ("ar@x.example?bcc=evil@x.example", ""),
        ("ar@x.example,b@x.example", ""),
        ("Anna <ar@x.example>", ""),
        ("ar@localhost", ""),
        ("ar@x.example\nBcc: evil@x.example", ""),
        ("", ""),
    ],
)
def test_mail_only_to_one_plain_address(email, link):
    assert mailto(email) == link


@given(st.text(max_size=40))
def test_no_text_makes_a_link_of_another_kind(text):
    assert re.fullmatch(r"(tel:\+?[0-9]{5,15})?", tel(text))
    assert re.fullmatch(r"(https://wa\.me/[1-9][0-9]{7,14})?", whatsapp(text))
    assert re.fullmatch(r"(mailto:[A-Za-z0-9._%\-]+@[A-Za-z0-9.\-]+)?", mailto(text))
