"""Evidence: for each field of a record, what it shows, on which basis, from where, and what stands against it."""

from collections.abc import Iterable, Iterator

import msgspec

from app.model.chain import Chain
from app.model.claims import Claim, Evidence, Place
from app.model.fields import Field, RecordType
from app.render.values import Json, stated


def record_evidence(record_type: RecordType, record: str, chain: Chain) -> dict[str, Json]:
    """One member for each cited field, in the order of the registry, whether it is stated or not."""
    return {
        field.name: field_evidence(field, chain.evidence.get((record, field.name)), chain)
        for field in record_type.fields
    }


class _Proof(msgspec.Struct):
    """So much of the evidence for a field as says which passages it refers to."""

    citations: list[str]
    alternatives: list["_Proof"] = []
    items: list["_Proof"] = []


_proofs = msgspec.json.Decoder(dict[str, _Proof])


def passages_behind(evidence: bytes) -> Iterator[str]:
    """The ids of all passages that a record's evidence, as it is stored, refers to."""
    for proof in _proofs.decode(evidence).values():
        yield from proof.citations
        for each in (*proof.alternatives, *proof.items):
            yield from each.citations


def field_evidence(field: Field, evidence: Evidence | None, chain: Chain) -> Json:
    """The evidence for one field; None is a field that no source states."""
    covers: list[Json] = [column.name for column in field.columns]
    if field.kind.many:
        return _of_list(covers, evidence, chain)
    return _of_value(covers, evidence, chain)


def _of_value(covers: list[Json], evidence: Evidence | None, chain: Chain) -> Json:
    shown = next(iter(_placed(evidence, chain, "shown")), None)
    support = [] if shown is None else [shown, *_placed(evidence, chain, "corroborating")]
    return {
        "agreement": evidence.agreement if evidence else "not-stated",
        "covers": covers,
        "claim": shown.id if shown else None,
        "basis": shown.basis if shown else None,
        "rule": shown.rule if shown else None,
        "reason": shown.reason if shown else None,
        "citations": _citations(support),
        "corroborated_by": [claim.id for claim in support[1:]],
        "alternatives": _alternatives(evidence, chain),
        "resolution": resolution(evidence),
        **_conflicts(evidence, chain),
    }


def _of_list(covers: list[Json], evidence: Evidence | None, chain: Chain) -> Json:
    members = _placed(evidence, chain, "shown")
    items: list[Json] = [
        {"claim": claim.id, **basis(claim), **stated(claim), "citations": _citations([claim])} for claim in members
    ]
    return {
        "agreement": evidence.agreement if evidence else "not-stated",
        "covers": covers,
        "citations": _citations([*members, *_placed(evidence, chain, "corroborating")]),
        "items": items,
        **_conflicts(evidence, chain),
    }


def _placed(evidence: Evidence | None, chain: Chain, place: Place) -> list[Claim]:
    return [chain.claims[claim] for claim, where, _ in evidence.claims if where == place] if evidence else []


def basis(claim: Claim) -> dict[str, Json]:
    """How a claim's value follows from its passage: by which rule, or for which reason of the curator's."""
    return {"basis": claim.basis, "rule": claim.rule, "reason": claim.reason}


def _citations(claims: Iterable[Claim]) -> list[Json]:
    """Every passage of these claims once, those that hold the value first."""
    supports = [(citation, support) for claim in claims for citation, support in claim.citations]
    ordered = [c for c, support in supports if support == "value"] + [
        c for c, support in supports if support == "context"
    ]
    return list(dict.fromkeys(ordered))


def _alternatives(evidence: Evidence | None, chain: Chain) -> list[Json]:
    return [
        {
            "claim": claim,
            "verdict": verdict,
            **stated(chain.claims[claim]),
            **basis(chain.claims[claim]),
            "source": chain.claims[claim].source,
            "citations": _citations([chain.claims[claim]]),
        }
        for claim, place, verdict in (evidence.claims if evidence else ())
        if place == "alternative"
    ]


def resolution(evidence: Evidence | None) -> Json:
    """Why the shown claim is the shown one; null where there was nothing to decide."""
    if evidence is None or evidence.rule is None:
        return None
    return {"rule": evidence.rule, "by": evidence.decided_by, "reason": evidence.reason}


def _conflicts(evidence: Evidence | None, chain: Chain) -> dict[str, Json]:
    """The disagreement over this field, others that its claims take part in, and the checks that compared them."""
    own = evidence.conflict if evidence else None
    related: list[Json] = [conflict for conflict in conflicts(evidence, chain) if conflict != own]
    claims = [claim for claim, _, _ in evidence.claims] if evidence else []
    checks: list[Json] = list(dict.fromkeys(check for claim in claims for check in chain.checks.get(claim, ())))
    return {"conflict": own, "related_conflicts": related, "checks": checks}


def conflicts(evidence: Evidence | None, chain: Chain) -> list[str]:
    """Every conflict that a claim on this field takes part in, once."""
    claims = [claim for claim, _, _ in evidence.claims] if evidence else []
    return list(dict.fromkeys(conflict for claim in claims for conflict in chain.conflicts.get(claim, ())))
