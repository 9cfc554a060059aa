from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.documents.clean import one_line, shortened

ANY_TEXT = st.text(alphabet=st.characters(codec=None))


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("Acme Ltd", "Acme Ltd"),
        ("  two\n\nlines\tand \u2028 more ", "two lines and more"),
        ("*x* <b> #p $m$ =1", "*x* <b> #p $m$ =1"),
        ("\u202eevil\u2066\u200b\u00ad\x00\x1b", "evil"),
        ("a\ue0005\ue001b", "a\ufffd5\ufffdb"),
        ("\ud800", "\ufffd"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("non\u00a0breaking", "non breaking"),
        ("", ""),
    ],
)
def test_text_is_one_visible_line(given_text, shown):
    assert one_line(given_text) == shown


@given(ANY_TEXT)
def test_no_control_line_break_or_private_use_is_left(text):
    shown = one_line(text)
    assert one_line(shown) == shown
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Co", "Zl", "Zp") for c in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_long_text_is_shortened_with_an_ellipsis():
    assert shortened("abcdef", 6) == "abcdef"
    assert shortened("abcdefg", 6) == "abcde\u2026"
    assert shortened("abcd   fg", 6) == "abcd\u2026"
