"""What is in a dossier, as a report: its contents page, and the answer of the command."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Final

from creditctl.insight.report import Column, Kind, Report, Table
from creditctl.insight.writers.cells import printable
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from creditctl.app.dossier import Dossier
    from creditctl.insight.report import JsonObject, Row
    from creditctl.insight.statement import OpenForm

_SCHEMA: Final = "creditctl.dossier/1"
_FACTS: Final = (Column("fact", ""), Column("value", ""))
_CLAIMS: Final = (
    Column("currency", "", Kind.CURRENCY),
    Column("items", "Items", Kind.INT),
    Column("overdue", "Overdue", Kind.MONEY),
    Column("principal", "Open", Kind.MONEY),
    Column("interest", "Interest", Kind.MONEY),
    Column("compensation", "Fixed sums", Kind.MONEY),
    Column("costs", "Costs", Kind.MONEY),
    Column("total", "Total", Kind.MONEY),
)
_FILES: Final = (Column("name", "File"), Column("bytes", "Bytes", Kind.INT))
_MISSING: Final = (Column("name", "Missing"), Column("why", "Why"))


def dossier_report(dossier: Dossier, company: str) -> Report:
    """The contents of a dossier.

    Args:
        dossier: what is in it.
        company: who hands over.
    """
    statement = dossier.statement
    who = printable(f"{statement.name} ({statement.debtor.debtor})")
    return Report(
        schema=_SCHEMA,
        title=f"Dossier of {who} as of {statement.as_of}",
        as_of=statement.as_of,
        make_tables=lambda: _tables(dossier, company),
        make_data=lambda: _data(dossier),
        notes=(dossier.claim.note, "SHA256SUMS has the checksum of every file."),
        findings=tuple(dossier.findings),
    )


def _tables(dossier: Dossier, company: str) -> tuple[Table, ...]:
    order, hold = dossier.order, dossier.hold
    facts = [
        ("creditor", company),
        ("handed over by", order.by),
        ("letters stopped", f"yes, by hold {hold}" if hold else "no"),
    ]
    claims: list[Row] = [
        (
            form.currency,
            len(form.lines),
            *((amount, form.currency) for amount in _sums(dossier, form).values()),
        )
        for form in dossier.claim.forms
    ]
    files = [(name, len(content)) for name, content in sorted(dossier.files.items())]
    tables = [
        Table("", _FACTS, facts),
        Table("Owed", _CLAIMS, claims),
        Table("Files", _FILES, files),
    ]
    if dossier.missing:
        missing = [(each.name, each.why) for each in dossier.missing]
        tables.append(Table("Missing", _MISSING, missing))
    return tuple(tables)


def _data(dossier: Dossier) -> JsonObject:
    statement = dossier.statement
    return {
        "schema": _SCHEMA,
        "as_of": statement.as_of.isoformat(),
        "debtor": statement.debtor.debtor,
        "name": statement.name,
        "by": dossier.order.by,
        "hold": dossier.hold or None,
        "currencies": [
            {
                "currency": form.currency,
                "items": len(form.lines),
                **{k: to_text(n, form.currency) for k, n in _sums(dossier, form).items()},
            }
            for form in dossier.claim.forms
        ],
        "files": [
            {"name": name, "bytes": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in sorted(dossier.files.items())
        ],
        "missing": [{"name": each.name, "why": each.why} for each in dossier.missing],
        "findings": [finding.as_json() for finding in dossier.findings],
    }


def _sums(dossier: Dossier, form: OpenForm) -> dict[str, int]:
    """What is owed in one currency, minor units."""
    legal = dossier.claim.by_law(form.currency)
    return {
        "overdue": form.overdue,
        "principal": form.balance,
        "interest": legal.interest,
        "compensation": legal.compensation,
        "costs": legal.costs,
        "total": dossier.claim.total(form),
    }
