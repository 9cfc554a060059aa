"""MT940 and MT942 of SWIFT: statements and interim reports."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from creditctl.cash.reading.accounts import compact, looks_like_iban, own_account
from creditctl.cash.reading.mt940_lines import read_balance, read_movement, read_sum
from creditctl.cash.reading.mt940_text import read_text
from creditctl.cash.reading.remittance import NO_REASON, Remittance
from creditctl.cash.reading.swift_fields import read_messages
from creditctl.cash.statements import Entry, Statement
from creditctl.imports.quarantine import quoted
from creditctl.ledger.money import to_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.cash.reading.mt940_lines import Movement
    from creditctl.cash.reading.problems import Problems
    from creditctl.cash.reading.swift_fields import Field, Message
    from creditctl.cash.statements import Balance

_BALANCES: Final = ("60F", "60M", "62F", "62M", "64", "65")
_INTERIM: Final = ("34F", "13", "13D", "90C", "90D")
_NO_REFERENCE: Final = ("NONREF", "EREF", "KREF+", "EREF+", "MREF+", "")
"""References that only say that there is none, or that it stands in field 86."""
_AGAIN: Final = "download the statement from the bank again"


def read_mt940(lines: Sequence[str], problems: Problems, default: str = "") -> list[Statement]:
    """Read the messages of a file.

    Args:
        lines: physical lines without their ends.
        default: currency of a message that states none, "" = such a message is refused.
        problems: gets CP105 no statement in the file, CP106 a message without its end, CP111 to
            CP115 what can't be read in a line, CP123 and CP124 warnings.
    """
    messages, orphans = read_messages(lines, problems)
    _refuse_orphans(orphans, problems)
    return [_statement(message, default, problems) for message in messages]


def _refuse_orphans(orphans: Sequence[Field], problems: Problems) -> None:
    """Fields before the first ``:20:`` belong to no statement; they are still looked at."""
    if not orphans:
        return
    for field in orphans:
        if field.tag == "61":
            read_movement(field, "", problems)
        elif field.tag in _BALANCES:
            read_balance(field, problems)
    tags = dict.fromkeys(f":{field.tag}:" for field in orphans)
    what = "only balances" if {f.tag for f in orphans} <= set(_BALANCES) else "lines"
    message = f"{what} ({', '.join(tags)}) that belong to no statement: :20: and :25: are missing"
    place = problems.at(orphans[0].line, "", orphans[0].tag)
    problems.refuse("CP105", message, place, f"the file is a part of one: {_AGAIN}")


def _statement(message: Message, default: str, problems: Problems) -> Statement:
    account = message.first("25", "25P")
    place = problems.at(message.line)
    if account is None or not account.text:
        problems.refuse("CP115", "the statement names no account (:25:)", place, _AGAIN)
    interim = message.first("60F", "60M") is None and message.first(*_INTERIM) is not None
    balances = [read_balance(field, problems) for field in message.all(*_BALANCES)]
    stated = [balance for balance in balances if balance is not None]
    currency = _currency(message, stated, default, problems)
    entries = _entries(message.fields, currency, problems)
    _check_end(message, interim, problems)
    entries += _behind_the_end(message, currency, problems)
    _check_sums(message, entries, currency, problems)
    number = message.first("28C", "28")
    return Statement(
        form="MT942" if interim else "MT940",
        account=own_account(account.text) if account else "",
        currency=currency,
        entries=tuple(entries),
        number=number.text if number else "",
        balances=tuple(stated),
        opening=next((b for b in stated if b.kind in ("60F", "60M")), None),
        closing=next((b for b in reversed(stated) if b.kind in ("62F", "62M")), None),
    )


def _check_end(message: Message, interim: bool, problems: Problems) -> None:
    """Refuse a message that is cut off: an MT940 ends with its closing balance."""
    place = problems.at(message.line)
    hint = f"the file is cut off: {_AGAIN}"
    if interim:
        if not message.ended and message.first("90C", "90D") is None:
            text = "the report has no end: neither :90D: or :90C: nor a line with a dash"
            problems.refuse("CP106", text, place, hint)
        return
    for tags, what in ((("60F", "60M"), "opening"), (("62F", "62M"), "closing")):
        if message.first(*tags) is None:
            text = f"the statement has no {what} balance (:{tags[0]}: or :{tags[1]}:)"
            problems.refuse("CP106", text, place, hint)


def _currency(
    message: Message, balances: Sequence[Balance], default: str, problems: Problems
) -> str:
    """The one currency of a message, by its balances, limits (:34F:) and sums (:90D:)."""
    found = [balance.currency for balance in balances]
    found += [field.text[:3] for field in message.all("34F")]
    found += [field.text.lstrip("0123456789")[:3] for field in message.all("90C", "90D")]
    every = list(dict.fromkeys(found))
    if len(every) > 1:
        text = f"the statement is in several currencies: {', '.join(every)}"
        problems.refuse("CP114", text, problems.at(message.line), _AGAIN)
    elif not every and not default and message.all("61"):
        text = "nothing in the statement states its currency"
        problems.refuse("CP114", text, problems.at(message.line), _AGAIN)
    return every[0] if every else default


def _entries(fields: Sequence[Field], currency: str, problems: Problems) -> list[Entry]:
    """The movements among fields, each with the texts that follow it."""
    entries = []
    for at, field in enumerate(fields):
        if field.tag != "61":
            continue
        texts: list[str] = []
        for follower in fields[at + 1 :]:
            if follower.tag != "86":
                break
            texts += follower.lines
        movement = read_movement(field, currency, problems)
        if movement is not None:
            entries.append(_entry(movement, texts, currency, field.line))
    return entries


def _entry(movement: Movement, texts: Sequence[str], currency: str, line: int) -> Entry:
    told, kind = read_text(texts)
    told = _with_movement(told, movement)
    reason = told.return_reason or (NO_REASON if movement.type[1:] == "RTI" else "")
    return Entry(
        booked=movement.booked,
        amount=movement.amount,
        currency=currency,
        value=movement.value,
        name=told.name,
        iban=compact(told.iban),
        reference=told.reference,
        end_to_end=told.end_to_end,
        text=told.text,
        bank_reference=movement.bank,
        code=f"{movement.type}/{kind}" if kind else movement.type,
        reversal=movement.reversal,
        return_reason=reason,
        pending=movement.expected,
        line=line,
    )


def _with_movement(told: Remittance, movement: Movement) -> Remittance:
    """What the line of the movement adds to field 86.

    A name behind a full reference means the classic layout of Rabobank, in which the reference
    is the account of the other party.
    """
    if movement.more:
        account = "" if movement.reference in _NO_REFERENCE else movement.reference
        told = replace(told, name=told.name or movement.more, iban=told.iban or account)
    elif movement.reference not in _NO_REFERENCE:
        told = replace(told, end_to_end=told.end_to_end or movement.reference)
    if looks_like_iban(compact(movement.details)):
        return replace(told, iban=told.iban or movement.details)
    if movement.details and movement.details not in told.text:
        return replace(told, text=f"{movement.details}\n{told.text}".strip())
    return told


def _behind_the_end(message: Message, currency: str, problems: Problems) -> list[Entry]:
    """Movements behind the closing balance, which does not hold them: not booked, and told."""
    entries = _entries(message.after, currency, problems)
    for entry in entries:
        amount = f"{to_text(entry.amount, currency)} {currency}"
        text = f"a booking of {amount} stands behind the end of its statement; "
        text += "the closing balance does not hold it, so it counts as not booked"
        hint = "look it up at the bank before you count on it"
        problems.warn("CP124", text, problems.at(entry.line, "", "61"), hint)
    others = [f for f in message.after if f.tag not in ("61", "86")]
    for field in others:
        text = f":{field.tag}: {quoted(field.text)} stands behind the end of its statement"
        problems.refuse("CP115", text, problems.at(field.line, "", field.tag), _AGAIN)
    return [replace(entry, pending=True) for entry in entries]


def _check_sums(
    message: Message, entries: Sequence[Entry], currency: str, problems: Problems
) -> None:
    """Warn (CP123) where an MT942 counts other bookings than it lists."""
    for field in message.all("90C", "90D"):
        stated = read_sum(field, problems)
        if stated is None:
            continue
        sign = 1 if field.tag == "90C" else -1
        amounts = [abs(e.amount) for e in entries if e.amount * sign > 0]
        if stated != (len(amounts), currency, sum(amounts)):
            count, code, total = stated
            text = f":{field.tag}: counts {count} bookings of {to_text(total, code)} {code}; "
            text += f"listed are {len(amounts)} of {to_text(sum(amounts), currency)} {currency}"
            hint = "bookings may be missing: compare with the bank"
            problems.warn("CP123", text, problems.at(field.line, field.text, field.tag), hint)
