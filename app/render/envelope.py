"""The envelope: data, and pooled once beside it the passages and the sources that the data refers to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec

from app.model.chain import Chain
from app.model.claims import Check, Citation, Claim, Conflict
from app.model.holdings import Row, Timeline
from app.model.records import BY_NAME
from app.render import addresses
from app.render.evidence import basis, resolution
from app.render.values import Json, encode, members, stated


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list an answer stands: the limit asked for, the address of the next page, all there are."""

    limit: int
    next: str | None
    count: int | None
    """None where counting would cost more than the answer, as in a search."""


Pool = tuple[dict[str, Json], dict[str, Json]]
"""Passages and sources by their ids, once for all that refers to them."""


NOTHING: Pool = ({}, {})


def pool(chain: Chain) -> Pool:
    """What a chain refers to."""
    citations: dict[str, Json] = {identifier: pooled(each) for identifier, each in chain.citations.items()}
    return citations, pooled_sources(chain.sources)


def pooled_sources(sources: Mapping[str, Row]) -> dict[str, Json]:
    return {identifier: source(row) for identifier, row in sources.items()}


def stored_passages(stored: Iterable[bytes]) -> dict[str, Json]:
    """The passages of several records as they are stored, each once."""
    found: dict[str, Json] = {}
    for each in stored:
        found.update(members(each))
    return found


def stored_ids(stored: Iterable[bytes]) -> set[str]:
    """The ids of several stored lists."""
    return {each for ids in set(stored) for each in _ids.decode(ids)}


class _Sourced(msgspec.Struct):
    """So much of a passage as says where it stands."""

    source: str


_sourced = msgspec.json.Decoder(_Sourced)


def stored_sources(passages: Iterable[Json]) -> set[str]:
    """The sources of stored passages."""
    return {_sourced.decode(passage).source for passage in passages if isinstance(passage, msgspec.Raw)}


_ids = msgspec.json.Decoder(list[str])


def envelope(data: Json, beside: Pool | None, dataset: str, address: str, page: Page | None = None) -> bytes:
    """The cited document, as JSON bytes; with nothing beside it, the plain one."""
    document: dict[str, Json] = {"data": data}
    if beside is not None:
        document["citations"], document["sources"] = beside
    document["meta"] = {"dataset": dataset, "offset_unit": "codepoint", "self": address}
    if page is not None:
        document["page"] = {"limit": page.limit, "next": page.next, "count": page.count}
    return encode(document)


def stored_record(plain: bytes, evidence: bytes) -> bytes:
    """A record as it is stored, with its evidence."""
    return plain[:-1] + b',"evidence":' + evidence + b"}"


def stored_list(stored: Iterable[bytes]) -> msgspec.Raw:
    """Several stored objects as one array."""
    return msgspec.Raw(b"[" + b",".join(stored) + b"]")


def timeline(series: Timeline) -> dict[str, Json]:
    """A series without its points."""
    return {
        "id": series.id,
        "label": series.label,
        "holder": series.holder,
        "asset": series.asset,
        "snapshots": series.snapshots,
        "url": f"/v1/reserve-timelines/{series.id}",
        "embed_url": addresses.of_chart(series.id),
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
        "url": addresses.of_passage(citation.source, citation.id),
        "proof_url": addresses.of_proof(citation.id),
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
        "url": addresses.of_document(str(row["id"])),
        "record_url": f"/v1/sources/{row['id']}",
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
