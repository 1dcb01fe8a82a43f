"""Making: representations that are not kept ready: on the event loop what takes no time, in threads all the rest."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from time import perf_counter

from app.api.compression import compressed, is_worth_it
from app.api.conditions import names
from app.api.keeping import Keeping, Key
from app.api.lending import Desk
from app.api.negotiation import Encoding
from app.api.parameters import MAX_URL, Given
from app.api.queries import canonical
from app.api.representation import Head, Kept
from app.api.resources import Answer, Asked, Parts, Resource
from app.api.sending import Sending
from app.api.serving import Serving
from app.errors import TooExpensive, UriTooLong
from app.store.reader import Reader

LONG = 4 * 1024 * 1024
"""Bytes from which on a body is sent while it is made, and not kept."""
AT_ONCE = 0.01
"""Seconds that an answer may take on the event loop, where all others wait for it; what takes longer gets a thread."""
_LENGTHS = 1000
"""How many lengths of long bodies are remembered."""


@dataclass(slots=True)
class Question:
    """What is asked for: a resource, with all that its answer depends on."""

    key: Key
    resource: Resource
    parts: Parts
    given: Given
    address: str
    """Path and parameters in one order and one spelling."""
    media_type: str
    serving: Serving

    def to(self, reader: Reader | None) -> Asked:
        """The question, to be answered by this reader."""
        return Asked(reader, self.key[0], self.parts, self.given, self.address, self.media_type, self.serving)

    def head(self, answer: Answer) -> Head:
        """The header fields of an answer to it."""
        serving = self.serving
        # With the media type that was agreed on: a parameter may decide that of the answer, but this what is in it.
        made_of = f"{serving.digest} {serving.process.program} {self.address} {self.media_type}"
        return Head(answer, self.resource.kept, made_of, serving.modified, serving.digest)


class Making:
    """Makes the representations of one store."""

    def __init__(self, serving: Serving, keeping: Keeping) -> None:
        self._serving = serving
        self._keeping = keeping
        self._coming: dict[Key, asyncio.Event] = {}
        """What is being made, to be waited for by whoever asks for the same meanwhile."""
        self._lengths: dict[bytes, int] = {}

    async def make(self, key: Key, resource: Resource, parts: Parts, accept: bytes, sending: Sending) -> Kept | None:
        """A representation that is not there yet, kept from now on; None if it was too long, and has been sent."""
        path, query, _ = key
        if len(path) + len(query) > MAX_URL:
            raise UriTooLong(f"Path and query have {len(path) + len(query)} characters; at most {MAX_URL} are read.")
        given = resource.read(query)
        media_type = resource.negotiate(accept.decode("latin-1"))
        address = f"{path}?{canonical(given)}" if given else path
        question = Question(key, resource, parts, given, address, media_type, self._serving)
        made = self._at_once(question)
        return await (self._once(question, sending) if made is None else self._finished(question, *made))

    async def _once(self, question: Question, sending: Sending) -> Kept | None:
        """An answer that takes its time: made once for all who ask for it meanwhile."""
        key = question.key
        if (coming := self._coming.get(key)) is not None:
            await coming.wait()
            if (kept := self._keeping.answers.get(key)) is not None:
                return kept
        sending.made = self._coming[key] = asyncio.Event()
        try:
            made = await self._aside(question, sending)
            return None if made is None else await self._finished(question, *made)
        finally:
            sending.made.set()
            if self._coming.get(key) is sending.made:
                del self._coming[key]

    async def _finished(self, question: Question, answer: Answer, body: bytes) -> Kept:
        """The representation of an answer, in the coding that is wanted."""
        resource, coding = question.resource, question.key[2][1]
        if not is_worth_it(answer.media_type, len(body)):
            coding = "identity"
        tally = self._serving.process.meter.tally
        head, body = question.head(answer), await compressed(body, coding)
        kept = head.kept(body, coding, tally(resource.path, 200), tally(resource.path, 304))
        if resource.kept:
            self._keeping.keep(question.key, kept)
        return kept

    def _at_once(self, question: Question) -> tuple[Answer, bytes] | None:
        """The whole answer here and now; None if it takes, or may take, longer than others can wait."""
        store, effort = self._serving.store, question.resource.effort
        if effort == "none":
            return _whole(question.resource, question.to(None))
        if effort == "much" or store is None or store.quick is None:
            return None
        try:
            with store.quick.within(AT_ONCE):
                return _whole(question.resource, question.to(store.quick))
        except TooExpensive:
            return None

    async def _aside(self, question: Question, sending: Sending) -> tuple[Answer, bytes] | None:
        """The answer from a thread, and its whole body; None if that was long, and has been sent."""
        lending = self._serving.lending
        desk, answer = await lending.first(lambda desk: question.resource.answer_to(question.to(desk.reader)))
        if isinstance(answer.body, bytes):
            return answer, answer.body
        async with lending.streaming():
            body = await self._begin(question.head(answer), question.key[2][1], desk, answer.body, sending)
        return None if body is None else (answer, body)

    async def _begin(
        self, head: Head, coding: Encoding, desk: Desk, body: Callable[[], Iterator[bytes]], sending: Sending
    ) -> bytes | None:
        """A body that is made piece by piece; None if it is a long one, or need not be made, and has been sent."""
        if not is_worth_it(head.answer.media_type, None):
            coding = "identity"
        validators = head.validators(coding)
        if names(sending.asked.get(b"if-none-match", b""), validators) and b"if-match" not in sending.asked:
            await sending.nothing_new(head.fields(coding, None, validators))
            return None

        def make() -> AsyncIterator[bytes]:
            return sending.watched(desk.pieces(body()))

        uncoded = head.validators("identity").etag
        length = self._lengths.get(uncoded, head.answer.length)
        pieces, begun = make(), b""
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


def _whole(resource: Resource, asked: Asked) -> tuple[Answer, bytes]:
    """An answer with all of its body. Raises `TooExpensive` for a body that is long, or takes long."""
    until = perf_counter() + AT_ONCE
    answer = resource.answer_to(asked)
    if isinstance(answer.body, bytes):
        return answer, answer.body
    pieces: list[bytes] = []
    for piece in answer.body():
        if perf_counter() > until:
            raise TooExpensive("there is too much of it")
        pieces.append(piece)
    return answer, pieces[0] if len(pieces) == 1 else b"".join(pieces)


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
