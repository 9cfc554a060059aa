"""What an independent validator (PDF Oxide) says of our pages: PDF/A-3a and PDF/UA-1.

ISO 19005-3 and ISO 14289-1. It looks at metadata, fonts, tags, language and what a page may do; of annotations it says itself
that it does not look at all of them, so tests/documents/test_pdf.py looks at those.
"""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from pdf_oxide import PdfDocument
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tests.documents.build import CREDIT, HOSTILE, LANGUAGES, SHIPPED, THREE, line, notice, room
from tests.documents.test_statement import BRITON, COMPANY, StatementRoom, owed, text
from tests.documents.test_swissqr import SWISS, asked

TEMPLATES = sorted({path.name.partition(".")[0] for path in (SHIPPED / "en").glob("*.md.j2")})
DEMANDS = [name for name in TEMPLATES if name != "thank-you"]


def errors(pdf: bytes) -> list[str]:
    document = PdfDocument.from_bytes(pdf)
    archive, access = document.validate_pdf_a("3a"), document.validate_pdf_ua()
    for found in (archive, access):
        assert found["valid"] == (not found["errors"])
    return [*archive["errors"], *access["errors"]]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", DEMANDS)
def test_every_letter(template, language):
    assert errors(room().render(notice(template, language, THREE, (CREDIT,))).pdf) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_thanks(language):
    thanks = notice("thank-you", language, lines=(line(1, 0, 100),), kind="thanks", total=0)
    assert errors(room().render(thanks).pdf) == []


def test_two_pages_a_bill_and_hostile_data():
    long = notice("final", "de", lines=tuple(line(n, 30, 10_001) for n in range(60)))
    hostile = replace(notice(lines=THREE), debtor=HOSTILE)
    made = [room().render(long), room().render(hostile), room(company=SWISS).render(asked())]
    assert [errors(letter.pdf) for letter in made] == [[], [], []]


def test_a_statement():
    pdf = StatementRoom(COMPANY, [SHIPPED]).render(text(owed(5), BRITON, COMPANY), "en")
    assert errors(pdf) == []


def without_fonts(writer):
    for one in writer._objects:
        if isinstance(one, DictionaryObject):
            one.pop("/FontFile2", None)
            one.pop("/FontFile3", None)


def without_tags(writer):
    del writer._root_object["/StructTreeRoot"]


def without_language(writer):
    del writer._root_object["/Lang"]


def without_metadata(writer):
    del writer._root_object["/Metadata"]


def without_a_title(writer):
    del writer._root_object["/ViewerPreferences"]


def with_a_script(writer):
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("")}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (without_fonts, "FONT-001"),
        (without_tags, "STRUCT-001"),
        (without_language, "STRUCT-003"),
        (without_metadata, "XMP-001"),
        (without_a_title, "UA-DOC-004"),
        (with_a_script, "CONTENT-002"),
    ],
)
def test_the_validator_sees_what_is_wrong(spoilt, said):
    letter = room().render(notice()).pdf
    assert errors(rewritten(letter, lambda _: None)) == []
    assert any(said in one for one in errors(rewritten(letter, spoilt)))


def rewritten(pdf, change):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
