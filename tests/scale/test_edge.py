"""nginx towards the world: what it lets nobody see, what it takes of clients, and what it writes down of them."""

import json
import re
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress

import pytest

from app.api.problems import PROBLEMS
from app.errors import ApiProblem
from app.server.refusals import HeadTooLarge, NotHttp, TooSlow
from tests.scale.load import get
from tests.scale.nginx import CONF, Nginx, nginx
from tests.scale.replicas import Replica
from tests.scale.test_cache import RECORD


@pytest.mark.parametrize("path", ["/metrics", "/readyz"])
def test_what_is_for_operators_is_not_for_the_public(cache: Nginx, pair: Sequence[Replica], path: str) -> None:
    name = path[1:]
    assert get(pair[0].base, path).status == 200
    ways = [path, f"{path}?x", f"/%{ord(name[0]):x}{name[1:]}", f"/.{path}", f"/v1/..{path}", f"/{path}", f"{path}#x"]
    ways += [
        f"/%2e{path}",
        f"/x%2f..{path}",
        f"http://x{path}",
        f"{path}/",
        f"{path}%20",
        f"{path};x",
        name,
        path.upper(),
    ]
    for way in ways:
        for method in ("GET", "HEAD", "POST"):
            answer = get(cache.base, way, {"Content-Length": "0"} if method == "POST" else {}, method)
            assert answer.status in (400, 404, 405), way
            assert b"chancery_" not in answer.body
            assert b"age_seconds" not in answer.body
    assert get(cache.base, "/-/dataset").status == 404


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (f"/v1/events?q={'x' * 2100}", {}, 414),
        (f"/v1/events?q={'x' * 9000}", {}, 414),
        ("/v1/events", {"Cookie": "x" * 9000}, 431),
        ("/v1/events", {f"X-{number}": "x" * 3000 for number in range(12)}, 431),
        ("/v1/events", {"Content-Length": "2000"}, 413),
        ("/v1/events%00", {}, 400),
    ],
)
def test_what_is_too_much_is_refused_with_a_problem(
    cache: Nginx, path: str, headers: dict[str, str], status: int
) -> None:
    refused = get(cache.base, path, headers)
    assert (refused.status, json.loads(refused.body)["status"]) == (status, status)
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["cache-control"] == "no-store"
    assert "x-request-id" in refused.headers


def test_problems_of_nginx_are_those_of_the_api() -> None:
    said = re.findall(r'(\d+) \'"type":"urn:chancery:problem:([a-z-]+)","title":"(.*?)"\'', CONF.read_text())
    of_the_api: tuple[type[ApiProblem], ...] = (*PROBLEMS, NotHttp, TooSlow, HeadTooLarge)
    known = {(each.status, each.slug, each.title) for each in of_the_api}
    assert len(said) == 7
    assert {(int(status), slug, title) for status, slug, title in said} <= known


def test_a_client_that_never_finishes_its_head_is_cut(cache: Nginx) -> None:
    with socket.create_connection(("127.0.0.1", cache.port), timeout=10) as slow:
        begun = time.monotonic()
        slow.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        with suppress(ConnectionResetError):
            while slow.recv(1000):
                pass
    assert time.monotonic() - begun < 5


def test_one_address_has_only_so_many_requests_at_once(pair: Sequence[Replica]) -> None:
    with nginx([each.port for each in pair], {"limit_conn addresses 64": "limit_conn addresses 4"}) as strict:
        with ExitStack() as waiting:
            for _ in range(8):  # more than enough, because the first may come in after the last
                client = waiting.enter_context(socket.create_connection(("127.0.0.1", strict.port), timeout=10))
                client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n")
            deadline = time.monotonic() + 5
            while (refused := get(strict.base, RECORD)).status != 429:
                assert time.monotonic() < deadline
        assert refused.headers["retry-after"] == "1"
        assert json.loads(refused.body)["title"] == "Too many requests at once from one address"
        while get(strict.base, RECORD).status != 200:
            assert time.monotonic() < deadline


def test_the_log_cannot_be_forged(cache: Nginx) -> None:
    hostile = '"},\\x0a{"status":"200"\\'
    path = '/v1/events?"},{%22%0a%0d\\'
    get(cache.base, path, {"User-Agent": hostile, "X-Request-ID": "forger"})
    get(cache.base, "/v1/events?x", {"User-Agent": "é\x01\t", "X-Request-ID": "latin"})
    with socket.create_connection(("127.0.0.1", cache.port), timeout=10) as raw:
        raw.sendall(b"GET /v1/events?\xe9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Request-ID: raw\r\n\r\n")
        assert raw.makefile("rb").readline().split()[1] == b"400"
    deadline = time.monotonic() + 5
    while not all(f'"request":"{each}"' in cache.log() for each in ("forger", "latin", "raw")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    lines = [json.loads(line) for line in cache.log().splitlines()]
    (line,) = [line for line in lines if line["request"] == "forger"]
    assert (line["agent"], line["path"], line["status"]) == (hostile, path, "400")
    assert [line["agent"] for line in lines if line["request"] == "latin"] == ["not ASCII"]
    assert [line["path"] for line in lines if line["status"] == "400" and line["request"] == "raw"] == ["not ASCII"]
    assert all(set(each) == set(line) for each in lines)
