"""Compound files, the container of xls: the bytes of one stream ([MS-CFB])."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_END: Final = 0xFFFFFFFA
"""Sector numbers from here on are marks, not sectors."""
_ENTRY: Final = struct.Struct("<64sHBx12x36xIQ")
_ROOT: Final = 5


def stream(data: bytes, names: Sequence[str]) -> bytes:
    """The first stream that has one of the names.

    Raises:
        LookupError: there is none.
        struct.error, ValueError: the file is damaged.
    """
    return _Compound(data).stream(names)


class _Compound:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._shift, self._mini_shift = struct.unpack_from("<HH", data, 30)
        (directory,) = struct.unpack_from("<I", data, 48)
        self._cutoff, mini, _, more = struct.unpack_from("<4I", data, 56)
        self._fat = self._allocation(more)
        self._mini_fat = _numbers(self._chain(mini))
        self._entries = self._directory(directory)

    def stream(self, names: Sequence[str]) -> bytes:
        for name, _, start, size in self._entries:
            if name in names:
                return self._content(start, size)
        raise LookupError(f"no stream {names[0]}")

    def _sector(self, number: int) -> bytes:
        start = (number + 1) << self._shift
        return self._data[start : start + (1 << self._shift)]

    def _allocation(self, more: int) -> tuple[int, ...]:
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        seen = 0
        while more < _END and seen <= len(self._data) >> self._shift:
            numbers = _numbers(self._sector(more))
            sectors.extend(numbers[:-1])
            more, seen = numbers[-1], seen + 1
        return _numbers(b"".join(self._sector(s) for s in sectors if s < _END))

    def _walk(self, start: int, table: Sequence[int]) -> list[int]:
        found: list[int] = []
        while start < _END:
            if len(found) > len(table):
                raise ValueError("its sectors run in a circle")
            found.append(start)
            start = table[start]
        return found

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._walk(start, self._fat)))

    def _directory(self, start: int) -> list[tuple[str, int, int, int]]:
        entries = []
        for name, length, kind, first, size in _ENTRY.iter_unpack(self._chain(start)):
            text = name[: max(0, length - 2)].decode("utf-16-le")
            entries.append((text, kind, first, size & 0xFFFFFFFF))
        return entries

    def _content(self, start: int, size: int) -> bytes:
        if size >= self._cutoff:
            return self._chain(start)[:size]
        root = next(first for _, kind, first, _ in self._entries if kind == _ROOT)
        small, shift = self._chain(root), self._mini_shift
        pieces = (small[n << shift : (n + 1) << shift] for n in self._walk(start, self._mini_fat))
        return b"".join(pieces)[:size]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
