"""The bulk load of a new store: tuples through Core, parents before children, nothing read back."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import SQLModel

from app.errors import StoreNotWritten
from app.model.claims import Citation, Claim, Evidence
from app.model.holdings import Holdings
from app.store import tables
from app.store.digest import digest
from app.store.schema import migrate

Rows = Sequence[Mapping[str, object]]


def create_store(path: Path, holdings: Holdings) -> str:
    """Make a new SQLite store at this path, which must not exist; returns the digest of its data.

    The same holdings give the same bytes: rows go in sorted, and nothing of the clock or the machine does.
    """
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _configure)
    try:
        return _create(engine, holdings)
    except SQLAlchemyError as error:
        raise StoreNotWritten(f"the new store cannot be written: {error}; nothing was published") from error
    finally:
        engine.dispose()


def _create(engine: Engine, holdings: Holdings) -> str:
    with engine.begin() as connection:
        migrate(connection)
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        _load(connection, holdings)
    with engine.begin() as connection:
        found = digest(connection.connection.driver_connection)  # type: ignore[arg-type]
        connection.execute(insert(tables.Dataset), [{"digest": found}])
    return found


def _configure(connection: sqlite3.Connection, _: object) -> None:
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA foreign_keys = ON")


def _load(connection: Connection, holdings: Holdings) -> None:
    for table, rows in _rows(holdings):
        if rows:
            connection.execute(insert(table), list(rows))


def _rows(held: Holdings) -> Iterator[tuple[type[SQLModel], Rows]]:
    """Each table with its rows, in an order that foreign keys allow."""
    for name in ("source", *(name for name in tables.RECORD_TABLES if name != "source")):
        yield tables.RECORD_TABLES[name], sorted(held.records.get(name, ()), key=lambda row: str(row["id"]))
    yield tables.Document, [{"source_id": d.source, "sha256": d.sha256, "data": d.data} for d in held.documents]
    yield tables.Citation, [_citation(c) for c in sorted(held.citations, key=lambda c: c.id)]
    yield tables.Claim, [_claim(c) for c in sorted(held.claims, key=lambda c: c.id)]
    yield tables.ClaimCitation, [row for c in held.claims for row in _claim_citations(c)]
    yield tables.Conflict, [
        {
            "id": c.id, "kind": c.kind, "record_type": c.record_type, "record_id": c.record,
            "field": c.field, "found_by": c.found_by, "reason": c.reason,
        }
        for c in held.conflicts
    ]  # fmt: skip
    yield (
        tables.ConflictClaim,
        [
            {"conflict_id": c.id, "position": n, "claim_id": claim}
            for c in held.conflicts
            for n, claim in enumerate(c.claims)
        ],
    )
    yield (
        tables.ConflictPair,
        [
            {"conflict_id": c.id, "position": n, "claim_a": a, "claim_b": b, "verdict": verdict}
            for c in held.conflicts
            for n, (a, b, verdict) in enumerate(c.pairs)
        ],
    )
    yield tables.Evidence, [_evidence(e) for e in held.evidence]
    yield tables.EvidenceClaim, [row for e in held.evidence for row in _evidence_claims(e)]
    yield tables.Check, [
        {
            "id": c.id, "name": c.name, "record_type": c.record_type, "record_id": c.record,
            "outcome": c.outcome, "statement": c.statement, "accepted_because": c.accepted_because,
        }
        for c in held.checks
    ]  # fmt: skip
    yield (
        tables.CheckClaim,
        [{"check_id": c.id, "position": n, "claim_id": claim} for c in held.checks for n, claim in enumerate(c.claims)],
    )
    yield (
        tables.SetAside,
        [{"source_id": s.source, "start": s.start, "end": s.end, "why": s.why} for s in held.set_aside],
    )
    yield tables.Coverage, [
        {
            "source_id": c.source, "sentences": c.sentences, "cited": c.cited,
            "set_aside": c.set_aside, "silent": c.silent,
        }
        for c in held.coverage
    ]  # fmt: skip


def _citation(citation: Citation) -> Mapping[str, object]:
    return {
        "id": citation.id, "source_id": citation.source, "start": citation.start, "end": citation.end,
        "byte_start": citation.byte_start, "byte_end": citation.byte_end,
        "exact": citation.exact, "prefix": citation.prefix, "suffix": citation.suffix,
    }  # fmt: skip


def _claim(claim: Claim) -> Mapping[str, object]:
    value = claim.value
    return {
        "id": claim.id, "record_type": claim.record_type, "record_id": claim.record, "field": claim.field,
        "source_id": claim.source, "value": value.value, "low": value.low, "high": value.high,
        "qualifier": value.qualifier, "unit": value.unit, "precision": value.precision,
        "text": claim.text, "basis": claim.basis, "rule": claim.rule, "reason": claim.reason,
    }  # fmt: skip


def _claim_citations(claim: Claim) -> Iterator[Mapping[str, object]]:
    for position, (citation, support) in enumerate(claim.citations):
        yield {"claim_id": claim.id, "position": position, "citation_id": citation, "support": support}


def _evidence(evidence: Evidence) -> Mapping[str, object]:
    return {
        "record_type": evidence.record_type, "record_id": evidence.record, "field": evidence.field,
        "agreement": evidence.agreement, "rule": evidence.rule, "decided_by": evidence.decided_by,
        "reason": evidence.reason, "conflict_id": evidence.conflict,
    }  # fmt: skip


def _evidence_claims(evidence: Evidence) -> Iterator[Mapping[str, object]]:
    for position, (claim, place, verdict) in enumerate(evidence.claims):
        yield {
            "record_type": evidence.record_type, "record_id": evidence.record, "field": evidence.field,
            "position": position, "claim_id": claim, "place": place, "verdict": verdict,
        }  # fmt: skip
