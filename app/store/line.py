"""The line to a PostgreSQL database: how connections are made, how long they are waited for, and whether it is down."""

import re
import time
from typing import Any, TypeVar

import psycopg
from psycopg.abc import PQGen
from psycopg.conninfo import conninfo_to_dict

from app.errors import StoreUnreachable, StoreUnusable

T = TypeVar("T")
Row = tuple[Any, ...]

CONNECT = 2
"""Seconds until a connection must be made."""
SLACK = 1.5
"""Seconds that a statement may take beyond what the server allows it: one that is frozen does not stop by itself."""
_HOW = "DATABASE_URL must be like postgresql://user:password@host:5432/chancery"
_REFUSALS = (
    (
        r'password authentication failed|\w+ authentication failed|no password supplied|role ".*" does not exist',
        "its user or its password is refused",
    ),
    (r'database ".*" does not exist', "there is no such database: CREATE DATABASE makes it"),
    (r"permission denied for database", "its user may not connect to the database: GRANT CONNECT lets it"),
    (r"pg_hba\.conf", "the server lets nobody in from here with this user: see its pg_hba.conf"),
    (r"SSL|certificate|GSS", "they do not agree on encryption: see sslmode and the certificates"),
    (r"invalid port number|Servname", "its port is none"),
    (r"configuration parameter|startup parameter|command-line option", "the server does not know an option in it"),
)
"""What will not pass by itself. No message of the driver is passed on: an address that is cut up wrongly, for a
password with a `/` in it, has parts of the password where the host should be."""
_PASSING = (
    (
        r"^failed to resolve host|translate host",
        "its host is not known, or its password has a / or @ that is not written as %2F or %40",
    ),
    (r"refused", "nothing listens there"),
    (r"timeout|timed out", f"it does not answer within {CONNECT} seconds"),
    (r"starting up|shutting down|recovery", "it is just starting or stopping"),
    (r"too many|remaining connection slots", "it has no connection left: raise max_connections, or run fewer workers"),
)


class Silent(psycopg.OperationalError):
    """A server that did not answer in time, not even that it does not."""


class Bounded(psycopg.Connection[Row]):
    """A connection on which nobody waits longer than its limit, whatever the server does."""

    limit: float | None = None
    """Seconds."""

    def wait(self, gen: PQGen[T], interval: float = 0.1, timeout: float | None = None) -> T:
        begun = time.monotonic()
        try:
            return super().wait(gen, interval, self.limit if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if self.limit is None or time.monotonic() - begun < self.limit:
                raise
            self.close()
            raise Silent(f"no answer within {self.limit} seconds") from error


class Line:
    """Makes connections to one database, and remembers that it is down.

    While it is, nobody is kept waiting to find that out once more; whoever looks after it says when it is `up`.
    """

    def __init__(self, url: str) -> None:
        try:
            given = conninfo_to_dict(url)
        except psycopg.Error:
            raise StoreUnusable(f"{_HOW}, with a % code for what is special in it: this one cannot be read") from None
        self._given = {name: str(value) for name, value in given.items() if value is not None}
        self._down: StoreUnusable | None = None

    def connect(self, settings: dict[str, str]) -> Bounded:
        """A new connection with these settings of the server, each statement by itself. Raises `StoreUnusable`."""
        options = [self._given.get("options", ""), *(f"-c {name}={value}" for name, value in settings.items())]
        given: dict[str, Any] = {**_KEPT_ALIVE, **self._given, "options": " ".join(options)}
        try:
            return Bounded.connect("", autocommit=True, **given)
        except (psycopg.Error, OSError, UnicodeError) as error:
            raise self._not_connected(str(error)) from None

    def _not_connected(self, said: str) -> StoreUnusable:
        """Why no connection could be made, in words of our own."""
        said = said.rpartition("failed: ")[2]  # before it the host is named, which may be called as it likes
        for pattern, why in _REFUSALS:
            if re.search(pattern, said):
                self._down = StoreUnusable(f"the database of DATABASE_URL cannot be used: {why}. {_HOW}")
                return self._down
        found = (why for pattern, why in _PASSING if re.search(pattern, said))
        return self._unreachable(next(found, "it lets nobody in"))

    def lost(self, error: Exception) -> StoreUnusable:
        """A connection broke, or nothing was answered on it: what everybody is told from now on."""
        return self._unreachable("it does not answer in time" if isinstance(error, Silent) else "the connection broke")

    def _unreachable(self, why: str) -> StoreUnusable:
        self._down = StoreUnreachable(f"the database of DATABASE_URL cannot be reached: {why}")
        return self._down

    def require(self) -> None:
        """Raises what `lost` said, at once, until it is up again."""
        if (down := self._down) is not None:
            raise type(down)(str(down))

    def up(self) -> None:
        self._down = None


_KEPT_ALIVE = {
    "application_name": "chancery",
    "client_encoding": "utf-8",
    "connect_timeout": str(CONNECT),
    # A machine that is gone says nothing: after half a minute it is believed to be.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "30000",
}
"""Unless DATABASE_URL says otherwise."""
