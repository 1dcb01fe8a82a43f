"""Requests that are too large, too slow, or none at all: each is told what is wrong, and cut."""

import random
import resource
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app.server.limits import FIELDS, HEAD
from tests.listening.short import HEAD as HEAD_SECONDS
from tests.listening.short import IDLE
from tests.listening.wire import Answer, answers, asking, connected, heard, is_over, last_words, until
from tests.server import Started

SLUG = "urn:chancery:problem:"


def refused(port: int, sent: bytes, status: int, slug: str) -> Answer:
    """The one answer to these bytes is this problem, and the end of the connection."""
    (answer,) = last_words(port, sent)
    problem = answer.problem()
    assert (answer.status, problem["status"], problem["type"]) == (status, status, SLUG + slug)
    assert answer.is_whole
    return answer


@pytest.mark.parametrize("size", [HEAD + 100, 100_000, 1_000_000])
def test_a_field_that_is_too_large(strict: Started, size: int) -> None:
    refused(strict.port, asking("/healthz", f"X: {'a' * size}"), 431, "head-too-large")


def test_a_head_that_is_as_large_as_it_may_be(strict: Started) -> None:
    room = HEAD - len("/healthzhosttestconnectionclosex")
    (answer,) = last_words(strict.port, asking("/healthz", "Connection: close", f"X: {'a' * room}"))
    assert (answer.status, answer.body) == (200, b'{"status":"ok"}')
    refused(strict.port, asking("/healthz", "Connection: close", f"X: {'a' * (room + 1)}"), 431, "head-too-large")


def test_300_megabytes_of_a_header_field(strict: Started) -> None:
    """They are neither kept nor even read to the end."""
    before = memory(strict.process.pid)
    sent = 0
    with connected(strict.port) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nX: ")
        with suppress(ConnectionError):
            while sent < 300_000_000:
                sent += client.send(b"a" * 1_000_000)
    assert sent < 300_000_000
    assert memory(strict.process.pid) - before < 20_000_000


def memory(pid: int) -> int:
    """Bytes that a process occupies."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()


def test_an_address_of_64_kilobytes(strict: Started) -> None:
    answer = refused(strict.port, asking("/v1/" + "a" * 65_536), 414, "uri-too-long")
    assert len(answer.body) < 500


def test_too_many_fields(strict: Started) -> None:
    fields = [f"X{number}: y" for number in range(FIELDS - 1)]
    refused(strict.port, asking("/healthz", *fields, "one: more"), 431, "head-too-large")
    (answer,) = last_words(strict.port, asking("/healthz", *fields[1:], "Connection: close"))
    assert answer.status == 200


GARBAGE = {
    "noise": random.Random(1).randbytes(2000),
    "zeros": bytes(2000),
    "words": b"hello, is there anybody?\r\n\r\n",
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + random.Random(2).randbytes(500),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(40),
    "an answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "a strange version": b"GET /healthz HTTP/7.3\r\n\r\n",
    "a strange method": b"FETCH /healthz HTTP/1.1\r\nHost: test\r\n\r\n",
    "a tunnel": b"CONNECT 127.0.0.1:80 HTTP/1.1\r\nHost: test\r\n\r\n",
    "an address in Latin-1": "GET /é HTTP/1.1\r\nHost: test\r\n\r\n".encode("latin-1"),
    "a space in a name": b"GET /healthz HTTP/1.1\r\nHost : test\r\n\r\n",
    "two lengths": b"GET /healthz HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    "a length and chunks": b"GET /healthz HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("sent", GARBAGE.values(), ids=GARBAGE)
def test_what_is_no_request(strict: Started, sent: bytes) -> None:
    refused(strict.port, sent, 400, "not-http")


def test_a_refusal_of_head_has_no_body(strict: Started) -> None:
    sent = asking("/healthz", *(f"X{number}: y" for number in range(FIELDS + 1)), method="HEAD")
    with connected(strict.port) as client:
        client.sendall(sent)
        said = heard(client)
    assert said.startswith(b"HTTP/1.1 431 ")
    assert said.endswith(b"\r\n\r\n")


def test_a_head_that_takes_too_long(strict: Started) -> None:
    with connected(strict.port) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: te")
        begun = time.monotonic()
        (answer,) = answers(heard(client))
    assert HEAD_SECONDS * 0.8 < time.monotonic() - begun < HEAD_SECONDS + 3
    assert answer.problem()["type"] == SLUG + "too-slow"


def test_a_head_byte_by_byte(strict: Started) -> None:
    """Each byte is news, but the head is not there in time for that."""
    begun = time.monotonic()
    with connected(strict.port) as client, suppress(ConnectionError):
        for byte in asking("/healthz", f"X: {'a' * 10_000}"):
            client.send(bytes([byte]))
            if is_over(client):
                break
            time.sleep(0.02)
    assert HEAD_SECONDS * 0.8 < time.monotonic() - begun < HEAD_SECONDS + 4


def test_a_head_in_pieces_that_is_there_in_time(strict: Started) -> None:
    with connected(strict.port) as client:
        for byte in asking("/healthz", "Connection: close"):
            client.send(bytes([byte]))
        assert [answer.status for answer in answers(heard(client))] == [200]


@pytest.mark.parametrize("sent", [b"", b"\r\n\r\n"], ids=["nothing", "empty lines"])
def test_who_connects_and_says_nothing(strict: Started, sent: bytes) -> None:
    with connected(strict.port) as client:
        client.sendall(sent)
        assert HEAD_SECONDS * 0.8 < until(lambda: is_over(client)) < HEAD_SECONDS + 3


def test_who_has_an_answer_and_says_nothing_more(strict: Started) -> None:
    with connected(strict.port) as client:
        client.sendall(asking("/healthz"))
        assert IDLE * 0.8 < until(lambda: is_over(client)) < IDLE + 3


def test_a_slow_second_request_is_told_so_after_its_own_time(strict: Started) -> None:
    with connected(strict.port) as client:
        client.sendall(asking("/healthz") + b"GET /rea")
        first, second = answers(heard(client))
    assert (first.status, second.status) == (200, 408)
