"""The proof: everything that a built store would serve, derived again from the documents' bytes.

It reads through the same reader that serves, and looks at what is there, not at what was meant:
SQLite's own checks, the digest, every document's hash, every passage at its offsets, every claim against
its passage, every cell against its claim.
"""

import hashlib
from collections.abc import Iterator, Mapping

from app.model.claims import Claim, Evidence, is_proved
from app.model.dates import parse_date
from app.model.fields import Kind, RecordType, cells
from app.model.folding import fold
from app.model.holdings import Row
from app.model.quantities import literal, parse_quantity
from app.model.records import ACTOR, BY_NAME, RECORD_TYPES
from app.store.reader import Reader


def prove(reader: Reader, units: Mapping[str, str]) -> list[str]:
    """Every fault of a store, in words; empty if all of it is proved. `units` are the curator's count nouns."""
    return [
        *reader.faults(),
        *_documents(reader),
        *_citations(reader),
        *_claims(reader, units),
        *_actors(reader),
        *(fault for record_type in RECORD_TYPES for fault in _records(reader, record_type)),
    ]


def _documents(reader: Reader) -> Iterator[str]:
    for source in reader.ids("sources"):
        document = reader.document(source)
        row = reader.sources([source])[source]
        if document is None:
            yield f"source {source}: its bytes are missing"
        elif not hashlib.sha256(document.data).hexdigest() == document.sha256 == row["sha256"]:
            yield f"source {source}: its bytes do not have the hash on record"


def _citations(reader: Reader) -> Iterator[str]:
    documents = {source: reader.document(source) for source in reader.ids("sources")}
    for citation in reader.citations_page():
        document = documents.get(citation.source)
        if document is None or not is_proved(citation, document.sha256, document.data):
            yield f"citation {citation.id}: {citation.source} does not read so at {citation.start}"


def _claims(reader: Reader, units: Mapping[str, str]) -> Iterator[str]:
    """Claims that follow from their passage alone are derived from it once more; the others need their context."""
    for claim in reader.claims_page():
        passages = reader.citations(citation for citation, _ in claim.citations)
        if not claim.citations or claim.citations[0][1] != "value":
            yield f"claim {claim.id}: no passage holds its value"
        elif claim.basis in ("verbatim", "normalised"):
            exact = passages[claim.citations[0][0]].exact
            if not _follows(claim, exact, units):
                yield f"claim {claim.id}: «{exact}» does not say {claim.value.value}"
        elif claim.basis == "inferred" and claim.rule is None:
            yield f"claim {claim.id}: inferred by no rule"


def _follows(claim: Claim, exact: str, units: Mapping[str, str]) -> bool:
    field = BY_NAME[claim.record_type].field(claim.field)
    value = claim.value
    match field.kind if field else None:
        case Kind.TEXT | Kind.TEXTS if claim.rule is None:
            return value.value == fold(exact) and (claim.basis == "verbatim") == (value.value == exact)
        case Kind.QUANTITY:
            quantity = parse_quantity(exact, dict(units))
            figures = (quantity.value, quantity.low, quantity.high)
            written = tuple(None if figure is None else literal(figure) for figure in figures)
            return (*written, quantity.qualifier, quantity.unit) == (
                value.value,
                value.low,
                value.high,
                value.qualifier,
                value.unit,
            )
        case Kind.DATE:
            return parse_date(exact, ending=claim.field == "ends").when.edtf == value.value
        case _:
            return claim.text is not None and (claim.rule is not None or claim.text == fold(exact))


def _records(reader: Reader, record_type: RecordType) -> Iterator[str]:
    rows = {str(row["id"]): row for row in reader.records(record_type)}
    evidence = reader.evidence(record_type.name)
    claims = {claim.id: claim for claim in reader.claims_page() if claim.record_type == record_type.name}
    for identifier, row in rows.items():
        for field in record_type.fields:
            columns = {column.name: row[column.name] for column in field.columns}
            if columns != _shown(record_type, evidence.get((identifier, field.name)), claims, columns):
                yield f"{record_type.name} {identifier}.{field.name}: its cells are not what its claim states"
    for record, field_name in evidence:
        if record not in rows:
            yield f"{record_type.name} {record}.{field_name}: evidence for a record that does not exist"
    placed = {claim for each in evidence.values() for claim, _, _ in each.claims}
    yield from (f"claim {claim}: it stands on no field" for claim in claims if claim not in placed)


def _actors(reader: Reader) -> Iterator[str]:
    """Lists of actors have no foreign key; every member must be a record all the same."""
    known = set(reader.ids(ACTOR.table))
    for claim in reader.claims_page():
        field = BY_NAME[claim.record_type].field(claim.field)
        if field is not None and field.kind in (Kind.ACTOR, Kind.ACTORS) and claim.value.value not in known:
            yield f"claim {claim.id}: «{claim.value.value}» names no actor"


def _shown(record_type: RecordType, proof: Evidence | None, claims: Mapping[str, Claim], columns: Row) -> Row:
    """What the cells must hold: what the shown claims state, or nothing at all."""
    if proof is None:
        return dict.fromkeys(columns)
    field = record_type.field(proof.field)
    shown = [claims[claim] for claim, place, _ in proof.claims if place == "shown" and claim in claims]
    wrong = any((c.record_type, c.record, c.field) != (proof.record_type, proof.record, proof.field) for c in shown)
    if field is None or not shown or wrong:
        return {}
    return cells(field, [(claim.value, claim.text) for claim in shown])
