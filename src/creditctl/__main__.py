"""`python -m creditctl` and the `creditctl` command."""

from __future__ import annotations

import os
import sys
from typing import TextIO


def _nowhere() -> TextIO:
    return os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")


def main() -> None:
    """Run the command line and leave with its exit code."""
    # Under `>&-` there is no stdout at all; what is written then goes nowhere.
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    if sys.argv[1:] in (["--version"], ["-V"]):
        # Answered before typer is imported: scripts ask for the version often.
        from creditctl import __version__

        sys.stdout.write(f"creditctl {__version__}\n")
        raise SystemExit(0)
    from creditctl.cli.app import run

    raise SystemExit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
