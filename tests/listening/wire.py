"""Clients down at the socket, well behaved and otherwise."""

import json
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

HOST = "127.0.0.1"
PATIENCE = 20.0
"""Seconds after which a test does not wait any more for what should have happened."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and whether all of it came."""

    status: int
    fields: dict[str, str]
    body: bytes
    is_whole: bool

    def problem(self) -> Any:
        """The problem document that it is, with what every answer has."""
        assert self.fields["content-type"] == "application/problem+json"
        assert self.fields["access-control-allow-origin"] == "*"
        assert self.fields["x-content-type-options"] == "nosniff"
        assert self.fields["cache-control"] == "no-store"
        assert "default-src 'none'" in self.fields["content-security-policy"]
        assert "date" in self.fields
        assert self.fields["connection"] == "close"
        return json.loads(self.body)


def connected(port: int, receive_buffer: int | None = None) -> socket.socket:
    """A connection; one that takes little at a time if its buffer is small."""
    client = socket.socket()
    client.settimeout(PATIENCE)
    if receive_buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    try:
        client.connect((HOST, port))
    except OSError:
        client.close()
        raise
    return client


def asking(path: str, *fields: str, method: str = "GET") -> bytes:
    """The bytes of a request."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: test", *fields, "", ""]).encode()


def heard(client: socket.socket) -> bytes:
    """Everything until the server ends the connection, by whatever means."""
    pieces = []
    with suppress(ConnectionError):
        while piece := client.recv(1 << 16):
            pieces.append(piece)
    return b"".join(pieces)


def answers(said: bytes) -> list[Answer]:
    """The answers in what a server said, in their order."""
    found = []
    while said:
        head, _, rest = said.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(fields.get("content-length", 0))
        found.append(Answer(int(status.split()[1]), fields, rest[:length], len(rest) >= length))
        said = rest[length:]
    return found


def last_words(port: int, sent: bytes) -> list[Answer]:
    """All answers to these bytes, after which the server has to end the connection."""
    with connected(port) as client:
        with suppress(ConnectionError):
            client.sendall(sent)
        return answers(heard(client))


def ask(client: socket.socket, path: str, *fields: str) -> Answer:
    """One question on an open connection, and its answer."""
    client.sendall(asking(path, *fields))
    said = b""
    while not (said and answers(said)[0].is_whole and b"\r\n\r\n" in said):
        piece = client.recv(1 << 16)
        if not piece:
            raise ConnectionError("the server ended the connection")
        said += piece
    return answers(said)[0]


def get(port: int, path: str) -> Answer:
    """One question over a connection of its own."""
    with connected(port) as client:
        return ask(client, path)


def is_over(client: socket.socket) -> bool:
    """Whether the server has ended this connection; what it said before is thrown away."""
    client.setblocking(False)
    try:
        while client.recv(1 << 16):
            pass
    except BlockingIOError:
        return False
    except ConnectionError:
        return True
    finally:
        client.settimeout(PATIENCE)
    return True


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something is so; returns how many seconds that took. Longer than it may take fails the test."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.monotonic() - begun
