"""The envelope: data, and pooled once beside it the passages and the sources that the data refers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.model.chain import Chain, Timeline
from app.model.claims import Check, Citation, Claim, Conflict
from app.model.fields import RecordType
from app.model.holdings import Row
from app.model.records import BY_NAME
from app.render.evidence import basis, record_evidence, resolution
from app.render.values import Json, encode, record, stated


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list an answer stands: the limit asked for, the address of the next page, all there are."""

    limit: int
    next: str | None
    count: int


def envelope(data: Json, chain: Chain, dataset: str, address: str, page: Page | None = None) -> bytes:
    """The cited document, as JSON bytes."""
    document: dict[str, Json] = {
        "data": data,
        "citations": {identifier: pooled(each) for identifier, each in chain.citations.items()},
        "sources": {identifier: source(row) for identifier, row in chain.sources.items()},
        "meta": {"dataset": dataset, "offset_unit": "codepoint", "self": address},
    }
    if page is not None:
        document["page"] = {"limit": page.limit, "next": page.next, "count": page.count}
    return encode(document)


def cited_record(record_type: RecordType, row: Row, chain: Chain) -> dict[str, Json]:
    """A record with the evidence for each of its fields."""
    return {**record(record_type, row), "evidence": record_evidence(record_type, str(row["id"]), chain)}


def timeline(series: Timeline) -> dict[str, Json]:
    """A series without its points."""
    return {
        "id": series.id,
        "label": series.label,
        "holder": series.holder,
        "asset": series.asset,
        "snapshots": series.snapshots,
        "url": f"/v1/reserve-timelines/{series.id}",
    }


def pooled(citation: Citation) -> dict[str, Json]:
    """A passage as W3C text quote and text position selectors in one, with byte offsets too; ends are exclusive."""
    return {
        "source": citation.source,
        "start": citation.start,
        "end": citation.end,
        "exact": citation.exact,
        "prefix": citation.prefix,
        "suffix": citation.suffix,
        "byte_start": citation.byte_start,
        "byte_end": citation.byte_end,
        "url": f"/v1/citations/{citation.id}",
    }


def citation(each: Citation) -> dict[str, Json]:
    """A passage by itself."""
    return {"id": each.id, **pooled(each)}


def source(row: Row) -> dict[str, Json]:
    """A source as it is pooled: enough to name it and to find its bytes."""
    published = [row["published_start"], row["published_end"]]
    return {
        "title": row["title"],
        "label": row["label"],
        "publisher": row["publisher"],
        "published": None if published == [None, None] else _interval(row),
        "rank": row["rank"],
        "sha256": row["sha256"],
        "url": f"/v1/sources/{row['id']}",
        "text_url": f"/v1/sources/{row['id']}/text",
    }


def _interval(row: Row) -> str:
    """The publication date in EDTF."""
    start, end = row["published_start"], row["published_end"]
    return str(start) if start == end else f"{start or '..'}/{end or '..'}"


def _about(each: Claim | Conflict | Check) -> dict[str, Json]:
    """The record that a claim, a conflict or a check is about."""
    return {
        "record_type": each.record_type,
        "record": each.record,
        "record_url": f"/v1/{BY_NAME[each.record_type].path}/{each.record}",
    }


def claim(each: Claim) -> dict[str, Json]:
    """A claim with its passages and what each is for."""
    return {
        "id": each.id,
        **_about(each),
        "field": each.field,
        **stated(each),
        **basis(each),
        "source": each.source,
        "citations": [{"citation": citation, "support": support} for citation, support in each.citations],
    }


def conflict(each: Conflict, chain: Chain) -> dict[str, Json]:
    """A disagreement: its claims whole, how they stand to each other pair by pair, and what is shown all the same."""
    decision = chain.decisions.get(each.id)
    return {
        "id": each.id,
        "kind": each.kind,
        **_about(each),
        "field": each.field,
        "found_by": each.found_by,
        "reason": each.reason,
        "shown": decision.claims[0][0] if decision else None,
        "resolution": resolution(decision),
        "claims": _claims(each.claims, chain.claims),
        "pairs": [{"a": a, "b": b, "verdict": verdict} for a, b, verdict in each.pairs],
    }


def check(each: Check, claims: Mapping[str, Claim]) -> dict[str, Json]:
    """The result of a check, with the claims that it compared."""
    return {
        "id": each.id,
        "check": each.name,
        **_about(each),
        "outcome": each.outcome,
        "statement": each.statement,
        "accepted_because": each.accepted_because,
        "claims": _claims(each.claims, claims),
    }


def _claims(ids: Iterable[str], claims: Mapping[str, Claim]) -> list[Json]:
    return [claim(claims[identifier]) for identifier in ids]
