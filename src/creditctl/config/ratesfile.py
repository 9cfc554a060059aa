"""The keys of files of rates: the shipped one, and a workspace's own `rates.yaml`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from creditctl.regimes.model import Confidence, Sentences
from creditctl.regimes.values import Currency, Name, Number, Part, Sequence, Words


class RateRow(Part):
    """A value from a day on."""

    first: date = Field(alias="from", description="First day on which the value counts.")
    percent: Number | None = Field(None, description="Percent per year: 8.00 means 8 %.")
    amount: Number | None = Field(None, description="Amount, for a series of amounts.")
    until: date | None = Field(None, description="Last day, where no other row decides it.")
    gap_after: bool = Field(False, description="What followed is not known.")
    basis: Literal["published", "derived", "recalled"] = Field(
        "published", description="Read in a notice, worked out by the law's rule, or remembered."
    )
    source: Words = Field(description="Where you read it: page or notice, and when.")
    confidence: Confidence | None = Field(None, description="high, medium or low.")


Rows = Annotated[tuple[RateRow, ...], Sequence, Field(min_length=1)]
Changes = Literal["half_year", "yearly", "any_day"]


class SourceRow(Part):
    """Where values were read."""

    title: Words
    kind: Literal["official", "secondary"]


class ShippedSeries(Part):
    """A series as it comes with the program."""

    title: Words
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    unit: Literal["percent"] | Currency = "percent"
    statute: Words
    changes: Changes
    covered_through: date
    next: Words
    look: Words
    confidence: Confidence
    low: bool = False
    notes: Sentences = ()
    values: Rows


class ShippedRates(Part):
    """The file that comes with the program."""

    version: Literal[1]
    sources: dict[str, SourceRow]
    series: dict[Name, ShippedSeries]


class OwnSeries(Part):
    """Your rows of a series, laid upon the shipped ones."""

    covered_through: date | None = Field(
        None, description="Last day for which you know the value; needed where it may change."
    )
    values: Rows = Field(description="Your rows, in order of their days.")


class OwnRates(Part):
    """A workspace's own rates."""

    version: Literal[1] = Field(description="Version of this file's format.")
    series: dict[str, OwnSeries] = Field(description="Rows by the name of their series.")
