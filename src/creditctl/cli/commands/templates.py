"""`creditctl templates`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from creditctl.cli import options as opt
from creditctl.cli.help import page

if TYPE_CHECKING:
    from creditctl.documents.letters import Letter
    from creditctl.policy.notices import Tone

_FORMATS: Final = ("text", "html", "pdf")
_SUFFIXES: Final = {".txt": "text", ".html": "html", ".htm": "html", ".pdf": "pdf"}
_TONES: Final[tuple[Tone, ...]] = ("friendly", "neutral", "firm")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The letter, such as reminder.")]
Language = Annotated[
    str,
    typer.Option("--language", metavar="CODE", help="Such as nl.", show_default=False),
]
ToneWord = Annotated[
    str | None,
    typer.Option("--tone", metavar="NAME", help="friendly, neutral or firm.", show_default=False),
]


def register(app: typer.Typer, line: str) -> None:
    """Add the group."""
    group = typer.Typer(help=page("templates", line), short_help=line, invoke_without_command=True)

    @group.callback()
    def bare(context: typer.Context) -> int:
        """Without a verb: list them."""
        return 0 if context.invoked_subcommand else list_templates()

    @group.command("list")
    def list_templates(
        workspace: opt.Workspace = Path(),
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        """List the letters, with their languages and tones, and which are your own."""
        from creditctl.app.reports.templates import list_report
        from creditctl.app.templates import (
            template_files,
            template_folders,
            text_message_files,
            workspace_at,
        )
        from creditctl.cli.output import answer, channel

        where = channel(form, as_json, output, color=color)
        folders = template_folders(workspace_at(workspace))
        files = [*template_files(folders), *text_message_files(folders)]
        answer(list_report(files, opt.today()), where)
        return 0

    _add_show(group)
    _add_preview(group)
    _add_check(group)
    app.add_typer(group, name="templates")


def _add_show(group: typer.Typer) -> None:
    @group.command("show")
    def show(
        name: Name,
        language: Language = "",
        tone: ToneWord = None,
        workspace: opt.Workspace = Path(),
        as_json: opt.Json = False,
        output: opt.Output = None,
        quiet: opt.Quiet = False,
    ) -> int:
        """Show a template as it stands, and where it lies."""
        from creditctl.app.reports.templates import source_report
        from creditctl.app.templates import template_asked, template_folders, workspace_at
        from creditctl.cli.output import Channel, answer

        at = workspace_at(workspace)
        wanted = _tone(tone) or "neutral"
        used = language or (at.settings.language if at else "en")
        file, source = template_asked(template_folders(at), name, used, wanted)
        if as_json:
            answer(source_report(file, source, opt.today()), Channel("json", output))
        else:
            _write(source.encode(), output, f"{file.path} ({file.whose})", quiet=quiet)
        return 0


def _add_preview(group: typer.Typer) -> None:
    @group.command("preview")
    def preview_letter(
        name: Name,
        language: Language = "",
        tone: ToneWord = None,
        debtor: Annotated[
            str | None,
            typer.Option(
                "--debtor",
                metavar="ID-OR-NAME",
                help="Write to this debtor about what is open; without it, to nobody.",
                show_default=False,
            ),
        ] = None,
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        form: Annotated[
            str | None,
            typer.Option("--format", metavar="NAME", help="text, html or pdf."),
        ] = None,
        output: opt.Output = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        quiet: opt.Quiet = False,
    ) -> int:
        """Make one letter to look at; nothing is sent or remembered."""
        from creditctl.app.templates import template_asked, template_folders, workspace_at
        from creditctl.app.templates_preview import (
            about,
            as_text_message,
            made_up,
            preview,
            to_debtor,
        )
        from creditctl.cli.output import form_of

        chosen = opt.one_of("--format", form, _FORMATS) or form_of(output, _SUFFIXES, "text")
        if chosen == "pdf" and output is None:
            raise typer.BadParameter("a PDF needs a file: -o FILE.pdf", param_hint="--format")
        at = workspace_at(workspace)
        if debtor is not None and at is None:
            raise typer.BadParameter("there is no workspace here", param_hint="--debtor")
        usual = at.policy.policy.reminders.tone if at else "neutral"
        words = _tone(tone) or usual
        spoken = language or (at.settings.language if at else "en")
        file, _ = template_asked(template_folders(at), name, spoken, words)
        if file.text_message and chosen != "text":
            raise typer.BadParameter("a text message is plain text", param_hint="--format")
        if at is None or debtor is None:
            notice = made_up(name, spoken, words)
        else:
            reading = opt.reading(currency, None, date_order, decimal_mark)
            day = as_of or opt.today()
            notice = to_debtor(at, day, reading, debtor, name, language, words)
        letter = preview(at, as_text_message(notice) if file.text_message else notice)
        _write(_bytes(letter, chosen), output, about(letter), quiet=quiet)
        return 0


def _tone(word: str | None) -> Tone | None:
    """The tone that was named."""
    opt.one_of("--tone", word, _TONES)
    return next((tone for tone in _TONES if tone == word), None)


def _bytes(letter: Letter, form: str) -> bytes:
    if form == "pdf":
        return letter.pdf
    text = letter.html if form == "html" else letter.text
    return (text.rstrip("\n") + "\n").encode()


def _write(data: bytes, output: Path | None, about: str, *, quiet: bool) -> None:
    """The data to stdout or a file; what it is, on stderr."""
    from creditctl.cli.output import Channel, say, write_file

    where = Channel("text", output, quiet=quiet)
    say(about, where)
    if output is None or str(output) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_file(output, data)
        say(f"written: {output}", where)


def _add_check(group: typer.Typer) -> None:
    @group.command("check")
    def check(
        workspace: opt.Workspace = Path(),
        as_of: opt.AsOf = None,
        currency: opt.Currency = None,
        date_order: opt.DateOrder = None,
        decimal_mark: opt.DecimalMark = None,
        form: opt.Format = None,
        as_json: opt.Json = False,
        output: opt.Output = None,
        color: opt.Color = "auto",
    ) -> int:
        """Try every letter of the policy, and your own, in the languages of the debtors."""
        from creditctl.app.reports.templates import check_report
        from creditctl.app.templates_check import check_templates
        from creditctl.cli.output import answer, channel
        from creditctl.config.workspace import load_workspace
        from creditctl.errors import ExitCode

        where = channel(form, as_json, output, color=color)
        day = as_of or opt.today()
        reading = opt.reading(currency, None, date_order, decimal_mark)
        checked = check_templates(load_workspace(workspace), day, reading)
        answer(check_report(checked, day), where, every_finding=True)
        if checked.wrong:
            return int(ExitCode.CONFIG)
        return int(ExitCode.LOOK if checked.findings else ExitCode.DONE)
