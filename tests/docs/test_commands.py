"""The command pages are the help: they agree with the commands, and read well in a terminal."""

from __future__ import annotations

import re
from typing import Any

import pytest
import typer.main

from creditctl.cli.app import build
from creditctl.cli.help import plain
from creditctl.cli.table import COMMANDS
from tests.docs.pages import COMMAND_PAGES, PAGES, ROOT, command_lines, name_of, text_of

Command = Any
"""A command of click, which newer versions of typer carry along under another name."""


def loaded(name: str) -> Command:
    return typer.main.get_command(build(name))


def every_command(command: Command, path: str) -> list[tuple[str, Command]]:
    verbs = getattr(command, "commands", {})
    return [
        (path, command),
        *(
            found
            for verb, below in verbs.items()
            for found in every_command(below, f"{path} {verb}")
        ),
    ]


def help_of(command: Command, path: str) -> str:
    context = command.make_context(path, [], terminal_width=80, resilient_parsing=True)
    told: str = command.get_help(context)
    return told


ALL = [found for name in COMMANDS for found in every_command(loaded(name).commands[name], name)]


def test_every_command_has_a_page_and_every_page_a_command() -> None:
    folder = next(iter(COMMAND_PAGES.values())).parent
    assert sorted(p.name for p in folder.iterdir()) == sorted(f"{name}.md" for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_begins_with_the_line_of_the_table(name: str) -> None:
    title, blank, line, *_ = text_of(COMMAND_PAGES[name]).splitlines()
    assert (title, blank, line) == (f"# creditctl {name}", "", COMMANDS[name][1])


@pytest.mark.parametrize("name", COMMANDS)
def test_a_page_gives_examples_and_stays_short(name: str) -> None:
    text = text_of(COMMAND_PAGES[name])
    own = [words for words in command_lines(text) if not words or words[0] == name]
    assert 2 <= len(own) <= 6
    assert len(text.splitlines()) <= 45


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_is_the_page_at_80_columns_without_markdown(name: str) -> None:
    told = help_of(loaded(name).commands[name], name)
    head, _, _ = told.partition("\nOptions:")
    assert max(len(line) for line in told.splitlines()) <= 80
    assert COMMANDS[name][1] in head
    assert not set(head) & {"`", "#"} - ({"#"} if "  # " in head else set())
    assert "](" not in head
    words = plain(text_of(COMMAND_PAGES[name])).replace("\b", "").split()
    assert " ".join(words) in " ".join(head.split())


@pytest.mark.parametrize(("path", "command"), ALL, ids=[path for path, _ in ALL])
def test_every_long_option_stands_in_the_help_with_its_meaning(path: str, command: Command) -> None:
    told = help_of(command, path)
    for parameter in command.params:
        for option in (*parameter.opts, *parameter.secondary_opts):
            if option.startswith("--"):
                assert option in told
        assert parameter.help


def parse(command: Command, name: str, words: list[str]) -> None:
    """Parse a command line as the program would, without doing anything."""
    with command.make_context(name, list(words)) as context:
        if hasattr(command, "commands"):
            rest = [*context._protected_args, *context.args]
            if not rest and command.invoke_without_command:
                return
            verb, below, more = command.resolve_command(context, rest)
            assert below is not None
            parse(below, f"{name} {verb}", more)


LINES = [(name_of(page), words) for page in PAGES for words in command_lines(text_of(page))]


@pytest.mark.parametrize(
    ("page", "words"), LINES, ids=[f"{page}: {' '.join(words)}" for page, words in LINES]
)
def test_every_command_line_in_the_pages_is_one(page: str, words: list[str]) -> None:
    words = words or ["status"]
    wanted = next(word for word in words if not word.startswith("-"))
    assert wanted in COMMANDS
    parse(loaded(wanted), "creditctl", words)


GROUPS = [name for name in COMMANDS if hasattr(loaded(name).commands[name], "commands")]


def test_no_message_of_the_program_names_a_verb_that_does_not_exist() -> None:
    verb = re.compile(rf"creditctl ({'|'.join(GROUPS)}) ([a-z]+)")
    sources = (file.read_text(encoding="utf-8") for file in (ROOT / "src").rglob("*.py"))
    named = {found for source in sources for found in verb.findall(source)}
    known = {(group, verb) for group in GROUPS for verb in loaded(group).commands[group].commands}
    assert sorted(named - known) == []
