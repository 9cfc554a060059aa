"""The policy, or what of it is in force for a debtor, as a report: every value and its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from creditctl.app.policies.settings import policy_settings, written
from creditctl.app.policies.standing import DEBTOR_FILE
from creditctl.config.places import dotted
from creditctl.config.policyfile import policy_warnings
from creditctl.insight.report import Column, Report, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from creditctl.app.policies.settings import Setting
    from creditctl.app.policies.standing import DebtorStanding, InvoiceStanding, Standing
    from creditctl.config.places import KeyPath
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.findings import Finding
    from creditctl.insight.report import Row
    from creditctl.ledger.frames import Debtor

PRECEDENCE: Final = "invoice > debtor > segment > default"
_SCHEMA: Final = "creditctl.policy-show/1"
_UNSET: Final = "keys that are not set, and have no default, are left out"
_TOLD_OF_DEBTOR: Final = ("terms", "limit", "currency", "segment", "channels", "reminders")

_KEY = Column("key", "Key")
_VALUE = Column("value", "Value", shorten=True)
_WHERE = Column("where", "Where")
_SET_BY = Column("set_by", "Set by")
_FITS = (
    Column("mark", ""),
    Column("segment", "Segment"),
    Column("condition", "Condition"),
    Column("measured", "Measured"),
    Column("holds", "Holds"),
    Column("where", "Where", optional=1),
)
_STATED = (Column("key", "Key"), Column("value", "Value"))


def policy_report(loaded: LoadedPolicy, as_of: date) -> Report:
    """Every value of a policy, what it extends included, and where each stands."""
    settings = policy_settings(loaded)
    findings = policy_warnings(loaded, as_of)
    columns = (_KEY, _VALUE, _WHERE)

    def records() -> Table:
        rows: list[Row] = [(dotted(s.path), s.written, _where(s, loaded)) for s in settings]
        return Table("", columns, rows)

    return Report(
        schema=_SCHEMA,
        title=f"Policy '{loaded.policy.name}' ({_file(loaded.file, loaded)})",
        as_of=as_of,
        make_tables=lambda: tuple(
            Table(title, columns, [(key, s.written, _where(s, loaded)) for key, s in group])
            for title, group in _groups(settings)
        ),
        make_data=lambda: _data(loaded, as_of, settings, None, findings),
        make_records=records,
        notes=(f"precedence: {PRECEDENCE}", _UNSET),
        findings=tuple(findings),
    )


def standing_report(
    loaded: LoadedPolicy, found: DebtorStanding, as_of: date, findings: list[Finding]
) -> Report:
    """The rules in force for a debtor, once a currency, with the segment and the reason for it."""
    debtor = found.debtor
    name = f"{debtor.name} ({debtor.debtor})" if debtor.name else debtor.debtor
    notes = [f"precedence: {PRECEDENCE}"]
    if found.invoice is not None:
        notes.insert(0, _about_invoice(loaded, found.invoice))
    return Report(
        schema=_SCHEMA,
        title=f"Policy '{loaded.policy.name}' for {name} as of {as_of}",
        as_of=as_of,
        make_tables=lambda: tuple(_standing_tables(loaded, found)),
        make_data=lambda: _data(loaded, as_of, [], found, findings),
        make_records=lambda: _records(loaded, found),
        notes=(*notes, _UNSET),
        findings=tuple(findings),
    )


def _groups(settings: Iterable[Setting]) -> Iterator[tuple[str, list[tuple[str, Setting]]]]:
    """The values that are set or have a default, by the part of the policy they belong to.

    Of the entries of a list that is the default only the ids are listed, in one group.
    """
    groups: dict[KeyPath, list[Setting]] = {}
    for one in settings:
        if one.written:
            groups.setdefault(_part(one.path), []).append(one)
    for part, members in _short(groups).items():
        name = next((s.written for s in members if s.path == (*part, "id")), "")
        title = dotted(part) + (f" ({name})" if name else "")
        yield title, [(dotted(s.path[len(part) :]), s) for s in members]


def _short(groups: Mapping[KeyPath, list[Setting]]) -> Mapping[KeyPath, list[Setting]]:
    """The same, with the ids of entries that no file sets in the group of their list."""
    shown: dict[KeyPath, list[Setting]] = {}
    for part, members in groups.items():
        if len(part) > 1 and all(s.place is None for s in members):
            ids = [s for s in members if s.path[-1] == "id"]
            shown.setdefault(part[:-1], []).extend(ids)
        else:
            shown[part] = members
    return shown


def _part(path: KeyPath) -> KeyPath:
    """The part of the policy that a value belongs to: up to the last list entry, or the top key."""
    last = max((i for i, step in enumerate(path) if isinstance(step, int)), default=0)
    return path[: last + 1] if len(path) > 1 else ()


def _where(setting: Setting, loaded: LoadedPolicy) -> str:
    """`file:line` of a value, or that it is the default."""
    if setting.source[0] == DEBTOR_FILE:
        return "the file of debtors"
    place = setting.place
    return "default" if place is None else f"{_file(place.file, loaded)}:{place.line}"


def _file(name: str, loaded: LoadedPolicy) -> str:
    return name.removeprefix(loaded.folder)


def _set_by(setting: Setting, loaded: LoadedPolicy) -> str:
    """Who gives the value: default, policy, a segment, an exception, or the debtor's own data."""
    head, *rest = setting.source
    if head == DEBTOR_FILE:
        return "debtor"
    if rest and head == "segments":
        return f"segment {loaded.policy.segments[int(rest[0])].id}"
    if rest and head == "exceptions":
        return "exception"
    return "default" if setting.place is None else "policy"


def _about_invoice(loaded: LoadedPolicy, invoice: InvoiceStanding) -> str:
    basis = "as the file states" if invoice.stated else "by the payment terms"
    text = f"invoice {invoice.number}: due {invoice.due}, {basis}"
    if invoice.exception is None:
        return f"{text}; no exception names it"
    return f"{text}; {_about_exception(loaded, invoice.exception)}"


def _about_exception(loaded: LoadedPolicy, position: int) -> str:
    exception = loaded.policy.exceptions[position]
    off = "reminders off, " if exception.reminders == "off" else ""
    where = loaded.line_of(("exceptions", position))
    return f"exception: {off}{exception.reason}, until {exception.until} ({where})"


def _standing_tables(loaded: LoadedPolicy, found: DebtorStanding) -> Iterator[Table]:
    stated: list[Row] = list(_stated(found.debtor).items())
    yield Table("What the books state", _STATED, stated or [("nothing that the policy uses", "")])
    for standing in found.standings:
        money = f" in {standing.currency}" if standing.currency else ", nothing is open"
        money += f", area {standing.area}" if standing.area else ""
        if standing.fits:
            title = f"Segments{money}; > is in force"
            yield Table(title, _FITS, list(_fit_rows(loaded, standing)))
        if standing.exception is not None:
            told = _exception_data(loaded, standing.exception) or {}
            rows: list[Row] = [(key.replace("_", " "), written(v)) for key, v in told.items()]
            yield Table(f"Exception{money}", (_KEY, _VALUE), rows)
        for title, group in _groups(standing.settings):
            rules: list[Row] = [
                (key, one.written, _set_by(one, loaded).split()[0], _where(one, loaded))
                for key, one in group
            ]
            yield Table(f"{title}{money}", (_KEY, _VALUE, _SET_BY, _WHERE), rules)


def _fit_rows(loaded: LoadedPolicy, standing: Standing) -> Iterator[Row]:
    for fit in standing.fits:
        mark = ">" if fit.taken else ""
        where = loaded.line_of(("segments", fit.position))
        if fit.named:
            yield mark, fit.segment, "named in the file of debtors", "", "yes", where
        elif not fit.conditions:
            yield mark, fit.segment, "", "nothing is open", "no", where
        for asked in () if fit.named else fit.conditions:
            holds = "yes" if asked.holds else "no"
            yield mark, fit.segment, asked.text, asked.measured, holds, where


def _records(loaded: LoadedPolicy, found: DebtorStanding) -> Table:
    columns = (
        Column("currency", "Currency"),
        Column("area", "Area"),
        _KEY,
        _VALUE,
        _SET_BY,
        _WHERE,
    )
    rows: list[Row] = [
        (
            s.currency,
            s.area,
            dotted(one.path),
            one.written,
            _set_by(one, loaded),
            _where(one, loaded),
        )
        for s in found.standings
        for one in s.settings
    ]
    return Table("", columns, rows)


def _stated(debtor: Debtor) -> dict[str, str]:
    """What the books state of a debtor that bears on the rules, as people write it."""
    from creditctl.ledger.money import to_text

    found: dict[str, Any] = {key: getattr(debtor, key) for key in _TOLD_OF_DEBTOR}
    found["reminders"] = "" if debtor.reminders else "off"
    if debtor.limit is not None:
        found["limit"] = to_text(debtor.limit, debtor.currency)
    return {key: written(value) for key, value in found.items() if value}


def _data(
    loaded: LoadedPolicy,
    as_of: date,
    settings: list[Setting],
    found: DebtorStanding | None,
    findings: list[Finding],
) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "as_of": as_of.isoformat(),
        "policy": loaded.policy.name,
        "file": _file(loaded.file, loaded),
        "precedence": PRECEDENCE.split(" > "),
        "settings": [_setting_data(s, loaded) for s in settings],
        "debtor": None if found is None else _debtor_data(loaded, found),
        "findings": [f.as_json() for f in findings],
    }


def _setting_data(setting: Setting, loaded: LoadedPolicy) -> dict[str, Any]:
    place = setting.place
    return {
        "key": dotted(setting.path),
        "value": None if setting.value is None else setting.written,
        "set_by": _set_by(setting, loaded),
        "file": None if place is None else _file(place.file, loaded),
        "line": None if place is None else place.line,
    }


def _debtor_data(loaded: LoadedPolicy, found: DebtorStanding) -> dict[str, Any]:
    invoice = found.invoice
    return {
        "debtor": found.debtor.debtor,
        "name": found.debtor.name,
        "stated": _stated(found.debtor),
        "invoice": None
        if invoice is None
        else {
            "number": invoice.number,
            "currency": invoice.currency,
            "due": invoice.due or None,
            "due_basis": "file" if invoice.stated else "terms",
            "exception": _exception_data(loaded, invoice.exception),
        },
        "standings": [
            {
                "currency": standing.currency or None,
                "area": standing.area,
                "segment": next((f.segment for f in standing.fits if f.taken), None),
                "segments": [
                    {
                        "segment": fit.segment,
                        "taken": fit.taken,
                        "named": fit.named,
                        "conditions": [
                            {"condition": a.text, "measured": a.measured, "holds": a.holds}
                            for a in fit.conditions
                        ],
                        "policy_line": loaded.line_of(("segments", fit.position)),
                    }
                    for fit in standing.fits
                ],
                "exception": _exception_data(loaded, standing.exception),
                "settings": [_setting_data(s, loaded) for s in standing.settings],
            }
            for standing in found.standings
        ],
    }


def _exception_data(loaded: LoadedPolicy, position: int | None) -> dict[str, Any] | None:
    if position is None:
        return None
    exception = loaded.policy.exceptions[position]
    return {
        "reminders_off": exception.reminders == "off",
        "reason": exception.reason,
        "until": exception.until.isoformat(),
        "policy_line": loaded.line_of(("exceptions", position)),
    }
