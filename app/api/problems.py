"""Problems: every error as RFC 9457 problem details, in one place; nothing of the server's inside leaks out."""

from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.errors import (
    ApiProblem,
    BadValue,
    FormatNotImplemented,
    InternalError,
    MethodNotAllowed,
    NotAcceptable,
    Overloaded,
    PreconditionFailed,
    QueryTooExpensive,
    RangeNotSatisfiable,
    RepeatedParameter,
    StoreUnavailable,
    StoreUnusable,
    TooExpensive,
    UnknownFormat,
    UnknownParameter,
    UnknownPath,
    UnknownRecord,
    UriTooLong,
    nearest,
)
from app.logs import log
from app.render.values import Json, encode

MEDIA_TYPE = "application/problem+json"
METHODS = "GET, HEAD, OPTIONS"
PROBLEMS: tuple[type[ApiProblem], ...] = (
    BadValue,
    UnknownParameter,
    RepeatedParameter,
    UnknownPath,
    UnknownRecord,
    UnknownFormat,
    MethodNotAllowed,
    NotAcceptable,
    PreconditionFailed,
    UriTooLong,
    RangeNotSatisfiable,
    InternalError,
    FormatNotImplemented,
    StoreUnavailable,
    QueryTooExpensive,
    Overloaded,
)
ALWAYS: tuple[type[ApiProblem], ...] = (
    *(BadValue, UnknownParameter, RepeatedParameter, MethodNotAllowed, NotAcceptable),
    *(PreconditionFailed, UriTooLong, RangeNotSatisfiable),
    *(InternalError, StoreUnavailable, QueryTooExpensive, Overloaded),
)
"""What any resource can answer."""
_ECHO = 80
Responses = dict[int | str, dict[str, Any]]
"""What an endpoint can answer, as FastAPI takes it."""


def quoted(text: str) -> str:
    """A user's text as an error may repeat it: cut short, and with nothing that a terminal or log would obey."""
    cut = text if len(text) <= _ECHO else f"{text[:_ECHO]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in cut)


def respond(problem: ApiProblem, path: str) -> Response:
    """The problem document for this request."""
    document: dict[str, Json] = {
        "type": f"urn:chancery:problem:{problem.slug}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": quote(quoted(path)),
    }
    for name, value in problem.extra.items():
        document[name] = [*value] if isinstance(value, list) else value
    headers = {"Cache-Control": "no-store", **problem.headers}
    return Response(encode(document), problem.status, headers, MEDIA_TYPE)


def documented(*classes: type[ApiProblem]) -> Responses:
    """The OpenAPI `responses` of an endpoint that can fail in these ways; failing inside is always one of them."""
    found: Responses = {}
    possible = (*classes, *ALWAYS)
    for each in possible:
        titles = [other.title for other in possible if other.status == each.status]
        schema = {"$ref": "#/components/schemas/Problem"}
        found[each.status] = {"description": ". ".join(titles), "content": {MEDIA_TYPE: {"schema": schema}}}
    return found


def handle(app: FastAPI) -> None:
    """Turn every exception that can leave an endpoint into a problem document."""

    @app.exception_handler(ApiProblem)
    async def problem(request: Request, error: ApiProblem) -> Response:
        return respond(error, request.url.path)

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        return respond(_of_http(request, error), request.url.path)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> Response:
        return respond(problem_of(error, request.url.path), request.url.path)


def problem_of(error: Exception, path: str, fault: str = "") -> ApiProblem:
    """The problem that an exception is to a client; an unexpected one is logged, and nothing of it is told.

    `fault` is what is wrong with the store, if something is.
    """
    match error:
        case StoreUnavailable() if fault:
            return StoreUnavailable(f"The store cannot be served: {fault}")
        case StoreUnusable():
            log.warning("a question failed: %s", error)
            return StoreUnavailable(f"The store cannot be served: {error}")
        case ApiProblem():
            return error
        case TooExpensive():
            return QueryTooExpensive("The answer would take too long to find: narrow it, by holder or by date.")
        case _:
            log.error("unexpected failure at %s", quoted(path), exc_info=error)
            return InternalError("The answer could not be made. The server's log says why.")


def _of_http(request: Request, error: HTTPException) -> ApiProblem:
    """What the router itself refuses: no such path, no such method."""
    if error.status_code == MethodNotAllowed.status:
        return MethodNotAllowed(f"{quoted(request.method)} is not possible here; use one of {METHODS}.", METHODS)
    if error.status_code != UnknownPath.status:
        return InternalError("The request was refused.")
    path = request.url.path
    described = (route.path for route in request.app.routes if isinstance(route, APIRoute) and route.include_in_schema)
    known = ["/docs", "/openapi.json", *(path for path in described if "{" not in path)]
    bare = path.rstrip("/")
    suggestion = bare if bare in known else nearest(path, known)
    hint = f" The nearest is {suggestion}." if suggestion else " See /docs or /openapi.json for what there is."
    if path.endswith("/") and not suggestion:
        hint = " No address ends with a slash."
    return UnknownPath(
        f"Nothing is at {quoted(request.url.path)}.{hint}", **({"nearest": suggestion} if suggestion else {})
    )
