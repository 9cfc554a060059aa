"""Payment references made from invoice numbers, for the letters of a plan."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from creditctl.config.workspace import Workspace
    from creditctl.documents.references import BookedDocument
    from creditctl.findings import Finding
    from creditctl.ledger.frames import OpenItems
    from creditctl.policy.notices import Notice


def referenced(
    workspace: Workspace, items: OpenItems, notices: Sequence[Notice]
) -> tuple[list[Notice], list[Finding]]:
    """The notices with references, as far as `payment.reference` wants them and they are unique.

    Args:
        workspace: says which references are wanted.
        items: all that is open; among what is owed a reference has to be unique.
        notices: as written.

    Returns:
        The notices in their order, and warnings (CC321).
    """
    scheme = workspace.settings.payment.reference
    if scheme == "none":
        return list(notices), []
    from creditctl.documents.references import with_references

    return with_references(notices, _documents(items), scheme)


def _documents(items: OpenItems) -> Iterator[BookedDocument]:
    from creditctl.documents.references import BookedDocument

    ids = items.debtors.ids
    references = repeat("") if items.reference is None else items.reference
    columns = zip(
        items.debtor.tolist(), items.open.tolist(), items.number, references, strict=False
    )
    for debtor, left, number, reference in columns:
        if left > 0:
            yield BookedDocument(ids[debtor], number, reference)
