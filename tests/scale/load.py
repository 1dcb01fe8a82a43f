"""Load: clients that ask one address after the other on connections that they keep, and what they saw."""

import http.client
import random
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: when it began and ended, in seconds of the monotonic clock, and what came."""

    begun: float
    ended: float
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def dataset(self) -> str:
        """The digest of the data set that it is of; empty if it is of none."""
        return self.headers.get("chancery-dataset", "")

    @property
    def is_kept(self) -> bool:
        return self.headers["cache-status"].startswith("nginx; hit")


@dataclass(slots=True)
class Load:
    """Clients at work until told to stop."""

    port: int
    choose: Callable[[random.Random], str]
    clients: int = 4
    answered: list[Answered] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> "Load":
        self._threads = [threading.Thread(target=self._client, args=(seed,)) for seed in range(self.clients)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def until(self, met: Callable[[], bool], seconds: float) -> None:
        """Go on until a condition is met, and not longer than these seconds."""
        deadline = time.monotonic() + seconds
        while not met():
            assert time.monotonic() < deadline, f"not in {seconds} seconds"
            time.sleep(0.01)

    def on(self, seconds: float) -> None:
        """Go on for so long."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() > end, seconds + 10)

    def _client(self, seed: int) -> None:
        chance = random.Random(seed)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        while not self._stop.is_set():
            path = self.choose(chance)
            try:
                self.answered.append(ask(connection, path))
            except (OSError, HTTPException) as error:
                self.failures.append(f"{path}: {error!r}")
                connection.close()
        connection.close()


def unheard() -> str:
    """An address that nobody has asked for, ever."""
    return f"/v1/search?q={secrets.token_hex(8)}"


def ask(connection: HTTPConnection, path: str, headers: Mapping[str, str] | None = None) -> Answered:
    """One request on a connection that is kept."""
    begun = time.monotonic()
    connection.request("GET", path, headers={**(headers or {})})
    response = connection.getresponse()
    body = response.read()
    return Answered(begun, time.monotonic(), path, response.status, _fields(response), body)


def get(base: str, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answered:
    """One request on a connection of its own; nothing is added to it, and the path is sent as it is."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", int(base.rpartition(":")[2]), timeout=20)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return Answered(begun, time.monotonic(), path, response.status, _fields(response), body)


def _fields(response: HTTPResponse) -> dict[str, str]:
    """The header fields; those that are there twice with both values."""
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        found[name.lower()] = f"{found[name.lower()]}, {value}" if name.lower() in found else value
    return found


def datasets(answered: Iterable[Answered]) -> set[str]:
    """The data sets that these answers are of."""
    return {each.dataset for each in answered if each.dataset}


def backwards(answered: Sequence[Answered], order: Sequence[str]) -> list[Answered]:
    """Answers of an older data set than one that somebody had been given before they were asked for."""
    age = {dataset: number for number, dataset in enumerate(order)}
    dated = [answer for answer in answered if answer.dataset]
    shown = sorted((answer.ended, age[answer.dataset]) for answer in dated)
    found, newest, position = [], -1, 0
    for answer in sorted(dated, key=lambda each: each.begun):
        while position < len(shown) and shown[position][0] < answer.begun:
            newest = max(newest, shown[position][1])
            position += 1
        if age[answer.dataset] < newest:
            found.append(answer)
    return found
