"""The encoding of a text file: stated by its mark, declared, or proved by all of its bytes.

UTF-8 proves itself. What is no UTF-8 is read as Windows-1252, which is said aloud; nothing else
is ever tried, because every other single-byte encoding would fit as well.
"""

from __future__ import annotations

import codecs
from typing import Final

from creditctl.errors import DataRefused
from creditctl.findings import Finding, Place, Severity, error
from creditctl.imports.readers import sniff
from creditctl.imports.readers.load import empty

_DECLARE: Final = "name the encoding with --encoding"
_PIECE: Final = 1 << 18
_HEAD: Final = 2048
_EXCERPT: Final = 200


def detect(data: bytes, name: str, declared: str | None) -> tuple[str, tuple[Finding, ...]]:
    """Find and prove the encoding of a whole text file.

    Args:
        data: the file.
        name: the file as the user gave it.
        declared: the encoding that the user states, which is then strict.

    Returns:
        Python's name of an encoding that decodes all of `data`, and what is to be said about it:
        CI111 read as Windows-1252, CI112 UTF-16 without a mark (both remarks).

    Raises:
        DataRefused: CI113 bytes that are no text in the encoding, CI114 an unknown encoding or one
            that contradicts the file's mark, CI115 a NUL byte, CI102 nothing but blanks, CI103
            markup or JSON.
    """
    encoding = _declared(data, name, declared) if declared else sniff.byte_order_mark(data)
    encoding = encoding or sniff.wide_encoding(data) or "utf-8"
    wrong = _first_wrong(data, encoding)
    remarks: tuple[Finding, ...] = ()
    if wrong is not None and encoding == "utf-8" and not declared:
        encoding, remarks = "cp1252", (_windows(data, name, wrong),)
        wrong = _first_wrong(data, encoding)
    if wrong is not None:
        raise DataRefused(_undecodable(data, name, encoding, wrong))
    if encoding in ("utf-16-le", "utf-16-be") and not declared:
        message = f"no byte order mark: read as {encoding.upper()}, as its NUL bytes show"
        remarks = (Finding("CI112", Severity.INFO, message, Place(name), f"if not, {_DECLARE}"),)
    _check(data, name, encoding)
    return encoding, remarks


def _declared(data: bytes, name: str, declared: str) -> str:
    marked = sniff.byte_order_mark(data)
    try:
        codec = codecs.lookup(declared).name
        "a;1".encode(declared)  # raises for codecs that are no text encodings, such as hex
    except (LookupError, UnicodeError) as problem:
        hint = "usual ones are utf-8, cp1252, iso-8859-15, cp850, mac-roman, utf-16"
        message = f"{declared!r} is no text encoding"
        raise DataRefused(error("CI114", message, Place(name), hint)) from problem
    if marked is None:
        return codec
    if codec in (marked, marked.removesuffix("-sig")) or codec.startswith(f"{marked}-"):
        return marked
    message = f"the file's byte order mark says {marked.removesuffix('-sig')}, not {declared}"
    raise DataRefused(error("CI114", message, Place(name), "leave the encoding away"))


def _first_wrong(data: bytes, encoding: str) -> int | None:
    """The offset of the first byte that is no text in the encoding; a large file is cut up."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), _PIECE):
        end = min(start + _PIECE, len(data))
        try:
            decoder.decode(data[start:end], final=end == len(data))
        except UnicodeDecodeError as problem:
            # What was decoded, bytes left over from the piece before included, ends at `end`.
            return end - len(problem.object) + problem.start
    return None


def _windows(data: bytes, name: str, wrong: int) -> Finding:
    """The remark on a file that is no UTF-8, unless most of its letters are."""
    valid = data.decode("utf-8", "ignore")
    letters = len(valid) - len(valid.encode("ascii", "ignore"))
    if letters > len(data) - len(valid.encode()):
        message = f"byte 0x{data[wrong]:02X} is not UTF-8, though the other letters of the file are"
        hint = f"export the file again, or {_DECLARE}"
        raise DataRefused(error("CI113", message, _place(data, name, "utf-8", wrong), hint))
    message = f"not UTF-8, as byte 0x{data[wrong]:02X} shows: read as Windows-1252 (cp1252)"
    hint = f"if letters come out wrong, {_DECLARE}"
    return Finding("CI111", Severity.INFO, message, _place(data, name, "cp1252", wrong), hint)


def _undecodable(data: bytes, name: str, encoding: str, wrong: int) -> Finding:
    if encoding == "cp1252":
        message = f"byte 0x{data[wrong]:02X} is no letter in UTF-8 nor in Windows-1252 (cp1252)"
        hint = f"{_DECLARE} (old DOS programs write cp850, old Macs mac-roman), or export as UTF-8"
    else:
        message = f"byte 0x{data[wrong]:02X} is no letter in {encoding}"
        hint = f"{_DECLARE} that the file has, or export it again"
    return error("CI113", message, _place(data, name, encoding, wrong), hint)


def _check(data: bytes, name: str, encoding: str) -> None:
    head = codecs.getincrementaldecoder(encoding)().decode(data[:_PIECE])
    if not head.strip() and not data.decode(encoding).strip():
        raise DataRefused(empty(name))
    sniff.refuse_markup(head[:_HEAD], name)
    if b"\0" not in data:
        return
    before, nul, _ = data.decode(encoding).partition("\0")
    if nul:
        place = Place(name, *_position(before))
        hint = "the file is damaged or no text: export it again"
        raise DataRefused(error("CI115", "a NUL byte, which no text holds", place, hint))


def _place(data: bytes, name: str, encoding: str, offset: int) -> Place:
    before = data[:offset].decode(encoding, "replace")
    line, column = _position(before)
    rest = data[offset : offset + _EXCERPT].decode(encoding, "replace")
    excerpt = before[len(before) - column + 1 :] + rest.replace("\r", "\n").split("\n", 1)[0]
    return Place(name, line, column, excerpt=excerpt[:_EXCERPT] if column < _EXCERPT else "")


def _position(before: str) -> tuple[int, int]:
    line = 1 + before.count("\n") + before.count("\r") - before.count("\r\n")
    return line, len(before) - max(before.rfind("\n"), before.rfind("\r"))
