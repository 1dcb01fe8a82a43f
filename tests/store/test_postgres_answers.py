"""Every answer is the same, byte for byte, whichever database it comes from."""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import httpx
import pytest

from app.bench import synthetic
from app.ingest.job import Ingested, _require_proved
from app.model.collections import COLLECTIONS, Collection
from app.model.records import RESERVE_SNAPSHOT
from app.settings import Settings
from app.store.loading import publish
from tests.client import Client
from tests.postgres import VERSIONS, Postgres, postgres
from tests.store import addresses
from tests.store.conftest import Databases

EACH = pytest.mark.parametrize("collection", COLLECTIONS, ids=[each.path for each in COLLECTIONS])


@dataclass(frozen=True)
class Both:
    """Two applications, one over each database."""

    sqlite: Client
    postgres: Client

    def same(self, address: str) -> httpx.Response:
        """The answer, which must be that of both."""
        one, other = self.sqlite.get(address), self.postgres.get(address)
        assert _told(one) == _told(other), address
        return one

    def to_the_end(self, address: str) -> int:
        """How many pages there are from this one on, all of which must be the same; a refusal is none."""
        answer, pages = self.same(address), 0
        while answer.status_code == 200:
            pages += 1
            following = answer.json()["page"]["next"]
            if following is None:
                break
            answer = self.same(following)
        return pages

    def all_the_same(self, asked: Iterable[str]) -> int:
        return len([self.same(address) for address in asked])


def _told(answer: httpx.Response) -> tuple[object, ...]:
    """When each was published is another matter, and a request has a name of its own."""
    fields = {name: value for name, value in answer.headers.items() if name not in ("last-modified", "x-request-id")}
    return answer.status_code, fields, answer.content


@contextmanager
def client_of(settings: Settings) -> Iterator[Client]:
    with closing(Client(settings)) as client:
        try:
            yield client
        finally:
            store = client.app.delivery.serving.store
            assert store is not None
            store.close()
            client.app._publication.close()


@pytest.fixture(scope="module")
def both(databases: Databases) -> Iterator[Both]:
    with client_of(databases.sqlite) as sqlite, client_of(databases.postgres) as postgres:
        yield Both(sqlite, postgres)


@EACH
def test_a_collection(both: Both, collection: Collection) -> None:
    """Every filter with every operator, every member, every table."""
    assert both.all_the_same(addresses.collection_of(both.sqlite, collection)) > 50


@EACH
def test_every_order_to_its_last_page(both: Both, collection: Collection) -> None:
    for address in addresses.orders(collection, addresses.rows(both.sqlite, collection)):
        assert both.to_the_end(address) > 0


def test_every_page_of_a_search(both: Both) -> None:
    for words in addresses.WORDS:
        both.to_the_end(addresses.get("/v1/search", q=words, limit=3))


def test_everything_else(both: Both) -> None:
    assert both.all_the_same(addresses.rest(both.sqlite)) > 100


def test_every_word_is_found_where_it_is_found(both: Both) -> None:
    assert both.all_the_same(addresses.searches(both.sqlite)) > 500


def test_an_older_server(published: Ingested) -> None:
    """What the oldest version answers that is at hand."""
    with postgres(min(VERSIONS)) as server, server.database() as name:
        publish(server.url(name), published.store, _require_proved)
        older = Settings(database=server.url(name, server.role("reading")))
        with client_of(Settings(store=published.store.with_name("current.db"))) as one, client_of(older) as other:
            pair = Both(one, other)
            pair.all_the_same(addresses.rest(one))
            pair.all_the_same(addresses.whole(RESERVE_SNAPSHOT, []))


def test_a_server_that_is_away(databases: Databases, own_server: Postgres, published: Ingested) -> None:
    """What is ready is answered, all else is refused at once; and it is as it was when the server is back."""
    with own_server.database() as name:
        publish(own_server.url(name), published.store, lambda reader: None)
        with client_of(Settings(database=own_server.url(name))) as client:
            ready, never_asked = client.get("/v1/actors"), (f"/v1/claims?limit={number}" for number in count(1))
            for away, back in ((own_server.stop, own_server.start), (own_server.freeze, own_server.thaw)):
                away()
                for number in range(3):
                    begun = time.monotonic()
                    answer = client.get(next(never_asked))
                    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
                    assert answer.json()["type"] == "urn:chancery:problem:store-unavailable"
                    assert time.monotonic() - begun < (0.3 if number else 3)
                assert client.get("/v1/actors").content == ready.content
                assert client.get("/healthz").status_code == 200
                client.run(client.app.look())
                assert client.get("/readyz").status_code == 503
                back()
                client.run(client.app.look())
                assert client.get(next(never_asked)).status_code == 200
                assert client.get("/readyz").status_code == 200


def test_many_snapshots(database_server: Postgres, tmp_path: Path) -> None:
    """Invented ones: long timelines, pages far from the first one, words that are everywhere."""
    link = synthetic.publish(tmp_path, 800)
    with database_server.database() as name:
        publish(database_server.url(name), link.resolve(), lambda reader: None)
        large = Settings(database=database_server.url(name))
        with client_of(Settings(store=link)) as one, client_of(large) as other:
            pair = Both(one, other)
            timelines = [row["id"] for row in one.json("/v1/reserve-timelines")["data"]]
            charts = [f"/v1/reserve-timelines/{each}.{suffix}" for each in timelines for suffix in CHARTED]
            assert pair.all_the_same(charts) == 6
            for asked in LARGE:
                assert pair.to_the_end(asked) > 2


CHARTED = ("csv", "svg", "vl.json")
LARGE = (
    "/v1/reserve-snapshots?limit=150&view=plain&sort=-amount",
    "/v1/reserve-snapshots?limit=150&view=plain&sort=date_start,-value_usd",
    "/v1/reserve-snapshots?limit=80&view=plain&holder=state-0002&date_start__gte=2015",
    "/v1/reserve-snapshots?limit=100&view=plain&q=btc%20reserve",
    "/v1/search?q=btc&limit=300",
    "/v1/search?q=held&limit=100",
)
