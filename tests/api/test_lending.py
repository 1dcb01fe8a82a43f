"""Lending: answers that take their time wait for a reader, not too many of them, and not too long."""

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from app.api import lending
from app.api.delivery import Delivery
from app.api.lending import Desk, Lending
from app.api.meter import Events, Meter
from app.api.resources import Answer, Asked, Directory, Resource
from app.api.serving import Process, Serving
from app.errors import Overloaded
from app.store.reader import Reader


def lend(reader: Reader, number: int = 2) -> tuple[Lending, Events]:
    events = Events()
    return Lending([reader] * number, events), events


async def nowhere(*_: Any) -> None:
    raise AssertionError("it is a resource")


def test_each_reader_works_for_one_at_a_time(reader: Reader) -> None:
    busy: dict[int, int] = {}
    most = 0
    lock = threading.Lock()

    def work(desk: Desk) -> None:
        nonlocal most
        with lock:
            busy[id(desk)] = busy.get(id(desk), 0) + 1
            assert busy[id(desk)] == 1
            most = max(most, sum(busy.values()))
        time.sleep(0.01)
        with lock:
            busy[id(desk)] -= 1

    async def all_of_them() -> None:
        lent, _ = lend(reader)
        await asyncio.gather(*(lent.first(work) for _ in range(20)))

    asyncio.run(all_of_them())
    assert most == 2


def test_too_many_are_turned_away_at_once(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "WAITING", 3)
    release = threading.Event()

    async def crowd() -> None:
        lent, events = lend(reader)
        under_way = [asyncio.ensure_future(lent.first(lambda _: release.wait())) for _ in range(5)]
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        with pytest.raises(Overloaded) as refused:
            await lent.first(lambda _: None)
        assert time.monotonic() - begun < 0.05
        assert refused.value.headers == {"Retry-After": "1"}
        assert events.overloaded == 1
        release.set()
        await asyncio.gather(*under_way)
        await lent.first(lambda _: None)  # and now there is room again

    asyncio.run(crowd())


def test_nobody_waits_for_long(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "WAIT", 0.05)
    release = threading.Event()

    async def wait() -> None:
        lent, events = lend(reader, 1)
        under_way = asyncio.ensure_future(lent.first(lambda _: release.wait()))
        await asyncio.sleep(0.01)
        with pytest.raises(Overloaded):
            await lent.first(lambda _: None)
        assert events.overloaded == 1
        release.set()
        await under_way
        await lent.first(lambda _: None)

    asyncio.run(wait())


def test_a_slow_client_keeps_nobody_from_a_reader(reader: Reader) -> None:
    """Between two pieces of a long answer others are answered by the same reader."""

    def body() -> Iterator[bytes]:
        while True:
            yield b"piece"

    async def stream() -> None:
        lent, _ = lend(reader, 1)
        _, pieces = await lent.first(lambda desk: desk.pieces(body()))
        assert await anext(pieces) == b"piece"
        _, answer = await asyncio.wait_for(lent.first(lambda _: "answer"), 1)
        assert answer == "answer"
        assert await anext(pieces) == b"piece"

    asyncio.run(stream())


def test_only_so_many_answers_are_sent_while_they_are_made(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lending, "STREAMS", 1)

    async def streams() -> None:
        lent, events = lend(reader)
        async with lent.streaming():
            with pytest.raises(Overloaded):
                async with lent.streaming():
                    raise AssertionError("one too many")
        async with lent.streaming():
            assert events.overloaded == 1

    asyncio.run(streams())


def test_what_many_ask_for_at_once_is_made_once() -> None:
    made: list[str] = []
    release = threading.Event()

    def answer(asked: Asked) -> Answer:
        made.append(asked.path)
        release.wait(5)
        return Answer("text/plain", asked.path.encode())

    async def crowd() -> None:
        resources = [Resource("/slow/{id}", answer, None, offered=(), effort="much")]
        serving = Serving.of(None, "", Process("r", 1, "http://x", Meter()))
        app = Delivery(nowhere, serving, Directory(resources), capacity=1_000_000)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            asked = [asyncio.ensure_future(http.get(path)) for path in ("/slow/a", "/slow/b", *["/slow/a"] * 50)]
            await asyncio.sleep(0.1)
            release.set()
            answers = await asyncio.gather(*asked)
        assert [each.text for each in answers[:3]] == ["/slow/a", "/slow/b", "/slow/a"]
        assert {each.status_code for each in answers} == {200}

    asyncio.run(crowd())
    assert sorted(made) == ["/slow/a", "/slow/b"]


def test_nobody_waits_for_the_end_of_a_long_answer_to_another_client() -> None:
    piece = b"0123456789abcdef" * 65536

    async def two() -> None:
        resources = [
            Resource("/long", lambda _: Answer("text/csv", lambda: iter([piece] * 8)), None, offered=(), effort="much")
        ]
        serving = Serving.of(None, "", Process("r", 1, "http://x", Meter()))
        app = Delivery(nowhere, serving, Directory(resources), capacity=1_000_000)
        scope = {"type": "http", "method": "GET", "path": "/long", "query_string": b"", "headers": []}
        stalled = asyncio.Event()

        async def slow(message: Any) -> None:
            if message["type"] == "http.response.body":
                await stalled.wait()

        async def receive() -> Any:
            await stalled.wait()
            return {"type": "http.disconnect"}

        first = asyncio.ensure_future(app(scope, receive, slow))
        await asyncio.sleep(0.1)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            answer = await asyncio.wait_for(http.get("/long", headers={"Accept-Encoding": "identity"}), 5)
        assert len(answer.content) == 8 * len(piece)
        stalled.set()
        await first

    asyncio.run(two())
