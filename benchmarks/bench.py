"""`make bench`: creditctl beside its peers and the floor, on the same work, in the same run.

    python benchmarks/bench.py [--sizes 10000,100000] [--rounds N] [--only aging,run] [--json FILE]

Prints a table a subject, then every target of the design with its verdict. What is compared and how
to read it: benchmarks/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measure import Failed
from report import Section, targets_table
from subjects import (
    aging,
    daily_run,
    debtor,
    formats,
    interest,
    journal,
    letters,
    mails,
    rehearse,
    startup,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SUBJECTS = (
    "startup",
    "aging",
    "run",
    "debtor",
    "formats",
    "interest",
    "letters",
    "mails",
    "journal",
    "rehearse",
)
SIZES = "10000,100000,1000000"
ROUNDS = ((30_000, 9), (300_000, 7), (sys.maxsize, 5))
"""Timed rounds up to a number of items."""
SMALL_ROUNDS = {"startup": 21, "letters": 9, "mails": 9, "journal": 9}
PACKAGES = ("creditctl", "numpy", "pyarrow", "pandas", "polars", "duckdb", "openpyxl", "typst")


def main() -> None:
    """Measure what the command line asks for."""
    asked = _arguments()
    machine = _machine()
    print(
        f"{machine['system']}, Python {machine['python']}, {machine['cores']} cores,"
        f" load {machine['load']}"
    )
    print(", ".join(f"{name} {number}" for name, number in machine["packages"].items()))
    print("Whole processes, interleaved, medians, warm page cache; ratios count, seconds do not.")
    sections: list[Section] = []
    try:
        for section in _sections(asked):
            sections.append(section)
            print(f"\n{section.as_text()}", flush=True)
    except Failed as failure:
        raise SystemExit(f"\nno measurement: {failure}") from None
    finally:
        targets = [target for section in sections for target in section.targets]
        if targets:
            print(f"\n{targets_table(targets)}")
        if asked.json:
            _write(asked.json, machine, sections)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure creditctl beside its peers.")
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of items, default {SIZES}")
    parser.add_argument("--rounds", type=int, help="timed rounds of each contender")
    parser.add_argument("--only", default=",".join(SUBJECTS), help=", ".join(SUBJECTS))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every measurement")
    asked = parser.parse_args()
    asked.sizes = sorted(int(size) for size in asked.sizes.split(","))
    asked.only = asked.only.split(",")
    unknown = set(asked.only) - set(SUBJECTS)
    if unknown:
        parser.error(f"no subject {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    return asked


def _sections(asked: argparse.Namespace) -> Iterator[Section]:
    sizes = asked.sizes
    rounds = {n: asked.rounds or next(r for most, r in ROUNDS if n <= most) for n in sizes}
    small = {name: asked.rounds or count for name, count in SMALL_ROUNDS.items()}
    made = {
        "startup": lambda: startup.sections(small["startup"]),
        "aging": lambda: aging.sections(sizes, rounds),
        "run": lambda: daily_run.sections(sizes, rounds),
        "debtor": lambda: debtor.sections(sizes, rounds),
        "formats": lambda: formats.sections(sizes, rounds),
        "interest": lambda: interest.sections(sizes, rounds),
        "letters": lambda: letters.sections(small["letters"]),
        "mails": lambda: mails.sections(small["mails"]),
        "journal": lambda: journal.sections(small["journal"]),
        "rehearse": lambda: rehearse.sections(sizes, rounds),
    }
    for name in SUBJECTS:
        if name in asked.only:
            yield from made[name]()


def _machine() -> dict[str, Any]:
    packages = {}
    for name in PACKAGES:
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "absent"
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "packages": packages,
    }


def _write(path: Path, machine: dict[str, Any], sections: list[Section]) -> None:
    data = {
        "machine": machine,
        "results": [result for section in sections for result in section.results],
        "targets": [target.as_json() for section in sections for target in section.targets],
    }
    path.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
