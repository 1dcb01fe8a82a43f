"""Answers: how endpoints reach the store, and how bytes become responses."""

from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from app.api.parameters import cursor_of
from app.api.problems import quoted
from app.errors import StoreUnavailable, UnknownFormat, UnknownRecord, nearest
from app.render.envelope import Page
from app.render.flat import FORMATS, Table
from app.store.reader import Reader


def store(request: Request) -> Reader:
    """The store that this request is answered from."""
    reader: Reader | None = request.app.state.reader
    if reader is None:
        raise StoreUnavailable(f"The store cannot be served: {request.app.state.fault}")
    return reader


def json_answer(body: bytes) -> Response:
    return Response(body, media_type="application/json")


def flat_answer(table: Table, suffix: str, name: str) -> Response:
    """A whole table in one of the flat formats."""
    for format_, (media_type, write) in FORMATS.items():
        if suffix == format_:
            disposition = f'inline; filename="{name}.{format_}"'
            return Response(write(table), headers={"Content-Disposition": disposition}, media_type=media_type)
    known = ", ".join(f".{each}" for each in FORMATS)
    raise UnknownFormat(f"«.{quoted(suffix)}» is no format of this table; there are {known}.", formats=list(FORMATS))


def unknown(kind: str, identifier: str, known: list[str]) -> UnknownRecord:
    """The refusal of an id that does not exist, with the nearest one that does."""
    suggestion = nearest(identifier, known)
    hint = f" The nearest is «{suggestion}»." if suggestion else ""
    return UnknownRecord(
        f"No {kind} has the id «{quoted(identifier)}».{hint}", **({"nearest": suggestion} if suggestion else {})
    )


def page_of(path: str, ids: list[str], limit: int, count: int) -> Page:
    """The page that these ids make up; one more id than the limit shows that another page follows."""
    if len(ids) <= limit:
        return Page(limit, None, count)
    query = urlencode({"limit": limit, "cursor": cursor_of(path, ids[limit - 1])})
    return Page(limit, f"{path}?{query}", count)


def address(request: Request) -> str:
    """The path and query of a request, as `meta.self` repeats it: of the parameters that were read, nothing else."""
    query = urlencode(request.query_params.multi_items())
    return f"{request.url.path}?{query}" if query else request.url.path
