"""What was probably meant by an unknown country code."""

from __future__ import annotations

import difflib
from typing import Final

from creditctl.ledger.countries import COUNTRIES

_OFTEN_MEANT: Final = {"UK": "GB", "EN": "GB", "EL": "GR", "HO": "NL", "EU": "NL, DE, BE, ..."}


def country_hint(code: str) -> str:
    """What was probably meant by an unknown country code."""
    meant = _OFTEN_MEANT.get(code.upper())
    near = [meant] if meant else difflib.get_close_matches(code.upper(), sorted(COUNTRIES), n=3)
    return f"did you mean {' or '.join(near)}?" if near else "write its ISO 3166 code, such as NL"
