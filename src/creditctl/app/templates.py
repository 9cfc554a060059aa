"""The letter templates of a workspace, and those that ship with the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, get_args

from creditctl.documents.library import TemplateLibrary
from creditctl.documents.sms import TEMPLATE as TEXT_MESSAGE
from creditctl.documents.sources import SUFFIX, TemplateFolders, missing_template
from creditctl.errors import ConfigRefused, UsageRefused
from creditctl.policy.notices import Tone

if TYPE_CHECKING:
    from pathlib import Path

    from creditctl.config.workspace import Workspace

TONES: tuple[Tone, ...] = get_args(Tone)
SMS: Final = "sms"
"""By which the text message is asked for; it is no letter, so no step can name it as one."""


@dataclass(frozen=True, slots=True)
class TemplateFile:
    """One file of a letter.

    Attributes:
        template, language, tone: which letter it is.
        own: it is the workspace's; else it ships with the program.
        overridden: a file of the workspace is used in its place.
        path: where it lies.
    """

    template: str
    language: str
    tone: Tone
    own: bool
    overridden: bool
    path: Path

    @property
    def text_message(self) -> bool:
        """Whether it is the text message, which is no letter."""
        return self.path.name == TEXT_MESSAGE

    @property
    def whose(self) -> str:
        """`workspace` or `shipped`."""
        return "workspace" if self.own else "shipped"


def workspace_at(root: Path) -> Workspace | None:
    """The workspace in a folder; None where there is none, and only what ships counts."""
    from creditctl.config.workspace import load_workspace

    return load_workspace(root) if (root / "creditctl.yaml").is_file() else None


def template_folders(workspace: Workspace | None) -> list[Path]:
    """The workspace's folder of templates before the shipped one."""
    from creditctl.config.shipped import shipped

    own = workspace.root / "templates" if workspace else None
    return [*([own] if own is not None and own.is_dir() else []), shipped("templates")]


def template_files(folders: list[Path]) -> list[TemplateFile]:
    """Every letter template, by name, language, tone; the workspace's before what it overrides."""
    shipped, found = folders[-1], list[TemplateFile]()
    known = TemplateFolders(tuple(folders))
    for folder in folders:
        for path in folder.glob(f"*/*{SUFFIX}"):
            template, _, word = path.name.removesuffix(SUFFIX).partition(".")
            tone = next((each for each in TONES if each == (word or "neutral")), None)
            if tone is None or word == "neutral":
                continue  # a name that no notice asks for
            language = path.parent.name
            used = known.letter(template, language, tone)
            over = used is not None and used[1] != path
            own = folder != shipped
            found.append(TemplateFile(template, language, tone, own, over, path))
    return sorted(found, key=lambda f: (f.template, f.language, TONES.index(f.tone), not f.own))


def text_message_files(folders: list[Path]) -> list[TemplateFile]:
    """The text message of every language; the workspace's before what it overrides."""
    known, found = TemplateFolders(tuple(folders)), list[TemplateFile]()
    for folder in folders:
        for path in folder.glob(f"*/{TEXT_MESSAGE}"):
            language, own = path.parent.name, folder != folders[-1]
            over = known.find(f"{language}/{TEXT_MESSAGE}") != path
            found.append(TemplateFile(SMS, language, "neutral", own, over, path))
    return sorted(found, key=lambda f: (f.language, not f.own))


def template_asked(
    folders: list[Path], template: str, language: str, tone: Tone
) -> tuple[TemplateFile, str]:
    """The file that a letter, or the text message `sms`, is made from, and its text.

    Raises:
        UsageRefused: no language has such a letter (CC301).
        ConfigRefused: the file is no text (CC303).
    """
    library = TemplateLibrary(folders)
    found = library.find(template, language, tone)
    if found is None and template == SMS:
        text = library.plain(TEXT_MESSAGE, language)
        if isinstance(text, tuple):
            raise ConfigRefused(text)
        code = text.language.code
        messages = text_message_files(folders)
        file = next(f for f in messages if f.language == code and not f.overridden)
        return file, text.text
    if found is None:
        raise UsageRefused(missing_template(template, language, library.folders))
    used, _, path = found
    file = next(f for f in template_files(folders) if f.path == path)
    try:
        return file, path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        prepared = library.get(template, used, tone)
        raise ConfigRefused(prepared if isinstance(prepared, tuple) else ()) from None
