"""References: how a record, one field of it, or a timeline is cited, as text to take along."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from app.api.answers import links, unknown
from app.api.charts import stored_points
from app.api.parameters import Parameter
from app.api.problems import quoted
from app.api.queries import bad, choice
from app.api.resources import Answer, Asked, Described, Resource
from app.api.schemas import ID
from app.api.timelines import series_of
from app.errors import UnknownFormat, UnknownRecord
from app.model.fields import Field, RecordType
from app.model.holdings import Timeline
from app.model.records import RECORD_TYPES, RESERVE_SNAPSHOT
from app.render.citing import FORMATS, Format
from app.render.references import Edition, Reference, of_record, of_timeline, sources_of
from app.render.stored import FORMS, Stored, stored
from app.store.reader import Reader

_TEXT: Mapping[str, Any] = {"schema": {"type": "string"}}
_ITEMS: Mapping[str, Any] = {"schema": {"type": "array", "items": {"type": "object"}, "minItems": 1}}
_CONTENT: Mapping[str, Any] = {
    each.media_type.partition(";")[0]: _ITEMS if suffix == "csl.json" else _TEXT for suffix, each in FORMATS.items()
}
_PATH: Mapping[str, Any] = {
    **ID,
    "format": {
        "description": "Markdown, plain text, BibTeX (biblatex) or CSL-JSON.",
        "schema": {"type": "string", "enum": list(FORMATS)},
    },
}


def cite_record(reader: Reader, record_type: RecordType, record: Stored, field: Field | None, origin: str) -> Reference:
    """The reference to a record, or to one stated field of it."""
    rows = reader.sources(sources_of(record_type, [record]))
    return of_record(record_type, record, field, rows, Edition(reader.digest, origin))


def cite_timeline(reader: Reader, series: Timeline, points: Sequence[Stored], origin: str) -> Reference:
    """The reference to a series with all its points."""
    rows = reader.sources(sources_of(RESERVE_SNAPSHOT, points))
    return of_timeline(series, points, rows, Edition(reader.digest, origin))


def _record(record_type: RecordType, asked: Asked) -> Answer:
    form, identifier = _format(asked), asked.names["id"]
    name = choice(asked.given, _field(record_type))
    row = asked.reader.one(record_type, identifier, FORMS)
    if row is None:
        near = asked.reader.near(record_type.table, identifier)
        raise unknown(record_type.name.replace("_", " "), identifier, near)
    record = stored(row)
    if name is not None and record.proofs[name].agreement == "not-stated":
        raise bad("field", f"names {name}, which no source states of {identifier}")
    field = record_type.field(name) if name else None
    return _answer(asked, form, cite_record(asked.reader, record_type, record, field, asked.origin))


def _timeline(asked: Asked) -> Answer:
    form, series = _format(asked), series_of(asked)
    return _answer(asked, form, cite_timeline(asked.reader, series, stored_points(asked.reader, series), asked.origin))


def _format(asked: Asked) -> Format:
    suffix = asked.names["format"]
    if suffix not in FORMATS:
        listed = ", ".join(f".{each}" for each in FORMATS)
        raise UnknownFormat(
            f"«.{quoted(suffix)}» is no format of a reference; there are {listed}.", formats=list(FORMATS)
        )
    return FORMATS[suffix]


def _answer(asked: Asked, form: Format, reference: Reference) -> Answer:
    name = f"{'-'.join(reference.of[1:])}.{asked.names['format']}"
    return Answer(form.media_type, form.write(reference).encode(), name, links(asked))


def _field(record_type: RecordType) -> Parameter:
    return Parameter(
        "field",
        "Only this field of the record: with its value, its date, how the sources agree, and the quoted passages.",
        {"type": "string", "enum": [field.name for field in record_type.fields]},
    )


def _resources() -> Iterable[Resource]:
    for record_type in RECORD_TYPES:
        name = record_type.name
        yield Resource(
            f"/v1/{record_type.path}/{{id}}/cite.{{format}}",
            partial(_record, record_type),
            _described(f"cite_{name}", f"How to cite one {name.replace('_', ' ')}, or one field of it"),
            (_field(record_type),),
            offered=(),
        )
    yield Resource(
        "/v1/reserve-timelines/{id}/cite.{format}",
        _timeline,
        _described("cite_reserve_timeline", "How to cite one reserve timeline"),
        offered=(),
    )


def _described(operation: str, summary: str) -> Described:
    problems = (UnknownFormat, UnknownRecord)
    return Described(operation, summary, "references", content=_CONTENT, problems=problems, path_parameters=_PATH)


RESOURCES: tuple[Resource, ...] = tuple(_resources())
