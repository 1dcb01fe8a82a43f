"""One published store in a schema of PostgreSQL: read only, each statement limited in time."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psycopg

from app.errors import StoreUnusable, TooExpensive
from app.model.holdings import RENDERING
from app.store.database import INGEST, SCHEMA_VERSION, require
from app.store.dialect import POSTGRES
from app.store.line import Line
from app.store.session import Session, Transaction


class PostgresDatabase:
    """What a schema holds never changes, so it does not matter which connection answers."""

    dialect = POSTGRES

    def __init__(self, line: Line, schema: str, patience: float | None, within: Transaction | None = None) -> None:
        """Seen from within a transaction, or as everybody sees it."""
        self.name = schema
        self._line = line
        self._until: float | None = None
        self._session = within or Session(line, {"search_path": schema}, patience)
        try:
            self.digest = self._recorded()
        except BaseException:
            self.close()
            raise

    def _recorded(self) -> str:
        """The digest on record. Refuses another schema, or representations of another version of the program."""
        (version,), *_ = self.all("SELECT version_num FROM alembic_version") or [("none",)]
        require(self.name, "schema", version, SCHEMA_VERSION)
        (rendering, digest), *_ = self.all("SELECT rendering, digest FROM dataset") or [("none", "")]
        require(self.name, "rendering", rendering, RENDERING)
        return str(digest)

    def close(self) -> None:
        self._session.close()

    def all(self, sql: str, *values: str | float) -> list[Any]:
        self._line.require()
        try:
            return self._session.all(sql, values, self._left())
        except psycopg.Error as error:  # of the schema that was published the server would not refuse it
            said = error.diag.message_primary or type(error).__name__
            raise StoreUnusable(f"{self.name} is not what was published ({said}): {INGEST}") from error

    def _left(self) -> float | None:
        """How much is left of the time for several statements. Raises `TooExpensive` when all of it is used up."""
        if self._until is None:
            return None
        left = self._until - time.monotonic()
        if left <= 0:
            raise TooExpensive("this takes longer than it may")
        return left

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        self._until = time.monotonic() + seconds
        try:
            yield
        finally:
            self._until = None

    def altered(self) -> bool:
        """Not to be seen from here: whoever may write is warned of, and `verify` proves all of it."""
        return False

    @property
    def size(self) -> int:
        ((length,),) = self.all("SELECT CAST(coalesce(sum(octet_length(data)), 0) AS bigint) FROM store_pieces")
        return int(length)

    def bytes(self, piece: int) -> Iterator[bytes]:
        held = b""
        for number in count(1):
            found = self.all("SELECT data FROM store_pieces WHERE number = ?", number)
            if not found:
                break
            held += found[0][0]
            while len(held) >= piece:
                yield held[:piece]
                held = held[piece:]
        if held:
            yield held

    def faults(self) -> Iterator[str]:
        from app.store.postgres_faults import faults  # noqa: PLC0415  (a server need not wait until SQLAlchemy is loaded)

        return faults(self._line, self._session.connection, self)

    def search_faults(self, meant: Iterable[tuple[int, str, str]]) -> Iterator[str]:
        from app.store.postgres_faults import search_faults  # noqa: PLC0415

        return search_faults(self._session.connection, meant)
