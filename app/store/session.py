"""A session with PostgreSQL: statements on one connection, which is made anew when it breaks."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import psycopg

from app.errors import TooExpensive
from app.store.line import SLACK, Bounded, Line, Row, Silent

_SETTINGS = {
    "default_transaction_read_only": "on",
    # To compile a statement takes longer than any that is asked here.
    "jit": "off",
}
_BROKEN = ("08", "40", "57")
"""Classes of SQLSTATE: the connection failed, a standby took a row away, somebody stopped the server."""
_EXHAUSTED = ("53", "54")
"""The server has not the memory, or the statement is beyond its limits."""


class Session:
    """For one thread at a time, and for statements that only read: they can be asked once more."""

    def __init__(self, line: Line, settings: Mapping[str, str], patience: float | None) -> None:
        """`patience` is how many seconds a statement may take; None is as many as it needs."""
        self._line = line
        self._settings = {**_SETTINGS, **settings}
        self._patience = patience
        self._allowed: float | None = None
        self.connection = self._connect()
        self._cursor = psycopg.RawCursor(self.connection)

    def _connect(self) -> Bounded:
        connection = self._line.connect(
            {**self._settings, "statement_timeout": str(_milliseconds(self._patience))},
        )
        self._allowed, connection.limit = self._patience, self._patience and self._patience + SLACK
        return connection

    def close(self) -> None:
        self.connection.close()

    def all(self, sql: str, values: Sequence[str | float] = (), seconds: float | None = None) -> list[Row]:
        """Every row of a statement, which may take this many seconds, or as many as its patience says.

        Raises `TooExpensive`; `StoreUnusable`, if a new connection does not help; and `psycopg.Error` for what the
        server would refuse on any connection.
        """
        allowed = self._patience if seconds is None else seconds
        try:
            return self._ask(sql, values, allowed)
        except psycopg.Error as error:
            self._require_broken(error, allowed)
        self.connection = self._connect()
        self._cursor = psycopg.RawCursor(self.connection)
        try:
            return self._ask(sql, values, allowed)
        except psycopg.Error as error:
            self._require_broken(error, allowed)
            raise self._line.lost(error) from None

    def _ask(self, sql: str, values: Sequence[str | float], allowed: float | None) -> list[Row]:
        if allowed != self._allowed:
            self._cursor.execute(f"SET statement_timeout = {_milliseconds(allowed)}")
            self._allowed, self.connection.limit = allowed, allowed and allowed + SLACK
        # How a search is best answered depends on how common its words are: no plan is good for all of them.
        prepare = False if "search_index" in sql else None
        self._cursor.execute(numbered(sql), [_text(value) for value in values], binary=True, prepare=prepare)
        return self._cursor.fetchall()

    def _require_broken(self, error: psycopg.Error, allowed: float | None) -> None:
        """Returns only where the connection broke, so that asking on another one may help."""
        if isinstance(error, Silent):
            raise self._line.lost(error) from None
        if isinstance(error, psycopg.errors.QueryCanceled):
            raise TooExpensive(f"this takes longer than {allowed} seconds") from error
        state = error.sqlstate or ""
        if state.startswith(_EXHAUSTED):
            raise TooExpensive(f"the database has not the means to answer this ({type(error).__name__})") from error
        if state and not state.startswith(_BROKEN):
            raise error
        self.connection.close()


class Transaction:
    """The one connection on which something is being made: nobody else sees it yet."""

    def __init__(self, connection: Bounded) -> None:
        self.connection = connection
        self._cursor = psycopg.RawCursor(connection)

    def all(self, sql: str, values: Sequence[str | float] = (), seconds: float | None = None) -> list[Row]:  # noqa: ARG002
        """Every row of a statement, which takes the time that it takes."""
        return self._cursor.execute(numbered(sql), [_text(value) for value in values], binary=True).fetchall()

    def close(self) -> None:
        """It is for whoever began it to end it."""


def _milliseconds(seconds: float | None) -> int:
    """As the server counts them; it takes 0 for all the time there is."""
    return max(1, round(seconds * 1000)) if seconds is not None else 0


@lru_cache(maxsize=2000)
def numbered(sql: str) -> str:
    """The statement with its values numbered, as the server takes them."""
    first, *rest = sql.split("?")
    return first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))


def _text(value: str | float) -> str | float:
    """No text in PostgreSQL has a NUL, and none that is stored has the next character, which stands for it."""
    return value.replace("\0", "\1") if isinstance(value, str) and "\0" in value else value
