"""Delivery: validators, conditions, ranges, codings, negotiation, and what is kept in which bounds."""

import asyncio
import gzip
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any

import brotli
import httpx
import pytest

from app.api.delivery import Delivery
from app.api.meter import Meter
from app.api.negotiation import CSV, JSON, LISTED, NDJSON, PLAIN, SPARSE, encoding, media_type
from app.api.resources import Answer, Asked, Directory, Resource
from app.api.serving import Process, Serving
from app.main import RESOURCES
from app.settings import Settings
from app.store.published import Store, publication_of
from tests.client import Client, fields
from tests.workshop import Workshop

TIMELINE = "/v1/reserve-timelines/el-salvador-btc"
PATHS = [
    "/v1/actors",
    "/v1/actors.csv",
    "/v1/policies.json?fields=id,name",
    "/v1/claims.ndjson",
    "/v1/actors/pakistan",
    TIMELINE,
    f"{TIMELINE}.csv",
    "/v1/conflicts?view=plain",
    "/v1/search?q=bitcoin",
    "/v1/sources/crypto-alliance/text",
    "/v1/sources/crypto-alliance/coverage",
    "/v1/sources/crypto-alliance/coverage.csv",
    "/v1/dataset",
    "/v1/export.zip",
    "/v1/export.sqlite",
    "/openapi.json",
]
EACH = pytest.mark.parametrize("path", PATHS)


def get(client: Client, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.request(method, path, headers={"Accept-Encoding": "identity", **named})


@EACH
def test_headers_of_a_representation(client: Client, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 200
    assert re.fullmatch(r'"[0-9a-f]{32}"', answer.headers["etag"])
    assert parsedate_to_datetime(answer.headers["last-modified"]).timestamp() > 0
    assert answer.headers["cache-control"] == "public, max-age=300, stale-while-revalidate=86400, stale-if-error=86400"
    assert answer.headers["chancery-dataset"] == client.get("/readyz").json()["dataset"]
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert answer.headers["content-length"] == str(len(answer.content))


@EACH
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_nothing_has_changed(client: Client, path: str, coding: str) -> None:
    first = get(client, path, Accept_Encoding=coding)
    tag, date = first.headers["etag"], first.headers["last-modified"]
    for condition in (
        {"If_None_Match": tag},
        {"If_None_Match": f'"other", W/{tag}'},
        {"If_None_Match": "*"},
        {"If_Modified_Since": date},
        {"If_None_Match": tag, "If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    ):
        again = get(client, path, Accept_Encoding=coding, **condition)
        assert again.status_code == 304, condition
        assert again.content == b""
        assert again.headers["etag"] == tag
        for name in ("cache-control", "vary", "last-modified", "access-control-allow-origin", "x-content-type-options"):
            assert again.headers[name] == first.headers[name]
        assert "content-length" not in again.headers
        assert get(client, path, "HEAD", Accept_Encoding=coding, **condition).status_code == 304
    for condition in (
        {"If_None_Match": '"other"'},
        {"If_None_Match": tag[:-1]},
        {"If_None_Match": '"other"', "If_Modified_Since": date},
        {"If_Modified_Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
        {"If_Modified_Since": "yesterday"},
        {"If_Modified_Since": "Thu, 99 Jan 99999 00:00:00 GMT"},
    ):
        assert get(client, path, Accept_Encoding=coding, **condition).status_code == 200, condition


@EACH
def test_each_coding_has_its_own_tag_and_the_same_content(client: Client, path: str) -> None:
    plain = get(client, path)
    tags = {plain.headers["etag"]}
    for coding in ("gzip", "br"):
        answer = get(client, path, Accept_Encoding=coding)
        assert answer.content == plain.content
        if "content-encoding" not in answer.headers:
            assert "export" in path or len(plain.content) < 400
            continue
        assert answer.headers["content-encoding"] == coding
        assert int(answer.headers["content-length"]) < len(plain.content)
        tags.add(answer.headers["etag"])
        other = get(client, path, If_None_Match=answer.headers["etag"])
        assert other.status_code == 200  # a copy in another coding is another copy
    assert len(tags) == (1 if "export" in path else 3)


@EACH
def test_head_says_what_get_would(client: Client, path: str) -> None:
    for coding in ("identity", "br"):
        head, whole = get(client, path, "HEAD", Accept_Encoding=coding), get(client, path, Accept_Encoding=coding)
        assert head.content == b""
        assert fields(head) == fields(whole)


@EACH
def test_single_ranges(client: Client, path: str) -> None:
    whole = get(client, path)
    size = len(whole.content)
    for text, start, end in (
        ("bytes=0-99", 0, 100),
        ("bytes=10-10", 10, 11),
        (f"bytes={size - 5}-", size - 5, size),
        ("bytes=-7", size - 7, size),
        (f"bytes=5-{size * 10}", 5, size),
        (f"bytes=-{size * 10}", 0, size),
    ):
        part = get(client, path, Range=text, Accept_Encoding="br, gzip")
        assert part.status_code == 206, text
        assert part.content == whole.content[start:end]
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.headers["content-length"] == str(end - start)
        assert part.headers["etag"] == whole.headers["etag"]
        assert "content-encoding" not in part.headers
        assert fields(get(client, path, "HEAD", Range=text)) == fields(get(client, path, "HEAD"))


@pytest.mark.parametrize("text", ["bytes=99999999-", "bytes=-0", "bytes=9-3", "bytes=999999999999999999-"])
def test_ranges_beyond_the_end(client: Client, text: str) -> None:
    answer = get(client, "/v1/actors.csv", Range=text)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(get(client, '/v1/actors.csv').content)}"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.json()["type"] == "urn:chancery:problem:range-not-satisfiable"


@pytest.mark.parametrize(
    "text", ["bytes=0-0,-1", "bytes=" + "0-0," * 400, "lines=1-2", "bytes=a-b", "bytes=", "bytes", "bytes=1-2-3", ""]
)
def test_what_is_no_single_range_is_answered_whole(client: Client, text: str) -> None:
    answer = get(client, "/v1/actors.csv", Range=text)
    assert answer.status_code == (416 if text == "bytes=-" else 200)
    assert answer.content == get(client, "/v1/actors.csv").content


def test_ranges_on_conditions(client: Client) -> None:
    whole = get(client, "/v1/actors.csv")
    for condition, status in (
        (whole.headers["etag"], 206),
        (whole.headers["last-modified"], 206),
        ('"other"', 200),
        ("W/" + whole.headers["etag"], 200),
        (formatdate(0, usegmt=True), 200),
    ):
        assert get(client, "/v1/actors.csv", Range="bytes=0-9", If_Range=condition).status_code == status, condition
    unchanged = get(client, "/v1/actors.csv", Range="bytes=0-9", If_None_Match=whole.headers["etag"])
    assert unchanged.status_code == 304


@pytest.mark.parametrize(
    ("accept", "found"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
        ("application/json, text/plain, */*", JSON),
        ("text/csv", CSV),
        ("TEXT/CSV; charset=utf-8", CSV),
        ("text/*", CSV),
        ("text/csv;q=0.5, application/json;q=0.4", CSV),
        ("text/csv;q=0.5, application/x-ndjson", NDJSON),
        ("application/json;q=0, */*", PLAIN),
        (PLAIN, PLAIN),
        ("application/*", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("text/csv;q=nonsense", None),
        (",;,", None),
        (", ,", JSON),
        (SPARSE, SPARSE),
    ],
)
def test_negotiation(client: Client, accept: str, found: str | None) -> None:
    assert media_type(accept, LISTED) == found
    answer = get(client, "/v1/actors", Accept=accept)
    if found is None:
        assert answer.status_code == 406
        assert answer.json()["formats"] == list(LISTED)
        assert answer.headers["content-type"] == "application/problem+json"
    else:
        assert answer.headers["content-type"].partition(";")[0] == found


def test_accept_is_the_same_as_a_suffix(client: Client) -> None:
    for path in ("/v1/actors", "/v1/claims", TIMELINE):
        for accept, suffix in ((CSV, "csv"), (NDJSON, "ndjson")):
            by_accept, by_suffix = get(client, path, Accept=accept), get(client, f"{path}.{suffix}")
            assert by_accept.content == by_suffix.content
            assert by_accept.headers["content-disposition"] == by_suffix.headers["content-disposition"]
        assert get(client, f"{path}.csv", Accept="application/json").headers["content-type"].startswith(CSV)
    refused = get(client, "/v1/actors?limit=3", Accept=CSV)
    assert refused.status_code == 400
    assert "whole table" in refused.json()["detail"]
    assert get(client, "/v1/dataset", Accept=CSV).status_code == 406
    assert get(client, "/v1/sources/crypto-alliance/text", Accept=JSON).status_code == 406
    assert get(client, "/healthz", Accept="text/html").status_code == 200


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (b"", "identity"),
        (b"gzip", "gzip"),
        (b"gzip, deflate, br, zstd", "br"),
        (b"br;q=0.1, gzip;q=0.9", "gzip"),
        (b"*", "br"),
        (b"br;q=0, *", "gzip"),
        (b"deflate", "identity"),
        (b"identity", "identity"),
        (b"identity;q=1, gzip;q=0.5", "identity"),
        (b"GZIP", "gzip"),
        (b"br;q=0", "identity"),
        (b"\xff\xfe;q=1", "identity"),
    ],
)
def test_codings(header: bytes, found: str) -> None:
    assert encoding(header) == found


def test_a_copy_to_go_on_from(client: Client) -> None:
    """If-Match and If-Unmodified-Since: a client that goes on with another version is told."""
    first = get(client, "/v1/actors.csv")
    tag, date, old = first.headers["etag"], first.headers["last-modified"], formatdate(0, usegmt=True)
    for condition, status in (
        ({"If_Match": tag}, 200),
        ({"If_Match": f'"other", {tag}'}, 200),
        ({"If_Match": "*"}, 200),
        ({"If_Match": '"other"'}, 412),
        ({"If_Match": f"W/{tag}"}, 412),
        ({"If_Match": '"other"', "If_None_Match": tag}, 412),
        ({"If_Match": tag, "If_None_Match": tag}, 304),
        ({"If_Match": tag, "If_Unmodified_Since": old}, 200),
        ({"If_Unmodified_Since": date}, 200),
        ({"If_Unmodified_Since": old}, 412),
        ({"If_Unmodified_Since": "yesterday"}, 200),
        ({"If_Match": '"other"', "Range": "bytes=0-9"}, 412),
        ({"If_Match": tag, "Range": "bytes=0-9"}, 206),
    ):
        answer = get(client, "/v1/actors.csv", **condition)
        assert answer.status_code == status, condition
        if status == 412:
            assert answer.json()["type"] == "urn:chancery:problem:precondition-failed"
    assert ask(Long(), **{"If-Match": '"other"'}).status_code == 412


def test_lists_in_several_lines(client: Client) -> None:
    tag = get(client, "/v1/actors").headers["etag"]
    lines = [("Accept-Encoding", "identity"), ("If-None-Match", tag), ("If-None-Match", '"b"')]
    assert client.request("GET", "/v1/actors", headers=lines).status_code == 304
    coded = client.request("GET", "/v1/actors", headers=[("Accept-Encoding", "br"), ("Accept-Encoding", "gzip;q=0.1")])
    assert coded.headers["content-encoding"] == "br"
    typed = client.request("GET", "/v1/actors", headers=[("Accept", "text/csv;q=0.5"), ("Accept", PLAIN)])
    assert typed.headers["content-type"] == PLAIN


def test_the_longest_unused_goes_first(link: Path) -> None:
    with closing(Client(replace(Settings(store=link), cache_mib=1))) as client:
        paths = [f"/v1/claims?limit={number}&view=plain" for number in range(100, 500)]
        get(client, paths[0])
        for path in paths[1:]:
            get(client, path)
            get(client, paths[0])
        still = {key[1] for key in kept(client)}
        assert b"limit=100&view=plain" in still
        assert b"limit=101&view=plain" not in still


def test_lengths_and_fields_are_remembered_within_bounds(link: Path) -> None:
    with closing(Client(Settings(store=link))) as client:
        long = "x/y," * 1000
        assert get(client, "/v1/actors", Accept=f"{JSON},{long}").status_code == 200
        assert all(len(str(key)) < 1000 for key in kept(client))


def test_two_long_bodies_have_their_own_lengths() -> None:
    async def both() -> None:
        state: dict[str, Make] = {"/a": Long(), "/b": lambda: iter([LINE] * (LINES + 1))}
        resources = [Resource(path, _answering(make), None, offered=(), effort="much") for path, make in state.items()]
        app = Delivery(_nowhere, Serving.of(None, "", PROCESS), Directory(resources), capacity=0)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
            for _ in range(2):
                for path, lines in (("/a", LINES), ("/b", LINES + 1)):
                    answer = await http.head(path, headers={"Accept-Encoding": "identity"})
                    assert answer.headers["content-length"] == str(len(LINE) * lines)

    asyncio.run(both())


def test_errors_are_never_kept(client: Client) -> None:
    for path in ("/v1/actors/nobody", "/v1/actors?x=1", "/nowhere"):
        answer = get(client, path)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    for path in ("/healthz", "/readyz"):
        answer = get(client, path, If_None_Match="*")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert get(client, path, Range="bytes=0-1").status_code == 200


def test_another_data_set_or_program_has_other_tags(link: Path, workshop: Workshop) -> None:
    """The tag is made of both, and of what whole addresses begin with; and the time is that of the newer."""

    def tag(release: str, store: Store | None, origin: str = ORIGIN) -> str:
        serving = Serving.of(store, "", replace(PROCESS, release=release, origin=origin))
        answer = ask(lambda: iter([b"the same"]), "GET", serving)
        assert answer.content == b"the same"
        return str(answer.headers["etag"])

    workshop.ingest()
    with closing(opened(link)) as one, closing(opened(workshop.settings.store)) as other:
        assert tag("a", one) == tag("a", one)
        assert len({tag("a", one), tag("b", one), tag("a", other), tag("a", None), tag("a", one, "http://x")}) == 5


def test_one_tag_is_one_body(client: Client) -> None:
    """Whatever is asked for in whatever way: where the tags are the same, the bytes are."""
    seen: dict[str, tuple[bytes, str]] = {}
    paths = ["/v1/actors", "/v1/actors/pakistan", "/v1/claims", "/v1/conflicts", TIMELINE, "/v1/actors.json"]
    queries = ["", "?view=plain", "?fields=id", "?fields=id&view=plain", "?fields=id&view=cited", "?view=cited"]
    accepts = ["*/*", JSON, PLAIN, SPARSE, CSV, NDJSON]
    for path, query, accept, coding in itertools.product(paths, queries, accepts, ["identity", "gzip", "br"]):
        answer = get(client, f"{path}{query}", Accept=accept, Accept_Encoding=coding)
        if answer.status_code == 200:
            found = (answer.content, answer.headers["content-type"])
            assert seen.setdefault(answer.headers["etag"], found) == found, (path, query, accept)
    assert len(seen) > 100


def kept(client: Client) -> Mapping[Any, Any]:
    return client.app.delivery._keeping.answers


def size(client: Client) -> int:
    return client.app.delivery._keeping.bytes


def test_what_is_the_same_is_kept_once(link: Path) -> None:
    with closing(Client(Settings(store=link))) as client:
        for query in ("limit=3&view=plain", "view=plain&limit=3"):
            for accept in ("", "*/*", "text/html,*/*;q=0.8", "application/json, text/plain, */*"):
                answer = get(client, f"/v1/actors?{query}", Accept=accept)
                assert answer.json()["meta"]["self"] == "/v1/actors?limit=3&view=plain"
        assert len(kept(client)) == 1
        get(client, "/v1/actors/nobody")
        get(client, "/v1/actors?x=1")
        get(client, "/healthz")
        assert len(kept(client)) == 1


def test_an_answer_that_was_kept_is_the_same(link: Path) -> None:
    with closing(Client(Settings(store=link))) as client:
        for path in PATHS:
            first, second = get(client, path), get(client, path)
            assert first.content == second.content
            assert fields(first) == fields(second)
            assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_memory_is_bounded_whatever_is_asked(link: Path) -> None:
    settings = replace(Settings(store=link), cache_mib=1)
    with closing(Client(settings)) as client:
        most = 0
        for number in range(1, 400):
            assert get(client, f"/v1/claims?limit={number}").status_code == 200
            most = max(most, size(client))
        assert most <= 1024 * 1024
        assert size(client) == sum(len(each.content) + 3000 for each in kept(client).values())
        assert 0 < len(kept(client)) < 399
        assert get(client, "/v1/claims?limit=399").status_code == 200


def test_nothing_is_kept_where_nothing_may_be(link: Path) -> None:
    with closing(Client(replace(Settings(store=link), cache_mib=0))) as client:
        assert get(client, "/v1/actors").content == get(client, "/v1/actors").content
        assert len(kept(client)) == 0


# Long bodies, of a resource that is made for this: no table of the seeds is that long.

LINE = b"0123456789abcdef" * 64
LINES = 6000


@dataclass
class Long:
    """A body of six megabytes; counts how often it is made."""

    made: int = 0
    fails_at: int | None = None

    def __call__(self) -> Iterator[bytes]:
        self.made += 1
        for number in range(LINES):
            if number == self.fails_at:
                raise ZeroDivisionError("the inside")
            yield LINE


WHOLE = LINE * LINES
Make = Callable[[], Iterator[bytes]]


async def _nowhere(*_: Any) -> None:
    raise AssertionError("it is a resource")


def _answering(body: Make) -> Callable[[Asked], Answer]:
    return lambda _: Answer("text/csv", body)


def opened(link: Path) -> Store:
    """The store that a link names, as it is served."""
    publication = publication_of(Settings(store=link))
    return publication.open(publication.current())


def long_client(body: Make, serving: Serving) -> httpx.AsyncClient:
    resources = [Resource("/long", _answering(body), None, offered=(), effort="much")]
    app = Delivery(_nowhere, serving, Directory(resources), capacity=100_000_000)
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


ORIGIN = "http://127.0.0.1:8000"
PROCESS = Process("r", 1_000_000, ORIGIN, Meter())


def ask(body: Make, method: str = "GET", serving: Serving | None = None, /, **headers: str) -> httpx.Response:
    async def once() -> httpx.Response:
        # The locks of a serving belong to one event loop.
        async with long_client(body, serving or Serving.of(None, "", PROCESS)) as http:
            return await http.request(method, "/long", headers={"Accept-Encoding": "identity", **headers})

    return asyncio.run(once())


def test_a_long_body_is_sent_while_it_is_made() -> None:
    body = Long()
    answer = ask(body)
    assert answer.content == WHOLE
    assert "content-length" not in answer.headers
    assert body.made == 1


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_long_body_is_compressed_piece_by_piece(coding: str) -> None:
    async def raw() -> tuple[httpx.Headers, bytes]:
        async with (
            long_client(Long(), Serving.of(None, "", PROCESS)) as http,
            http.stream("GET", "/long", headers={"Accept-Encoding": coding}) as got,
        ):
            return got.headers, b"".join([piece async for piece in got.aiter_raw()])

    headers, small = asyncio.run(raw())
    assert headers["content-encoding"] == coding
    assert len(small) < len(WHOLE) / 10
    assert (gzip.decompress(small) if coding == "gzip" else brotli.decompress(small)) == WHOLE


def test_the_head_of_a_long_body_tells_its_length() -> None:
    answer = ask(Long(), "HEAD")
    assert answer.headers["content-length"] == str(len(WHOLE))
    assert answer.content == b""


def test_a_range_of_a_long_body() -> None:
    middle = len(WHOLE) // 2 + 7
    for text, start, end in ((f"bytes={middle}-{middle + 99}", middle, middle + 100), ("bytes=-5", -5, len(WHOLE))):
        answer = ask(Long(), Range=text)
        assert answer.status_code == 206
        assert answer.content == WHOLE[start:end]
        assert answer.headers["content-range"].endswith(f"/{len(WHOLE)}")
    assert ask(Long(), Range=f"bytes={len(WHOLE)}-").status_code == 416
    assert ask(Long(), "HEAD", Range="bytes=0-9").headers["content-length"] == str(len(WHOLE))


def test_the_length_of_a_long_body_is_remembered() -> None:
    async def twice(body: Long) -> None:
        async with long_client(body, Serving.of(None, "", PROCESS)) as http:
            for _ in range(2):
                answer = await http.head("/long", headers={"Accept-Encoding": "identity"})
                assert answer.headers["content-length"] == str(len(WHOLE))

    body = Long()
    asyncio.run(twice(body))
    assert body.made == 1  # to its end, to measure it; the second time not at all


def test_a_long_body_that_has_not_changed_is_not_sent() -> None:
    """Nor made."""
    tag = ask(Long(), "HEAD").headers["etag"]
    body = Long()
    assert ask(body, **{"If-None-Match": tag}).status_code == 304
    assert body.made == 0


def test_a_long_body_that_fails_in_its_middle_is_cut_off() -> None:
    with pytest.raises(ZeroDivisionError):
        ask(Long(fails_at=LINES - 1))


def test_a_long_body_that_fails_at_its_beginning_is_a_problem(caplog: pytest.LogCaptureFixture) -> None:
    answer = ask(Long(fails_at=1))
    assert answer.status_code == 500
    assert "inside" not in answer.text
    assert "the inside" in caplog.text


def test_nothing_more_is_made_for_a_client_that_has_gone() -> None:
    made = 0

    def pieces() -> Iterator[bytes]:
        nonlocal made
        for _ in range(LINES):
            made += 1
            yield LINE

    sent: list[Any] = []
    left = asyncio.Event()

    async def send(message: Any) -> None:
        sent.append(message)
        if len(sent) == 3:
            left.set()

    async def receive() -> Any:
        await left.wait()
        return {"type": "http.disconnect"}

    async def once() -> None:
        resource = Resource("/long", _answering(pieces), None, offered=(), effort="much")
        app = Delivery(_nowhere, Serving.of(None, "", PROCESS), Directory([resource]), capacity=0)
        scope = {"type": "http", "method": "GET", "path": "/long", "query_string": b"", "headers": []}
        await app(scope, receive, send)

    asyncio.run(once())
    assert made < LINES - 1000
    assert sent[-1].get("more_body") is True  # it ends without an end, so that nobody takes it for whole


def test_every_resource_is_found_by_the_words_of_its_path() -> None:
    directory = Directory(RESOURCES)
    for resource in RESOURCES:
        path = resource.path.replace("{id}", "some-id").replace("{format}", "csv")
        found = directory.find(path)
        assert found is not None
        assert found[0] is resource
    for path in (
        "",
        "/v1",
        "/sources",
        "/sources/a/b",
        "/v1/",
        "/v1/actors/",
        "/v1/actors\n",
        "/v1/actors/a/b",
        "/v2/actors",
        "//v1/actors",
        "/v1//actors",
    ):
        assert directory.find(path) is None, path
