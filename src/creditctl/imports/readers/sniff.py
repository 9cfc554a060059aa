"""What a file is, told from its content; its name is not believed."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from enum import StrEnum
from typing import Final

from creditctl.errors import DataRefused
from creditctl.findings import Place, error


class Format(StrEnum):
    """The workbook formats that are read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EXPORT: Final = "export the list as CSV or Excel (.xlsx) from the bookkeeping package"
_UNPACK: Final = "unpack it and give the file inside"
_RESAVE: Final = "open it in a spreadsheet program and save it as .xlsx"

_FOREIGN: Final = (
    (b"%PDF-", "a PDF", _EXPORT),
    (b"{\\rtf", "an RTF document", _EXPORT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh91AY", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ\x00", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", _UNPACK),
    (b"Rar!\x1a\x07", "a rar archive", _UNPACK),
    (b"PK\x05\x06", "an empty zip archive", _EXPORT),
    (b"\x09\x00\x04\x00", "a workbook of Excel 2", _RESAVE),
    (b"\x09\x02\x06\x00", "a workbook of Excel 3", _RESAVE),
    (b"\x09\x04\x06\x00", "a workbook of Excel 4", _RESAVE),
    (b"\x89PNG", "a picture", _EXPORT),
    (b"\xff\xd8\xff", "a picture", _EXPORT),
    (b"SQLite format 3\x00", "a database", _EXPORT),
    (b"PAR1\x15", "a Parquet file", _EXPORT),
)
_MARKUP: Final = (
    (r"urn:schemas-microsoft-com:office:spreadsheet", "Excel 2003 XML", _RESAVE),
    (
        r"\A\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|meta|table)\b",
        "a web page (HTML)",
        _RESAVE,
    ),
    (r"\A\s*<\?xml\b", "an XML file", _EXPORT),
    (r"\A\s*(?:\{\s*\"[^\"\n]*\"\s*:|\{\s*\}|\[\s*[\[{])", "a JSON file", _EXPORT),
    (r"\A\s*MIME-Version:", "a saved web page or e-mail", _RESAVE),
)
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
_SAMPLE: Final = 4096
_STRAY: Final = 8


def is_text(head: bytes, name: str) -> bool:
    """Whether a file that starts with `head` is text; False means that it may be a workbook.

    Raises:
        DataRefused: CI103 it is neither, with what it is.
    """
    for magic, what, hint in _FOREIGN:
        if head.startswith(magic):
            raise _foreign(name, what, hint)
    if head.startswith((_ZIP, _OLE)):
        return False
    if b"%PDF-" in head[:1024]:
        raise _foreign(name, "a PDF", _EXPORT)
    sample = head[:_SAMPLE]
    if wide_encoding(head) is None:
        control = len(sample) - len(sample.translate(None, _CONTROL))
        if control > max(_STRAY, len(sample) // 20):
            raise _foreign(name, "binary data", _EXPORT)
    return True


def refuse_markup(text: str, name: str) -> None:
    """Refuse text that is made for machines: web pages, XML, JSON.

    Args:
        text: the beginning of the file.
        name: the file as the user gave it.

    Raises:
        DataRefused: CI103.
    """
    for pattern, what, hint in _MARKUP:
        if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
            raise _foreign(name, what, hint)


def byte_order_mark(data: bytes) -> str | None:
    """The encoding that a byte order mark states, None when there is none."""
    return next((codec for mark, codec in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def wide_encoding(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 encoding of data: by its mark, or by its pattern of NUL bytes."""
    marked = byte_order_mark(data)
    if marked is not None:
        return None if marked == "utf-8-sig" else marked
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second * 5 > half and first * 4 < second:
        return "utf-16-le"
    if first * 5 > half and second * 4 < first:
        return "utf-16-be"
    return None


def workbook_format(data: bytes, name: str) -> Format | None:
    """The format of a workbook, None when the data is no zip and no OLE file.

    Raises:
        DataRefused: CI103 another kind of document, CI104 encrypted, CI105 damaged.
    """
    if data.startswith(_OLE):
        return _ole_format(data, name)
    if data.startswith(_ZIP):
        return _zip_format(data, name)
    return None


def _ole_format(data: bytes, name: str) -> Format:
    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise encrypted(name)
    if holds("Workbook") or holds("Book"):
        return Format.XLS
    what = "a Word document" if holds("WordDocument") else "an Office file without a workbook"
    raise _foreign(name, what, _EXPORT)


def _zip_format(data: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as problem:
        message = "the workbook is damaged or cut off"
        hint = "export it or copy it again"
        raise DataRefused(error("CI105", message, Place(name), hint)) from problem
    if "xl/workbook.bin" in names:
        return Format.XLSB
    if any(part.startswith("xl/") for part in names):
        return Format.XLSX
    if "content.xml" in names:
        return Format.ODS
    if "word/document.xml" in names:
        raise _foreign(name, "a Word document", _EXPORT)
    raise _foreign(name, "a zip archive", _UNPACK)


def encrypted(name: str) -> DataRefused:
    """The refusal of an encrypted workbook (CI104)."""
    message = "the workbook is password-protected"
    hint = "open it and save it without a password"
    return DataRefused(error("CI104", message, Place(name), hint))


def _foreign(name: str, what: str, hint: str) -> DataRefused:
    return DataRefused(error("CI103", f"this is {what}, not a table", Place(name), hint))
