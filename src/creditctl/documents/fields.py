"""Templates checked before anything is rendered: only known fields, only harmless constructs.

A letter says what the notice decided; it calculates nothing, calls nothing and loops only
over the notice's own lists. So a template that never ends cannot be written, and an unknown
field is found in every branch, not only in those that a sample takes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, is_dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, get_args, get_type_hints

from jinja2 import nodes

from creditctl.config.places import Span
from creditctl.documents.vocabulary import LetterContext
from creditctl.findings import error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.config.places import TextFile
    from creditctl.findings import Finding, Place

FILTERS: Final = (
    "capitalize",
    "default",
    "first",
    "join",
    "last",
    "length",
    "lower",
    "map",
    "trim",
    "upper",
)
"""The filters that letters may use."""
TESTS: Final = ("defined", "divisibleby", "eq", "even", "ge", "gt", "in", "le", "lt", "ne", "odd")
"""The tests (``is odd``) that letters may use."""

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.For,
    nodes.Assign,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.CondExpr,
    nodes.Filter,
    nodes.Keyword,
    nodes.Test,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Getattr,
    nodes.Getitem,
)
_NAMED: Final[tuple[tuple[type[nodes.Node], str], ...]] = (
    (nodes.Call, "a call such as range(...)"),
    (nodes.BinExpr, "arithmetic"),
    (nodes.Concat, "'~'"),
    (nodes.Include, "'include'"),
    (nodes.Import, "'import'"),
    (nodes.FromImport, "'import'"),
    (nodes.Extends, "'extends'"),
    (nodes.Block, "'block'"),
    (nodes.Macro, "'macro'"),
    (nodes.Slice, "a slice"),
    (nodes.List, "a list of fields"),
    (nodes.Tuple, "a list of fields"),
    (nodes.Filter, "'join' with a computed separator"),
)
_LOOP: Final = frozenset({"index", "first", "last", "length"})
_UNKNOWN: Final = object()
"""The type of an expression that is not traced further, such as a filter's result."""


def check_fields(tree: nodes.Template, file: TextFile) -> list[Finding]:
    """Everything in a parsed template that letters cannot use.

    Returns:
        Unknown fields (CC305) and constructs that are not allowed (CC306), with their places.
    """
    checker = _Checker(file)
    checker.visit(tree, dict(_attributes(LetterContext)))
    return checker.findings


def _attributes(owner: Any) -> dict[str, Any]:
    """Field names and types of a class of the vocabulary."""
    return get_type_hints(owner)


@dataclass(slots=True)
class _Checker:
    file: TextFile
    findings: list[Finding] = field(default_factory=list)

    def visit(self, node: nodes.Node, scope: dict[str, Any]) -> Any:
        """Check a statement or an expression; assignments and loops add to the scope.

        Returns:
            The type of an expression as far as it can be told.
        """
        if not isinstance(node, _ALLOWED) or _computed_list(node) or _computed_separator(node):
            self._refuse(node)
        elif isinstance(node, nodes.For):
            self._loop(node, scope)
        elif isinstance(node, nodes.Assign):
            if isinstance(node.target, nodes.Name):
                scope[node.target.name] = self.visit(node.node, scope)
            else:
                self._refuse(node.target)
        elif isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            return self._type_of(node, scope)
        else:
            self._names(node)
            for child in node.iter_child_nodes():
                self.visit(child, scope)
        return _UNKNOWN

    def _loop(self, node: nodes.For, scope: dict[str, Any]) -> None:
        items = self.visit(node.iter, scope)
        if node.recursive or not isinstance(node.target, nodes.Name):
            self._refuse(node)
            return
        inner = scope | {node.target.name: _element(items)}
        inner["loop"] = _LOOP
        for child in (*node.body, *node.else_, *([node.test] if node.test else [])):
            self.visit(child, inner)

    def _names(self, node: nodes.Node) -> None:
        """Filters and tests, which the parser takes by any name."""
        known = FILTERS if isinstance(node, nodes.Filter) else TESTS
        if isinstance(node, nodes.Filter | nodes.Test) and node.name not in known:
            kind = "filter" if isinstance(node, nodes.Filter) else "test"
            place = self._place(node.lineno, node.name)
            message = f"letters do not know the {kind} '{node.name}'"
            hint = f"the {kind}s are: {', '.join(known)}"
            self.findings.append(error("CC306", message, place, hint))

    def _type_of(self, node: nodes.Name | nodes.Getattr | nodes.Getitem, scope: Any) -> Any:
        """The type of a name, a field or an entry of a list; reports unknown fields."""
        if isinstance(node, nodes.Getattr):
            return self._attribute(node, scope)
        if isinstance(node, nodes.Getitem):
            self.visit(node.arg, scope)
            return _element(self.visit(node.node, scope))
        if node.name not in scope:
            self._unknown(node.lineno, node.name, "", list(scope))
        return scope.get(node.name, _UNKNOWN)

    def _attribute(self, node: nodes.Getattr, scope: dict[str, Any]) -> Any:
        owner = self.visit(node.node, scope)
        if owner is _LOOP:
            if node.attr not in _LOOP:
                self._unknown(node.lineno, node.attr, "loop", sorted(_LOOP))
            return _UNKNOWN
        if owner is _UNKNOWN:
            return _UNKNOWN
        known = _attributes(owner) if is_dataclass(owner) else {}
        if node.attr not in known:
            self._unknown(node.lineno, node.attr, _written(node.node), list(known))
            return _UNKNOWN
        return known[node.attr]

    def _unknown(self, line: int, name: str, owner: str, known: list[str]) -> None:
        full = f"{owner}.{name}" if owner else name
        near = get_close_matches(name, known, 1, 0.5)
        if near:
            hint = f"did you mean '{near[0]}'?"
        elif known:
            hint = f"the fields are: {', '.join(sorted(known))}"
        else:
            hint = f"write '{owner}' without '.{name}'"
        place = self._place(line, name, full)
        self.findings.append(error("CC305", f"letters have no field '{full}'", place, hint))

    def _refuse(self, node: nodes.Node) -> None:
        what = next((words for kind, words in _NAMED if isinstance(node, kind)), None)
        what = what or f"'{type(node).__name__.lower()}'"
        hint = "a letter shows fields, with if, for over lines or credits, and filters"
        message = f"{what} cannot be used in a letter"
        self.findings.append(error("CC306", message, self._place(node.lineno, ""), hint))

    def _place(self, line: int, name: str, field_name: str = "") -> Place:
        """The place of a name on a line, from its first whole-word occurrence that is new."""
        text = self.file.lines[line - 1] if line <= len(self.file.lines) else ""
        taken = {(f.place.line, f.place.column) for f in self.findings}
        columns = [m.start() + 1 for m in _words(name, text)]
        column = next((c for c in columns if (line, c) not in taken), None)
        if column is None:
            at = max(0, text.find("{"))
            return self.file.place(Span(line, at + 1), field_name)
        return self.file.place(Span(line, column, len(name)), field_name)


def _computed_list(node: nodes.Node) -> bool:
    """A list of anything but constants; nested ones could grow without bound."""
    return isinstance(node, nodes.List | nodes.Tuple) and not all(
        isinstance(item, nodes.Const) for item in node.items
    )


def _computed_separator(node: nodes.Node) -> bool:
    """A 'join' whose separator is not written out; joined joins could grow without bound."""
    return (
        isinstance(node, nodes.Filter)
        and node.name == "join"
        and (bool(node.kwargs) or not all(isinstance(part, nodes.Const) for part in node.args))
    )


def _words(name: str, text: str) -> Iterator[re.Match[str]]:
    return re.finditer(rf"\b{re.escape(name)}\b", text) if name else iter(())


def _element(container: Any) -> Any:
    """The type of a tuple's elements; anything else is not traced."""
    arguments = get_args(container)
    return arguments[0] if arguments else _UNKNOWN


def _written(node: nodes.Node) -> str:
    """An expression as its author wrote it, for messages."""
    if isinstance(node, nodes.Getattr):
        return f"{_written(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_written(node.node)}[...]"
    return node.name if isinstance(node, nodes.Name) else "..."
