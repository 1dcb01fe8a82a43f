"""Fields: what a record can say, how each is written in columns, and how columns follow from claims.

A record type is declared once, in `records`. Tables, response models, evidence models, flat columns, the
data dictionary and the tests all derive from that declaration.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Literal

from app.model.dates import PRECISIONS
from app.model.quantities import QUALIFIERS

ColumnType = Literal["text", "number", "date", "list"]


class Kind(Enum):
    """What a field's value is, and so how a source's words become it."""

    TEXT = "text"
    """The source's words, in their plain form."""
    CODE = "code"
    """A word of a controlled vocabulary, for a phrase of the source."""
    ACTOR = "actor"
    """The id of an actor that the source names."""
    DATE = "date"
    """A date interval."""
    QUANTITY = "quantity"
    """A figure with hedge, interval and unit."""
    TEXTS = "texts"
    """Several wordings that do not exclude each other."""
    ACTORS = "actors"
    """Several actors."""

    @property
    def many(self) -> bool:
        """Whether sources add to one list instead of stating one value."""
        return self in (Kind.TEXTS, Kind.ACTORS)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a record: a name, what it means, and how its text is to be read."""

    name: str
    type: ColumnType
    doc: str
    field: str | None = None
    """The field whose evidence proves this column; None for what is editorial or measured, not claimed."""
    codes: tuple[str, ...] = ()
    """The closed vocabulary that its values are of; any value, if there are none."""
    refers: str | None = None
    """The collection, by its path, whose ids its values are."""
    certain: bool = False
    """Whether it is never null."""


@dataclass(frozen=True)
class Field:
    """One cited field of a record type; `columns` says how it is written down."""

    name: str
    kind: Kind
    doc: str
    unit_column: str | None = None
    """Quantities: the column that holds the unit, where the field's name does not fix it."""
    units: tuple[str, ...] = ()
    """Quantities: the units that the field can be in; any, if there are none."""
    codes: tuple[str, ...] = ()
    """Codes: the words of the controlled vocabulary."""
    required: bool = False
    """Whether a record without it cannot be; SQL refuses the null."""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns that this field fills, in the order in which they are served."""
        return tuple(
            Column(name, type_, doc, self.name, self._codes(name), self._refers, certain=self.required)
            for name, type_, doc in self._columns()
        )

    @property
    def principal(self) -> str:
        """The column to look at first: null here, and in `low` or `start` too, means not stated."""
        return f"{self.name}_start" if self.kind is Kind.DATE else self.name

    @property
    def _refers(self) -> str | None:
        return "actors" if self.kind in (Kind.ACTOR, Kind.ACTORS) else None

    def _codes(self, column: str) -> tuple[str, ...]:
        """The vocabulary of one of its columns."""
        if column == f"{self.name}_precision":
            return tuple(PRECISIONS)
        if column == f"{self.name}_qualifier":
            return tuple(QUALIFIERS)
        return self.units if column == self.unit_column else self.codes

    def _columns(self) -> Iterator[tuple[str, ColumnType, str]]:
        match self.kind:
            case Kind.TEXT | Kind.ACTOR:
                yield self.name, "text", self.doc
            case Kind.CODE:
                yield self.name, "text", f"{self.doc} One of: {', '.join(self.codes)}." if self.codes else self.doc
            case Kind.TEXTS | Kind.ACTORS:
                yield self.name, "list", self.doc
            case Kind.DATE:
                yield f"{self.name}_start", "date", f"{self.doc} First day of the interval; null if open."
                yield f"{self.name}_end", "date", f"{self.doc} Last day of the interval; null if open."
                yield f"{self.name}_precision", "text", f"{self.doc} How precise the source is."
                yield (
                    f"{self.name}_text",
                    "text",
                    f"{self.doc} The source's words in plain typing, null where it has none.",
                )
            case Kind.QUANTITY:
                yield self.name, "number", f"{self.doc} The stated figure; null for a range."
                yield f"{self.name}_low", "number", f"{self.doc} Lower end; null if there is none."
                yield f"{self.name}_high", "number", f"{self.doc} Upper end; null if there is none."
                yield f"{self.name}_qualifier", "text", f"{self.doc} The source's hedge."
                if self.unit_column:
                    yield self.unit_column, "text", f"{self.doc} Its unit."


@dataclass(frozen=True)
class RecordType:
    """One kind of record: its names, what it means, and its cited fields."""

    name: str
    """As in TOML tables and in `record_type`, e.g. `reserve_snapshot`."""
    path: str
    """As in URLs, e.g. `reserve-snapshots`."""
    doc: str
    fields: tuple[Field, ...]
    measured: tuple[Column, ...] = ()
    """Columns neither claimed nor editorial: measured from the document's bytes, or recorded at its capture."""

    @cached_property
    def table(self) -> str:
        return self.path.replace("-", "_")

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column, in the order in which it is stored and served."""
        return (
            Column("id", "text", "Editorial: a stable name for this record, chosen by the curator.", certain=True),
            Column("label", "text", "Editorial: a short title for people.", certain=True),
            *(column for field in self.fields for column in field.columns),
            *self.measured,
        )

    @cached_property
    def dated(self) -> Field | None:
        """The field that says when; `from` and `to` ask for it. None for what has no time of its own."""
        return next((field for field in self.fields if field.kind is Kind.DATE), None)

    def proofs(self, names: frozenset[str]) -> frozenset[str]:
        """The fields that these columns belong to."""
        return frozenset(column.field for column in self.columns if column.field and column.name in names)

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)


@dataclass(frozen=True, slots=True)
class Value:
    """What a claim states, in the columns of the claims table; numbers are exact decimal literals.

    quantity: the figure (None for a range), its ends, qualifier and unit. Date: EDTF, first and last day,
    precision. Everything else: the text, code or id alone.
    """

    value: str | None
    low: str | None = None
    high: str | None = None
    qualifier: str | None = None
    unit: str | None = None
    precision: str | None = None


def cells(field: Field, values: Sequence[tuple[Value, str | None]]) -> dict[str, str | None]:
    """The columns that the shown claims fill: the only way from a claim to a record.

    `values` are the shown claims with their words: one, or for a list field all of them, in order.
    """
    value, words = values[0]
    match field.kind:
        case Kind.TEXT | Kind.CODE | Kind.ACTOR:
            return {field.name: value.value}
        case Kind.TEXTS | Kind.ACTORS:
            return {field.name: json.dumps([each.value for each, _ in values], ensure_ascii=False)}
        case Kind.DATE:
            ends = {f"{field.name}_start": value.low, f"{field.name}_end": value.high}
            return {**ends, f"{field.name}_precision": value.precision, f"{field.name}_text": words}
        case Kind.QUANTITY:
            ends = {field.name: value.value, f"{field.name}_low": value.low, f"{field.name}_high": value.high}
            unit = {field.unit_column: value.unit} if field.unit_column else {}
            return {**ends, f"{field.name}_qualifier": value.qualifier, **unit}
