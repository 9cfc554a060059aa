"""Every shipped letter, in every language, with the worst that books can hold."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from io import BytesIO

import pypdfium2
import pytest

from creditctl.documents.clean import one_line
from tests.documents.build import (
    CREDIT,
    DEBTOR,
    HOSTILE_TEXTS,
    LANGUAGES,
    SHIPPED,
    line,
    notice,
)
from tests.documents.test_letters import ROOM, Words
from tests.documents.test_thanks import thanks

FILES = sorted(
    (path.parent.name, path.name.removesuffix(".md.j2")) for path in SHIPPED.glob("*/*.md.j2")
)
RTL = "\u0634\u0631\u0643\u0629 \u0627\u0644\u0623\u0645\u0644 \u05d7\u05d1\u05e8\u05d4"
NAMES = (
    RTL,
    "\U0001f642 Caf\u00e9 \u00c6\u00d8\u00c5",
    "**Hotel** [x](http://y) <b>&amp;",
    "#panic(1) $x$ @y",
)
LONG = ("Donaudampfschiff" * 19)[:300]
MARGIN = 18
"""Points that every printer leaves free at the edges."""


def made(name, language, debtor, lines, credits_=()):
    """The notice that such a template is for."""
    template, _, tone = name.partition(".")
    if template == "thank-you":
        return thanks(language, lines, debtor=debtor)
    return notice(template, language, lines, credits_, debtor=debtor, tone=tone or "neutral")


def hostile(text):
    return replace(
        DEBTOR,
        name=text,
        contact=text,
        address=(text, HOSTILE_TEXTS[0], "1016 EA Amsterdam"),
        email="x@y.example",
    )


@cache
def tags(name, language):
    page = ROOM.render(made(name, language, DEBTOR, [line(1, 12, 100), line(2, 1, 5)])).html
    return {tag for tag, _ in Words.of(page).tags}


def outside(pdf):
    """Characters that stand beyond the edge of their page."""
    found = []
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        width, height = page.get_size()
        text = page.get_textpage()
        for at in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(at)
            inside = left >= MARGIN and right <= width - MARGIN
            inside &= bottom >= MARGIN and top <= height - MARGIN
            if right > left and not inside:
                found.append((number, text.get_text_range(at, 1), round(left), round(right)))
    return found


def pages(pdf):
    return len(pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize("text", NAMES, ids=("rtl", "emoji", "markdown", "typst"))
@pytest.mark.parametrize(("language", "name"), FILES)
def test_names_stay_names(language, name, text):
    lines = [line(1, 12, 100, number=text), line(2, 1, 5)]
    letter = ROOM.render(made(name, language, hostile(text), lines))
    page = Words.of(letter.html)
    assert {tag for tag, _ in page.tags} == tags(name, language)
    assert one_line(text) in " ".join(page.words)
    said = " ".join(letter.text.split())
    assert one_line(text) in said
    assert re.search(r"\{\{|\*\*|\]\(", said.replace(text, "")) is None


@pytest.mark.parametrize(("language", "name"), FILES)
def test_nothing_runs_off_the_page(language, name):
    for text in (LONG, RTL):
        lines = [line(1, 12, 100_000, number=text[:60]), line(2, 1, 5)]
        letter = ROOM.render(made(name, language, hostile(text), lines))
        assert outside(letter.pdf) == []
        assert pages(letter.pdf) <= 2
        assert "\n" not in letter.subject


@pytest.mark.parametrize(("language", "name"), FILES)
@pytest.mark.parametrize("count", [1, 60])
def test_one_item_and_sixty(language, name, count):
    lines = [line(n, 12, 99_999_999_00 + n) for n in range(1, count + 1)]
    letter = ROOM.render(made(name, language, DEBTOR, lines, (CREDIT,)))
    assert outside(letter.pdf) == []
    assert pages(letter.pdf) <= (2 if count == 1 else 5)
    assert all(each.number in letter.text for each in lines)


def test_the_check_of_the_page_can_fail():
    """A letter set on a page that is cut off afterwards has text beyond its edge."""
    document = pypdfium2.PdfDocument(ROOM.render(notice()).pdf)
    document[0].set_mediabox(0, 0, 300, 842)
    cut = BytesIO()
    document.save(cut)
    assert outside(cut.getvalue())


def test_all_languages_are_here():
    assert {language for language, _ in FILES} == set(LANGUAGES)
