"""The chain behind a set of records: evidence, claims, passages, sources and conflicts, each fetched once."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.model.chain import Chain
from app.model.claims import Citation, Claim, Conflict, Evidence
from app.model.fields import RecordType
from app.model.holdings import Row
from app.store.reader import Reader


def chain_of_records(reader: Reader, record_type: RecordType, rows: Iterable[Row]) -> Chain:
    """The chain behind records of one type."""
    evidence = reader.evidence(record_type.name, [str(row["id"]) for row in rows])
    claims = reader.claims({claim for each in evidence.values() for claim, _, _ in each.claims})
    return _chain(reader, evidence, claims)


def chain_of_claims(reader: Reader, ids: Iterable[str]) -> Chain:
    """The chain behind claims, for conflicts and checks."""
    return _chain(reader, {}, reader.claims(ids))


def chain_of_conflicts(reader: Reader, found: Iterable[Conflict]) -> Chain:
    """The chain behind conflicts: their claims, and what each field shows in spite of them."""
    listed = list(found)
    chain = chain_of_claims(reader, {claim for conflict in listed for claim in conflict.claims})
    evidence = reader.decisions(conflict.id for conflict in listed)
    return replace(chain, decisions={c.id: evidence[c.id] for c in listed if _within_one_field(c, chain)})


def _within_one_field(conflict: Conflict, chain: Chain) -> bool:
    fields = {(c.record_type, c.record, c.field) for c in (chain.claims[claim] for claim in conflict.claims)}
    return len(fields) == 1


def chain_of_citations(reader: Reader, found: Iterable[Citation]) -> Chain:
    """The chain behind passages: their sources. The passages are the data, so they are not pooled as well."""
    return Chain({}, {}, {}, reader.sources({citation.source for citation in found}), {}, {})


def _chain(reader: Reader, evidence: Mapping[tuple[str, str], Evidence], claims: Mapping[str, Claim]) -> Chain:
    citations = reader.citations({citation for claim in claims.values() for citation, _ in claim.citations})
    sources = reader.sources({citation.source for citation in citations.values()})
    return Chain(evidence, claims, citations, sources, reader.conflicts_of(claims), reader.checks_of(claims))
