"""The bulk load of a new store: tuples by executemany, indexes and full text afterwards, nothing read back."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from sqlalchemy import URL, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from app.errors import StoreNotWritten
from app.model.claims import Claim, Evidence
from app.model.holdings import RENDERING, STANDING, Holdings, Rendering, Representations, forms_of
from app.model.records import BY_NAME, RECORD_TYPES
from app.store import tables
from app.store.digest import digest
from app.store.schema import migrate

Rows = Iterable[tuple[object, ...]]
Batch = tuple[Holdings, Representations]


def create_store(path: Path, batches: Iterable[Batch]) -> str:
    """Make a new SQLite store at this path, which must not exist; returns the digest of its data.

    The same batches give the same bytes: rows go in sorted, and nothing of the clock or the machine does.
    A batch is whole in itself: its records, series and passages are in no other one.
    """
    try:
        _migrate(path)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            return _load(connection, batches)
        finally:
            connection.close()
    except (SQLAlchemyError, sqlite3.Error) as error:
        reason = getattr(error, "orig", None) or error  # without the statement: it is not at fault
        raise StoreNotWritten(
            f"{path} cannot be written: {reason}; nothing was published. "
            f"See that {path.parent} is there, has room and may be written, then ingest again"
        ) from error


def _migrate(path: Path) -> None:
    engine = create_engine(URL.create("sqlite", database=str(path)))
    try:
        with engine.connect() as connection:
            for setting in (f"PRAGMA page_size = {PAGE_SIZE}", *SETTINGS, "BEGIN"):
                connection.exec_driver_sql(setting)
            migrate(connection)
            connection.commit()
    finally:
        engine.dispose()


PAGE_SIZE = 8192
"""Bytes: a representation of some kilobytes fits into one page."""
SETTINGS = (
    # Half a store is never published: it needs neither a journal nor to be on disk before it is whole.
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA cache_size = -1000000",
    "PRAGMA temp_store = MEMORY",
)


def _load(connection: sqlite3.Connection, batches: Iterable[Batch]) -> str:
    for setting in SETTINGS:
        connection.execute(setting)
    connection.execute("BEGIN")
    indexes = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL").fetchall()
    for name, _ in indexes:
        connection.execute(f'DROP INDEX "{name}"')
    loader = _Loader(connection)
    for batch in batches:
        loader.load(*batch)
    for _, sql in indexes:
        connection.execute(sql)
    connection.execute("INSERT INTO search_index(search_index) VALUES ('optimize')")
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.execute("ANALYZE")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        table, row, parent, _ = broken
        raise StoreNotWritten(
            f"row {row} of {table} refers to one of {parent} that is not there; nothing was published"
        )
    found = digest(connection.execute)
    connection.execute("INSERT INTO dataset VALUES (?, ?)", (found, RENDERING))
    connection.execute("COMMIT")
    return found


class _Loader:
    """Puts batch after batch into the tables, and counts the rows of each, so that rows can refer to each other."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._records = dict.fromkeys(BY_NAME, 0)
        self._findable = 0

    def load(self, held: Holdings, looks: Representations) -> None:
        for record_type in RECORD_TYPES:
            rows = sorted(held.records.get(record_type.name, ()), key=lambda row: str(row["id"]))
            before = self._records[record_type.name]
            columns = [column.name for column in record_type.columns]
            self._insert(
                record_type.table,
                ["rowid", *columns],
                ((number, *(row[name] for name in columns)) for number, row in enumerate(rows, before + 1)),
            )
            rendered = looks.rendered.get(record_type.name, ())
            for name, forms in forms_of(record_type).items():
                self._fill(
                    tables.FORM_TABLES[record_type.name][name],
                    (
                        (number, each.record, *_standing(name, each), *(each.bodies[form] for form in forms))
                        for number, each in enumerate(rendered, before + 1)
                    ),
                )
        self._find(looks)
        for record_type in RECORD_TYPES:
            self._records[record_type.name] += len(held.records.get(record_type.name, ()))
        for table, tuples in _rows(held, looks):
            self._fill(table, tuples)

    def _find(self, looks: Representations) -> None:
        first = self._findable + 1
        self._fill(
            tables.SearchItem,
            (
                (number, f.record_type, self._number(f.record_type, f.place), f.body)
                for number, f in enumerate(looks.findable, first)
            ),
        )
        self._insert(
            "search_index",
            ["rowid", "label", "text"],
            ((number, f.label, f.text) for number, f in enumerate(looks.findable, first)),
        )
        self._findable += len(looks.findable)

    def _number(self, record_type: str | None, place: int | None) -> int | None:
        if record_type is None or place is None:
            return None
        return self._records[record_type] + 1 + place

    def _fill(self, table: type[SQLModel], rows: Rows) -> None:
        columns = SQLModel.metadata.tables[str(table.__tablename__)].columns
        self._insert(str(table.__tablename__), [column.name for column in columns], rows)

    def _insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        self._connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


def _rows(held: Holdings, looks: Representations) -> Iterator[tuple[type[SQLModel], Rows]]:
    """Each table of the evidence with its rows, as tuples in the order of its columns."""
    yield tables.Series, ((t.id, t.label, t.holder, t.asset, t.snapshots) for t in looks.timelines)
    yield tables.Document, ((d.source, d.sha256, d.data) for d in held.documents)
    yield (
        tables.Citation,
        (
            (c.id, c.source, c.start, c.end, c.byte_start, c.byte_end, c.exact, c.prefix, c.suffix)
            for c in sorted(held.citations, key=lambda c: c.id)
        ),
    )
    claims = sorted(held.claims, key=lambda c: c.id)
    yield tables.Claim, map(_claim, claims)
    yield tables.ClaimCitation, ((c.id, n, *cited) for c in claims for n, cited in enumerate(c.citations))
    yield (
        tables.Conflict,
        ((c.id, c.kind, c.record_type, c.record, c.field, c.found_by, c.reason) for c in held.conflicts),
    )
    yield tables.ConflictClaim, ((c.id, n, claim) for c in held.conflicts for n, claim in enumerate(c.claims))
    yield tables.ConflictPair, ((c.id, n, *pair) for c in held.conflicts for n, pair in enumerate(c.pairs))
    yield tables.Evidence, map(_evidence, held.evidence)
    yield (
        tables.EvidenceClaim,
        ((e.record_type, e.record, e.field, n, *placed) for e in held.evidence for n, placed in enumerate(e.claims)),
    )
    yield (
        tables.Check,
        ((c.id, c.name, c.record_type, c.record, c.outcome, c.statement, c.accepted_because) for c in held.checks),
    )
    yield tables.CheckClaim, ((c.id, n, claim) for c in held.checks for n, claim in enumerate(c.claims))
    yield tables.SetAside, ((s.source, s.start, s.end, s.why) for s in held.set_aside)
    yield tables.Coverage, ((c.source, c.sentences, c.cited, c.set_aside, c.silent) for c in held.coverage)
    yield tables.Word, ((w.scope, w.word, w.meaning) for w in sorted(held.words))


def _standing(table: str, rendering: Rendering) -> tuple[str, ...]:
    return (rendering.agreement,) if table == STANDING else ()


def _claim(claim: Claim) -> tuple[object, ...]:
    value = claim.value
    stated = (value.value, value.low, value.high, value.qualifier, value.unit, value.precision)
    about = (claim.id, claim.record_type, claim.record, claim.field, claim.source)
    return (*about, *stated, claim.text, claim.basis, claim.rule, claim.reason)


def _evidence(evidence: Evidence) -> tuple[object, ...]:
    decided = (evidence.rule, evidence.decided_by, evidence.reason, evidence.conflict)
    return (evidence.record_type, evidence.record, evidence.field, evidence.agreement, *decided)
