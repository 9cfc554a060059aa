"""Profiles: how the export of one package is laid out, as data.

A profile has a layout for each kind of source that it knows. It names headers; what it doesn't
name is found by the dictionary of the shipped profile `auto`, and its words are added to those
of `auto`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from creditctl.imports.fields import FIELDS
from creditctl.imports.headers import key
from creditctl.ledger.frames import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from creditctl.imports.source import DateOrder, DecimalMark, SourceKind

OpenRule = Literal["stated", "gross less paid", "gross until settled", "gross"]
Sign = Literal["signed", "by type"]
RowsAre = Literal["documents", "lines"]
OnError = Literal["reject", "warn"]

OPEN_RULES: Final[tuple[OpenRule, ...]] = get_args(OpenRule)
SECTIONS: Final[tuple[SourceKind, ...]] = ("invoices", "debtors", "payments")
AUTO: Final = "auto"
SHIPPED: Final = Path(__file__).parent / "profiles"

_TYPES: Final = {
    "invoice": Kind.INVOICE,
    "credit note": Kind.CREDIT_NOTE,
    "payment": Kind.PAYMENT,
}


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand in cells, as `headers.key` writes them.

    Attributes:
        status: to "paid", "void", "draft" or "open". type: to `Kind`.
        yes, no: of columns that answer a question.
        total, footer: how rows begin that are no data.
        as_of: what stands before the day whose state a file shows.
        kind, channel, language, country: to the term that creditctl uses.
    """

    status: Mapping[str, str] = field(default_factory=dict)
    type: Mapping[str, Kind] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    total: frozenset[str] = frozenset()
    footer: frozenset[str] = frozenset()
    as_of: frozenset[str] = frozenset()
    kind: Mapping[str, str] = field(default_factory=dict)
    channel: Mapping[str, str] = field(default_factory=dict)
    language: Mapping[str, str] = field(default_factory=dict)
    country: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind of export is laid out.

    Attributes:
        profile: name of the profile; kind: what the rows are.
        identify: keys of headers that prove that a file is this export; empty = only by name.
        named: field to the headers that the profile names, best first, as written.
        synonyms: field to keys of headers, best first: the dictionary of `auto`.
        ignore: keys of headers that are not used.
        dates, decimal, currency: as declared, None = proved or given elsewhere.
        sign: "signed" = amounts carry their sign, "by type" = credit notes are written without;
            None = proved by the column.
        open: how the open amount follows, None = by the columns that are there.
        rows: "lines" = one row a line of an invoice; None = by the columns that are there.
        due_before_issued: what becomes of a row that falls due before its date.
        words: words in cells.
    """

    profile: str
    kind: SourceKind
    identify: frozenset[str] = frozenset()
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ignore: frozenset[str] = frozenset()
    dates: DateOrder | None = None
    decimal: DecimalMark | None = None
    currency: str | None = None
    sign: Sign | None = None
    open: OpenRule | None = None
    rows: RowsAre | None = None
    due_before_issued: OnError = "reject"
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile: its name, where it comes from, and a layout per kind of source."""

    name: str
    origin: str
    layouts: Mapping[SourceKind, Layout]


def build(data: Mapping[str, Any], name: str, origin: str, auto: Profile | None) -> Profile:
    """Make a profile of checked data.

    Args:
        data: nested dictionaries, lists and text, as in the file.
        name: the profile's name; origin: its file, for messages.
        auto: the dictionary that it builds upon, None for `auto` itself.
    """
    kinds = [kind for kind in SECTIONS if kind in data]
    if auto is None:
        kinds = list(SECTIONS)
    layouts = {}
    for kind in kinds or ["invoices"]:
        own = {**data, **data.get(kind, {})}
        own["columns"] = {**data.get("columns", {}), **data.get(kind, {}).get("columns", {})}
        base = auto.layouts[kind] if auto else None
        layouts[kind] = _layout(own, name, kind, base)
    return Profile(name, origin, layouts)


def _layout(own: Mapping[str, Any], name: str, kind: SourceKind, base: Layout | None) -> Layout:
    """One layout, from the keys that hold for it."""
    columns = {f: _texts(v) for f, v in own["columns"].items() if f in FIELDS[kind]}
    synonyms = {f: tuple(key(h) for h in headers) for f, headers in columns.items()}
    return Layout(
        profile=name,
        kind=kind,
        identify=frozenset(key(h) for h in _texts(own.get("identify", ()))),
        named=columns if base else {},
        synonyms=base.synonyms if base else synonyms,
        ignore=frozenset(key(h) for h in _texts(own.get("ignore", ()))),
        dates=own.get("dates"),
        decimal=own.get("decimal"),
        currency=own.get("currency"),
        sign=own.get("sign"),
        open=own.get("open"),
        rows=own.get("rows"),
        due_before_issued=own.get("checks", {}).get("due_before_issued", "reject"),
        words=_words(own.get("words", {}), base.words if base else Words()),
    )


def _words(data: Mapping[str, Any], base: Words) -> Words:
    """A profile's words laid upon those of `auto`."""
    types = {term: _TYPES[term] for term in data.get("type", {})}
    return Words(
        status={**base.status, **_meanings(data.get("status", {}))},
        type={
            **base.type,
            **{w: types[term] for w, term in _meanings(data.get("type", {})).items()},
        },
        yes=base.yes | _keys(data.get("yes")),
        no=base.no | _keys(data.get("no")),
        total=base.total | _keys(data.get("total")),
        footer=base.footer | _keys(data.get("footer")),
        as_of=base.as_of | _keys(data.get("as of")),
        kind={**base.kind, **_meanings(data.get("kind", {}))},
        channel={**base.channel, **_meanings(data.get("channel", {}))},
        language={**base.language, **_meanings(data.get("language", {}))},
        country={**base.country, **_meanings(data.get("country", {}))},
    )


def _meanings(data: Mapping[str, Any]) -> dict[str, str]:
    """Word to term, of a table that lists the words of each term."""
    return {key(word): term for term, words in data.items() for word in _texts(words)}


def _keys(words: Any) -> frozenset[str]:
    return frozenset(key(word) for word in _texts(words or ()))


def _texts(value: str | Iterable[str]) -> tuple[str, ...]:
    """One text or a list of texts, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


@cache
def shipped() -> Mapping[str, Profile]:
    """The shipped profiles by name, `auto` first."""
    import yaml

    found: dict[str, Profile] = {}
    for path in [SHIPPED / f"{AUTO}.yaml", *sorted(SHIPPED.glob("*.yaml"))]:
        # CBaseLoader reads every value as text, so `no` and `00` stay what they are.
        if path.stem not in found:
            # This loader reads every value as text, so `no` and `00` stay what they are.
            data = yaml.CBaseLoader(path.read_text("utf-8")).get_single_data()
            found[path.stem] = build(data, path.stem, path.name, found.get(AUTO))
    return found
