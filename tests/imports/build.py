"""Small files for the loader, written as a package would write them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from creditctl.errors import DataRefused
from creditctl.imports.load import Import, Source, load

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "InvoiceNumber,CustomerCode,CustomerName,InvoiceDate,DueDate,Total,Paid,Outstanding"


class Books:
    """A folder with the files of one administration; `load` reads them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: list[Source] = []

    def add(self, text: str | bytes, name: str = "invoices.csv", **source: Any) -> Books:
        """Write a file and list it as a source."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.sources.append(replace(Source("books", path, name), **source))
        return self

    def load(self, currency: str | None = "EUR", **options: Any) -> Import:
        """Everything that the files hold."""
        return load(self.sources, currency=currency, **options)

    def refused(self, **options: Any) -> DataRefused:
        """The refusal that loading ends in."""
        with pytest.raises(DataRefused) as caught:
            self.load(**options)
        return caught.value


def rows(*lines: str, header: str = HEADER) -> str:
    """A file of a header and some lines."""
    return "\n".join((header, *lines)) + "\n"


def codes(found: Import | DataRefused) -> list[str]:
    """The codes of all findings that are more than a remark, sorted."""
    return sorted(f.code for f in found.findings if f.severity != "info")


def finding(found: Import | DataRefused, code: str) -> Any:
    """The only finding with a code."""
    (only,) = [f for f in found.findings if f.code == code]
    return only
