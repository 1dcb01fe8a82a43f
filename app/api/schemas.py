"""The shapes of records, of flat rows and of the envelopes around them, for OpenAPI: derived from the registry.

A member's evidence is named in its `x-evidence`; ids and labels are `x-editorial`, a source's hash and
lengths `x-measured`. `Plain…` is without evidence, `Sparse…` has any of the members.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.config import JsonDict

from app.api.negotiation import CSV, JSON, NDJSON
from app.api.negotiation import PLAIN as PLAIN_TYPE
from app.api.negotiation import SPARSE as SPARSE_TYPE
from app.api.shapes import (
    Citation,
    Evidence,
    Hit,
    ListEvidence,
    Meta,
    PageInfo,
    PooledSource,
    Scalar,
    SearchInfo,
    Sentence,
    SourceCoverage,
    Timeline,
)
from app.model.collections import BY_PATH, CLAIMS
from app.model.fields import Column, RecordType
from app.model.records import RECORD_TYPES
from app.render.coverage import COVERAGE_COLUMNS
from app.render.flat import COLUMNS, LAYOUTS, TIMELINE_COLUMNS

Model = type[BaseModel]
Content = dict[str, Any]

_ANNOTATIONS: dict[str, Any] = {"text": str, "number": float, "date": str, "list": list[str]}
_MIXED = ("value", "low", "high")
"""What is a number in the flat row of a claim if its field is a figure."""

_MADE: dict[str, Model] = {}
"""Models that no response model refers to, by name: `components` hands them to the document."""


def _annotation(column: Column) -> Any:
    annotation = _ANNOTATIONS[column.type]
    if column.codes:
        annotation = Literal[column.codes]
    if column.type == "number" and column.certain:
        annotation = int
    return annotation if column.certain else annotation | None


def _member(record_type: RecordType, column: Column) -> Any:
    """The annotation of one member of a record."""
    measured = column in record_type.measured
    proof: JsonDict = (
        {"x-evidence": column.field} if column.field else {"x-measured" if measured else "x-editorial": True}
    )
    return Annotated[_annotation(column), Field(description=column.doc, json_schema_extra=proof)]


def title(name: str) -> str:
    """`reserve_snapshot` and `reserve-snapshots` as a schema is called."""
    return name.replace("-", "_").title().replace("_", "")


def _members(record_type: RecordType) -> dict[str, Any]:
    return {column.name: _member(record_type, column) for column in record_type.columns}


def _evidence(record_type: RecordType) -> Model:
    proofs: dict[str, Any] = {each.name: ListEvidence if each.kind.many else Evidence for each in record_type.fields}
    doc = f"For each cited field of a {record_type.name.replace('_', ' ')}, where its value comes from."
    return create_model(f"{title(record_type.name)}Evidence", __doc__=doc, **proofs)


def _record(record_type: RecordType) -> Model:
    members = {**_members(record_type), "evidence": _evidence(record_type)}
    return create_model(title(record_type.name), __doc__=record_type.doc, **members)


def _plain(record_type: RecordType) -> Model:
    return create_model(f"Plain{title(record_type.name)}", __doc__=record_type.doc, **_members(record_type))


@cache
def sparse(model: Model) -> Model:
    """The same members, any of which may have been left out."""
    members: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        annotation = sparse(field.annotation) if name == "evidence" else field.annotation  # type: ignore[arg-type]
        members[name] = (Annotated[annotation, field], None)
    return create_model(f"Sparse{model.__name__}", __doc__=model.__doc__, **members)


def _list_of(model: Model) -> Any:
    """The annotation of a list of a model that is made at run time, which no type checker can write down."""
    return list.__class_getitem__(model)


_POOLED: Mapping[str, Any] = {"citations": dict[str, Citation], "sources": dict[str, PooledSource]}
_MAYBE_POOLED: Mapping[str, Any] = {name: (pool, {}) for name, pool in _POOLED.items()}
"""With `view=plain` besides `fields`, there are no pools."""
_NOT_POOLED: Mapping[str, Any] = {}


def _envelope(name: str, data: Any, pools: Mapping[str, Any] = _POOLED, page: Model | None = None) -> Model:
    paged: dict[str, Any] = {"page": page} if page else {}
    return create_model(name, data=data, **pools, meta=Meta, **paged)


def document(model: Model) -> Model:
    """The envelope around one object."""
    return _envelope(f"{model.__name__}Document", model)


def page(model: Model) -> Model:
    """The envelope around a page of a list."""
    return _envelope(f"{model.__name__}Page", _list_of(model), page=PageInfo)


def search_page() -> Model:
    """The envelope around what was found."""
    return _envelope("SearchPage", list[Hit], page=SearchInfo)


def _content(model: Model) -> Content:
    """A model as the schema of one media type."""
    _MADE[model.__name__] = model
    return {"schema": {"$ref": f"#/components/schemas/{model.__name__}"}}


def variants(model: Model) -> tuple[Model, Model]:
    """A kind of evidence without the pools beside it, and with any of its members."""
    return model, sparse(model)


def other_documents(plain: Model, few: Model) -> Content:
    """What else a single object can be asked for as."""
    return {
        PLAIN_TYPE: _content(_envelope(f"{_plainly(plain)}Document", plain, _NOT_POOLED)),
        SPARSE_TYPE: _content(_envelope(f"{few.__name__}Document", few, _MAYBE_POOLED)),
    }


def other_pages(plain: Model, few: Model) -> Content:
    """What else a page of a list can be asked for as; flat formats are then the whole table."""
    return {
        PLAIN_TYPE: _content(_envelope(f"{_plainly(plain)}Page", _list_of(plain), _NOT_POOLED, PageInfo)),
        SPARSE_TYPE: _content(_envelope(f"{few.__name__}Page", _list_of(few), _MAYBE_POOLED, PageInfo)),
        **FLAT_BY_ACCEPT,
    }


def _plainly(model: Model) -> str:
    return model.__name__ if model.__name__.startswith("Plain") else f"Plain{model.__name__}"


_TEXT: Content = {"schema": {"type": "string"}}
FLAT_BY_ACCEPT: Content = {CSV: _TEXT, NDJSON: _TEXT}
"""The flat formats that have a media type of their own."""


def flat_content(path: str) -> Content:
    """The flat formats of a table."""
    row = FLAT_ROWS[path]
    return {CSV: _TEXT, JSON: _array(row), SPARSE_TYPE: _array(sparse(row)), NDJSON: _TEXT}


def _array(row: Model) -> Content:
    return {"schema": {"type": "array", "items": _content(row)["schema"]}}


def _flat_row(path: str, columns: Iterable[Column]) -> Model:
    mixed = _MIXED if path == CLAIMS.path else ()
    members: dict[str, Any] = {
        column.name: Annotated[Scalar if column.name in mixed else _annotation(column), Field(description=column.doc)]
        for column in columns
    }
    return create_model(f"Flat{title(path)}Row", __doc__=f"A row of the flat table of {path}.", **members)


ID: Mapping[str, Content] = {
    "id": {
        "description": "The id of a record, as lists and citations give it.",
        "schema": {"type": "string", "pattern": "^[a-z0-9_-]+$", "maxLength": 200},
    }
}
SUFFIX: Mapping[str, Content] = {
    "format": {"description": "The format of the table.", "schema": {"type": "string", "enum": list(LAYOUTS)}}
}
FLAT_ROWS: Mapping[str, Model] = {
    **{path: _flat_row(path, COLUMNS[path]) for path in BY_PATH},
    "reserve-timelines": _flat_row("reserve-timelines", TIMELINE_COLUMNS),
    "coverage": _flat_row("coverage", COVERAGE_COLUMNS),
}
RECORDS: Mapping[str, Model] = {record_type.name: _record(record_type) for record_type in RECORD_TYPES}
PLAIN: Mapping[str, Model] = {record_type.name: _plain(record_type) for record_type in RECORD_TYPES}
SPARSE: Mapping[str, Model] = {name: sparse(model) for name, model in RECORDS.items()}


def _timeline(prefix: str, point: Model) -> Model:
    doc = "A series with all its points in the order of their dates."
    points: Any = (_list_of(point), ...)
    return create_model(f"{prefix}TimelineWithPoints", __base__=Timeline, __doc__=doc, points=points)


TimelineWithPoints = _timeline("", RECORDS["reserve_snapshot"])
PlainTimelineWithPoints = _timeline("Plain", PLAIN["reserve_snapshot"])
SparseTimelineWithPoints = _timeline("Sparse", SPARSE["reserve_snapshot"])
TimelineList = _envelope("TimelineList", list[Timeline])


def _sparse_coverage() -> Model:
    few: Any = (_list_of(sparse(Sentence)), ...)
    return create_model("SparseSourceCoverage", __base__=SourceCoverage, __doc__=SourceCoverage.__doc__, sentences=few)


SparseSourceCoverage = _sparse_coverage()


def components() -> dict[str, Any]:
    """The schemas of all models that only `content` refers to, with those that they refer to themselves."""
    found: dict[str, Any] = {}
    for name, model in _MADE.items():
        made = model.model_json_schema(ref_template="#/components/schemas/{model}")
        found |= made.pop("$defs", {})
        found[name] = made
    for name, schema in found.items():
        if name.startswith("Sparse"):
            for member in schema.get("properties", {}).values():
                member.pop("default", None)
    return found
