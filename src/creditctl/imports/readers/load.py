"""The bytes of a file, or the reason why there are none.

A text file is read chunk by chunk and its lines are measured on the way, so that a gigabyte
without a line break is refused after the first megabyte.
"""

from __future__ import annotations

import io
from difflib import get_close_matches
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from creditctl.errors import DataRefused
from creditctl.findings import Place, error
from creditctl.imports.readers import sniff

if TYPE_CHECKING:
    from creditctl.findings import Finding

LINE_LIMIT: Final = 1 << 20
"""Bytes that one physical line of a text file may have."""
WORKBOOK_LIMIT: Final = 1 << 30
"""Bytes that a workbook file may have."""


def load(data: bytes | Path, name: str) -> bytes:
    """Read a file whole.

    Args:
        data: the bytes themselves, or where they are.
        name: the file as the user gave it, for findings.

    Raises:
        DataRefused: CI101 it can't be opened, CI102 it is empty, CI103 it is another kind of
            file, CI116 one of its lines is too long, CI105 it is too large for a workbook.
    """
    try:
        with io.BytesIO(data) if isinstance(data, bytes) else data.open("rb") as stream:
            head = stream.read(LINE_LIMIT)
            if not head:
                raise DataRefused(empty(name))
            if sniff.is_text(head, name):
                return _measured(stream, head, name)
            return _bounded(stream, head, name)
    except (OSError, ValueError) as problem:
        raise DataRefused(_unreadable(data, name, problem)) from problem


def empty(name: str) -> Finding:
    """The finding for a file without any content."""
    hint = "export it again; if there is truly nothing open, export the header line too"
    return error("CI102", "the file is empty", Place(name), hint)


def _measured(stream: IO[bytes], head: bytes, name: str) -> bytes:
    chunks, unfinished, chunk = [head], 0, head
    while chunk:
        breaks = [at for at in (chunk.find(b"\n"), chunk.find(b"\r")) if at >= 0]
        if unfinished + min(breaks, default=len(chunk)) > LINE_LIMIT:
            raise DataRefused(_too_long(b"".join(chunks)[: -len(chunk) - unfinished], name))
        last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        unfinished = unfinished + len(chunk) if last < 0 else len(chunk) - last - 1
        chunk = stream.read(LINE_LIMIT)
        chunks.append(chunk)
    return b"".join(chunks)


def _too_long(before: bytes, name: str) -> Finding:
    # A line feed in UTF-16 may be followed by the NUL byte that belongs to it.
    whole = before + bytes(-len(before) % 4)
    text = whole.decode(sniff.wide_encoding(before) or "latin-1", "replace")
    line = 1 + text.count("\n") + text.count("\r") - text.count("\r\n")
    message = f"the line is longer than {LINE_LIMIT:,} bytes: this is no table"
    hint = "export the file again, one invoice a line"
    return error("CI116", message, Place(name, line), hint)


def _bounded(stream: IO[bytes], head: bytes, name: str) -> bytes:
    rest = stream.read(WORKBOOK_LIMIT - len(head) + 1)
    if len(head) + len(rest) > WORKBOOK_LIMIT:
        message = f"the workbook is larger than {WORKBOOK_LIMIT:,} bytes"
        raise DataRefused(error("CI105", message, Place(name), "export it as CSV"))
    return head + rest


def _unreadable(data: bytes | Path, name: str, problem: OSError | ValueError) -> Finding:
    place = Place(name)
    if isinstance(problem, FileNotFoundError):
        near = _near(data) if isinstance(data, Path) else ""
        hint = f"did you mean {near}?" if near else "check the path and the folder"
        return error("CI101", "there is no such file", place, hint)
    if isinstance(problem, IsADirectoryError):
        return error("CI101", "this is a folder, not a file", place, "name a file in it")
    if isinstance(problem, PermissionError):
        hint = "ask for the right to read it, or copy it to where you may"
        return error("CI101", "you may not read this file", place, hint)
    reason = getattr(problem, "strerror", None) or str(problem)
    return error("CI101", f"the file can't be read: {reason}", place, "check the path")


def _near(path: Path) -> str:
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    close = get_close_matches(path.name, names, n=1)
    return str(path.with_name(close[0])) if close else ""
