"""How invoices are numbered, and what references are printed upon them.

The check digits are reckoned here once more, so that tests do not hold the program against itself.
"""

from __future__ import annotations

from random import Random

SOURCES = {
    # name: how number n of the year 2026 is written, first n, what reference is printed
    "main": ("{y}-{n:04d}", 1, "rf"),
    "branch": ("{y}-{n:04d}", 1, ""),  # the same series once more
    "shop": ("INV-{n:05d}", 10001, ""),
    "online": ("{y}{n:04d}", 1, "kenmerk"),
    "workshop": ("F/{y}/{n}", 8, ""),
    "old": ("{n}", 9980, ""),
    "small": ("{n}", 87, ""),
    "nordic": ("{n}", 31250, "viite"),
    "norway": ("{n:06d}", 45100, "kid"),
    "belgium": ("VF26-{n:05d}", 88, "ogm"),
    "swiss": ("RE{y}{n:06d}", 900, "qrr"),
    "slovenia": ("{n:03d}-{y}", 95, "si12"),
}
CURRENCY = {"norway": "NOK", "swiss": "CHF"}
CUSTOMERS = {
    "main": "C{n:04d}", "branch": "B{n:04d}", "shop": "{n:05d}", "online": "{n}", "workshop": "W-{n}",
    "old": "{n:04d}", "small": "A{n}", "nordic": "{n}", "norway": "{n:05d}", "belgium": "K{n:05d}",
    "swiss": "{n:06d}", "slovenia": "S{n}",
}  # fmt: skip


def number(source: str, n: int) -> str:
    """Invoice `n` of a series as printed."""
    return SOURCES[source][0].format(y=2026, n=n)


def luhn(digits: str) -> str:
    """Add the check digit modulo 10."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        product = int(digit) * (2 if place % 2 == 0 else 1)
        total += product // 10 + product % 10
    return digits + str(-total % 10)


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(d) * weights[i % len(weights)] for i, d in enumerate(reversed(digits)))


def reference(kind: str, invoice_number: str, customer: str, rng: Random) -> str:
    """A payment reference as printed, "" where the series has none."""
    digits = "".join(c for c in invoice_number if c.isdigit())
    owner = "".join(c for c in customer if c.isdigit()) or "1"
    if kind == "rf":
        body = "".join(c for c in invoice_number if c.isalnum())
        if rng.random() < 0.3:
            body = owner + digits
        value = int("".join(str(int(c, 36)) for c in body + "RF00"))
        return f"RF{98 - value % 97:02d}{body}"
    if kind == "ogm":
        body = f"{int(owner) % 10000:04d}{int(digits[-6:]):06d}"
        check = int(body) % 97 or 97
        both = f"{body}{check:02d}"
        return f"+++{both[:3]}/{both[3:7]}/{both[7:]}+++"
    if kind == "kid":
        return luhn(f"{int(owner):06d}{digits:0>7}")
    if kind == "viite":
        return digits + str(-_weighted(digits, (7, 3, 1)) % 10)
    if kind == "kenmerk":
        body = f"{owner:0>5}{digits:0>10}"[-15:]
        check = 11 - _weighted(body, (2, 4, 8, 5, 10, 9, 7, 3, 6, 1)) % 11
        return {10: "1", 11: "0"}.get(check, str(check)) + body
    if kind == "si12":
        body = digits[:12]
        check = 11 - _weighted(body, tuple(range(2, 14))) % 11
        return f"SI12 {body}{check if check < 10 else 0}"
    if kind == "qrr":
        body = f"{owner:0>10}{digits:0>16}"[-26:]
        carry = 0
        for digit in body:
            carry = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)[(carry + int(digit)) % 10]
        return body + str((10 - carry) % 10)
    return ""


def as_typed(printed: str, rng: Random) -> str:
    """A reference as it comes out at the other end: grouped, bare, or as printed."""
    if printed.startswith("+++"):
        bare = printed.strip("+")
        return rng.choice((printed, f"***{bare}***", bare, bare.replace("/", "")))
    grouped = " ".join(printed[i : i + 4] for i in range(0, len(printed), 4))
    if printed.startswith("SI12"):
        return rng.choice((printed, printed.replace(" ", "")))
    return rng.choice((printed, printed, grouped))
