"""The proof: what a built store would serve, held against the documents' bytes.

It reads through the same reader that serves, needs nothing but the store, and looks at what is there, not at what
was meant: SQLite's own checks, the digest, every document's hash, every passage at its offsets, every claim against
its id and its passage, every cell against its claim, every stored representation against what its record
and its claims give once more. How claims were weighed against each other (agreement,
conflicts, checks) is not derived again; the digest holds it to what the build meant.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from app.errors import CurationError
from app.ingest.derive import date_value, quantity_value
from app.ingest.dictionary import Dictionary
from app.ingest.words import dictionary_of, strange
from app.model.claims import Citation, Claim, Evidence, claim_id, reads_so
from app.model.fields import Field, Kind, RecordType, Value, cells
from app.model.folding import fold
from app.model.holdings import Representations, Row
from app.model.records import ACTOR, BY_NAME, RECORD_TYPES, SOURCE
from app.model.wording.dates.reading import parse_date
from app.model.wording.locales import Locale, locale_of
from app.model.wording.quantities.reading import parse_quantity
from app.render.representations import represent
from app.store.reader import Reader
from app.store.whole import holdings


@dataclass(frozen=True, slots=True)
class Known:
    """What claims are derived by: the dictionary, and how each source writes numbers, currencies and dates."""

    dictionary: Dictionary
    locales: Mapping[str, Locale]


Step = Callable[[Reader], Iterator[str]]
"""One part of the proof: the faults that it finds."""


def prove(reader: Reader) -> list[str]:
    """Every fault of a store, in words; empty if all of it is proved. Whatever stands in it, nothing is raised."""
    steps: tuple[tuple[str, Step], ...] = (
        ("the file", Reader.faults),
        ("the documents", _documents),
        ("the dictionary", lambda reader: strange(reader.words())),
        ("the evidence", _evidence),
    )
    found = [fault for what, step in steps for fault in _to_the_end(what, step, reader)]
    # What follows from a broken chain is broken too, and no news.
    return found or [*_to_the_end("the representations", _representations, reader)]


def _to_the_end(what: str, step: Step, reader: Reader) -> Iterator[str]:
    """The faults that a step finds; that it breaks off over something that no store can hold is one, too."""
    try:
        yield from step(reader)
    except Exception as error:
        yield f"{what} cannot be read to the end ({type(error).__name__}: {error})"


def known_to(reader: Reader) -> Known:
    """What the claims of a store were derived by, as the store itself says."""
    return Known(dictionary_of(reader.words()), dict(_locales(reader)))


def _locales(reader: Reader) -> Iterator[tuple[str, Locale]]:
    """The locale of each source; none of a document that is no text, or whose language nobody reads."""
    for source, row in reader.sources(reader.ids(SOURCE.table)).items():
        document, language = reader.document(source), row["language"]
        with suppress(UnicodeDecodeError, CurationError):
            if document is not None:
                yield source, locale_of(str(language) if language else None, document.data.decode())


def _evidence(reader: Reader) -> Iterator[str]:
    claims = reader.claims_page()
    citations = {citation.id: citation for citation in reader.citations_page()}
    yield from _citations(reader, citations.values())
    yield from _claims(claims, citations, known_to(reader))
    yield from _actors(reader, claims)
    for record_type in RECORD_TYPES:
        yield from _records(reader, record_type, claims)


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


def _claims(claims: Iterable[Claim], citations: Mapping[str, Citation], known: Known) -> Iterator[str]:
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
        if claim.basis in ("verbatim", "normalised") and not _follows(claim, exact, known):
            yield f"claim {claim.id}: «{exact}» does not say {claim.value.value}"


def _follows(claim: Claim, exact: str, known: Known) -> bool:
    """Whether the value can be derived once more, from the passage alone."""
    field = BY_NAME[claim.record_type].field(claim.field)
    if field is None or claim.rule is not None:
        return field is not None
    if claim.text != fold(exact) or (claim.basis == "verbatim") != (claim.value.value == exact):
        return False
    if claim.source not in known.locales:
        return False
    try:
        return claim.value == _derived(claim, field, exact, known)
    except CurationError:
        return False


def _derived(claim: Claim, field: Field, exact: str, known: Known) -> Value:
    match field.kind:
        case Kind.TEXT | Kind.TEXTS:
            return Value(fold(exact))
        case Kind.CODE:
            return Value(known.dictionary.code(claim.record_type, field.name, fold(exact)))
        case Kind.ACTOR | Kind.ACTORS:
            known.dictionary.check_name(claim.value.value or "", fold(exact))
            return Value(claim.value.value)
        case Kind.DATE:
            ending = field.name == "ends"
            return date_value(parse_date(exact, ending=ending, locale=known.locales[claim.source]).when)
        case Kind.QUANTITY:
            return quantity_value(field, parse_quantity(exact, known.dictionary.units, known.locales[claim.source]))


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


def _representations(reader: Reader) -> Iterator[str]:
    """What is stored of how things look, which series there are and what can be found is what the holdings give."""
    looks = represent(holdings(reader))
    for record_type in RECORD_TYPES:
        for stored, meant in zip(reader.renderings(record_type), looks.rendered[record_type.name], strict=True):
            if stored != meant:
                yield f"{record_type.name} {meant.record}: it is stored in another form than its claims give"
    if reader.timelines() != looks.timelines:
        yield "timelines: they are not those of the snapshots"
    yield from _found(reader, looks)


def _found(reader: Reader, looks: Representations) -> Iterator[str]:
    """A search finds every record and every sentence, by its own words."""
    ids = {record_type.name: reader.ids(record_type.table) for record_type in RECORD_TYPES}
    meant = {
        (each.record_type, ids[each.record_type][each.place or 0] if each.record_type else None, each.body): each
        for each in looks.findable
    }
    stored = {(type_, record, body): number for number, type_, record, body in reader.search_items()}
    if stored.keys() != meant.keys():
        strangers = [number for key, number in stored.items() if key not in meant]
        missing = len(meant.keys() - stored.keys())
        yield f"search: {missing} records or passages are missing in what it finds; items {strangers[:9]} are none"
    else:
        yield from reader.search_faults((stored[key], each.label, each.text) for key, each in meant.items())
