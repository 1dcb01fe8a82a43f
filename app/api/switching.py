"""Switching: new data without a restart. What is published is watched, and taken up between two requests.

Every process that watches one place switches at the same moment of the clock, a second after the publication, so that
nobody who is answered by one of them and then by another one goes back to older data. Until then it opens and proves
what is published, beside its work; what it cannot prove it does not take up, and goes on with what it has.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from app.api import lending
from app.api.delivery import Delivery
from app.api.serving import Serving
from app.errors import StoreUnreachable, StoreUnusable
from app.logs import log
from app.store.published import Edition, Publication, Store

LOOK = 0.25
"""Seconds between two looks at what is published."""
AGAIN = 5.0
"""Seconds until what was refused is tried again: it may have been a passing fault."""


class Switching:
    """The outermost layer: hands each request to the delivery of the store that is served at that moment."""

    def __init__(self, publication: Publication, deliver: Callable[[Serving], Delivery], first: Serving) -> None:
        self.delivery = deliver(first)
        self.delivery.take_over()
        self._publication = publication
        self._deliver = deliver
        self._process = first.process
        self._next: Delivery | None = None
        self._due = 0.0
        self._tried: tuple[str, float] = ("", 0.0)
        self._again = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._next is not None and time.time() >= self._due:
            self._switch(self._next)
        if scope["type"] == "http":
            await self.delivery(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._live(receive, send)

    async def look(self) -> None:
        """See what is published; open and prove it if it is something new; take it up when it is due."""
        await self._see_to_what_is_served()
        try:
            edition = await asyncio.to_thread(self._publication.current)
        except StoreUnreachable as error:
            self._unreachable(str(error))
        except StoreUnusable as error:
            self._unreachable("")
            self._refuse(("", 0.0), str(error))
        else:
            self._unreachable("")
            await self._consider(edition)
        if self._next is not None and time.time() >= self._due:
            self._switch(self._next)

    async def _see_to_what_is_served(self) -> None:
        """A store that somebody has written to is proved once more, and served no longer if it is damaged."""
        store = self.delivery.serving.store
        if store is None or not store.altered():
            return
        try:
            again = await asyncio.to_thread(self._publication.open, store.edition)
        except StoreUnusable as error:
            log.error("what is served is damaged, and served no more", extra={"refused": str(error)})
            self._serve(self._deliver(Serving.of(None, str(error), self._process)))
        else:
            self._serve(self._deliver(Serving.of(again, "", self._process)))

    async def _consider(self, edition: Edition) -> None:
        offered = (edition.name, edition.published)
        coming = (self._next or self.delivery).serving.store
        if coming is not None and offered == (coming.edition.name, coming.edition.published):
            self._process.refused = ""
        elif offered != self._tried or time.monotonic() >= self._again:
            try:
                store = await asyncio.to_thread(self._publication.open, edition)
            except StoreUnreachable as error:
                self._unreachable(str(error))
            except StoreUnusable as error:
                self._refuse(offered, str(error))
            else:
                self._expect(store)

    def _expect(self, store: Store) -> None:
        """Take this store up when it is due: at once, if there is nothing else to be served."""
        if self._next is not None:
            self._next.retire()
        self._next = self._deliver(Serving.of(store, "", self._process))
        self._due = store.edition.due if self.delivery.serving.store is not None else 0.0

    def _switch(self, delivery: Delivery) -> None:
        self._next = None
        self._serve(delivery)
        self._process.refused = ""
        self._process.meter.events.taken += 1
        log.info("another data set is served", extra={"dataset": delivery.serving.digest})

    def _serve(self, delivery: Delivery) -> None:
        before, self.delivery = self.delivery, delivery
        before.retire()
        delivery.take_over()

    def _refuse(self, offered: tuple[str, float], why: str) -> None:
        """Go on with what there is. Said once for each thing that is wrong, however often it is tried."""
        self._again = time.monotonic() + AGAIN
        if (offered, why) == (self._tried, self._process.refused):
            return
        self._tried, self._process.refused = offered, why
        self._process.meter.events.refused += 1
        if self.delivery.serving.store is None:
            self.delivery.serving.fault = why
        log.error("what is published cannot be served", extra={"refused": why})

    def _unreachable(self, why: str) -> None:
        if bool(why) != bool(self._process.unreachable):
            log.error("%s", why) if why else log.info("the database answers again")
        self._process.unreachable = why

    async def _live(self, receive: Receive, send: Send) -> None:
        """The life of the server: from its beginning to its end what is published is watched."""
        await receive()
        lending.prepare(asyncio.get_running_loop())
        watch = asyncio.create_task(self._watch())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await send({"type": "lifespan.shutdown.complete"})

    async def _watch(self) -> None:
        while True:
            try:
                await self.look()
                await asyncio.to_thread(self._process.meter.share)
            except Exception:
                log.exception("looking at what is published failed")
            wait = LOOK if self._next is None else max(0.0, min(LOOK, self._due - time.time()))
            await asyncio.sleep(wait)
