"""Cells as JSON: numbers are the exact literals of the store, lists are arrays, nothing goes through a float."""

from collections.abc import Container

import msgspec

from app.model.claims import Claim
from app.model.fields import ColumnType, Kind, RecordType
from app.model.holdings import Cell, Row
from app.model.records import BY_NAME

Json = str | int | float | bool | None | msgspec.Raw | list["Json"] | dict[str, "Json"]

_encoder = msgspec.json.Encoder()


def encode(document: Json) -> bytes:
    """JSON bytes; members stand in the order in which they were put in."""
    return _encoder.encode(document)


_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


def members(stored: bytes) -> dict[str, msgspec.Raw]:
    """The members of a stored object, each as it is stored."""
    return _members.decode(stored)


def only(stored: bytes, names: Container[str]) -> bytes:
    """These members of a stored object."""
    return _encoder.encode({name: value for name, value in members(stored).items() if name in names})


def cell(value: Cell, type_: ColumnType) -> Json:
    """One cell in its JSON form."""
    if value is None or isinstance(value, int):
        return value
    if type_ in ("number", "list"):
        return msgspec.Raw(value.encode())
    return value


def record(record_type: RecordType, row: Row) -> dict[str, Json]:
    """A record's plain values."""
    return {column.name: cell(row[column.name], column.type) for column in record_type.columns}


def stated(claim: Claim) -> dict[str, Json]:
    """What a claim states: value, ends, hedge, unit, precision, and the source's words."""
    field = BY_NAME[claim.record_type].field(claim.field)
    type_: ColumnType = "number" if field is not None and field.kind is Kind.QUANTITY else "text"
    value = claim.value
    return {
        "value": cell(value.value, type_),
        "low": cell(value.low, type_),
        "high": cell(value.high, type_),
        "qualifier": value.qualifier,
        "unit": value.unit,
        "precision": value.precision,
        "text": claim.text,
    }
