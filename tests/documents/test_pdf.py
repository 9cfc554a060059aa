"""The page, reopened with another program's eyes."""

from __future__ import annotations

import io
import re
import resource
import struct
import tempfile
import zlib
from dataclasses import replace

import pypdf
import pytest

from tests.documents.build import COMPANY, CREDIT, DEBTOR, SHIPPED, THREE, line, notice, room

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 5"><rect width="20" height="5"/></svg>'
SIXTY = tuple(line(n, 70 - n, 12_345 + 977 * n) for n in range(1, 61))
MM = 72 / 25.4


def opened(made, company=COMPANY) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(room(company=company).render(made).pdf))


def words(reader: pypdf.PdfReader, page: int | None = None) -> str:
    pages = reader.pages if page is None else [reader.pages[page]]
    return " ".join(" ".join(p.extract_text() for p in pages).replace("\u00a0", " ").split())


def positions(reader: pypdf.PdfReader, text: str) -> list[tuple[float, float]]:
    """Where pieces of text with these letters begin, in mm from the top left corner."""
    page, found = reader.pages[0], []

    def visit(piece, cm, tm, _font, _size):
        if text in piece:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            found.append((x / MM, (float(page.mediabox.height) - y) / MM))

    page.extract_text(visitor_text=visit)
    return found


def test_the_page_says_what_the_letter_says():
    said = words(opened(notice("second", "nl", THREE, (CREDIT,))))
    for text in (
        "Van Dijk Techniek B.V.",
        "Bakkerij De Gouden Korst B.V.",
        "T.a.v. Sanne Vermeulen",
        "Tweede herinnering: 3 facturen, € 100.909,50",
        "2025-1001 22 nov 2025 22 dec 2025 40 1.210,00 610,00",
        "CN-2025-17 29 dec 2025 -150,00 -150,00",
        "Subtotaal € 101.059,50",
        "Totaal € 100.909,50",
        "14 februari 2026",
        "NL91 ABNA 0417 1643 00",
        "Klantnummer C1042",
        "Ons kenmerk 20260131-K7Q2MX",
        "Btw NL001234567B01",
        "Pagina 1 van 1",
    ):
        assert text in said, text


def test_it_is_tagged_pdf_a_3a():
    reader = opened(notice("second", "nl", THREE))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"].startswith("nl")
    assert "/StructTreeRoot" in catalog
    assert catalog["/OutputIntents"]
    xmp = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in xmp
    assert reader.metadata.title == "Tweede herinnering: 3 facturen, € 101.059,50"
    assert reader.metadata.creation_date.isoformat().startswith("2026-01-31T12:00:00")
    fonts = {
        font.get_object()["/BaseFont"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert all("SourceSans3" in name for name in fonts)


def test_it_has_what_an_archive_wants_of_every_object():
    """PDF/A-3 (ISO 19005-3) by structure: fonts embedded, text readable, nothing active."""
    reader = opened(notice("final", "nl", SIXTY, (CREDIT,)))
    catalog = reader.trailer["/Root"]
    assert not reader.is_encrypted
    assert len(reader.trailer["/ID"]) == 2
    for active in ("/OpenAction", "/AA", "/AcroForm"):
        assert active not in catalog
    profile = catalog["/OutputIntents"][0].get_object()
    assert profile["/S"] == "/GTS_PDFA1"
    assert profile["/DestOutputProfile"].get_object().get_data()[36:40] == b"acsp"
    for page in reader.pages:
        assert page["/StructParents"] >= 0
        assert page["/Tabs"] == "/S"
        for font in page["/Resources"]["/Font"].values():
            own = font.get_object()
            assert own["/ToUnicode"].get_object().get_data()
            inner = own["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner)
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            assert link["/Subtype"] == "/Link"
            assert link["/F"] & 4, "it is printed"
            assert "/JS" not in link.get("/A", {})
    figures = [one for one in tags(catalog["/StructTreeRoot"]) if one["/S"] == "/Figure"]
    assert figures
    assert all(one.get("/Alt") for one in figures), "the payment code has words"


def tags(node):
    """Every tag of a document."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if hasattr(found, "get") and "/S" in found:
            yield found
            yield from tags(found)


def test_sixty_lines_repeat_the_head_and_keep_the_payment_block_whole():
    reader = opened(notice("final", "en", SIXTY, (CREDIT,)))
    assert len(reader.pages) == 3
    pages = [words(reader, number) for number in range(3)]
    heads = [number for number, page in enumerate(pages) if "Days overdue" in page]
    assert heads == [0, 1]
    everything = words(reader)
    assert all(everything.count(each.number) == 1 for each in SIXTY)
    (block,) = [page for page in pages if "How to pay" in page]
    assert all(part in block for part in ("Payment reference", "IBAN", "Scan to pay"))
    assert [f"Page {n} of 3" in page for n, page in enumerate(pages, 1)] == [True] * 3
    assert all("Our reference 20260131-K7Q2MX" in page for page in pages)


@pytest.mark.parametrize("rows", range(1, 14))
def test_no_page_holds_only_the_closing_words(rows):
    """Whatever the length, the last page begins with more than a greeting."""
    reader = opened(notice("final", "nl", SIXTY[:rows], (CREDIT,)))
    if len(reader.pages) > 1:
        last = words(reader, -1)
        assert last.index("Met vriendelijke groet") > 250


def test_a_letter_that_just_spills_is_set_tighter():
    assert [len(opened(notice("final", "nl", SIXTY[:n])).pages) for n in (4, 6, 12)] == [1, 1, 2]


def ends(reader: pypdf.PdfReader, number: int) -> list[float]:
    """Where pieces of text end at least, in mm: a character is no narrower than 0.22 em."""
    found: list[float] = []

    def visit(piece, cm, _tm, _font, size):
        found.append((cm[4] + 0.22 * (size or 0) * len(piece.strip())) / MM)

    reader.pages[number].extract_text(visitor_text=visit)
    return found


WINDOWS = [
    ("DE", 25, 62.7, 90, 210),
    ("NL", 25, 50, 79, 210),
    ("GB", 25, 57, 81, 210),
    ("US", 25.4, 63.5, 80.5, 215.9),
    ("FR", 25, 62.7, 90, 210),
]


@pytest.mark.parametrize(("country", "left", "top", "bottom", "width"), WINDOWS)
def test_the_address_stands_in_the_window(country, left, top, bottom, width):
    address = ("Molenstraat 18", "3511 AB Utrecht", "Third line", "Fourth line")
    lines = address[: 4 if bottom - top > 20 else 2]  # the American window is a low one
    debtor = replace(DEBTOR, name="QQQQ " * 14, address=lines, country="BE")
    reader = opened(notice(debtor=debtor), replace(COMPANY, country=country))
    assert float(reader.pages[0].mediabox.width) / MM == pytest.approx(width, abs=0.2)
    for text in ("QQQQ", "Molenstraat", lines[-1], "BELGIUM"):
        x, y = positions(reader, text)[0]
        assert x == pytest.approx(left, abs=1)
        assert top < y < bottom, (text, y)


def test_long_names_and_numbers_stay_on_the_page():
    debtor = replace(
        DEBTOR, debtor="K" * 300, name="W" * 300, contact="V" * 300, email="x@y.example"
    )
    lines = (line(1, 12, 123_456_789_012_345, number="7" * 300), line(2, 1, 1))
    reader = opened(notice(debtor=debtor, lines=lines))
    width = float(reader.pages[0].mediabox.width) / MM
    for number in range(len(reader.pages)):
        assert max(ends(reader, number)) < width - 15
    assert words(reader).replace(" ", "").count("7" * 40) >= 7


def test_a_courtesy_letter_has_no_column_of_days_overdue():
    early = [line(1, -5, 121_000), line(2, -4, 5_000)]
    said = words(opened(notice("courtesy", "en", early)))
    assert "overdue" not in said
    assert "2025-1001 6 Jan 2026 5 Feb 2026 1,210.00 1,210.00" in said


def test_items_without_issue_date_have_no_date_column():
    undated = [replace(line(n, 12, 100), issued=None) for n in (1, 2)]
    assert "Invoice Due Days overdue" in words(opened(notice(lines=undated)))


def test_a_logo_stands_for_the_name():
    plain = positions(opened(notice(debtor=replace(DEBTOR, name="X"))), "Van Dijk")
    logo = replace(COMPANY, logo=LOGO, logo_suffix="svg")
    with_logo = positions(opened(notice(debtor=replace(DEBTOR, name="X")), logo), "Van Dijk")
    assert min(y for _, y in plain) < 35
    assert min(y for _, y in with_logo) > 35


def test_no_code_without_euros_or_iban():
    assert "Scan to pay" in words(opened(notice()))
    assert "Scan to pay" not in words(opened(notice(currency="GBP")))
    account = (("Account", "1"),)
    no_iban = replace(COMPANY, iban="", account=account)
    assert "Scan to pay" not in words(opened(notice(), no_iban))


@pytest.mark.parametrize("layout", ["letter.typ", "statement.typ"])
def test_styles_of_the_whole_document_are_the_same_in_every_letter(layout):
    """What holds the data of one letter, and stands in a style, makes Typst lay out all anew."""
    texts = [(SHIPPED / "layouts" / name).read_text("utf-8") for name in ("letter.typ", layout)]
    functions = dict(
        re.findall(
            r"^#let ([\w-]+)\([^=\n]*\) = (.*?)(?=^#|\Z)", texts[0], re.MULTILINE | re.DOTALL
        )
    )
    style = "".join(
        re.findall(
            r"^#(?:set page|show)\b.*?^(?=#(?!set|show))", texts[1], re.MULTILINE | re.DOTALL
        )
    )
    asked, seen = [style], set()
    while asked:
        called = set(re.findall(r"([\w-]+)\(", asked.pop())) & set(functions) - seen
        asked += [functions[name] for name in called]
        seen |= called
    assert {"continued", "footer", "details", "folds", "page-number"} <= seen
    assert [name for name in sorted(seen) if "letter." in functions[name]] == []
    assert "#set document" not in texts[1]  # the title, too, is one letter's


def test_no_data_of_a_debtor_are_written_to_a_file(tmp_path, monkeypatch):
    """A run that is killed in the middle of a letter can leave layouts behind and nothing else."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    made = room()
    made.render(notice())
    left = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {"letter.typ", "statement.typ", "swissqr.typ"}
    _, most = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, most))
    try:
        letter = made.render(notice(debtor=replace(DEBTOR, name="Another")))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert letter.pdf.startswith(b"%PDF")


def test_a_logo_may_be_no_text():
    """Typst takes only UTF-8 from memory."""
    plain = opened(notice())
    logo = opened(notice(), replace(COMPANY, logo=png(), logo_suffix="png"))
    assert (len(plain.pages[0].images), len(logo.pages[0].images)) == (0, 1)


def png() -> bytes:
    """A picture of four pixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    pixels = zlib.compress(2 * (b"\0" + 2 * b"\x20\x80\xff"))
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@pytest.mark.parametrize("asked", ["books.csv", "../books.csv", "/etc/hostname"])
def test_a_layout_reads_nothing_but_layouts(tmp_path, monkeypatch, asked):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "books.csv").write_text("D1;100")
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "letter.typ").write_text(f'#read("{asked}")')
    (found,) = room(tmp_path).check(["reminder"], ["en"])
    assert (found.code, found.place.line) == ("CC310", 1)


@pytest.mark.parametrize("href", ["https://pictures.example/x.png", "x.png"])
def test_a_logo_that_wants_another_picture_is_told_of(href):
    asks = LOGO.replace(b"</svg>", f'<image href="{href}" width="9" height="9"/></svg>'.encode())
    (found,) = room(company=replace(COMPANY, logo=asks, logo_suffix="svg")).check(
        ["reminder"], ["en"]
    )
    assert (found.code, found.place.field) == ("CC311", "company.logo")
