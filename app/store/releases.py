"""What is published in PostgreSQL: a table of releases, each a schema; the one that was published last is current."""

import re
import time
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg

from app.errors import StoreUnusable
from app.logs import log
from app.model.holdings import RENDERING
from app.store.database import INGEST, PATIENCE, SCHEMA_VERSION, require
from app.store.editions import GRACE, LENT, Edition, Store
from app.store.line import Line, Row
from app.store.postgres import PostgresDatabase
from app.store.reader import Reader
from app.store.session import Session

SCHEMA_NAME = re.compile(r"chancery_[0-9]+_[0-9a-f]{16}")
"""A schema is named by its number, and by the SHA-256 of the SQLite file that its rows are from."""
LATEST = """
SELECT schema, digest, version, rendering, CAST(extract(epoch FROM published) AS double precision) AS published,
       CAST(extract(epoch FROM clock_timestamp()) AS double precision) AS now
  FROM chancery.releases ORDER BY releases.published DESC LIMIT 1
"""
_MAY_WRITE = """
SELECT rolsuper OR has_database_privilege(current_database(), 'CREATE') OR has_schema_privilege('chancery', 'CREATE')
       OR has_table_privilege('chancery.releases', 'INSERT, UPDATE, DELETE, TRUNCATE')
       OR has_schema_privilege(?, 'CREATE')
       OR EXISTS (SELECT 1 FROM pg_class AS r WHERE relnamespace = CAST(CAST(? AS text) AS regnamespace)
                  AND relkind = 'r' AND has_table_privilege(r.oid, 'INSERT, UPDATE, DELETE, TRUNCATE'))
  FROM pg_roles WHERE rolname = current_user
"""
_WARNING = "the role of DATABASE_URL may write what it serves: let it only CONNECT, as that is all that reading needs"
_MISSING = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn, psycopg.errors.InvalidSchemaName)
_LOOK = 0.5
"""Seconds that a look at the releases may take."""


@dataclass(frozen=True, slots=True)
class Release:
    """What the table says of one schema; the moments are by the clock of the database."""

    schema: str
    digest: str
    version: str
    rendering: int
    published: float
    now: float


class Releases:
    """The releases in one database."""

    def __init__(self, url: str) -> None:
        self._line = Line(url)
        self._session: Session | None = None
        self._last: Edition | None = None
        self._warned = False

    def current(self) -> Edition:
        """The release that was published last. Raises `StoreUnusable`.

        All readers know afterwards whether the database answers.
        """
        self._connected()
        before = time.time()
        release = self._latest()
        after = time.time()
        if release is None:
            raise StoreUnusable(f"nothing is published in the database of DATABASE_URL: {INGEST}")
        self._line.up()
        self._require_readable(release)
        self._warn(release.schema)
        if self._last is None or (self._last.name, self._last.published) != (release.schema, release.published):
            # The database's clock may be another one: each process has its own time tell the same moment.
            ahead = (before + after) / 2 - release.now
            self._last = Edition(release.schema, release.published, release.published + GRACE + ahead)
        return self._last

    def open(self, edition: Edition) -> Store:
        """Readers of a schema that holds what the table says. Raises `StoreUnusable`."""
        with ExitStack() as opened:
            readers = []
            for _ in range(LENT):
                readers.append(Reader(PostgresDatabase(self._line, edition.name, PATIENCE)))
                opened.callback(readers[-1].close)
            opened.pop_all()
            return Store(edition, None, tuple(readers))

    def reader(self) -> Reader | None:
        """One reader of what is published, with all the time it needs; None if nothing ever was."""
        release = self._latest()
        if release is None:
            return None
        self._require_readable(release)
        return Reader(PostgresDatabase(self._line, release.schema, None))

    def close(self) -> None:
        if self._session is not None:
            self._session.close()

    def _latest(self) -> Release | None:
        try:
            rows = self._all(LATEST)
        except _MISSING:
            return None
        return Release(*rows[0]) if rows else None

    def _require_readable(self, release: Release) -> None:
        """Refuse what this program does not read, and a schema that is not what the table says."""
        name = release.schema
        if SCHEMA_NAME.fullmatch(name) is None:
            raise StoreUnusable(f"the newest of chancery.releases is no schema of Chancery: {INGEST}")
        try:
            held = self._all(f"SELECT version_num, rendering, digest FROM {name}.alembic_version, {name}.dataset")
        except _MISSING:
            raise StoreUnusable(f"the schema {name}, which is published, is not whole: {INGEST}") from None
        if held != [(release.version, release.rendering, release.digest)]:
            raise StoreUnusable(f"the schema {name} is not what was published under its name: {INGEST}")
        require(name, "schema", release.version, SCHEMA_VERSION)
        require(name, "rendering", release.rendering, RENDERING)

    def _warn(self, schema: str) -> None:
        """Say, once, that whoever serves may do more than that."""
        if not self._warned:
            self._warned = True
            if self._all(_MAY_WRITE, schema, schema) == [(True,)]:
                log.warning(_WARNING)

    def _connected(self) -> Session:
        if self._session is None:
            self._session = Session(self._line, {"search_path": "pg_catalog"}, _LOOK)
        return self._session

    def _all(self, sql: str, *values: str) -> list[Row]:
        try:
            return self._connected().all(sql, values)
        except psycopg.errors.InsufficientPrivilege as error:
            raise StoreUnusable(
                f"the role of DATABASE_URL may not read what is published ({error.diag.message_primary}): "
                "GRANT it USAGE of the schemas and SELECT on their tables"
            ) from error
