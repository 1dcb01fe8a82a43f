"""What the server itself refuses, before there is a request that the application could answer.

ApiProblem
├── NotHttp              400: what came is no request
├── TooSlow              408: the head of a request takes too long
├── HeadTooLarge         431: the head of a request has too many bytes or fields
└── TooManyConnections   503: the process has no room for another client
"""

from collections.abc import Iterable

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.api.layers import NOTHING_LOADS, PUBLIC
from app.api.problems import respond
from app.errors import ApiProblem
from app.server.limits import FIELDS, HEAD

Fields = Iterable[tuple[bytes, bytes]]
_CLOSING = ((b"content-security-policy", NOTHING_LOADS.encode()), (b"connection", b"close"))


class NotHttp(ApiProblem):
    status, slug, title = 400, "not-http", "This is no HTTP request"

    def __init__(self) -> None:
        super().__init__("What came cannot be read as HTTP/1.1 without encryption. Nothing else is spoken here.")


class TooSlow(ApiProblem):
    status, slug, title = 408, "too-slow", "The request takes too long"

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The head of the request was not there {seconds:g} seconds after its first byte.")


class HeadTooLarge(ApiProblem):
    status, slug, title = 431, "head-too-large", "The head of the request is too large"

    def __init__(self) -> None:
        super().__init__(f"Address and header fields may have {HEAD} bytes together, and be {FIELDS} fields.")


class TooManyConnections(ApiProblem):
    status, slug, title = 503, "too-many-connections", "There is no room for another connection"

    def __init__(self) -> None:
        super().__init__("As many clients as this server takes are connected; come back in a second.")
        self.headers = {"Retry-After": "1"}


def spoken(problem: ApiProblem, path: str, usual: Fields, *, bodiless: bool) -> bytes:
    """The whole answer as it goes over the wire; the connection ends with it. `usual` are fields of every answer."""
    response = respond(problem, path)
    fields = (*usual, *response.raw_headers, *PUBLIC, *_CLOSING)
    lines = [b"%b: %b\r\n" % field for field in fields]
    return b"".join([STATUS_LINE[problem.status], *lines, b"\r\n", b"" if bodiless else bytes(response.body)])
