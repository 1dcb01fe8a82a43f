"""Sending: one answer on its way out, with or without a body, on conditions, whole or in part."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from starlette.types import Message, Receive, Send

from app.api.compression import compressor, is_worth_it
from app.api.conditions import Headers, is_unchanged, span, wants_range
from app.api.negotiation import Encoding
from app.api.representation import Head, Kept, Long


@dataclass(slots=True)
class Sending:
    """One answer on its way out: with or without a body, on conditions, whole or in part."""

    is_head: bool
    asked: Headers
    receive: Receive
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

    async def pieces(self, head: Head, coding: Encoding, long: Long) -> None:
        """A representation that is sent while it is made."""
        if not is_worth_it(head.answer.media_type, None):
            coding = "identity"
        validators = head.validators(coding)
        if is_unchanged(self.asked, validators):
            await self._both(head.kept(b"", coding).unchanged, b"")
        elif wants_range(self.asked, validators):
            length = await long.measured()
            start, end = span(self.asked, length)
            whole: Message = {
                "status": 200,
                "headers": head.fields(coding, length, validators),
                "type": "http.response.start",
            }
            await self._stream(_partial(whole, start, end, length), _cut(long.pieces(), start, end), "identity")
        else:
            # A client that only asks for the head wants to know the length; one that gets it all will see.
            length_or_none = await long.measured() if self.is_head and coding == "identity" else long.length
            fields = head.fields(coding, length_or_none if coding == "identity" else None, validators)
            whole = {"type": "http.response.start", "status": 200, "headers": fields}
            await self._stream(whole, long.pieces(), coding)

    async def _stream(self, start: Message, pieces: Iterator[bytes], coding: Encoding) -> None:
        await self.bodiless(start)
        machine = compressor(coding)
        gone = asyncio.create_task(self._gone())
        try:
            for piece in pieces if not self.is_head else ():
                if gone.done():
                    return
                smaller = piece if machine is None else await asyncio.to_thread(machine.process, piece)
                if smaller:
                    await self.send({"type": "http.response.body", "body": smaller, "more_body": True})
                await asyncio.sleep(0)
        finally:
            gone.cancel()
        rest = machine.finish() if machine is not None and not self.is_head else b""
        await self.send({"type": "http.response.body", "body": rest})

    async def _gone(self) -> None:
        """Wait until the client has gone: sending to nobody raises no error, and the rest need not be made."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


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
