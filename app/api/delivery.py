"""Delivery: representations as they go out, and those that went out before, kept ready for whoever asks next.

A pure ASGI layer in front of everything. A representation is known by its path, parameters, media type and content
coding, and good for one data set: its validators are made of these and of the data set's digest, so nothing ever
has to be invalidated. Conditions, ranges and HEAD are answered from it.
"""

from collections import OrderedDict
from collections.abc import AsyncIterator
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.compression import compressed, is_worth_it
from app.api.conditions import NAMES, Headers, is_unchanged, names
from app.api.layers import PublicHeaders
from app.api.negotiation import Encoding, Wanted, wanted
from app.api.parameters import MAX_URL
from app.api.problems import problem_of, respond
from app.api.queries import canonical
from app.api.representation import Head, Kept
from app.api.resources import Asked, Directory, Resource
from app.api.sending import Gone, Make, Sending
from app.api.serving import Serving
from app.errors import UriTooLong

Key = tuple[str, bytes, Wanted]

LONG = 4 * 1024 * 1024
"""Bytes from which on a body is sent while it is made, and not kept."""
_LENGTHS = 1000
"""How many lengths of long bodies are remembered."""
_OVERHEAD = 3000
"""Bytes that a kept representation takes besides its body, about."""
_MAX_FIELD = 1000
"""Bytes of a header field that are looked at, and remembered."""
_NOTHING: Message = {"type": "http.response.body", "body": b""}


class Delivery:
    """Answers GET and HEAD of the resources in the directory; everything else goes on to the application behind."""

    def __init__(self, app: ASGIApp, serving: Serving, directory: Directory, capacity: int) -> None:
        self._app = app
        self._serving = serving
        self._directory = directory
        self._capacity = capacity
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._lengths: dict[bytes, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        accept, accept_encoding, asked = _fields(scope)
        query = scope["query_string"]
        if b"&" in query:
            query = b"&".join(sorted(query.split(b"&")))
        if scope["method"] == "HEAD":
            asked.pop(b"range", None)  # only GET has ranges (RFC 9110, 14.2)
        key = (scope["path"], query, wanted(accept, b"" if b"range" in asked else accept_encoding))
        kept = self._kept.get(key)
        if kept is not None and not asked:
            self._kept.move_to_end(key)
            await send(kept.start)
            await send(kept.body if scope["method"] == "GET" else _NOTHING)
        elif kept is not None and b"if-match" not in asked and is_unchanged(asked, kept.validators):
            await send(kept.unchanged)
            await send(_NOTHING)
        else:
            await self._deliver(key, kept, accept, asked, scope, receive, send)

    async def _deliver(
        self, key: Key, kept: Kept | None, accept: bytes, asked: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Everything but the plain repetition of a kept answer. What goes wrong becomes a problem document."""
        found = self._directory.find(scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        sending = Sending(scope["method"] == "HEAD", asked, receive, send)
        try:
            if kept is None:
                kept = await self._make(key, *found, accept, sending)
            if kept is not None:
                await sending.whole(kept)
        except Gone:
            pass
        except Exception as error:
            if sending.begun:
                raise
            problem = PublicHeaders(respond(problem_of(error, scope["path"], self._serving.fault), scope["path"]))
            await problem(scope, receive, sending.bodiless)
        finally:
            sending.close()

    async def _make(self, key: Key, resource: Resource, parts: Any, accept: bytes, sending: Sending) -> Kept | None:
        """A representation that is not there yet; None if it was too long to be kept, and has been sent."""
        path, query, (_, coding) = key
        if len(path) + len(query) > MAX_URL:
            raise UriTooLong(f"Path and query have {len(path) + len(query)} characters; at most {MAX_URL} are read.")
        given = resource.read(query)
        media_type = resource.negotiate(accept.decode("latin-1"))
        serving, reader = self._serving, self._serving.reader
        address = f"{path}?{canonical(given)}" if given else path
        answer = resource.answer_to(Asked(reader, path, parts, given, address, media_type, serving.origin))
        # With the media type that was agreed on: a parameter may decide that of the answer, but this what is in it.
        made_of = f"{reader.digest if reader else ''} {serving.release} {serving.origin} {address} {media_type}"
        head = Head(answer, resource.kept, made_of, serving.modified)
        body = answer.body
        if not isinstance(body, bytes):
            made = await self._begin(head, coding, body, sending)
            if made is None:
                return None
            body = made
        if not is_worth_it(answer.media_type, len(body)):
            coding = "identity"
        kept = head.kept(await compressed(body, coding), coding)
        if resource.kept:
            self._keep(key, kept)
        return kept

    async def _begin(self, head: Head, coding: Encoding, make: Make, sending: Sending) -> bytes | None:
        """A body that is made piece by piece; None if it is a long one, or need not be made, and has been sent."""
        if not is_worth_it(head.answer.media_type, None):
            coding = "identity"
        validators = head.validators(coding)
        if names(sending.asked.get(b"if-none-match", b""), validators) and b"if-match" not in sending.asked:
            await sending.nothing_new(head.unchanged(coding))
            return None
        uncoded = head.validators("identity").etag
        length = self._lengths.get(uncoded, head.answer.length)
        pieces, begun = sending.paced(make()), b""
        if length is None or length <= LONG:
            begun, is_all = await _first(pieces)
            if is_all:
                return begun
        length = await sending.long(head, coding, make, begun, pieces, length)
        if length is not None:
            if len(self._lengths) >= _LENGTHS:
                self._lengths.clear()
            self._lengths[uncoded] = length
        return None

    def _keep(self, key: Key, kept: Kept) -> None:
        size = len(kept.content) + _OVERHEAD
        if size > self._capacity:
            return
        if (before := self._kept.pop(key, None)) is not None:
            self._size -= len(before.content) + _OVERHEAD
        self._kept[key] = kept
        self._size += size
        while self._size > self._capacity:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.content) + _OVERHEAD


def _fields(scope: Scope) -> tuple[bytes, bytes, Headers]:
    """`Accept`, `Accept-Encoding`, and what makes a request conditional or partial; a list may be in several lines."""
    accept = accept_encoding = b""
    asked: Headers = {}
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = b"%b,%b" % (accept, value) if accept else value
        elif name == b"accept-encoding":
            accept_encoding = b"%b,%b" % (accept_encoding, value) if accept_encoding else value
        elif name in NAMES:
            asked[name] = b"%b,%b" % (asked[name], value) if name in asked else value
    return accept[:_MAX_FIELD], accept_encoding[:_MAX_FIELD], asked


async def _first(pieces: AsyncIterator[bytes]) -> tuple[bytes, bool]:
    """The pieces up to a certain length as one, and whether these were all."""
    found: list[bytes] = []
    length = 0
    async for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length > LONG:
            return b"".join(found), False
    return found[0] if len(found) == 1 else b"".join(found), True
