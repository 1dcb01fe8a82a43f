"""Query parameters: known ones, given once, with a value they can have. A typo never returns the whole table."""

import base64
import binascii
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import Path, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import BeforeValidator

from app.api.problems import quoted
from app.errors import BadValue, RepeatedParameter, UnknownParameter, nearest
from app.render.flat import FORMATS

MAX_LIMIT = 500
MAX_QUERY = 2048

Id = Annotated[str, Path(description="The id of a record, as lists and citations give it.")]
Suffix = Annotated[str, Path(description="The format of the table.", json_schema_extra={"enum": list(FORMATS)})]


def _digits(text: object) -> object:
    """Only plain digits: what pydantic would take besides, such as `5.0`, `+5` and `5_0`, is a slip."""
    if isinstance(text, str) and not (text.isascii() and text.isdigit()):
        raise ValueError("Input should be a whole number in digits")
    return text


Limit = Annotated[
    int, BeforeValidator(_digits), Query(ge=1, le=MAX_LIMIT, description="How many records a page holds, 1 to 500.")
]
Cursor = Annotated[
    str | None,
    Query(
        max_length=200, description="Where the page starts: the opaque value in the `next` address of the page before."
    ),
]


class StrictRoute(APIRoute):
    """A route that refuses query parameters it does not declare, and ones that are given twice."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()
        known = [parameter.alias for parameter in self.dependant.query_params]

        async def strict(request: Request) -> Response:
            if len(request.url.query) > MAX_QUERY:
                raise BadValue(f"The query has {len(request.url.query)} characters; at most {MAX_QUERY} are read.")
            check_parameters([name for name, _ in request.query_params.multi_items()], known)
            return await answer(request)

        return strict


def check_parameters(given: list[str], known: list[str]) -> None:
    """Refuse the first parameter that is unknown, with the nearest known one, or that comes twice."""
    for name in given:
        if name not in known:
            suggestion = nearest(name, known)
            hint = f"did you mean «{suggestion}»?" if suggestion else f"known here: {', '.join(known) or 'none'}."
            raise UnknownParameter(
                f"«{quoted(name)}» is no parameter of this resource; {hint}",
                parameter=quoted(name),
                **({"nearest": suggestion} if suggestion else {}),
            )
        if given.count(name) > 1:
            raise RepeatedParameter(
                f"«{quoted(name)}» is given {given.count(name)} times; give it once.", parameter=name
            )


def cursor_of(path: str, identifier: str) -> str:
    """The opaque cursor that continues the list at this path after this id."""
    return base64.urlsafe_b64encode(f"{path} {identifier}".encode()).decode().rstrip("=")


def id_after(path: str, cursor: str | None) -> str:
    """The id that a cursor continues after; without a cursor the empty string, which stands before every id."""
    if cursor is None:
        return ""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        start, _, identifier = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(" ")
    except (binascii.Error, ValueError):
        start, identifier = "", ""
    if start != path or not identifier:
        raise BadValue("«cursor» is not one that this list gave out; follow `page.next`.", parameter="cursor")
    return identifier
