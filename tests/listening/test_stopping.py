"""The end: what is under way is finished, whoever waits too long is cut, nothing is left, and the exit status is 0."""

import os
import signal
import socket
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.listening.short import SHORT
from tests.listening.wire import answers, ask, asking, connected, heard, until
from tests.server import SERVE, Started, shortly, started

WORKERS = pytest.mark.parametrize("workers", ["1", "2"])
AWKWARD = shortly({**SHORT, "head": 60, "stall": 60}, "tests.listening.apps:awkwardly")


@dataclass
class Load:
    """Clients that each ask one question after the other over one connection, until they are told that it ends."""

    port: int
    path: str
    answered: int = 0
    last_ones: int = 0
    failed: list[str] = field(default_factory=list)

    def run(self) -> None:
        with connected(self.port) as client:
            try:
                while True:
                    answer = ask(client, self.path)
                    self.answered += answer.status == 200
                    if answer.fields.get("connection") == "close":
                        self.last_ones += 1
                        return
            except OSError as error:
                self.failed.append(str(error))


def ended(server: Started, seconds: float) -> int:
    """The exit status of a server that ends by itself."""
    return server.process.wait(seconds)


def is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes() != b""


@pytest.mark.parametrize(("workers", "stop"), [("1", signal.SIGTERM), ("2", signal.SIGTERM), ("2", signal.SIGINT)])
def test_no_request_fails_when_the_server_is_told_to_stop_under_load(
    link: Path, workers: str, stop: signal.Signals
) -> None:
    with started(link, SERVE, {"CHANCERY_WORKERS": workers}) as server:
        load = Load(server.port, "/v1/conflicts")
        clients = [threading.Thread(target=load.run) for _ in range(8)]
        for client in clients:
            client.start()
        until(lambda: load.answered > 200)
        serving = server.workers
        assert len(serving) == (int(workers) if workers != "1" else 0)
        server.process.send_signal(stop)
        assert ended(server, 20) == 0
        for client in clients:
            client.join()
        assert load.failed == []
        assert load.last_ones == len(clients)
        assert not any(map(is_alive, serving))
        assert "Traceback" not in server.logged()


@WORKERS
def test_answers_under_way_are_finished(link: Path, workers: str) -> None:
    with started(link, AWKWARD, {"CHANCERY_WORKERS": workers}) as server, ExitStack() as crowd:
        clients = [crowd.enter_context(connected(server.port)) for _ in range(4)]
        for client in clients:
            client.sendall(asking("/slow"))
            client.recv(100_000, socket.MSG_PEEK)
        serving = server.workers or [server.process.pid]
        server.process.terminate()
        until(lambda: refuses(server.port))
        assert any(map(is_alive, serving))
        for client in clients:
            (answer,) = answers(heard(client))
            assert (answer.status, answer.is_whole, len(answer.body)) == (200, True, 2_000_000)
        assert ended(server, 10) == 0
        assert "Traceback" not in server.logged()


def refuses(port: int) -> bool:
    """Whether nobody listens on a port."""
    try:
        connected(port).close()
    except ConnectionRefusedError:
        return True
    return False


STUBBORN = {"stalled": asking("/large"), "idle": asking("/"), "half a head": b"GET / HT", "silent": b""}


@pytest.mark.parametrize(("workers", "who"), [*(("1", who) for who in STUBBORN), ("2", "stalled")])
def test_nobody_holds_up_the_end_for_longer_than_the_grace(link: Path, workers: str, who: str) -> None:
    grace = {"CHANCERY_WORKERS": workers, "CHANCERY_GRACE": "1"}
    with started(link, AWKWARD, grace) as server:
        with connected(server.port, 4096) as client:
            client.sendall(STUBBORN[who])
            time.sleep(0.3)
            serving = server.workers
            begun = time.monotonic()
            server.process.terminate()
            assert ended(server, 10) == 0
            assert time.monotonic() - begun < 4
        assert not any(map(is_alive, serving))
        assert "Traceback" not in server.logged()


def test_a_connection_that_is_kept_has_one_more_answer(link: Path) -> None:
    """A request may have been sent when the server was told to stop, and not have come yet."""
    with started(link, shortly({**SHORT, "last_call": 2.0})) as server, connected(server.port) as client:
        assert "connection" not in ask(client, "/healthz").fields
        server.process.terminate()
        until(lambda: refuses(server.port))
        answer = ask(client, "/v1/conflicts")
        assert (answer.status, answer.fields["connection"]) == (200, "close")
        assert heard(client) == b""
        assert ended(server, 10) == 0


def test_a_worker_that_hears_nothing_does_not_hold_up_the_end(link: Path) -> None:
    with started(link, shortly(SHORT), {"CHANCERY_WORKERS": "2", "CHANCERY_GRACE": "1"}) as server:
        until(lambda: len(server.workers) == 2)
        serving = server.workers
        os.kill(serving[0], signal.SIGSTOP)
        server.process.terminate()
        assert ended(server, 20) == 0
        assert not any(map(is_alive, serving))
