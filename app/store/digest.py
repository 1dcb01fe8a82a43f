"""The digest of a data set: the same for the same data, whichever database holds it, in whatever version or layout."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import msgspec
from sqlalchemy import Table
from sqlmodel import SQLModel

from app.model.holdings import forms_of
from app.model.records import RECORD_TYPES
from app.store import tables

_REPRESENTATIONS = (f"{record_type.table}_{name}" for record_type in RECORD_TYPES for name in forms_of(record_type))
DERIVED = frozenset(
    {tables.Dataset.__tablename__, tables.Series.__tablename__, tables.SearchItem.__tablename__, *_REPRESENTATIONS}
)
"""Tables that follow from the others, or that are not data."""


class Answered(Protocol):
    """What is answered to a statement, as every database driver of Python gives it."""

    @property
    def description(self) -> Sequence[Any] | None: ...

    def __iter__(self) -> Iterator[Any]: ...


def digest(ask: Callable[[str], Answered]) -> str:
    """SHA-256 over every row of every table: tables by name, rows by key, each a line of canonical JSON."""
    total, encode = hashlib.sha256(), msgspec.json.Encoder().encode
    for table in _tables():
        names = ", ".join(f'"{name}"' for name in _columns(table, ask))
        key = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        for row in ask(f'SELECT {names} FROM "{table.name}" ORDER BY {key}'):
            cells = [hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell for cell in row]
            total.update(encode([str(table.name), *cells]) + b"\n")
    return total.hexdigest()


def _columns(table: Table, ask: Callable[[str], Answered]) -> list[str]:
    """In the order in which the migrations made them; the number of a row is none of its data."""
    made = ask(f'SELECT * FROM "{table.name}" LIMIT 0').description or ()
    return [name for name, *_ in made if name in table.columns]


def _tables() -> Iterator[Table]:
    declared = SQLModel.metadata.tables
    return (declared[name] for name in sorted(declared) if name not in DERIVED)
