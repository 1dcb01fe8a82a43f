"""A database as the reader asks it: one published store, for one thread at a time."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from app.errors import StoreUnusable
from app.store.dialect import Dialect

SCHEMA_VERSION = "0004"
"""The newest migration; a store of another one is refused."""
PATIENCE = 0.5
"""Seconds that one statement may take while a store is served."""
INGEST = "run `python3 run.py ingest`"
"""How a store is mended."""


def require(name: str, what: str, found: object, meant: object) -> None:
    """Refuse a store of another schema, or one whose representations another version of the program made."""
    if found != meant:
        raise StoreUnusable(f"{name} has {what} {found}, this program reads {meant}: ingest again")


class Database(Protocol):
    """Statements are plain SQL with `?` for values; the names in them come from the registry, never from a request."""

    dialect: Dialect
    name: str
    """What it is published as: a file or a schema."""
    digest: str
    """The digest of the data, as it is on record."""

    def all(self, sql: str, *values: str | float) -> list[Any]:
        """Every row of a statement, as tuples. Raises `TooExpensive` and `StoreUnusable`."""
        ...

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """All statements inside may take so long together, or are stopped with `TooExpensive`."""
        ...

    def altered(self) -> bool:
        """Whether the store has been written to since it was opened; may be asked in any thread."""
        ...

    @property
    def size(self) -> int:
        """The length in bytes of the store as a SQLite file."""
        ...

    def bytes(self, piece: int) -> Iterator[bytes]:
        """The store as a SQLite file, in pieces of this length."""
        ...

    def faults(self) -> Iterator[str]:
        """What is wrong with the store as a database, whatever it says; this takes its time."""
        ...

    def search_faults(self, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
        """Whether the full text holds these texts (number, label, text), and no others."""
        ...

    def close(self) -> None:
        """Give back what is open."""
        ...
