"""Run `creditctl --help` in this process and name the heavy modules that it loaded."""

from __future__ import annotations

import contextlib
import io
import json
import sys

HEAVY = (
    *("pandas", "numpy", "pyarrow", "pydantic", "jinja2", "rich", "openpyxl", "python_calamine"),
    *("typst", "segno", "markdown_it", "babel", "holidays", "stdnum", "yaml", "sqlite3"),
)

sys.argv = ["creditctl", "--help"]
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    from creditctl.__main__ import main

    main()
print(json.dumps([name for name in HEAVY if name in sys.modules]))
