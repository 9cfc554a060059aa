"""The policy in plain words for a new colleague: all of it, on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from creditctl.app.policies.settings import policy_settings
from creditctl.app.policies.telling import Teller
from creditctl.app.policies.wording import Wording
from creditctl.config.places import dotted
from creditctl.insight.pages import Page, Section

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.app.policies.phrases import Phrases
    from creditctl.app.policies.settings import Setting
    from creditctl.config.places import KeyPath
    from creditctl.config.policyfile import LoadedPolicy
    from creditctl.policy.model import PolicyException, Segment
    from creditctl.policy.reminders import Step

SCHEMA: Final = "creditctl.policy-explain/1"

_SECTIONS: Final = {
    "description": "about",
    "extends": "about",
    "country": "about",
    "currency": "credit",
    "terms": "terms",
    "working_days": "sending",
    "safety": "safety",
    "credit": "credit",
    "promises": "promises",
    "disputes": "reasons",
    "arrangements": "arrangements",
    "payments": "payments",
    "worklist": "worklist",
}
"""Where the values below a top key are told; those of every other key among the rules."""

_OF_THE_PROMISE_LETTER: Final = (("promises", "channels"), ("promises", "pay_within"))
"""Values that mean nothing where no letter is written about broken promises."""

_NOT_TOLD: Final = ("version", "name")
"""The format of the file, and what stands in the title."""


def colleague_page(loaded: LoadedPolicy, phrases: Phrases) -> Page:
    """Tell a policy in plain words; what has no words yet is listed at the end."""
    story = _Story(loaded, phrases)
    say = phrases.say
    told = {
        name: story.plain(name)
        for name in ("about", "terms", "sending", "rules", "safety", "payments", "credit")
    }
    sections = [
        *told["about"],
        *told["terms"],
        *told["sending"],
        Section(
            say("colleague", "steps"),
            (say("colleague", "steps_intro"),),
            tuple(story.steps(("reminders",), loaded.policy.reminders.steps)),
        ),
        *told["rules"],
        story.cases(),
        *story.listed("reasons", map(story.reason, story.own_reasons())),
        Section(say("colleague", "people"), items=tuple(story.people())),
        *told["safety"],
        *told["payments"],
        *told["credit"],
        *story.plain("worklist"),
        *story.listed("segments", map(story.segment, range(len(loaded.policy.segments)))),
        *story.listed("exceptions", map(story.exception, range(len(loaded.policy.exceptions)))),
    ]
    sections += story.also()
    file = loaded.file.removeprefix(loaded.folder)
    return Page(
        schema=SCHEMA,
        title=say("colleague", "title", name=loaded.policy.name),
        language=phrases.code,
        intro=(say("colleague", "intro", file=file),),
        sections=tuple(sections),
        facts={"for_customers": False, "policy": loaded.policy.name, "file": file},
    )


class _Story:
    """The parts of the page.

    Args:
        loaded: the policy.
        phrases: the language.
    """

    def __init__(self, loaded: LoadedPolicy, phrases: Phrases) -> None:
        self.loaded = loaded
        self.phrases = phrases
        self.wording = Wording(phrases, loaded.policy.currency or "")
        self.teller = Teller(self.wording)
        self.settings = [s for s in policy_settings(loaded) if s.path[0] not in _NOT_TOLD]

    def plain(self, name: str) -> list[Section]:
        """A section of sentences about the policy's own values, left out when there are none."""
        texts = self._told(name)
        if not texts:
            return []
        heading = self.phrases.say("colleague", name)
        return [
            Section(heading, tuple(texts) if len(texts) == 1 else (), tuple(texts[1:] and texts))
        ]

    def _told(self, name: str) -> list[str]:
        """The sentences of a section."""
        return self.teller.sentences(
            one
            for one in self.settings
            if one.path[0] not in ("segments", "exceptions")
            and one.path[:2] != ("reminders", "steps")
            and _SECTIONS.get(str(one.path[0]), "rules") == name
            and not self._of_no_letter(one)
        )

    def _of_no_letter(self, one: Setting) -> bool:
        """Whether a value is about a letter that the policy does not write; it is kept then."""
        silent = self.loaded.policy.promises.letter is None
        if silent and one.path in _OF_THE_PROMISE_LETTER:
            self.teller.leave(one)
            return True
        return False

    def cases(self) -> Section:
        """What a promise, an objection or an arrangement means for letters."""
        say, reasons = self.phrases.say, self.loaded.policy.disputes.reasons
        stops = [say("colleague", "disputes")] if any(r.blocks for r in reasons) else []
        texts = (*self._told("promises"), *stops, *self._told("arrangements"))
        return Section(say("colleague", "cases"), items=texts)

    def own_reasons(self) -> range:
        """Positions of the reasons for not paying, none where the policy doesn't name its own."""
        own = ("disputes", "reasons") in self.loaded.origins
        return range(len(self.loaded.policy.disputes.reasons) if own else 0)

    def reason(self, index: int) -> str:
        """A reason for not paying, and what follows from it."""
        reason = self.loaded.policy.disputes.reasons[index]
        rest = (
            one
            for one in self._below("disputes", "reasons", index)
            if one.path[-1] not in ("id", "label")
        )
        return self.phrases.say(
            "colleague",
            "reason",
            id=reason.id,
            label=reason.label.rstrip("."),
            rules=" ".join(self.teller.sentences(rest)),
        )

    def steps(self, below: KeyPath, steps: Sequence[Step]) -> Iterator[str]:
        """Each step of the rules at a path, in a few sentences."""
        for index, step in enumerate(steps):
            yield self.teller.step(step, self._below(*below, "steps", index))

    def people(self) -> Iterator[str]:
        """Everything for which the program waits for a person."""
        say, reminders = self.phrases.say, self.loaded.policy.reminders
        segments = self.loaded.policy.segments
        own = [s.reminders for s in segments if s.reminders]
        steps = [step for rules in (reminders, *own) for step in rules.steps]
        letters = [step for step in steps if step.action == "remind"]
        reviewed = list(dict.fromkeys(step.id for step in letters if step.review))
        handed_over = list(dict.fromkeys(s.id for s in steps if s.action == "hand-over"))
        if reminders.review:
            yield say("colleague", "review_all")
        elif reviewed:
            yield say("colleague", "review", steps=self.wording.listed(reviewed))
        groups = [s.id for s in segments if s.reminders and s.reminders.review]
        if groups and not reminders.review:
            yield say("colleague", "review_group", groups=self.wording.listed(groups))
        if handed_over:
            yield say("colleague", "hand_over", steps=self.wording.listed(handed_over))
        if reminders.steps[reminders.count - 1].action != "hand-over":
            yield say("colleague", "end")
        yield say("colleague", "no_contact")
        yield say("colleague", "uncertain")

    def listed(self, name: str, items: Iterator[str]) -> list[Section]:
        """A section that lists segments or exceptions, left out when there are none."""
        found = tuple(items)
        say = self.phrases.say
        intro = (say("colleague", f"{name}_intro"),)
        return [Section(say("colleague", name), intro, found)] if found else []

    def segment(self, index: int) -> str:
        """A segment: whom it is for, and what is different."""
        segment = self.loaded.policy.segments[index]
        rules = self._changes(("segments", index), segment)
        if not segment.when:
            return self.phrases.say("colleague", "segment_named", id=segment.id, rules=rules)
        conditions = self.wording.test(segment.test)
        return self.phrases.say(
            "colleague", "segment", id=segment.id, conditions=conditions, rules=rules
        ).rstrip()

    def exception(self, index: int) -> str:
        """An exception: whom it is for, until when, what is different, and why."""
        exception = self.loaded.policy.exceptions[index]
        whom = "debtor" if exception.debtor is not None else "invoice"
        return self.phrases.say(
            "colleague",
            f"exception_{whom}",
            **{whom: str(exception.debtor or exception.invoice)},
            until=self.wording.day(exception.until),
            rules=self._changes(("exceptions", index), exception),
            reason=exception.reason.rstrip("."),
        )

    def _changes(self, path: KeyPath, changes: Segment | PolicyException) -> str:
        """What a segment or an exception sets, in sentences."""
        own = ("id", "when", "debtor", "invoice", "reason", "until")
        off = (*path, "reminders")
        texts = [self.phrases.say("colleague", "off")] if changes.reminders == "off" else []
        texts += self.teller.sentences(
            one
            for one in self._below(*path)
            if one.path[2] not in own and one.path != off and one.path[3:4] != ("steps",)
        )
        steps = getattr(changes.reminders, "steps", ())
        if steps:
            told = " ".join(self.steps(off, steps))
            texts.append(self.phrases.say("colleague", "own_steps", steps=told))
        return " ".join(texts)

    def also(self) -> list[Section]:
        """What the policy sets and nobody has found words for."""
        items = [
            self.phrases.say(
                "colleague",
                "also_item",
                key=dotted(one.path),
                value=one.written,
                where=self.loaded.line_of(one.path),
            )
            for one in self.teller.untold
        ]
        heading = self.phrases.say("colleague", "also")
        return [Section(heading, items=tuple(items))] if items else []

    def _below(self, *path: str | int) -> list[Setting]:
        return [one for one in self.settings if one.path[: len(path)] == path]
