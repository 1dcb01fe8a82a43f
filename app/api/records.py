"""Records: the six collections, each as cited pages, one by one, and as whole flat tables."""

from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter

import msgspec

from app.api import schemas
from app.api.answers import (
    batches,
    cited,
    format_of,
    links,
    paged,
    selected_of,
    table,
    unknown,
    view_of,
)
from app.api.negotiation import CITED, LISTED
from app.api.parameters import CURSOR, EXCEL, LIMIT, VIEW, fields_parameter, filters_of, sort_parameter
from app.api.resources import Answer, Asked, Described, Resource
from app.errors import UnknownFormat, UnknownRecord
from app.model.fields import RecordType
from app.model.holdings import FORMS
from app.model.queries import EVERYTHING, Selection
from app.model.records import RECORD_TYPES
from app.render.envelope import (
    Pool,
    pooled_sources,
    stored_ids,
    stored_list,
    stored_passages,
    stored_record,
    stored_sources,
)
from app.render.evidence import passages_behind
from app.render.flat import COLUMNS, Format
from app.render.values import only
from app.store.reader import Reader


def resources_of(record_type: RecordType) -> Iterator[Resource]:
    """The three resources of one collection. A suffix is looked for before an id: ids have no dots."""
    name, path = record_type.name, f"/v1/{record_type.path}"
    plural, model = record_type.path.replace("-", " "), schemas.RECORDS[name]
    filters = filters_of(record_type)
    sort, fields = sort_parameter(record_type), fields_parameter([column.name for column in record_type.columns])
    flat_fields = fields_parameter([column.name for column in COLUMNS[record_type.path]])
    yield Resource(
        path,
        partial(_list, record_type),
        Described(
            f"list_{record_type.table}",
            f"List {plural}, by id or as sorted",
            "records",
            record_type.doc,
            schemas.page(model),
            schemas.other_pages(schemas.PLAIN[name], schemas.SPARSE[name]),
        ),
        (LIMIT, CURSOR, sort, fields, VIEW, *filters),
        offered=LISTED,
    )
    yield Resource(
        f"{path}.{{format}}",
        partial(_list, record_type),
        Described(
            f"export_{record_type.table}",
            f"All {plural}, flat",
            "records",
            content=schemas.flat_content(record_type.path),
            problems=(UnknownFormat,),
            path_parameters=schemas.SUFFIX,
        ),
        (sort, flat_fields, EXCEL, *filters),
        offered=(),
    )
    yield Resource(
        f"{path}/{{id}}",
        partial(_one, record_type),
        Described(
            f"get_{name}",
            f"One {name.replace('_', ' ')} by its id",
            "records",
            model=schemas.document(model),
            content=schemas.other_documents(schemas.PLAIN[name], schemas.SPARSE[name]),
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        (fields, VIEW),
        offered=CITED,
    )


def _list(record_type: RecordType, asked: Asked) -> Answer:
    if (flat_format := format_of(asked)) is not None:
        return _flat(record_type, asked, flat_format)
    media_type, names, forms = _view(record_type, asked)
    rows, page, linked = paged(asked, record_type, partial(asked.reader.rendered, record_type, forms), itemgetter(0))
    data, beside = look(record_type, asked.reader, [row[1:] for row in rows], forms, names)
    return cited(asked, media_type, stored_list(data), beside, linked, page)


def _flat(record_type: RecordType, asked: Asked, format: Format) -> Answer:
    form = "csv" if format == "csv" else "flat"
    rows = partial(record_rows, asked.reader, record_type, form, selected_of(asked, record_type))
    return table(asked, format, record_type.path, COLUMNS[record_type.path], rows)


def record_rows(
    reader: Reader, record_type: RecordType, form: str, selected: Selection = EVERYTHING
) -> Iterator[list[bytes]]:
    """The rows of a flat table as they are stored, batch by batch."""
    for batch in batches(partial(reader.rendered, record_type, (form,), selected), itemgetter(0)):
        yield [row for _, row in batch]


def _one(record_type: RecordType, asked: Asked) -> Answer:
    media_type, names, forms = _view(record_type, asked)
    identifier = asked.names["id"]
    row = asked.reader.one(record_type, identifier, forms)
    if row is None:
        near = asked.reader.near(record_type.table, identifier)
        raise unknown(record_type.name.replace("_", " "), identifier, near)
    (data,), beside = look(record_type, asked.reader, [row], forms, names)
    return cited(asked, media_type, msgspec.Raw(data), beside, links(asked))


CITED_FORMS = ("plain", *FORMS["cited"])
PLAIN_FORMS = ("plain",)


def _view(record_type: RecordType, asked: Asked) -> tuple[str, frozenset[str] | None, tuple[str, ...]]:
    """The media type, the members that are wanted, and the stored forms that they are in."""
    media_type, names, with_evidence = view_of(asked, [column.name for column in record_type.columns])
    return media_type, names, CITED_FORMS if with_evidence else PLAIN_FORMS


def look(
    record_type: RecordType,
    reader: Reader,
    rows: Sequence[Sequence[bytes]],
    forms: Sequence[str],
    names: frozenset[str] | None,
) -> tuple[Sequence[bytes], Pool | None]:
    """Stored records as they are shown, and what they refer to; without evidence there is nothing to refer to."""
    if forms == PLAIN_FORMS:
        return [plain if names is None else only(plain, names) for (plain,) in rows], None
    passages = stored_passages(row[2] for row in rows)
    sources = pooled_sources(reader.sources(stored_ids(row[3] for row in rows)))
    if names is None:
        return [stored_record(row[0], row[1]) for row in rows], (passages, sources)
    few = [(only(row[0], names), only(row[1], record_type.proofs(names))) for row in rows]
    used = {passage for _, evidence in few for passage in passages_behind(evidence)}
    cited = {passage: value for passage, value in passages.items() if passage in used}
    said = stored_sources(cited.values())
    return [stored_record(*each) for each in few], (cited, {s: v for s, v in sources.items() if s in said})


RESOURCES: tuple[Resource, ...] = tuple(
    resource for record_type in RECORD_TYPES for resource in resources_of(record_type)
)
