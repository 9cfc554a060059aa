"""One debtor as a web page: contact and figures on top, then what is open, said and done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.insight.debtor_sections import sections
from creditctl.insight.links import tel
from creditctl.insight.webframe import amount, document, facts, own, reach, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.insight.report import JsonObject

_TILES: Final = (
    ("open", "open, less credits"),
    ("overdue", "overdue"),
    ("not_due", "not yet due"),
    ("credits", "credit notes"),
    ("on_account", "money on account"),
    ("disputed", "disputed"),
    ("collectable", "overdue, not disputed"),
    ("at_bank", "at the bank, not in the books yet"),
    ("written_off", "given up, not in the books yet"),
    ("limit", "credit limit"),
    ("headroom", "left of the limit"),
)


def debtor_page(data: JsonObject) -> str:
    """The page of a debtor.

    Args:
        data: the debtor as its JSON has it.
    """
    who = data["debtor"]
    return document(f"{who['name']}, {data['as_of']}", _body(data))


def _body(data: JsonObject) -> Iterator[str]:
    who = data["debtor"]
    known_as = f" <small>{own(who['debtor'])}</small>" if who["debtor"] != who["name"] else ""
    yield f"<h1>{own(who['name'])}{known_as}</h1>"
    yield f'<p class="under">as of {text(data["as_of"])}</p>'
    yield _chips(data)
    yield _contact(data)
    for told in data["currencies"]:
        yield f"<h2>{text(told['currency'])}</h2>"
        yield _tiles(told)
    if not data["items"]:
        yield "<p>Nothing is open.</p>"
    yield from sections(data)


def _chips(data: JsonObject) -> str:
    who = data["debtor"]
    words = [who["kind"], who["country"], *who["segments"], who["rating"], *who["tags"]]
    chips = [f'<span class="chip">{own(word)}</span>' for word in words if word]
    chips += [
        f'<span class="chip bad">credit: {text(told["credit_state"])}'
        f" ({text('; '.join(told['credit_why']))})</span>"
        for told in data["currencies"]
        if told["credit_why"]
    ]
    if not who["reminders"]:
        chips.append('<span class="chip bad">no reminders, says the debtor file</span>')
    return f"<p>{''.join(chips)}</p>" if chips else ""


def _contact(data: JsonObject) -> str:
    """How to reach the debtor, and what else is known, side by side where there is room."""
    who = data["debtor"]

    def known(*keys: tuple[str, str]) -> list[tuple[str, str]]:
        return [(words, own(who[key]) if who[key] else "") for words, key in keys]

    to_reach = facts(
        (
            *known(("contact", "contact"), ("telephone", "phone"), ("e-mail", "email")),
            *known(("invoices go to", "invoice_email"), ("dunning contact", "dunning_contact")),
            *known(("dunning e-mail", "dunning_email")),
            ("address", ", ".join(map(own, who["address"]))),
            *known(("language", "language")),
        ),
        on_paper=["telephone"] if tel(who["phone"]) else (),
    )
    more = facts(
        (
            *known(("owner", "owner"), ("group", "group"), ("terms", "terms")),
            *known(("VAT number", "vat"), ("since", "since")),
            ("pays", _pays(data["behaviour"])),
            *(("promises", _kept(told)) for told in data["reliability"]),
        )
    )
    ways = reach(who["phone"], who["letters_to"] or who["email"])
    inner = f'{ways}<div class="pair">{to_reach}{more}</div>'
    return f'<div class="card">{inner}</div>' if to_reach or more else ""


def _pays(told: JsonObject | None) -> str:
    if told is None:
        return ""
    count = told["paid_invoices"]
    last = f"; the last on {told['last_paid']}" if told["last_paid"] else ""
    return text(
        f"{count} invoice{'' if count == 1 else 's'} paid, {told['average_days_late']} days late "
        f"on average, {told['late_percent']}% late{last}"
    )


def _kept(told: JsonObject) -> str:
    money = f"{amount(told['received'], told['currency'])} of {amount(told['promised'])} in time"
    return f"{told['kept']} of {told['decided']} kept ({told['kept_percent']}%), {money}"


def _tiles(told: JsonObject) -> str:
    """The figures of a currency; zeros are left out, but for what is open and overdue."""
    tiles = []
    for key, words in _TILES:
        value = told[key]
        same = key == "collectable" and value == told["overdue"]
        if value is None or same or (not value.strip("-0.") and key not in ("open", "overdue")):
            continue
        bad = ' class="bad"' if _is_bad(key, value) else ""
        days = f", {told['oldest_days']} days" if key == "overdue" and told["oldest_days"] else ""
        tiles.append(
            f'<div class="card tile"><b{bad}>{amount(value)}</b>'
            f"<small>{text(words + days)}</small></div>"
        )
    return f'<div class="tiles">{"".join(tiles)}</div>'


def _is_bad(key: str, value: str) -> bool:
    if key == "overdue":
        return bool(value.strip("0."))
    return key == "headroom" and value.startswith("-")
