from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.imports.build import Books

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def books(tmp_path: Path) -> Books:
    """An empty administration."""
    return Books(tmp_path)
