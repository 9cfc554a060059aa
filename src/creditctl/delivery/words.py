"""What the other side says, made fit to be shown: one short line without markup or controls."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from creditctl.documents.clean import one_line, shortened

LONGEST: Final = 200
_HIDDEN: Final = re.compile(r"(?is)<(script|style|head)\b.*?(</\1\s*>|$)")
_TAG: Final = re.compile(r"(?s)<!--.*?(-->|$)|<[!/?a-zA-Z][^>]*(>|$)")


def words_of(answer: bytes, secrets: tuple[str, ...] = ()) -> str:
    """The first 200 characters of an answer.

    Args:
        answer: UTF-8, or nearly; HTML loses its tags, scripts and styles.
        secrets: texts that the answer may repeat and nobody should read.
    """
    text = answer.decode("utf-8", "replace")
    text = unescape(_TAG.sub(" ", _HIDDEN.sub(" ", text)))
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return shortened(one_line(text), LONGEST)
