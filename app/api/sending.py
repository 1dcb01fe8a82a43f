"""Sending: one answer on its way out, with or without a body, on conditions, whole or in part."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass

from starlette.types import Message, Receive, Send

from app.api.compression import compressor
from app.api.conditions import Headers, has_failed, is_unchanged, span, wants_range
from app.api.negotiation import Encoding
from app.api.representation import Head, Kept
from app.errors import PreconditionFailed

Make = Callable[[], Iterator[bytes]]
"""Makes a body piece by piece, from the beginning each time."""


class Gone(Exception):
    """The client has left: whatever is still to be made for it need not be."""


@dataclass(slots=True)
class Sending:
    """One answer on its way out."""

    is_head: bool
    asked: Headers
    receive: Receive
    send: Send
    begun: bool = False
    watch: "asyncio.Task[None] | None" = None

    async def bodiless(self, message: Message) -> None:
        """Send on, but nothing of a body in answer to HEAD."""
        self.begun = True
        await self.send({**message, "body": b""} if self.is_head and "body" in message else message)

    async def whole(self, kept: Kept) -> None:
        """A representation that is all there."""
        length = len(kept.content)
        if kept.validators is None:
            await self._both(kept.start, kept.content)
        elif has_failed(self.asked, kept.validators):
            raise PreconditionFailed
        elif is_unchanged(self.asked, kept.validators):
            await self._both(kept.unchanged, b"")
        elif wants_range(self.asked, kept.validators):
            start, end = span(self.asked, length)
            await self._both(_partial(kept.start["headers"], start, end, length), kept.content[start:end])
        else:
            await self._both(kept.start, kept.content)

    async def nothing_new(self, unchanged: Message) -> None:
        """The client has it already."""
        await self._both(unchanged, b"")

    async def long(
        self, head: Head, coding: Encoding, make: Make, begun: bytes, rest: AsyncIterator[bytes], length: int | None
    ) -> int | None:
        """A representation that is sent while it is made, of which this much has been; comes to its length if known."""
        validators = head.validators(coding)
        if has_failed(self.asked, validators):
            raise PreconditionFailed
        is_part = wants_range(self.asked, validators)
        if is_unchanged(self.asked, validators):
            await self._both(head.unchanged(coding), b"")
            return length
        if length is None and (is_part or (self.is_head and coding == "identity")):
            # Who asks for a part or for the head alone wants to know how much it is; who gets it all will see.
            length = len(begun) + sum([len(piece) async for piece in rest])
            begun, rest = b"", self.paced(make())
        fields = head.fields(coding, length if coding == "identity" else None, validators)
        if is_part and length is not None:
            start, end = span(self.asked, length)
            await self.bodiless(_partial(fields, start, end, length))
            await self._body(_cut(_joined(begun, rest), start, end), "identity")
        else:
            await self.bodiless({"type": "http.response.start", "status": 200, "headers": fields})
            await self._body(_joined(begun, rest), coding)
        return length

    async def paced(self, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Pieces, between which other answers may go out. Raises `Gone` when nobody waits for them any more."""
        for number, piece in enumerate(pieces):
            yield piece
            if number == 1:  # most bodies are made in one piece, and need no watch
                self.watch = asyncio.create_task(self._until_gone())
            await asyncio.sleep(0)
            if self.watch is not None and self.watch.done():
                raise Gone

    def close(self) -> None:
        if self.watch is not None:
            self.watch.cancel()

    async def _until_gone(self) -> None:
        """Sending to nobody raises no error; but the server says when the client has left."""
        while (await self.receive())["type"] != "http.disconnect":
            pass

    async def _both(self, start: Message, body: bytes) -> None:
        await self.bodiless(start)
        await self.bodiless({"type": "http.response.body", "body": body})

    async def _body(self, pieces: AsyncIterator[bytes], coding: Encoding) -> None:
        machine = compressor(coding)
        if not self.is_head:
            async for piece in pieces:
                smaller = piece if machine is None else await asyncio.to_thread(machine.process, piece)
                if smaller:
                    await self.send({"type": "http.response.body", "body": smaller, "more_body": True})
        rest = machine.finish() if machine is not None and not self.is_head else b""
        await self.send({"type": "http.response.body", "body": rest})


async def _joined(begun: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield begun
    async for piece in rest:
        yield piece


def _partial(fields: list[tuple[bytes, bytes]], start: int, end: int, length: int) -> Message:
    others = [field for field in fields if field[0] != b"content-length"]
    content_range = f"bytes {start}-{end - 1}/{length}".encode()
    others += [(b"content-range", content_range), (b"content-length", str(end - start).encode())]
    return {"type": "http.response.start", "status": 206, "headers": others}


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
