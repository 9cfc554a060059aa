"""The YAML reader's own complaints, in a bookkeeper's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.config.places import Span
from creditctl.findings import error

if TYPE_CHECKING:
    import yaml

    from creditctl.config.places import TextFile
    from creditctl.findings import Finding

_BELOW = "start each line exactly below its neighbours, indented with blanks"


def syntax_finding(file: TextFile, trouble: yaml.YAMLError) -> Finding:
    """The finding for a file that is not readable as YAML (CC103)."""
    problem = str(getattr(trouble, "problem", "") or trouble)
    here = _span(file, getattr(trouble, "problem_mark", None))
    opened = _span(file, getattr(trouble, "context_mark", None))
    span, message, hint = _in_words(problem, file, here, opened)
    return error("CC103", message, file.place(span), hint)


def _span(file: TextFile, mark: yaml.Mark | None) -> Span:
    """A mark of the reader; one behind the last character moves to the end of the file."""
    if mark is None:
        return Span(1, 1)
    line, column = mark.line + 1, mark.column + 1
    while line > 1 and (line > len(file.lines) or not file.lines[line - 1]):
        line -= 1
        column = len(file.lines[line - 1]) + 1
    return Span(line, column)


def _in_words(problem: str, file: TextFile, here: Span, opened: Span) -> tuple[Span, str, str]:
    before = file.lines[here.line - 1][: here.column - 1]
    behind = file.lines[here.line - 1][here.column - 1 :]
    match problem:
        case "mapping values are not allowed in this context" if ": " in before:
            return here, "a second ':' on one line", "put text that holds a ':' in quotes"
        case "mapping values are not allowed in this context":
            hint = f"{_BELOW}; the line above must end in ':' or in its value"
            return here, "a key cannot stand here", hint
        case "could not find expected ':'":
            hint = "write 'key: value', or '- value' for a line of a list"
            return opened, "a ':' is missing behind this", hint
        case "found unexpected end of stream":
            return opened, "the quote that opens here is never closed", "close it"
        case "did not find expected ',' or ']'":
            return opened, "the '[' that opens here is not closed", "close it with ']'"
        case "did not find expected ',' or '}'":
            return opened, "the '{' that opens here is not closed", "close it with '}'"
        case "found character that cannot start any token":
            return here, f"a value cannot start with '{behind[:1]}'", "put the value in quotes"
        case "found unknown escape character":
            hint = "use single quotes: '...'"
            return here, f"'{behind[:2]}' has no meaning between double quotes", hint
        case "did not find expected key" if before.rstrip().endswith(("'", '"')):
            hint = "put the whole value between the quotes"
            return here, "nothing may follow a closing quote", hint
        case "did not find expected key" | "did not find expected '-' indicator":
            return here, "this line fits neither the lines above it nor below it", _BELOW
        case "block sequence entries are not allowed in this context":
            return here, "a list cannot start here", "start it on the next line, indented"
        case _:
            return here, f"not readable as YAML: {problem}", _BELOW
