"""The letter room: notices in, letters out; everything is checked before the first is issued."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Final

from creditctl.documents.blocks import item_table, payment_block
from creditctl.documents.clean import one_line
from creditctl.documents.companycheck import check_company
from creditctl.documents.content import Content
from creditctl.documents.context import letter_context
from creditctl.documents.environment import Rendered
from creditctl.documents.epc import epc_payload, qr_svg
from creditctl.documents.html import render_html
from creditctl.documents.library import FALLBACK, Prepared, TemplateLibrary, fallback_warning
from creditctl.documents.markup import read_markup
from creditctl.documents.page import page_data
from creditctl.documents.pdf import MissingGlyphs, Press
from creditctl.documents.sample import sample_notices, sample_thanks
from creditctl.documents.sms import SMS_PARTS, SmsWriter
from creditctl.documents.swissqr import qr_bill
from creditctl.documents.text import render_text
from creditctl.errors import ConfigRefused, ExitCode, Refused
from creditctl.findings import Finding, Place, Severity, error, in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import ClassVar

    from creditctl.documents.company import Company
    from creditctl.policy.notices import Notice, Tone


class LetterRefused(Refused):
    """One debtor's letter cannot be made; the letters of the others can (exit 3)."""

    exit_code: ClassVar[ExitCode] = ExitCode.LOOK


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in all its forms.

    Attributes:
        notice: id of its notice.
        language: the language it is in, which may be the fallback.
        subject: one line.
        text, html: for an e-mail; both say the same.
        pdf: the page, PDF/A-3a and PDF/UA-1.
        reference: what to quote with the payment.

    A text message is its `text`, one line, and nothing else.
    """

    notice: str
    language: str
    subject: str
    text: str
    html: str
    pdf: bytes
    reference: str = ""


class LetterRoom:
    """Makes letters for one company from one set of templates; threads may share it.

    Args:
        company: who writes.
        template_dirs: the workspace's `templates` folder before the shipped one. Each may hold
            ``<language>/<template>.md.j2``, ``<language>/sms.txt.j2``, ``<language>/labels.yaml``,
            ``layouts/``, ``fonts/``.
        sms_parts: how many parts a text message may take.
    """

    def __init__(
        self, company: Company, template_dirs: Sequence[Path], sms_parts: int = SMS_PARTS
    ) -> None:
        self._company = company
        self._library = TemplateLibrary(template_dirs)
        self._sms = SmsWriter(company, self._library, sms_parts)

    @property
    def company(self) -> Company:
        """Who writes."""
        return self._company

    def check(
        self,
        templates: Iterable[str],
        languages: Iterable[str],
        thanks: Iterable[str] = (),
        tones: Iterable[Tone] = ("neutral",),
    ) -> list[Finding]:
        """Everything that would keep these letters from being made, before any is.

        Each template is compiled in each language, filled with made-up notices, and printed.

        Args:
            templates: names of templates, as the policy's steps name them.
            languages: languages of the debtors.
            thanks: names of templates for letters of thanks.
            tones: in which tones the letters are wanted; a variant is tried where there is one.

        Returns:
            Errors and warnings (CC301 to CC312) in order; none when all is well.
        """
        findings = list(check_company(self._company))
        printable = all(f.severity is not Severity.ERROR for f in findings)
        wanted = [(template, sample_notices) for template in sorted(set(templates))]
        wanted += [(template, sample_thanks) for template in sorted(set(thanks))]
        each = product(sorted({*languages} or {FALLBACK}), wanted, sorted(set(tones)))
        tried = set[tuple[str, bool]]()
        for language, (template, samples), tone in each:
            prepared = self._library.get(template, language, tone)
            if not isinstance(prepared, Prepared):
                findings += prepared
                continue
            used = prepared.language.code
            fallback = fallback_warning(template, language, used)
            findings += [fallback] if fallback else []
            key = (prepared.template.source.file.name, samples is sample_thanks)
            if key not in tried:
                tried.add(key)
                made_up = samples(template, used)
                findings += self._tried(made_up, prepared, printable=printable)
        return in_order(dict.fromkeys(findings))

    def check_sms(self, languages: Iterable[str]) -> list[Finding]:
        """Everything that would keep text messages from being made, as `check` does for letters."""
        return in_order(self._sms.check(languages))

    def render(self, notice: Notice) -> Letter:
        """The letter of a notice; the same notice gives the same bytes.

        Raises:
            ConfigRefused: a template, the words of a language or the layout is at fault.
            LetterRefused: this debtor's data holds a character that no font has (CC313), or makes
                the text message too long (CD211).
        """
        if notice.channel == "sms":
            return self._text_message(notice)
        prepared = self._library.get(notice.template, notice.language, notice.tone)
        if not isinstance(prepared, Prepared):
            raise ConfigRefused(prepared)
        content = self._content(notice, prepared)
        if isinstance(content, Finding):
            raise ConfigRefused(content)
        pdf = self._printed(notice, content)
        if isinstance(pdf, MissingGlyphs):
            raise LetterRefused(_missing_glyphs(pdf, notice))
        if isinstance(pdf, Finding):
            raise ConfigRefused(pdf)
        return Letter(
            notice=notice.notice,
            language=content.language.code,
            subject=content.subject,
            text=render_text(content),
            html=render_html(content, self._company.accent),
            pdf=pdf,
            reference=content.context.reference,
        )

    def _text_message(self, notice: Notice) -> Letter:
        written = self._sms.write(notice)
        if isinstance(written, Finding):
            raise (LetterRefused if written.debtor else ConfigRefused)(written)
        language, text, reference = written
        return Letter(notice.notice, language, "", text, html="", pdf=b"", reference=reference)

    def fingerprint(
        self, letters: Iterable[tuple[str, str, Tone]] = (), sms: Iterable[str] = ()
    ) -> dict[str, str]:
        """SHA-256 of every file used so far and for some letters, by its name, sorted.

        Templates, words, layouts, and the workspace's own fonts; the shipped ones belong to the
        program. Files are read once, so what is told here is what `render` uses.

        Args:
            letters: template, language and tone of each.
            sms: languages of text messages.
        """
        _ = self._press
        for language in sms:
            self._sms.get(language)
        for letter in letters:
            self._library.get(*letter)
        folders = self._library.folders
        for own in folders.folders[:-1]:
            for font in sorted((own / "fonts").glob("*")):
                if font.is_file():
                    folders.read(font, f"fonts/{font.name}")
        return dict(sorted(folders.digests.items()))

    def _tried(
        self, samples: Iterable[Notice], prepared: Prepared, *, printable: bool
    ) -> list[Finding]:
        """What goes wrong with made-up notices; the first thing, as the others follow from it."""
        tried = [(notice, self._content(notice, prepared)) for notice in samples]
        wrong = next((found for _, found in tried if isinstance(found, Finding)), None)
        notice, content = tried[-1]
        if isinstance(wrong, Finding) or isinstance(content, Finding) or not printable:
            return [wrong] if wrong else []
        pdf = self._printed(notice, content)
        if isinstance(pdf, MissingGlyphs):
            message = f"no font has these characters of the letter: {pdf.described()}"
            place = Place(prepared.template.source.file.name)
            return [error("CC310", message, place, _FONT_HINT)]
        return [pdf] if isinstance(pdf, Finding) else []

    def _printed(self, notice: Notice, content: Content) -> bytes | MissingGlyphs | Finding:
        bill = qr_bill(notice, self._company)
        payload = None if bill else epc_payload(notice, self._company)
        code = qr_svg(payload) if payload else None
        data = page_data(content, self._company.accent, code, bill)
        return self._press.set_letter(data, notice.as_of)

    def _content(self, notice: Notice, prepared: Prepared) -> Content | Finding:
        language, template = prepared.language, prepared.template
        context = letter_context(notice, self._company, language)
        subject = template.render_subject(context)
        body = template.render_body(context)
        if not isinstance(subject, str):
            return subject
        if not isinstance(body, Rendered):
            return body
        tree = read_markup(body, template.source.file)
        if isinstance(tree, Finding):
            return tree
        return Content(
            language=language,
            subject=subject,
            body=tree,
            context=context,
            table=item_table(notice, language),
            payment=payment_block(notice, self._company, language),
        )

    @cached_property
    def _press(self) -> Press:
        """The press with every layout file, the workspace's before the shipped ones."""
        folders, layouts = self._library.folders, dict[str, bytes]()
        for folder in folders.folders:
            for path in sorted((folder / "layouts").glob("*")):
                if path.is_file() and path.name not in layouts:
                    layouts[path.name] = folders.read(path, f"layouts/{path.name}")
        company = self._company
        logo = (f"logo.{company.logo_suffix.lower()}", company.logo) if company.logo else None
        fonts = [f / "fonts" for f in folders.folders if (f / "fonts").is_dir()]
        return Press(layouts, logo, fonts)


_FONT_HINT: Final = "put a font that has them into templates/fonts/ of the workspace"


def _missing_glyphs(missing: MissingGlyphs, notice: Notice) -> Finding:
    """The finding that holds one debtor's letter: an empty box would be worse."""
    debtor = one_line(notice.debtor.debtor)
    message = f"no font has these characters of the letter to {debtor}: {missing.described()}"
    found = error("CC313", message, Place(field=f"notice {notice.notice}"), _FONT_HINT)
    return replace(found, debtor=notice.debtor.debtor)
