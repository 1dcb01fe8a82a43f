"""Delivery: representations as they go out, and those that went out before, kept ready for whoever asks next.

A pure ASGI layer in front of everything. A representation is known by its path, parameters, media type and content
coding, and good for one data set: its validators are made of these and of the data set's digest, so nothing ever
has to be invalidated. Conditions, ranges and HEAD are answered from it.
"""

import os
import re
from itertools import count
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.conditions import NAMES, Headers, is_unchanged
from app.api.keeping import Keeping, Key
from app.api.layers import PublicHeaders
from app.api.making import Making
from app.api.meter import OTHER
from app.api.negotiation import wanted
from app.api.problems import problem_of, quoted, respond
from app.api.representation import REQUEST_ID, Kept
from app.api.resources import Directory
from app.api.sending import Gone, Sending
from app.api.serving import Serving
from app.logs import REQUEST, log

_MAX_FIELD = 1000
"""Bytes of a header field that are looked at, and remembered."""
_NOTHING: Message = {"type": "http.response.body", "body": b""}
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_OWN_ID = b"%s-%%x" % os.urandom(6).hex().encode()
"""What ids of requests are made of that came without one: a part for the process, and a number."""
_numbers = count(1)


class Delivery:
    """Answers GET and HEAD of the resources in the directory; everything else goes on to the application behind."""

    def __init__(self, app: ASGIApp, serving: Serving, directory: Directory, capacity: int) -> None:
        self.serving = serving
        self._app = app
        self._dataset = serving.digest.encode()
        self._directory = directory
        self._tally = serving.process.meter.tally
        self._access_log = serving.process.access_log
        self._keeping = Keeping(capacity)
        self._kept = self._keeping.answers
        self._making = Making(serving, self._keeping)
        self._under_way = 0
        self._retired = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = perf_counter()
        accept, accept_encoding, request_id, asked = _fields(scope)
        if scope["method"] not in ("GET", "HEAD"):
            await self._behind(begun, scope, Sending(False, {}, request_id, self._dataset, receive, send))  # noqa: FBT003
            return
        query = scope["query_string"]
        if b"&" in query:
            query = b"&".join(sorted(query.split(b"&")))
        if scope["method"] == "HEAD":
            asked.pop(b"range", None)  # only GET has ranges (RFC 9110, 14.2)
        key = (scope["path"], query, wanted(accept, b"" if b"range" in asked else accept_encoding))
        kept = self._kept.get(key)
        if kept is not None and not asked:
            self._kept.move_to_end(key)
            await send(kept.start(request_id))
            await send(kept.body if scope["method"] == "GET" else _NOTHING)
            kept.tally.add_kept(begun, kept.length)
        elif kept is not None and b"if-match" not in asked and is_unchanged(asked, kept.validators):
            await send(kept.unchanged(request_id))
            await send(_NOTHING)
            kept.tally_unchanged.add_kept(begun, 0)
        else:
            sending = Sending(scope["method"] == "HEAD", asked, request_id, self._dataset, receive, send)
            await self._deliver(begun, key, kept, accept, scope, sending)
            return
        if self._access_log:
            self._log(begun, scope, request_id, 304 if asked else 200, 0 if asked else kept.length)

    def take_over(self) -> None:
        """From now on requests come here."""
        self.serving.process.meter.cache = lambda: (len(self._kept), self._keeping.bytes)

    def retire(self) -> None:
        """Another store is served from now on: let go of this one as soon as the last answer from it is out."""
        self._retired = True
        self._let_go()

    def _let_go(self) -> None:
        if self._retired and not self._under_way and self.serving.store is not None:
            self.serving.store.close()

    async def _behind(self, begun: float, scope: Scope, sending: Sending) -> None:
        """What is no resource: preflights, documentation, and all that there is not."""
        REQUEST.set(sending.request_id.decode())
        try:
            await self._app(scope, sending.receive, sending.pass_on)
        finally:
            self._count(begun, scope, OTHER, sending)

    def _count(self, begun: float, scope: Scope, route: str, sending: Sending) -> None:
        self._tally(route, sending.status).add(begun, sending.sent)
        if self._access_log:
            self._log(begun, scope, sending.request_id, sending.status, sending.sent)

    def _log(self, begun: float, scope: Scope, request_id: bytes, status: int, size: int) -> None:
        address, client = scope["path"], scope.get("client")
        if scope["query_string"]:
            address = f"{address}?{scope['query_string'].decode('latin-1')}"
        said = {"method": quoted(scope["method"]), "path": quoted(address), "status": status, "bytes": size}
        said |= {"milliseconds": round((perf_counter() - begun) * 1000, 3), "request": request_id.decode()}
        log.info("answered", extra={**said, "client": client[0] if client else None})

    async def _deliver(
        self, begun: float, key: Key, kept: Kept | None, accept: bytes, scope: Scope, sending: Sending
    ) -> None:
        """Everything but the plain repetition of a kept answer. What goes wrong becomes a problem document."""
        found = self._directory.find(scope["path"])
        if found is None:
            await self._behind(begun, scope, sending)
            return
        REQUEST.set(sending.request_id.decode())
        self._under_way += 1
        try:
            if kept is None:
                kept = await self._making.make(key, *found, accept, sending)
            if kept is not None:
                await sending.whole(kept)
        except Gone:
            pass
        except Exception as error:
            if sending.status:
                raise
            problem = PublicHeaders(respond(problem_of(error, scope["path"], self.serving.unready), scope["path"]))
            await problem(scope, sending.receive, sending.pass_on)
        finally:
            sending.close()
            self._under_way -= 1
            self._let_go()
            self._count(begun, scope, found[0].path, sending)


def _fields(scope: Scope) -> tuple[bytes, bytes, bytes, Headers]:
    """`Accept`, `Accept-Encoding`, the id of the request, and what makes it conditional or partial; a list may be in
    several lines."""
    accept = accept_encoding = request_id = b""
    asked: Headers = {}
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = b"%b,%b" % (accept, value) if accept else value
        elif name == b"accept-encoding":
            accept_encoding = b"%b,%b" % (accept_encoding, value) if accept_encoding else value
        elif name in NAMES:
            asked[name] = b"%b,%b" % (asked[name], value) if name in asked else value
        elif name == REQUEST_ID and _REQUEST_ID.fullmatch(value):
            request_id = value
    return accept[:_MAX_FIELD], accept_encoding[:_MAX_FIELD], request_id or _OWN_ID % next(_numbers), asked
