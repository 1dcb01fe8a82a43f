"""The schema: every store is made by the alembic migrations, from nothing to the newest."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, String, create_engine
from sqlalchemy.ext.compiler import compiles

from app.settings import ROOT

MIGRATIONS = ROOT / "migrations"


@compiles(String, "postgresql")
def _by_code_point(text: String, compiler: Any, **options: Any) -> str:
    """Text is compared and sorted by code point, as SQLite does, whatever the database's own collation."""
    return f'{compiler.visit_VARCHAR(text, **options)} COLLATE "C"'


def migrate(connection: Connection, scripts: Path = MIGRATIONS) -> None:
    """Bring the database behind this connection to the newest schema."""
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


_OF_TABLES = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"


def schema_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Tables and indexes that are not those that the migrations make; SQLite's own are left to itself."""
    made, meant = _own(connection.execute(_OF_TABLES)), declared()
    for name in sorted(made.keys() | meant.keys()):
        if made.get(name) != meant.get(name):
            yield f"schema: {name} is not what the migrations make"


@lru_cache(maxsize=1)
def declared() -> Mapping[str, str]:
    """What the migrations make, from nothing: the SQL of each table and index, by name."""
    engine = create_engine("sqlite://")
    try:
        with engine.connect() as connection:
            migrate(connection)
            return _own(connection.exec_driver_sql(_OF_TABLES))
    finally:
        engine.dispose()


def _own(rows: Iterable[Any]) -> dict[str, str]:
    return {name: sql for name, sql in rows if not name.startswith(("sqlite_", "search_index_"))}
