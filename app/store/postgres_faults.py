"""What is wrong with a store in PostgreSQL: its schema, references, digest, its export, its full text."""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from itertools import count, zip_longest
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import ForeignKeyConstraint, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from app.errors import StoreUnusable
from app.store.digest import Answered, digest
from app.store.line import Bounded, Line
from app.store.schema import migrate
from app.store.sqlite import SqliteDatabase
from app.store.terms import Item, phrase, terms_of

PIECE = 256 * 1024
"""Bytes of the SQLite file in one row."""


class Held(Protocol):
    """A store in a schema."""

    name: str
    digest: str

    def bytes(self, piece: int) -> Iterator[bytes]: ...


def faults(line: Line, connection: Bounded, held: Held) -> Iterator[str]:
    """Tables, constraints and indexes that are not those of the migrations, rows that refer to none, a wrong digest,
    an export that is another store."""
    yield from _schema_faults(line, connection, held.name)
    yield from _foreign_keys(connection)
    with _streaming(connection) as ask:
        if digest(ask) != held.digest:
            yield "the digest of the rows is not the digest on record"
    yield from _export_faults(held)


_DESCRIBED = """
SELECT 'table ' || relname, concat(relkind, relrowsecurity, relhasrules, relhastriggers AND EXISTS (
       SELECT 1 FROM pg_trigger WHERE tgrelid = r.oid AND NOT tgisinternal))
  FROM pg_class AS r WHERE relnamespace = {0} AND relkind <> 'i'
UNION ALL
SELECT 'column ' || relname || '.' || attname, concat_ws(' ', format_type(atttypid, atttypmod), collname, attnotnull,
       attgenerated, attidentity, pg_get_expr(adbin, adrelid))
  FROM pg_attribute AS a JOIN pg_class AS r ON r.oid = attrelid
  LEFT JOIN pg_collation AS c ON c.oid = attcollation LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
 WHERE relnamespace = {0} AND relkind <> 'i' AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = {0}
UNION ALL
SELECT 'index ' || relname, concat(indisvalid, indisready, ' ', pg_get_indexdef(indexrelid))
  FROM pg_index JOIN pg_class AS r ON r.oid = indexrelid WHERE relnamespace = {0}
"""
"""What a namespace holds, as the server says it: names and definitions."""


def _schema_faults(line: Line, connection: Bounded, schema: str) -> Iterator[str]:
    """A schema is held against one that the migrations make, in another session, for that session alone."""
    made = _described(connection, f"CAST('{schema}' AS regnamespace)", schema)
    try:
        meant = _declared(line)
    except (StoreUnusable, psycopg.Error, SQLAlchemyError):
        yield "schema: it cannot be held against the migrations: GRANT its role TEMPORARY on the database"
        return
    for name in sorted(made.keys() | meant.keys()):
        if made.get(name) != meant.get(name):
            yield f"schema: {name} is not what the migrations make"


def _declared(line: Line) -> Mapping[str, str]:
    """What the migrations make on this server, from nothing."""
    engine = create_engine(
        "postgresql+psycopg://", creator=lambda: line.connect({"search_path": "pg_temp"}), poolclass=NullPool
    )
    with engine.connect() as session:
        migrate(session)
        connection: Any = session.connection.driver_connection
        return _described(connection, "pg_my_temp_schema()", "pg_temp")


def _described(connection: Bounded, namespace: str, schema: str) -> Mapping[str, str]:
    rows = connection.execute(_DESCRIBED.format(namespace).encode()).fetchall()
    return {name.replace(f"{schema}.", ""): definition.replace(f"{schema}.", "") for name, definition in rows}


def _foreign_keys(connection: Bounded) -> Iterator[str]:
    """Constraints can be put out of force: their rows are looked at."""
    for table in SQLModel.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: tuple(key.column_keys)):
            ((lost,),) = connection.execute(_orphans(str(table.name), key).encode()).fetchall()
            if lost:
                to = key.referred_table.name
                yield f"foreign key: {lost} rows of {table.name} refer to one of {to} that is not there"


def _orphans(table: str, key: ForeignKeyConstraint) -> str:
    pairs = [(f'c."{each.parent.name}"', f'p."{each.column.name}"') for each in key.elements]
    joined = " AND ".join(f"{own} = {other}" for own, other in pairs)
    stated = " AND ".join(f"{own} IS NOT NULL" for own, _ in pairs)
    parent = f'"{key.referred_table.name}" AS p ON {joined}'
    return f'SELECT count(*) FROM "{table}" AS c LEFT JOIN {parent} WHERE {stated} AND {pairs[0][1]} IS NULL'


@contextmanager
def _streaming(connection: Bounded) -> Iterator[Callable[[str], Answered]]:
    """Statements whose rows are fetched some at a time: they may be more than there is memory for."""
    numbers = count(1)

    def ask(sql: str) -> Answered:
        cursor = opened.enter_context(connection.cursor(f"rows_{next(numbers)}"))
        cursor.itersize = 5000
        return cursor.execute(sql.encode(), binary=True)

    with connection.transaction(), ExitStack() as opened:
        yield ask


def _export_faults(held: Held) -> Iterator[str]:
    """The SQLite file that is kept beside the rows is the one that the schema is named by, and holds the same data."""
    total = hashlib.sha256()
    with tempfile.NamedTemporaryFile(prefix="chancery-", suffix=".db") as file:
        for piece in held.bytes(PIECE):
            total.update(piece)
            file.write(piece)
        file.flush()
        if total.hexdigest()[:16] != held.name.rpartition("_")[2]:
            yield f"export: its bytes have SHA-256 {total.hexdigest()}, which {held.name} is not named by"
            return
        try:
            with closing(SqliteDatabase.at(Path(file.name))) as exported:
                if exported.digest != held.digest:
                    yield "export: it holds other data"
        except StoreUnusable as error:
            yield f"export: {error}"


def search_faults(connection: Bounded, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """Whether the full text holds the terms of these texts, and no others; the first item that differs is named."""
    with _streaming(connection) as ask:
        stored = ask(_ITEMS)
        for have, want in zip_longest(stored, map(_held, terms_of(meant))):
            if have != want:
                numbers = [each[0] for each in (have, want) if each is not None]
                yield f"search: the full text of item {min(numbers)} is not that of its texts"
                return


_ITEMS = """
SELECT rowid, label, terms, findable FROM search_texts FULL JOIN (
       SELECT rowid, array_agg(term ORDER BY term) AS findable FROM search_index GROUP BY rowid) AS listed USING (rowid)
 ORDER BY rowid
"""


def _held(item: Item) -> tuple[int, str, str, list[str]]:
    """How an item stands in the database."""
    return item.number, phrase(item.label), phrase(item.terms), item.findable
