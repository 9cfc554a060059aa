"""Which debtor is meant: by id, or by exact name."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Final

from creditctl.errors import UsageRefused
from creditctl.findings import error

if TYPE_CHECKING:
    from creditctl.app.books import Books
    from creditctl.journal.store import Journal

EVERY: Final = 2**62
"""More events than a journal has."""


def debtor_named(books: Books, name: str, journal: Journal | None) -> str:
    """The id of the debtor that a person named.

    Args:
        books: whose debtors are looked at first, whether they owe anything or not.
        name: an id, or a name exactly as the books have it.
        journal: may know an id that the books do not: exports of open items forget who has paid.

    Raises:
        UsageRefused: nobody is called that, or several are (CR120), with the nearest names.
    """
    debtors = books.items.debtors
    if name in debtors.ids:
        return name
    called = [debtors.ids[code] for code, own in enumerate(debtors.names) if name and own == name]
    if len(called) == 1:
        return called[0]
    if called:
        hint = f"name the id: {' or '.join(called)}"
        raise UsageRefused(error("CR120", f"{len(called)} debtors are called {name!r}", hint=hint))
    if journal is not None and name and _known_to(journal, name):
        return name
    known = {*debtors.ids, *debtors.names} - {""}
    near = difflib.get_close_matches(name, sorted(known), n=3)
    hint = f"did you mean {' or '.join(repr(n) for n in near)}?" if near else ""
    raise UsageRefused(error("CR120", f"no debtor is called {name!r}", hint=hint))


def _known_to(journal: Journal, name: str) -> bool:
    """Whether anything in the journal is about a debtor of that id, and not only called so."""
    return any(event.data.get("debtor") == name for event in journal.log(EVERY, debtor=name))
