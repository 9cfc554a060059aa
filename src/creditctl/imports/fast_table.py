"""A text file as Arrow columns of text: exact, or not at all.

Every column is read as text or as a dictionary of texts; numbers and days are made by our own
strict conversion. Arrow's own decimals with a comma race between its threads, and its dates
accept 31 February: neither is used. `pa.array`, `pa.scalar` and Python literals in
`pyarrow.compute` would import pandas (0.3 s), so values leave Arrow by their buffers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from creditctl.ledger.arrow_text import ArrowText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from creditctl.imports.choose import Chosen
    from creditctl.imports.readers.delimited import Text
    from creditctl.ledger.frames import Int32, Int64
    from creditctl.ledger.frames import Text as TextColumn

_ENCODINGS: Final = ("utf-8", "utf-8-sig", "ascii", "cp1252")
_LARGEST: Final = 2**31 - 2**20
_LONGEST_CELL: Final = 60_000
_BLOCK: Final = 1 << 23
# Everything that str.split and str.strip take for white space, the plain blank apart.
_ODD_SPACE: Final = (
    "\t\n\x0b\x0c\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
)
_UNTIDY: Final = f"^ | $|  |[{_ODD_SPACE}]"
_PADDED: Final = f"^[ {_ODD_SPACE}]|[ {_ODD_SPACE}]$"


class GiveWay(Exception):  # noqa: N818  (no error: the reference loader takes over)
    """Something is not plain enough for the fast loader."""


class FastTable:
    """The columns that a plan needs.

    Attributes:
        first_line: physical line of the first row.
    """

    def __init__(self, table: Any, first_line: int) -> None:
        self._table = table
        self.first_line = first_line

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def codes(self, column: int) -> tuple[Int32, list[str]]:
        """A column as int32 codes into its distinct texts, in the order of the file."""
        import pyarrow as pa

        array = self._combined(column)
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        index = array.indices
        found: Int32 = np.frombuffer(index.buffers()[1], np.int32, len(index), index.offset * 4)
        return found, array.dictionary.to_pylist()

    def hundredths(self, column: int, mark: str) -> Int64 | None:
        """Amounts with two decimals as whole hundredths, None when one is written otherwise."""
        import pyarrow as pa
        import pyarrow.compute as pc

        array = self._combined(column)
        group = "." if mark == "," else ","
        plain = rf"^-?[0-9]{{1,13}}[{mark}][0-9]{{2}}$"
        grouped = (
            rf"^-?([0-9]{{1,13}}|[1-9][0-9]{{0,2}}([{group}][0-9]{{3}}){{1,4}})[{mark}][0-9]{{2}}$"
        )
        if not _all(pc.match_substring_regex(array, plain)):
            if not _all(pc.match_substring_regex(array, grouped)):
                return None
            array = pc.replace_substring(array, group, "")
        whole = pc.cast(pc.replace_substring(array, mark, ""), pa.int64())
        found: Int64 = np.frombuffer(whole.buffers()[1], np.int64, len(whole), whole.offset * 8)
        return found

    def texts(self, column: int) -> TextColumn:
        """A column of text; runs of white space become one blank, as the reference has it."""
        import pyarrow.compute as pc

        array = self._combined(column)
        if _any(pc.match_substring_regex(array, _UNTIDY)):
            return [" ".join(text.split()) for text in array.to_pylist()]
        return ArrowText(lambda: array, len(array))

    def ids(self, column: int, header: str) -> TextColumn:
        """A column of ids, without the white space around them; an empty one gives way."""
        import pyarrow.compute as pc

        array = self._combined(column)
        if not len(array) or _lengths(array).min() == 0 or array[0].as_py() == header:
            raise GiveWay
        if _any(pc.match_substring_regex(array, _PADDED)):
            found = [text.strip() for text in array.to_pylist()]
            if not all(found) or header in found:
                raise GiveWay
            return found
        return ArrowText(lambda: array, len(array))

    def _combined(self, column: int) -> Any:
        return self._table.column(str(column)).combine_chunks()


def read_table(text: Text, chosen: Chosen, blank: Sequence[int]) -> FastTable:
    """Read the columns of a plan.

    Args:
        text: the file.
        chosen: its head and its plan.
        blank: columns that must be empty throughout.

    Raises:
        GiveWay: a row has another width, a quote or a line end is odd, a cell is very long, or a
            column that must be empty is not.
    """
    data = _utf8(text)
    head, plan = chosen.table, chosen.plan
    header_line = head.lines[plan.header]
    if text.dialect.skip_blanks or head.broken or len(head.lines) <= plan.header + 1:
        raise GiveWay
    if head.lines[plan.header + 1] != header_line + 1:
        raise GiveWay
    _check_ends(data)
    _check_quotes(data, text.dialect.delimiter)
    used = sorted({c.index for columns in plan.columns.values() for c in columns} | {*blank})
    table = _parsed(
        data,
        text.dialect.delimiter,
        len(head.records[plan.header]),
        header_line,
        used,
        _plain_columns(chosen),
    )
    lines = data.count(b"\n") + (not data.endswith(b"\n"))
    if table.num_rows == 0 or lines != header_line + table.num_rows:
        raise GiveWay
    for column in used:
        array = table.column(str(column))
        if column in blank:
            _check_blank(array)
        elif array.type == _string() and _lengths(array.combine_chunks()).max() > _LONGEST_CELL:
            raise GiveWay
    return FastTable(table, header_line + 1)


def _plain_columns(chosen: Chosen) -> frozenset[int]:
    """Columns whose texts hardly repeat, so that a dictionary of them would only cost time."""
    plain = ("number", "gross", "paid", "open", "reference")
    plan = chosen.plan
    return frozenset(plan.column(field).index for field in plain if plan.has(field))


def _utf8(text: Text) -> Any:
    """The bytes of the file in UTF-8, without byte order mark."""
    if text.encoding not in _ENCODINGS or len(text.data) > _LARGEST:
        raise GiveWay
    if text.encoding == "cp1252":
        return text.data.decode("cp1252").encode()
    return text.data.removeprefix(b"\xef\xbb\xbf")


def _check_ends(data: bytes) -> None:
    """Lines end with LF or CR LF; a lone CR is a line end too, but not one for Arrow."""
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        raise GiveWay


def _check_quotes(data: bytes, delimiter: str) -> None:
    """Every run of quotes opens, closes or doubles, as its neighbours and its length say.

    Arrow forgives text behind a closing quote; the reference loader does not.
    """
    raw = np.frombuffer(data, np.uint8)
    quotes = np.flatnonzero(raw == ord('"'))
    if not len(quotes):
        return
    breaks = np.flatnonzero(np.diff(quotes) != 1)
    first = quotes[np.concatenate(([0], breaks + 1))]
    last = quotes[np.concatenate((breaks, [len(quotes) - 1]))]
    odd = (last - first + 1) % 2 == 1
    mark, feed, back = ord(delimiter), ord("\n"), ord("\r")
    before = np.where(first > 0, raw[np.maximum(first - 1, 0)], feed)
    after = np.where(last + 1 < len(raw), raw[np.minimum(last + 1, len(raw) - 1)], feed)
    starts = (before == mark) | (before == feed)
    ends = (after == mark) | (after == feed) | (after == back)
    if (odd != (starts != ends)).any():
        raise GiveWay


def _parsed(
    data: Any,
    delimiter: str,
    width: int,
    skip: int,
    used: Sequence[int],
    plain: frozenset[int],
) -> Any:
    import pyarrow as pa
    from pyarrow import csv

    types = {
        str(c): pa.string() if c in plain else pa.dictionary(pa.int32(), pa.string()) for c in used
    }
    try:
        table = csv.read_csv(
            pa.BufferReader(pa.py_buffer(data)),
            csv.ReadOptions(
                column_names=[str(c) for c in range(width)], skip_rows=skip, block_size=_BLOCK
            ),
            csv.ParseOptions(
                delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False
            ),
            csv.ConvertOptions(
                column_types=types,
                include_columns=[str(c) for c in used],
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except pa.ArrowException as problem:
        raise GiveWay from problem
    return table.unify_dictionaries()


def _check_blank(column: Any) -> None:
    import pyarrow as pa

    array = column.combine_chunks()
    texts = array.dictionary if pa.types.is_dictionary(array.type) else array
    if any(text.strip() for text in texts.to_pylist()):
        raise GiveWay


def _string() -> Any:
    import pyarrow as pa

    return pa.string()


def _lengths(array: Any) -> NDArray[np.int32]:
    """Bytes of every text of a string array."""
    offsets = np.frombuffer(array.buffers()[1], np.int32, len(array) + 1, array.offset * 4)
    return np.diff(offsets)


def _all(mask: Any) -> bool:
    return bool(mask.true_count == len(mask))


def _any(mask: Any) -> bool:
    return bool(mask.true_count)
