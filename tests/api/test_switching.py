"""Switching: new data without a restart, bad data refused, and nothing of one data set in an answer of another one."""

import asyncio
import logging
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.ingest.publish import switch
from app.model.records import RESERVE_SNAPSHOT
from app.settings import Settings
from app.store.reader import Reader
from tests.client import Client
from tests.workshop import SNAPSHOT, Workshop

PLAIN = "/v1/reserve-snapshots?view=plain"


def publish(workshop: Workshop, label: str) -> Path:
    """A data set that has this label in it, published; where its store lies."""
    workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "{label}"\ndate'))
    return workshop.ingest().store


def make_due(link: Path) -> None:
    """Have the publication be as long ago as it takes until all processes serve it."""
    passed = time.time() - 60
    os.utime(link, (passed, passed), follow_symlinks=False)


def look(client: Client) -> None:
    """What a server does four times a second."""
    client.run(client.app.look())


def label(client: Client) -> str:
    found: str = client.json(PLAIN)["data"][0]["label"]
    return found


@pytest.fixture
def link(workshop: Workshop) -> Path:
    publish(workshop, "one")
    make_due(workshop.settings.store)
    return workshop.settings.store


@pytest.fixture
def client(link: Path) -> Iterator[Client]:
    with closing(Client(Settings(store=link))) as opened:
        yield opened


def test_a_new_store_is_taken_up_without_a_restart(client: Client, workshop: Workshop, link: Path) -> None:
    before = client.get(PLAIN)
    publish(workshop, "two")
    make_due(link)
    assert label(client) == "one"
    look(client)
    after = client.get(PLAIN)
    assert after.json()["data"][0]["label"] == "two"
    assert after.headers["chancery-dataset"] == after.json()["meta"]["dataset"]
    assert after.headers["chancery-dataset"] != before.headers["chancery-dataset"]
    assert client.request("GET", PLAIN, headers={"If-None-Match": before.headers["etag"]}).status_code == 200
    assert client.json("/readyz")["dataset"] == after.headers["chancery-dataset"]


def test_it_is_taken_up_at_its_moment_and_not_before(client: Client, workshop: Workshop, link: Path) -> None:
    """All processes have opened it by then, and change over together; nobody has to look again."""
    publish(workshop, "two")
    moment = link.lstat().st_mtime + 1.0
    look(client)
    seen = set()
    while time.time() < moment + 0.2:
        before = time.time()
        found = label(client)
        seen.add(found)
        assert found == "one" if time.time() < moment else found == "two" or before < moment
    assert seen == {"one", "two"}


def test_going_back_is_a_publication_too(client: Client, workshop: Workshop, link: Path) -> None:
    first = link.resolve()
    publish(workshop, "two")
    make_due(link)
    look(client)
    assert label(client) == "two"
    switch(link, first)
    make_due(link)
    look(client)
    assert label(client) == "one"


def damage(store: Path) -> None:
    store.chmod(0o644)
    data = bytearray(store.read_bytes())
    data[len(data) // 2] ^= 1
    store.write_bytes(data)


def test_a_damaged_store_is_refused_and_the_old_one_served_on(
    client: Client, workshop: Workshop, link: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damage(publish(workshop, "two"))
    make_due(link)
    with caplog.at_level(logging.ERROR, "chancery"):
        for _ in range(3):
            look(client)
    assert label(client) == "one"
    ready = client.json("/readyz")
    assert "damaged" in ready["refused"]
    assert "ingest" in ready["refused"]
    (said,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "damaged" in said.__dict__["refused"]
    assert "chancery_publications_refused_total 1.0" in client.get("/metrics").text
    publish(workshop, "three")
    make_due(link)
    look(client)
    assert label(client) == "three"
    assert client.json("/readyz")["refused"] is None


def test_what_was_refused_is_tried_again(
    client: Client, workshop: Workshop, link: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may have been a passing fault, as when the process had too many files open."""
    store = publish(workshop, "two")
    make_due(link)
    whole = store.read_bytes()
    damage(store)
    look(client)
    store.write_bytes(whole)
    look(client)
    assert label(client) == "one"
    monkeypatch.setattr("app.api.switching.time.monotonic", lambda: time.perf_counter() + 1e9)
    look(client)
    assert label(client) == "two"
    assert client.json("/readyz")["refused"] is None


def test_a_missing_link_is_no_reason_to_stop(client: Client, link: Path) -> None:
    aside = link.with_name("aside")
    link.rename(aside)
    look(client)
    assert label(client) == "one"
    assert "cannot be read" in client.json("/readyz")["refused"]
    aside.rename(link)
    look(client)
    assert client.json("/readyz")["refused"] is None


def test_a_server_without_a_store_serves_the_first_that_is_published(workshop: Workshop) -> None:
    with closing(Client(workshop.settings)) as client:
        refused = client.get(PLAIN)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        publish(workshop, "one")
        look(client)
        assert label(client) == "one"  # at once: there is nobody to wait for
        assert client.get("/readyz").status_code == 200


def test_an_answer_under_way_is_finished_from_the_old_store(client: Client, workshop: Workshop, link: Path) -> None:
    """The old store is let go of when the last answer from it is out, and not before."""
    old = client.app.delivery.serving.store
    assert old is not None
    messages: list[Any] = []

    async def during() -> None:
        go_on = asyncio.Event()

        async def send(message: Any) -> None:
            messages.append(message)
            await go_on.wait()

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        scope = {
            "type": "http", "method": "GET", "path": "/v1/reserve-snapshots.csv", "query_string": b"", "headers": [],
        }  # fmt: skip
        answering = asyncio.ensure_future(client.app(scope, receive, send))
        await asyncio.sleep(0.1)
        publish(workshop, "two")
        make_due(link)
        await client.app.look()
        assert client.app.delivery.serving.store is not old
        assert old.readers[0].count is not None
        assert old.readers[0].ids("sources") == ["test-article"]
        go_on.set()
        await answering

    client.run(during())
    assert b"".join(message.get("body", b"") for message in messages).decode().splitlines()[1].count("one") == 1
    with pytest.raises(sqlite3.ProgrammingError):
        old.readers[0].ids("sources")
    assert label(client) == "two"


def test_two_publications_before_the_first_is_due(client: Client, workshop: Workshop, link: Path) -> None:
    publish(workshop, "two")
    look(client)
    publish(workshop, "three")
    look(client)
    assert label(client) == "one"
    make_due(link)
    time.sleep(1.1)
    look(client)
    assert label(client) == "three"


def test_what_is_served_may_be_removed(client: Client, link: Path) -> None:
    """An open file outlives its name."""
    shutil.rmtree(link.parent)
    look(client)
    assert label(client) == "one"
    assert client.get("/v1/export.sqlite").content.startswith(b"SQLite format 3")
    assert client.json("/readyz")["refused"]


def test_a_store_that_is_damaged_while_it_is_served_is_served_no_more(
    client: Client, workshop: Workshop, link: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = link.resolve()
    whole = store.read_bytes()
    for damaged in (whole[: len(whole) // 2], b"", whole[:-1] + b"x", whole[:9000] + b"0" * 1000 + whole[10000:]):
        store.chmod(0o644)
        store.write_bytes(damaged)
        look(client)
        for path in (PLAIN, "/v1/reserve-snapshots.csv", "/readyz", "/v1/export.sqlite"):
            answer = client.get(path)
            assert answer.status_code == 503, path
            assert "ingest" in answer.json()["detail"]
        assert client.get("/healthz").status_code == 200
        store.write_bytes(whole)  # it is tried again after a while, and a publication at once
        publish(workshop, "one" if label_of(link) == "two" else "two")
        look(client)
        assert label(client) == label_of(link)
        assert client.get("/readyz").status_code == 200
        store = link.resolve()
        whole = store.read_bytes()
    assert "served no more" in caplog.text


def label_of(link: Path) -> str:
    with closing(Reader.open(link)) as reader:
        return str(reader.records(RESERVE_SNAPSHOT)[0]["label"])


def test_a_store_that_was_only_touched_is_served_on(client: Client, link: Path) -> None:
    before = client.app.delivery
    os.utime(link.resolve())
    look(client)
    assert label(client) == "one"
    assert client.app.delivery is not before
    now = client.app.delivery
    look(client)
    assert client.app.delivery is now
