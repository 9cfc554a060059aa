"""Structured payment references made from invoice numbers, for books that have none.

RF (ISO 11649) is for all of Europe, OGM for Belgium, QRR for the Swiss QR-bill, KID for Norway,
viite for Finland. Each carries the number as it is, so who has the payment finds the invoice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from stdnum import iso11649, luhn
from stdnum.be import ogm_vcs
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

from creditctl.documents.clean import one_line
from creditctl.findings import warning
from creditctl.policy.notices import ASKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from creditctl.findings import Finding
    from creditctl.policy.notices import Notice

_SHORTEST: Final = 4
"""Characters below which a number says too little to be found again by its reference."""
_NOT_IN_REFERENCES: Final = re.compile(r"[^0-9A-Z]")
_DIGITS_ONLY: Final = re.compile(r"[0-9]+")
_OGM: Final = re.compile(
    r"\+\+\+[0-9]{3}/[0-9]{4}/[0-9]{5}\+\+\+|\*\*\*[0-9]{3}/[0-9]{4}/[0-9]{5}\*\*\*"
)
_QRR_LENGTHS: Final = (26, 27)


class _Scheme(NamedTuple):
    """A kind of reference.

    Attributes:
        letters: whether letters of the number can be in it; otherwise its digits are.
        longest: characters of the number that fit.
        build: from the number's characters to the reference as people read it.
        valid: whether letters and digits, without anything between, are such a reference.
    """

    letters: bool
    longest: int
    build: Callable[[str], str]
    valid: Callable[[str], bool]


class BookedDocument(NamedTuple):
    """What tells an open document apart: whose it is, its number, the reference of the books."""

    debtor: str
    number: str
    reference: str


def _rf(body: str) -> str:
    return str(iso11649.format(f"RF{mod_97_10.calc_check_digits(f'{body}RF')}{body}"))


def _ogm(digits: str) -> str:
    whole = digits.zfill(10)
    return f"+++{ogm_vcs.format(whole + ogm_vcs.calc_check_digits(whole))}+++"


def _qrr(digits: str) -> str:
    return str(esr.format(digits + esr.calc_check_digit(digits)))


def _kid(digits: str) -> str:
    return digits + str(luhn.calc_check_digit(digits))


def _viite(digits: str) -> str:
    """Weights 7, 3, 1 from the right, to the next ten. Source: Finance Finland."""
    weights = (7, 3, 1)
    total = sum(int(d) * weights[i % 3] for i, d in enumerate(reversed(digits)))
    return f"{digits}{-total % 10}"


def is_qr_reference(reference: str) -> bool:
    """Whether it is a Swiss QR reference, with or without blanks."""
    return _is_qrr("".join(one_line(reference).split()))


def _is_qrr(value: str) -> bool:
    return len(value) in _QRR_LENGTHS and bool(esr.is_valid(value))


def _is_viite(value: str) -> bool:
    known = _DIGITS_ONLY.fullmatch(value) and _SHORTEST <= len(value) <= 20
    return bool(known) and _viite(value[:-1]) == value


def _is_kid(value: str) -> bool:
    return 2 <= len(value) <= 25 and bool(luhn.is_valid(value))


def _is_ogm(value: str) -> bool:
    return len(value) == 12 and bool(ogm_vcs.is_valid(value))


_SCHEMES: Final[Mapping[str, _Scheme]] = {
    "rf": _Scheme(letters=True, longest=21, build=_rf, valid=iso11649.is_valid),
    "ogm": _Scheme(letters=False, longest=10, build=_ogm, valid=_is_ogm),
    "qrr": _Scheme(letters=False, longest=26, build=_qrr, valid=_is_qrr),
    "kid": _Scheme(letters=False, longest=24, build=_kid, valid=_is_kid),
    "viite": _Scheme(letters=False, longest=19, build=_viite, valid=_is_viite),
}


def compact(reference: str) -> str:
    """A reference as it is sent: capitals and digits, nothing between."""
    return _NOT_IN_REFERENCES.sub("", one_line(reference).upper())


def is_structured(reference: str, scheme: str = "none") -> bool:
    """Whether a reference of the books is one that banks check.

    RF, QRR and OGM between its marks are told by their form. Of bare digits many are right by
    chance, an order number as well, so they count only in the company's own scheme.
    """
    text = one_line(reference)
    if not text:
        return False
    if scheme in _SCHEMES and _SCHEMES[scheme].valid(compact(text)):
        return True
    if _OGM.fullmatch(text):
        return _is_ogm(compact(text))
    return bool(iso11649.is_valid(text)) or is_qr_reference(text)


def reference_from(number: str, scheme: str) -> str:
    """The reference that an invoice number makes; "" = the number does not fit.

    Args:
        number: as the books have it. Letters, which only RF can hold, are left out by the other
            schemes, as are marks and leading zeros; what is left needs four characters.
        scheme: none, rf, ogm, qrr, kid or viite.

    Returns:
        The reference in the groups in which people read it.
    """
    body = _body(number, scheme)
    return _SCHEMES[scheme].build(body) if body else ""


def _body(number: str, scheme: str) -> str:
    """The characters of a number that go into its reference, "" = it does not fit."""
    if scheme not in _SCHEMES or not number.isascii():
        return ""
    kind, body = _SCHEMES[scheme], compact(number)
    if not kind.letters:
        body = "".join(_DIGITS_ONLY.findall(body)).lstrip("0")
    return body if len(body.lstrip("0")) >= _SHORTEST and len(body) <= kind.longest else ""


def with_references(
    notices: Sequence[Notice], documents: Iterable[BookedDocument], scheme: str
) -> tuple[list[Notice], list[Finding]]:
    """The notices about a lone invoice with the reference that its number makes.

    Two invoices whose numbers make the same reference get none, and neither does one whose
    reference the books have given to another.

    Args:
        notices: as decided.
        documents: all that is open; instalments of one invoice may stand there more than once.
        scheme: as in `reference_from`; with none nothing is made.

    Returns:
        The notices in their order, and a warning (CC321) for each reference that was not made.
    """
    wanted = {_body(n.lines[0].number, scheme) for n in notices if _wants(n, scheme)} - {""}
    if not wanted:
        return list(notices), []
    bearers = _bearers(documents, wanted, scheme)
    clashes = {body: sorted(found) for body, found in bearers.items() if len(found) > 1}

    def made(notice: Notice) -> Notice:
        body = _body(notice.lines[0].number, scheme) if _wants(notice, scheme) else ""
        if not body or body in clashes:
            return notice
        return replace(notice, reference=_SCHEMES[scheme].build(body))

    return [made(notice) for notice in notices], [_clash(c) for _, c in sorted(clashes.items())]


def _wants(notice: Notice, scheme: str) -> bool:
    """Whether a notice is a demand for one invoice to which the books give no reference."""
    lone = notice.kind in ASKING and len(notice.lines) == 1
    return lone and not is_structured(notice.lines[0].reference, scheme)


def _bearers(
    documents: Iterable[BookedDocument], wanted: set[str], scheme: str
) -> dict[str, set[tuple[str, str]]]:
    """Debtor and number of each document that has a wanted number, or its reference already."""
    taken = {compact(_SCHEMES[scheme].build(body)): body for body in wanted}
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for debtor, number, reference in documents:
        body = _body(number, scheme)
        if body in wanted:
            found[body].add((debtor, number))
        own = taken.get(compact(reference)) if reference else None
        if own:
            found[own].add((debtor, number))
    return found


def _clash(bearers: Sequence[tuple[str, str]]) -> Finding:
    told = ", ".join(f"{one_line(number)} of {one_line(debtor)}" for debtor, number in bearers[:3])
    message = f"these invoices would have the same payment reference, so they get none: {told}"
    hint = "their letters quote the invoice number; give invoices numbers that differ in digits"
    return warning("CC321", message, hint=hint)
