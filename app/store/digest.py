"""The digest of a data set: the same for the same data, whatever the SQLite version or page layout."""

import hashlib
import sqlite3
from collections.abc import Iterator

import msgspec

from app.model.holdings import forms_of
from app.model.records import RECORD_TYPES

_REPRESENTATIONS = (f"{record_type.table}_{name}" for record_type in RECORD_TYPES for name in forms_of(record_type))
DERIVED = frozenset({"dataset", "timelines", "search_items", "alembic_version", *_REPRESENTATIONS})
"""Tables that follow from the others, or that are not data."""
_DERIVED_TOO = ("sqlite_", "search_index")
"""How tables begin that SQLite keeps for itself and for the full text."""


def digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over every row of every table: tables by name, rows by key, each a line of canonical JSON."""
    total, encode = hashlib.sha256(), msgspec.json.Encoder().encode
    for table in _tables(connection):
        columns = connection.execute(f'PRAGMA table_info("{table}")').fetchall()
        names = ", ".join(f'"{name}"' for _, name, *_ in columns)
        key = ", ".join(f'"{name}"' for _, name, *_, place in sorted(columns, key=lambda column: column[5]) if place)
        for row in connection.execute(f'SELECT {names} FROM "{table}" ORDER BY {key}'):
            cells = [hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell for cell in row]
            total.update(encode([table, *cells]) + b"\n")
    return total.hexdigest()


def _tables(connection: sqlite3.Connection) -> Iterator[str]:
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
        if name not in DERIVED and not name.startswith(_DERIVED_TOO):
            yield name
