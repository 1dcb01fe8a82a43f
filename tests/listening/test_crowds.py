"""Many clients at once, and clients that take nothing or vanish: whoever else asks is answered, and soon."""

import socket
import statistics
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.listening.short import HEAD, SHORT, STALL
from tests.listening.wire import ask, asking, connected, get, is_over, last_words, until
from tests.server import Started, shortly, started

LARGE = "/v1/export.sqlite"
MOST = 10
LISTENING = "0A"
"""The state of a socket that waits for clients, in /proc/net/tcp."""


@pytest.fixture(scope="module")
def small(link: Path) -> Iterator[Started]:
    """A server with room for few clients."""
    with started(link, shortly({**SHORT, "idle": 60.0}), {"CHANCERY_CONNECTIONS": str(MOST)}) as server:
        yield server


def are_quick(port: int, path: str) -> bool:
    """Whether for a second all probes but the slowest hundredth are answered in a quarter of one."""
    over, taken = time.monotonic() + 1, []
    while time.monotonic() < over:
        begun = time.monotonic()
        if get(port, path).status != 200:
            return False
        taken.append(time.monotonic() - begun)
    return len(taken) > 1 and statistics.quantiles(taken, n=100)[98] < 0.25


def test_probes_are_answered_beside_400_idle_connections(server: str) -> None:
    port = int(server.rpartition(":")[2])
    with ExitStack() as crowd:
        clients = [crowd.enter_context(connected(port)) for _ in range(400)]
        for client in clients:
            assert ask(client, "/healthz").status == 200
        until(lambda: are_quick(port, "/healthz"))
        until(lambda: are_quick(port, "/readyz"))
        for client in clients:
            assert ask(client, "/healthz").status == 200


def test_probes_find_room_among_far_more_idle_connections_than_there_may_be(small: Started) -> None:
    with ExitStack() as crowd:
        found = [ask(crowd.enter_context(connected(small.port)), "/healthz").status for _ in range(400)]
        assert set(found) <= {200, 503}
        until(lambda: are_quick(small.port, "/healthz"), 10)


def test_probes_are_answered_while_others_are_slow_rude_and_many(strict: Started) -> None:
    """Half heads, garbage, large answers that nobody takes: all at once and again and again."""
    over = threading.Event()

    def pester(sent: bytes, receive_buffer: int | None) -> None:
        while not over.is_set():
            with ExitStack() as crowd:
                clients = [crowd.enter_context(connected(strict.port, receive_buffer)) for _ in range(20)]
                for client in clients:
                    client.sendall(sent)
                over.wait(0.2)

    kinds = [(b"GET /v1/act", None), (b"\x16\x03\x01", None), (asking(LARGE), 4096), (asking("/v1/actors") * 50, 4096)]
    crowd = [threading.Thread(target=pester, args=kind) for kind in kinds]
    for each in crowd:
        each.start()
    try:
        until(lambda: are_quick(strict.port, "/healthz"))
    finally:
        over.set()
        for each in crowd:
            each.join()


def reset(client: socket.socket) -> None:
    """Vanish: what is under way is thrown away, and the server hears so only when it sends something."""
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()


def test_clients_that_vanish_in_the_middle_of_an_answer(strict: Started) -> None:
    before = len(strict.logged().splitlines())
    for sent in (asking(LARGE), asking(LARGE) * 20, asking("/v1/export.zip"), asking("/v1/conflicts") * 90):
        for how in (reset, socket.socket.close):
            client = connected(strict.port, 4096)
            client.sendall(sent)
            client.recv(1000)
            for _ in range(20):  # time enough to be in the middle of it
                assert get(strict.port, "/healthz").status == 200
            how(client)
    until(lambda: open_sockets(strict.process.pid) == 0)
    for _ in range(20):  # time enough for what is still being answered to nobody
        assert get(strict.port, "/healthz").status == 200
    assert "Traceback" not in "\n".join(strict.logged().splitlines()[before:])


def open_sockets(pid: int) -> int:
    """How many clients a process is connected to."""
    held = {each.readlink().name for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()}
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(columns[3] != LISTENING and f"socket:[{columns[9]}]" in held for columns in lines)


@pytest.mark.parametrize("ahead", [1, 20])
def test_who_takes_nothing_of_an_answer_is_cut(strict: Started, ahead: int) -> None:
    with connected(strict.port, 4096) as client:
        client.sendall(asking(LARGE) * ahead)
        begun = time.monotonic()
        client.recv(1, socket.MSG_PEEK)
        until(lambda: open_sockets(strict.process.pid) == 0)
        assert time.monotonic() - begun > STALL * 0.8
        with pytest.raises(ConnectionResetError):
            take_all(client)


def take_all(client: socket.socket) -> None:
    while client.recv(1 << 16):
        pass


def test_who_takes_an_answer_slowly_gets_all_of_it(strict: Started) -> None:
    """It takes several times as long as one may take nothing."""
    length = len(get(strict.port, LARGE).body)
    with connected(strict.port, 65_536) as client:
        client.sendall(asking(LARGE, "Connection: close"))
        begun, got = time.monotonic(), 0
        while piece := client.recv(length // 40):
            got += len(piece)
            time.sleep(0.08)
    assert time.monotonic() - begun > 2.5 * STALL
    assert got > length


@contextmanager
def half_asking(port: int, number: int) -> Iterator[list[socket.socket]]:
    """So many clients, each in the middle of a request."""
    with ExitStack() as crowd:
        clients = [crowd.enter_context(connected(port)) for _ in range(number)]
        for client in clients:
            client.sendall(b"GET /healthz HTTP/1.1\r\n")
        yield clients


def test_who_finds_no_room_is_told_to_come_back(small: Started) -> None:
    with half_asking(small.port, MOST) as clients:
        time.sleep(0.1)
        (answer,) = last_words(small.port, asking("/healthz"))
        assert (answer.status, answer.fields["retry-after"]) == (503, "1")
        assert answer.problem()["type"] == "urn:chancery:problem:too-many-connections"
        clients[0].sendall(b"\r\n")
        assert clients[0].recv(100).startswith(b"HTTP/1.1 200")
    until(lambda: get(small.port, "/healthz").status == 200)
    until(lambda: "turned away" in small.logged())


def test_a_crowd_far_too_large_does_no_harm(small: Started) -> None:
    """Ten times as many as there is room for: some are answered, the others are told; and then all is as before."""
    with half_asking(small.port, MOST), ExitStack() as crowd:
        clients = [crowd.enter_context(connected(small.port)) for _ in range(MOST * 10)]
        until(lambda: all(is_over(client) for client in clients[MOST * 3 :]), HEAD + 5)
    until(lambda: get(small.port, "/healthz").status == 200)


def test_idle_connections_make_room(small: Started) -> None:
    """Who asks now is answered; of those who have been answered, and keep silent, one has to go."""
    with ExitStack() as crowd:
        clients = [crowd.enter_context(connected(small.port)) for _ in range(MOST)]
        for client in clients:
            assert ask(client, "/healthz").status == 200
        time.sleep(4 * SHORT["sweep"])
        with connected(small.port) as newcomer:
            assert ask(newcomer, "/healthz").status == 200
            assert sum(map(is_over, clients)) == 1
            assert ask(newcomer, "/readyz").status == 200


def test_busy_connections_are_not_ended_to_make_room(small: Started) -> None:
    with ExitStack() as crowd:
        clients = [crowd.enter_context(connected(small.port)) for _ in range(MOST)]
        over = time.monotonic() + 1
        while time.monotonic() < over:
            for client in clients:
                assert ask(client, "/healthz").status == 200
            assert last_words(small.port, asking("/healthz"))[0].status == 503
