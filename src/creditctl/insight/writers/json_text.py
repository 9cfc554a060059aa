"""JSON: the report's contract as it is, one line for each member of a list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from creditctl.insight.report import Members

if TYPE_CHECKING:
    from creditctl.insight.report import Report


# Made once: `json.dumps` with options of its own makes a new one for every line.
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def write_json(report: Report) -> str:
    """The JSON of a report: keys in the order of the contract, UTF-8, newline at the end.

    Every member of a top-level list stands on its own line: readable, quick, and good to diff.
    """
    return json_text(report.data)


def json_text(data: dict[str, Any]) -> str:
    """A JSON object as text."""
    members = [f"{_compact(key)}: {_value(value)}" for key, value in data.items()]
    return "{" + ",\n ".join(members) + "}\n"


def _value(value: Any) -> str:
    if not isinstance(value, list | Members) or not len(value):
        return _compact(list(value) if isinstance(value, Members) else value)
    return "[\n  " + ",\n  ".join(map(_compact, value)) + "]"


def _compact(value: Any) -> str:
    return _ENCODER.encode(value)
