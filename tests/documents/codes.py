"""What an independent reader (ZXing) sees in the pictures that PDFium makes of a letter's pages."""

from __future__ import annotations

import pypdfium2
import zxingcpp

_DPI = 200


def codes(pdf: bytes) -> list[str]:
    """The content of every QR code, page by page."""
    return [read.text for page in _pages(pdf) for read in zxingcpp.read_barcodes(page)]


def places(pdf: bytes) -> list[tuple[int, float, float, float]]:
    """Page, left, top and width of each code, in millimetres from the sheet's top left corner."""
    found = []
    for number, page in enumerate(_pages(pdf)):
        for read in zxingcpp.read_barcodes(page):
            corner, right = read.position.top_left, read.position.top_right
            x, y, width = (25.4 * n / _DPI for n in (corner.x, corner.y, right.x - corner.x))
            found.append((number, x, y, width))
    return found


def _pages(pdf: bytes):
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=_DPI / 72, grayscale=True).to_numpy() for page in document]
