"""Names of payers and debtors: how much they resemble each other, in whole hundredths."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from creditctl.cash.matching.numbers import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

_LEGAL: Final = (
    "BV BVBA NV VOF CV STICHTING MAATSCHAP EENMANSZAAK GMBH AG KG KGAA OHG GBR UG EK EV EG "
    "HAFTUNGSBESCHRANKT CO COMP COMPANY SARL SAS SA SRL SPRL EURL SCI SNC SPA SAGL LTD LIMITED "
    "LLP LLC PLC INC CORP AS ASA ENK OY OYJ KY AB APS DOO DD SP ZOO SRO"
)
_BETWEEN: Final = (
    "HR MW MEVR DHR HEER MEVROUW FAM FAMILIE HERR FRAU FIRMA FA MR MRS MS MME MLLE EN OF EO CJ UND "
    "ET AND DE DER DEN VAN VON VOM TE TEN LE LA LES THE"
)
_FORMS: Final = frozenset(_LEGAL.split())
_FILLING: Final = frozenset(_BETWEEN.split())
_DOTTED: Final = re.compile(r"\b(?:[A-Z0-9]\.)+[A-Z0-9]?(?![A-Z0-9])|\bSP\. ?Z ?O\.? ?O\.?")
_WORD: Final = re.compile(r"[A-Z0-9]+")
_INITIAL: Final = 3
"""What an initial weighs beside a word, which weighs its letters: it tells relatives apart."""
_SHORT: Final = 2
"""Letters of a word that finds nobody by itself."""
_STUMP: Final = 4
"""Letters that are left of a word that was cut off."""
_CROWD: Final = 300
"""A word that more debtors bear than this finds nobody; their other words do."""

ALIKE: Final = 82
"""From here on two names may well be the same."""


class Likeness(NamedTuple):
    """How well a debtor's name fits a payer's, 0 to 100."""

    hundredths: int
    debtor: str


def words(name: str) -> frozenset[str]:
    """The words of a name that tell it apart: no legal forms, titles and articles.

    Umlauts count as their letters, however they are written (Mueller, Müller, Muller).
    """
    text = plain(name)
    text = _DOTTED.sub(_closed_up, text)
    found = {_umlauts(word) for word in _WORD.findall(text)}
    return frozenset(found - _FORMS - _FILLING) or frozenset(found)


def _closed_up(found: re.Match[str]) -> str:
    """A legal form without its points; the initials of a person stay apart."""
    letters = re.sub(r"[^A-Z0-9]", "", found[0])
    return letters if letters in _FORMS else " ".join(letters)


def _umlauts(word: str) -> str:
    return re.sub("([AOU])E", r"\1", word) if len(word) > 3 else word


def _weight(word: str) -> int:
    return len(word) if len(word) > 1 else _INITIAL


def _all(found: frozenset[str]) -> int:
    return sum(map(_weight, found))


class Names:
    """The names of debtors, found by their words.

    Likeness is twice the weight of the words in common over the weight of all words of both.
    A word that no debtor bears stands for those that begin with it: banks cut names off.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._words = {debtor: words(name) for debtor, name in sorted(names.items())}
        self._weights = {debtor: _all(found) for debtor, found in self._words.items()}
        self._bearers: dict[str, list[str]] = defaultdict(list)
        for debtor, found in self._words.items():
            for word in found:
                self._bearers[word].append(debtor)
        self._vocabulary = sorted(self._bearers)
        self._known: dict[str, dict[str, int]] = {}

    def of(self, debtor: str, payer_name: str) -> int:
        """How well one debtor's name fits, 0 to 100."""
        return self._likeness(payer_name).get(debtor, 0)

    def like(self, payer_name: str) -> list[Likeness]:
        """Debtors whose name may well be the payer's, the likest first."""
        found = self._likeness(payer_name).items()
        alike = [Likeness(share, debtor) for debtor, share in found if share >= ALIKE]
        return sorted(alike, key=lambda one: (-one.hundredths, one.debtor))

    def named_in(self, text: str) -> set[str]:
        """Debtors of whose name every word stands in the text, two words or more."""
        present = words(text) | words(text.replace("\n", ""))
        return {
            debtor
            for debtor in self._in_common(present)
            if len(self._words[debtor]) > 1 and self._words[debtor] <= present
        }

    def _likeness(self, payer_name: str) -> dict[str, int]:
        """Debtors who have a longer word in common with a name, with their likeness."""
        if payer_name not in self._known:
            wanted = words(payer_name)
            mine = _all(wanted)
            self._known[payer_name] = {
                debtor: 200 * common // (mine + self._weights[debtor])
                for debtor, common in self._in_common(wanted).items()
            }
        return self._known[payer_name]

    def _in_common(self, wanted: frozenset[str]) -> dict[str, int]:
        """Debtors who have longer words in common, with the weight of all words in common."""
        common: dict[str, int] = defaultdict(int)
        short = [word for word in wanted if len(word) <= _SHORT]
        for word in wanted.difference(short):
            bearers = self._bearers[word] if word in self._bearers else self._completed(word)
            if len(bearers) <= _CROWD:
                for debtor in bearers:
                    common[debtor] += len(word)
        for debtor in common:
            common[debtor] += sum(_weight(word) for word in short if word in self._words[debtor])
        return common

    def _completed(self, word: str) -> set[str]:
        """Debtors who bear a word that begins like this one."""
        if len(word) < _STUMP:
            return set()
        first = bisect_left(self._vocabulary, word)
        after = self._vocabulary[first : first + _CROWD]
        longer = takewhile(lambda known: known.startswith(word), after)
        return {debtor for known in longer for debtor in self._bearers[known]}
