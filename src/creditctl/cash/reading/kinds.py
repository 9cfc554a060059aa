"""What a file is, told from its bytes; its name is not believed."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.swift_fields import is_swift
from creditctl.errors import DataRefused
from creditctl.findings import Place, error
from creditctl.imports.readers.sniff import wide_encoding

if TYPE_CHECKING:
    from creditctl.findings import Finding


class Kind(StrEnum):
    """How a file is read."""

    XML = "XML"
    OFX = "OFX"
    SWIFT = "MT940"
    CSV = "CSV"


_HEAD: Final = 8192
_CONTROL: Final = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1a\x1b")
_STRAY: Final = 8
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: Final = (
    (b"%PDF-", "a PDF"),
    (_OLE, "an old Office file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"PK\x05\x06", "an empty zip archive"),
)
_ANY_CASE: Final = re.IGNORECASE
_WORDS: Final = (
    (re.compile(r"(<\?xml[^>]*>\s*)?<(!doctype )?(html|head|body)\b", _ANY_CASE), "a web page"),
    (re.compile(r"[{\[]\s*[\"{\[\]}]"), "a JSON file"),
    (re.compile(r"\{\\rtf"), "an RTF document"),
    (re.compile(r"MIME-Version:", _ANY_CASE), "a saved web page or an e-mail"),
    (re.compile(r"!Type:", _ANY_CASE), "a QIF file"),
)
_OFX: Final = re.compile(r"^OFXHEADER:|<OFX>", re.IGNORECASE | re.MULTILINE)
_WANTED: Final = "download the statement as camt.053, MT940, OFX or CSV"
_UNPACK: Final = "unpack it and give the file inside"
_OPEN: Final = "save it without a password, or download the statement without one"


def kind_of(data: bytes, name: str) -> Kind:
    """Tell what a file is.

    Args:
        data: all of it; name: as the user gave it, for findings.

    Raises:
        DataRefused: CP101 it is empty, CP102 it is something else, CP103 it is encrypted.
    """
    if not data.strip(b" \t\r\n\v\f\0\xef\xbb\xbf\xfe\xff\x1a"):
        hint = "download the statement again"
        raise DataRefused(error("CP101", "the file is empty", Place(name), hint))
    refusal = _encrypted(data, name) or _foreign(data, name)
    if refusal is not None:
        raise DataRefused(refusal)
    head = data[:_HEAD].decode(wide_encoding(data) or "utf-8", "replace")
    head = head.lstrip("\ufeff \t\r\n")
    for pattern, what in _WORDS:
        if pattern.match(head):
            raise DataRefused(_other(name, what, _WANTED))
    if head.startswith("<?xml"):
        return Kind.XML
    if _OFX.search(head):
        return Kind.OFX
    if head.startswith("<"):
        return Kind.XML
    return Kind.SWIFT if is_swift(head.splitlines()) else Kind.CSV


def _encrypted(data: bytes, name: str) -> Finding | None:
    zipped = data.startswith(b"PK\x03\x04") and len(data) > 6 and data[6] & 1
    package = data.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in data
    document = data.startswith(b"%PDF-") and b"/Encrypt" in data
    message = data.startswith((b"-----BEGIN PGP MESSAGE", b"Salted__"))
    if zipped or package or document or message:
        return error("CP103", "the file is encrypted with a password", Place(name), _OPEN)
    return None


def _foreign(data: bytes, name: str) -> Finding | None:
    if data.startswith(b"PK\x03\x04"):
        if b"xl/" in data or b"content.xml" in data:
            return _other(name, "a workbook", "save its sheet as CSV, or download camt.053")
        return _other(name, "a zip archive", _UNPACK)
    what = next((what for magic, what in _FOREIGN if data.startswith(magic)), "")
    if what:
        return _other(name, what, _UNPACK if "archive" in what else _WANTED)
    sample = data[:_HEAD]
    control = len(sample) - len(sample.translate(None, _CONTROL))
    if wide_encoding(data) is None and control > max(_STRAY, len(sample) // 20):
        return _other(name, "binary data", _WANTED)
    return None


def _other(name: str, what: str, hint: str) -> Finding:
    return error("CP102", f"this is {what}, not a bank statement", Place(name), hint)
