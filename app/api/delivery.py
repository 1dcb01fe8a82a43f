"""Delivery: representations as they go out, and those that went out before, kept ready for whoever asks next.

A pure ASGI layer in front of everything. A representation is known by its path, parameters, media type and content
coding, and good for one data set: its validators are made of these and of the data set's digest, so nothing ever
has to be invalidated. Conditions, ranges and HEAD are answered from it.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.compression import compressed, compressor, is_worth_it
from app.api.conditions import NAMES, Headers, Validators, is_unchanged, span, wants_range
from app.api.layers import API_HEADERS, PublicHeaders
from app.api.negotiation import Encoding, encoding, preferences
from app.api.parameters import MAX_URL
from app.api.problems import problem_of, respond
from app.api.queries import canonical
from app.api.resources import Answer, Asked, Body, Directory, Link, Resource
from app.errors import StoreUnavailable, UriTooLong

Key = tuple[str, bytes, tuple[str | None, ...], Encoding]
RawHeaders = list[tuple[bytes, bytes]]

_CACHE_CONTROL = (b"cache-control", b"public, max-age=300, stale-while-revalidate=86400")
_VARY = (b"vary", b"Accept, Accept-Encoding")
_KEPT_FOR = (_CACHE_CONTROL, _VARY, (b"accept-ranges", b"bytes"))
_NOT_KEPT = ((b"cache-control", b"no-store"),)
_NOT_IN_304 = frozenset({b"content-type", b"content-length", b"content-encoding", b"content-disposition"})
_LONG = 4 * 1024 * 1024
"""Bytes from which on a body is sent while it is made, and not kept."""
_OVERHEAD = 3000
"""Bytes that a kept representation takes besides its body, about."""
_LENGTHS = 1000
"""How many lengths of long bodies are remembered."""
_NOTHING: Message = {"type": "http.response.body", "body": b""}


@dataclass(slots=True)
class Kept:
    """A whole representation, ready to be sent."""

    start: Message
    body: Message
    unchanged: Message
    validators: Validators | None
    """None for what is different each time."""

    @property
    def content(self) -> bytes:
        found: bytes = self.body["body"]
        return found


class Delivery:
    """Answers GET and HEAD of the resources in the directory; everything else goes on to the application behind."""

    def __init__(self, app: ASGIApp, state: Any, directory: Directory, capacity: int) -> None:
        self._app = app
        self._state = state
        self._directory = directory
        self._capacity = capacity
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0
        self._lengths: dict[Key, int] = {}
        self._reader = state.reader

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        accept, accept_encoding, asked = _fields(scope)
        query = scope["query_string"]
        if b"&" in query:
            query = b"&".join(sorted(query.split(b"&")))
        coding: Encoding = "identity" if b"range" in asked else encoding(accept_encoding)
        key = (scope["path"], query, preferences(accept), coding)
        if self._state.reader is not self._reader:
            self._forget()
        kept = self._kept.get(key)
        if kept is not None and not asked:
            self._kept.move_to_end(key)
            await send(kept.start)
            await send(kept.body if scope["method"] == "GET" else _NOTHING)
            return
        await self._deliver(key, kept, accept, asked, scope, receive, send)

    async def _deliver(
        self, key: Key, kept: Kept | None, accept: bytes, asked: Headers, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Everything but the plain repetition of a kept answer. What goes wrong becomes a problem document."""
        found = self._directory.find(scope["path"])
        if found is None:
            await self._app(scope, receive, send)
            return
        sending = _Sending(scope["method"] == "HEAD", asked, send)
        try:
            if kept is None:
                kept = await self._make(key, *found, accept, sending)
            if kept is not None:
                await sending.whole(kept)
        except Exception as error:
            if sending.begun:
                raise
            problem = PublicHeaders(respond(problem_of(error, scope["path"]), scope["path"]))
            await problem({**scope, "path": scope["path"]}, receive, sending.bodiless)

    async def _make(self, key: Key, resource: Resource, names: Any, accept: bytes, sending: "_Sending") -> Kept | None:
        """A representation that is not there yet; None if it was too long to be kept, and has been sent."""
        path, query, _, coding = key
        if len(path) + len(query) > MAX_URL:
            raise UriTooLong(f"Path and query have {len(path) + len(query)} characters; at most {MAX_URL} are read.")
        given = resource.read(query)
        media_type = resource.negotiate(accept.decode("latin-1"))
        if self._reader is None and resource.needs_store:
            raise StoreUnavailable(f"The store cannot be served: {self._state.fault}")
        answer = resource.answer_to(Asked(self._reader, path, names, given, media_type))
        head = _Head(answer, resource.kept, self._identity(f"{path}?{canonical(given)}"), self._state.modified)
        body = answer.body
        if not isinstance(body, bytes):
            pieces = body()
            begun, ended = await _begin(pieces)
            if not ended:
                await sending.pieces(head, coding, _Long(body, begun, pieces, answer.length, self._lengths, key))
                return None
            body = begun
        if not is_worth_it(answer.media_type, len(body)):
            coding = "identity"
        kept = head.kept(await compressed(body, coding), coding)
        if resource.kept:
            self._keep(key, kept)
        return kept

    def _identity(self, address: str) -> str:
        """What the entity tag is made of: the data, the program and the representation's address."""
        return f"{self._reader.digest if self._reader else ''} {self._state.release} {address}"

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

    def _forget(self) -> None:
        """Another data set: nothing that was kept is good any more."""
        self._kept.clear()
        self._lengths.clear()
        self._size = 0
        self._reader = self._state.reader


def _fields(scope: Scope) -> tuple[bytes, bytes, Headers]:
    """`Accept`, `Accept-Encoding`, and whatever makes a request conditional or partial."""
    accept = accept_encoding = b""
    asked: Headers = {}
    for name, value in scope["headers"]:
        if name == b"accept":
            accept = accept + b"," + value if accept else value
        elif name == b"accept-encoding":
            accept_encoding = value
        elif name in NAMES:
            asked[name] = value
    return accept, accept_encoding, asked


async def _begin(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """The pieces up to a certain length as one, and whether these were all."""
    found: list[bytes] = []
    length = 0
    for piece in pieces:
        found.append(piece)
        length += len(piece)
        if length > _LONG:
            return b"".join(found), False
        await asyncio.sleep(0)  # other answers may go out between two pieces
    return b"".join(found), True


@dataclass(slots=True)
class _Long:
    """A body that is sent while it is made: its beginning, the rest, and how to make it once more."""

    again: Body
    begun: bytes
    rest: Iterator[bytes]
    length: int | None
    lengths: dict[Key, int]
    key: Key

    def pieces(self) -> Iterator[bytes]:
        yield self.begun
        yield from self.rest

    async def measured(self) -> int:
        """How long it is: known, remembered, or found out by making all of it once."""
        if self.length is None:
            self.length = self.lengths.get(self.key)
        if self.length is None:
            self.length = 0
            for piece in self.pieces():
                self.length += len(piece)
                await asyncio.sleep(0)
            if len(self.lengths) >= _LENGTHS:
                self.lengths.clear()
            self.lengths[self.key] = self.length
            if not isinstance(self.again, bytes):
                self.begun, self.rest = b"", self.again()
        return self.length


@dataclass(slots=True)
class _Head:
    """The header fields of one representation."""

    answer: Answer
    is_kept: bool
    identity: str
    modified: int

    def validators(self, coding: Encoding) -> Validators:
        """A tag for each coding: the tag of other bytes is another one."""
        name = hashlib.sha256(f"{self.identity} {self.answer.media_type}".encode()).hexdigest()[:32]
        suffix = "" if coding == "identity" else f"-{coding}"
        return Validators(f'"{name}{suffix}"'.encode(), self.modified)

    def fields(self, coding: Encoding, length: int | None) -> RawHeaders:
        answer, validators = self.answer, self.validators(coding)
        fields: RawHeaders = [(b"content-type", answer.media_type.encode())]
        if length is not None:
            fields.append((b"content-length", str(length).encode()))
        if coding != "identity":
            fields.append((b"content-encoding", coding.encode()))
        if answer.filename:
            fields.append((b"content-disposition", f'inline; filename="{answer.filename}"'.encode()))
        if answer.links:
            fields.append((b"link", ", ".join(map(_link, answer.links)).encode()))
        if self.is_kept:
            fields += [(b"etag", validators.etag), (b"last-modified", validators.last_modified), *_KEPT_FOR]
        else:
            fields += _NOT_KEPT
        return [*fields, *API_HEADERS]

    def kept(self, body: bytes, coding: Encoding) -> Kept:
        fields = self.fields(coding, len(body))
        few = [field for field in fields if field[0] not in _NOT_IN_304]
        return Kept(
            {"type": "http.response.start", "status": 200, "headers": fields},
            {"type": "http.response.body", "body": body},
            {"type": "http.response.start", "status": 304, "headers": few},
            self.validators(coding) if self.is_kept else None,
        )


def _link(link: Link) -> str:
    target, relation, media_type = link
    return f'<{target}>; rel="{relation}"' + (f'; type="{media_type}"' if media_type else "")


@dataclass(slots=True)
class _Sending:
    """One answer on its way out: with or without a body, on conditions, whole or in part."""

    is_head: bool
    asked: Headers
    send: Send
    begun: bool = False

    async def bodiless(self, message: Message) -> None:
        """Send on, but nothing of a body in answer to HEAD."""
        self.begun = True
        await self.send({**message, "body": b""} if self.is_head and "body" in message else message)

    async def whole(self, kept: Kept) -> None:
        """A representation that is all there."""
        if kept.validators is None:
            await self._both(kept.start, kept.content)
        elif is_unchanged(self.asked, kept.validators):
            await self._both(kept.unchanged, b"")
        elif wants_range(self.asked, kept.validators):
            start, end = span(self.asked, len(kept.content))
            await self._both(_partial(kept.start, start, end, len(kept.content)), kept.content[start:end])
        else:
            await self._both(kept.start, kept.content)

    async def _both(self, start: Message, body: bytes) -> None:
        await self.bodiless(start)
        await self.bodiless({"type": "http.response.body", "body": body})

    async def pieces(self, head: _Head, coding: Encoding, long: _Long) -> None:
        """A representation that is sent while it is made."""
        if not is_worth_it(head.answer.media_type, None):
            coding = "identity"
        validators = head.validators(coding)
        if is_unchanged(self.asked, validators):
            await self._both(head.kept(b"", coding).unchanged, b"")
        elif wants_range(self.asked, validators):
            length = await long.measured()
            start, end = span(self.asked, length)
            whole: Message = {"status": 200, "headers": head.fields(coding, length), "type": "http.response.start"}
            await self._stream(_partial(whole, start, end, length), _cut(long.pieces(), start, end), "identity")
        else:
            # A client that only asks for the head wants to know the length; one that gets it all will see.
            length_or_none = await long.measured() if self.is_head and coding == "identity" else long.length
            fields = head.fields(coding, length_or_none if coding == "identity" else None)
            whole = {"type": "http.response.start", "status": 200, "headers": fields}
            await self._stream(whole, long.pieces(), coding)

    async def _stream(self, start: Message, pieces: Iterator[bytes], coding: Encoding) -> None:
        await self.bodiless(start)
        machine = compressor(coding)
        for piece in pieces if not self.is_head else ():
            smaller = piece if machine is None else await asyncio.to_thread(machine.process, piece)
            if smaller:
                await self.send({"type": "http.response.body", "body": smaller, "more_body": True})
            await asyncio.sleep(0)
        rest = machine.finish() if machine is not None and not self.is_head else b""
        await self.send({"type": "http.response.body", "body": rest})


def _partial(whole: Message, start: int, end: int, length: int) -> Message:
    fields = [field for field in whole["headers"] if field[0] != b"content-length"]
    content_range = f"bytes {start}-{end - 1}/{length}".encode()
    fields += [(b"content-range", content_range), (b"content-length", str(end - start).encode())]
    return {"type": "http.response.start", "status": 206, "headers": fields}


def _cut(pieces: Iterator[bytes], start: int, end: int) -> Iterator[bytes]:
    """The bytes from start to end, while all others go by."""
    at = 0
    for piece in pieces:
        if at >= end:
            return
        part = piece[max(start - at, 0) : end - at]
        if part:
            yield part
        at += len(piece)
