"""Fixtures of the journal's tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.journal.build import open_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from creditctl.journal.store import Journal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal would lie."""
    return tmp_path / "state" / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    """A new, empty journal."""
    with open_journal(path) as opened:
        yield opened
