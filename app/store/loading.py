"""Publication in PostgreSQL: a proved SQLite store becomes a schema, in one transaction, or nothing happens at all."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Column, Connection, Integer, LargeBinary, NullPool, Table, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from app.errors import AnotherIngestion, IngestionRefused, StoreNotWritten, StoreUnusable
from app.model.records import RECORD_TYPES
from app.store.line import Bounded, Line
from app.store.postgres import PostgresDatabase
from app.store.postgres_faults import PIECE
from app.store.reader import Reader
from app.store.schema import migrate
from app.store.session import Transaction
from app.store.sqlite import hash_of
from app.store.terms import phrase, read_only, terms_in

Prove = Callable[[Reader], None]
"""Raises `IngestionRefused` for a store that does not prove itself."""
_LOCK = int.from_bytes(b"chancery")
"""The number of the lock that one ingestion at a time holds in a database."""
_RELEASES = """
CREATE SCHEMA IF NOT EXISTS chancery;
CREATE TABLE chancery.releases (
    schema text PRIMARY KEY,
    number integer NOT NULL UNIQUE,
    sha256 text NOT NULL,
    digest text NOT NULL,
    version text NOT NULL,
    rendering integer NOT NULL,
    published timestamptz NOT NULL UNIQUE
);
GRANT USAGE ON SCHEMA chancery TO PUBLIC;
GRANT SELECT ON chancery.releases TO PUBLIC
"""
"""What is published is public: whoever may connect may read it, and nobody but its owner may write."""
_PUBLISH = """
INSERT INTO chancery.releases
SELECT %s, %s, %s, digest, version_num, rendering,
       greatest(clock_timestamp(), (SELECT max(published) + interval '1 microsecond' FROM chancery.releases))
  FROM dataset, alembic_version
"""
_RECORD_TABLES = {record_type.table for record_type in RECORD_TYPES}


def publish(url: str, store: Path, prove: Prove) -> str:
    """Publish a SQLite store in a database, and say under which name.

    What is published already is proved once more, and is left as it is if it is the same and is whole. Raises
    `StoreNotWritten`, `AnotherIngestion`, `StoreUnusable`, and what `prove` raises; then what was published stands.
    """
    line, sha256, name = Line(url), hash_of(store), None
    try:
        with _transaction(line) as (session, connection):
            _begin(connection)
            name = _standing(line, connection, sha256, prove)
            name = name or _make(line, session, connection, store, sha256, prove)
    except (psycopg.Error, SQLAlchemyError, sqlite3.Error) as error:
        outcome = _UNCERTAIN if name else "nothing was published"
        raise StoreNotWritten(f"the database refuses the new store: {_said(error)}; {outcome}") from error
    _tidy(line)
    return name


_UNCERTAIN = "it was about to be published, and it may have been: ingest again"


def _said(error: Exception) -> str:
    """The first line of what the server says, for the rest may be as long as a document; and what helps."""
    refused = getattr(error, "orig", error)
    said = refused.diag.message_primary if isinstance(refused, psycopg.Error) else None
    said = said or next(iter(str(refused).splitlines()), type(refused).__name__)
    if isinstance(refused, psycopg.errors.InsufficientPrivilege):
        return f"{said} (this role may not publish: use that of the owner, as docs/roles.sql makes it)"
    return said


@contextmanager
def _transaction(line: Line) -> Iterator[tuple[Connection, Bounded]]:
    """A transaction as the migrations know it, and its connection as everything else does."""

    def connect() -> Bounded:
        connection = line.connect(_SETTINGS)
        # The server is to notice when an ingestion is killed, even while it makes an index for it.
        with suppress(psycopg.Error):
            connection.execute("SET client_connection_check_interval = '1s'")
        connection.autocommit = False
        return connection

    engine = create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)
    with engine.begin() as session:
        driver: Any = session.connection.driver_connection
        yield session, driver


_SETTINGS = {
    "search_path": "pg_catalog",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "default_transaction_read_only": "off",
    "maintenance_work_mem": "256MB",
}


def _begin(connection: Bounded) -> None:
    """Be the only ingestion; make the table of releases, if it is the first one."""
    if connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK]).fetchall() != [(True,)]:
        raise AnotherIngestion("another ingestion is at work in this database: wait for it, then run again")
    if connection.execute("SELECT to_regclass('chancery.releases')").fetchall() == [(None,)]:
        connection.execute(_RELEASES)


def _standing(line: Line, connection: Bounded, sha256: str, prove: Prove) -> str | None:
    """The schema that is published now, if it holds this very store and proves itself."""
    latest = "SELECT schema, sha256 FROM chancery.releases ORDER BY published DESC LIMIT 1"
    for name, held in connection.execute(latest).fetchall():
        with suppress(IngestionRefused, StoreUnusable, psycopg.Error), connection.transaction():
            if held == sha256:
                _look_into(connection, name)
                prove(Reader(PostgresDatabase(line, name, None, Transaction(connection))))
                return str(name)
    return None


def _look_into(connection: Bounded, name: str) -> None:
    connection.execute(SQL("SET LOCAL search_path = {}").format(Identifier(name)))


def _make(line: Line, session: Connection, connection: Bounded, store: Path, sha256: str, prove: Prove) -> str:
    """A new schema with all that the store holds, proved."""
    ((number,),) = connection.execute("SELECT coalesce(max(number), 0) + 1 FROM chancery.releases").fetchall()
    name = f"chancery_{number}_{sha256[:16]}"
    connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(name)))
    _look_into(connection, name)
    migrate(session)
    _fill(connection, name, store)
    for grant in ("GRANT USAGE ON SCHEMA {} TO PUBLIC", "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO PUBLIC"):
        connection.execute(grant.format(name).encode())
    prove(Reader(PostgresDatabase(line, name, None, Transaction(connection))))
    connection.execute(_PUBLISH, [name, number, sha256])
    return name


def _fill(connection: Bounded, name: str, store: Path) -> None:
    """Rows first; the indexes over them, and what refers from one to another, at once afterwards."""
    again = list(_set_aside(connection, name))
    with closing(sqlite3.connect(read_only(store), uri=True)) as source:
        for table in SQLModel.metadata.sorted_tables:
            columns = _columns(table)
            names = ", ".join(f'"{column}"' for column in columns)
            rows = source.execute(f'SELECT {names} FROM "{table.name}" ORDER BY rowid')
            _copy(connection, str(table.name), columns, rows)
    _copy(connection, "search_index", {"term": "varchar", "rowid": "int4"}, _findable(store))
    _copy(connection, "search_texts", {"rowid": "int4", "label": "varchar", "terms": "varchar"}, _texts(store))
    _copy(connection, "store_pieces", {"number": "int4", "data": "bytea"}, _pieces(store))
    for statement in again:
        connection.execute(statement.encode())
    for (table_name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", [name]).fetchall():
        connection.execute(SQL("ANALYZE {}").format(Identifier(table_name)))


_LATER = """
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
  FROM pg_index JOIN pg_class AS r ON r.oid = indexrelid
 WHERE relnamespace = CAST(%(name)s AS regnamespace)
   AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
UNION ALL
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE contype = 'f' AND connamespace = CAST(%(name)s AS regnamespace)
"""


def _set_aside(connection: Bounded, name: str) -> Iterator[str]:
    """Drop what is cheaper to make when all rows are there; how each is made again."""
    for drop, make in connection.execute(_LATER, {"name": name}).fetchall():
        connection.execute(drop.encode())
        yield make


def _type(column: Column[Any]) -> str:
    match column.type:
        case Integer():
            return "int4"
        case LargeBinary():
            return "bytea"
        case _:
            return "varchar"


def _columns(table: Table) -> dict[str, str]:
    """The columns to copy, each with its type; records have the number of their row as well."""
    numbered = {"rowid": "int4"} if table.name in _RECORD_TABLES else {}
    return {**numbered, **{str(column.name): _type(column) for column in table.columns}}


def _copy(connection: Bounded, table: str, columns: dict[str, str], rows: Iterable[Sequence[Any]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    # Frozen: no row has to be looked at again to know that everybody sees it.
    sql = f'COPY "{table}" ({names}) FROM STDIN WITH (FORMAT BINARY, FREEZE)'
    with connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def _findable(store: Path) -> Iterator[tuple[str, int]]:
    return ((term, item.number) for item in terms_in(store) for term in item.findable)


def _texts(store: Path) -> Iterator[tuple[int, str, str]]:
    return ((item.number, phrase(item.label), phrase(item.terms)) for item in terms_in(store))


def _pieces(store: Path) -> Iterator[tuple[int, bytes]]:
    with store.open("rb") as file:
        yield from enumerate(iter(lambda: file.read(PIECE), b""), 1)


_OUTDATED = """
SELECT schema FROM (SELECT schema, row_number() OVER by_age AS place, lag(published) OVER by_age AS replaced
                      FROM chancery.releases WINDOW by_age AS (ORDER BY published DESC)) AS releases
 WHERE place > 2 AND replaced < clock_timestamp() - interval '1 minute'
"""


def _tidy(line: Line) -> None:
    """Drop the schemas of older releases, but not the one before, nor one that may still be served somewhere.

    What cannot be dropped now, as somebody reads it or does not want to wait, the next ingestion drops.
    """
    with (
        suppress(psycopg.Error, StoreUnusable, KeyboardInterrupt),
        closing(line.connect({**_SETTINGS, "lock_timeout": "2s"})) as connection,
    ):
        for (name,) in connection.execute(_OUTDATED).fetchall():
            with connection.transaction():
                connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(name)))
                connection.execute("DELETE FROM chancery.releases WHERE schema = %s", [name])
