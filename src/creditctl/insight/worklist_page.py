"""The worklist as a web page: cards with buttons to call and to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from creditctl.insight.links import tel
from creditctl.insight.webframe import amount, document, facts, own, reach, text
from creditctl.insight.worklist_lines import some

if TYPE_CHECKING:
    from collections.abc import Iterator

    from creditctl.insight.report import JsonObject


def worklist_page(data: JsonObject) -> str:
    """The page of a worklist.

    Args:
        data: the worklist as its JSON has it.
    """
    title = f"Worklist of {data['as_of']}"
    return document(title, _body(title, data))


def _body(title: str, data: JsonObject) -> Iterator[str]:
    count = sum(share["shown"] for share in data["owners"])
    yield f"<h1>{text(title)}</h1>"
    tasks = "1 task" if count == 1 else f"{count} tasks" if count else "nothing to do"
    yield f'<p class="under">{own(data["company"])}: {tasks}</p>'
    for share in data["owners"]:
        mine = [task for task in data["tasks"] if task["owner"] == share["owner"]]
        more = f" <small>and {share['more']} more</small>" if share["more"] else ""
        owner = own(share["owner"]) if share["owner"] else "Nobody in particular"
        yield f"<h2>{owner}{more}</h2>"
        yield '<div class="cards">'
        seen: dict[str, int] = {}
        for task in mine:
            yield _task(task, seen.setdefault(task["debtor"], task["rank"]))
        yield "</div>"
    if data["tasks"]:
        yield from _how(data)


def _task(task: JsonObject, first: int) -> str:
    """One card; what is known of the debtor stands on the first one only, at that rank."""
    card = task["card"] or {"phone": "", "email": ""}
    return "\n".join(
        part
        for part in (
            f'<article class="card task {text(task["urgency"])}">',
            _head(task),
            f"<p>{own(task['why'])}</p>",
            reach(card["phone"], card["email"]),
            _facts(task, first) if task["card"] else "",
            f'<p class="score">{text(task["reckoned"])}</p>' if task["reckoned"] else "",
            f'<p class="todo">{text(task["todo"])}<code>{text(task["command"])}</code></p>',
            "</article>",
        )
        if part
    )


def _head(task: JsonObject) -> str:
    name = own(task["name"]) if task["name"] else text(task["heading"])
    known_as = task["debtor"] if task["debtor"] != task["name"] else ""
    number = f" <small>{own(known_as)}</small>" if known_as else ""
    kind = f'<p class="kind">{text(task["heading"])}</p>' if task["name"] else ""
    money = ""
    if task["amount"] is not None:
        days = f"{task['days']} days" if task["days"] else ""
        money = (
            f'<div class="sum"><b>{amount(task["amount"], task["currency"])}</b>'
            f"<small>{days}</small></div>"
        )
    return (
        f'<header><span class="rank">{task["rank"]}</span>'
        f"<div>{kind}<h3>{name}{number}</h3></div>{money}</header>"
    )


def _facts(task: JsonObject, first: int) -> str:
    if first != task["rank"]:
        return f'<p class="quiet">All facts: see {first}.</p>'
    card = task["card"]
    letter, note = card["last_letter"], card["last_note"]
    last = f"{own(letter['step'])}, {letter['day']}".removeprefix("<bdi></bdi>, ") if letter else ""
    return facts(
        (
            ("contact", own(card["contact"]) if card["contact"] else ""),
            ("telephone", own(card["phone"]) if card["phone"] else ""),
            ("e-mail", own(card["email"]) if card["email"] else ""),
            *(("overdue", _owing(owing)) for owing in card["owing"]),
            ("last letter", last),
            ("last note", own(note) if note and note not in task["why"] else ""),
            *(("promise", own(promise)) for promise in card["promises"]),
        ),
        on_paper=["telephone"] if tel(card["phone"]) else (),
    )


def _owing(owing: JsonObject) -> str:
    days = f"{owing['oldest_days']} days"
    numbers = ", ".join(map(own, some(owing["invoices"])))
    return f"{amount(owing['overdue'], owing['currency'])}, {days}: {numbers}"


def _how(data: JsonObject) -> Iterator[str]:
    """How the rank came about."""
    first = f"{data['currency']} first, then by name" if data["currency"] else "by name"
    factors = "; ".join(f"{f['name']} x {f['value']}: {f['means']}" for f in data["factors"])
    yield "<footer>"
    yield f"<p>Ranked by urgency, then {text(data['formula'])}.</p>"
    yield f"<p>Risk weight: {text(factors)}.</p>"
    yield f"<p>Currencies are never added or compared: {text(first)}.</p>"
    yield f"<p>At most {data['at_most']} tasks for each owner.</p>"
    yield "</footer>"
