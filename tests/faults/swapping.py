"""Publications while servers answer: clients that ask several processes in turn, and what they were answered.

`python -m tests.faults.swapping [publications] [processes]` prints the figures.
"""

import http.client
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from app.ingest.publish import switch
from tests.server import serving
from tests.workshop import SNAPSHOT, Workshop

ADDRESSES = (
    "/v1/reserve-snapshots?view=plain",
    "/v1/reserve-snapshots?limit={}",
    "/v1/reserve-snapshots.csv",
    "/v1/reserve-snapshots.ndjson?amount__gte={}",
    "/v1/reserve-timelines/ruritania-btc",
    "/v1/dataset",
)
"""Answers that are kept ready and answers that are not; `{}` is another number each time."""


@dataclass
class Seen:
    """What clients saw: every answer, and what was wrong with any."""

    publications: list[float] = field(default_factory=list)
    """When each data set was published, by the clock that never goes back."""
    answers: int = 0
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    backwards: list[str] = field(default_factory=list)
    newest: int = 0
    """The newest data set that any answer was made from, by its number."""
    stalest: dict[int, float] = field(default_factory=dict)
    """Data set → when the last request began that was answered from it."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def freshness(self) -> float:
        """The longest that a publication took until no request was answered from an older data set, in seconds."""
        return max(self.stalest[older] - moment for older, moment in enumerate(self.publications[1:]))


def data_sets(folder: Path, number: int) -> Iterator[tuple[str, Path]]:
    """Invented data sets that differ in one label; the digest and the store of each."""
    workshop = Workshop(folder)
    for each in range(number):
        workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "data set {each}"\ndate'))
        done = workshop.ingest()
        yield done.digest, Path(shutil.copy(done.store, folder / done.store.name))


def watch(bases: Sequence[str], digests: Sequence[str], seen: Seen, until: threading.Event) -> None:
    """One client, which asks one process after the other, over connections that it keeps."""
    connections = [http.client.HTTPConnection(urlsplit(base).netloc, timeout=10) for base in bases]
    number = threading.get_ident() % 1000
    while not until.is_set():
        number += 1
        address = ADDRESSES[number % len(ADDRESSES)].format(number % 400 + 1)
        with seen.lock:
            at_least = seen.newest
        begun = time.monotonic()
        try:
            connections[number % len(connections)].request("GET", address)
            response = connections[number % len(connections)].getresponse()
            body = response.read().decode()
        except (OSError, http.client.HTTPException) as error:
            with seen.lock:
                seen.failed.append(f"{address}: {error!r}")
            return
        with seen.lock:
            judge(address, response, body, digests, at_least, begun, seen)
    for connection in connections:
        connection.close()


def judge(
    address: str,
    response: http.client.HTTPResponse,
    body: str,
    digests: Sequence[str],
    at_least: int,
    begun: float,
    seen: Seen,
) -> None:
    """Hold an answer against its own header, and against what had been answered before it was asked for."""
    seen.answers += 1
    digest = response.headers["Chancery-Dataset"]
    if response.status != 200 or digest not in digests:
        seen.failed.append(f"{address}: {response.status} {body[:200]}")
        return
    which = digests.index(digest)
    if f"data set {which}" not in body and address != "/v1/dataset":
        seen.mixed.append(f"{address}: header of {which}, body {body[:200]}")
    if body.startswith("{") and "meta" in body and json.loads(body)["meta"]["dataset"] != digest:
        seen.mixed.append(f"{address}: header of {which}, another digest in the body")
    if which < at_least:
        seen.backwards.append(f"{address}: {which} after {at_least}")
    seen.newest = max(seen.newest, which)
    seen.stalest[which] = max(seen.stalest.get(which, 0.0), begun)


@contextmanager
def published(folder: Path, stores: Sequence[Path]) -> Iterator[Path]:
    """A link that leads to the first of these stores."""
    link = folder / "served" / "current.db"
    link.parent.mkdir()
    put(link, stores[0])
    yield link


def put(link: Path, store: Path) -> None:
    """Publish a store, as an ingestion does at its end."""
    switch(link, Path(shutil.copy(store, link.parent)))


def swap(folder: Path, publications: int, processes: int = 2, clients: int = 4, pause: float = 1.5) -> Seen:
    """So many publications, one after the other, under the load of so many clients."""
    found = list(data_sets(folder, publications + 1))
    digests, stores = [digest for digest, _ in found], [store for _, store in found]
    seen, until = Seen(), threading.Event()
    with ExitStack() as running, published(folder, stores) as link:
        bases = [running.enter_context(serving(link)) for _ in range(processes)]
        threads = [threading.Thread(target=watch, args=(bases, digests, seen, until)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        seen.publications.append(time.monotonic())
        for store in stores[1:]:
            time.sleep(pause)
            put(link, store)
            seen.publications.append(time.monotonic())
        time.sleep(pause)
        until.set()
        for thread in threads:
            thread.join(30)
    return seen


if __name__ == "__main__":
    counts = [int(each) for each in sys.argv[1:]] or [20]
    with tempfile.TemporaryDirectory() as temporary:
        result = swap(Path(temporary), *counts)
    print(
        f"{len(result.publications) - 1} publications, {result.answers} answers, {len(result.failed)} failed, "
        f"{len(result.mixed)} mixed, {len(result.backwards)} backwards, fresh after {result.freshness:.3f} s at most"
    )
    print(*result.failed[:3], *result.mixed[:3], *result.backwards[:3], sep="\n")
