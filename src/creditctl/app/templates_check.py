"""The letters that a workspace may send, tried before a run needs them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Final

from creditctl.app.templates import template_files, template_folders, text_message_files
from creditctl.documents.sample import sample_notices
from creditctl.errors import Refused
from creditctl.findings import Finding, Place, Severity, in_order, warning
from creditctl.policy.reminders import Reminders, ThankYou

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from creditctl.app.books import Reading
    from creditctl.config.workspace import Workspace
    from creditctl.documents.letters import LetterRoom
    from creditctl.policy.model import Policy
    from creditctl.policy.notices import Tone

_MOST_PAGES: Final = 2
_SHORT: Final = 4
"""The made-up notice of three invoices and two credits."""


@dataclass(frozen=True, slots=True)
class CheckedTemplates:
    """What was tried, and what is wrong with it.

    Attributes:
        templates, languages, tones: every letter was tried in all of these, sorted.
        findings: errors and warnings, in order.
    """

    templates: tuple[str, ...]
    languages: tuple[str, ...]
    tones: tuple[Tone, ...]
    findings: tuple[Finding, ...]

    @property
    def wrong(self) -> bool:
        """Whether a letter could not be made."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


def check_templates(workspace: Workspace, as_of: date, reading: Reading) -> CheckedTemplates:
    """Try the letters of the policy and the workspace's own, in the languages of the debtors.

    Raises:
        DataRefused, ConfigRefused: the books can't be read.
    """
    from creditctl.app.books import workspace_books
    from creditctl.app.rooms import letter_room

    books = workspace_books(workspace, as_of, reading)
    languages = {d.language for d in books.items.debtors.master.values() if d.language}
    languages |= {workspace.settings.language}
    rules = list(_reminders(workspace.policy.policy))
    thanks = {r.thank_you.template for r in rules if isinstance(r.thank_you, ThankYou)}
    own = {f.template for f in template_files(template_folders(workspace)) if f.own}
    demands = {step.template_name for r in rules for step in r.steps if step.action == "remind"}
    demands |= (own - thanks - {"thank-you"}) | set(case_templates(workspace.policy.policy))
    tones = {r.tone for r in rules}
    room = letter_room(workspace)
    found = room.check(demands, languages, thanks, tones)
    if any(f.own for f in text_message_files(template_folders(workspace))):
        found += room.check_sms(languages)
    if all(finding.severity is not Severity.ERROR for finding in found):
        for language in sorted(languages):
            for template in sorted(demands):
                found += [*_too_long(room, template, language, tones)]
    return CheckedTemplates(
        tuple(sorted(demands | thanks)),
        tuple(sorted(languages)),
        tuple(sorted(tones)),
        tuple(in_order(dict.fromkeys(found))),
    )


def _reminders(policy: Policy) -> Iterator[Reminders]:
    """The reminders of the policy, its segments and its exceptions."""
    own = [segment.reminders for segment in policy.segments]
    parts = (policy.reminders, *own, *(each.reminders for each in policy.exceptions))
    yield from (part for part in parts if isinstance(part, Reminders))


def case_templates(policy: Policy) -> Iterator[str]:
    """Templates of what is written about arrangements and broken promises."""
    if policy.promises.letter is not None:
        yield policy.promises.letter
    if policy.arrangements.remind_before is not None:
        yield policy.arrangements.template
    if policy.arrangements.confirmation is not None:
        yield policy.arrangements.confirmation


def _too_long(
    room: LetterRoom, template: str, language: str, tones: set[Tone]
) -> Iterator[Finding]:
    """A warning for a letter about three invoices that takes more than two pages (CC314)."""
    from pypdf import PdfReader

    for tone in sorted(tones):
        notice = replace(list(sample_notices(template, language))[_SHORT], tone=tone)
        try:
            letter = room.render(notice)
        except Refused:
            continue  # told by the check before
        pages = len(PdfReader(BytesIO(letter.pdf)).pages)
        if pages > _MOST_PAGES:
            message = f"the letter '{template}' about three invoices takes {pages} pages"
            place = Place(f"templates/{letter.language}/{template}.md.j2")
            yield warning("CC314", message, place, f"shorten it to {_MOST_PAGES} pages")
