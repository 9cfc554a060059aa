"""One value of a policy as a sentence, and the values for which no language has one yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from creditctl.app.policies.settings import Setting
    from creditctl.app.policies.wording import Wording
    from creditctl.config.places import KeyPath
    from creditctl.policy.reminders import Step

_IN_THE_SENTENCE: Final = frozenset({"id", "days", "from", "action", "channels"})
"""Keys of a step that its first sentence tells."""

_OF_A_LETTER: Final = frozenset({"channels", "pay_within", "review"})
"""Keys of a step that mean nothing where there is no letter."""


@dataclass(slots=True)
class Teller:
    """Makes sentences, and keeps what it could not tell.

    Attributes:
        wording: how values are said.
        untold: values that the policy sets, and that have no phrase.
    """

    wording: Wording
    untold: list[Setting] = field(default_factory=list)

    def sentences(self, settings: Iterable[Setting]) -> list[str]:
        """A sentence for each value that has something to say."""
        return [text for one in settings if (text := self._sentence(one))]

    def step(self, step: Step, settings: Iterable[Setting]) -> str:
        """A step in a few sentences: when and how, then whatever else is said of it.

        Args:
            step: the step.
            settings: its values.
        """
        phrases = self.wording.phrases
        first = phrases.say(
            "steps",
            step.action,
            id=step.id,
            moment=moment(self.wording, step),
            channels=self.wording.either(step.channels),
        )
        rest = []
        for one in settings:
            key = str(one.path[-1])
            if not _letter(step) and key in _OF_A_LETTER:
                self.leave(one)
            elif key not in _IN_THE_SENTENCE and not _goes_without_saying(one, step):
                rest.append(one)
        return " ".join([first, *self.sentences(rest)])

    def leave(self, setting: Setting) -> None:
        """Keep a value that is not told; a default needs no telling."""
        if setting.place is not None:
            self.untold.append(setting)

    def _sentence(self, setting: Setting) -> str:
        key = phrase_key(setting.path)
        phrase = self.wording.phrases.form(("keys", key), setting.value)
        if phrase is None:
            self.leave(setting)
            return ""
        if setting.value is None:
            return phrase
        return phrase.format(value=self.wording.value(key, setting.value, setting.unit))


def phrase_key(path: KeyPath) -> str:
    """The key of a value without positions; a segment or exception speaks of the policy's keys."""
    names = [step for step in path if isinstance(step, str)]
    return ".".join(names[1:] if names[0] in ("segments", "exceptions") else names)


def moment(wording: Wording, step: Step, grace: int = 0) -> str:
    """When a step is due: ``3 days after the due date``.

    Args:
        wording: the language.
        step: the step.
        grace: days that it waits longer.
    """
    say = wording.phrases.say
    number = step.days if step.courtesy else step.days + grace
    if step.count_from == "issued":
        return say("steps", "issued", days=wording.days(number))
    if step.count_from == "end of due month":
        return say("steps", "month", days=wording.days(number))
    if number == 0:
        return say("steps", "on")
    return say("steps", "before" if number < 0 else "after", days=wording.days(abs(number)))


def _letter(step: Step) -> bool:
    """Whether the step writes a letter."""
    return step.action == "remind"


def _goes_without_saying(setting: Setting, step: Step) -> bool:
    """A time to pay that nobody set for a letter that asks for nothing yet."""
    return step.courtesy and setting.path[-1] == "pay_within" and setting.place is None
