"""Ledger snapshots: the documents of an import as compressed Parquet, for reports as of its day.

An export often holds only what is open today. A snapshot of each changed import is what later
says what was open on a day gone by, and how debtors have paid.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import file_digest, sha256
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from creditctl.errors import JournalRefused
from creditctl.findings import Place, error
from creditctl.journal.database import make_private_file, make_private_folder, publish, refusing
from creditctl.ledger.arrow_text import ArrowText, arrow_strings, plain_strings
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Debtors, Documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from numpy.typing import NDArray

    from creditctl.ledger.frames import Int32, Text

_SCHEMA: Final = "creditctl.snapshot/1"
_CODES: Final = ("debtor", "currency", "source")
_DAYS: Final = ("issued", "due", "settled")
_NUMBERS: Final = ("kind", "basis", "gross", "open")
_FLAGS: Final = ("disputed", "doubtful")
_TEXTS: Final = ("number", "terms", "area")


@dataclass(frozen=True, slots=True)
class SnapshotRef:
    """A snapshot on disk.

    Attributes:
        path: ``<as-of date>-<first 12 digits of sha256>.parquet``.
        sha256: of the content, whatever the compression and the version of the writer.
        file_sha256: of the file.
        rows: number of documents.
        new: False when the content was there already and nothing was written.
    """

    path: Path
    sha256: str
    file_sha256: str
    rows: int
    new: bool


def write_snapshot(
    folder: Path, documents: Documents, as_of: date, metadata: Mapping[str, str]
) -> SnapshotRef:
    """Keep the documents of an import, unless the snapshot before holds the same.

    Payments from a file of their own, addresses and other master data are not kept.

    Args:
        folder: ``state/snapshots``, made when it is missing.
        documents: as imported.
        as_of: day of the run; names the file.
        metadata: more to store in the file, such as the program that wrote it.

    Raises:
        JournalRefused: the file cannot be written (CJ106).
    """
    content = _content_hash(documents)
    with refusing(folder):
        make_private_folder(folder)
        path = folder / f"{as_of.isoformat()}-{content[:12]}.parquet"
        path = _same_content(path) or path
        new = not path.exists()
        if new:
            facts = {**metadata, "schema": _SCHEMA, "as_of": as_of.isoformat(), "sha256": content}
            _write(path, documents, facts)
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    return SnapshotRef(path, content, digest, len(documents), new)


def _same_content(path: Path) -> Path | None:
    """The snapshot before `path`, if its name says that the content has not changed since."""
    earlier = sorted(p for p in path.parent.glob("????-??-??-*.parquet") if p.name <= path.name)
    before = [p for p in earlier if p.name[:10] == earlier[-1].name[:10]]
    # Several of one day do not say which of them came last.
    return before[0] if len(before) == 1 and before[0].name[10:] == path.name[10:] else None


def _content_hash(documents: Documents) -> str:
    """SHA-256 over all columns in a fixed order, the same for lists and for Arrow-backed text."""
    digest = sha256()
    debtors = documents.debtors
    for texts in (debtors.ids, debtors.names, documents.currencies, documents.sources):
        digest.update(json.dumps(list(texts)).encode())
    for name in (*_CODES, *_DAYS, *_NUMBERS, *_FLAGS):
        digest.update(f"{name}\n".encode())
        digest.update(np.ascontiguousarray(getattr(documents, name)).data)
    for name in _TEXTS:
        column = getattr(documents, name)
        if column is not None:
            digest.update(f"{name}\n".encode())
            for part in _utf8(column):
                digest.update(part)
    return digest.hexdigest()


def _utf8(column: Text) -> Iterator[Any]:
    """Buffers of a text column: the length of every text in bytes as int32, then the texts."""
    backed = getattr(column, "arrow", None)
    if backed is None:
        encoded = [text.encode() for text in column]
        yield np.fromiter(map(len, encoded), np.int32, len(encoded)).data
        yield b"".join(encoded)
        return
    plain = plain_strings(backed)
    texts = []
    for chunk in getattr(plain, "chunks", [plain]):
        _, offsets, text = chunk.buffers()
        ends = np.frombuffer(offsets, np.int32, len(chunk) + 1, chunk.offset * 4)
        yield np.diff(ends).data
        texts.append(memoryview(text or b"")[ends[0] : ends[-1]])
    yield from texts


def _write(path: Path, documents: Documents, facts: Mapping[str, str]) -> None:
    import pyarrow.parquet as pq

    table = _table(documents).replace_schema_metadata({"creditctl": json.dumps(facts)})
    temporary = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        temporary.unlink()  # left by a crash
    make_private_file(temporary)
    # Statistics would cost a third of the time and help nobody: a snapshot is read as a whole.
    pq.write_table(table, temporary, compression="zstd", write_statistics=False)
    publish(temporary, path)


def _table(documents: Documents) -> Any:
    """The documents as an Arrow table that anything can read: texts and dates, no codes."""
    import pyarrow as pa

    debtors = documents.debtors
    columns = {
        "debtor": _texts_by_code(documents.debtor, debtors.ids),
        "name": _texts_by_code(documents.debtor, debtors.names),
        "currency": _texts_by_code(documents.currency, documents.currencies),
        "source": _texts_by_code(documents.source, documents.sources),
    }
    for name in _DAYS:
        days = getattr(documents, name)
        columns[name] = _array(pa.date32(), days, days != NO_DATE)
    for name, kind in zip(_NUMBERS, (pa.int8(), pa.int8(), pa.int64(), pa.int64()), strict=True):
        columns[name] = _array(kind, getattr(documents, name))
    for name in _FLAGS:
        flags = np.packbits(getattr(documents, name), bitorder="little")
        buffers = [None, pa.py_buffer(flags)]
        columns[name] = pa.Array.from_buffers(pa.bool_(), len(documents), buffers)
    for name in _TEXTS:
        text = getattr(documents, name)
        if text is not None:
            columns[name] = _texts(text)
    return pa.table(columns)


def _array(kind: Any, values: NDArray[Any], valid: NDArray[np.bool_] | None = None) -> Any:
    """An Arrow array over numbers; `pa.array` would import pandas."""
    import pyarrow as pa

    bits = None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))
    buffers = [bits, pa.py_buffer(np.ascontiguousarray(values))]
    return pa.Array.from_buffers(kind, len(values), buffers)


def _texts_by_code(codes: Int32, texts: Sequence[str]) -> Any:
    import pyarrow as pa

    # A dictionary that holds a text twice makes the writer's bytes a matter of chance.
    place = {text: number for number, text in enumerate(dict.fromkeys(texts))}
    unique = np.array([place[text] for text in texts], np.int32)[codes]
    return pa.DictionaryArray.from_arrays(_array(pa.int32(), unique), arrow_strings(list(place)))


def _texts(column: Text) -> Any:
    backed = getattr(column, "arrow", None)
    return arrow_strings(list(column)) if backed is None else plain_strings(backed)


def read_snapshot(path: Path) -> Documents:
    """The documents of a snapshot.

    `file` is the snapshot and `line` the row in it; debtors have an id and a name, no details;
    `reference` is None.

    Raises:
        JournalRefused: the file is missing, damaged or of another form (CJ141).
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:  # `read_table` would import pandas
            table = file.read().unify_dictionaries().combine_chunks()
        facts = json.loads((table.schema.metadata or {}).get(b"creditctl", b"{}"))
        if facts.get("schema") != _SCHEMA:
            raise _unreadable(path, "it is not a ledger snapshot of this form")
        return _documents(table, path)
    except (OSError, pa.ArrowException, KeyError, ValueError) as exc:
        raise _unreadable(path, str(exc)) from exc


def _unreadable(path: Path, detail: str) -> JournalRefused:
    message = f"the ledger snapshot cannot be read: {detail}"
    hint = "restore it from a backup, or delete it: reports as of its day then do without"
    return JournalRefused(error("CJ141", message, Place(str(path)), hint))


def _documents(table: Any, path: Path) -> Documents:
    rows = len(table)
    codes, ids = _codes(table, "debtor")
    name_codes, all_names = _codes(table, "name")
    names = [""] * len(ids)
    used, first = np.unique(codes, return_index=True)
    for code, name in zip(used.tolist(), name_codes[first].tolist(), strict=True):
        names[code] = all_names[name]
    currency, currencies = _codes(table, "currency")
    source, sources = _codes(table, "source")
    columns: dict[str, Any] = {name: _days(table, name) for name in _DAYS}
    columns |= {name: _numbers(table, name) for name in _NUMBERS}
    columns |= {name: _flags(table, name) for name in _FLAGS}
    columns |= {name: _text(table, name) for name in _TEXTS if name in table.column_names}
    return Documents(
        debtors=Debtors(ids, names),
        currencies=tuple(currencies),
        files=(str(path),),
        sources=tuple(sources),
        debtor=codes,
        currency=currency,
        source=source,
        file=np.zeros(rows, np.int32),
        line=np.arange(1, rows + 1, dtype=np.int32),
        **columns,
    )


def _chunk(table: Any, name: str) -> Any:
    """The column as one array; a table without rows may have no chunk at all."""
    return table.column(name).combine_chunks()


def _codes(table: Any, name: str) -> tuple[Int32, list[str]]:
    column = _chunk(table, name)
    return _values(column.indices), column.dictionary.to_pylist()


def _numbers(table: Any, name: str) -> NDArray[Any]:
    return _values(_chunk(table, name))


def _days(table: Any, name: str) -> Int32:
    import pyarrow as pa

    column = _chunk(table, name)
    days = _values(column.cast(pa.int32()))
    if column.null_count:
        days[_values(column.is_null().cast(pa.uint8())) != 0] = NO_DATE
    return days


def _flags(table: Any, name: str) -> NDArray[np.bool_]:
    import pyarrow as pa

    flags: NDArray[np.bool_] = _values(_chunk(table, name).cast(pa.uint8())) != 0
    return flags


def _values(array: Any) -> NDArray[Any]:
    """The numbers of an Arrow array, whatever stands where they are null; may be written to."""
    kind = np.dtype(str(array.type))
    _, values = array.buffers()
    return np.frombuffer(values, kind, len(array), array.offset * kind.itemsize).copy()


def _text(table: Any, name: str) -> ArrowText:
    column = _chunk(table, name)
    return ArrowText(lambda: column, len(column))
