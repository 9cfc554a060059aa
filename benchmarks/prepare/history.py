"""Make two years of invoices with the day on which each was settled. `history.py ITEMS FILE`.

Issued evenly over the 730 days up to the as-of date of the ledgers, due after 14, 30 or 60 days,
settled from ten days before the due date to fifty after it, the late ones fewer and fewer. What
would be settled after the as-of date is still open. The same arguments give the same bytes.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ledgers import AS_OF, TERMS, below, debtor_columns, iso_amount

DAYS = 730
HEADER = (
    *("InvoiceNumber", "CustomerCode", "CustomerName", "Email", "Country", "Currency"),
    *("InvoiceDate", "DueDate", "Total", "DatePaid"),
)


def main() -> None:
    """Write the file."""
    items, path = int(sys.argv[1]), Path(sys.argv[2])
    known = debtor_columns(max(1, items // 10), ",")
    days = [(AS_OF + timedelta(days=n - DAYS)).isoformat() for n in range(DAYS + 61)]
    issued = np.arange(items) * DAYS // items
    due = issued + np.array(TERMS)[below(len(TERMS), 1, 1, items)]
    late = np.minimum(below(61, 1, 2, items), below(61, 1, 3, items)) - 10
    settled = np.maximum(due + late, issued + 1)
    columns = (
        issued,
        due,
        settled,
        below(len(known), 1, 4, items),
        500 + below(10**6, 1, 5, items),
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(",".join(HEADER) + "\n")
        for n, (i, d, s, debtor, total) in enumerate(
            zip(*(c.tolist() for c in columns), strict=True)
        ):
            paid = days[s] if s <= DAYS else ""
            stream.write(
                f"INV-{n:07},{known[debtor]},{days[i]},{days[d]},{iso_amount(total)},{paid}\n"
            )


if __name__ == "__main__":
    main()
