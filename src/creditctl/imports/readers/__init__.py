"""Readers: any file to raw tables of cells with exact physical positions.

What a file is, is told from its content. Text files give one table, workbooks one for each
visible sheet that holds anything. Nothing is interpreted here: which row is the header, what is
a date or an amount, is decided by the proof of whole columns later on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.imports.readers.delimited import Text
    from creditctl.imports.table import RawTable


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user states about a file, instead of leaving it to proof.

    Attributes:
        encoding: of text files, strict: a byte that does not fit is refused.
        delimiter: of text files, one character or comma, semicolon, tab, pipe.
        sheet: of workbooks, the only one to read, hidden or not.
    """

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None


AS_FOUND: Final = ReadOptions()
"""Nothing stated: everything is proved from the file, or refused."""


def read(data: bytes | Path, name: str, options: ReadOptions = AS_FOUND) -> list[RawTable]:
    """Read a file into raw tables.

    Args:
        data: the bytes of the file, or its path.
        name: the file as the user gave it, "-" for standard input.
        options: what the user states about the file. The encoding and the delimiter concern
            text files, the sheet workbooks, so that one set of options serves several files.

    Returns:
        One table for a text file, for a workbook one per visible sheet with content, in order.

    Raises:
        DataRefused: with findings CI101 to CI122, as `open_source` and the readers of the
            formats list them.
    """
    source = open_source(data, name, options)
    return [source.table()] if not isinstance(source, list) else source


def open_source(
    data: bytes | Path,
    name: str,
    options: ReadOptions = AS_FOUND,
) -> Text | list[RawTable]:
    """Open a file without cutting a text file into records, for readers with their own way.

    Args and errors are those of `read`.

    Returns:
        A text file with its encoding and dialect proved, or the tables of a workbook.
    """
    from creditctl.imports.readers import sniff
    from creditctl.imports.readers.load import load

    content = load(data, name)
    book = sniff.workbook_format(content, name)
    if book is None:
        from creditctl.imports.readers.delimited import open_text

        return open_text(content, name, options)
    from creditctl.imports.readers.workbook import read_workbook

    return read_workbook(content, book, name, options.sheet)
