"""Turn what `creditctl plan --json` printed into the counts that duckdb_run.py prints."""

from __future__ import annotations

import json
import sys
from pathlib import Path

with Path(sys.argv[1]).open(encoding="utf-8") as file:
    data = json.load(file)
print(
    json.dumps(
        {
            "items": sum(account["items"] for account in data["account"]),
            "letters": len(data["notices"]),
            "items_in_letters": sum(len(notice["items"]) for notice in data["notices"]),
        }
    )
)
