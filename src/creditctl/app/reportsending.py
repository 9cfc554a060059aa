"""Reports by e-mail, from cron: made as the commands make them, sent by the workspace's server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from creditctl.app.books import Reading
from creditctl.app.sending_mail import mail_transport
from creditctl.delivery.mail import sender_problem
from creditctl.delivery.reportmail import ReportMail, build_report_mail
from creditctl.delivery.smtp import Envelope
from creditctl.delivery.transport import Fate, Parcel, Sent
from creditctl.errors import ConfigRefused, UsageRefused
from creditctl.findings import error
from creditctl.insight.writers import render
from creditctl.policy.addresses import address_problem, on_the_wire

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from creditctl.config.workspace import Workspace
    from creditctl.insight.report import Report

NAMES: Final = ("aging", "worklist", "reasons", "credit", "kpi", "status")
"""The reports that can be mailed."""


@dataclass(frozen=True, slots=True)
class ReportOrder:
    """What is asked for.

    Attributes:
        name: one of `NAMES`.
        recipients: plain e-mail addresses.
        as_of: the day of the report.
        owner: of a worklist: only this owner's tasks.
    """

    name: str
    recipients: tuple[str, ...]
    as_of: date
    owner: str | None = None


def report_mail(workspace: Workspace, order: ReportOrder, clock: Callable[[], datetime]) -> bytes:
    """The message of a report, ready to be sent.

    Raises:
        UsageRefused: a recipient is no address (CD141).
        ConfigRefused: the company has no address (CC352).
    """
    _check(order)
    return _mail(workspace, order, clock)


def _mail(workspace: Workspace, order: ReportOrder, clock: Callable[[], datetime]) -> bytes:
    from creditctl.app.rooms import company_of

    company = company_of(workspace)
    problem = sender_problem(company)
    if problem is not None:
        raise ConfigRefused(problem)
    report, read, page = _made(workspace, order, clock)
    text, book, csv = render(read, "table"), render(report, "xlsx"), render(report, "csv")
    assert isinstance(text, str)
    assert isinstance(book, bytes)
    assert isinstance(csv, str)
    mail = ReportMail(order.name, report.title, text, page, book, csv)
    return build_report_mail(mail, company.email, company.name, order.recipients, clock())


def send_report(
    workspace: Workspace,
    order: ReportOrder,
    clock: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Sent:
    """Make a report and send it; what became of it.

    Raises:
        ConfigRefused: no mail server is set up (CD140), or it can't be used.
        UsageRefused: see `report_mail`.
    """
    _check(order)
    part = workspace.settings.delivery.email
    if part is None:
        hint = "write delivery.email, or keep the mail with --output FILE.eml"
        place = workspace.place_of(("company",))
        raise ConfigRefused(error("CD140", "no mail server is set up", place, hint))
    content = _mail(workspace, order, clock)
    sender = on_the_wire(part.sender or workspace.settings.company.email or "")
    envelope = Envelope(sender, tuple(map(on_the_wire, order.recipients)), content)
    parcel = Parcel(f"report-{order.name}", "email", "", order.as_of, "", content)
    with mail_transport(workspace, part, lambda _parcel: envelope, sleep) as transport:
        return transport.send(parcel)


def _check(order: ReportOrder) -> None:
    for address in order.recipients:
        why = address_problem(address)
        if why:
            message = f"{address!r} is no e-mail address: {why}"
            raise UsageRefused(error("CD141", message, hint="write it as name@example.com"))


def _made(
    workspace: Workspace, order: ReportOrder, clock: Callable[[], datetime]
) -> tuple[Report, Report, str]:
    """The report for attachments, the same to be read as text, and its web page."""
    if order.name == "worklist":
        from creditctl.app.reports.worklist import worklist_report
        from creditctl.app.views.worklist import worklist
        from creditctl.insight.worklist_page import worklist_page

        found = worklist(workspace, order.as_of, Reading(), clock, owner=order.owner)
        report = worklist_report(found, cards=False)
        return report, worklist_report(found, cards=True), worklist_page(report.data)
    report = _plain(workspace, order, clock)
    page = render(report, "html")
    assert isinstance(page, str)
    return report, report, page


def _plain(workspace: Workspace, order: ReportOrder, clock: Callable[[], datetime]) -> Report:
    day, reading = order.as_of, Reading()
    if order.name == "aging":
        from creditctl.app.aging import AgingOrder, aging_of_workspace

        return aging_of_workspace(workspace.root, AgingOrder(day), reading, clock)[0]
    if order.name == "reasons":
        from creditctl.app.reports.reasons import reasons_report
        from creditctl.app.views.reasons import reasons_for_non_payment

        found = reasons_for_non_payment(workspace, day, reading, clock)
        return reasons_report(found, "reason", bars=False, blocks=False)
    if order.name == "kpi":
        from creditctl.app.kpi import asked_period, kpi_of_workspace
        from creditctl.app.reports.kpi import kpi_report

        return kpi_report(
            kpi_of_workspace(workspace, asked_period(day), reading, clock), inputs=True
        )
    if order.name == "status":
        from creditctl.app.status import status

        return status(workspace, day, reading, clock)[0]
    from creditctl.app.casework.looking import cases_of
    from creditctl.app.reports.credit import credit_report
    from creditctl.credit.exposure import exposures

    books, _ = cases_of(workspace, day, reading, clock, held=False)
    policy = workspace.policy.policy
    return credit_report(
        exposures(books.items, policy, books.behaviour, day, books.broken), day, books.findings
    )


def told(sent: Sent, recipients: Sequence[str]) -> str:
    """What became of a report, in words."""
    whom = ", ".join(recipients)
    if sent.fate is Fate.SENT:
        return f"sent to {whom}"
    how = {
        Fate.DEFERRED: "not sent, and may be tried again",
        Fate.REJECTED: "refused by the mail server",
        Fate.UNCERTAIN: "perhaps sent: the connection was lost",
    }[sent.fate]
    return f"{how} ({whom}): {sent.words}" if sent.words else f"{how} ({whom})"
