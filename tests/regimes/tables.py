"""The shipped tables, loaded once."""

from __future__ import annotations

from datetime import date

from creditctl.config.lawfiles import load_law

LAW = load_law(None).law


def day(text):
    """A day by its ISO text."""
    return date.fromisoformat(text)


def rules(name):
    """The rules of interest of a regime that has some."""
    found = LAW.regimes[name].interest
    assert found is not None
    return found
