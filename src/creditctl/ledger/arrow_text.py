"""Text columns backed by Arrow: a million strings without a million Python objects.

pyarrow is imported on use. `pa.array`, `pa.scalar` and Python literals in `pyarrow.compute` import
pandas (0.3 s) where it is installed, so arrays are built from buffers here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from creditctl.ledger.frames import Text


class ArrowText:
    """A column of text (see `frames.Text`) backed by an Arrow string array without nulls.

    Args:
        make: gives the pyarrow Array or ChunkedArray; called once, when a text is first needed.
        length: number of rows.
    """

    __slots__ = ("_length", "_made", "_make")

    def __init__(self, make: Callable[[], Any], length: int) -> None:
        self._make = make
        self._made: Any = None
        self._length = length

    @property
    def arrow(self) -> Any:
        """The pyarrow array."""
        if self._made is None:
            self._made = self._make()
        return self._made

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: int, /) -> str:
        text: str = self.arrow[index].as_py()
        return text

    def __iter__(self) -> Iterator[str]:
        yield from self.arrow.to_pylist()

    def take(self, index: NDArray[np.int64]) -> ArrowText:
        """The rows at `index`, in that order."""
        return ArrowText(lambda: _taken(self.arrow, index), len(index))


def is_arrow(column: Text) -> bool:
    """Whether a text column has `arrow`, without making an `ArrowText` compute it."""
    return isinstance(column, ArrowText) or getattr(column, "arrow", None) is not None


def arrow_strings(texts: Sequence[str]) -> Any:
    """A pyarrow string array of these texts."""
    import pyarrow as pa

    encoded = [text.encode() for text in texts]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, encoded), np.int32, len(encoded)), out=offsets[1:])
    return pa.StringArray.from_buffers(
        len(encoded), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))
    )


def arrow_codes(codes: NDArray[np.integer[Any]]) -> Any:
    """A pyarrow int64 array over the numbers, for `pyarrow.compute.take`."""
    import pyarrow as pa

    numbers = np.ascontiguousarray(codes, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])


def plain_strings(array: Any) -> Any:
    """A pyarrow array or chunked array as plain strings: dictionaries are unfolded."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return array if array.type == pa.string() else pc.cast(array, pa.string())


def appended(column: Text, tail: Sequence[str]) -> Text:
    """A text column with more texts at its end, Arrow-backed if the column is."""
    if not is_arrow(column):
        return [*column, *tail]
    import pyarrow as pa

    plain = plain_strings(cast("Any", column).arrow)
    chunks = plain.chunks if isinstance(plain, pa.ChunkedArray) else [plain]
    longer = pa.chunked_array([*chunks, arrow_strings(tail)])
    return ArrowText(lambda: longer, len(longer))


def _taken(array: Any, index: NDArray[np.int64]) -> Any:
    import pyarrow.compute as pc

    return pc.take(array, arrow_codes(index))


def positions(items: Text, known: Sequence[str]) -> NDArray[np.int32]:
    """Row in `known` of every item, -1 where it is not there."""
    if not len(known) or not len(items):
        return np.full(len(items), -1, dtype=np.int32)
    backed = getattr(items, "arrow", None)
    if backed is not None:
        return _positions_in_arrow(backed, known)
    place = {item: row for row, item in enumerate(known)}
    return np.fromiter((place.get(item, -1) for item in items), np.int32, len(items))


def _positions_in_arrow(items: Any, known: Sequence[str]) -> NDArray[np.int32]:
    """As `positions`, for a pyarrow array or chunked array of strings."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.index_in(plain_strings(items), value_set=arrow_strings(known))
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    row: NDArray[np.int32] = np.frombuffer(
        found.buffers()[1], np.int32, len(found), found.offset * 4
    ).copy()
    if found.null_count:
        row[np.from_dlpack(pc.is_null(found).cast(pa.uint8())) != 0] = -1
    return row
