"""Requests that are odd but can be answered: with bodies, sent ahead, half closed, wanting another protocol."""

import signal
import socket
import time
from pathlib import Path

import pytest

from app.server.limits import PIPELINED
from tests.listening.short import IDLE
from tests.listening.wire import answers, ask, asking, connected, get, heard, last_words
from tests.server import Started

BODIES = {
    "small": (b"Content-Length: 7", b'{"a":1}'),
    "in chunks": (b"Transfer-Encoding: chunked", b"7\r\n" + b'{"a":1}' + b"\r\n0\r\n\r\n"),
    "endless": (b"Content-Length: 100000000000", b"x" * 3_000_000),
    "endless chunks": (b"Transfer-Encoding: chunked", b"fffff\r\n" + b"x" * 0xFFFFF + b"\r\n"),
    "an endless chunk extension": (b"Transfer-Encoding: chunked", b"7;" + b"x" * 3_000_000),
    "a chunk that is none": (b"Transfer-Encoding: chunked", b"wxyz\r\n"),
}


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("field", "body"), BODIES.values(), ids=BODIES)
def test_a_body_is_not_read(strict: Started, field: bytes, body: bytes, method: str) -> None:
    """The request has its answer, as if there were no body, and only that; then the connection ends."""
    sent = asking("/healthz", field.decode(), method=method) + body
    found = last_words(strict.port, sent + asking("/readyz"))
    assert [answer.status for answer in found] == [200 if method == "GET" else 405]


def test_who_is_refused_comes_to_read_why(strict: Started) -> None:
    """It may go on sending what it has begun, for a while: reset, most clients would not look at the answer."""
    with connected(strict.port) as client:
        client.sendall(asking("/healthz", f"Content-Length: {50 * 8192}", method="PUT"))
        for _ in range(50):
            client.sendall(b"x" * 8192)
            time.sleep(0.002)
        (answer,) = answers(heard(client))
    assert answer.status == 405


def test_a_body_that_does_not_come(strict: Started) -> None:
    """The answer does not wait for it, and the connection does not for long."""
    with connected(strict.port) as client:
        client.sendall(asking("/healthz", "Content-Length: 1000", "Expect: 100-continue"))
        begun = time.monotonic()
        assert [answer.status for answer in answers(heard(client))] == [200]
    assert time.monotonic() - begun < IDLE + 3


def test_an_upgrade_to_what_is_not_spoken(strict: Started) -> None:
    fields = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: eHh4")
    begun = time.monotonic()
    found = last_words(strict.port, asking("/healthz", *fields) + b"\x81\x05hello")
    assert time.monotonic() - begun < IDLE
    assert [answer.status for answer in found] == [200]


def test_requests_sent_ahead_are_answered_in_their_order(strict: Started) -> None:
    paths = ["/healthz", "/readyz", "/v1/conflicts", "/nowhere", "/docs", "/v1/actors.csv"] * 8
    alone = {path: get(strict.port, path) for path in paths}
    sent = b"".join(map(asking, paths)) + asking("/healthz", "Connection: close")
    found = last_words(strict.port, sent)
    assert [answer.status for answer in found] == [alone[path].status for path in [*paths, "/healthz"]]
    for path, answer in zip(paths, found, strict=False):
        assert path == "/readyz" or answer.body == alone[path].body


def test_far_too_many_requests_sent_ahead(strict: Started) -> None:
    """Some are answered, in whole answers; the rest is not even read."""
    found = last_words(strict.port, asking("/healthz") * 5000)
    assert PIPELINED <= len(found) < 5000
    assert {(answer.status, answer.is_whole) for answer in found} == {(200, True)}


def test_many_requests_sent_ahead_in_many_pieces(strict: Started) -> None:
    """As many as may wait, however they are cut: each head is counted by itself."""
    sent = asking("/healthz", "X: " + "y" * 500) * 90 + asking("/healthz", "Connection: close")
    with connected(strict.port) as client:
        for start in range(0, len(sent), 777):
            client.sendall(sent[start : start + 777])
        assert [answer.status for answer in answers(heard(client))] == [200] * 91


def test_garbage_after_a_request_does_not_spoil_its_answer(strict: Started) -> None:
    alone = get(strict.port, "/v1/conflicts")
    first, second = last_words(strict.port, asking("/v1/conflicts") + b"\x16\x03\x01" + bytes(500))
    assert (first.status, first.body, first.is_whole) == (200, alone.body, True)
    assert second.problem()["type"] == "urn:chancery:problem:not-http"


@pytest.mark.parametrize("path", ["/healthz", "/v1/export.zip", "/v1/reserve-timelines/el-salvador-btc.png?width=280"])
def test_who_says_that_nothing_more_will_come_has_the_answer(strict: Started, path: str) -> None:
    """Also when the server hears that together with the question, or while it makes the answer."""
    with connected(strict.port) as client:
        assert ask(client, "/healthz").status == 200
        strict.process.send_signal(signal.SIGSTOP)
        client.sendall(asking(path))
        client.shutdown(socket.SHUT_WR)
        strict.process.send_signal(signal.SIGCONT)
        (answer,) = answers(heard(client))
    assert (answer.status, answer.is_whole, answer.body) == (200, True, get(strict.port, path).body)


def test_half_a_request_and_nothing_more(strict: Started) -> None:
    with connected(strict.port) as client:
        client.sendall(b"GET /healthz HT")
        client.shutdown(socket.SHUT_WR)
        assert heard(client) == b""


def test_an_answer_goes_out_at_once(strict: Started) -> None:
    """Head and body together: one call of the system, one packet."""
    with connected(strict.port) as client:
        ask(client, "/v1/conflicts")
        before = writes(strict.process.pid)
        for _ in range(100):
            assert ask(client, "/v1/conflicts").status == 200
        assert writes(strict.process.pid) - before < 150


def writes(pid: int) -> int:
    """How often a process has written anything."""
    return int(Path(f"/proc/{pid}/io").read_text().split("syscw: ")[1].split()[0])


@pytest.mark.parametrize("path", ["/v1/conflicts", "/v1/export.sqlite", "/v1/export.zip", "/nowhere"])
def test_head_has_the_head_alone(strict: Started, path: str) -> None:
    """Also where no body comes that it could go out with."""
    whole = get(strict.port, path)
    with connected(strict.port) as client:
        client.sendall(asking(path, method="HEAD") + asking("/healthz", "Connection: close"))
        first, _, second = heard(client).partition(b"\r\n\r\n")
    assert first.startswith(b"HTTP/1.1 %d " % whole.status)
    assert second.startswith(b"HTTP/1.1 200 ")
