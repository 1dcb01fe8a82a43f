"""Documents and the data set: the exact bytes of each source, and what the whole consists of."""

from collections import Counter

from fastapi import APIRouter, Request, Response

from app.api import schemas, shapes
from app.api.answers import json_answer, store, unknown
from app.api.parameters import Id, StrictRoute
from app.api.problems import documented
from app.errors import RepeatedParameter, UnknownParameter, UnknownRecord
from app.model.chain import EMPTY
from app.model.records import SOURCE
from app.render.envelope import envelope
from app.render.values import Json
from app.store.reader import Reader, collections
from app.store.tables import SCHEMA_VERSION

LICENCE = (
    "Facts and figures are free to use; cite the source of each. Passages are quoted, and documents kept, to prove "
    "them: the rights in the documents stay with their authors. Ids, labels and interpretations are editorial."
)
router = APIRouter(prefix="/v1", route_class=StrictRoute, tags=["documents"])


@router.get(
    "/sources/{id}/text",
    summary="The exact bytes of a document",
    operation_id="get_source_text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {}}}, **documented(UnknownParameter, RepeatedParameter, UnknownRecord)},
)
async def text(request: Request, id: Id) -> Response:
    reader = store(request)
    document = reader.document(id)
    if document is None:
        raise unknown("source", id, reader.ids(SOURCE.table))
    headers = {"Content-Disposition": f'inline; filename="{document.source}.txt"'}
    return Response(document.data, headers=headers, media_type="text/plain; charset=utf-8")


@router.get(
    "/dataset",
    summary="The data set: digest, counts, checks, coverage, licence",
    operation_id="get_dataset",
    response_model=schemas.document(shapes.Dataset),
    responses=documented(UnknownParameter, RepeatedParameter),
)
async def dataset(request: Request) -> Response:
    reader = store(request)
    return json_answer(envelope(_dataset(reader), EMPTY, reader.digest, request.url.path))


def _dataset(reader: Reader) -> dict[str, Json]:
    outcomes = Counter(check.outcome for check in reader.checks_page())
    sources = reader.sources(reader.ids(SOURCE.table))
    return {
        "digest": reader.digest,
        "schema_version": SCHEMA_VERSION,
        "counts": {path: reader.count(table) for path, table in collections().items()},
        "checks": {"passed": outcomes["passed"], "failed": outcomes["failed"], "accepted": outcomes["accepted"]},
        "coverage": [
            {
                "source": c.source, "sentences": c.sentences, "cited": c.cited,
                "set_aside": c.set_aside, "silent": c.silent,
            }
            for c in reader.coverage()
        ],
        "set_aside": [{"source": s.source, "start": s.start, "end": s.end, "why": s.why} for s in reader.set_aside()],
        "sources": {identifier: str(row["sha256"]) for identifier, row in sources.items()},
        "licence": LICENCE,
    }  # fmt: skip
