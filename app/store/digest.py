"""The digest of a data set: the same for the same data, whatever the SQLite version or page layout."""

import hashlib
import sqlite3

import msgspec
from sqlmodel import SQLModel

from app.store import tables


def digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over every row of every table: tables by name, rows by key, each a line of canonical JSON."""
    total, encode = hashlib.sha256(), msgspec.json.Encoder().encode
    for table in sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name):
        if table.name in tables.DERIVED:
            continue
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        key = ", ".join(f'"{column.name}"' for column in table.primary_key)
        for row in connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {key}'):
            cells = [hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell for cell in row]
            total.update(encode([str(table.name), *cells]) + b"\n")
    return total.hexdigest()
