"""Records: the six collections, each as cited pages, one by one, and as whole flat tables."""

from fastapi import APIRouter, Request, Response

from app.api import schemas
from app.api.answers import address, flat_answer, json_answer, page_of, store, unknown
from app.api.parameters import Cursor, Id, Limit, StrictRoute, Suffix, id_after
from app.api.problems import Responses, documented
from app.errors import BadValue, RepeatedParameter, UnknownFormat, UnknownParameter, UnknownRecord
from app.model.fields import RecordType
from app.model.records import RECORD_TYPES
from app.render import flat
from app.render.envelope import cited_record, envelope
from app.store.chain import chain_of_records

FLAT: Responses = {200: {"content": {media_type.split(";")[0]: {} for media_type, _ in flat.FORMATS.values()}}}
router = APIRouter(route_class=StrictRoute, tags=["records"])


def _add(record_type: RecordType) -> None:
    """The three endpoints of one collection. A suffix is matched before an id: ids have no dots."""
    name, path = record_type.name, f"/v1/{record_type.path}"
    model, plural = schemas.RECORDS[name], record_type.path.replace("-", " ")

    @router.get(
        path,
        summary=f"{plural.capitalize()}, by id",
        description=record_type.doc,
        operation_id=f"list_{record_type.table}",
        response_model=schemas.page(model),
        responses=documented(BadValue, UnknownParameter, RepeatedParameter),
    )
    async def collection(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
        reader = store(request)
        rows = reader.records(record_type, id_after(path, cursor), limit + 1)
        page = page_of(path, [str(row["id"]) for row in rows], limit, reader.count(record_type.table))
        chain = chain_of_records(reader, record_type, rows[:limit])
        data = [cited_record(record_type, row, chain) for row in rows[:limit]]
        return json_answer(envelope([*data], chain, reader.digest, address(request), page))

    @router.get(
        f"{path}.{{format}}",
        summary=f"All {plural}, flat",
        operation_id=f"export_{record_type.table}",
        response_class=Response,
        responses={**FLAT, **documented(UnknownParameter, RepeatedParameter, UnknownFormat)},
    )
    async def table(request: Request, format: Suffix) -> Response:
        reader = store(request)
        rows = reader.records(record_type)
        return flat_answer(
            flat.records(record_type, rows, chain_of_records(reader, record_type, rows)), format, record_type.path
        )

    @router.get(
        f"{path}/{{id}}",
        summary=f"One of the {plural}",
        operation_id=f"get_{name}",
        response_model=schemas.document(model),
        responses=documented(UnknownParameter, RepeatedParameter, UnknownRecord),
    )
    async def record(request: Request, id: Id) -> Response:
        reader = store(request)
        row = reader.record(record_type, id)
        if row is None:
            raise unknown(name.replace("_", " "), id, reader.ids(record_type.table))
        chain = chain_of_records(reader, record_type, [row])
        return json_answer(envelope(cited_record(record_type, row, chain), chain, reader.digest, address(request)))


for _record_type in RECORD_TYPES:
    _add(_record_type)
