"""Resources: what is at a path, as FastAPI describes it, with a function that makes the answer.

FastAPI's own way from a route to an endpoint (dependencies, validation, response models) costs several times what
the answers themselves do. A resource is one of its routes all the same, so that it is described by it, but it reads
its query itself and is found by the first words of its path.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from fastapi import HTTPException, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from app.api.layers import NOTHING_LOADS
from app.api.negotiation import ONLY_JSON, media_type
from app.api.parameters import Given, Parameter
from app.api.problems import METHODS, Responses, documented, quoted
from app.api.queries import read
from app.api.serving import Serving
from app.errors import ApiProblem, MethodNotAllowed, NotAcceptable, StoreUnavailable
from app.store.reader import Reader

Body = bytes | Callable[[], Iterator[bytes]]
"""Bytes, or what makes them piece by piece, from the beginning each time."""
Parts = Mapping[str, str]
"""The variable parts of a path, by name."""
Link = tuple[str, str, str | None]
"""Target, relation, media type."""
Effort = Literal["none", "little", "much"]
"""What an answer costs: nothing is asked of the store; a few look-ups, which are tried at once; or time of its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a resource reads it."""

    store: Reader | None
    path: str
    names: Parts
    given: Given
    address: str
    """Path and parameters in one order and one spelling."""
    media_type: str
    """The media type that the client would rather have, of those that the resource offers."""
    serving: Serving
    """What answers are made from, and how the process stands."""

    @property
    def origin(self) -> str:
        """What whole addresses begin with, as in `https://facts.example.org`."""
        return self.serving.process.origin

    @property
    def reader(self) -> Reader:
        """The store that this request is answered from. Raises `StoreUnavailable`."""
        if self.store is None:
            raise StoreUnavailable("The store cannot be served.")
        return self.store


@dataclass(frozen=True, slots=True)
class Answer:
    """A representation, before it is sent."""

    media_type: str
    body: Body
    filename: str | None = None
    links: tuple[Link, ...] = ()
    length: int | None = None
    """Bytes of a body that is made piece by piece, where they are known beforehand."""
    policy: str = NOTHING_LOADS
    """The Content-Security-Policy: what a browser that shows it may load, and who may frame it."""


@dataclass(frozen=True, slots=True)
class Described:
    """What OpenAPI says of a resource."""

    operation_id: str
    summary: str
    tag: str
    description: str | None = None
    model: type[BaseModel] | None = None
    content: Mapping[str, Any] | None = None
    """Other media types with their schemas."""
    problems: tuple[type[ApiProblem], ...] = ()
    path_parameters: Mapping[str, Any] | None = None


class Resource(APIRoute):
    """One path with what it answers, which parameters it takes and which media types it offers.

    `offered` is empty where the path alone decides the media type, and `Accept` is not looked at. What is not
    `kept` is different each time: no cache may keep it. What is `shared`, the address of a page, is passed on by people
    and by sites that append parameters of their own: unknown ones are ignored, where data refuse them.
    """

    def __init__(
        self,
        path: str,
        answer: Callable[[Asked], Answer],
        described: Described | None,
        parameters: Iterable[Parameter] = (),
        *,
        offered: Sequence[str] = ONLY_JSON,
        kept: bool = True,
        shared: bool = False,
        effort: Effort = "little",
    ) -> None:
        self.answer_to = answer
        self.parameters = {parameter.name: parameter for parameter in parameters}
        self.offered = tuple(offered)
        self.kept = kept
        self.shared = shared
        self.effort = effort
        super().__init__(path, _answered_elsewhere, **_as_fastapi_says(described, self.parameters, kept=kept))

    def negotiate(self, accept: str) -> str:
        """The media type for this `Accept`. Raises `NotAcceptable`."""
        if not self.offered:
            return ""
        found = media_type(accept, self.offered)
        if found is None:
            raise NotAcceptable(
                f"Nothing here is «{quoted(accept)}»; there are {', '.join(self.offered)}.",
                formats=list(self.offered),
            )
        return found

    def read(self, query: bytes) -> dict[str, str]:
        """The parameters of a query string."""
        text = query.decode("latin-1")
        if self.shared:
            text = "&".join(pair for pair in text.split("&") if pair.partition("=")[0] in self.parameters)
        return read(text, self.parameters) if text else {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Every method but GET, which is answered before it comes here, but for a path with a line break behind it."""
        if scope["method"] == "GET":
            raise HTTPException(404)
        raise MethodNotAllowed(f"{quoted(scope['method'])} is not possible here; use one of {METHODS}.", METHODS)


_FOR_CACHES: Responses = {
    206: {"description": "The range that `Range` asks for."},
    304: {"description": "What `If-None-Match` or `If-Modified-Since` names is still good."},
}


async def _answered_elsewhere() -> None:  # FastAPI would show a docstring as the description of the resource
    raise NotImplementedError


def _as_fastapi_says(described: Described | None, parameters: Mapping[str, Parameter], *, kept: bool) -> dict[str, Any]:
    if described is None:
        return {"include_in_schema": False, "response_model": None}
    responses: Responses = documented(*described.problems)
    if kept:
        responses |= _FOR_CACHES
    if described.content is not None:
        responses[200] = {"content": dict(described.content)}
    extra = [
        *({"name": n, "in": "path", "required": True, **p} for n, p in (described.path_parameters or {}).items()),
        *(parameter.described() for parameter in parameters.values()),
    ]
    return {
        "operation_id": described.operation_id,
        "summary": described.summary,
        "description": described.description,
        "tags": [described.tag],
        "response_model": described.model,
        "responses": responses,
        "openapi_extra": {"parameters": extra} if extra else None,
        **({} if described.model else {"response_class": Response}),
    }


class Directory:
    """Finds the resource at a path by the path's first words, so that it does not matter how many there are."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_words: dict[tuple[str, str], list[Resource]] = {}
        for resource in resources:
            self._by_words.setdefault(_words(resource.path), []).append(resource)

    def find(self, path: str) -> tuple[Resource, Parts] | None:
        """The resource with the variable parts of the path; None if nothing is there."""
        if not path.isprintable():  # a line break or a NUL is in no address, and must get into no header
            return None
        words = _words(path)
        for resource in self._by_words.get(words) or self._by_words.get((words[0], _VARIABLE)) or ():
            if found := resource.path_regex.match(path):
                return resource, found.groupdict()
        return None


_VARIABLE = "{id}"
"""What the second word of a path like `/sources/{id}` is."""


def _words(path: str) -> tuple[str, str]:
    """`/v1/actors/{id}` and `/v1/actors.csv` begin alike."""
    first, _, rest = path[1:].partition("/")
    return first, rest.partition("/")[0].partition(".")[0]
