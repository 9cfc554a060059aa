"""What holds for every test."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def _temporary_files_of_killed_runs(tmp_path_factory):
    """A run that a test kills leaves its layouts behind: among pytest's folders, which it removes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(tmp_path_factory.mktemp("temporary")))
        yield
