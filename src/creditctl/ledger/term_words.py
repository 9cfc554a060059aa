"""The words of payment terms: what `terms.parse_terms` recognises, in five languages.

Text is first `normalised`: lower case, no accents, single spaces.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DAYS: Final = r"(?:d|days?|dag(?:en)?|tagen?|tag|jours?|dias?)"
_MONTHS: Final = r"(?:months?|maand(?:en)?|monate?n?|mois|mes(?:es)?)"
_WITHIN: Final = r"(?:net(?:to)?|within|binnen|innerhalb(?: von)?|sous|a)"
_MONTH_END: Final = (
    r"(?:eom|fdm|(?:the )?end of (?:the )?month|month end|einde? (?:van de )?maand|monatsende"
    r"|ende des monats|fin (?:de|du) mois|fin de mes)"
)
_PERCENT: Final = r"[0-9]{1,3}(?:[.,][0-9]+)?"

ON_RECEIPT: Final = frozenset(
    {
        "on receipt",
        "due on receipt",
        "upon receipt",
        "due upon receipt",
        "payable on receipt",
        "immediate",
        "immediately",
        "due immediately",
        "direct",
        "per direct",
        "contant",
        "bij ontvangst",
        "na ontvangst",
        "sofort",
        "sofort fallig",
        "sofort zahlbar",
        "bei erhalt",
        "comptant",
        "a reception",
        "a reception de facture",
        "contado",
        "al contado",
        "a la recepcion",
    }
)

NET: Final = re.compile(
    rf"(?:{_WITHIN} ?|n/)?(?P<count>[0-9]{{1,4}})(?: ?(?:{_DAYS}|(?P<months>{_MONTHS})))?"
    r"(?: net(?:to)?)?"
)
"""``net 30``, ``30``, ``n/30``, ``30 dagen netto``, ``net 2 months``."""

NET_END_OF_MONTH: Final = re.compile(
    r"(?:net ?)?(?P<count>[0-9]{1,4}) eom"
    rf"|net ?(?P<units>[0-9]{{1,4}}) ?(?:days?|(?P<months>{_MONTHS})) eom"
)
"""``net 30 eom``, ``30 eom``, ``net 30 days eom``, ``net 2 months eom``."""

END_OF_MONTH: Final = re.compile(
    rf"eom(?: ?\+ ?(?P<months>[0-9]{{1,2}}))?(?: (?P<days>[0-9]{{1,3}})(?: {_DAYS})?)?"
)
"""``eom``, ``eom +1``, ``eom 30``, ``eom +1 30``."""

DAY_OF_MONTH: Final = re.compile(
    r"day (?P<day>[0-9]{1,2})(?: of month ?\+ ?(?P<months>[0-9]{1,2}))?"
    r"(?:,? cut-?off (?P<cutoff>[0-9]{1,2}))?"
)
"""``day 20`` (of next month), ``day 20 of month +2``, ``day 20 of month +1 cutoff 12``."""

PAYMENT_DAYS: Final = re.compile(r" pay on (?P<days>[0-9]{1,2}(?: ?, ?[0-9]{1,2})*)$")
"""The end of ``net 30 pay on 10,25``."""

AMBIGUOUS: Final = re.compile(
    rf"(?:{_WITHIN} ?)?(?P<count>[0-9]{{1,4}}) ?{_DAYS}(?: net(?:to)?)? {_MONTH_END}"
)
"""``30 jours fin de mois``: the month end after 30 days, or 30 days after the month end?"""

DISCOUNT: Final = re.compile(rf"(?P<percent>{_PERCENT}) ?%? ?/ ?(?P<days>[0-9]{{1,3}})")
DISCOUNTS: Final = re.compile(rf"(?:{_PERCENT} ?%? ?/ ?[0-9]{{1,3}}(?: {_DAYS})?(?: ?, ?| ))+")
"""The front of ``3/7 2/14 net 30``."""

PART_SEPARATOR: Final = re.compile(rf" ?(?:;|, )(?= ?(?:{_PERCENT} ?%|rest\b)(?! ?/)) ?")
"""Between instalments: a comma and a space; a comma alone may be a decimal mark."""

PART: Final = re.compile(rf"(?:(?P<percent>{_PERCENT}) ?%|rest) (?P<rule>.+)")


def normalised(text: str) -> str:
    """Text in lower case, without accents, with single spaces and no full stop at the end."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.split()).rstrip(". ")
