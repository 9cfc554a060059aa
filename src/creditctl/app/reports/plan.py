"""The plan as a report, fresh or from its file: what would leave, and every open item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.app.madefrom import made_from
from creditctl.app.planfile import sealed, struck_out_data
from creditctl.app.reports.notices import (
    item_table,
    notice_data,
    notice_records,
    notice_table,
    reason_table,
)
from creditctl.app.reports.openitems import (
    MOST_REFERRED,
    account_data,
    account_table,
    decision_data,
    referred_data,
    referred_table,
)
from creditctl.app.rooms import letter_room
from creditctl.insight.report import Column, Report, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from creditctl.app.planfile import PlanFile
    from creditctl.app.planning import Plan
    from creditctl.app.preview import Proposal
    from creditctl.config.workspace import Workspace
    from creditctl.findings import Finding
    from creditctl.insight.report import JsonObject

_STRUCK_OUT = (
    Column("number", "Invoice"),
    Column("debtor", "Debtor"),
    Column("reason", "Reason", shorten=True),
    Column("by", "By"),
    Column("at", "At", optional=1),
)


def plan_report(proposal: Proposal, *, detail: bool = False, full: bool = False) -> Report:
    """What a run would do.

    Args:
        proposal: the plan.
        detail: add the decision about every open item to the JSON.
        full: for paper and workbooks: every item of every letter, and nothing left out.
    """
    plan = proposal.plan
    notices, waiting = letters_of(plan)
    return Report(
        schema="creditctl.plan/1",
        title=_title(plan.as_of, len(notices), len(waiting)),
        as_of=plan.as_of,
        make_tables=lambda: (
            letter_tables(("Would be issued", notices), waiting, full=full)
            + _struck_out(struck_out_data(proposal.order))
            + (referred_of(plan, full=full) + (account_table(account_data(plan)),))
        ),
        make_data=lambda: plan_data(proposal, detail=detail),
        make_records=lambda: notice_records(notices, waiting),
        notes=_notes(proposal.workspace, plan),
        findings=tuple(plan.findings),
    )


def planfile_report(file: PlanFile, findings: Sequence[Finding] = ()) -> Report:
    """A plan file: its JSON as it is, and the same for people, with nothing left out."""
    data = file.data
    notices, waiting = data["notices"], data["waiting"]
    if data["approved"]:
        note = f"approved by {data['approved']['by']}, {data['approved']['at']}"
    else:
        note = "nobody has approved this plan"
    policy = f"policy: {data['policy']['name']} ({data['policy']['file']})"
    stops = tuple(f"safety stop: {s['message']}; {s['accept']}" for s in data["stops"])
    return Report(
        schema="creditctl.plan/1",
        title=_title(file.order.as_of, len(notices), len(waiting), file.approved_by),
        as_of=file.order.as_of,
        make_tables=lambda: (
            letter_tables(("To be issued", notices), waiting, full=True)
            + _struck_out(data["struck_out"])
            + _referred(data["referred"], len(data["referred"]))
            + (account_table(data["account"]),)
        ),
        make_data=lambda: data,
        make_records=lambda: notice_records(notices, waiting),
        notes=(policy, note, *stops),
        findings=tuple(findings),
    )


def plan_data(proposal: Proposal, *, detail: bool = False) -> JsonObject:
    """A plan as JSON, sealed; with `detail` the decision about every open item."""
    workspace, plan = proposal.workspace, proposal.plan
    notices, waiting = letters_of(plan)
    data: JsonObject = {
        "schema": "creditctl.plan/1",
        "as_of": plan.as_of.isoformat(),
        "policy": policy_data(workspace, plan),
        "input_sha256": plan.input_hash,
        "options": proposal.order.as_json(),
        "made_from": made_from(workspace, plan, letter_room(workspace), proposal.journal),
        "approved": None,
        "notices": notices,
        "waiting": waiting,
        "struck_out": struck_out_data(proposal.order),
        "referred": referred_data(plan)[0],
        "account": account_data(plan),
        "stops": stops_data(plan),
        "findings": [finding.as_json() for finding in plan.findings],
    }
    if detail:
        data["decisions"] = decision_data(workspace, plan)
    return sealed(data)


def letters_of(plan: Plan) -> tuple[list[JsonObject], list[JsonObject]]:
    """The letters that leave, and those that wait for approval, as JSON."""
    return [notice_data(n) for n in plan.notices], [notice_data(n) for n in plan.waiting]


def letter_tables(
    leaving: tuple[str, list[JsonObject]], waiting: list[JsonObject], *, full: bool
) -> tuple[Table, ...]:
    """The letters, one a row; `full` with all that they are about. What is empty is left out.

    Args:
        leaving: title, and the letters that leave.
        waiting: letters that wait for approval.
        full: see `plan_report`.
    """
    title, letters = leaving
    tables = [notice_table(title, letters)] if letters else []
    if waiting:
        tables.append(notice_table("Waits for approval", waiting))
    if full and (letters or waiting):
        tables.append(item_table("What they ask for", [*letters, *waiting]))
        tables.append(reason_table("Where they go, and why", [*letters, *waiting]))
    return tuple(tables)


def referred_of(plan: Plan, *, full: bool) -> tuple[Table, ...]:
    """What a person must decide, cut short for a terminal unless `full`; () when nothing."""
    return _referred(*referred_data(plan, None if full else MOST_REFERRED))


def _referred(referred: Sequence[JsonObject], count: int) -> tuple[Table, ...]:
    return (referred_table(referred, count),) if count else ()


def _struck_out(struck: Sequence[JsonObject]) -> tuple[Table, ...]:
    keys = [column.key for column in _STRUCK_OUT]
    rows = [tuple(one[key] for key in keys) for one in struck]
    return (Table("Struck out", _STRUCK_OUT, rows),) if rows else ()


def policy_data(workspace: Workspace, plan: Plan) -> JsonObject:
    """What was decided with."""
    return {
        "name": workspace.policy.policy.name,
        "file": workspace.policy.file,
        "sha256": plan.policy_hash,
    }


def stops_data(plan: Plan) -> list[JsonObject]:
    """Why a run would issue nothing."""
    return [{"code": s.code, "message": s.message, "accept": s.flag} for s in plan.stops]


def approval_note(waiting: int) -> tuple[str, ...]:
    """How letters that wait come to leave; () when none waits."""
    if not waiting:
        return ()
    one = waiting == 1
    letters = "1 letter waits" if one else f"{waiting} letters wait"
    return (
        f"{letters} for approval. To let {'it' if one else 'them'} leave:",
        "  creditctl plan -o plan.json; creditctl plan approve plan.json --by NAME;",
        "  creditctl run --plan plan.json",
    )


def count_of(number: int, noun: str) -> str:
    """A number and its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _title(as_of: date, leaving: int, waiting: int, approved_by: str = "") -> str:
    title = f"Plan as of {as_of}: {count_of(leaving, 'notice')}"
    if not waiting:
        return title
    if approved_by:
        return f"{title}, and {waiting} approved by {approved_by}"
    return f"{title}, and {waiting} {'waits' if waiting == 1 else 'wait'} for approval"


def _notes(workspace: Workspace, plan: Plan) -> tuple[str, ...]:
    notes = [*approval_note(len(plan.waiting))]
    notes.append(f"policy: {workspace.policy.policy.name} ({workspace.policy.file})")
    later = plan.books.opening.later
    if later.documents:
        notes.append(f"{later.documents} documents are dated after {plan.as_of} and left out")
    return tuple(notes)
