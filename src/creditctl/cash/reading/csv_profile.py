"""Profiles of bank CSV: how one bank lays out its export, as data.

Nothing is found out from the rows: delimiter, decimal mark and the way of writing days are
declared, so a file that is written in another way is refused and never misread.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from creditctl.cash.reading.csv_dates import compiled
from creditctl.config.workspacevalues import Encoding, mistake
from creditctl.policy.part import Part
from creditctl.policy.values import Currency


def _pattern(text: str) -> str:
    if compiled(text) is None:
        message = f"a way of writing days is wanted, such as DD.MM.YYYY; '{text}' stands here"
        raise ValueError(message)
    return text


def _one_or_more(value: Any) -> Any:
    """A list as a tuple; one value stands for a list of one."""
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, dict) or value is None else (value,)


Header = Annotated[str, Field(min_length=1)]
Position = Annotated[int, Field(ge=1, le=200)]
Column = Header | Position
"""A column by its header, or by its number from 1."""
OneOrMore = BeforeValidator(_one_or_more)
Columns = Annotated[tuple[Column, ...], OneOrMore, Field(min_length=1)]
Words = Annotated[tuple[Header, ...], OneOrMore]
DayPattern = Annotated[str, AfterValidator(_pattern)]


class ColumnNames(Part):
    """Where the parts of a booking stand. Of a list, the first column that the file has counts."""

    booked: Columns = Field(description="The day of the booking.")
    value: Columns | None = Field(None, description="The value date.")
    amount: Columns | None = Field(None, description="The amount, with its sign.")
    debit: Columns | None = Field(None, description="Money out, without a sign.")
    credit: Columns | None = Field(None, description="Money in, without a sign.")
    currency: Columns | None = Field(None, description="The currency of the row.")
    account: Columns | None = Field(None, description="The own account.")
    name: Columns | None = Field(None, description="Who paid or was paid.")
    iban: Columns | None = Field(None, description="The account of who paid or was paid.")
    reference: Columns | None = Field(None, description="A structured payment reference.")
    end_to_end: Columns | None = Field(None, description="The payer's end-to-end id.")
    text: Columns | None = Field(None, description="Text; of a list, all columns are joined.")
    bank_reference: Columns | None = Field(None, description="The bank's own reference.")
    code: Columns | None = Field(None, description="The kind of booking.")
    return_reason: Columns | None = Field(None, description="Why a payment came back.")


class Direction(Part):
    """A column whose words say whether money came in; the amount then has no sign."""

    column: Column = Field(description="The column with the words.")
    money_in: Words = Field((), description="Words for money in, such as Bij, H, CR.")
    money_out: Words = Field((), description="Words for money out, such as Af, S, DR.")


class Pending(Part):
    """How a row says that it is announced and not booked yet."""

    column: Column = Field(description="The column with the words.")
    words: Annotated[tuple[Header, ...], OneOrMore, Field(min_length=1)] = Field(
        description="Words of rows that are not booked."
    )


class Above(Part):
    """What stands above the header line, in the cell behind its label."""

    account: Header | None = Field(None, description="The label of the own account.")


class StatementProfile(Part):
    """The layout of one bank's CSV."""

    title: Header = Field(description="The bank and the export, for people.")
    delimiter: Literal[",", ";", "|", "tab"] = Field(description="What stands between cells.")
    decimal: Literal[".", ","] = Field(description="The decimal mark.")
    dates: Annotated[tuple[DayPattern, ...], OneOrMore, Field(min_length=1)] = Field(
        description="How days are written, such as DD.MM.YYYY; one or more."
    )
    columns: ColumnNames = Field(description="Where the parts of a booking stand.")
    identify: Words = Field((), description="Headers that only this export has together.")
    width: Position | None = Field(
        None, description="Cells of a row, for a file without a header line."
    )
    encoding: Encoding | None = Field(None, description="The encoding, where it can't be proved.")
    currency: Currency | None = Field(None, description="Of files that state none.")
    positive: Literal["money in", "charge"] = Field(
        "money in", description="What an amount without a sign is: cards write charges so."
    )
    direction: Direction | None = Field(None, description="A column that says in or out.")
    pending: Pending | None = Field(None, description="How rows say that they are not booked.")
    continued: bool = Field(
        False, description="Rows without day and amount go on with the text of the row above."
    )
    above: Above = Field(Above(), description="What stands above the header line.")
    footer: Words = Field((), description="How rows begin that are no bookings, such as totals.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        columns = self.columns
        if (columns.amount is None) == (columns.debit is None and columns.credit is None):
            hint = "name the column 'amount', or the columns 'debit' and 'credit'"
            message = "the columns must tell the amount, in one way"
            raise mistake("CC163", message, hint, ("columns",))
        if self.width is None and not self.identify:
            hint = "list the headers of the file; without a header line, write 'width:'"
            message = "nothing says how the file is recognised"
            raise mistake("CC163", message, hint, ("columns",))
        if self.width is not None:
            for name, found in columns:
                if found is not None and any(isinstance(column, str) for column in found):
                    message = "a file without a header line has numbered columns"
                    hint = "write numbers, from 1"
                    raise mistake("CC163", message, hint, ("columns", name))
        return self
