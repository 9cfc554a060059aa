"""The fast loader: large, clean text files of invoices, column by column with Arrow.

It answers only where every cell is plain: then its answer is the reference loader's, to the last
value. As soon as one cell is off, a row is ragged or a quote is odd, it gives way, and the
reference loader reads the file and says what is wrong with it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np

from creditctl.errors import DataRefused
from creditctl.findings import Place
from creditctl.imports.batch import Batch
from creditctl.imports.choose import choose
from creditctl.imports.claims import claim
from creditctl.imports.days import prove_order, read_day
from creditctl.imports.fast_details import LATE, READABLE, FastDetails
from creditctl.imports.fast_table import FastTable, GiveWay, Parser
from creditctl.imports.headers import key
from creditctl.imports.preamble import exported_on
from creditctl.imports.readers import ReadOptions
from creditctl.imports.readers.delimited import open_text
from creditctl.imports.readers.sniff import workbook_format
from creditctl.ledger.dates import NO_DATE
from creditctl.ledger.frames import Debtors, Documents, Kind, OpenBasis
from creditctl.ledger.money import CURRENCIES, exponent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from creditctl.imports.batch import Known
    from creditctl.imports.choose import Chosen
    from creditctl.imports.plan import Plan
    from creditctl.imports.profile import Layout
    from creditctl.imports.readers.delimited import Text
    from creditctl.imports.source import DateOrder, DecimalMark, Source
    from creditctl.ledger.frames import Bool, Int32, Int64
    from creditctl.ledger.frames import Text as TextColumn

_MONEY: Final = ("gross", "paid", "open")
_EXTRAS: Final = ("reference", "area", "terms", "invoice_email")
_UNIQUE: Final = ("number", "debtor", "name", *_MONEY, "reference")
"""Fields whose texts are many: Arrow is slow at dictionaries of them."""
_KNOWN: Final = READABLE | {
    *("number", "debtor", "issued", "due", "settled", "currency", "disputed"),
    *_MONEY,
    *_EXTRAS,
}
"""Fields that this loader can read; any other column gives way."""


def read_fast(data: bytes, source: Source, layouts: Sequence[Layout], known: Known) -> Batch | None:
    """The documents of a large file of invoices, or None for the reference loader to decide.

    Args:
        data: the bytes of the file.
        source: what the user says about it.
        layouts: as for `choose.choose`.
        known: the currency and whether there are terms.
    """
    options = ReadOptions(source.encoding, source.delimiter, source.sheet)
    try:
        if workbook_format(data, source.shown) is not None:
            return None
        text = open_text(data, source.shown, options)
        chosen = choose([text.head()], layouts, terms=known.terms)
        return _batch(text, chosen, source, known)
    except (GiveWay, DataRefused):
        return None


def _batch(text: Text, chosen: Chosen, source: Source, known: Known) -> Batch:
    plan = chosen.plan
    if set(plan.columns) - _KNOWN or plan.lines or plan.open_rule == "gross":
        raise GiveWay
    if plan.has("settled") != (plan.open_rule == "gross until settled"):
        raise GiveWay
    if any(len(columns) > 1 for columns in plan.columns.values()):
        raise GiveWay
    table = _table(text, chosen)
    days, order = _days(table, plan, source)
    money, mark = _money(table, plan, source)
    plan = replace(plan, date_order=order, decimal_mark=mark)
    documents = _documents(table, plan, source, known, days, money)
    batch = Batch(source, plan, "", _places(text, source), documents)
    batch.data = len(documents)
    batch.late_details = FastDetails(table, plan, documents)
    batch.findings = [*text.findings, *chosen.findings]
    batch.exported = exported_on(chosen.table, plan)
    return batch


def _table(text: Text, chosen: Chosen) -> FastTable:
    """The columns of the plan; those that the head leaves empty must be so to the end."""
    plan, blank = chosen.plan, _must_be_blank(chosen)
    column = {field: plan.column(field).index for field in plan.columns}
    plain = frozenset(column[f] for f in _UNIQUE if f in column)
    late = sorted({column[f] for f in LATE | {*_EXTRAS} if f in column})
    now = sorted({*column.values(), *blank} - {*late})
    table = FastTable(Parser(text, chosen, plain), now, late)
    if not all(table.is_blank(index) for index in blank):
        raise GiveWay
    return table


def _must_be_blank(chosen: Chosen) -> list[int]:
    """Columns that could serve a field and do not, because the head of the file leaves them empty.

    The plan is the whole file's only if they are empty to the end.
    """
    headers = chosen.table.records[chosen.plan.header]
    used = {column.index for columns in chosen.plan.columns.values() for column in columns}
    bare = claim(headers, chosen.plan.layout)
    return sorted(
        {c.index for columns in bare.columns.values() for c in columns if c.index not in used}
    )


def _days(
    table: FastTable, plan: Plan, source: Source
) -> tuple[dict[str, Int32], DateOrder | None]:
    """The date columns as days, and their order; each distinct text is read once."""
    fields = [f for f in ("issued", "due", "settled") if plan.has(f)]
    if not {"issued", "due"} <= set(fields):
        raise GiveWay
    columns = {f: table.codes(plan.column(f).index) for f in fields}
    order = source.date_order or plan.layout.dates
    if order is None:
        proof = prove_order(text for _, texts in columns.values() for text in texts)
        if proof.contradictory or proof.ambiguous:
            raise GiveWay
        order = proof.order
    found: dict[str, Int32] = {}
    for field, (codes, texts) in columns.items():
        days = []
        for text in texts:
            day = read_day(text, order) if text.strip() else NO_DATE
            if not isinstance(day, int) or (day == NO_DATE and field != "settled"):
                raise GiveWay
            days.append(day)
        found[field] = np.array(days, dtype=np.int32)[codes]
    if (found["due"] < found["issued"]).any():
        raise GiveWay
    return found, order


def _money(table: FastTable, plan: Plan, source: Source) -> tuple[dict[str, Int64], DecimalMark]:
    """The amount columns in hundredths, and their decimal mark."""
    declared = source.decimal_mark or plan.layout.decimal
    fields = [f for f in _MONEY if plan.has(f)]
    marks: tuple[DecimalMark, ...] = (declared,) if declared else (".", ",")
    for mark in marks:
        found = {f: table.hundredths(plan.column(f).index, mark) for f in fields}
        if all(values is not None for values in found.values()):
            table.forget([plan.column(f).index for f in fields])
            return {f: v for f, v in found.items() if v is not None}, mark
    raise GiveWay


def _documents(
    table: FastTable,
    plan: Plan,
    source: Source,
    known: Known,
    days: Mapping[str, Int32],
    money: Mapping[str, Int64],
) -> Documents:
    rows = len(table)
    currency, currencies = _currency(table, plan, source, known)
    debtor, debtors = _debtors(table, plan)
    gross = money["gross"] if "gross" in money else money["open"]
    open_ = _open(plan, money, gross)
    if ((gross < 0) & (open_ > 0)).any() or ((open_ < 0) & (gross > 0)).any():
        raise GiveWay
    credit = (gross < 0) | (open_ < 0)
    settles = plan.open_rule == "gross until settled"
    disputed = np.zeros(rows, dtype=np.bool_)
    if plan.has("disputed"):
        disputed = _answers(table, plan)
    return Documents(
        debtors=debtors,
        currencies=currencies,
        files=(source.shown,),
        sources=(source.name,),
        kind=np.where(credit, np.int8(Kind.CREDIT_NOTE), np.int8(Kind.INVOICE)),
        debtor=debtor,
        currency=currency,
        number=_numbers(table, plan),
        issued=days["issued"],
        due=days["due"],
        settled=days.get("settled", np.full(rows, NO_DATE, np.int32)),
        gross=gross,
        open=open_,
        basis=np.full(rows, OpenBasis.SETTLED if settles else OpenBasis.STATED, np.int8),
        disputed=disputed,
        doubtful=np.zeros(rows, np.bool_),
        source=np.zeros(rows, np.int32),
        file=np.zeros(rows, np.int32),
        line=np.arange(table.first_line, table.first_line + rows, dtype=np.int32),
        **{f: table.texts(plan.column(f).index) for f in _EXTRAS if plan.has(f)},
    )


def _open(plan: Plan, money: Mapping[str, Int64], gross: Int64) -> Int64:
    """What is open by the plan's rule; a row whose amounts contradict each other gives way."""
    if plan.open_rule == "gross until settled":
        return gross
    if plan.open_rule == "gross less paid":
        left: Int64 = gross - money["paid"]
        return left
    if "paid" in money and "gross" in money and (gross - money["paid"] != money["open"]).any():
        raise GiveWay
    return money["open"]


def _currency(
    table: FastTable, plan: Plan, source: Source, known: Known
) -> tuple[Int32, tuple[str, ...]]:
    """Codes and list of currencies; only those with two decimals are read here."""
    if plan.has("currency"):
        codes, texts = table.codes(plan.column("currency").index)
    else:
        default = plan.stated or source.currency or plan.layout.currency or known.currency
        codes, texts = np.zeros(len(table), np.int32), [default]
    if any(text not in CURRENCIES or exponent(text) != 2 for text in texts):
        raise GiveWay
    return codes, tuple(texts)


def _debtors(table: FastTable, plan: Plan) -> tuple[Int32, Debtors]:
    """Codes and list of debtors, in the order of the file; one name each, or it gives way."""
    has_code, has_name = plan.has("debtor"), plan.has("name")
    if not has_code:
        codes, ids = table.tidy_codes(plan.column("name").index)
        if len(set(ids)) < len(ids) or not all(ids):
            raise GiveWay
        return codes, Debtors(ids, ids)
    codes, ids = table.codes(plan.column("debtor").index)
    if any(not text or text != text.strip() for text in ids):
        raise GiveWay
    names = [""] * len(ids)
    if has_name:
        names = table.one_each(plan.column("name").index, codes, len(ids))
    return codes, Debtors(ids, names)


def _numbers(table: FastTable, plan: Plan) -> TextColumn:
    """The document numbers; none is empty or the header itself."""
    column = plan.column("number")
    return table.ids(column.index, column.header)


def _answers(table: FastTable, plan: Plan) -> Bool:
    codes, texts = table.tidy_codes(plan.column("disputed").index)
    words = plan.layout.words
    answers = [key(text) for text in texts]
    if any(a and a not in words.yes and a not in words.no for a in answers):
        raise GiveWay
    return np.array([a in words.yes for a in answers], dtype=np.bool_)[codes]


class _places:  # noqa: N801  (called like a function)
    """From the line of a row to its place; the text is cut into lines when one is asked for."""

    def __init__(self, text: Text, source: Source) -> None:
        self._text, self._source = text, source

    def __call__(self, line: int) -> Place:
        physical = next(islice(self._text.physical_lines(), line - 1, None), "")
        return Place(self._source.shown, line, excerpt=physical.rstrip("\r\n")[:200])
