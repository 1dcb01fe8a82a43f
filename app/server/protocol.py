"""One client's connection: uvicorn's own protocol, with limits and deadlines.

It costs an answer next to nothing: no timer is set for it, and what is looked at while it is made are a few
attributes. The deadlines of all connections are kept by one look at them every second; see `connections`.
"""

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.api.parameters import MAX_URL
from app.errors import ApiProblem, UriTooLong
from app.server.config import Config
from app.server.connections import Phase, State
from app.server.cycle import Cycle
from app.server.limits import FIELDS, HEAD, PIPELINED, UNHEARD
from app.server.refusals import HeadTooLarge, NotHttp, TooManyConnections, TooSlow, spoken
from app.server.together import Together


class Enough(Exception):
    """Ends the parsing of what a client has sent: nothing that follows is looked at."""


class Deaf:
    """In place of a parser: the client may go on sending for a while, and nobody listens."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._left = UNHEARD

    def feed_data(self, data: bytes) -> None:
        self._left -= len(data)
        if self._left < 0:
            self._transport.abort()


class Connection(HttpToolsProtocol):
    """One client's connection. A request's head is bounded in bytes, in fields and in time; a body ends it."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.url = b""
        self.seen: State | None = None
        self.since = 0.0
        self._all = config.connections
        self._partial = 0
        """Bytes that came and were not enough for the head of a request."""
        self._last_words: bytes | None = None
        """What is said when the answers under way are out, before the connection ends; None while it need not end."""
        self._answering: RequestResponseCycle | None = None
        """The request that is being answered while others wait behind it."""
        self._has_ended = False
        """Whether the client has said that it sends nothing more."""
        self._is_leaving = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._together = Together(transport)
        if not self._all.admit(self):
            self._refuse(TooManyConnections())

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._all.lost(self)
        self.pipeline.clear()
        if self._answering is not None:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def data_received(self, data: bytes) -> None:
        if len(data) > HEAD:
            for start in range(0, len(data), HEAD):
                self.data_received(data[start : start + HEAD])
            return
        before = self.cycle
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._end_with(b"")  # to what is not spoken here: it has its answer, and what follows may be anything
        except httptools.HttpParserError:
            self._refuse(NotHttp())
        if self.cycle is before or self.scope is not self.cycle.scope:
            self._unfinished(data, is_all=self.cycle is before)

    def on_headers_complete(self) -> None:
        if self._partial or len(self.headers) > FIELDS:
            self._measure()
        before = self.cycle
        super().on_headers_complete()
        self.cycle.__class__ = Cycle  # uvicorn makes it, and the task that will send with it, in one go
        self.cycle.transport = self._together  # type: ignore[assignment]
        if self.pipeline:
            self._queue(before)
        if self._all.stopping:
            self.cycle.keep_alive = False

    def on_body(self, _: bytes) -> None:
        """Nothing here wants a body. The request is answered as if it had none, and then the connection ends."""
        self.cycle.more_body = False
        self.cycle.message_event.set()
        self._end_with(b"")
        raise Enough

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        self._together.waits = True
        if self._together.head:
            self._together.flush()
        if self.pipeline or self._last_words is not None or self.flow.read_paused:
            self._go_on()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client sends nothing more; what it has asked is answered all the same."""
        self._has_ended = True
        if not self._is_answering():
            return False
        self._end_with(b"")
        return True

    def shutdown(self) -> None:
        """The server stops: the answer under way, or the next one, is the last one here."""
        self._all.stop()
        if self._is_answering():
            self.cycle.keep_alive = False

    def state(self) -> State:
        """What it is doing."""
        if self.transport.get_write_buffer_size():
            return Phase.SENDING, self.cycle
        if self._is_leaving:
            return Phase.LEAVING, None
        if self._is_answering():
            return Phase.ANSWERING, self.cycle
        if not self._has_begun():
            return Phase.SILENT, None
        return Phase.HEAD if self._is_in_head() else Phase.IDLE, self.cycle

    def end(self, phase: Phase) -> None:
        """It has done this for too long. Who is slow with a request is told so; whoever else is meant hears nothing."""
        if phase is Phase.HEAD:
            self._refuse(TooSlow(self._all.limits.head))
        else:
            self.cut()

    def cut(self) -> None:
        """End it at once."""
        self.transport.abort()

    def _asked(self) -> RequestResponseCycle | None:
        """The last request whose head was whole. uvicorn's own type does not say that there may be none."""
        return self.cycle

    def _is_answering(self) -> bool:
        asked = self._asked()
        return asked is not None and not asked.response_complete

    def _is_in_head(self) -> bool:
        """Whether a request has begun whose head is not whole."""
        asked = self._asked()
        return self._has_begun() and (asked is None or self.scope is not asked.scope)

    def _has_begun(self) -> bool:
        """Whether any request has."""
        scope: object = self.scope
        return scope is not None

    def _unfinished(self, data: bytes, *, is_all: bool) -> None:
        """This came, and it, or its end, is not yet a whole head. What is too much for one is refused."""
        if self._last_words is not None:
            return
        self._partial = self._partial + len(data) if is_all else len(data) - data.rfind(b"\r\n\r\n") - 4
        if self._partial > HEAD:
            self._refuse(self._too_large())

    def _measure(self) -> None:
        """Refuse a head that is whole, and too large."""
        self._partial = 0
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > HEAD or len(self.headers) > FIELDS:
            self._refuse(self._too_large())
            raise Enough

    def _too_large(self) -> ApiProblem:
        if len(self.url) > MAX_URL:
            return UriTooLong(f"Path and query have more than {MAX_URL} characters, which is all that are read.")
        return HeadTooLarge()

    def _queue(self, before: RequestResponseCycle) -> None:
        """A request has to wait for the answers to those before it, and too many must not."""
        if len(self.pipeline) == 1:
            self._answering = before
        elif len(self.pipeline) > PIPELINED:
            self._end_with(b"")
            raise Enough

    def _go_on(self) -> None:
        """After an answer: the next one, or the end."""
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._answering, app = self.pipeline.pop()
            self._start_asgi_task(self._answering, app)
        elif self._last_words is not None:
            self._leave(self._last_words)

    def _refuse(self, problem: ApiProblem) -> None:
        """Say this and leave; say nothing where the last head was whole, because that request has an answer."""
        if self._last_words is not None:
            return
        if self._asked() is not None and not self._is_in_head():
            self._end_with(b"")
            return
        bodiless = bool(self.url) and self.parser.get_method() == b"HEAD"
        path = self.url.partition(b"?")[0].decode("latin-1")
        self._end_with(spoken(problem, path, self.server_state.default_headers, bodiless=bodiless))

    def _end_with(self, words: bytes) -> None:
        """Listen no more; say this when all answers under way are out, and leave."""
        if self._last_words is None:
            self._last_words = words
            self.parser = Deaf(self.transport)  # type: ignore[assignment]
            if not self._is_answering():
                self._leave(words)

    def _leave(self, words: bytes) -> None:
        """Say it, and wait a little for the client to see it: closed at once, its unread bytes would reset all."""
        if self.transport.is_closing():
            return
        self.transport.write(words)
        if self._has_ended or not self._all.leave(self):
            self.transport.close()
            return
        self._is_leaving = True
        self.flow.resume_reading()
        self.transport.write_eof()
