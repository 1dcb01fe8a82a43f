"""Metrics and ids of requests: what has been answered is counted, and whatever is asked the labels are few."""

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.api.meter import Counts, Meter
from app.main import RESOURCES
from app.settings import Settings
from tests.client import Client

Sample = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture
def fresh(link: Path) -> Client:
    return Client(Settings(store=link))


def samples(client: Client) -> dict[Sample, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def value(found: dict[Sample, float], name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


def test_answers_are_counted_by_route_and_status(fresh: Client) -> None:
    with closing(fresh):
        first = fresh.get("/v1/actors/pakistan")
        fresh.get("/v1/actors/pakistan")
        fresh.request("GET", "/v1/actors/pakistan", headers={"If-None-Match": first.headers["etag"]})
        fresh.get("/v1/actors/nobody")
        fresh.get("/v1/actors?x=1")
        fresh.get("/nowhere")
        fresh.request("POST", "/v1/actors")
        found = samples(fresh)
        one = "/v1/actors/{id}"
        assert value(found, "chancery_requests_total", route=one, status="200") == 2
        assert value(found, "chancery_requests_total", route=one, status="304") == 1
        assert value(found, "chancery_requests_total", route=one, status="404") == 1
        assert value(found, "chancery_requests_total", route="/v1/actors", status="400") == 1
        assert value(found, "chancery_requests_total", route="other", status="404") == 1
        assert value(found, "chancery_requests_total", route="other", status="405") == 1
        assert value(found, "chancery_kept_answers_total", route=one) == 2
        assert value(found, "chancery_sent_bytes_total", route=one) > 2 * int(first.headers["content-length"])
        assert value(found, "chancery_request_seconds_count", route=one) == 4
        assert value(found, "chancery_request_seconds_bucket", route=one, le="+Inf") == 4
        assert 0 < value(found, "chancery_request_seconds_sum", route=one) < 5
        assert value(found, "chancery_cache_answers") == 1
        assert value(found, "chancery_cache_bytes") > int(first.headers["content-length"])


def test_the_state_of_the_store_is_told(fresh: Client) -> None:
    with closing(fresh):
        found, ready = samples(fresh), fresh.json("/readyz")
        assert value(found, "chancery_ready") == 1
        assert value(found, "chancery_dataset_info", digest=ready["dataset"]) == 1
        assert abs(value(found, "chancery_dataset_age_seconds") - ready["age_seconds"]) < 3
        for name in ("publications_taken", "publications_refused", "overloaded"):
            assert value(found, f"chancery_{name}_total") == 0


def test_without_a_store_it_is_not_ready(tmp_path: Path) -> None:
    with closing(Client(Settings(store=tmp_path / "current.db"))) as client:
        found = samples(client)
        assert value(found, "chancery_ready") == 0
        assert not any(name == "chancery_dataset_info" for name, _ in found)


def test_labels_are_few_whatever_is_asked(fresh: Client) -> None:
    routes = {resource.path for resource in RESOURCES} | {"other", "/openapi.json"}
    with closing(fresh):
        for number in range(200):
            fresh.get(f"/v1/actors/nobody-{number}")
            fresh.get(f"/nowhere/{number}")
            fresh.request(f"METHOD{number}", "/v1/actors")
        labels = [dict(labels) for _, labels in samples(fresh)]
        assert {each["route"] for each in labels if "route" in each} <= routes
        assert len({each.get("status") for each in labels}) < 10


def test_several_processes_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever of them is asked; and one that has ended still counts, for a counter must not go back."""
    meters = []
    for pid in (101, 102, 103):
        monkeypatch.setattr("app.api.meter.os.getpid", lambda pid=pid: pid)
        meters.append(Meter(tmp_path))
    for number, meter in enumerate(meters, 1):
        for _ in range(number):
            meter.tally("/v1/actors", 200).add(0.0, 10)
        meter.events.refused += number
        meter.cache = lambda: (5, 500)
        meter.share()
    ended, *living = meters
    for meter in living:
        total = meter.together()
        assert total.tallies["/v1/actors"][200].answers == 6
        assert total.tallies["/v1/actors"][200].bytes == 60
        assert (total.events.refused, total.cache_answers, total.cache_bytes) == (6, 15, 1500)
    assert Meter(None).together() == Counts()
    assert ended.together().events.refused == 6


@pytest.mark.parametrize("given", ["abc", "A-1_2.3", "x" * 64])
def test_the_id_of_a_request_is_returned(client: Client, given: str) -> None:
    for path in ("/v1/actors", "/v1/actors", "/v1/actors/nobody", "/nowhere", "/docs", "/healthz", "/v1/export.zip"):
        for method in ("GET", "HEAD", "OPTIONS", "POST"):
            answer = client.request(method, path, headers={"X-Request-ID": given})
            assert answer.headers.get_list("x-request-id") == [given], (method, path)


def test_problems_name_the_data_set_too(client: Client, tmp_path: Path) -> None:
    digest = client.json("/readyz")["dataset"]
    for method, path in (
        ("GET", "/v1/actors/nobody"),
        ("GET", "/nowhere"),
        ("POST", "/v1/actors"),
        ("GET", "/v1/actors?x=1"),
    ):
        answer = client.request(method, path)
        assert answer.status_code >= 400
        assert answer.headers.get_list("chancery-dataset") == [digest]
    with closing(Client(Settings(store=tmp_path / "none.db"))) as without:
        assert "chancery-dataset" not in without.get("/v1/actors").headers


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "a,b", "ä", "<script>", "a\tb", '"', "%0a"])
def test_what_is_no_id_is_replaced(client: Client, given: str) -> None:
    headers = {"X-Request-ID": given.encode("latin-1")}
    seen = {client.request("GET", "/v1/actors", headers=headers).headers["x-request-id"] for _ in range(5)}
    assert len(seen) == 5
    assert all(re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", each) for each in seen)


def test_a_line_for_each_request_if_that_is_wanted(link: Path, caplog: pytest.LogCaptureFixture) -> None:
    with closing(Client(Settings(store=link, access_log=True))) as client, caplog.at_level("INFO", "chancery"):
        first = client.request("GET", "/v1/actors?limit=2", headers={"X-Request-ID": "one"})
        client.request("GET", "/v1/actors?limit=2", headers={"X-Request-ID": "two"})
        tag = first.headers["etag"]
        client.request("GET", "/v1/actors?limit=2", headers={"X-Request-ID": "three", "If-None-Match": tag})
        client.request("GET", "/v1/actors/%0a%1b[2J", headers={"X-Request-ID": "four"})
        said = [record.__dict__ for record in caplog.records if record.getMessage() == "answered"]
    length = int(first.headers["content-length"])
    assert [(each["request"], each["status"], each["bytes"]) for each in said[:3]] == [
        ("one", 200, length),
        ("two", 200, length),
        ("three", 304, 0),
    ]
    assert {each["path"] for each in said[:3]} == {"/v1/actors?limit=2"}
    assert said[3]["path"].isprintable()
    assert json.dumps(said[3]["path"])


def test_no_line_for_each_request_otherwise(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "chancery"):
        client.get("/v1/actors")
        client.get("/nowhere")
    assert not caplog.records
