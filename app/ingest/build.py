"""Building: from resolved claims to the rows of the records, and to nothing else.

This is the only writer of records: a cell without a claim cannot be written, for there is no other way in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from app.errors import CurationError
from app.ingest.dictionary import Dictionary
from app.ingest.documents import Document
from app.ingest.entries import Key, NoReserve, Readings, Statement
from app.ingest.findings import Findings
from app.ingest.provenance import UNRECORDED
from app.ingest.resolve import Resolved
from app.model.fields import Kind, cells
from app.model.holdings import Cell, Row
from app.model.records import ACTOR, BY_NAME, RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE


class NoLabel(CurationError):
    code = "no-label"
    remedy = 'give one entry of the record a label = "…"'


class NoActor(CurationError):
    code = "actor-without-record"
    remedy = "add an [[actor]] entry that quotes a passage about it"


Records = dict[str, list[Row]]


def build_records(
    resolved: Sequence[Resolved],
    documents: Sequence[Document],
    readings: Readings,
    dictionary: Dictionary,
    findings: Findings,
) -> Records:
    """The rows of every record, each cell from the claims that its field shows."""
    rows: dict[Key, dict[str, Cell]] = {}
    first: dict[Key, Statement] = {}
    for each in resolved:
        key = (each.evidence.record_type, each.evidence.record)
        record_type = BY_NAME[key[0]]
        row = rows.setdefault(key, {column.name: None for column in record_type.columns})
        row |= cells(each.shown[0].field, [(s.claim.value, s.claim.text) for s in each.shown])
        first.setdefault(key, each.shown[0])
    for document in documents:
        source = rows.setdefault((SOURCE.name, document.source), {column.name: None for column in SOURCE.columns})
        source |= {"sha256": document.sha256, "bytes": len(document.data), "characters": len(document.text)}
        source |= asdict(readings.captures.get(document.source, UNRECORDED))
    for key, row in rows.items():
        statement = first.get(key)
        with findings.at(statement.file if statement else "", statement.line if statement else 1):
            missing = [each.name for each in BY_NAME[key[0]].fields if each.required and row[each.principal] is None]
            if missing:
                raise NoReserve(f"{key[0]} {key[1]} has no {' and no '.join(missing)}")
            row |= {"id": key[1], "label": _label(key, row, readings, dictionary)}
    _require_actors(readings.statements, rows, findings)
    return _by_type(rows)


def _by_type(rows: Mapping[Key, Row]) -> Records:
    records: Records = {record_type.name: [] for record_type in RECORD_TYPES}
    for (name, _), row in sorted(rows.items()):
        records[name].append(row)
    return records


def _label(key: Key, row: Row, readings: Readings, dictionary: Dictionary) -> str:
    """The curator's label, an entity's, or for a snapshot one made of its key."""
    if key in readings.labels:
        return readings.labels[key]
    if key[0] == ACTOR.name:
        return dictionary.entity(key[1]).label
    if key[0] == RESERVE_SNAPSHOT.name:
        holder = dictionary.entity(str(row["holder"])).label
        return f"{holder}, {row['asset']} reserve, {row['date_text'] or row['date_start'] or row['date_end']}"
    raise NoLabel(f"{key[0]} {key[1]} has no label")


def _require_actors(statements: Sequence[Statement], rows: Mapping[Key, Row], findings: Findings) -> None:
    """Every actor that a claim names is a record itself."""
    for statement in statements:
        named = statement.claim.value.value or ""
        if statement.field.kind in (Kind.ACTOR, Kind.ACTORS) and (ACTOR.name, named) not in rows:
            findings.add(
                statement.file, statement.line, NoActor(f"{named} is named, but no [[actor]] entry describes it")
            )
