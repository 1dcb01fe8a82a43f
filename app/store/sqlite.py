"""One published store in a SQLite file: proved, opened read-only, each statement limited in time."""

import errno
import hashlib
import math
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

from app.errors import StoreUnusable, TooExpensive
from app.model.holdings import RENDERING
from app.store.database import INGEST, SCHEMA_VERSION, require
from app.store.dialect import SQLITE
from app.store.terms import read_only

STORE_NAME = re.compile(r"chancery-([0-9a-f]{64})\.db")
"""A store is named by the SHA-256 of its bytes, so that any damage shows."""
_LOOK = 20_000
"""Steps of SQLite's machine between two looks at the clock; about a millisecond."""
PAGES = 256
"""Mebibytes of pages that a connection keeps at most, once they have been read."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""What SQLite says of a file that is no longer what was opened."""


class SqliteDatabase:
    """A connection to the file, for one thread at a time."""

    dialect = SQLITE

    def __init__(self, connection: sqlite3.Connection, path: Path, patience: float | None) -> None:
        self._connection = connection
        self.path = path
        self.name = path.name
        self._patience = patience
        self._until = 0.0
        self._within: float | None = None
        # Of the table itself, not of its index, which may have lost its rows.
        self.digest: str = self.all("SELECT digest, rendering FROM dataset")[0][0]
        # The file stays readable under this name even when a later publication has removed it from its folder.
        self._file = os.open(path, os.O_RDONLY)
        self._opened = self._state()
        if patience is not None:
            connection.set_progress_handler(self._late, _LOOK)

    @classmethod
    def at(cls, path: Path, patience: float | None = None, pages: int = PAGES) -> Self:
        """Open a store by its path; only its schema is looked at."""
        with ExitStack() as opened:
            try:
                connection = sqlite3.connect(read_only(path), uri=True, check_same_thread=False, cached_statements=512)
                opened.callback(connection.close)
                connection.execute("PRAGMA query_only = ON")
                connection.execute(f"PRAGMA cache_size = -{pages * 1024}")
                _require_version(connection, path)
                store = cls(connection, path, patience)
            except OSError as error:
                raise StoreUnusable(f"{path} cannot be read ({reason(error)}): {INGEST}") from error
            except (sqlite3.Error, UnicodeDecodeError) as error:  # a message may quote what is damaged
                raise StoreUnusable(f"{path.name} is no store of Chancery ({error}): ingest again") from error
            opened.pop_all()
            return store

    def close(self) -> None:
        self._connection.close()
        os.close(self._file)

    def altered(self) -> bool:
        """Whether anybody has written to the file since it was opened, which nobody may."""
        return self._state() != self._opened

    def _state(self) -> tuple[int, int]:
        status = os.fstat(self._file)
        return status.st_size, status.st_mtime_ns

    @property
    def size(self) -> int:
        """The length of the store in bytes."""
        return os.fstat(self._file).st_size

    def bytes(self, piece: int) -> Iterator[bytes]:
        """The store itself, in pieces of this length."""
        at = 0
        while read := os.pread(self._file, piece, at):
            yield read
            at += len(read)

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """All statements inside may take so long together, or are stopped with `TooExpensive`."""
        self._within, self._until = seconds, time.monotonic() + seconds
        if self._patience is None:
            self._connection.set_progress_handler(self._late, _LOOK)
        try:
            yield
        finally:
            self._within = None
            if self._patience is None:
                self._connection.set_progress_handler(None, 0)

    def _late(self) -> bool:
        return time.monotonic() > self._until

    def all(self, sql: str, *values: str | float) -> list[Any]:
        if self._within is not None:
            if self._late():
                raise self._too_expensive()
        elif self._patience is not None:
            self._until = time.monotonic() + self._patience
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", 0)
            if code == sqlite3.SQLITE_INTERRUPT:
                raise self._too_expensive() from error
            if code & 0xFF in _DAMAGED:
                raise StoreUnusable(f"{self.path.name} is damaged ({error}): {INGEST}") from error
            raise

    def _too_expensive(self) -> TooExpensive:
        return TooExpensive(f"this takes longer than {self._within or self._patience} seconds")

    def faults(self) -> Iterator[str]:
        from app.store.faults import faults  # noqa: PLC0415  (a server need not wait until SQLAlchemy is loaded)

        self._until = math.inf
        yield from faults(self._connection, self.digest)

    def search_faults(self, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
        from app.store.faults import search_faults  # noqa: PLC0415

        return search_faults(self.path, meant)


def _require_version(connection: sqlite3.Connection, path: Path) -> None:
    """An older schema may not even know of a rendering."""
    for what, sql, meant in (
        ("schema", "SELECT version_num FROM alembic_version", SCHEMA_VERSION),
        ("rendering", "SELECT rendering FROM dataset", RENDERING),
    ):
        found = connection.execute(sql).fetchone()
        require(path.name, what, found[0] if found else "none", meant)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes. Raises `OSError`."""
    if path.is_fifo() or path.is_char_device():  # it would be read for ever
        raise OSError(errno.EINVAL, "it is no file")
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reason(error: OSError | RuntimeError) -> str:
    """Why something cannot be read, without its path."""
    return (error.strerror or str(error)) if isinstance(error, OSError) else "its links lead round in a circle"


def verified(link: Path, name: str | None = None) -> Path:
    """The file behind the link, or the one of this name beside it, of which the SHA-256 is the one in its name."""
    try:
        path = link.resolve(strict=True)
        path = path if name is None else path.with_name(name)
        actual = hash_of(path)
    except (OSError, RuntimeError) as error:  # a RuntimeError is a loop of links
        raise StoreUnusable(f"{link} cannot be read ({reason(error)}): {INGEST}") from error
    named = STORE_NAME.fullmatch(path.name)
    if named is None:
        raise StoreUnusable(f"{link} leads to {path.name}, which is no published store: {INGEST}")
    if named[1] != actual:
        raise StoreUnusable(f"{path.name} is damaged: its bytes have SHA-256 {actual}. Remove it and {INGEST}")
    return path
