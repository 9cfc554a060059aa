"""docs/findings.md lists every code that the source has, and no other."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.docs.pages import PAGES, ROOT, name_of, text_of

CODE = re.compile(r'"(C[CDIJLPRS][0-9]{3})"')
MENTIONED = re.compile(r"\bC[CDIJLPRS][0-9]{3}\b")
ROW = re.compile(r"^\| (C[CDIJLPRS][0-9]{3}) \| (.+) \| (.+) \|$", re.MULTILINE)


def source_codes() -> set[str]:
    files = (ROOT / "src").rglob("*.py")
    return {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}


def test_every_code_is_listed_once_with_meaning_and_advice() -> None:
    rows = ROW.findall(text_of("findings.md"))
    assert [code for code, count in Counter(row[0] for row in rows).items() if count > 1] == []
    listed = {row[0] for row in rows}
    assert sorted(source_codes() - listed) == [], "not in docs/findings.md"
    assert sorted(listed - source_codes()) == [], "in docs/findings.md, but nowhere in src"
    assert [row[0] for row in rows] == sorted(listed)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_code_that_a_page_mentions_exists(page) -> None:  # type: ignore[no-untyped-def]
    assert set(MENTIONED.findall(text_of(page))) <= source_codes()
