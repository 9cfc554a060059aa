"""The one Jinja environment of letters: sandboxed, strict, bounded, and blind to values.

A rendered template holds no debtor's text. Every ``{{ value }}`` becomes a *slot*, two
private-use characters around a number, and the value waits in a list; `markup` puts it back
after the Markdown has been read. So no value can become markup, whatever it holds, and there
is no list of characters to escape that could miss one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2 import nodes, pass_context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from creditctl.config.places import Span, TextFile
from creditctl.documents.clean import one_line
from creditctl.documents.fields import FILTERS, TESTS, check_fields
from creditctl.documents.vocabulary import ONLY_IN_DEMANDS, Amount, Block, Count, Day
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jinja2.runtime import Context

    from creditctl.documents.sources import TemplateSource
    from creditctl.documents.vocabulary import LetterContext
    from creditctl.findings import Finding

SLOT: Final = re.compile("\ue000([0-9]+)\ue001")
"""A value's place in rendered text; the number is its index in `Rendered.values`."""
BLOCK: Final = re.compile("\ue002([a-z]+)\ue003")
"""The place of a block such as the item table."""

# One statement or comment, and nothing else, on a line.
_ALONE: Final = re.compile(
    r"^[ \t]*(\{%(?:(?!%\})[^\n])*?|\{#(?:(?!#\})[^\n])*?)([-+]?[%#]\})[ \t]*\n", re.MULTILINE
)
_MOST_TURNS: Final = 100_000
_MOST_CHARACTERS: Final = 400_000
_RENDERING: Final = "_rendering"


@dataclass(frozen=True, slots=True)
class Rendered:
    """Markdown with slots, and the values that belong into them."""

    text: str
    values: list[str]


@dataclass(slots=True)
class _Rendering:
    """What one rendering collects and may still use up."""

    values: list[str] = field(default_factory=list)
    turns: int = 0


class _TemplateTrouble(Exception):  # noqa: N818  (becomes a finding; never leaves this module)
    """A template does what letters cannot; the message is for the finding."""


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """A checked and compiled template.

    Attributes:
        source: as written.
        subject, body: compiled.
    """

    source: TemplateSource
    subject: jinja2.Template
    body: jinja2.Template

    def render_subject(self, context: LetterContext) -> str | Finding:
        """The subject as one line of text."""
        rendered = _render(self.subject, context, self.source.file)
        if not isinstance(rendered, Rendered):
            return rendered
        text = SLOT.sub(lambda m: rendered.values[int(m[1])], BLOCK.sub("", rendered.text))
        return one_line(text)

    def render_body(self, context: LetterContext) -> Rendered | Finding:
        """The body as Markdown with slots."""
        return _render(self.body, context, self.source.file)


def compile_template(source: TemplateSource) -> LetterTemplate | list[Finding]:
    """Check and compile a template.

    Returns:
        The template; or its syntax errors (CC304), unknown fields (CC305) and constructs that
        letters cannot use (CC306).
    """
    subject_text = "\n" * (source.subject_line - 1) + source.subject
    subject = _compile(subject_text, source.file)
    body = _compile(source.body, source.file)
    if isinstance(subject, jinja2.Template) and isinstance(body, jinja2.Template):
        return LetterTemplate(source, subject, body)
    return [f for part in (subject, body) if isinstance(part, list) for f in part]


@pass_context
def _slot(context: Context, value: Any) -> str:
    """Put a value aside and leave its slot; blocks leave their name."""
    rendering: _Rendering = context[_RENDERING]
    if isinstance(value, Block):
        return f"\ue002{value.name}\ue003"
    if isinstance(value, jinja2.Undefined):
        return str(value)  # a strict one, so this raises
    if isinstance(value, bool) or not isinstance(value, str | int | Amount | Day | Count):
        raise _TemplateTrouble("this is a group of fields or a condition, not a text")
    # Texts of ours keep their blanks that do not break; others may be anything.
    rendering.values.append(one_line(value) if isinstance(value, str) else str(value))
    return f"\ue000{len(rendering.values) - 1}\ue001"


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    """The values of a loop, counted over the whole rendering."""
    rendering: _Rendering = context[_RENDERING]
    for value in values:
        rendering.turns += 1
        if rendering.turns > _MOST_TURNS:
            raise _TemplateTrouble(f"the loops take more than {_MOST_TURNS:,} turns")
        yield value


def _joined(values: Iterable[Any], separator: str = ", ") -> str:
    """The texts of a list with a separator between them; bounded, unlike Jinja's own."""
    if isinstance(values, str):
        raise _TemplateTrouble("'join' takes a list, not a text")
    pieces: list[str] = []
    length = 0
    for value in values:
        pieces.append(str(value))
        length += len(pieces[-1]) + len(separator)
        if length > _MOST_CHARACTERS:
            raise _TemplateTrouble(f"'join' makes more than {_MOST_CHARACTERS:,} characters")
    return separator.join(pieces)


def _environment() -> ImmutableSandboxedEnvironment:
    """Without globals, and with few filters and tests: `fields` tells why."""
    # No autoescape: it knows HTML only; slots protect every rendition.
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined,
        finalize=_slot,
        autoescape=False,
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.filters |= {"join": _joined, "_counted": _counted}
    environment.tests = {name: environment.tests[name] for name in TESTS}
    return environment


_ENVIRONMENT: Final = _environment()


def _compile(text: str, file: TextFile) -> jinja2.Template | list[Finding]:
    try:
        tree = _ENVIRONMENT.parse(_without_lone_lines(text), file.name, file.name)
        findings = check_fields(tree, file)
        if findings:
            return findings
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "_counted", [], [], None, None)
        code = _ENVIRONMENT.compile(tree, file.name, file.name)
    except jinja2.TemplateSyntaxError as trouble:
        message = (trouble.message or "this is not a template").rstrip(".")
        hint = "every {{ needs its }}, every {% if %} its {% endif %}"
        return [error("CC304", message, _line(file, trouble.lineno), hint)]
    except (RecursionError, SyntaxError):  # Python's own bounds on nesting
        return [error("CC304", "nested too deep", _line(file, None), "make the template simpler")]
    return jinja2.Template.from_code(_ENVIRONMENT, code, {})


def _without_lone_lines(text: str) -> str:
    """A tag alone on its line leaves no empty line, which would end a paragraph.

    The line break moves into the tag, so that line numbers stay.
    """
    return _ALONE.sub(r"\1\n\2", text)


def _render(
    template: jinja2.Template, context: LetterContext, file: TextFile
) -> Rendered | Finding:
    """Render within bounds; whatever goes wrong is a finding at its line (CC305, CC307)."""
    rendering = _Rendering()
    absent = ONLY_IN_DEMANDS if context.notice.thanks else frozenset()
    values = {f.name: getattr(context, f.name) for f in fields(context) if f.name not in absent}
    try:
        text = _bounded(template.generate({**values, _RENDERING: rendering}))
    except jinja2.UndefinedError as trouble:
        message, hint = str(trouble), "correct the name of the field"
        asked = next((name for name in absent if f"'{name}'" in message), "")
        if asked:
            message = f"a letter of thanks has no field '{asked}'"
            hint = "it asks for nothing; take the field out"
        return error("CC305", message, _line(file, _lineno(trouble, file)), hint)
    except Exception as trouble:  # noqa: BLE001  (a template can raise whatever a field can)
        message = f"the template fails: {trouble}"
        hint = "show single fields, such as {{ debtor.name }}; compare .count, .minor or .iso"
        return error("CC307", message, _line(file, _lineno(trouble, file)), hint)
    return Rendered(text, rendering.values)


def _bounded(pieces: Iterable[str]) -> str:
    """The pieces of a rendering in one."""
    kept: list[str] = []
    length = 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > _MOST_CHARACTERS:
            raise _TemplateTrouble(f"the letter has more than {_MOST_CHARACTERS:,} characters")
    return "".join(kept)


def _lineno(trouble: BaseException, file: TextFile) -> int | None:
    """The template's line in a traceback; Jinja puts template lines there."""
    line, step = None, trouble.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file.name:
            line = step.tb_lineno
        step = step.tb_next
    return line


def _line(file: TextFile, line: int | None) -> Place:
    """A line of a template, from its first mark on; the file where no line is known."""
    if line is None:
        return Place(file.name)
    text = file.lines[line - 1] if 0 < line <= len(file.lines) else ""
    return file.place(Span(line, max(0, text.find("{")) + 1))
