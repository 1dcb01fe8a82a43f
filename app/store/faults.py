"""What SQLite itself finds wrong with a store, and what it does not look at: schema, digest, full text."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from app.store.digest import digest
from app.store.schema import schema_faults
from app.store.terms import SEARCH_INDEX, read_only

_CLASSES = {"VARCHAR": "text", "INTEGER": "integer", "BLOB": "blob"}


def faults(connection: sqlite3.Connection, recorded: str) -> Iterator[str]:
    """Damaged pages and indexes, broken foreign keys, another schema, cells of a class that their column has not, a
    wrong digest."""
    found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    yield from (f"integrity: {each}" for each in found if each != "ok")
    yield from (f"foreign key: {tuple(row)}" for row in connection.execute("PRAGMA foreign_key_check"))
    yield from schema_faults(connection)
    yield from _of_another_class(connection)
    if digest(connection.execute) != recorded:
        yield "the digest of the rows is not the digest on record"


def _of_another_class(connection: sqlite3.Connection) -> Iterator[str]:
    """SQLite lets any cell hold anything: a figure that is a blob is no figure."""
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for _, column, declared, *_ in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
            if (meant := _CLASSES.get(declared.partition("(")[0])) is not None:
                sql = f'SELECT count(*) FROM "{table}" WHERE typeof("{column}") NOT IN (?, \'null\')'
                (count,) = connection.execute(sql, (meant,)).fetchone()
                if count:
                    yield f"{count} cells of {table}.{column} are no {meant}"


def search_faults(store: Path, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    """Whether the full text of a store holds these texts, each with its number, label and text, and no others."""
    with closing(sqlite3.connect(":memory:", uri=True)) as connection:
        connection.execute("ATTACH ? AS store", (read_only(store),))
        connection.execute(f"CREATE VIRTUAL TABLE again USING {SEARCH_INDEX}")
        connection.executemany("INSERT INTO again(rowid, label, text) VALUES (?, ?, ?)", meant)
        connection.execute("CREATE VIRTUAL TABLE temp.stored USING fts5vocab(store, search_index, instance)")
        connection.execute("CREATE VIRTUAL TABLE temp.meant USING fts5vocab(main, again, instance)")
        for one, other, words in (("stored", "meant", "nothing has there"), ("meant", "stored", "is not in it")):
            sql = f"SELECT term, doc FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) ORDER BY doc, term LIMIT 1"
            for term, number in connection.execute(sql):
                yield f"search: the full text has «{term}» for item {number}, which {words}"
        yield from _not_found(connection)


def _not_found(connection: sqlite3.Connection) -> Iterator[str]:
    """Words that stand there and are not found: a search looks them up in an index that a listing does not need."""
    sql = (
        "SELECT rowid FROM again WHERE again MATCH ?1 "
        "EXCEPT SELECT rowid FROM store.search_index WHERE search_index MATCH ?1 LIMIT 1"
    )
    for (term,) in connection.execute("SELECT DISTINCT term FROM meant").fetchall():
        for (number,) in connection.execute(sql, (f'"{term}"',)):
            yield f"search: «{term}» is not found in item {number}"
            return
