"""A text file as Arrow columns of text: exact, or not at all.

Every column is read as text or as a dictionary of texts; numbers and days are made by our own
strict conversion. Arrow's own decimals with a comma race between its threads, and its dates
accept 31 February: neither is used. `pa.array`, `pa.scalar` and Python literals in
`pyarrow.compute` would import pandas (0.3 s), so values leave Arrow by their buffers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from creditctl.ledger.arrow_text import ArrowText, arrow_codes, arrow_strings, plain_strings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from creditctl.imports.choose import Chosen
    from creditctl.imports.readers.delimited import Text
    from creditctl.ledger.frames import Int32, Int64
    from creditctl.ledger.frames import Text as TextColumn

_ENCODINGS: Final = ("utf-8", "utf-8-sig", "ascii", "cp1252")
_LARGEST: Final = 2**31 - 2**20
_BLOCK: Final = 1 << 20
# Everything that str.split and str.strip take for white space, the plain blank apart.
_ODD_SPACE: Final = (
    "\t\n\x0b\x0c\r\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
)
_UNTIDY: Final = f"^ | $|  |[{_ODD_SPACE}]"
_PADDED: Final = f"^[ {_ODD_SPACE}]|[ {_ODD_SPACE}]$"


class GiveWay(Exception):  # noqa: N818  (no error: the reference loader takes over)
    """Something is not plain enough for the fast loader."""


class FastTable:
    """The columns that a plan needs, read from one file.

    What decides about money is read at once; columns of free text (`late`) when they are first
    asked for, in a second pass over the same bytes: an aging never asks.

    Attributes:
        first_line: physical line of the first row.
    """

    def __init__(self, parser: Parser, columns: Sequence[int], late: Sequence[int]) -> None:
        self._parser = parser
        self._table = parser.read(columns)
        self._late = tuple(late)
        self._late_table: Any = None
        self._whole: dict[int, Any] = {}
        self._rows = int(self._table.num_rows)
        self.first_line = parser.header_line + 1

    def __len__(self) -> int:
        return self._rows

    def codes(self, column: int) -> tuple[Int32, list[str]]:
        """A column as int32 codes into its distinct texts, in the order of the file."""
        import pyarrow as pa

        array = self._array(column)
        if not pa.types.is_dictionary(array.type):
            array = array.dictionary_encode()
        index = array.indices
        found: Int32 = np.frombuffer(index.buffers()[1], np.int32, len(index), index.offset * 4)
        return found, array.dictionary.to_pylist()

    def tidy_codes(self, column: int) -> tuple[Int32, list[str]]:
        """As `codes`, with runs of white space in the texts made one blank."""
        codes, texts = self.codes(column)
        if _any_matches(arrow_strings(texts), _UNTIDY):
            texts = [" ".join(text.split()) for text in texts]
        return codes, texts

    def one_each(self, column: int, owner: Int32, size: int) -> list[str]:
        """The one text that each owner has in a column, tidied.

        Args:
            column: which.
            owner: code of the owner of every row, 0 to size-1, each of which occurs.
            size: number of owners.

        Raises:
            GiveWay: an owner has two different texts.
        """
        import pyarrow.compute as pc

        array = self._array(column)
        first = np.empty(size, dtype=np.int64)
        first[owner[::-1]] = np.arange(len(owner) - 1, -1, -1)
        same = pc.equal(array, pc.take(array, arrow_codes(first[owner])))
        if same.true_count < len(array):
            raise GiveWay
        found: list[str] = _tidied(pc.take(array, arrow_codes(first))).to_pylist()
        return found

    def is_blank(self, column: int) -> bool:
        """Whether a column holds nothing but white space."""
        return not any(text.strip() for text in self.codes(column)[1])

    def hundredths(self, column: int, mark: str) -> Int64 | None:
        """Amounts with two decimals as whole hundredths, None when one is written otherwise."""
        import pyarrow as pa
        import pyarrow.compute as pc

        array = self._array(column)
        group = "." if mark == "," else ","
        whole = rf"[0-9]{{1,13}}|[1-9][0-9]{{0,2}}([{group}][0-9]{{3}}){{1,4}}"
        if not _all_match(array, rf"^-?[0-9]{{1,13}}[{mark}][0-9]{{2}}$"):
            if not _all_match(array, rf"^-?({whole})[{mark}][0-9]{{2}}$"):
                return None
            array = pc.replace_substring(array, group, "")
        cents = pc.cast(pc.replace_substring(array, mark, ""), pa.int64())
        found: Int64 = np.frombuffer(cents.buffers()[1], np.int64, len(cents), cents.offset * 8)
        return found

    def texts(self, column: int) -> TextColumn:
        """A column of text; runs of white space become one blank, as the reference has it."""
        return ArrowText(lambda: _tidied(plain_strings(self._array(column))), len(self))

    def ids(self, column: int, header: str) -> TextColumn:
        """A column of ids, without the white space around them; an empty one gives way."""
        array = self._array(column)
        if not len(array) or _lengths(array).min() == 0 or array[0].as_py() == header:
            raise GiveWay
        if _any_matches(array, _PADDED):
            found = [text.strip() for text in array.to_pylist()]
            if not all(found) or header in found:
                raise GiveWay
            return found
        return ArrowText(lambda: array, len(array))

    def _array(self, column: int) -> Any:
        if column not in self._whole:
            if column in self._late and self._late_table is None:
                self._late_table = self._parser.read(self._late)
            table = self._late_table if column in self._late else self._table
            self._whole[column] = table.column(str(column)).combine_chunks()
        return self._whole[column]

    def forget(self, columns: Iterable[int]) -> None:
        """Let go of columns that are read: a million texts are worth their memory."""
        for column in columns:
            self._whole.pop(column, None)
        self._table = self._table.drop_columns([str(column) for column in columns])


class Parser:
    """Reads columns of one text file with Arrow, as often as wanted.

    Args:
        text: the file; chosen: its head and its plan.
        plain: columns whose texts hardly repeat: a dictionary of them would only cost time.

    Raises:
        GiveWay: the header spans lines, or quotes or line ends are odd.
    """

    def __init__(self, text: Text, chosen: Chosen, plain: frozenset[int]) -> None:
        head, plan = chosen.table, chosen.plan
        self.header_line = head.lines[plan.header]
        if text.dialect.skip_blanks or head.broken or len(head.lines) <= plan.header + 1:
            raise GiveWay
        if head.lines[plan.header + 1] != self.header_line + 1:
            raise GiveWay
        self._data = _utf8(text)
        self._delimiter = text.dialect.delimiter
        self._width = len(head.records[plan.header])
        self._plain = plain
        _check_ends(self._data)
        _check_quotes(self._data, self._delimiter)

    def read(self, columns: Sequence[int]) -> Any:
        """The columns as an Arrow table, named by their numbers.

        Raises:
            GiveWay: a row has another width, or a cell holds a line end.
        """
        import pyarrow as pa
        from pyarrow import csv

        coded = pa.dictionary(pa.int32(), pa.string())
        types = {str(c): pa.string() if c in self._plain else coded for c in columns}
        try:
            table = csv.read_csv(
                pa.BufferReader(pa.py_buffer(self._data)),
                csv.ReadOptions(
                    column_names=[str(c) for c in range(self._width)],
                    skip_rows=self.header_line,
                    block_size=_BLOCK,
                ),
                csv.ParseOptions(
                    delimiter=self._delimiter, newlines_in_values=True, ignore_empty_lines=False
                ),
                csv.ConvertOptions(
                    column_types=types,
                    include_columns=list(types),
                    strings_can_be_null=False,
                    quoted_strings_can_be_null=False,
                ),
            )
        except pa.ArrowException as problem:
            raise GiveWay from problem
        data = self._data
        lines = data.count(b"\n") + (not data.endswith(b"\n"))
        if table.num_rows == 0 or lines != self.header_line + table.num_rows:
            raise GiveWay
        return table.unify_dictionaries()


def _utf8(text: Text) -> bytes:
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


def _tidied(array: Any) -> Any:
    """A string array with runs of white space made one blank."""
    if not _any_matches(array, _UNTIDY):
        return array
    return arrow_strings([" ".join(text.split()) for text in array.to_pylist()])


def _lengths(array: Any) -> NDArray[np.int32]:
    """Bytes of every text of a string array."""
    offsets = np.frombuffer(array.buffers()[1], np.int32, len(array) + 1, array.offset * 4)
    return np.diff(offsets)


def _all_match(array: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.match_substring_regex(array, pattern).true_count == len(array))


def _any_matches(array: Any, pattern: str) -> bool:
    import pyarrow.compute as pc

    return bool(pc.match_substring_regex(array, pattern).true_count)
