"""Reserve timelines: one series per holder and asset, never paged."""

from fastapi import APIRouter, Request, Response

from app.api import schemas
from app.api.answers import address, flat_answer, json_answer, store, unknown
from app.api.parameters import Id, StrictRoute, Suffix
from app.api.problems import documented
from app.api.records import FLAT
from app.errors import RepeatedParameter, UnknownFormat, UnknownParameter, UnknownRecord
from app.model.chain import EMPTY, Timeline
from app.model.records import RESERVE_SNAPSHOT
from app.render import flat
from app.render.envelope import cited_record, envelope, timeline
from app.store.chain import chain_of_records
from app.store.reader import Reader

router = APIRouter(prefix="/v1/reserve-timelines", route_class=StrictRoute, tags=["timelines"])


def _series(reader: Reader, identifier: str) -> Timeline:
    known = {series.id: series for series in reader.timelines()}
    if identifier not in known:
        raise unknown("reserve timeline", identifier, list(known))
    return known[identifier]


@router.get(
    "",
    summary="All reserve timelines",
    operation_id="list_reserve_timelines",
    response_model=schemas.TimelineList,
    responses=documented(UnknownParameter, RepeatedParameter),
)
async def collection(request: Request) -> Response:
    reader = store(request)
    data = [timeline(series) for series in reader.timelines()]
    return json_answer(envelope([*data], EMPTY, reader.digest, address(request)))


@router.get(
    "/{id}.{format}",
    summary="One reserve timeline, flat",
    operation_id="export_reserve_timeline",
    response_class=Response,
    responses={**FLAT, **documented(UnknownParameter, RepeatedParameter, UnknownFormat, UnknownRecord)},
)
async def table(request: Request, id: Id, format: Suffix) -> Response:
    reader = store(request)
    series = _series(reader, id)
    rows = reader.snapshots(series.holder, series.asset)
    return flat_answer(flat.timeline(rows, chain_of_records(reader, RESERVE_SNAPSHOT, rows)), format, series.id)


@router.get(
    "/{id}",
    summary="One reserve timeline with all its points, in the order of their dates",
    operation_id="get_reserve_timeline",
    response_model=schemas.document(schemas.TimelineWithPoints),
    responses=documented(UnknownParameter, RepeatedParameter, UnknownRecord),
)
async def one(request: Request, id: Id) -> Response:
    reader = store(request)
    series = _series(reader, id)
    rows = reader.snapshots(series.holder, series.asset)
    chain = chain_of_records(reader, RESERVE_SNAPSHOT, rows)
    points = [cited_record(RESERVE_SNAPSHOT, row, chain) for row in rows]
    return json_answer(envelope({**timeline(series), "points": [*points]}, chain, reader.digest, address(request)))
