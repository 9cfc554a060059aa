"""A bug's traceback goes to a private file, without local variables: they hold debtor data."""

from __future__ import annotations

import os
import tempfile
import traceback

from creditctl import __version__
from creditctl.findings import NOWHERE, Finding, Severity


def crash_report(problem: BaseException) -> Finding:
    """Write the traceback to a file that only the user can read, and say where it is."""
    lines = traceback.format_exception(type(problem), problem, problem.__traceback__)
    handle, path = tempfile.mkstemp(prefix="creditctl-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"creditctl {__version__}\n")
        file.writelines(lines)
    return Finding(
        "CR002",
        Severity.ERROR,
        f"a bug in creditctl ({type(problem).__name__}); nothing more was issued",
        NOWHERE,
        f"please report it with the file {path}, after a look at what it tells",
    )
