"""Many expensive questions at once: who cannot be answered is told to come back, and probes stay quick."""

import http.client
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from app.bench.synthetic import publish
from tests.faults.probes import probing
from tests.server import serving

AT_ONCE = 64
EXPENSIVE = (
    "/v1/reserve-snapshots.csv?amount__gte={}",
    "/v1/citations.ndjson?fields=id,exact&start__gte={}",
    "/embed/reserve-timelines/state-0001-btc?theme=dark&visitor={}",
    "/v1/reserve-timelines/state-0002-btc.svg?width={}",
    "/v1/reserve-timelines/state-0003-btc.png?width={}",
    "/v1/export.zip",
)
"""`{}` is another number each time, so that nothing has been answered before."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server over invented data that is large enough for questions to take their time."""
    with serving(publish(tmp_path_factory.mktemp("crowd"), 3000)) as address:
        yield address


def ask(base: str, address: str) -> tuple[int, str | None, str]:
    """Status, `Retry-After` and the beginning of the body."""
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
    connection.request("GET", address)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, response.headers["Retry-After"], body[:200].decode(errors="replace")


def test_a_crowd(base: str) -> None:
    addresses = [EXPENSIVE[number % len(EXPENSIVE)].format(400 + 40 * (number % 20)) for number in range(AT_ONCE * 3)]
    begun = time.monotonic()
    with probing(base) as took, ThreadPoolExecutor(AT_ONCE) as crowd:
        answers = list(crowd.map(lambda address: ask(base, address), addresses))
    statuses = Counter(status for status, _, _ in answers)
    assert set(statuses) <= {200, 503}, statuses
    assert statuses[200] > 20
    for status, retry_after, body in answers:
        if status == 503:
            assert retry_after == "1"
            assert "urn:chancery:problem:overloaded" in body
    assert time.monotonic() - begun < 60
    assert len(took) > 20
    assert statistics.quantiles(took, n=100)[98] < 0.25
    # And when they have gone, all is as before.
    assert ask(base, "/v1/reserve-timelines/state-0001-btc.csv?amount__gte=1")[0] == 400
    assert ask(base, "/v1/reserve-timelines/state-0001-btc.csv?from=2001")[0] == 200


def test_clients_that_left_are_no_load(base: str) -> None:
    """They ask for what is expensive and do not wait for it: others are answered as if they had not come."""
    for number in range(200):
        connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=60)
        connection.request("GET", f"/v1/reserve-snapshots.csv?amount__gte={10_000 + number}")
        connection.close()
    deadline = time.monotonic() + 15
    while ask(base, f"/v1/reserve-snapshots.csv?amount__lt={time.monotonic_ns() % 1000}")[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
