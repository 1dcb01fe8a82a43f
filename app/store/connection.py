"""A connection to one published store: its file proved, opened read-only, each statement limited in time."""

import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from app.errors import StoreUnusable, TooExpensive
from app.model.holdings import RENDERING

SCHEMA_VERSION = "0003"
"""The newest migration; a store of another one is refused."""
STORE_NAME = re.compile(r"chancery-([0-9a-f]{64})\.db")
"""A store is named by the SHA-256 of its bytes, so that any damage shows."""
PATIENCE = 0.5
"""Seconds that one statement may take while a store is served."""
_LOOK = 20_000
"""Steps of SQLite's machine between two looks at the clock; about a millisecond."""
_PAGES = 256
"""Mebibytes of pages that a connection keeps at most, once they have been read."""


class Connection:
    """Statements are plain SQL; the names in them come from the registry, never from a request.

    A connection is not shared between threads.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, patience: float | None) -> None:
        self._connection = connection
        self.path = path
        self._patience = patience
        self._until = 0.0
        self.digest: str = self._one("SELECT digest FROM dataset")
        # The file stays readable under this name even when a later publication has removed it from its folder.
        self._file = os.open(path, os.O_RDONLY)
        if patience is not None:
            connection.set_progress_handler(self._late, _LOOK)

    @classmethod
    def open(cls, link: Path, patience: float | None = PATIENCE) -> Self:
        """Open the store that the link names, after proving that its bytes are the ones its name promises."""
        return cls.at(_verified(link), patience)

    @classmethod
    def at(cls, path: Path, patience: float | None = None) -> Self:
        """Open a store by its path; only its schema is looked at."""
        with ExitStack() as opened:
            try:
                connection = sqlite3.connect(read_only(path), uri=True, check_same_thread=False, cached_statements=512)
                opened.callback(connection.close)
                connection.execute("PRAGMA query_only = ON")
                connection.execute(f"PRAGMA cache_size = -{_PAGES * 1024}")
                _require_version(connection, path)
                store = cls(connection, path, patience)
            except (sqlite3.Error, UnicodeDecodeError) as error:  # a message may quote what is damaged
                raise StoreUnusable(f"{path.name} is no store of Chancery ({error}): ingest again") from error
            opened.pop_all()
            return store

    def close(self) -> None:
        self._connection.close()
        os.close(self._file)

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

    def _late(self) -> bool:
        return time.monotonic() > self._until

    def _all(self, sql: str, *values: str | float) -> list[Any]:
        if self._patience is not None:
            self._until = time.monotonic() + self._patience
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooExpensive(f"this takes longer than {self._patience} seconds") from error
            raise

    def _one(self, sql: str, *values: str | float) -> Any:
        return self._all(sql, *values)[0][0]

    def _grouped(self, sql: str, *values: str) -> dict[str, list[tuple[Any, ...]]]:
        groups: dict[str, list[tuple[Any, ...]]] = {}
        for key, *rest in self._all(sql, *values):
            groups.setdefault(str(key), []).append(tuple(rest))
        return groups


def _require_version(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a store of another schema, or one whose representations an other version of the program made."""
    for sql, meant, what in (
        ("SELECT version_num FROM alembic_version", SCHEMA_VERSION, "schema"),
        ("SELECT rendering FROM dataset", RENDERING, "rendering"),
    ):
        found = connection.execute(sql).fetchone()
        if found != (meant,):
            other = found[0] if found else "none"
            raise StoreUnusable(f"{path.name} has {what} {other}, this program reads {meant}: ingest again")


def read_only(path: Path) -> str:
    """The address by which SQLite opens a store: nobody writes to it, so neither locks nor a journal are looked for."""
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"


def as_json(ids: Iterable[object]) -> str:
    """Ids as one bound parameter, a JSON array: one statement whatever their number."""
    return json.dumps(list(ids))


def published_at(link: Path) -> float:
    """When the store behind this link was published: the link's own time, for it is made anew each time."""
    return link.lstat().st_mtime


def hash_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verified(link: Path) -> Path:
    """The file behind the link, of which the SHA-256 is the one in its name."""
    try:
        path = link.resolve(strict=True)
        actual = hash_of(path)
    except OSError as error:
        raise StoreUnusable(f"{link} cannot be read ({error.strerror}): run `python3 run.py ingest`") from error
    name = STORE_NAME.fullmatch(path.name)
    if name is None:
        raise StoreUnusable(f"{link} leads to {path.name}, which is no published store: run `python3 run.py ingest`")
    if name[1] != actual:
        raise StoreUnusable(
            f"{path.name} is damaged: its bytes have SHA-256 {actual}. Remove it and run `python3 run.py ingest`"
        )
    return path
