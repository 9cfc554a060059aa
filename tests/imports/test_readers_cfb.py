"""Compound files: streams of any size come out whole, damaged ones end in an error."""

from __future__ import annotations

import struct

import pytest

from creditctl.imports.readers import cfb

FREE, END, IN_FAT, IN_DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
SECTOR = 512


def compound(content: bytes) -> bytes:
    """A compound file with one stream, `Workbook`, laid out as: FAT, more FAT, directory, stream."""
    sectors = -(-len(content) // SECTOR)
    fats = difats = 0
    while fats * 128 < fats + difats + 1 + sectors or fats > 109 + difats * 127:
        fats += 1
        difats = max(0, -(-(fats - 109) // 127))
    directory = fats + difats
    chain = [*range(directory + 2, directory + 1 + sectors), END]
    fat = [IN_FAT] * fats + [IN_DIFAT] * difats + [END] + chain
    fat += [FREE] * (fats * 128 - len(fat))

    more = list(range(109, fats))
    pages = [more[n : n + 127] for n in range(0, len(more), 127)]
    difat = b"".join(
        struct.pack(
            "<128I", *page, *[FREE] * (127 - len(page)), fats + n + 1 if n + 1 < difats else END
        )
        for n, page in enumerate(pages)
    )
    header = struct.pack(
        "<8s16x5H6x8I",
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6),
        *(0, fats, directory, 0, 4096, END, 0, fats if difats else END),
    )
    header += struct.pack(
        "<I109I", difats, *range(min(fats, 109)), *[FREE] * (109 - min(fats, 109))
    )
    entries = entry("Root Entry", 5, END, 0) + entry("Workbook", 2, directory + 1, len(content))
    body = struct.pack(f"<{len(fat)}I", *fat) + difat + entries.ljust(SECTOR, b"\0")
    return header + body + content.ljust(sectors * SECTOR, b"\0")


def entry(name: str, kind: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBx12x36xIQ", text, len(text) + 2, kind, start, size)


@pytest.mark.parametrize("size", [4096, 5000, 6_900_000, 7_200_000, 17_000_000])
def test_a_stream_of_any_size_comes_out_whole(size):
    content = (b"%07d\n" * (size // 8 + 1) % tuple(range(size // 8 + 1)))[:size]
    assert cfb.stream(compound(content), ("Book", "Workbook")) == content


def test_a_stream_that_is_not_there():
    with pytest.raises(LookupError):
        cfb.stream(compound(b"x" * 5000), ("Book",))


def test_sectors_that_run_in_a_circle():
    data = bytearray(compound(b"x" * 5000))
    first = SECTOR + 4 * 2
    data[first : first + 4] = struct.pack("<I", 2)
    with pytest.raises(ValueError, match="circle"):
        cfb.stream(bytes(data), ("Workbook",))
