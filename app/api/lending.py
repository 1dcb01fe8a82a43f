"""Lending: the readers of a store, each for one thread at a time, for answers that take longer than others may wait."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Barrier
from typing import ParamSpec, TypeVar

from app.api.meter import Events
from app.errors import Overloaded
from app.store.reader import Reader

P = ParamSpec("P")
T = TypeVar("T")

WAITING = 32
"""How many may wait for all readers together; who comes then is told to come back."""
WAIT = 2.0
"""Seconds that one waits at most."""
STREAMS = 32
"""How many answers may be sent while they are made, at a time."""
_THREADS = 12
"""For all desks, for compressing, and for looking at what is published."""
_TURN = 0.001
"""Seconds after which Python lets another thread go on, if one wants to: the event loop is one of them."""


def prepare(loop: asyncio.AbstractEventLoop) -> None:
    """Start all threads of a process before anything is asked of it: under load the event loop would wait for them."""
    threads = ThreadPoolExecutor(_THREADS, "chancery")
    all_there = Barrier(_THREADS)
    for _ in range(_THREADS):
        threads.submit(all_there.wait)
    loop.set_default_executor(threads)
    sys.setswitchinterval(_TURN)


@dataclass(slots=True)
class Desk:
    """One reader, and who works with it: it does one thing at a time, each in a thread."""

    reader: Reader | None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0

    async def do(self, work: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
        """Have this done, as soon as nobody else works here."""
        async with self.lock:
            return await asyncio.to_thread(work, *arguments, **named)

    async def pieces(self, made: Iterator[bytes]) -> AsyncIterator[bytes]:
        """A body piece by piece. Between two of them, which may be long for a slow client, others work here."""
        while (piece := await self.do(next, made, None)) is not None:
            yield piece


class Lending:
    """The desks of one store. Without a store there is one without a reader."""

    def __init__(self, readers: Sequence[Reader], events: Events) -> None:
        self._desks = [Desk(reader) for reader in readers] or [Desk(None)]
        self._events = events
        self._waiting = 0
        self._streams = 0

    async def first(self, work: Callable[[Desk], T]) -> tuple[Desk, T]:
        """Have this done at the desk where the fewest wait. Raises `Overloaded` instead of letting many wait long."""
        if self._waiting >= WAITING:
            raise self._overloaded()
        desk = min(self._desks, key=lambda each: (each.waiting, each.lock.locked()))
        self._waiting += 1
        desk.waiting += 1
        try:
            async with asyncio.timeout(WAIT):
                await desk.lock.acquire()
        except TimeoutError as error:
            raise self._overloaded() from error
        finally:
            self._waiting -= 1
            desk.waiting -= 1
        try:
            return desk, await asyncio.to_thread(work, desk)
        finally:
            desk.lock.release()

    @asynccontextmanager
    async def streaming(self) -> AsyncIterator[None]:
        """While this lasts, one more answer is sent while it is made."""
        if self._streams >= STREAMS:
            raise self._overloaded()
        self._streams += 1
        try:
            yield
        finally:
            self._streams -= 1

    def _overloaded(self) -> Overloaded:
        self._events.overloaded += 1
        return Overloaded("More is asked than can be answered at the moment; come back in a second.")
