"""The head of a kept answer, which is put together once: the same bytes as that of the first answer, over the wire."""

import re
import socket
from urllib.parse import urlsplit

import pytest

ADDRESS = "/v1/reserve-snapshots?view=plain&limit={}"


def wire(base: str, address: str, method: str = "GET", **fields: str) -> bytes:
    """All that comes over a connection of its own, but for the date."""
    asked = {"Host": "test", "X-Request-ID": "the-same", "Connection": "close", **fields}
    lines = [f"{method} {address} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in asked.items())]
    with socket.create_connection((urlsplit(base).hostname, urlsplit(base).port), timeout=10) as connection:
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        came = b""
        while piece := connection.recv(65536):
            came += piece
    return re.sub(rb"\r\ndate: [^\r]+", b"", came)


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("coding", ["identity", "br"])
def test_the_first_answer_and_the_next(server: str, number: int, coding: str) -> None:
    address = f"{ADDRESS.format(number)}&fields=id,{'amount' if coding == 'br' else 'asset'}"
    first, second = (wire(server, address, Accept_Encoding=coding) for _ in range(2))
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert sorted(first.partition(b"\r\n\r\n")[0].splitlines()) == sorted(second.partition(b"\r\n\r\n")[0].splitlines())
    assert first.partition(b"\r\n\r\n")[2] == second.partition(b"\r\n\r\n")[2]


@pytest.mark.parametrize("kept_alive", [True, False])
def test_kept_answers_of_every_kind(server: str, kept_alive: bool) -> None:
    """With and without a body, and whether the connection goes on or ends: they are told from each other."""
    address = ADDRESS.format(3)
    whole = wire(server, address)
    head, _, body = whole.partition(b"\r\n\r\n")
    found = re.search(rb"\r\netag: (\S+)", head)
    assert found is not None
    asked = [
        f"{method} {address} HTTP/1.1\r\nHost: test\r\nX-Request-ID: the-same\r\n{more}"
        for method, more in (("GET", ""), ("HEAD", ""), ("GET", f"If-None-Match: {found[1].decode()}\r\n"), ("GET", ""))
    ]
    ends = ["", "", "", "Connection: close\r\n"] if kept_alive else ["Connection: close\r\n"] * 4
    came = b""
    for part in (
        [list(zip(asked, ends, strict=True))] if kept_alive else [[each] for each in zip(asked, ends, strict=True)]
    ):
        with socket.create_connection((urlsplit(server).hostname, urlsplit(server).port), timeout=10) as connection:
            for question, end in part:
                connection.sendall(f"{question}{end}\r\n".encode())
            while piece := connection.recv(65536):
                came += piece
    assert re.findall(rb"HTTP/1\.1 (\d+)", came) == [b"200", b"200", b"304", b"200"]
    assert came.count(body) == 2
    assert came.count(b"content-length: %d" % len(body)) == 3
    assert came.count(b"x-request-id: the-same") == 4
    assert came.count(b"\r\ndate: ") == 4
    assert came.count(b"connection: close") == (1 if kept_alive else 4)
