"""Asking: what every question to a store has in common, whatever it is about."""

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

from app.errors import NoSuchPlace
from app.model.collections import Collection
from app.model.queries import EVERYTHING, Selection
from app.store import filters
from app.store.database import Database
from app.store.dialect import Bound

ALL = 2**62
"""As many rows as there are."""
_REMEMBERED = 1000
"""How many counts are remembered: the data never change, so neither do they."""
_NEAR = 25
"""How many ids are looked at for the nearest one to an id that does not exist."""


class Asking:
    """Questions to one database, which answers one thread at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._all = database.all
        self._dialect = database.dialect
        self._given = database.dialect.given
        self._counts: dict[tuple[object, ...], int] = {}
        self.digest = database.digest
        self.name = database.name

    def close(self) -> None:
        self._database.close()

    def within(self, seconds: float) -> AbstractContextManager[None]:
        """All statements inside may take so long together, or are stopped with `TooExpensive`."""
        return self._database.within(seconds)

    def altered(self) -> bool:
        """Whether the store has been written to since it was opened; may be asked in any thread."""
        return self._database.altered()

    @property
    def size(self) -> int:
        """The length in bytes of the store as a SQLite file."""
        return self._database.size

    def bytes(self, piece: int) -> Iterator[bytes]:
        """The store as a SQLite file, in pieces of this length."""
        return self._database.bytes(piece)

    def faults(self) -> Iterator[str]:
        """What is wrong with the store as a database, whatever it says; this takes its time."""
        return self._database.faults()

    def search_faults(self, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
        """Whether the full text holds these texts (number, label, text), and no others."""
        return self._database.search_faults(meant)

    def near(self, table: str, identifier: str) -> list[str]:
        """Some ids of a table, among them those before and after this one: somebody may have meant one of them."""
        return [
            row[0]
            for row in self._all(
                f"SELECT * FROM (SELECT id FROM {table} WHERE id >= ? ORDER BY id LIMIT {_NEAR}) AS after UNION ALL "
                f"SELECT * FROM (SELECT id FROM {table} WHERE id < ? ORDER BY id DESC LIMIT {_NEAR}) AS before",
                *(identifier, identifier),
            )
        ]

    def has(self, table: str, identifier: str) -> bool:
        return bool(self._all(f"SELECT 1 FROM {table} WHERE id = ?", identifier))

    def labels(self, table: str, ids: Iterable[str]) -> dict[str, str]:
        """id → label, for records of one table."""
        return dict(self._all(f"SELECT id, label FROM {table} WHERE id {self._given}", as_json(ids)))

    def ids(self, table: str) -> list[str]:
        """Every id of a table."""
        return [row[0] for row in self._all(f"SELECT id FROM {table} ORDER BY id")]

    def count(self, collection: Collection, selection: Selection = EVERYTHING) -> int:
        """How many there are in all; remembered, for they stay as many."""
        where = filters.where(self._dialect, collection, selection)
        asked = (collection.table, where.sql, *where.values)
        if asked not in self._counts:
            if len(self._counts) >= _REMEMBERED:
                self._counts.clear()
            sql = f"SELECT count(*) FROM {collection.table} AS t WHERE {where.sql}"
            ((self._counts[asked],),) = self._all(sql, *where.values)
        return self._counts[asked]

    def _tail(self, collection: Collection, selection: Selection, after: str | None, limit: int) -> tuple[str, Any]:
        """WHERE, ORDER BY and LIMIT of a page, with their values. Raises `NoSuchPlace`."""
        by = filters.order(collection, selection)
        parts = [filters.where(self._dialect, collection, selection)]
        if after is not None:
            parts.append(filters.after(by, self._keys(collection, by, after)))
        sql = " AND ".join(part.sql for part in parts)
        values = [value for part in parts for value in part.values]
        return f"WHERE {sql} ORDER BY {filters.order_sql(by)} LIMIT ?", (*values, limit)

    def _keys(self, collection: Collection, by: filters.Order, identifier: str) -> Bound:
        """What a record is sorted by."""
        if len(by) == 1:
            return (identifier,)
        columns = ", ".join(expression for expression, _ in by)
        found = self._all(f"SELECT {columns} FROM {collection.table} AS t WHERE t.id = ?", identifier)
        if not found:
            raise NoSuchPlace(f"there is no {identifier} any more")
        keys: Bound = found[0]
        return keys

    def _grouped(self, sql: str, *values: str) -> dict[str, list[tuple[Any, ...]]]:
        groups: dict[str, list[tuple[Any, ...]]] = {}
        for key, *rest in self._all(sql, *values):
            groups.setdefault(str(key), []).append(tuple(rest))
        return groups


def as_json(ids: Iterable[object]) -> str:
    """Ids as one bound value, a JSON array: one statement whatever their number."""
    return json.dumps(list(ids))
