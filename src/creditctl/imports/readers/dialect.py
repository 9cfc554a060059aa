"""The dialect of a delimited text file: its delimiter, and blanks before quotes.

The delimiter is the one that cuts the records into rows of one width. What two delimiters do
equally well is refused, not guessed.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from creditctl.errors import DataRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from creditctl.findings import Finding

_CANDIDATES: Final = (",", ";", "\t", "|")
_NAMES: Final = {"comma": ",", "semicolon": ";", "tab": "\t", r"\t": "\t", "pipe": "|"}
_SPOKEN: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_SAMPLE: Final = 200
_TIE: Final = 0.95
_DIGITS_IN_HEADER: Final = 0.7
_QUOTES_CUT: Final = 0.8
_COMMA: Final = 0.9
_DIGIT: Final = re.compile(r"\d")
_STATED: Final = re.compile(r'"?sep=([^\r\n"])"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How records are written.

    Attributes:
        delimiter: one character.
        skip_blanks: whether spaces after a delimiter are no part of the cell.
        first_line: the physical line of the first record; 2 after a line ``sep=;``.
    """

    delimiter: str
    skip_blanks: bool = False
    first_line: int = 1


def detect(lines: Sequence[str], name: str, declared: str | None) -> Dialect:
    """Find the dialect of a file.

    Args:
        lines: all its physical lines, or enough of them from the start.
        name: the file as the user gave it.
        declared: the delimiter that the user states: one character, or comma, semicolon, tab,
            pipe.

    Raises:
        DataRefused: CI121 the declared delimiter can't be one, CI122 two delimiters fit.
    """
    stated = _STATED.fullmatch(lines[0])
    first_line = 2 if stated else 1
    records = lines[first_line - 1 :]
    if declared is not None:
        delimiter = _one_character(declared, name)
    elif stated:
        delimiter = stated[1]
    else:
        delimiter = _most_regular(records, name)
    return Dialect(delimiter, _skips_blanks(records, delimiter), first_line)


def _one_character(declared: str, name: str) -> str:
    delimiter = _NAMES.get(declared.lower(), declared)
    if len(delimiter) != 1 or delimiter.isalnum() or delimiter in '"\r\n':
        hint = "give one character such as ; or one of comma, semicolon, tab, pipe"
        message = f"{declared!r} can't be a delimiter"
        raise DataRefused(error("CI121", message, Place(name), hint))
    return delimiter


def _most_regular(lines: Sequence[str], name: str) -> str:
    samples = {mark: _sample(lines, mark) for mark in _CANDIDATES}
    scores = {mark: _regularity(samples[mark]) * _weight(lines, mark) for mark in _CANDIDATES}
    best, second = sorted(_CANDIDATES, key=lambda mark: -scores[mark])[:2]
    if scores[best] and scores[second] >= scores[best] * _TIE:
        raise DataRefused(_tie(best, second, samples, name))
    return best


def _sample(lines: Iterable[str], delimiter: str, *, skip: bool = False) -> list[list[str]]:
    """The first records, blank lines left out.

    A delimiter that cuts quotes apart may leave one open for ever: what came before it counts.
    """
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=skip)
    records: list[list[str]] = []
    with suppress(csv.Error):
        records.extend(record for record in islice(reader, _SAMPLE) if record)
    return records


def _regularity(records: list[list[str]]) -> float:
    """How well a delimiter explains the records, from 0 to 1.

    The share of the records that have the commonest width, squared, weighs most; more columns
    are better evidence than two. A first row with digits costs something: the true delimiter
    cuts a header of words, which a decimal comma does not.
    """
    widths = Counter(len(record) for record in records if len(record) > 1)
    if not widths:
        return 0.0
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] - 1), item[0]))
    header = next(record for record in records if len(record) == width)
    words = _DIGITS_IN_HEADER if any(map(_DIGIT.search, header)) else 1.0
    return (count / len(records)) ** 2 * (1 - 1 / width) * words


def _weight(lines: Sequence[str], delimiter: str) -> float:
    """How far a delimiter is to be believed, from 0 to 1.

    Commas occur in names and amounts, the other marks hardly ever. And the true delimiter stands
    behind closing quotes.
    """
    weight = _COMMA if delimiter == "," else 1.0
    try:
        for _ in islice(csv.reader(lines, delimiter=delimiter, strict=True), _SAMPLE):
            pass
    except csv.Error:
        return weight * _QUOTES_CUT
    return weight


def _tie(best: str, second: str, samples: dict[str, list[list[str]]], name: str) -> Finding:
    def told(mark: str) -> str:
        width = Counter(map(len, samples[mark])).most_common(1)[0][0]
        return f"{_SPOKEN[mark]} ({width} columns)"

    message = f"the delimiter could be {told(best)} or {told(second)}"
    hint = f"state it: --delimiter {_SPOKEN[best]} or --delimiter {_SPOKEN[second]}"
    return error("CI122", message, Place(name), hint)


def _skips_blanks(lines: Sequence[str], delimiter: str) -> bool:
    """Whether spaces stand between delimiters and quotes, as in ``1, "6,000", x``.

    Proved when leaving them out makes cells vanish that begin with a space and a quote, and the
    rows get no less regular.
    """
    mark = re.compile(rf'{re.escape(delimiter)} +"')
    if not any(mark.search(line) for line in lines):
        return False
    plain, skipped = _sample(lines, delimiter), _sample(lines, delimiter, skip=True)
    fewer = _quotes_behind_blanks(skipped) < _quotes_behind_blanks(plain)
    return fewer and _share(skipped) >= _share(plain)


def _quotes_behind_blanks(records: list[list[str]]) -> int:
    return sum(cell[:1] == " " and cell.lstrip()[:1] == '"' for row in records for cell in row)


def _share(records: list[list[str]]) -> float:
    return Counter(map(len, records)).most_common(1)[0][1] / len(records)
