"""Write the story of the tests into a journal: `python -m tests.journal.golden FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.journal.build import open_journal, tell_promises

with open_journal(Path(__file__).parent / sys.argv[1]) as journal:
    tell_promises(journal)
