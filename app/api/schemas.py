"""The shapes of records and of the envelopes around them, for OpenAPI: derived from the registry.

A member's evidence is named in its `x-evidence`; ids and labels are `x-editorial`, a source's hash and
lengths `x-measured`.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.config import JsonDict

from app.api.shapes import Citation, Evidence, ListEvidence, Meta, PageInfo, PooledSource, Timeline
from app.model.dates import Precision
from app.model.fields import Column, Kind, RecordType
from app.model.quantities import Qualifier
from app.model.records import RECORD_TYPES

_ANNOTATIONS: dict[str, Any] = {"text": str, "number": float, "date": str, "list": list[str]}


def _member(record_type: RecordType, column: Column) -> Any:
    """The annotation of one member of a record."""
    annotation = _ANNOTATIONS[column.type]
    field = record_type.field(column.field or "")
    kind = field.kind if field else None
    if field and kind is Kind.CODE and field.codes:
        annotation = Literal[field.codes]
    if kind is Kind.DATE and column.name.endswith("_precision"):
        annotation = Precision
    if kind is Kind.QUANTITY and column.name.endswith("_qualifier"):
        annotation = Qualifier
    if column.type == "number" and column in record_type.measured:
        annotation = int
    certain = column.field is None or (field is not None and field.required)
    measured = column in record_type.measured
    proof: JsonDict = (
        {"x-evidence": column.field} if column.field else {"x-measured" if measured else "x-editorial": True}
    )
    meant = Field(description=column.doc, json_schema_extra=proof)
    return Annotated[annotation if certain else annotation | None, meant]


def _title(record_type: RecordType) -> str:
    return record_type.name.title().replace("_", "")


def _record(record_type: RecordType) -> type[BaseModel]:
    members: dict[str, Any] = {column.name: _member(record_type, column) for column in record_type.columns}
    proofs: dict[str, Any] = {each.name: ListEvidence if each.kind.many else Evidence for each in record_type.fields}
    title = _title(record_type)
    doc = f"For each cited field of a {record_type.name.replace('_', ' ')}, where its value comes from."
    evidence = create_model(f"{title}Evidence", __doc__=doc, **proofs)
    return create_model(title, __doc__=record_type.doc, **members, evidence=evidence)


def _envelope(name: str, data: Any, *, paged: bool) -> type[BaseModel]:
    pools: dict[str, Any] = {"citations": dict[str, Citation], "sources": dict[str, PooledSource], "meta": Meta}
    page: dict[str, Any] = {"page": PageInfo} if paged else {}
    return create_model(name, data=data, **pools, **page)


def _list_of(model: type[BaseModel]) -> Any:
    """The annotation of a list of a model that is made at run time, which no type checker can write down."""
    return list.__class_getitem__(model)


def document(model: type[BaseModel]) -> type[BaseModel]:
    """The envelope around one object."""
    return _envelope(f"{model.__name__}Document", model, paged=False)


def page(model: type[BaseModel]) -> type[BaseModel]:
    """The envelope around a page of a list."""
    return _envelope(f"{model.__name__}Page", _list_of(model), paged=True)


RECORDS: dict[str, type[BaseModel]] = {record_type.name: _record(record_type) for record_type in RECORD_TYPES}


TimelineWithPoints = create_model(
    "TimelineWithPoints",
    __base__=Timeline,
    __doc__="A series with all its points in the order of their dates.",
    points=(_list_of(RECORDS["reserve_snapshot"]), ...),
)
TimelineList = _envelope("TimelineList", list[Timeline], paged=False)
