"""Links lead somewhere, and no page tells about the machine it was written on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.docs.pages import PAGES, ROOT, name_of, text_of

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")
MACHINE = re.compile(r"(?<![\w.])/(?:work|root|tmp|private|var/folders)/")


def prose(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", text_of(page), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The anchors that a site makes of the headings."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_relative_links_lead_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(prose(page)):
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), f"{target} does not exist"
        if anchor:
            assert anchor in anchors(there), f"{target}#{anchor} does not exist"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_page_names_a_path_of_the_machine_it_was_written_on(page: Path) -> None:
    text = text_of(page)
    assert not MACHINE.search(text)
    assert str(ROOT) not in text


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_page_ends_with_one_line_break_and_no_line_with_blanks(page: Path) -> None:
    text = text_of(page)
    assert text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_every_page_of_docs_can_be_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen or not page.is_file():
            continue
        seen.add(page)
        links = [(page.parent / target).resolve() for target, _ in LINK.findall(prose(page))]
        for link in links:
            todo += sorted(link.glob("*.md")) if link.is_dir() else [link]
    assert [name_of(p) for p in PAGES if p.is_relative_to(ROOT / "docs") and p not in seen] == []
