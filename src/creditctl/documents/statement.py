"""The statement of account as a page: the letterhead of letters, a layout of its own."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from creditctl.documents.clean import one_line
from creditctl.documents.companycheck import check_company
from creditctl.documents.letters import LetterRefused
from creditctl.documents.pdf import LAYOUT, MissingGlyphs, Press
from creditctl.documents.sources import TemplateFolders
from creditctl.documents.statement_page import StatementText, statement_data
from creditctl.documents.statement_words import statement_words
from creditctl.errors import ConfigRefused
from creditctl.findings import Finding, Place, Severity, error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.documents.company import Company

_STATEMENT: Final = "statement.typ"
# The press sets `letter.typ`; the letters' own layout stands beside it for its letterhead.
_LETTERHEAD: Final = "letterhead.typ"
_MAIN: Final = f'#include "{_STATEMENT}"\n'.encode()


class StatementRoom:
    """Makes statements for one company from one set of templates.

    Args:
        company: who writes.
        template_dirs: the workspace's `templates` folder before the shipped one.

    Raises:
        ConfigRefused: the company's details are at fault (CC311).
    """

    def __init__(self, company: Company, template_dirs: Sequence[Path]) -> None:
        wrong = [f for f in check_company(company) if f.severity is Severity.ERROR]
        if wrong:
            raise ConfigRefused(wrong)
        self.company = company
        self._folders = TemplateFolders(tuple(template_dirs))

    def render(self, text: StatementText, language: str) -> bytes:
        """The statement as PDF/A; the same statement gives the same bytes.

        Args:
            text: what it says.
            language: of the debtor, ISO 639-1 or a locale; one without words gets English.

        Raises:
            ConfigRefused: the words of the language or the layout are at fault.
            LetterRefused: this debtor's data holds a character that no font has (CC313).
        """
        spoken = statement_words(self._folders, language)
        if isinstance(spoken, list):
            raise ConfigRefused(spoken)
        pdf = self._press.set_letter(statement_data(text, *spoken), text.as_of)
        if isinstance(pdf, MissingGlyphs):
            raise LetterRefused(_missing_glyphs(pdf, text))
        if isinstance(pdf, Finding):
            raise ConfigRefused(_named(pdf))
        return pdf

    @cached_property
    def _press(self) -> Press:
        """The press with every layout file, the workspace's before the shipped ones."""
        layouts = dict[str, bytes]()
        for folder in self._folders.folders:
            for path in sorted((folder / "layouts").glob("*")):
                if path.is_file():
                    name = _LETTERHEAD if path.name == LAYOUT else path.name
                    layouts.setdefault(name, path.read_bytes())
        company = self.company
        logo = (f"logo.{company.logo_suffix.lower()}", company.logo) if company.logo else None
        fonts = [f / "fonts" for f in self._folders.folders if (f / "fonts").is_dir()]
        return Press({**layouts, LAYOUT: _MAIN}, logo, fonts)


def _named(finding: Finding) -> Finding:
    """The finding with the letters' layout under its own name."""
    place = replace(finding.place, file=finding.place.file.replace(_LETTERHEAD, LAYOUT))
    return replace(finding, place=place, message=finding.message.replace(_LETTERHEAD, LAYOUT))


def _missing_glyphs(missing: MissingGlyphs, text: StatementText) -> Finding:
    debtor = one_line(text.debtor.debtor)
    message = f"no font has these characters of the statement of {debtor}: {missing.described()}"
    hint = "put a font that has them into templates/fonts/ of the workspace"
    found = error("CC313", message, Place(field=f"debtor {debtor}"), hint)
    return replace(found, debtor=text.debtor.debtor)
