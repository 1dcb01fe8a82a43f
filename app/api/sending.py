"""Sending: one answer on its way out, with or without a body, on conditions, whole or in part."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from starlette.types import Message, Receive, Send

from app.api.compression import compressor
from app.api.conditions import Headers, has_failed, is_unchanged, span, wants_range
from app.api.negotiation import Encoding
from app.api.representation import DATASET, REQUEST_ID, START, Head, Kept, RawHeaders, not_modified
from app.errors import PreconditionFailed

Make = Callable[[], AsyncIterator[bytes]]
"""Makes a body piece by piece, from the beginning each time."""


class Gone(Exception):
    """The client has left: whatever is still to be made for it need not be."""


@dataclass(slots=True)
class Sending:
    """One answer on its way out; afterwards, which status and how many bytes of a body it had."""

    is_head: bool
    asked: Headers
    request_id: bytes
    dataset: bytes
    """What problems are told about, too: the digest of the data set; empty if there is none."""
    receive: Receive
    send: Send
    status: int = 0
    """0 until it has begun."""
    sent: int = 0
    made: asyncio.Event | None = None
    """Set as soon as whoever asks for the same need wait no longer."""
    watch: "asyncio.Task[None] | None" = None

    async def pass_on(self, message: Message) -> None:
        """Send a message as it is, but for the id of the request, and for a body in answer to HEAD."""
        if message["type"] == START:
            self.status = message["status"]
            if self.made is not None:
                self.made.set()
            message = {**message, "headers": [*message["headers"], (REQUEST_ID, self.request_id)]}
            if self.status >= 400 and self.dataset:
                message["headers"].append((DATASET, self.dataset))
        elif self.is_head:
            message = {**message, "body": b""}
        self.sent += len(message.get("body", b""))
        await self.send(message)

    async def whole(self, kept: Kept) -> None:
        """A representation that is all there."""
        length = kept.length
        if kept.validators is None:
            await self._both(200, kept.fields, kept.content)
        elif has_failed(self.asked, kept.validators):
            raise PreconditionFailed
        elif is_unchanged(self.asked, kept.validators):
            await self.nothing_new(kept.fields)
        elif wants_range(self.asked, kept.validators):
            start, end = span(self.asked, length)
            await self._both(206, _partial(kept.fields, start, end, length), kept.content[start:end])
        else:
            await self._both(200, kept.fields, kept.content)

    async def nothing_new(self, fields: RawHeaders) -> None:
        """The client has this representation already."""
        await self._both(304, not_modified(fields), b"")

    async def long(
        self, head: Head, coding: Encoding, make: Make, begun: bytes, rest: AsyncIterator[bytes], length: int | None
    ) -> int | None:
        """A representation that is sent while it is made, of which this much has been; comes to its length if known."""
        validators = head.validators(coding)
        if has_failed(self.asked, validators):
            raise PreconditionFailed
        is_part = wants_range(self.asked, validators)
        if is_unchanged(self.asked, validators):
            await self.nothing_new(head.fields(coding, None, validators))
            return length
        if length is None and (is_part or (self.is_head and coding == "identity")):
            # Who asks for a part or for the head alone wants to know how much it is; who gets it all will see.
            length = len(begun) + sum([len(piece) async for piece in rest])
            begun, rest = b"", make()
        fields = head.fields(coding, length if coding == "identity" else None, validators)
        if is_part and length is not None:
            start, end = span(self.asked, length)
            await self._start(206, _partial(fields, start, end, length))
            await self._body(_cut(_joined(begun, rest), start, end), "identity")
        else:
            await self._start(200, fields)
            await self._body(_joined(begun, rest), coding)
        return length

    async def watched(self, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """Pieces of a body. Raises `Gone` when nobody waits for them any more."""
        number = 0
        async for piece in pieces:
            yield piece
            number += 1
            if number == 2:  # most bodies are made in one piece, and need no watch
                self.watch = asyncio.create_task(self._until_gone())
            if self.watch is not None and self.watch.done():
                raise Gone

    def close(self) -> None:
        if self.watch is not None:
            self.watch.cancel()

    async def _until_gone(self) -> None:
        """Sending to nobody raises no error; but the server says when the client has left."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def _start(self, status: int, fields: RawHeaders) -> None:
        await self.pass_on({"type": START, "status": status, "headers": fields})

    async def _both(self, status: int, fields: RawHeaders, body: bytes) -> None:
        await self._start(status, fields)
        await self.pass_on({"type": "http.response.body", "body": body})

    async def _body(self, pieces: AsyncIterator[bytes], coding: Encoding) -> None:
        machine = compressor(coding)
        if not self.is_head:
            async for piece in pieces:
                smaller = piece if machine is None else await asyncio.to_thread(machine.process, piece)
                if smaller:
                    await self.pass_on({"type": "http.response.body", "body": smaller, "more_body": True})
        rest = machine.finish() if machine is not None and not self.is_head else b""
        await self.pass_on({"type": "http.response.body", "body": rest})


async def _joined(begun: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for piece in rest:
        yield piece


def _partial(fields: RawHeaders, start: int, end: int, length: int) -> RawHeaders:
    others = [field for field in fields if field[0] != b"content-length"]
    content_range = f"bytes {start}-{end - 1}/{length}".encode()
    return [*others, (b"content-range", content_range), (b"content-length", str(end - start).encode())]


async def _cut(pieces: AsyncIterator[bytes], start: int, end: int) -> AsyncIterator[bytes]:
    """The bytes from start to end, while all others go by."""
    at = 0
    async for piece in pieces:
        if at >= end:
            return
        part = piece[max(start - at, 0) : end - at]
        if part:
            yield part
        at += len(piece)
