"""nginx before two processes: what it gives is what they would give, and it asks them only once."""

import json
import random
import re
import time
from collections.abc import Sequence

import pytest

from tests.scale.load import Answered, Load, get, unheard
from tests.scale.nginx import OLD_AT_ONCE, Nginx, nginx
from tests.scale.replicas import Replica

RECORD = "/v1/reserve-snapshots/el-salvador-btc-2025-07-17"
TIMELINE = "/v1/reserve-timelines/el-salvador-btc"
ADDRESSES = (
    "/",
    RECORD,
    f"{RECORD}?view=plain",
    "/v1/policies?amount_usd__gte=1000000000&sort=-date_start",
    "/v1/search?q=surplus+electricity",
    f"{TIMELINE}.csv",
    f"{TIMELINE}.svg",
    f"{TIMELINE}.png?width=400&scale=1",
    "/v1/conflicts.ndjson",
    "/v1/sources/forging-bitcoin-diplomacy/text",
    "/openapi.json",
)
WISHES: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Encoding": "gzip, deflate, br"},
    {"Accept-Encoding": "gzip"},
    {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "br;q=0, gzip;q=0.5"},
)
OWN = {"date", "server", "connection", "x-request-id", "cache-status", "transfer-encoding", "content-length"}
"""What each server says for itself, and for each answer."""


def gist(answer: Answered) -> tuple[int, bytes, dict[str, str]]:
    """What must be the same wherever an answer comes from."""
    fields = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status, answer.body, fields


@pytest.mark.parametrize("wish", WISHES, ids=str)
@pytest.mark.parametrize("path", ADDRESSES)
def test_an_answer_is_fetched_once_and_never_changed(
    cache: Nginx, pair: Sequence[Replica], path: str, wish: dict[str, str]
) -> None:
    direct = gist(get(pair[0].base, path, wish))
    assert direct[0] == 200
    assert gist(get(cache.base, path, wish)) == direct
    again = get(cache.base, path, wish)
    assert again.headers["cache-status"] == "nginx; hit"
    assert gist(again) == direct


def test_what_clients_accept_is_kept_apart(cache: Nginx) -> None:
    path = "/v1/events"
    for _ in range(2):
        assert get(cache.base, path).headers["content-type"] == "application/json"
        assert get(cache.base, path, {"Accept": "text/csv"}).headers["content-type"].startswith("text/csv")
        assert get(cache.base, path, {"Accept": "image/tiff"}).status == 406


@pytest.mark.parametrize(
    ("wish", "coding"),
    [
        ("br", "br"),
        ("gzip, br", "br"),
        ("GZIP", "gzip"),
        ("deflate, gzip;q=1.0, *;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.000", ""),
        ("brotli, xgzip", ""),
        ("identity", ""),
    ],
)
def test_codings_are_understood(cache: Nginx, wish: str, coding: str) -> None:
    assert get(cache.base, RECORD, {"Accept-Encoding": wish}).headers.get("content-encoding", "") == coding


def test_conditions_are_answered_from_the_cache(cache: Nginx) -> None:
    first = get(cache.base, RECORD)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for condition in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"x", W/{etag}'},
        {"If-Modified-Since": modified},
        {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"},
    ):
        unchanged = get(cache.base, RECORD, condition)
        assert (unchanged.status, unchanged.body, unchanged.is_kept) == (304, b"", True)
        assert unchanged.headers["etag"] == etag
        assert unchanged.dataset == first.dataset
    assert get(cache.base, RECORD, {"If-None-Match": '"another"'}).status == 200
    assert get(cache.base, RECORD, {"If-Match": etag}).status == 200
    refused = get(cache.base, RECORD, {"If-Match": '"another"'})
    assert (refused.status, json.loads(refused.body)["status"]) == (412, 412)


def test_a_condition_on_what_is_not_kept_yet(cache: Nginx, pair: Sequence[Replica]) -> None:
    path = "/v1/actors?limit=7"
    etag = get(pair[1].base, path).headers["etag"]
    assert get(cache.base, path, {"If-None-Match": etag}).status == 304
    assert get(cache.base, path).is_kept


def test_ranges_are_cut_from_the_cache(cache: Nginx) -> None:
    path = "/v1/sources/crypto-alliance/text"
    whole = get(cache.base, path)
    length, etag = len(whole.body), whole.headers["etag"]
    for _ in range(2):  # with the coded answer kept beside it, too
        part = get(cache.base, path, {"Range": "bytes=10-29", "Accept-Encoding": "br"})
        assert (part.status, part.body, part.is_kept) == (206, whole.body[10:30], True)
        assert part.headers["content-range"] == f"bytes 10-29/{length}"
        assert "content-encoding" not in part.headers
        assert get(cache.base, path, {"Accept-Encoding": "br"}).headers["content-encoding"] == "br"
    assert get(cache.base, path, {"Range": "bytes=-5"}).body == whole.body[-5:]
    assert get(cache.base, path, {"Range": "bytes=0-1", "If-Range": etag}).status == 206
    assert get(cache.base, path, {"Range": "bytes=0-1", "If-Range": '"another"'}).body == whole.body
    assert get(cache.base, path, {"Range": "bytes=0-1,4-5"}).body == whole.body
    beyond = get(cache.base, path, {"Range": f"bytes={length}-"})
    assert (beyond.status, beyond.headers["content-range"]) == (416, f"bytes */{length}")


def test_a_first_range_is_a_part_too(cache: Nginx) -> None:
    part = get(cache.base, "/v1/claims?limit=2", {"Range": "bytes=0-9"})
    assert (part.status, len(part.body)) == (206, 10)


def test_head_is_answered_from_the_cache(cache: Nginx) -> None:
    whole = get(cache.base, RECORD)
    head = get(cache.base, RECORD, method="HEAD")
    assert (head.status, head.body, head.is_kept) == (200, b"", True)
    assert {**head.headers, "x-request-id": "", "date": ""} == {**whole.headers, "x-request-id": "", "date": ""}


def test_what_has_grown_old_is_given_at_once_and_renewed(pair: Sequence[Replica]) -> None:
    """And it is not sent again for that: the API says that it is unchanged."""
    with nginx([each.port for each in pair], OLD_AT_ONCE) as cache:
        first, before = get(cache.base, RECORD), sum(map(unchanged, pair))
        time.sleep(2.1)
        old = get(cache.base, RECORD)
        assert (old.status, old.body, old.headers["cache-status"]) == (200, first.body, "nginx; hit; detail=stale")
        deadline = time.monotonic() + 5
        while get(cache.base, RECORD).headers["cache-status"] != "nginx; hit":
            assert time.monotonic() < deadline
        assert sum(map(unchanged, pair)) > before


def unchanged(replica: Replica) -> float:
    """How often it has said of a snapshot that it is unchanged."""
    metrics = get(replica.base, "/metrics").body.decode()
    found = re.findall(r'requests_total\{route="/v1/reserve-snapshots/\{id\}",status="304"\} (\S+)', metrics)
    return sum(map(float, found))


def test_what_only_one_client_accepts_is_not_kept(cache: Nginx) -> None:
    wish = {"Accept": f"application/json, {'x' * 300}/y"}
    assert not any(get(cache.base, "/v1/policies", wish).is_kept for _ in range(3))


def test_an_export_is_not_kept_and_has_ranges(cache: Nginx) -> None:
    whole = get(cache.base, "/v1/export.zip")
    assert whole.body.startswith(b"PK")
    part = get(cache.base, "/v1/export.zip", {"Range": "bytes=4-9"})
    assert (part.status, part.body, part.is_kept) == (206, whole.body[4:10], False)
    assert not any(b"/v1/export.zip" in path.read_bytes()[:1000] for path in cache.folder.rglob("cache/answers/*/*/*"))


@pytest.mark.parametrize("path", ["/v1/nothing", "/v1/events?colour=red", "/v1/events/none", "/v1/events?limit=x"])
def test_problems_pass_through_and_are_not_kept(cache: Nginx, pair: Sequence[Replica], path: str) -> None:
    for _ in range(2):
        problem = get(cache.base, path)
        assert gist(problem) == gist(get(pair[0].base, path))
        assert problem.status in (400, 404)
        assert problem.headers["cache-control"] == "no-store"
        assert not problem.is_kept


def test_other_methods_are_the_api_s_to_refuse(cache: Nginx) -> None:
    assert get(cache.base, RECORD, {"Content-Length": "0"}, "POST").status == 405
    assert get(cache.base, RECORD, method="OPTIONS").status == 204
    assert get(cache.base, RECORD).status == 200


def test_every_answer_has_its_own_request_id(cache: Nginx) -> None:
    given = get(cache.base, RECORD, {"X-Request-ID": "mine-1.2_3"})
    assert given.headers["x-request-id"] == "mine-1.2_3"
    made = [get(cache.base, RECORD) for _ in range(3)]
    assert all(each.is_kept for each in made)
    assert len({each.headers["x-request-id"] for each in made}) == 3
    for bad in ("a b", "x" * 65, 'a"b', "é", "a\tb"):
        assert re.fullmatch("[0-9a-f]{32}", get(cache.base, RECORD, {"X-Request-ID": bad}).headers["x-request-id"])


def test_a_mixed_load_is_answered_from_the_cache(cache: Nginx, pair: Sequence[Replica]) -> None:
    """Most ask for what others asked for, some for what nobody did; nothing fails, and no answer is another's."""
    known = {path: get(pair[0].base, path).body for path in ADDRESSES}

    def choose(chance: random.Random) -> str:
        return unheard() if chance.random() < 0.03 else chance.choice(ADDRESSES)

    with Load(cache.port, choose) as load:
        load.until(lambda: len(load.answered) >= 3000, 20)
    assert not load.failures
    assert {answer.status for answer in load.answered} == {200}
    assert all(answer.body == known[answer.path] for answer in load.answered if answer.path in known)
    assert sum(answer.is_kept for answer in load.answered) / len(load.answered) > 0.95


def test_memory_does_not_grow_with_what_is_asked(cache: Nginx) -> None:
    with Load(cache.port, lambda _: unheard()) as load:
        load.until(lambda: len(load.answered) >= 500, 20)
        before = cache.memory()
        load.until(lambda: len(load.answered) >= 2000, 20)
        assert cache.memory() - before < 4 * 1024 * 1024
    assert not load.failures
