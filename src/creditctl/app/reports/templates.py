"""Letter templates as reports: what there is, one as it stands, and whether all are sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.report import Column, Report, Table

if TYPE_CHECKING:
    from datetime import date

    from creditctl.app.templates import TemplateFile
    from creditctl.app.templates_check import CheckedTemplates

_NAMES = (
    Column("template", "Letter"),
    Column("languages", "Languages"),
    Column("tones", "Tones"),
    Column("own", "Your own", shorten=True),
)
_FILES = (
    Column("template", "Letter"),
    Column("language", "Language"),
    Column("tone", "Tone"),
    Column("whose", "Whose"),
    Column("overridden", "Overridden"),
    Column("file", "File", shorten=True),
)


def list_report(files: list[TemplateFile], as_of: date) -> Report:
    """Every letter with its languages and tones; as data, every file."""
    own = sum(file.own for file in files)
    return Report(
        schema="creditctl.templates/1",
        title=f"Letter templates: {len(files) - own} shipped, {own} of the workspace",
        as_of=as_of,
        make_tables=lambda: (Table("", _NAMES, _names(files)),),
        make_records=lambda: Table("", _FILES, [_file_row(file) for file in files]),
        make_data=lambda: {
            "schema": "creditctl.templates/1",
            "templates": [_file(file) for file in files],
        },
        notes=(
            "as it stands: creditctl templates show NAME",
            "how it looks: creditctl templates preview NAME",
        ),
    )


def _names(files: list[TemplateFile]) -> list[tuple[str, str, str, str]]:
    rows = []
    for name in dict.fromkeys(file.template for file in files):
        mine = [file for file in files if file.template == name]
        own = [_short(file) for file in mine if file.own]
        languages = ", ".join(dict.fromkeys(file.language for file in mine))
        tones = ", ".join(sorted({file.tone for file in mine}))
        rows.append((name, languages, tones, ", ".join(own)))
    return rows


def _short(file: TemplateFile) -> str:
    return file.language if file.tone == "neutral" else f"{file.language} {file.tone}"


def _file_row(file: TemplateFile) -> tuple[str, str, str, str, str, str]:
    over = "yes" if file.overridden else "no"
    return (file.template, file.language, file.tone, file.whose, over, str(file.path))


def _file(file: TemplateFile) -> dict[str, object]:
    return {
        "template": file.template,
        "language": file.language,
        "tone": file.tone,
        "whose": file.whose,
        "overridden": file.overridden,
        "file": str(file.path),
    }


def source_report(file: TemplateFile, source: str, as_of: date) -> Report:
    """One template as it stands."""
    lines = [(line,) for line in source.splitlines()]
    return Report(
        schema="creditctl.templates-show/1",
        title=f"{file.path} ({file.whose})",
        as_of=as_of,
        make_tables=lambda: (Table("", (Column("source", "Source"),), lines),),
        make_data=lambda: {
            "schema": "creditctl.templates-show/1",
            **_file(file),
            "source": source,
        },
    )


def check_report(checked: CheckedTemplates, as_of: date) -> Report:
    """Whether the letters can be made."""
    errors = "errors" if checked.wrong else "no errors"
    title = (
        f"{len(checked.templates)} letters in {', '.join(checked.languages)} "
        f"({', '.join(checked.tones)}): {errors}"
    )
    return Report(
        schema="creditctl.templates-check/1",
        title=title,
        as_of=as_of,
        make_tables=lambda: (),
        make_records=lambda: Table(
            "", (Column("template", "Letter"),), [(name,) for name in checked.templates]
        ),
        make_data=lambda: {
            "schema": "creditctl.templates-check/1",
            "as_of": as_of.isoformat(),
            "templates": list(checked.templates),
            "languages": list(checked.languages),
            "tones": list(checked.tones),
            "findings": [finding.as_json() for finding in checked.findings],
        },
        findings=checked.findings,
    )
