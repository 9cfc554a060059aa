"""The plan as a file: what a person reads and approves, and a run carries out exactly.

The file is the JSON of `creditctl plan`. It holds no instructions: a run makes the plan anew from
the options that stand in it, and carries it out only if every letter comes out the same. The
seal finds accidents (a slip of an editor, half a download); whoever means to can make a new one.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from creditctl.app.books import Reading
from creditctl.config.places import Span, TextFile
from creditctl.errors import DataRefused, SafetyRefused, UsageRefused
from creditctl.findings import Place, error
from creditctl.journal.events import canonical

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.insight.report import JsonObject

SCHEMA: Final = "creditctl.plan"
VERSION: Final = "1"
ANEW: Final = "make a new plan: creditctl plan -o plan.json"
"""The hint of most refusals."""

_READING: Final = ("currency", "control_total", "date_order", "decimal_mark")


@dataclass(frozen=True, slots=True)
class StruckOut:
    """An item that a person took out of the plan; `at` is UTC, ISO text."""

    item: str
    number: str
    debtor: str
    reason: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class PlanOrder:
    """What shapes a plan, beside the files of the workspace.

    Attributes:
        as_of: the day that it is for.
        reading: what the command line said about reading files.
        first_run, accepted: safety stops that were accepted; see `make_plan`.
        struck_out: what a person took out.
    """

    as_of: date
    reading: Reading
    first_run: bool = False
    accepted: frozenset[str] = frozenset()
    struck_out: tuple[StruckOut, ...] = ()

    @property
    def reasons(self) -> dict[str, str]:
        """Ids of the items that were struck out, with the reasons."""
        return {struck.item: struck.reason for struck in self.struck_out}

    def as_json(self) -> JsonObject:
        """The options, in the form of the plan file."""
        stops = {"first_run": self.first_run, "accepted": sorted(self.accepted)}
        return stops | {name: getattr(self.reading, name) for name in _READING}


@dataclass(frozen=True, slots=True, eq=False)
class PlanFile:
    """A plan file whose seal is whole.

    Attributes:
        path: where it is, as the user gave it.
        data: the JSON value.
        order: what shaped it.
        approved_by: who approved it, "" as long as nobody did.
    """

    path: Path
    data: JsonObject
    order: PlanOrder
    approved_by: str = ""

    @property
    def place(self) -> Place:
        """The file, for findings."""
        return Place(str(self.path))

    @property
    def seal(self) -> str:
        """The SHA-256 over all the rest."""
        return str(self.data["seal"])

    @property
    def letters(self) -> list[JsonObject]:
        """All letters: those that leave, then those that wait for approval."""
        return [*self.data["notices"], *self.data["waiting"]]


def sealed(data: JsonObject) -> JsonObject:
    """A plan's JSON with its seal, at the end."""
    bare = {key: value for key, value in data.items() if key != "seal"}
    return bare | {"seal": sha256(canonical(bare).encode()).hexdigest()}


def struck_out_data(order: PlanOrder) -> list[JsonObject]:
    """What was struck out, as JSON."""
    return [asdict(struck) for struck in order.struck_out]


def read_plan(path: Path) -> PlanFile:
    """Read a plan file.

    Args:
        path: where it is.

    Raises:
        UsageRefused: there is no such file, or it can't be read (CR140).
        DataRefused: it is no JSON (CR141), or no plan of this version (CR142).
        SafetyRefused: it was changed after it was written (CR143).
    """
    data = _plan_of(path)
    place = Place(str(path))
    try:
        whole = sealed(data)["seal"] == data["seal"]
    except (ValueError, RecursionError):
        whole = False  # a number that creditctl never writes
    if not whole:
        message = "the plan was changed after it was written; its seal does not fit"
        hint = f"take letters out with creditctl plan drop, or {ANEW}"
        raise SafetyRefused(error("CR143", message, place, hint))
    try:
        approved_by = data["approved"]["by"] if data["approved"] else ""
        return PlanFile(path, data, _order(data), approved_by)
    except (KeyError, TypeError, ValueError):
        raise _no_plan(place, "this is not a plan of creditctl, though it is sealed") from None


def _order(data: JsonObject) -> PlanOrder:
    options = data["options"]
    return PlanOrder(
        as_of=date.fromisoformat(data["as_of"]),
        reading=Reading(**{name: options[name] for name in _READING}),
        first_run=options["first_run"],
        accepted=frozenset(options["accepted"]),
        struck_out=tuple(StruckOut(**struck) for struck in data["struck_out"]),
    )


def _plan_of(path: Path) -> JsonObject:
    """The JSON object of a file that says that it is a sealed plan."""
    place = Place(str(path))
    found = _json_of(path)
    schema = found.get("schema") if isinstance(found, dict) else None
    name, _, version = schema.partition("/") if isinstance(schema, str) else ("", "", "")
    if not isinstance(found, dict) or name != SCHEMA:
        raise _no_plan(place, "this is not a plan of creditctl")
    if version != VERSION:
        message = f"this is a plan of version {version}; this program knows version {VERSION}"
        raise _no_plan(place, message)
    if not isinstance(found.get("seal"), str):
        raise _no_plan(place, "the plan has no seal, so it can be looked at, but not carried out")
    return found


def _no_plan(place: Place, message: str) -> DataRefused:
    return DataRefused(error("CR142", message, place, ANEW))


def _json_of(path: Path) -> Any:
    place = Place(str(path))
    try:
        text = path.read_bytes().decode("utf-8")
        return json.loads(text)
    except OSError as trouble:
        why = (trouble.strerror or str(trouble)).lower()
        hint = "check the name; creditctl plan -o plan.json writes a plan"
        raise UsageRefused(error("CR140", f"can't be read: {why}", place, hint)) from None
    except json.JSONDecodeError as trouble:
        file = TextFile.of(str(path), text)
        spot = file.place(Span(trouble.lineno, trouble.colno))
        message = "the file ends too early" if trouble.pos >= len(text.rstrip()) else "no JSON here"
        raise DataRefused(error("CR141", message, spot, ANEW)) from None
    except (UnicodeDecodeError, ValueError, RecursionError):
        message = "this is not a plan of creditctl: it can't be read as JSON"
        raise DataRefused(error("CR141", message, place, ANEW)) from None
