"""Make ledgers of open items for the benchmarks: the same arguments give the same bytes, always.

    python benchmarks/ledgers.py --items 100000 --out open.csv [--format iso|eu] [--debtors N]

ISO files have `,`, `1234.56` and `2026-12-31`; EU files `;`, `1.234,56` and `31-12-2026`. Both
formats hold the same items: about one debtor per ten items, each with one of three currencies, one
item in twenty a small credit note, one in twenty a quoted reference with comma and quotes, nothing
issued after the as-of date 2026-01-31, due dates from 150 days before it to 30 days after it.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

AS_OF = date(2026, 1, 31)
HEADER = (
    *("InvoiceNumber", "CustomerCode", "CustomerName", "Email", "Country", "Currency"),
    *("InvoiceDate", "DueDate", "Total", "Outstanding", "Reference"),
)
PLACES = (
    *(("NL", "EUR"), ("DE", "EUR"), ("BE", "EUR"), ("FR", "EUR"), ("ES", "EUR")),
    *(("GB", "GBP"), ("US", "USD")),
)
FIRST = ("Müller", "Jansen", "Ångström", "Lefèvre", "Brown", "Novák", "Silva", "O'Brien", "Żółty")
SECOND = ("Metaal", "Logistik", "Consulting", "Fournitures", "Supplies", "Foods", "Bau", "Media")
LEGAL = ("B.V.", "GmbH", "Ltd", "SARL", "AB", "& Zn.")
TERMS = (14, 30, 30, 60)
TODAY = 250  # the as-of date in the list of days, which the dates are indexes into
CHUNK = 50_000


def draws(seed: int, column: int, count: int) -> NDArray[np.uint64]:
    """Random numbers by splitmix64, which no library version changes."""
    step = np.uint64(0x9E3779B97F4A7C15)
    start = np.uint64((seed * 1_000_003 + column) * 0xD1342543DE82EF95 % 2**64)
    x = start + step * np.arange(1, count + 1, dtype=np.uint64)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def below(limit: int, seed: int, column: int, count: int) -> NDArray[np.int64]:
    """Random whole numbers from 0 to limit - 1."""
    return (draws(seed, column, count) % np.uint64(limit)).astype(np.int64)


def iso_amount(cents: int) -> str:
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100}.{whole % 100:02}"


def eu_amount(cents: int) -> str:
    sign, whole = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{whole // 100:,}".replace(",", ".") + f",{whole % 100:02}"


def debtor_columns(debtors: int, mark: str) -> list[str]:
    """Code, name, e-mail, country and currency of each debtor, as they stand in a row."""
    columns = []
    for n in range(debtors):
        first, second = FIRST[n % len(FIRST)], SECOND[n // len(FIRST) % len(SECOND)]
        name = f"{first} {second} {n} {LEGAL[n % len(LEGAL)]}"
        country, currency = PLACES[n * 5 % 17 % len(PLACES)]
        email = f"accounts@c{n:06}.example"
        columns.append(mark.join((f"C{n:06}", name, email, country, currency)))
    return columns


def lines(items: int, debtors: int, eu: bool, seed: int) -> Iterator[str]:
    """The file in pieces."""
    mark = ";" if eu else ","
    amount: Callable[[int], str] = eu_amount if eu else iso_amount
    shape = "%d-%m-%Y" if eu else "%Y-%m-%d"
    days = [(AS_OF + timedelta(days=n - TODAY)).strftime(shape) for n in range(TODAY + 31)]
    known = debtor_columns(debtors, mark)

    debtor = below(debtors, seed, 1, items)
    credit = below(20, seed, 2, items) == 0
    due = TODAY - 150 + below(181, seed, 3, items)
    issued = due - np.array(TERMS)[below(len(TERMS), seed, 4, items)]
    due = np.where(credit, np.minimum(due, TODAY), due)
    issued = np.where(credit, due, np.minimum(issued, TODAY))
    scale = 10 ** below(4, seed, 12, items)
    total = (500 + below(50_000, seed, 5, items)) * scale // 10 + below(100, seed, 6, items)
    total = np.where(credit, -100 - below(9_900, seed, 7, items), total)
    paid = np.where((below(8, seed, 8, items) == 0) & ~credit, below(10, seed, 9, items), 0)
    outstanding = total - total * paid // 10
    order = below(1_000_000, seed, 10, items)
    quoted = below(20, seed, 11, items) == 0

    yield mark.join(HEADER) + "\n"
    for start in range(0, items, CHUNK):
        part = slice(start, start + CHUNK)
        columns = zip(
            range(start, items),
            *(c[part].tolist() for c in (debtor, issued, due, total, outstanding)),
            *(c[part].tolist() for c in (order, quoted, credit)),
            strict=False,
        )
        yield "".join(
            f"{'CN' if c else 'INV'}-{n:07}{mark}{known[d]}{mark}{days[i]}{mark}{days[u]}{mark}"
            f"{amount(t)}{mark}{amount(o)}{mark}"
            + (f'"PO {r}, ""urgent"""\n' if q else f"PO {r}\n")
            for n, d, i, u, t, o, r, q, c in columns
        )


def write(path: Path, items: int, *, debtors: int = 0, eu: bool = False, seed: int = 1) -> None:
    """Write a ledger.

    Args:
        path: the file.
        items: rows below the header.
        debtors: how many there are, 0 = one per ten items.
        eu: European instead of ISO notation.
        seed: another seed gives other items.
    """
    with path.open("w", encoding="utf-8", newline="") as stream:
        for piece in lines(items, debtors or max(1, items // 10), eu, seed):
            stream.write(piece)


def main() -> None:
    parser = argparse.ArgumentParser(description="Make a ledger of open items.")
    parser.add_argument("--items", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--format", choices=("iso", "eu"), default="iso")
    parser.add_argument("--debtors", type=int, default=0, help="default: one per ten items")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.out, given.items, debtors=given.debtors, eu=given.format == "eu", seed=given.seed)


if __name__ == "__main__":
    main()
