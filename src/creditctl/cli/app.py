"""The command line's frame: the lazy table of commands and the one error boundary."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from creditctl.cli.table import COMMANDS, EXIT_CODES
from creditctl.errors import ExitCode, Refused
from creditctl.findings import NOWHERE, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHORT = "Credit control over local files: invoices in, policy applied, letters out, aging printed."


_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


class _Terminated(BaseException):
    """SIGTERM arrived: unwind like an interrupt, so that locks and temp files are cleaned up."""


def build(wanted: str | None) -> typer.Typer:
    """The typer application with the wanted command loaded and all others as names."""
    app = typer.Typer(
        name="creditctl",
        help=_SHORT,
        epilog="\b\n" + EXIT_CODES,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name, (module, line) in COMMANDS.items():
        if name == wanted:
            importlib.import_module(f"creditctl.cli.commands.{module}").register(app, line)
        else:
            app.command(name, help=line)(_unloaded)
    return app


def _unloaded() -> None:
    """Stand for a command that was not asked for; only its name and line are ever used."""


def _wanted(arguments: Sequence[str]) -> str | None:
    """The command asked for: the first word that is no option."""
    return next((word for word in arguments if not word.startswith("-")), None)


def _with_default(arguments: Sequence[str]) -> list[str]:
    """The words of the command line; without a command they are options of `status`."""
    own = ("-h", "--help", "--install-completion", "--show-completion")
    bare = not any(word in COMMANDS or word in own for word in arguments)
    if bare and (not arguments or arguments[0].startswith("-")):
        return ["status", *arguments]
    return list(arguments)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code. Nothing escapes but a bug in this function."""
    words = _with_default(arguments)
    # One command, then the process ends: looking for garbage among a million rows is for nothing.
    gc.disable()
    as_json = _asks_for_json(words)
    signal.signal(signal.SIGTERM, _terminate)
    try:
        result = build(_wanted(words))(words, prog_name="creditctl", standalone_mode=False)
        sys.stdout.flush()
    except Refused as refused:
        complain(refused.findings, as_json=as_json)
        return int(refused.exit_code)
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted. Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except KeyboardInterrupt:
        return int(ExitCode.INTERRUPTED)
    except _Terminated:
        return int(ExitCode.TERMINATED)
    except Exception as problem:  # noqa: BLE001  (the one error boundary)
        return _other(problem, as_json=as_json)
    return int(result or 0)


def _other(problem: Exception, *, as_json: bool) -> int:
    """A wrong command line, or a bug: never a traceback on the terminal."""
    message = getattr(problem, "format_message", None)
    if type(problem).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(str(problem) + "\n")
        return int(ExitCode.USAGE)
    if message is not None:
        hint = "see creditctl --help, or creditctl COMMAND --help"
        finding = Finding("CR001", Severity.ERROR, str(message()), NOWHERE, hint)
        complain([finding], as_json=as_json)
        return int(ExitCode.USAGE)
    if isinstance(problem, typer.Abort):
        return int(ExitCode.INTERRUPTED)
    if isinstance(problem, OSError) and problem.errno in _NO_SPACE:
        hint = "make room, then do it again"
        finding = Finding("CR004", Severity.ERROR, "no space is left to write to", NOWHERE, hint)
        complain([finding], as_json=as_json)
        return int(ExitCode.USAGE)
    from creditctl.cli.crash import crash_report

    complain([crash_report(problem)], as_json=as_json)
    return int(ExitCode.BUG)


def complain(findings: Sequence[Finding], *, as_json: bool) -> None:
    """Print findings to stderr, as text or as one JSON document."""
    if as_json:
        import json

        data: dict[str, Any] = {
            "schema": "creditctl.findings/1",
            "findings": [finding.as_json() for finding in findings],
        }
        text = json.dumps(data, ensure_ascii=False, indent=1)
    else:
        text = "\n".join(finding.as_text() for finding in findings)
    sys.stderr.write(text + "\n")


def _asks_for_json(words: Sequence[str]) -> bool:
    pairs = zip(words, [*words[1:], ""], strict=True)
    return any(
        w in ("--json", "--format=json") or (w == "--format" and n == "json") for w, n in pairs
    )


def _terminate(_signal: int, _frame: object) -> NoReturn:
    raise _Terminated
