"""The digest of a data set: the same for the same data, whatever the SQLite version or page layout."""

import hashlib
import json
import sqlite3

from sqlmodel import SQLModel

from app.store import tables

EXCLUDED = tables.Dataset.__tablename__
"""The table that holds the digest itself."""


def digest(connection: sqlite3.Connection) -> str:
    """SHA-256 over every row of every table: tables by name, rows by key, each a line of canonical JSON."""
    total = hashlib.sha256()
    for table in sorted(SQLModel.metadata.tables.values(), key=lambda table: table.name):
        if table.name == EXCLUDED:
            continue
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        key = ", ".join(f'"{column.name}"' for column in table.primary_key)
        for row in connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {key}'):
            cells = [hashlib.sha256(cell).hexdigest() if isinstance(cell, bytes) else cell for cell in row]
            line = json.dumps([table.name, *cells], ensure_ascii=False, separators=(",", ":"))
            total.update(line.encode() + b"\n")
    return total.hexdigest()
