"""A workspace, statements and the payments commands, for the tests of payments."""

from __future__ import annotations

import csv
import io
import json

from tests.cli.statements import camt
from tests.cli.test_schemas import checked, told
from tests.guarantees.workspaces import AS_OF, make
from tests.scenarios.inside import creditctl

DAY = str(AS_OF)

__all__ = [
    "DAY",
    "answer",
    "decided",
    "entries",
    "import_",
    "listed",
    "make",
    "match",
    "pays",
    "review_rows",
    "save",
    "write",
]


def save(folder, name, text):
    """Write a file below a folder as bytes, line ends as they are; returns its path as text."""
    path = folder / name
    path.write_bytes(text.encode())
    return str(path)


def answer(folder, *words, code=0, day=DAY):
    """What a payments command answers as JSON, held against its schema."""
    done, data = told(folder, "payments", *words, "--as-of", day)
    assert done.returncode == code, done.stderr
    return data


def import_(folder, *files, code=0, day=DAY):
    """Import statements: text is written to a file first."""
    names = [
        save(folder, f"s{n}.{'xml' if text.startswith('<') else 'sta'}", text)
        for n, text in enumerate(files, 1)
    ]
    return answer(folder, "import", *names, code=code, day=day)


def pays(folder, *payments, code=0, day=DAY, **more):
    """Import one camt statement of these payments."""
    return import_(folder, camt(payments, **more), code=code, day=day)


def match(folder, *words, code=0, day=DAY):
    """Match, and answer."""
    return answer(folder, "match", *words, code=code, day=day)


def listed(folder, *words, day=DAY):
    """The entries of the journal, as `payments list` has them."""
    return answer(folder, "list", *words, day=day)["payments"]


def entries(folder, day=DAY):
    """Amount, state, debtor and invoice numbers of every entry."""
    return [
        (e["amount"], e["state"], e["debtor"], [i["number"] for i in e["invoices"]])
        for e in listed(folder, day=day)
    ]


def decided(folder, day=DAY):
    """Number of every open item -> what the plan decides, and what is open of it."""
    done = creditctl("plan", "-w", str(folder), "--as-of", day, "--first-run", "--detail", "--json")
    plan = checked(done.stdout)
    return {d["number"]: (d["outcome"], d["reason"], d["open"]) for d in plan["decisions"]}


def review_rows(folder, day=DAY):
    """The review file of a day, its rows as dicts."""
    path = folder / "proposals.csv"
    creditctl("payments", "review", "-w", str(folder), "--as-of", day, "-o", str(path))
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def write(folder, rows, delimiter=","):
    """Write an edited review file; returns its path as text."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return save(folder, "edited.csv", out.getvalue())


def codes(done):
    """The codes of the findings on stderr."""
    return [finding["code"] for finding in json.loads(done.stderr)["findings"]]
