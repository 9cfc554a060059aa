"""Compare what two policies decide about the same ledger on the same day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.ledger.dates import NO_DATE
from creditctl.policy.brokenpromises import broken_promise_letters, with_broken_promises
from creditctl.policy.history import History
from creditctl.policy.letters import notices
from creditctl.policy.reasons import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from creditctl.ledger.frames import Debtor
    from creditctl.policy.decide import Decisions
    from creditctl.policy.notices import Notice

NOTHING: Final = "-"
"""Stands for the outcome of an item that only the other policy's payment terms make."""


class Fate(NamedTuple):
    """What is decided for an item.

    Attributes:
        outcome: act, hold or refer; `NOTHING` when there is no such item.
        reason: its reason.
        step: id of the step concerned, "" = none.
        next_date: day number, NO_DATE = not foreseeable.
    """

    outcome: str
    reason: str
    step: str
    next_date: int


_NEVER: Final = 2**31
_ABSENT: Final = Fate(NOTHING, NOTHING, "", NO_DATE)


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An open item that the policies decide differently about.

    Attributes:
        open: minor units.
        old, new: what each policy decides. A day that is not foreseeable is later than any.
    """

    item: str
    number: str
    debtor: Debtor
    currency: str
    open: int
    old: Fate
    new: Fate

    @property
    def earlier(self) -> bool:
        """Whether something happens sooner."""
        return _day(self.new) < _day(self.old)

    @property
    def later(self) -> bool:
        """Whether something happens later."""
        return _day(self.new) > _day(self.old)


@dataclass(frozen=True, slots=True)
class LetterChange:
    """A letter that one policy writes and the other does not, or writes differently.

    Attributes:
        old, new: the letter under each policy, None = there is none; never both.
    """

    old: Notice | None
    new: Notice | None

    @property
    def any(self) -> Notice:
        """The new letter, else the old one."""
        letter = self.new or self.old
        assert letter is not None
        return letter

    @property
    def what(self) -> tuple[str, ...]:
        """What changes: appears, disappears, or the names of `_parts` that differ."""
        if self.old is None:
            return ("appears",)
        if self.new is None:
            return ("disappears",)
        return tuple(name for name, differs in _parts(self.old, self.new) if differs)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two policies differ on a ledger.

    Attributes:
        letters: in the order of debtor and currency.
        items: in the order of the ledger.
    """

    letters: list[LetterChange]
    items: list[ItemChange]


def compare(
    old: Decisions, new: Decisions, language: str = "en", past: History | None = None
) -> Comparison:
    """Compare two decisions about the same books.

    Args:
        old, new: what each policy decides, on the same day.
        language: of letters to debtors that have none of their own.
        past: what was handed over before, by which both decided.
    """
    past = past or History()
    broken = [broken_promise_letters(decisions, past, language) for decisions in (old, new)]
    before, after = (
        notices(decisions, language) + more
        for decisions, more in zip((old, new), broken, strict=True)
    )
    old, new = (
        with_broken_promises(old, broken[0], past),
        with_broken_promises(new, broken[1], past),
    )
    return Comparison(list(_letters(before, after)), list(_items(old, new)))


def _day(fate: Fate) -> int:
    return fate.next_date if fate.next_date != NO_DATE else _NEVER


def _parts(old: Notice, new: Notice) -> Iterator[tuple[str, bool]]:
    """What is compared of two letters, each with whether it differs."""
    before = {line.item: (line.step, line.repeat) for line in old.lines}
    after = {line.item: (line.step, line.repeat) for line in new.lines}
    steps = any(before[item] != after[item] for item in before if item in after)
    yield "items", before.keys() != after.keys()
    yield "step", old.step != new.step or steps
    yield "channel", old.channel != new.channel
    yield "amount", old.total != new.total
    yield "pay by", old.pay_by != new.pay_by
    yield "approval", old.review != new.review


def _letters(old: list[Notice], new: list[Notice]) -> Iterator[LetterChange]:
    """Pair the letters to each debtor."""
    before, after = _by_debtor(old), _by_debtor(new)
    for key in sorted({*before, *after}):
        yield from _pairs(before.get(key, []), after.get(key, []))


def _by_debtor(letters: list[Notice]) -> dict[tuple[str, str], list[Notice]]:
    found: dict[tuple[str, str], list[Notice]] = {}
    for letter in letters:
        found.setdefault((letter.debtor.debtor, letter.currency), []).append(letter)
    return found


def _pairs(old: list[Notice], new: list[Notice]) -> Iterator[LetterChange]:
    """Pair letters about the same items, then such that share an item."""
    left, unpaired = list(new), []
    for letter in old:
        same = next((n for n in left if _about(n) == _about(letter)), None)
        if same is None:
            unpaired.append(letter)
            continue
        left.remove(same)
        change = LetterChange(letter, same)
        if change.what:
            yield change
    for letter in unpaired:
        near = next((n for n in left if _about(n) & _about(letter)), None)
        if near is not None:
            left.remove(near)
        yield LetterChange(letter, near)
    yield from (LetterChange(None, letter) for letter in left)


def _about(letter: Notice) -> set[str]:
    return {line.item for line in letter.lines}


def _items(old: Decisions, new: Decisions) -> Iterator[ItemChange]:
    before, after = _fates(old), _fates(new)
    for item, (row, fate) in before.items():
        _, other = after.get(item, (0, _ABSENT))
        if fate != other:
            yield _change(old, row, fate, other)
    for item, (row, fate) in after.items():
        if item not in before:
            yield _change(new, row, _ABSENT, fate)


def _fates(decisions: Decisions) -> Mapping[str, tuple[int, Fate]]:
    """What is decided for every item, by its id, with its row."""
    context = decisions.context
    names = [o.name.lower() for o in Outcome]
    columns = (decisions.outcome.tolist(), decisions.next_date.tolist())
    found = {}
    for row, (item, outcome, day) in enumerate(zip(context.items.item, *columns, strict=True)):
        reason = str(decisions.reason_of(row))
        found[item] = (row, Fate(names[outcome], reason, decisions.step_id(row), day))
    return found


def _change(decisions: Decisions, row: int, old: Fate, new: Fate) -> ItemChange:
    items = decisions.context.items
    return ItemChange(
        item=items.item[row],
        number=items.number[row],
        debtor=items.debtors.detail(int(items.debtor[row])),
        currency=items.currencies[int(items.currency[row])],
        open=int(items.open[row]),
        old=old,
        new=new,
    )
