"""What a representation needs of the store: records' evidence with everything that it refers to."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.model.claims import Check, Citation, Claim, Conflict, Evidence
from app.model.holdings import Holdings, Row
from app.model.records import RECORD_TYPES, SOURCE


@dataclass(frozen=True, slots=True)
class Chain:
    """What stands behind some records or claims; every id in it resolves within it."""

    evidence: Mapping[tuple[str, str], Evidence]
    """(record, field) → evidence."""
    claims: Mapping[str, Claim]
    citations: Mapping[str, Citation]
    sources: Mapping[str, Row]
    conflicts: Mapping[str, Sequence[str]]
    """claim → the conflicts that it takes part in."""
    checks: Mapping[str, Sequence[str]]
    """claim → the checks that compared it."""
    decisions: Mapping[str, Evidence] = field(default_factory=dict)
    """conflict → the evidence of the field that it is about."""


def chains(held: Holdings) -> dict[str, Chain]:
    """Record type → the chain behind all its records, from holdings that have it whole."""
    evidence: dict[str, dict[tuple[str, str], Evidence]] = {record_type.name: {} for record_type in RECORD_TYPES}
    for each in held.evidence:
        evidence[each.record_type][each.record, each.field] = each
    common = (
        {claim.id: claim for claim in held.claims},
        {citation.id: citation for citation in held.citations},
        {str(row["id"]): row for row in held.records[SOURCE.name]},
        _by_claim(held.conflicts),
        _by_claim(held.checks),
    )
    return {name: Chain(proofs, *common) for name, proofs in evidence.items()}


def _by_claim(found: Iterable[Conflict | Check]) -> dict[str, list[str]]:
    by_claim: dict[str, list[str]] = {}
    for each in sorted(found, key=lambda each: each.id):
        for claim in each.claims:
            by_claim.setdefault(claim, []).append(each.id)
    return by_claim
