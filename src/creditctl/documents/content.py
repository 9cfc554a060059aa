"""What every renderer gets: a letter's content, decided, in words, and free of markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from creditctl.documents.blocks import ItemTable, PaymentBlock
    from creditctl.documents.localise import Language
    from creditctl.documents.markup import Node
    from creditctl.documents.vocabulary import LetterContext


@dataclass(frozen=True, slots=True)
class Content:
    """A letter before it takes a form.

    Attributes:
        language: of the template, whose words and formats hold.
        subject: one line of text.
        body: the tree of the body.
        context: notice, debtor and company in words.
        table, payment: the blocks.
    """

    language: Language
    subject: str
    body: Sequence[Node]
    context: LetterContext
    table: ItemTable
    payment: PaymentBlock
