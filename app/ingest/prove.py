"""The proof: what a built store would serve, held against the documents' bytes.

It reads through the same reader that serves, and looks at what is there, not at what was meant:
SQLite's own checks, the digest, every document's hash, every passage at its offsets, every claim against
its id and its passage, every cell against its claim, every stored representation against what its record
and its claims give once more. How claims were weighed against each other (agreement,
conflicts, checks) is not derived again; the digest holds it to what the build meant.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from app.errors import CurationError
from app.ingest.derive import date_value, quantity_value
from app.ingest.dictionary import Dictionary
from app.model.claims import Citation, Claim, Evidence, claim_id, reads_so
from app.model.dates import parse_date
from app.model.fields import Field, Kind, RecordType, Value, cells
from app.model.folding import fold
from app.model.holdings import Row
from app.model.quantities import parse_quantity
from app.model.records import ACTOR, BY_NAME, RECORD_TYPES, RESERVE_SNAPSHOT
from app.render.representations import render, timelines
from app.store.chain import chain_of_records
from app.store.reader import Reader


def prove(reader: Reader, dictionary: Dictionary) -> list[str]:
    """Every fault of a store, in words; empty if all of it is proved."""
    claims = reader.claims_page()
    citations = {citation.id: citation for citation in reader.citations_page()}
    found = [
        *reader.faults(),
        *_documents(reader),
        *_citations(reader, citations.values()),
        *_claims(claims, citations, dictionary),
        *_actors(reader, claims),
        *(fault for record_type in RECORD_TYPES for fault in _records(reader, record_type, claims)),
    ]
    # What follows from a broken chain is broken too, and no news.
    return found or [
        *(fault for record_type in RECORD_TYPES for fault in _representations(reader, record_type)),
        *_series(reader),
        *_found(reader),
    ]


def _documents(reader: Reader) -> Iterator[str]:
    for source in reader.ids("sources"):
        document = reader.document(source)
        row = reader.sources([source])[source]
        if document is None:
            yield f"source {source}: its bytes are missing"
        elif not hashlib.sha256(document.data).hexdigest() == document.sha256 == row["sha256"]:
            yield f"source {source}: its bytes do not have the hash on record"
        elif (row["bytes"], row["characters"]) != (len(document.data), len(document.data.decode())):
            yield f"source {source}: its bytes do not have the length on record"


def _citations(reader: Reader, citations: Iterable[Citation]) -> Iterator[str]:
    """Each passage against its document, hashed and decoded once; what has not its hash may not even be text."""
    documents = [document for source in reader.ids("sources") if (document := reader.document(source))]
    whole = [each for each in documents if hashlib.sha256(each.data).hexdigest() == each.sha256]
    texts = {each.source: (each.sha256, each.data, each.data.decode()) for each in whole}
    for citation in citations:
        if citation.source not in texts or not reads_so(citation, *texts[citation.source]):
            yield f"citation {citation.id}: {citation.source} does not read so at {citation.start}"


def _claims(claims: Iterable[Claim], citations: Mapping[str, Citation], dictionary: Dictionary) -> Iterator[str]:
    """Each claim is what its id was made of, quotes its own source, and follows from its passage.

    What was inferred or interpreted follows from a rule or a reason as well, and is held to have one.
    """
    for claim in claims:
        passages = {citation: citations[citation] for citation, _ in claim.citations if citation in citations}
        if claim.id != claim_id(claim):
            yield f"claim {claim.id}: it does not say what its id was made of"
        if not claim.citations or claim.citations[0][1] != "value":
            yield f"claim {claim.id}: no passage holds its value"
            continue
        if any(passage.source != claim.source for passage in passages.values()):
            yield f"claim {claim.id}: it quotes another source than its own"
        if claim.basis == "inferred" and claim.rule is None:
            yield f"claim {claim.id}: inferred by no rule"
        exact = passages[claim.citations[0][0]].exact
        if claim.basis in ("verbatim", "normalised") and not _follows(claim, exact, dictionary):
            yield f"claim {claim.id}: «{exact}» does not say {claim.value.value}"


def _follows(claim: Claim, exact: str, dictionary: Dictionary) -> bool:
    """Whether the value can be derived once more, from the passage alone."""
    field = BY_NAME[claim.record_type].field(claim.field)
    if field is None or claim.rule is not None:
        return field is not None
    if claim.text != fold(exact) or (claim.basis == "verbatim") != (claim.value.value == exact):
        return False
    try:
        return claim.value == _derived(claim, field, exact, dictionary)
    except CurationError:
        return False


def _derived(claim: Claim, field: Field, exact: str, dictionary: Dictionary) -> Value:
    match field.kind:
        case Kind.TEXT | Kind.TEXTS:
            return Value(fold(exact))
        case Kind.CODE:
            return Value(dictionary.code(claim.record_type, field.name, fold(exact)))
        case Kind.ACTOR | Kind.ACTORS:
            dictionary.check_name(claim.value.value or "", fold(exact))
            return Value(claim.value.value)
        case Kind.DATE:
            return date_value(parse_date(exact, ending=field.name == "ends").when)
        case Kind.QUANTITY:
            return quantity_value(field, parse_quantity(exact, dictionary.units))


def _actors(reader: Reader, claims: Iterable[Claim]) -> Iterator[str]:
    """Lists of actors have no foreign key; every member must be a record all the same."""
    known = set(reader.ids(ACTOR.table))
    for claim in claims:
        field = BY_NAME[claim.record_type].field(claim.field)
        if field is not None and field.kind in (Kind.ACTOR, Kind.ACTORS) and claim.value.value not in known:
            yield f"claim {claim.id}: «{claim.value.value}» names no actor"


def _records(reader: Reader, record_type: RecordType, all_claims: Iterable[Claim]) -> Iterator[str]:
    rows = {str(row["id"]): row for row in reader.records(record_type)}
    evidence = reader.evidence(record_type.name)
    claims = {claim.id: claim for claim in all_claims if claim.record_type == record_type.name}
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


def _representations(reader: Reader, record_type: RecordType) -> Iterator[str]:
    """What is stored of how a record looks is what its chain gives."""
    rows = reader.records(record_type)
    again = render(record_type, rows, chain_of_records(reader, record_type, rows))
    for stored, meant in zip(reader.renderings(record_type), again, strict=True):
        if stored != meant:
            yield f"{record_type.name} {meant.record}: it is stored in another form than its claims give"


def _series(reader: Reader) -> Iterator[str]:
    """Every series is that of its snapshots."""
    if reader.timelines() != timelines(reader.records(ACTOR), reader.records(RESERVE_SNAPSHOT)):
        yield "timelines: they are not those of the snapshots"


def _found(reader: Reader) -> Iterator[str]:
    """A passage that a search finds stands in its document."""
    documents = [document for source in reader.ids("sources") if (document := reader.document(source))]
    texts = {document.source: document.data.decode(errors="replace") for document in documents}
    for source, start, end, text in reader.found_passages():
        if texts.get(source, "")[start:end] != text:
            yield f"search: {source} does not read so at {start}"
