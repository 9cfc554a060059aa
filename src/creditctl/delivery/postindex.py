"""The index of a day's letters: the covering page for who prints, and a CSV for who checks."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from creditctl.delivery.index import cell
from creditctl.documents.clean import one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

COLUMNS: Final = (
    "number", "notice", "debtor", "name", "country", "postcode", "page", "pages", "file", "sha256",
)  # fmt: skip
_HEAD: Final = ("", "Notice", "Name", "Country", "Postcode", "Page", "Pages")
_LONGEST_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class PostRow:
    """One letter of the batch.

    Attributes:
        page: of the batch on which it starts, from 1; pages: how many it has itself.
        file: path below the outbox; sha256: hash of that file.
    """

    notice: str
    debtor: str
    name: str
    country: str
    postcode: str
    page: int
    pages: int
    file: str
    sha256: str


def index_page(
    rows: Sequence[PostRow], day: date, size: tuple[float, float], *, duplex: bool, pages: int
) -> bytes:
    """The covering page or pages as PDF; as many pages whatever the numbers in it.

    Args:
        rows: the letters in order.
        day: theirs.
        size: width and height in points.
        duplex: whether it is printed on both sides; said in words.
        pages: of the whole batch, its index included.
    """
    import typst

    letters = "1 letter" if len(rows) == 1 else f"{len(rows)} letters"
    sides = "printed on both sides, blank pages included" if duplex else "printed on one side"
    data = {
        "title": f"Letters of {day.isoformat()}",
        "summary": f"{letters}, {pages} pages with this index; {sides}.",
        "width": size[0],
        "height": size[1],
        "head": _HEAD,
        "rows": [
            (
                str(number),
                row.notice,
                shortened(one_line(row.name), _LONGEST_NAME),
                row.country,
                row.postcode,
                str(row.page),
                str(row.pages),
            )
            for number, row in enumerate(rows, 1)
        ],
    }
    made = typst.compile(
        (files("creditctl.delivery") / "postindex.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"batch": json.dumps(data)},
        timestamp=0,
    )
    assert isinstance(made, bytes)  # a PDF is one file
    return made


def batch_csv(rows: Sequence[PostRow]) -> bytes:
    """The index as CSV: UTF-8 with a byte order mark for Excel, in the order of the batch."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number, row in enumerate(rows, 1):
        values = (number, *(getattr(row, name) for name in COLUMNS[1:]))
        writer.writerow([cell(str(value)) for value in values])
    return out.getvalue().encode("utf-8-sig", "replace")
