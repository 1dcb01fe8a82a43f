"""The tables, as SQLModel: record tables from the registry, and by hand the chain of evidence beside them.

Numbers are exact decimal literals in text columns (SQLite's NUMERIC is a float); dates are ISO 8601 in text,
so that their order as text is their order in time; lists are JSON arrays.
"""

from typing import Any

from pydantic import create_model
from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field as SqlField
from sqlmodel import SQLModel

from app.model.fields import Column, Kind, RecordType
from app.model.holdings import STANDING, forms_of
from app.model.records import ACTOR, RECORD_TYPES, RESERVE_SNAPSHOT
from app.store.filters import IN_TIME, key


def _column(record_type: RecordType, column: Column) -> tuple[Any, Any]:
    """The annotation and field of one record column, as `create_model` takes them."""
    if column.name == "id":
        return str, SqlField(primary_key=True)
    if column.certain and column.field is None:
        return (int if column.type == "number" else str), SqlField(nullable=False)
    field = record_type.field(column.name)
    target = f"{ACTOR.table}.id" if field is not None and field.kind is Kind.ACTOR else None
    if field is not None and field.required:
        return str, SqlField(nullable=False, foreign_key=target)
    return str | None, SqlField(default=None, foreign_key=target)


def _constraints(record_type: RecordType) -> tuple[CheckConstraint, ...]:
    """What SQL itself refuses: codes outside their vocabulary, intervals without a precision or qualifier."""
    found = []
    for field in record_type.fields:
        match field.kind:
            case Kind.CODE:
                codes = ", ".join(f"'{code}'" for code in field.codes)
                found.append((field.name, f"{field.name} IN ({codes})"))
            case Kind.DATE:
                ends = f"({field.name}_start IS NULL AND {field.name}_end IS NULL)"
                found.append((field.name, f"{ends} = ({field.name}_precision IS NULL)"))
                found.append((f"{field.name}_order", f"{field.name}_start <= {field.name}_end"))
            case Kind.QUANTITY:
                ends = f"({field.name}_low IS NULL AND {field.name}_high IS NULL)"
                found.append((field.name, f"{ends} = ({field.name}_qualifier IS NULL)"))
            case Kind.TEXT | Kind.ACTOR | Kind.TEXTS | Kind.ACTORS:
                pass
    return tuple(CheckConstraint(sql, name=f"ck_{record_type.table}_{name}") for name, sql in found)


def _indexes(record_type: RecordType) -> tuple[Index, ...]:
    """What pages are read from: by actor, and in the order of dates and figures; then by id, as pages go on by it."""
    found = [
        Index(f"ix_{record_type.table}_{column.name}", text(key(record_type, column).replace("t.", "")), text("id"))
        for field in record_type.fields
        for column in field.columns
        if column.name == field.principal and field.kind in (Kind.ACTOR, Kind.DATE, Kind.QUANTITY)
    ]
    if record_type is RESERVE_SNAPSHOT:
        found.append(
            Index("ix_reserve_snapshots_series", text("holder"), text("asset"), text(IN_TIME.replace("t.", "")))
        )
        # One holder from some day on is the commonest question: found, counted and put in order from the index alone.
        found.append(Index("ix_reserve_snapshots_since", text("holder"), text("coalesce(date_start, '')"), text("id")))
    return tuple(found)


def _record_table(record_type: RecordType) -> type[SQLModel]:
    """The SQLModel table of a record type."""
    columns: dict[str, Any] = {column.name: _column(record_type, column) for column in record_type.columns}
    base = type(
        f"{record_type.name}_base",
        (SQLModel,),
        {
            "__tablename__": record_type.table,
            "__table_args__": (*_constraints(record_type), *_indexes(record_type)),
            "__module__": __name__,
        },
    )
    name = record_type.name.title().replace("_", "")
    return create_model(name, __base__=base, __cls_kwargs__={"table": True}, __doc__=record_type.doc, **columns)


RECORD_TABLES: dict[str, type[SQLModel]] = {
    record_type.name: _record_table(record_type) for record_type in RECORD_TYPES
}


def _form_table(record_type: RecordType, name: str, forms: tuple[str, ...]) -> type[SQLModel]:
    """A table of a record type's representations; `number` is the rowid of the record in its own table."""
    table = f"{record_type.table}_{name}"
    columns: dict[str, Any] = dict.fromkeys(forms, (bytes, ...))
    # With the plain forms stands how the sources agree on the worst field: pages are read by it.
    standing: dict[str, Any] = {"agreement": (str, ...)} if name == STANDING else {}
    indexes = (Index(f"ix_{table}_agreement", "agreement", "number"),) if standing else ()
    base = type(
        f"{record_type.name}_{name}_base",
        (SQLModel,),
        {"__tablename__": table, "__table_args__": indexes, "__module__": __name__},
    )
    return create_model(
        f"{record_type.name}_{name}".title().replace("_", ""),
        __base__=base,
        __cls_kwargs__={"table": True},
        __doc__=f"How each of the {record_type.path} looks: {', '.join(forms)}.",
        number=(int, SqlField(primary_key=True)),
        id=(str, SqlField(foreign_key=f"{record_type.table}.id")),
        **standing,
        **columns,
    )


FORM_TABLES: dict[str, dict[str, type[SQLModel]]] = {
    record_type.name: {name: _form_table(record_type, name, forms) for name, forms in forms_of(record_type).items()}
    for record_type in RECORD_TYPES
}
"""Record type → table → the representations in it. What is read together stands together."""


class Series(SQLModel, table=True):
    """A reserve timeline: one holder and one asset."""

    __tablename__ = "timelines"
    id: str = SqlField(primary_key=True)
    label: str
    holder: str = SqlField(foreign_key="actors.id")
    asset: str
    snapshots: int


class SearchItem(SQLModel, table=True):
    """What a search can find: a record, or a passage of a document. `number` is its row in `search_index`."""

    __tablename__ = "search_items"
    __table_args__ = (CheckConstraint("(record_type IS NULL) = (record_number IS NULL)", name="ck_search_items"),)
    number: int = SqlField(primary_key=True)
    record_type: str | None = None
    record_number: int | None = None
    body: bytes


class Document(SQLModel, table=True):
    """The bytes of a source, as captured."""

    __tablename__ = "documents"
    source_id: str = SqlField(primary_key=True, foreign_key="sources.id")
    sha256: str = SqlField(unique=True)
    data: bytes


class Citation(SQLModel, table=True):
    """A passage: W3C text quote and text position selectors, offsets in code points and in bytes."""

    __tablename__ = "citations"
    __table_args__ = (
        CheckConstraint('0 <= start AND start < "end"', name="ck_citations_span"),
        CheckConstraint("0 <= byte_start AND byte_start < byte_end", name="ck_citations_byte_span"),
    )
    id: str = SqlField(primary_key=True)
    source_id: str = SqlField(foreign_key="sources.id", index=True)
    start: int
    end: int
    byte_start: int
    byte_end: int
    exact: str
    prefix: str
    suffix: str


class Claim(SQLModel, table=True):
    """What one source says of one field of one record."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint(
            "basis IN ('verbatim', 'normalised', 'inferred', 'interpreted', 'computed')", name="ck_claims_basis"
        ),
        CheckConstraint("(basis = 'interpreted') = (reason IS NOT NULL)", name="ck_claims_reason"),
        CheckConstraint("value IS NOT NULL OR low IS NOT NULL OR high IS NOT NULL", name="ck_claims_value"),
        Index("ix_claims_said", "source_id", "record_type", "record_id"),
    )
    id: str = SqlField(primary_key=True)
    record_type: str = SqlField(index=True)
    record_id: str
    field: str
    source_id: str = SqlField(foreign_key="sources.id")
    value: str | None = None
    low: str | None = None
    high: str | None = None
    qualifier: str | None = None
    unit: str | None = None
    precision: str | None = None
    text: str | None = None
    basis: str
    rule: str | None = None
    reason: str | None = None


class ClaimCitation(SQLModel, table=True):
    """The passages of a claim, first the one that holds its value."""

    __tablename__ = "claim_citations"
    claim_id: str = SqlField(primary_key=True, foreign_key="claims.id")
    position: int = SqlField(primary_key=True)
    citation_id: str = SqlField(foreign_key="citations.id", index=True)
    support: str


class Conflict(SQLModel, table=True):
    """A disagreement between claims."""

    __tablename__ = "conflicts"
    id: str = SqlField(primary_key=True)
    kind: str
    record_type: str
    record_id: str
    field: str
    found_by: str
    reason: str


class ConflictClaim(SQLModel, table=True):
    """The claims of a conflict."""

    __tablename__ = "conflict_claims"
    conflict_id: str = SqlField(primary_key=True, foreign_key="conflicts.id")
    position: int = SqlField(primary_key=True)
    claim_id: str = SqlField(foreign_key="claims.id", index=True)


class ConflictPair(SQLModel, table=True):
    """How two claims of a conflict stand to each other."""

    __tablename__ = "conflict_pairs"
    conflict_id: str = SqlField(primary_key=True, foreign_key="conflicts.id")
    position: int = SqlField(primary_key=True)
    claim_a: str = SqlField(foreign_key="claims.id")
    claim_b: str = SqlField(foreign_key="claims.id")
    verdict: str


_DISPUTED = text("conflict_id IS NOT NULL")


class Evidence(SQLModel, table=True):
    """Ties each cell of a record to its claims. A cell without a row here does not exist."""

    __tablename__ = "evidence"
    __table_args__ = (
        # Few fields are disputed: the list of disagreements finds them without reading the others.
        Index("ix_evidence_conflict", "conflict_id", sqlite_where=_DISPUTED, postgresql_where=_DISPUTED),
    )
    record_type: str = SqlField(primary_key=True)
    record_id: str = SqlField(primary_key=True)
    field: str = SqlField(primary_key=True)
    agreement: str
    rule: str | None = None
    decided_by: str | None = None
    reason: str | None = None
    conflict_id: str | None = SqlField(default=None, foreign_key="conflicts.id")


class EvidenceClaim(SQLModel, table=True):
    """The claims on a cell: shown, corroborating the shown one, or standing beside it as an alternative."""

    __tablename__ = "evidence_claims"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_type", "record_id", "field"],
            ["evidence.record_type", "evidence.record_id", "evidence.field"],
            name="fk_evidence_claims_evidence",
        ),
    )
    record_type: str = SqlField(primary_key=True)
    record_id: str = SqlField(primary_key=True)
    field: str = SqlField(primary_key=True)
    position: int = SqlField(primary_key=True)
    claim_id: str = SqlField(foreign_key="claims.id", index=True)
    place: str
    verdict: str | None = None


class Check(SQLModel, table=True):
    """The result of a consistency check."""

    __tablename__ = "checks"
    __table_args__ = (
        CheckConstraint("(outcome = 'accepted') = (accepted_because IS NOT NULL)", name="ck_checks_accepted"),
    )
    id: str = SqlField(primary_key=True)
    name: str
    record_type: str
    record_id: str
    outcome: str
    statement: str
    accepted_because: str | None = None


class CheckClaim(SQLModel, table=True):
    """The claims that a check compared."""

    __tablename__ = "check_claims"
    check_id: str = SqlField(primary_key=True, foreign_key="checks.id")
    position: int = SqlField(primary_key=True)
    claim_id: str = SqlField(foreign_key="claims.id")


class SetAside(SQLModel, table=True):
    """A passage that was read and holds no fact for this store."""

    __tablename__ = "set_aside"
    source_id: str = SqlField(primary_key=True, foreign_key="sources.id")
    start: int = SqlField(primary_key=True)
    end: int = SqlField(primary_key=True)
    why: str


class Coverage(SQLModel, table=True):
    """Sentences of a document by what was made of them."""

    __tablename__ = "coverage"
    source_id: str = SqlField(primary_key=True, foreign_key="sources.id")
    sentences: int
    cited: int
    set_aside: int
    silent: int


class Word(SQLModel, table=True):
    """One line of the dictionary that the documents were read by: what a word means in one scope."""

    __tablename__ = "words"
    scope: str = SqlField(primary_key=True)
    word: str = SqlField(primary_key=True)
    meaning: str = SqlField(primary_key=True)


class Dataset(SQLModel, table=True):
    """One row: the digest of the data, and the version of the representations that follow from them."""

    __tablename__ = "dataset"
    digest: str = SqlField(primary_key=True)
    rendering: int
