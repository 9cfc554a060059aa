"""From sources to batches: bytes, tables, profile, rows; refusals of all files at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from creditctl.errors import ConfigRefused, DataRefused
from creditctl.findings import Place, error
from creditctl.imports import readers
from creditctl.imports.batch import Batch, Known
from creditctl.imports.choose import choose
from creditctl.imports.profile import AUTO
from creditctl.imports.profile_files import named
from creditctl.imports.readers.load import load as load_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from creditctl.findings import Finding
    from creditctl.imports.choose import Chosen
    from creditctl.imports.profile import Layout, Profile
    from creditctl.imports.source import Source


LARGE: Final = 1_000_000
"""Bytes from which the fast loader pays for its start-up (measured: about here)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: its batch, the hash and size of its bytes, the day it was written."""

    batch: Batch
    sha256: str
    size: int
    written: date | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads sources.

    Attributes:
        profiles: by name; folders: where profile files are looked for.
        currency: of rows that state none, "" = unknown.
        terms: whether payment terms are known.
        stdin: the bytes of the source without a path.
    """

    profiles: Mapping[str, Profile]
    folders: Sequence[Path]
    currency: str
    terms: bool
    stdin: bytes | None

    def read_all(self, sources: Sequence[Source]) -> list[Reading]:
        """Read every source, invoices first: they tell the currency of limits and balances.

        Raises:
            DataRefused: with the findings of all files that are refused.
            ConfigRefused: a source names a profile that is unknown or invalid.
        """
        found: dict[int, Reading] = {}
        refused: list[Finding] = []
        currency = self.currency
        order = sorted(range(len(sources)), key=lambda at: sources[at].kind != "invoices")
        for at in order:
            if sources[at].kind != "invoices" and not currency:
                currency = _only_currency(found.values())
            try:
                found[at] = self._read(sources[at], currency)
            except DataRefused as refusal:
                refused += refusal.findings
        if refused:
            raise DataRefused(refused)
        return [found[at] for at in range(len(sources))]

    def _read(self, source: Source, currency: str) -> Reading:
        """Read one source."""
        layouts = self._layouts(source)
        where = source.path if source.path is not None else self.stdin
        if where is None:
            message = "standard input is empty"
            raise DataRefused(error("CI102", message, Place(source.shown), "pipe a file into it"))
        data = load_bytes(where, source.shown)
        options = readers.ReadOptions(source.encoding, source.delimiter, source.sheet)
        known = Known(currency, self.terms)
        batch = None
        if source.kind == "invoices" and len(data) >= LARGE:
            from creditctl.imports.fast import read_fast

            batch = read_fast(data, source, layouts, known)
        if batch is None:
            tables = readers.read(data, source.shown, options)
            batch = _rows(choose(tables, layouts, terms=self.terms), source, known)
        written = None
        if source.path is not None:
            written = datetime.fromtimestamp(source.path.stat().st_mtime, UTC).date()
        return Reading(batch, hashlib.sha256(data).hexdigest(), len(data), written)

    def _layouts(self, source: Source) -> list[Layout]:
        """The layouts that a source may have: the one named, or all of its kind, `auto` last."""
        kind = source.kind
        if source.profile != AUTO:
            profile = named(source.profile, self.profiles, self.folders)
            if kind not in profile.layouts:
                message = f"the profile '{profile.name}' has no part for {kind}"
                hint = f"add '{kind}:' to it, or choose another profile"
                raise ConfigRefused(error("CC164", message, Place(profile.origin), hint))
            return [profile.layouts[kind]]
        known = [p.layouts[kind] for p in self.profiles.values() if kind in p.layouts]
        own = [layout for layout in known if layout.identify]
        return [*own, self.profiles[AUTO].layouts[kind]]


def _rows(chosen: Chosen, source: Source, known: Known) -> Batch:
    """The rows of a table, read as what the source says they are."""
    if source.kind == "debtors":
        from creditctl.imports.debtor_files import read_debtors

        return read_debtors(chosen, source, known)
    if source.kind == "payments":
        from creditctl.imports.payment_files import read_payments

        return read_payments(chosen, source, known)
    from creditctl.imports.invoices import read_invoices

    return read_invoices(chosen, source, known)


def _only_currency(readings: Iterable[Reading]) -> str:
    """The currency of all documents read so far, "" when there are several or none."""
    found = {
        currency
        for reading in readings
        if reading.batch.documents is not None
        for currency in reading.batch.documents.currencies
    }
    return found.pop() if len(found) == 1 else ""
