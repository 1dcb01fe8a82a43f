"""The schema in PostgreSQL: the same migrations make it, and can undo it."""

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from app.model.records import RECORD_TYPES
from app.store.schema import MIGRATIONS, migrate
from tests.postgres import VERSIONS, Postgres, postgres

MADE = """
SELECT relname, relkind::text, attname, format_type(atttypid, atttypmod), attnotnull
  FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
 WHERE relnamespace = 'public'::regnamespace AND attnum > 0 AND NOT attisdropped ORDER BY 1, 3
"""
ONLY_THERE = {"search_index", "search_texts", "store_pieces", "alembic_version"}


@pytest.fixture(params=VERSIONS)
def session(request: pytest.FixtureRequest, database_server: Postgres) -> Iterator[Connection]:
    """An empty database of each version that is at hand."""
    if request.param == database_server.version:
        with database_server.database() as name:
            yield from _sessions(database_server.url(name))
    else:
        with postgres(request.param) as server:
            yield from _sessions(server.url())


def _sessions(url: str) -> Iterator[Connection]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as session:
        yield session
    engine.dispose()


def _made(session: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.exec_driver_sql(MADE)]


def test_it_has_the_declared_columns(session: Connection) -> None:
    """And what SQLite has without being told."""
    migrate(session)
    columns: dict[str, set[object]] = {}
    for table, kind, column, *_ in _made(session):
        if kind == "r":
            columns.setdefault(str(table), set()).add(column)
    declared = {name: {column.name for column in table.columns} for name, table in SQLModel.metadata.tables.items()}
    assert columns.keys() - ONLY_THERE == declared.keys()
    numbered = {record_type.table for record_type in RECORD_TYPES}
    for name, meant in declared.items():
        assert columns[name] == meant | ({"rowid"} if name in numbered else set())


def test_it_has_the_declared_indexes(session: Connection) -> None:
    migrate(session)
    made = {table for table, kind, *_ in _made(session) if kind == "i" and str(table).startswith("ix_")}
    declared = {str(index.name) for table in SQLModel.metadata.tables.values() for index in table.indexes}
    assert made == declared | {"ix_search_index_term"}


def test_every_migration_can_be_undone(session: Connection) -> None:
    """Down by one and up again is the same schema, and down to nothing leaves nothing."""
    migrate(session)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = session
    made = _made(session)
    command.downgrade(config, "-1")
    assert _made(session) != made
    migrate(session)
    assert _made(session) == made
    command.downgrade(config, "base")
    assert {row[0] for row in _made(session)} == {"alembic_version", "alembic_version_pkc"}
