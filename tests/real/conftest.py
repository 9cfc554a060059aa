"""Tests on files written by others; they skip, saying so, where the files are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with files written by others."""
    given = os.environ.get("CREDITCTL_TEST_DATA")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no test data written by others here; set CREDITCTL_TEST_DATA to its folder")
    return folder
