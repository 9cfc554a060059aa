"""The frame of web pages that people work with: one file, nothing loaded, everything escaped."""

from __future__ import annotations

import re
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from creditctl.insight.links import mailto, tel, whatsapp
from creditctl.insight.writers.cells import printable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_NOTHING_ELSE: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load for the page: its own style, and nothing from elsewhere."""


_HYPHENED: Final = re.compile(r"\b[0-9A-Za-z]{1,12}(?:-[0-9A-Za-z]{1,12}){1,3}\b")


def text(words: object) -> str:
    """Words as text of a page: never markup, never more than one line."""
    return escape(printable(str(words)))


def own(words: object) -> str:
    """Words from the books: kept apart, so that their direction does not turn what is around.

    Dates and invoice numbers are not broken at their hyphens.
    """
    whole = _HYPHENED.sub(r'<span class="whole">\g<0></span>', text(words))
    return f"<bdi>{whole}</bdi>"


def amount(words: str, currency: str = "") -> str:
    """An amount of the JSON with its digits in groups of three, never broken into lines."""
    units, point, decimals = words.partition(".")
    sign = "-" if units.startswith("-") else ""
    grouped = f"{abs(int(units)):,}".replace(",", " ")
    shown = text(f"{currency} {sign}{grouped}{point}{decimals}".strip())
    return f'<span class="whole">{shown}</span>'


def reach(phone: str, email: str) -> str:
    """Buttons to call, to chat and to write, as far as number and address are plain ones."""
    links = (
        ("", tel(phone), f"Call {phone}"),
        (' class="second"', whatsapp(phone), "WhatsApp"),
        (' class="second"', mailto(email), "E-mail"),
    )
    buttons = [f'<a{kind} href="{text(to)}">{own(words)}</a>' for kind, to, words in links if to]
    return f'<p class="acts">{"".join(buttons)}</p>' if buttons else ""


def facts(pairs: Iterable[tuple[str, str]], *, on_paper: Collection[str] = ()) -> str:
    """A list of facts.

    Args:
        pairs: words, and what is known as HTML; what is empty is left out.
        on_paper: words of those facts that a screen has in a button already.
    """
    told = "".join(
        f"<dt{mark}>{text(what)}</dt><dd{mark}>{value}</dd>"
        for what, value in pairs
        if value
        for mark in (' class="paper"' if what in on_paper else "",)
    )
    return f"<dl>{told}</dl>" if told else ""


def document(title: str, body: Iterable[str]) -> str:
    """A whole page.

    Args:
        title: headline of the window.
        body: HTML, made with the functions above.
    """
    style = (files("creditctl.insight") / "people.css").read_text("utf-8")
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
        f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_ELSE}">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{text(title)}</title>",
        f"<style>\n{style}</style></head>",
        "<body>",
        *(part for part in body if part),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"
