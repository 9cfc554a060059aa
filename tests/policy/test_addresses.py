"""What is one e-mail address, how servers and people know it, and why a text is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.policy.addresses import (
    address_problem,
    for_people,
    is_address,
    on_the_wire,
    same_address,
)


@pytest.mark.parametrize(
    ("written", "wire"),
    [
        ("ar@example.com", "ar@example.com"),
        ("AR@Example.COM", "AR@Example.COM"),
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("info@MÜLLER.example", "info@xn--mller-kva.example"),
        ("info@mu\u0308ller.example", "info@xn--mller-kva.example"),
        ("a@straße.example", "a@xn--strae-oqa.example"),
        ("x@пример.рф", "x@xn--e1afmkfd.xn--p1ai"),
        ("x@日本.example", "x@xn--wgv71a.example"),
        ("x@xn--mller-kva.example", "x@xn--mller-kva.example"),
    ],
)
def test_the_domain_in_ascii(written, wire):
    assert on_the_wire(written) == wire
    assert is_address(written)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no @"),
        ("n/a", "no @"),
        ("nobody", "no @"),
        ("jürgen@z.example", "ü can't stand before the @"),
        ("ÄÖÜß@z.example", "Ä, Ö, Ü can't stand before the @"),
        ("a@b.example, c@d.example", "not several"),
        ("a@b.example; c@d.example", "not several"),
        ("a@b.example c@d.example", "not several"),
        ("a@b.example\nBcc: c@d.example", "line break"),
        ("a@b.example\u202e", "can't be seen"),
        ("a@☃.example", "no domain '☃.example'"),
        ("a@müller。example", "no domain"),
        ("a@-ü.example", "no domain"),
        ("a@mül\u00adler.example", "can't be seen"),
        ("a@\uff4düller.example", "no domain"),
        ("a@" + "ü" * 70 + ".example", "no domain"),
        ("x" * 65 + "@müller.example", "name@example.com"),
        ("a@b", "name@example.com"),
        ("A <a@b.example>", "name@example.com"),
        ("a b@müller.example", "name@example.com"),
    ],
)
def test_what_is_none_and_why(text, words):
    assert not is_address(text)
    assert on_the_wire(text) == ""
    assert words in address_problem(text)


def test_people_see_the_alphabet_of_the_owner():
    assert for_people("info@xn--mller-kva.example") == "info@müller.example"
    assert for_people("info@XN--MLLER-KVA.example") == "info@müller.example"
    assert for_people("ar@example.com") == "ar@example.com"
    assert for_people("a@xn--\u00fc.example") == "a@xn--\u00fc.example"
    assert for_people("a@xn--zzzzzzzz.example") == "a@xn--zzzzzzzz.example"
    assert for_people("") == ""


def test_one_mailbox_in_two_ways_of_writing():
    assert same_address("Info@Müller.example", "info@xn--mller-kva.example ")
    assert same_address("n/a", "N/A")
    assert not same_address("a@x.example", "b@x.example")
    assert not same_address("", "a@x.example")


ANY = st.text(st.characters(codec=None), max_size=30)
LETTERS = st.text("aäöüßéçñøπдж日本-.XÄ", min_size=1, max_size=20)


@given(st.one_of(ANY, st.builds("{}@{}".format, ANY, LETTERS), LETTERS.map("a@{}.example".format)))
def test_any_text_is_an_address_in_plain_ascii_or_none_with_a_reason(text):
    wire = on_the_wire(text)
    assert bool(wire) == is_address(text) == (address_problem(text) == "")
    assert wire.isascii()
    assert not set(wire) & set('\r\n ,;:<>"()[]')
    if wire:
        assert on_the_wire(wire) == wire
        shown = for_people(wire)
        assert on_the_wire(shown).lower() == wire.lower() or shown == wire
        assert same_address(shown, text)
