"""Text messages: one line from `<language>/sms.txt.j2`, and never longer than its parts allow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.config.places import TextFile
from creditctl.documents.clean import one_line
from creditctl.documents.context import letter_context
from creditctl.documents.environment import LetterTemplate, compile_template
from creditctl.documents.sample import sample_notices, sample_thanks
from creditctl.documents.smslength import sms_length, sms_text
from creditctl.documents.sources import TemplateSource
from creditctl.findings import Finding, Place, Severity, error, warning

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from creditctl.documents.company import Company
    from creditctl.documents.library import TemplateLibrary
    from creditctl.documents.localise import Language
    from creditctl.policy.notices import Notice

TEMPLATE: Final = "sms.txt.j2"
SMS_PARTS: Final = 2
"""Parts that a text message may take where nothing else is said."""


@dataclass(frozen=True, slots=True)
class SmsTemplate:
    """A compiled template and the language it is in."""

    template: LetterTemplate
    language: Language


class TextMessage(NamedTuple):
    """A text message: one line without markup, and what to quote with the payment."""

    language: str
    text: str
    reference: str


class SmsWriter:
    """Writes the text messages of one company.

    Args:
        company: who writes.
        library: finds ``<language>/sms.txt.j2`` where it finds letters.
        parts: how many parts a message may take.
    """

    def __init__(self, company: Company, library: TemplateLibrary, parts: int) -> None:
        self._company = company
        self._library = library
        self._parts = parts
        self._prepared: dict[str, SmsTemplate | tuple[Finding, ...]] = {}

    def write(self, notice: Notice) -> TextMessage | Finding:
        """The message of a notice.

        Returns:
            The message; or what is wrong with the template (CC301 to CC307), or that this notice
            takes more parts than allowed (CD211), which concerns this debtor only.
        """
        prepared = self.get(notice.language)
        if not isinstance(prepared, SmsTemplate):
            return prepared[0]
        context = letter_context(notice, self._company, prepared.language)
        rendered = prepared.template.render_subject(context)
        if isinstance(rendered, Finding):
            return rendered
        text = one_line(sms_text(rendered))
        place = Place(prepared.template.source.file.name)
        if not text:
            return error("CD212", "the text message is empty", place, "write one line of text")
        length = sms_length(text)
        if length.parts <= self._parts:
            return TextMessage(prepared.language.code, text, context.reference)
        message = (
            f"the text message to {one_line(notice.debtor.debtor)} takes {length.parts} parts "
            f"({length.units} of {length.alphabet}); {self._parts} allowed"
        )
        hint = "shorten the template, or allow more: delivery.sms.parts in creditctl.yaml"
        return replace(error("CD211", message, place, hint), debtor=notice.debtor.debtor)

    def check(self, languages: Iterable[str]) -> Iterator[Finding]:
        """What keeps messages from being written, tried with made-up notices in each language.

        That made-up ones are too long is a warning: real ones may fit.
        """
        for language in sorted({*languages}):
            prepared = self.get(language)
            if not isinstance(prepared, SmsTemplate):
                yield from prepared
                continue
            used = prepared.language.code
            if used != language.replace("_", "-").split("-")[0].lower():
                place = Place(f"templates/{language}/{TEMPLATE}")
                message = f"there is no text message in the language '{language}'; '{used}' is used"
                hint = "write this file, or set the debtors' language"
                yield warning("CC302", message, place, hint)
            made_up = (n for each in (sample_notices, sample_thanks) for n in each("sms", used))
            tried = map(self.write, made_up)
            wrong = next((found for found in tried if isinstance(found, Finding)), None)
            if wrong is not None:
                severity = Severity.WARNING if wrong.debtor else wrong.severity
                yield replace(wrong, debtor="", severity=severity)

    def get(self, language: str) -> SmsTemplate | tuple[Finding, ...]:
        """The template in a language, or everything that is wrong with it."""
        if language not in self._prepared:
            self._prepared[language] = self._load(language)
        return self._prepared[language]

    def _load(self, language: str) -> SmsTemplate | tuple[Finding, ...]:
        found = self._library.plain(TEMPLATE, language)
        if isinstance(found, tuple):
            return found
        file = TextFile.of(found.name, found.text)
        source = TemplateSource(file, subject=found.text, subject_line=1, body="")
        compiled = compile_template(source)
        if isinstance(compiled, LetterTemplate):
            return SmsTemplate(compiled, found.language)
        return tuple(compiled)
