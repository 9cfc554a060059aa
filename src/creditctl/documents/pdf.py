"""PDF letters by Typst: PDF/A-3a and PDF/UA-1, the same bytes for the same input.

Every problem that Typst can meet is told apart: a character that no font has belongs to one
debtor, all else to the layout. PDF/A makes a missing character an error; without it the
letter would show an empty box.
"""

from __future__ import annotations

import json
import re
import tempfile
import threading
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typst

from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from creditctl.findings import Finding

LAYOUT: Final = "letter.typ"
_DATA: Final = "letter.json"
_MAIN: Final = f'#include "{LAYOUT}"\n'.encode()
_MOST_TIGHT_ROWS: Final = 12
_NOON: Final = time(12, tzinfo=UTC)
_GLYPH: Final = re.compile(r'the text `"(.+?)"` could not be displayed')
_PAGES: Final = re.compile(rb"/Type/Pages/Count ([0-9]+)")
_PICTURE: Final = re.compile(r"failed to (?:decode image|parse SVG|load linked image)")
_WHERE: Final = re.compile(r"([\w.-]+\.typ):(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class MissingGlyphs:
    """Characters of one letter that no font has, in order of appearance."""

    characters: tuple[str, ...]

    def described(self) -> str:
        """The characters with code point and name, as a finding shows them."""
        return ", ".join(
            f"{c} (U+{ord(c[0]):04X} {unicodedata.name(c[0], 'unnamed')})"
            for c in self.characters[:5]
        )


_PACKAGE: Final = re.compile(rb"""["']@[A-Za-z]""")


class Press:
    """Sets letters. Threads may share it; each gets a compiler of its own.

    Layouts and logo are copied into a private folder, so that a layout can read nothing else
    and a file changed during a run changes no letter of it. A letter's data never lie on a disk:
    they come from memory, as a file by name. As `sys.inputs` they would belong to everything that
    Typst remembers, and it could reuse nothing.

    Args:
        layouts: file names and contents; ``letter.typ`` is the main one.
        logo: file name and content, or None.
        font_folders: folders with fonts, before those that come with Typst.
    """

    def __init__(
        self,
        layouts: Mapping[str, bytes],
        logo: tuple[str, bytes] | None,
        font_folders: Sequence[Path],
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="creditctl-layout-")
        for name, content in {**layouts, **(dict([logo]) if logo else {})}.items():
            Path(self._folder.name, name).write_bytes(content)
        self._logo = logo[0] if logo else None
        # Typst fetches packages over the network; nothing here may (guarantee G10).
        packages = (n for n, text in sorted(layouts.items()) if _PACKAGE.search(text))
        self._imports = next(packages, "")
        self._fonts = typst.Fonts(
            include_system_fonts=False, font_paths=[str(folder) for folder in font_folders]
        )
        self._local = threading.local()

    def set_letter(self, data: Mapping[str, Any], as_of: date) -> bytes | MissingGlyphs | Finding:
        """One letter as PDF.

        Args:
            data: see `page.page_data`.
            as_of: the letter's date; the file says it was made at noon (UTC) of that day.

        A letter that just spills onto a second page is set a little tighter, if that helps.

        Returns:
            The PDF; or the characters that no font has; or what is wrong with the layout
            (CC310), for which a warning is enough, or with the logo (CC311).
        """
        if self._imports:
            message = f"{self._imports} loads a package, which would come from the network"
            place = Place(f"templates/layouts/{self._imports}")
            return error("CC310", message, place, "put what it needs into templates/layouts/")
        roomy = self._compile({**data, "tight": False}, as_of)
        table = data["table"]
        calculated = table["claim"]["rows"] if table["claim"] else []
        short = len(table["rows"]) + len(calculated) <= _MOST_TIGHT_ROWS
        alone = data["payment"]["bill"] is None  # which takes a third of a page at the end anyway
        if not isinstance(roomy, bytes) or not (short and alone) or _pages(roomy) != 2:
            return roomy
        tight = self._compile({**data, "tight": True}, as_of)
        return tight if isinstance(tight, bytes) and _pages(tight) == 1 else roomy

    def _compile(self, data: dict[str, Any], as_of: date) -> bytes | MissingGlyphs | Finding:
        letter = json.dumps({**data, "logo": self._logo}, ensure_ascii=False).encode()
        try:
            pdf, warnings = self._compiler().compile_with_warnings(
                {"main": _MAIN, _DATA: letter},  # type: ignore[type-var]  # not told by its stub
                format="pdf",
                pdf_standards=["a-3a", "ua-1"],
                timestamp=int(datetime.combine(as_of, _NOON).timestamp()),
            )
        except typst.TypstError as trouble:
            missing = tuple(dict.fromkeys(_GLYPH.findall(trouble.diagnostic)))
            return MissingGlyphs(missing) if missing else self._finding(trouble)
        if warnings:
            return self._finding(warnings[0])
        assert isinstance(pdf, bytes)  # one file, because it is a PDF
        return pdf

    def _finding(self, trouble: typst.TypstError | typst.TypstWarning) -> Finding:
        message = trouble.message.replace(self._folder.name, "templates/layouts")
        if self._logo and _PICTURE.search(message):
            hint = "check the file of the logo"
            text = f"the logo cannot be read: {message}"
            return error("CC311", text, Place(field="company.logo"), hint)
        # The diagnostic tells warnings before errors; the message leads to the right place.
        told = trouble.diagnostic[max(0, trouble.diagnostic.find(trouble.message)) :]
        where = _WHERE.search(told)
        name = f"templates/layouts/{where[1] if where else LAYOUT}"
        line, column = (int(where[2]), int(where[3])) if where else (None, None)
        hint = "; ".join(trouble.hints) or "compare the layout with the shipped one"
        return error("CC310", f"the layout fails: {message}", Place(name, line, column), hint)

    def _compiler(self) -> typst.Compiler:
        compiler: typst.Compiler | None = getattr(self._local, "compiler", None)
        if compiler is None:
            compiler = self._local.compiler = typst.Compiler(
                root=self._folder.name, font_paths=self._fonts, ignore_system_fonts=True
            )
        return compiler


def _pages(pdf: bytes) -> int:
    """The number of pages, from the page tree as Typst writes it."""
    found = _PAGES.search(pdf)
    return int(found[1]) if found else 0
