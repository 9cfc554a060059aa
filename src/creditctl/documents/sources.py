"""Template files: where they lie, their front matter, and what is said when one is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from creditctl.config.places import Span, TextFile
from creditctl.config.yamlfile import parse_yaml
from creditctl.documents.clean import REPLACEMENT
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from creditctl.findings import Finding
    from creditctl.policy.notices import Tone

SUFFIX: Final = ".md.j2"
_LARGEST: Final = 100_000
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_FENCE: Final = re.compile(r"---[ \t]*")
# The renderer's own marks are private-use characters; a template may not bring any.
_ODD: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ue000-\uf8ff]")


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """A template as written.

    Attributes:
        file: the whole file, for findings.
        subject, subject_line: the subject's template and its physical line.
        body: the body, with blank lines before it so that its lines have their file's numbers.
    """

    file: TextFile
    subject: str
    subject_line: int
    body: str


@dataclass(frozen=True, slots=True)
class TemplateFolders:
    """Folders of templates, the first that has a file wins; each file is read once.

    Attributes:
        folders: the workspace's folder before the shipped one.
        digests: SHA-256 of every file used so far, by its name below the folder.
    """

    folders: Sequence[Path]
    digests: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Path | None:
        """The file of that name below the first folder that has it."""
        return next((f / name for f in self.folders if (f / name).is_file()), None)

    def letter(self, template: str, language: str, tone: Tone) -> tuple[str, Path] | None:
        """Name and path of a letter's file in one language, None = there is none.

        In each folder the tone's own file comes before the plain one. So a letter of the
        workspace wins over a shipped one in any tone.
        """
        toned = [] if tone == "neutral" else [f"{language}/{template}.{tone}{SUFFIX}"]
        names = (*toned, f"{language}/{template}{SUFFIX}")
        found = ((name, folder / name) for folder in self.folders for name in names)
        return next(((name, path) for name, path in found if path.is_file()), None)

    def read(self, path: Path, name: str) -> bytes:
        """The content of a file that `find` gave; remembered in `digests` under its name.

        Raises:
            OSError: it cannot be read.
        """
        content = path.read_bytes()
        self.digests[name] = sha256(content).hexdigest()
        return content

    def languages(self) -> list[str]:
        """Languages that have templates."""
        found = (f.parent.name for folder in self.folders for f in folder.glob(f"*/*{SUFFIX}"))
        return sorted(set(found))

    def templates(self) -> list[str]:
        """Names of templates in any language."""
        found = (f.name for folder in self.folders for f in folder.glob(f"*/*{SUFFIX}"))
        return sorted({name.removesuffix(SUFFIX).partition(".")[0] for name in found})


def is_name(text: str) -> bool:
    """Whether the text can be a template's or a language's name, and never a path elsewhere."""
    return _NAME.fullmatch(text) is not None


def missing_template(template: str, language: str, folders: TemplateFolders) -> Finding:
    """The finding for a template that no language has (CC301)."""
    known = folders.templates()
    near = get_close_matches(template, known, 1)
    listed = ", ".join(known) or "none"
    hint = f"did you mean '{near[0]}'?" if near else f"there are: {listed}"
    return error(
        "CC301",
        f"there is no letter template '{template}'",
        Place(file=f"templates/{language}/{template}{SUFFIX}"),
        f"{hint}; or write this file",
    )


def decoded(content: bytes, name: str) -> str | Finding:
    """A template's text, or the finding for what is no text (CC303)."""
    place = Place(file=name)
    if len(content) > _LARGEST:
        message = f"{len(content):,} bytes; {_LARGEST:,} is the most for a template"
        return error("CC303", message, place, "make the letter shorter")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content[: trouble.start].count(b"\n") + 1
        hint = "save the file with the encoding UTF-8"
        return error("CC303", "this is not UTF-8 text", Place(name, line), hint)
    file = TextFile.of(name, text)
    for number, line_text in enumerate(file.lines, 1):
        if match := _ODD.search(line_text):
            place = file.place(Span(number, match.start() + 1))
            message = f"a character that letters cannot show (U+{ord(match[0]):04X})"
            return error("CC303", message, place, "delete it")
    return text


def read_source(text: str, name: str) -> TemplateSource | list[Finding]:
    """Split a template into front matter and body.

    Args:
        text: content of the file.
        name: how findings call it.

    Returns:
        The source, or what is wrong with its front matter (CC303).
    """
    file = TextFile.of(name, text)
    if not _FENCE.fullmatch(file.lines[0]):
        return [error("CC303", "the subject is missing", file.place(Span(1, 1)), _START)]
    end = next((i for i, line in enumerate(file.lines[1:], 1) if _FENCE.fullmatch(line)), None)
    if end is None:
        hint = "end the lines before the letter with a line '---'"
        return [error("CC303", "the front matter has no end", file.place(Span(1, 1, 3)), hint)]
    subject = _subject(file, end)
    if not isinstance(subject, tuple):
        return subject
    body = "\n" * (end + 1) + "\n".join(file.lines[end + 1 :])
    return TemplateSource(file, *subject, body)


_START: Final = 'start the file with three lines: ---, subject: "...", ---'
_QUOTE: Final = 'put the subject in double quotes: subject: "..."'


def _subject(file: TextFile, end: int) -> tuple[str, int] | list[Finding]:
    """The subject and its line, from the front matter that ends before line `end` + 1."""
    if not "".join(file.lines[1:end]).strip():
        return [error("CC303", "the subject is missing", file.place(Span(1, 1, 3)), _START)]
    parsed = parse_yaml("\n" + "\n".join(file.lines[1:end]), file.name)
    if parsed.located is None or parsed.findings:
        return [error("CC303", f.message, f.place, _QUOTE) for f in parsed.findings]
    located = parsed.located
    if not isinstance(located.data, dict) or "subject" not in located.data:
        return [error("CC303", "the subject is missing", file.place(Span(1, 1, 3)), _START)]
    findings = [
        error(
            "CC303", f"'{key}' is not known here", located.place((key,), at_key=True), "remove it"
        )
        for key in located.data
        if key != "subject"
    ]
    spot = located.spot(("subject",))
    if not spot.written.strip() or REPLACEMENT in spot.written:
        place = located.place(("subject",))
        findings.append(error("CC303", "the subject is empty", place, _QUOTE))
    return findings or (spot.written, spot.value.line)
