"""A connection to one published store: its file proved, opened read-only, each statement limited in time."""

import hashlib
import json
import os
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from app.errors import StoreUnusable, TooExpensive
from app.model.holdings import RENDERING

SCHEMA_VERSION = "0002"
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
        self._patience = patience
        self._until = 0.0
        # The file stays readable under this name even when a later publication has removed it from its folder.
        self._file = os.open(path, os.O_RDONLY)
        self.digest: str = self._one("SELECT digest FROM dataset")
        if patience is not None:
            connection.set_progress_handler(self._late, _LOOK)

    @classmethod
    def open(cls, link: Path) -> Self:
        """Open the store that the link names, after proving that its bytes are the ones its name promises."""
        return cls.at(_verified(link), PATIENCE)

    @classmethod
    def at(cls, path: Path, patience: float | None = None) -> Self:
        """Open a store by its path; only its schema is looked at."""
        try:
            # immutable: nobody writes to a published store, so neither locks nor a journal are looked for.
            uri = f"{path.as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(uri, uri=True, check_same_thread=False, cached_statements=512)
            connection.execute("PRAGMA query_only = ON")
            connection.execute(f"PRAGMA cache_size = -{_PAGES * 1024}")
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if version != (SCHEMA_VERSION,):
                raise StoreUnusable(
                    f"{path.name} has schema {version}, this program reads {SCHEMA_VERSION}: ingest again"
                )
            rendering = connection.execute("SELECT rendering FROM dataset").fetchone()
            if rendering != (RENDERING,):
                raise StoreUnusable(
                    f"{path.name} was rendered in version {rendering}, this program has {RENDERING}: ingest again"
                )
            return cls(connection, path, patience)
        except (sqlite3.Error, TypeError) as error:
            raise StoreUnusable(f"{path.name} is no store of Chancery ({error}): ingest again") from error

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


def as_json(ids: Iterable[object]) -> str:
    """Ids as one bound parameter, a JSON array: one statement whatever their number."""
    return json.dumps(list(ids))


def published_at(link: Path) -> float:
    """When the store behind this link was published: the link's own time, for it is made anew each time."""
    return link.lstat().st_mtime


def _verified(link: Path) -> Path:
    """The file behind the link, of which the SHA-256 is the one in its name."""
    try:
        path = link.resolve(strict=True)
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
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
