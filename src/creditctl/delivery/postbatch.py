"""The letters of a day as one PDF that is ready to print, in postal order, behind an index."""

from __future__ import annotations

import io
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from creditctl.delivery.postindex import PostRow, batch_csv, index_page
from creditctl.documents.clean import one_line
from creditctl.findings import Finding, Place, error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pypdf import PdfReader

_HINT: Final = "put the file back as it was; or creditctl outbox void, when nobody shall get it"


@dataclass(frozen=True, slots=True)
class PostLetter:
    """A letter of the outbox, to be printed.

    Attributes:
        country: ISO 3166; postcode: without blanks; both may be "".
        file: path below the outbox.
        content: the PDF.
    """

    notice: str
    debtor: str
    name: str
    country: str
    postcode: str
    file: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PostBatch:
    """A batch.

    Attributes:
        id: the same for the same letters printed alike; a print service may know it again by it.
        pdf: to print; index: the CSV beside it.
        rows: the letters in their order.
        pages: of the PDF, index and blank pages included.
    """

    id: str
    pdf: bytes
    index: bytes
    rows: tuple[PostRow, ...]
    pages: int


def post_batch(letters: Sequence[PostLetter], day: date, *, duplex: bool) -> PostBatch | Finding:
    """Join letters: by country, postcode, name and notice; the same letters give the same bytes.

    Args:
        letters: at least one.
        day: theirs.
        duplex: each letter, and the index, gets an even number of pages, so that the next one
            starts on the front of a sheet.

    Returns:
        The batch; or why there is none: a file that is no PDF (CD222).
    """
    ordered = sorted(letters, key=lambda x: (x.country, x.postcode, one_line(x.name), x.notice))
    readers: list[PdfReader] = []
    for letter in ordered:
        reader = _read(letter)
        if isinstance(reader, Finding):
            return reader
        readers.append(reader)
    box = readers[0].pages[0].mediabox
    size = (float(box.width), float(box.height))

    def padded(pages: int) -> int:
        return pages + pages % 2 if duplex else pages

    lengths = [len(reader.pages) for reader in readers]
    unnumbered = _rows(ordered, lengths, [1] * len(ordered))
    front = _pages(index_page(unnumbered, day, size, duplex=duplex, pages=1))
    starts = list(accumulate(map(padded, lengths), initial=padded(len(front.pages)) + 1))
    rows = _rows(ordered, lengths, starts)
    total = starts[-1] - 1
    cover = _pages(index_page(rows, day, size, duplex=duplex, pages=total))
    pdf = _joined([cover, *readers], day, duplex=duplex)
    name = f"post-{day.isoformat()}-{sha256(pdf).hexdigest()[:12]}"
    return PostBatch(name, pdf, batch_csv(rows), rows, total)


def _rows(
    letters: Sequence[PostLetter], lengths: Sequence[int], starts: Sequence[int]
) -> tuple[PostRow, ...]:
    return tuple(
        PostRow(
            *(letter.notice, letter.debtor, letter.name, letter.country, letter.postcode),
            page=start,
            pages=pages,
            file=letter.file,
            sha256=sha256(letter.content).hexdigest(),
        )
        for letter, pages, start in zip(letters, lengths, starts, strict=False)
    )


def _pages(pdf: bytes) -> PdfReader:
    from pypdf import PdfReader

    return PdfReader(io.BytesIO(pdf))


def _read(letter: PostLetter) -> PdfReader | Finding:
    from pypdf.errors import PyPdfError

    try:
        reader = _pages(letter.content)
        found = len(reader.pages)
    except (PyPdfError, ValueError, KeyError, RecursionError):
        found = 0
    if found:
        return reader
    message = f"the letter of notice {letter.notice} is no PDF that can be printed"
    return error("CD222", message, Place(file=letter.file), _HINT)


def _joined(readers: Sequence[PdfReader], day: date, *, duplex: bool) -> bytes:
    """One PDF of all pages; structure, attachments and dates of the letters stay behind."""
    from pypdf import PdfWriter
    from pypdf.generic import NameObject

    writer = PdfWriter()
    for reader in readers:
        for page in reader.pages:
            added = writer.add_page(page)
            # They point into the structure of a letter, which is not taken along.
            for name in ("/StructParents", "/Tabs", "/Annots"):
                added.pop(NameObject(name), None)
        if duplex and len(writer.pages) % 2:
            last = writer.pages[-1].mediabox
            writer.add_blank_page(last.width, last.height)
    writer.metadata = None
    writer.add_metadata({"/Title": f"Letters of {day.isoformat()}", "/Producer": "creditctl"})
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
