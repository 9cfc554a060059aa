"""What `creditctl policy rehearse --json` says, in the form of python_rehearse.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path

answer = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
policy = answer["policies"][0]
steps = {step["step"]: step["letters"] for step in policy["steps"]}
told = {"steps": dict(sorted(steps.items())), "paid_anyway": policy["paid_anyway"]}
print(json.dumps(told, sort_keys=True))
