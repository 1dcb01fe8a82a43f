"""Representations: how every record looks, made once when a store is built, so that answers are only put together."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app.model.chain import Chain, chains
from app.model.claims import Claim
from app.model.fields import RecordType
from app.model.holdings import Findable, Holdings, Rendering, Representations, Row, Timeline
from app.model.passages import passages
from app.model.records import ACTOR, RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE
from app.render import addresses
from app.render.envelope import claim as claim_of
from app.render.envelope import pooled
from app.render.evidence import passages_behind, record_evidence
from app.render.flat import COLUMNS, LAYOUTS, TIMELINE_COLUMNS, records, timeline
from app.render.values import Json, encode, record


def represent(held: Holdings) -> Representations:
    """Everything that follows from holdings."""
    behind = chains(held)
    rows = {kind.name: sorted(held.records.get(kind.name, ()), key=lambda row: str(row["id"])) for kind in RECORD_TYPES}
    rendered = {kind.name: list(render(kind, rows[kind.name], behind[kind.name])) for kind in RECORD_TYPES}
    found = [each for kind in RECORD_TYPES for each in _records(kind, rows[kind.name])]
    found += _passages(held)
    return Representations(rendered, timelines(rows[ACTOR.name], rows[RESERVE_SNAPSHOT.name]), found)


def render(record_type: RecordType, rows: Sequence[Row], chain: Chain) -> Iterator[Rendering]:
    """The representations of these records."""
    columns = COLUMNS[record_type.path]
    standing = [column.name for column in columns].index("agreement")
    points = timeline(rows, chain) if record_type is RESERVE_SNAPSHOT else None
    for row, cells in zip(rows, records(record_type, rows, chain), strict=True):
        identifier = str(row["id"])
        evidence = encode(record_evidence(record_type, identifier, chain))
        passages = {each: chain.citations[each] for each in passages_behind(evidence)}
        bodies = {
            "plain": encode(record(record_type, row)),
            "flat": LAYOUTS["json"].row(columns, cells),
            "csv": LAYOUTS["csv"].row(columns, cells),
            "evidence": evidence,
            "passages": encode({each: pooled(citation) for each, citation in passages.items()}),
            "sources": encode([*sorted({citation.source for citation in passages.values()})]),
        }
        if points is not None:
            point = next(points)
            bodies["point"] = LAYOUTS["json"].row(TIMELINE_COLUMNS, point)
            bodies["point_csv"] = LAYOUTS["csv"].row(TIMELINE_COLUMNS, point)
        agreement = str(cells[standing])
        yield Rendering(identifier, agreement, bodies)


def timelines(actors: Iterable[Row], snapshots: Iterable[Row]) -> list[Timeline]:
    """Every series that the snapshots make up, by its id."""
    labels = {row["id"]: row["label"] for row in actors}
    sizes = Counter((str(row["holder"]), str(row["asset"])) for row in snapshots)
    found = [
        Timeline(f"{holder}-{asset.lower()}", f"{labels[holder]}, {asset} reserve", holder, asset, size)
        for (holder, asset), size in sizes.items()
    ]
    return sorted(found, key=lambda series: series.id)


def _records(record_type: RecordType, rows: Iterable[Row]) -> Iterator[Findable]:
    for place, row in enumerate(rows):
        # Numbers too, and the words that a date was written in; codes and ids as the words that they are made of.
        text = " \n".join(str(row[c.name]) for c in record_type.columns[2:] if row[c.name] is not None)
        yield Findable(record_type.name, place, str(row["label"]), text, encode(_hit(record_type, row)))


def _hit(record_type: RecordType, row: Row) -> dict[str, Json]:
    return {
        "kind": "record",
        "url": f"/v1/{record_type.path}/{row['id']}",
        "label": str(row["label"]),
        "record_type": record_type.name,
        "record": str(row["id"]),
    }


def _passages(held: Holdings) -> Iterator[Findable]:
    """Every sentence of every document, with the facts that a passage beginning in it is cited for."""
    labels = {str(row["id"]): str(row["label"]) for row in held.records[SOURCE.name]}
    stated: dict[str, list[tuple[int, Claim]]] = {}
    starts = {citation.id: citation.start for citation in held.citations}
    for claim in held.claims:
        stated.setdefault(claim.source, []).append((starts[claim.citations[0][0]], claim))
    for document in sorted(held.documents, key=lambda each: each.source):
        text = document.data.decode()
        facts = sorted(stated.get(document.source, ()), key=lambda each: (each[0], each[1].id))
        places = [start for start, _ in facts]
        for start, end in passages(text):
            within = [claim for _, claim in facts[bisect_left(places, start) : bisect_left(places, end)]]
            body = _passage(document.source, labels[document.source], start, text[start:end], within)
            yield Findable(None, None, "", text[start:end], encode(body))


def _passage(source: str, label: str, start: int, text: str, claims: Sequence[Claim]) -> dict[str, Json]:
    facts: list[Json] = [{name: shown[name] for name in FACT} for shown in map(claim_of, claims[:MOST_FACTS])]
    return {
        "kind": "passage",
        "url": addresses.of_passage(source, claims[0].citations[0][0]) if claims else addresses.of_document(source),
        "text_url": f"/v1/sources/{source}/text",
        "label": label,
        "source": source,
        "start": start,
        "end": start + len(text),
        "text": text,
        "claims": facts,
        "claims_in_all": len(claims),
    }


MOST_FACTS = 25
"""How many facts are shown beside a passage that was found."""
FACT = ("id", "record_type", "record", "record_url", "field", "value", "low", "high", "qualifier", "unit", "text")
"""What is shown of a claim beside a passage that was found."""
