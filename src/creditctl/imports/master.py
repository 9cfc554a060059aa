"""One list of debtors: from the files of debtors, else from the rows of the invoices."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from creditctl.findings import Finding, Place, Severity, warning
from creditctl.ledger.frames import Debtor, Debtors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.imports.batch import Batch

_CITY_FIRST = frozenset(("US", "CA", "AU", "GB", "IE"))
"""Countries that write the postcode behind the city."""


class _Entry(NamedTuple):
    """What one file of debtors says of one debtor."""

    debtor: str
    batch: Batch
    details: Mapping[str, str]

    def knows(self, detail: str) -> bool:
        """Whether the file has something in a detail of the debtor."""
        if detail == "limit":
            return self.debtor in self.batch.limits
        return bool(self.details.get(detail))


def build_debtors(
    seen: Debtors, batches: Sequence[Batch]
) -> tuple[Debtors, dict[str, str], list[Finding]]:
    """The debtors of the documents and of the files of debtors, with everything known of them.

    A debtor of the invoices is joined to the file of debtors by its id, else by its exact name
    where one debtor only has it. What the file of debtors says comes before what the rows of the
    invoices say.

    Args:
        seen: the debtors of the documents and of the payments, in order.
        batches: all files.

    Returns:
        The debtors, those without documents last; the id in the list of every id that a file of
        debtors uses; findings (CI406, CI407).
    """
    files = [batch for batch in batches if batch.source.kind == "debtors"]
    entries: dict[str, _Entry] = {}
    for batch in files:
        for debtor, found in batch.details.items():
            entries.setdefault(debtor, _Entry(debtor, batch, found))
    unreadable = {rejected.debtor for batch in files for rejected in batch.rejected}
    by_name = _by_name(entries)
    known_as: dict[str, str] = {}
    ids, names = list(seen.ids), list(seen.names)
    joined: dict[str, _Entry] = {}
    strangers = []
    for code, debtor in enumerate(ids) if files else ():
        entry = entries.get(debtor) or by_name.get(names[code] or debtor)
        if entry is not None:
            known_as[entry.debtor] = debtor
            joined[debtor] = entry
            names[code] = entry.details.get("name", "") or names[code]
        elif debtor not in unreadable:
            strangers.append(names[code] or debtor)
    for debtor, entry in entries.items():
        if debtor not in known_as:
            known_as[debtor] = debtor
            joined[debtor] = entry
            ids.append(debtor)
            names.append(entry.details.get("name", ""))
    findings = _strangers(strangers, files) if files else _no_file(batches)
    rows = [batch.told for batch in batches if batch not in files]
    return Debtors(ids, names, Master(joined, rows)), known_as, findings


class Master(Mapping[str, Debtor]):
    """Debtors by id, each made when it is asked for: of a hundred thousand, few get a letter.

    Args:
        joined: what a file of debtors says of each.
        rows: for each file of invoices, debtor id to what its rows say.
    """

    def __init__(
        self, joined: Mapping[str, _Entry], rows: Sequence[Mapping[str, Mapping[str, str]]]
    ) -> None:
        self._joined = joined
        self._rows = rows
        self._made: dict[str, Debtor] = {}

    def __getitem__(self, debtor: str) -> Debtor:
        if debtor not in self._made:
            entry = self._joined.get(debtor)
            found = [details[debtor] for details in self._rows if debtor in details]
            if entry is None and not found:
                raise KeyError(debtor)
            self._made[debtor] = _debtor(debtor, entry, found)
        return self._made[debtor]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._joined, *(d for rows in self._rows for d in rows))))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def having(self, detail: str) -> list[Debtor]:
        """The debtors of whom a detail is known, in the order of their ids."""
        found = {debtor for debtor, entry in self._joined.items() if entry.knows(detail)}
        for rows in self._rows:
            quick = getattr(rows, "having", None)
            found.update(
                quick(detail)
                if quick
                else [debtor for debtor, details in rows.items() if details.get(detail)]
            )
        return [self[debtor] for debtor in sorted(found)]


def _by_name(entries: Mapping[str, _Entry]) -> dict[str, _Entry]:
    """Entries by name, without names that several have."""
    found: dict[str, _Entry] = {}
    several = set()
    for entry in entries.values():
        name = entry.details.get("name", "")
        if name in found:
            several.add(name)
        found[name] = entry
    return {name: entry for name, entry in found.items() if name and name not in several}


def _debtor(debtor: str, entry: _Entry | None, rows: Sequence[Mapping[str, str]]) -> Debtor:
    """One debtor; the file of debtors first, then the rows of the invoices."""
    texts: dict[str, str] = {}
    for found in reversed(rows):
        texts |= found
    if entry is not None:
        texts |= entry.details
    batch = entry.batch if entry else None
    plain = (
        *("name", "contact", "email", "phone", "kind", "country", "language", "terms"),
        *("segment", "group", "owner", "vat", "iban", "rating"),
        *("invoice_email", "dunning_email", "dunning_contact"),
    )
    return Debtor(
        debtor,
        **{field: texts.get(field, "") for field in plain},
        address=_address(texts),
        currency=batch.currencies.get(entry.debtor, "") if batch and entry else "",
        limit=batch.limits.get(entry.debtor) if batch and entry else None,
        channels=tuple(texts.get("channels", "").split()),
        reminders=texts.get("reminders") != "no",
        tags=_tags(texts.get("tags", "")),
        since=date.fromisoformat(texts["since"]) if texts.get("since") else None,
    )


def _tags(text: str) -> tuple[str, ...]:
    """Tags, parted by commas, semicolons or bars, in lower case."""
    parts = (" ".join(part.lower().split()) for part in re.split(r"[,;|]", text))
    return tuple(dict.fromkeys(part for part in parts if part))


def _address(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The lines of an address, below the name and without the country."""
    lines = texts.get("address", "").split("\n")
    city, region, postcode = (texts.get(f, "") for f in ("city", "region", "postcode"))
    if texts.get("country", "") in _CITY_FIRST or (region and not texts.get("country")):
        place = ", ".join(filter(None, (city, region)))
        lines.append(" ".join(filter(None, (place, postcode))))
    else:
        lines.append(" ".join(filter(None, (postcode, city))))
    return tuple(line for line in lines if line)


def _strangers(strangers: Sequence[str], files: Sequence[Batch]) -> list[Finding]:
    """One warning for all debtors whom the file of debtors does not know."""
    if not strangers:
        return []
    examples = ", ".join(f"'{name}'" for name in strangers[:3])
    more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
    count = "1 debtor is" if len(strangers) == 1 else f"{len(strangers)} debtors are"
    message = f"{count} not in the file of debtors: {examples}{more}"
    hint = "export the debtors again; without an address no letter can be sent"
    return [warning("CI406", message, Place(files[0].source.shown), hint)]


def _no_file(batches: Sequence[Batch]) -> list[Finding]:
    """The remark that the debtors come from the invoices."""
    invoices = next((b for b in batches if b.source.kind == "invoices"), None)
    if invoices is None:
        return []
    message = "no debtor file: made from the invoice rows"
    hint = "add the export of the debtors as a source for addresses, languages and limits"
    place = Place(invoices.source.shown)
    return [Finding("CI407", Severity.INFO, message, place, hint)]
