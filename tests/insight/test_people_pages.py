"""The frame of the pages that people work with, and text in lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditctl.insight.webframe import amount, document, own, reach
from creditctl.insight.wrapping import wrapped
from creditctl.insight.writers.cells import display_width
from tests.cli.people import Page

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "A&amp;B <b>",
    "\u202eLTR\u202c",
    "\x1b[31mred\x07",
    "a'b\"c`d",
    "</title></style></bdi>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_markup(text):
    page = Page(document(text, [f"<p>{own(text)}</p>", reach(text, text)]))
    plain = Page(document("x", [f"<p>{own('x')}</p>"]))
    assert page.tags == plain.tags
    assert page.links == []
    assert not {"onerror", "onload"} & set(page.attributes)
    assert "\x1b" not in page.words
    assert "\u202e" not in page.words


@given(st.text(max_size=60))
def test_no_text_at_all(text):
    page = Page(document("x", [f"<p>{own(text)}</p>"]))
    assert set(page.tags) <= {"html", "head", "meta", "title", "style", "body", "p", "bdi", "span"}


def test_a_page_loads_nothing():
    source = document("x", [reach("+31 20 555 01 11", "ar@x.example")])
    page = Page(source)
    assert page.links == ["tel:+31205550111", "https://wa.me/31205550111", "mailto:ar@x.example"]
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert "url(" not in source
    assert "@import" not in source
    assert "default-src 'none'" in source


def test_dates_and_numbers_are_not_broken():
    shown = own("invoice 2025-0958 of 2026-01-30, see a-b")
    assert '<span class="whole">2025-0958</span>' in shown
    assert '<span class="whole">2026-01-30</span>' in shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("1234567.80", "EUR 1 234 567.80"),
        ("-0.50", "EUR -0.50"),
        ("-1234.50", "EUR -1 234.50"),
        ("12", "EUR 12"),
    ],
)
def test_amounts_in_groups(words, shown):
    assert amount(words, "EUR") == f'<span class="whole">{shown}</span>'


@given(
    st.lists(st.text(st.sampled_from("ab漢é-"), min_size=1, max_size=12), max_size=20),
    st.integers(14, 60),
)
def test_lines_keep_all_words_and_their_width(words, width):
    lines = wrapped(" ".join(words), width, "  ")
    assert " ".join(lines).split() == words
    assert all(display_width(line) <= width or len(line.split()) == 1 for line in lines)
