"""The chain behind a set of claims: passages, sources, conflicts and checks, each fetched once."""

from collections.abc import Iterable
from dataclasses import replace

from app.model.chain import Chain
from app.model.claims import Citation, Conflict
from app.store.reader import Reader


def chain_of_claims(reader: Reader, ids: Iterable[str]) -> Chain:
    """The chain behind claims, for conflicts and checks."""
    claims = reader.claims(ids)
    citations = reader.citations({citation for claim in claims.values() for citation, _ in claim.citations})
    sources = reader.sources({citation.source for citation in citations.values()})
    return Chain({}, claims, citations, sources, reader.conflicts_of(claims), reader.checks_of(claims))


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
