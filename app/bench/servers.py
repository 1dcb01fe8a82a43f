"""Servers under measurement: each a process of its own on a core of its own, asked over the loopback interface."""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.bench.bare import Answer
from app.errors import ChanceryError
from app.settings import ROOT

HOST = "127.0.0.1"
_PATIENCE = 120
"""Seconds until a server must answer: over the largest store it first reads tens of gigabytes to prove them."""
_LOOK = 0.005
_ADDED = frozenset({"date", "server", "connection", "keep-alive", "transfer-encoding", "content-length"})
"""Header fields that the server underneath adds or works out."""
_REQUEST_ID = "0123456789ab-1f40"
"""An id as long as one that is made: with it the same question has the same answer, to the byte."""


class NoServer(ChanceryError):
    """A server that does not come up; the message has its own last words."""


def cores() -> tuple[int, int] | None:
    """A core for the server and another one for the load; None where there is only one, or no way to choose."""
    if not hasattr(os, "sched_getaffinity"):
        return None
    allowed = sorted(os.sched_getaffinity(0))
    return (allowed[0], allowed[1]) if len(allowed) > 1 else None


@contextmanager
def on_core(core: int | None) -> Iterator[None]:
    """What is started meanwhile runs on this core."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    pid: int
    port: int
    seconds_to_answer: float
    """From the start of the process to the first good answer."""

    def cpu_seconds(self) -> float:
        """Processor time that it has used so far, in user and in system mode."""
        # The name in the second column may hold spaces; the columns after it do not.
        columns = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory that it occupies."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(HOST, self.port, timeout=60)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answer:
        """One answer over a connection of its own."""
        connection = self.connect()
        try:
            return ask(connection, address, headers)
        finally:
            connection.close()


def ask(connection: http.client.HTTPConnection, address: str, headers: Mapping[str, str] | None = None) -> Answer:
    """One answer, as its application gave it."""
    connection.putrequest("GET", address, skip_accept_encoding=True)
    connection.putheader("X-Request-ID", _REQUEST_ID)
    for name, value in (headers or {}).items():
        connection.putheader(name, value)
    connection.endheaders()
    response = connection.getresponse()
    body = response.read()
    fields = [
        (name.lower().encode(), value.encode()) for name, value in response.getheaders() if name.lower() not in _ADDED
    ]
    length = [] if response.status == 304 else [(b"content-length", str(len(body)).encode())]
    return Answer(response.status, [*fields, *length], body)


@contextmanager
def real(link: Path, cache_mib: int | None = None) -> Iterator[Server]:
    """The real application over the store behind this link; with 0 it keeps no answer."""
    port = _free_port()
    settings = {"CHANCERY_STORE": str(link.absolute()), "CHANCERY_HOST": HOST, "CHANCERY_PORT": str(port)}
    if cache_mib is not None:
        settings["CHANCERY_CACHE_MIB"] = str(cache_mib)
    with _running([sys.executable, "-m", "app.cli", "serve"], settings, port) as server:
        yield server


@contextmanager
def bare(answers: Path) -> Iterator[Server]:
    """The yardstick over captured answers; `/readyz` must be among them."""
    port = _free_port()
    with _running([sys.executable, "-m", "app.bench.bare", str(answers), str(port)], {}, port) as server:
        yield server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(command: Sequence[str], settings: Mapping[str, str], port: int) -> Iterator[Server]:
    pinned = cores()
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        with on_core(pinned[0] if pinned else None):
            process = subprocess.Popen(  # noqa: S603
                command, cwd=ROOT, env={**os.environ, **settings}, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - begun > _PATIENCE:
                    said.seek(0)
                    raise NoServer(f"a server does not come up: {said.read()[-2000:].decode(errors='replace')}")
                time.sleep(_LOOK)
            yield Server(process.pid, port, time.perf_counter() - begun)
        finally:
            end(process)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def end(process: "subprocess.Popen[bytes]") -> None:
    """End a process that was started here, and wait until it is gone."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
