"""The zip packages of xlsx and xlsb: their parts, and how large they get when unpacked."""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import IO, TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

from creditctl.errors import DataRefused
from creditctl.findings import Place, error
from creditctl.imports.readers import sniff

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPACKED_LIMIT: Final = 1 << 30
"""Bytes that the parts of a workbook may have together when unpacked."""
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class Package:
    """An open zip package.

    Args:
        data: the file.
        name: the file as the user gave it.

    Raises:
        DataRefused: CI104 it is encrypted, CI106 it unpacks to too much.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise sniff.encrypted(name)
        size = sum(part.file_size for part in parts)
        if size > UNPACKED_LIMIT:
            message = f"the workbook unpacks to {size:,} bytes, more than {UNPACKED_LIMIT:,}"
            hint = "delete what is no list of invoices, or export it as CSV"
            raise DataRefused(error("CI106", message, Place(name), hint))

    def open(self, part: str) -> IO[bytes]:
        """A part as a stream."""
        return self._zip.open(part)

    def parsed(self, part: str) -> ET.Element:
        """A small part as a tree."""
        *_, (_, root) = self.events(part)
        return root

    def events(self, part: str) -> Iterator[tuple[str, ET.Element]]:
        """The starts and ends of the elements of a part.

        The parser fetches nothing, and stops when entities grow out of proportion (expat 2.4.1).

        Raises:
            ElementTree.ParseError: the part is damaged, or a bomb.
        """
        with self.open(part) as stream:
            yield from ET.iterparse(stream, events=("start", "end"))  # noqa: S314  (see above)

    def main(self) -> str:
        """The part that is the workbook."""
        return next(
            target for _, kind, target in self._related("") if kind.endswith("/officeDocument")
        )

    def relations(self, part: str) -> dict[str, str]:
        """The parts that a part refers to, by relation id."""
        return {identity: target for identity, _, target in self._related(part)}

    def _related(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, file = posixpath.split(part)
        for relation in self.parsed(posixpath.join(folder, "_rels", f"{file}.rels")):
            target = posixpath.join("/", folder, relation.get("Target", ""))
            path = posixpath.normpath(target).lstrip("/")
            yield relation.get("Id", ""), relation.get("Type", ""), path


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def relation_id(element: ET.Element) -> str:
    """The relation that an element refers to."""
    return element.get(_RELATION) or element.get(_STRICT_RELATION) or ""


def chunks(stream: IO[bytes], size: int, overlap: int) -> Iterator[bytes]:
    """A stream in chunks, each preceded by the end of the one before, so that no match is cut."""
    tail = b""
    while chunk := stream.read(size):
        yield tail + chunk
        tail = (tail + chunk)[-overlap:]
