"""The evidence itself: claims, citations, conflicts and checks, each as pages, one by one, and flat."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from app.api import schemas, shapes
from app.api.answers import address, flat_answer, json_answer, page_of, store, unknown
from app.api.parameters import Cursor, Id, Limit, StrictRoute, Suffix, id_after
from app.api.problems import documented
from app.api.records import FLAT
from app.errors import BadValue, RepeatedParameter, UnknownFormat, UnknownParameter, UnknownRecord
from app.model.chain import Chain
from app.model.claims import Citation, is_proved
from app.render import envelope, flat
from app.render.values import Json
from app.store.chain import chain_of_citations, chain_of_claims, chain_of_conflicts
from app.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: where it is, what it is, how it is read, what stands behind it, how it looks."""

    path: str
    singular: str
    doc: str
    model: type[BaseModel]
    page: Callable[[Reader, str, int], Sequence[Any]]
    some: Callable[[Reader, Sequence[str]], Sequence[Any]]
    chain: Callable[[Reader, Sequence[Any]], Chain]
    show: Callable[[Any, Chain], dict[str, Json]]
    table: Callable[[Iterable[Any], Chain], flat.Table]


def _claims_of(reader: Reader, found: Sequence[Any]) -> Chain:
    return chain_of_claims(reader, {claim for each in found for claim in each.claims})


KINDS: tuple[Kind, ...] = (
    Kind(
        "claims",
        "claim",
        "What one source says of one field of one record.",
        shapes.Claim,
        Reader.claims_page,
        lambda reader, ids: list(reader.claims(ids).values()),
        lambda reader, found: chain_of_claims(reader, [claim.id for claim in found]),
        lambda claim, _: envelope.claim(claim),
        flat.claims,
    ),
    Kind(
        "citations",
        "citation",
        "A passage of a document, with its exact characters and offsets.",
        shapes.CitationRecord,
        Reader.citations_page,
        lambda reader, ids: list(reader.citations(ids).values()),
        chain_of_citations,
        lambda citation, _: envelope.citation(citation),
        flat.citations,
    ),
    Kind(
        "conflicts",
        "conflict",
        "Claims that cannot all hold, found by rule or written by a curator.",
        shapes.Conflict,
        Reader.conflicts_page,
        Reader.conflicts,
        chain_of_conflicts,
        envelope.conflict,
        flat.conflict_table,
    ),
    Kind(
        "checks",
        "check",
        "Results of consistency checks: passed, failed, or failed and accepted with a reason.",
        shapes.Check,
        Reader.checks_page,
        Reader.checks,
        _claims_of,
        lambda check, chain: envelope.check(check, chain.claims),
        flat.check_table,
    ),
)
router = APIRouter(route_class=StrictRoute, tags=["evidence"])


def _add(kind: Kind) -> None:
    path = f"/v1/{kind.path}"

    @router.get(
        path,
        summary=f"{kind.path.capitalize()}, by id",
        description=kind.doc,
        operation_id=f"list_{kind.path}",
        response_model=schemas.page(kind.model),
        responses=documented(BadValue, UnknownParameter, RepeatedParameter),
    )
    async def collection(request: Request, limit: Limit = 50, cursor: Cursor = None) -> Response:
        reader = store(request)
        found = kind.page(reader, id_after(path, cursor), limit + 1)
        page = page_of(path, [each.id for each in found], limit, reader.count(kind.path))
        chain = kind.chain(reader, found[:limit])
        data = [kind.show(each, chain) for each in found[:limit]]
        return json_answer(envelope.envelope([*data], chain, reader.digest, address(request), page))

    @router.get(
        f"{path}.{{format}}",
        summary=f"All {kind.path}, flat",
        operation_id=f"export_{kind.path}",
        response_class=Response,
        responses={**FLAT, **documented(UnknownParameter, RepeatedParameter, UnknownFormat)},
    )
    async def table(request: Request, format: Suffix) -> Response:
        reader = store(request)
        found = kind.page(reader, "", -1)
        return flat_answer(kind.table(found, kind.chain(reader, found)), format, kind.path)

    if kind.model is not shapes.CitationRecord:

        @router.get(
            f"{path}/{{id}}",
            summary=f"One {kind.singular}",
            operation_id=f"get_{kind.singular}",
            response_model=schemas.document(kind.model),
            responses=documented(UnknownParameter, RepeatedParameter, UnknownRecord),
        )
        async def one(request: Request, id: Id) -> Response:
            reader = store(request)
            each = _one(reader, kind, id)
            chain = kind.chain(reader, [each])
            return json_answer(envelope.envelope(kind.show(each, chain), chain, reader.digest, address(request)))


def _one(reader: Reader, kind: Kind, identifier: str) -> Any:
    found = kind.some(reader, [identifier])
    if not found:
        raise unknown(kind.singular, identifier, reader.ids(kind.path))
    return found[0]


for _kind in KINDS:
    _add(_kind)


@router.get(
    "/v1/citations/{id}",
    summary="One citation, read again from the stored bytes",
    operation_id="get_citation",
    response_model=schemas.document(shapes.ProvedCitation),
    responses=documented(UnknownParameter, RepeatedParameter, UnknownRecord),
)
async def citation(request: Request, id: Id) -> Response:
    reader = store(request)
    kind = next(kind for kind in KINDS if kind.path == "citations")
    each: Citation = _one(reader, kind, id)
    document = reader.document(each.source)
    verified = document is not None and is_proved(each, document.sha256, document.data)
    data: Json = {**envelope.citation(each), "verified": verified, "claims": [*reader.citing(each.id)]}
    return json_answer(envelope.envelope(data, kind.chain(reader, [each]), reader.digest, address(request)))
