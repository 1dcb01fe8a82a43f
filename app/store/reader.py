"""The reader: one store, opened read-only, its records and the chain of evidence behind them.

Statements are plain SQL over one kept connection; the names in them come from the registry and from this
file, never from a request. A reader is not shared between threads.
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

from app.errors import StoreUnusable
from app.model.chain import Timeline
from app.model.claims import Check, Citation, Claim, Conflict, Evidence, EvidenceClaim, SetAside, Support
from app.model.fields import RecordType, Value
from app.model.holdings import CoverageCount, Row, SourceText
from app.model.records import RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE
from app.store.digest import digest
from app.store.tables import SCHEMA_VERSION

STORE_NAME = re.compile(r"chancery-([0-9a-f]{64})\.db")
"""A store is named by the SHA-256 of its bytes, so that any damage shows."""
_GIVEN = "(SELECT value FROM json_each(?))"
"""The ids of one bound parameter, a JSON array: one statement whatever their number."""
EVIDENCE_TABLES = ("claims", "citations", "conflicts", "checks")


class Reader:
    """Read access to one published store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.digest: str = self._one("SELECT digest FROM dataset")

    @classmethod
    def open(cls, link: Path) -> Self:
        """Open the store that the link names, after proving that its bytes are the ones its name promises."""
        return cls.at(_verified(link))

    @classmethod
    def at(cls, path: Path) -> Self:
        """Open a store by its path; only its schema is looked at."""
        try:
            # immutable: nobody writes to a published store, so neither locks nor a journal are looked for.
            connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
            connection.execute("PRAGMA query_only = ON")
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if version != (SCHEMA_VERSION,):
                raise StoreUnusable(
                    f"{path.name} has schema {version}, this program reads {SCHEMA_VERSION}: ingest again"
                )
            return cls(connection)
        except (sqlite3.Error, TypeError) as error:
            raise StoreUnusable(f"{path.name} is no store of Chancery ({error}): ingest again") from error

    def close(self) -> None:
        self._connection.close()

    def faults(self) -> list[str]:
        """What SQLite itself finds wrong: pages, indexes, foreign keys, the digest."""
        found = [f"integrity: {row[0]}" for row in self._all("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"foreign key: {tuple(row)}" for row in self._all("PRAGMA foreign_key_check")]
        if digest(self._connection) != self.digest:
            found.append("the digest of the rows is not the digest on record")
        return found

    # Records

    def records(self, record_type: RecordType, after: str = "", limit: int = -1) -> list[Row]:
        """Records in the order of their ids, from the first one after this id; all of them without a limit."""
        names = _columns(record_type)
        sql = f"SELECT {names} FROM {record_type.table} WHERE id > ? ORDER BY id LIMIT ?"
        return self._rows(record_type, self._all(sql, after, limit))

    def record(self, record_type: RecordType, identifier: str) -> Row | None:
        names = _columns(record_type)
        sql = f"SELECT {names} FROM {record_type.table} WHERE id = ?"
        return next(iter(self._rows(record_type, self._all(sql, identifier))), None)

    def timelines(self) -> list[Timeline]:
        """Every series, by the id of holder and asset."""
        sql = (
            "SELECT holder || '-' || lower(asset), label || ', ' || asset || ' reserve', holder, asset, snapshots FROM "
            "(SELECT holder, asset, count(*) AS snapshots FROM reserve_snapshots GROUP BY holder, asset) "
            "JOIN actors ON actors.id = holder ORDER BY 1"
        )
        return [Timeline(*row) for row in self._all(sql)]

    def snapshots(self, holder: str, asset: str) -> list[Row]:
        """The snapshots of a series in the order of their dates; the more precise date first."""
        names = _columns(RESERVE_SNAPSHOT)
        sql = (
            f"SELECT {names} FROM reserve_snapshots WHERE holder = ? AND asset = ? "
            "ORDER BY coalesce(date_start, date_end), coalesce(date_end, '9999'), id"
        )
        return self._rows(RESERVE_SNAPSHOT, self._all(sql, holder, asset))

    def ids(self, table: str) -> list[str]:
        """Every id of a table: for the nearest one, when somebody asks for one that does not exist."""
        return [row[0] for row in self._all(f"SELECT id FROM {table} ORDER BY id")]

    def count(self, table: str) -> int:
        found: int = self._one(f"SELECT count(*) FROM {table}")
        return found

    # The chain of evidence

    def evidence(self, record_type: str, records: Iterable[str] | None = None) -> dict[tuple[str, str], Evidence]:
        """(record, field) → evidence, for these records of one type or for all of them."""
        if records is None:
            found = self._evidence("record_type = ?", record_type)
        else:
            found = self._evidence(f"record_type = ? AND record_id IN {_GIVEN}", record_type, _json(records))
        return {(evidence.record, evidence.field): evidence for evidence in found}

    def decisions(self, conflicts: Iterable[str]) -> dict[str, Evidence]:
        """conflict → the evidence of the field that it is about, for conflicts within one field."""
        found = self._evidence(f"conflict_id IN {_GIVEN}", _json(conflicts))
        return {evidence.conflict: evidence for evidence in found if evidence.conflict is not None}

    def _evidence(self, where: str, *values: str) -> list[Evidence]:
        claims: dict[tuple[str, ...], list[EvidenceClaim]] = {}
        for *key, claim, place, verdict in self._all(
            "SELECT record_type, record_id, field, claim_id, place, verdict FROM evidence_claims "
            f"JOIN evidence USING (record_type, record_id, field) WHERE {where} ORDER BY 1, 2, 3, position",
            *values,
        ):
            claims.setdefault(tuple(key), []).append((claim, place, verdict))
        names = "record_type, record_id, field, agreement, rule, decided_by, reason, conflict_id"
        rows = self._all(f"SELECT {names} FROM evidence WHERE {where}", *values)
        return [Evidence(*(*row, tuple(claims.get(row[:3], ())))) for row in rows]

    def claims(self, ids: Iterable[str]) -> dict[str, Claim]:
        return {claim.id: claim for claim in self._claims(f"WHERE id IN {_GIVEN}", _json(ids))}

    def claims_page(self, after: str = "", limit: int = -1) -> list[Claim]:
        return self._claims("WHERE id > ? ORDER BY id LIMIT ?", after, limit)

    def _claims(self, tail: str, *values: str | int) -> list[Claim]:
        rows = self._all(
            "SELECT id, record_type, record_id, field, source_id, value, low, high, qualifier, unit, precision, "
            f"text, basis, rule, reason FROM claims {tail}",
            *values,
        )
        supports: dict[str, list[tuple[str, Support]]] = {}
        for claim, citation, support in self._all(
            "SELECT claim_id, citation_id, support FROM claim_citations "
            f"WHERE claim_id IN {_GIVEN} ORDER BY claim_id, position",
            _json(row[0] for row in rows),
        ):
            supports.setdefault(claim, []).append((citation, support))
        return [Claim(*(*row[:5], Value(*row[5:11]), *row[11:], tuple(supports.get(row[0], ())))) for row in rows]

    def citations(self, ids: Iterable[str]) -> dict[str, Citation]:
        found = self._citations(f"WHERE id IN {_GIVEN} ORDER BY source_id, start, id", _json(ids))
        return {citation.id: citation for citation in found}

    def citations_page(self, after: str = "", limit: int = -1) -> list[Citation]:
        return self._citations("WHERE id > ? ORDER BY id LIMIT ?", after, limit)

    def _citations(self, tail: str, *values: str | int) -> list[Citation]:
        names = 'id, source_id, start, "end", byte_start, byte_end, exact, prefix, suffix'
        return [Citation(*row) for row in self._all(f"SELECT {names} FROM citations {tail}", *values)]

    def conflicts(self, ids: Iterable[str]) -> list[Conflict]:
        return self._conflicts(f"WHERE id IN {_GIVEN} ORDER BY id", _json(ids))

    def conflicts_page(self, after: str = "", limit: int = -1) -> list[Conflict]:
        return self._conflicts("WHERE id > ? ORDER BY id LIMIT ?", after, limit)

    def _conflicts(self, tail: str, *values: str | int) -> list[Conflict]:
        rows = self._all(
            f"SELECT id, kind, record_type, record_id, field, found_by, reason FROM conflicts {tail}", *values
        )
        ids = _json(row[0] for row in rows)
        where = f"WHERE conflict_id IN {_GIVEN} ORDER BY conflict_id, position"
        claims = self._grouped(f"SELECT conflict_id, claim_id FROM conflict_claims {where}", ids)
        pairs = self._grouped(f"SELECT conflict_id, claim_a, claim_b, verdict FROM conflict_pairs {where}", ids)
        return [
            Conflict(*(*row, tuple(each[0] for each in claims.get(row[0], ())), tuple(pairs.get(row[0], ()))))
            for row in rows
        ]

    def conflicts_of(self, claims: Iterable[str]) -> dict[str, list[str]]:
        """claim → the conflicts that it takes part in."""
        return self._by_claim("conflict_claims", "conflict_id", claims)

    def checks_of(self, claims: Iterable[str]) -> dict[str, list[str]]:
        """claim → the checks that compared it."""
        return self._by_claim("check_claims", "check_id", claims)

    def _by_claim(self, table: str, column: str, claims: Iterable[str]) -> dict[str, list[str]]:
        sql = f"SELECT claim_id, {column} FROM {table} WHERE claim_id IN {_GIVEN} ORDER BY 1, 2"
        return {claim: [row[0] for row in rows] for claim, rows in self._grouped(sql, _json(claims)).items()}

    def checks(self, ids: Iterable[str]) -> list[Check]:
        return self._checks(f"WHERE id IN {_GIVEN} ORDER BY id", _json(ids))

    def checks_page(self, after: str = "", limit: int = -1) -> list[Check]:
        return self._checks("WHERE id > ? ORDER BY id LIMIT ?", after, limit)

    def _checks(self, tail: str, *values: str | int) -> list[Check]:
        names = "id, name, record_type, record_id, outcome, statement, accepted_because"
        rows = self._all(f"SELECT {names} FROM checks {tail}", *values)
        sql = f"SELECT check_id, claim_id FROM check_claims WHERE check_id IN {_GIVEN} ORDER BY 1, position"
        claims = self._grouped(sql, _json(row[0] for row in rows))
        return [Check(*(*row, tuple(each[0] for each in claims.get(row[0], ())))) for row in rows]

    def citing(self, citation: str) -> list[str]:
        """The claims that quote a passage."""
        return [
            row[0]
            for row in self._all(
                "SELECT DISTINCT claim_id FROM claim_citations WHERE citation_id = ? ORDER BY 1", citation
            )
        ]

    # Documents

    def sources(self, ids: Iterable[str]) -> dict[str, Row]:
        names = _columns(SOURCE)
        sql = f"SELECT {names} FROM sources WHERE id IN {_GIVEN} ORDER BY id"
        return {str(row["id"]): row for row in self._rows(SOURCE, self._all(sql, _json(ids)))}

    def document(self, source: str) -> SourceText | None:
        row = self._all("SELECT source_id, sha256, data FROM documents WHERE source_id = ?", source)
        return SourceText(*row[0]) if row else None

    def coverage(self) -> list[CoverageCount]:
        rows = self._all("SELECT source_id, sentences, cited, set_aside, silent FROM coverage ORDER BY 1")
        return [CoverageCount(*row) for row in rows]

    def set_aside(self) -> list[SetAside]:
        return [
            SetAside(*row) for row in self._all('SELECT source_id, start, "end", why FROM set_aside ORDER BY 1, 2, 3')
        ]

    # SQL

    def _all(self, sql: str, *values: str | int) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def _one(self, sql: str) -> Any:
        return self._connection.execute(sql).fetchone()[0]

    def _rows(self, record_type: RecordType, found: list[Any]) -> list[Row]:
        names = [column.name for column in record_type.columns]
        return [dict(zip(names, row, strict=True)) for row in found]

    def _grouped(self, sql: str, *values: str) -> dict[str, list[tuple[Any, ...]]]:
        groups: dict[str, list[tuple[Any, ...]]] = {}
        for key, *rest in self._all(sql, *values):
            groups.setdefault(str(key), []).append(tuple(rest))
        return groups


def collections() -> dict[str, str]:
    """Every collection's table by its path: records and evidence."""
    return {record_type.path: record_type.table for record_type in RECORD_TYPES} | {
        name: name for name in EVIDENCE_TABLES
    }


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


def _columns(record_type: RecordType) -> str:
    return ", ".join(f'"{column.name}"' for column in record_type.columns)


def _json(ids: Iterable[object]) -> str:
    return json.dumps(list(ids))
