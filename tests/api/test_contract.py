"""The HTTP contract: envelope, pages, formats, headers, problems, operations."""

import json
import logging
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.ingest.job import Ingested
from app.model.records import RECORD_TYPES
from app.render.flat import LAYOUTS
from app.settings import ROOT, Settings
from app.store.reader import Reader
from tests.client import Client, fields
from tests.workshop import Workshop

COLLECTIONS = [*(t.path for t in RECORD_TYPES), "claims", "citations", "conflicts", "checks"]
DIGEST = re.compile(r"[0-9a-f]{64}")


@pytest.mark.parametrize("path", COLLECTIONS)
def test_pages_hold_every_record_once_in_order(client: Client, path: str) -> None:
    whole = client.json(f"/v1/{path}?limit=500")
    assert whole["page"] == {"limit": 500, "next": None, "count": len(whole["data"])}
    ids = [each["id"] for each in whole["data"]]
    assert ids == sorted(set(ids))
    assert [each["id"] for each in client.pages(f"/v1/{path}?limit=3")] == ids
    first = client.json(f"/v1/{path}?limit=1")
    assert first["page"]["count"] == len(ids)
    assert re.fullmatch(rf"/v1/{path}\?cursor=[\w-]+&limit=1", first["page"]["next"])


def test_the_default_page_has_fifty(client: Client) -> None:
    page = client.json("/v1/claims")
    assert (len(page["data"]), page["page"]["limit"]) == (50, 50)


@pytest.mark.parametrize("path", [*COLLECTIONS, "reserve-timelines"])
def test_the_envelope(client: Client, published: Ingested, path: str) -> None:
    answer = client.json(f"/v1/{path}")
    assert answer["meta"] == {"dataset": published.digest, "offset_unit": "codepoint", "self": f"/v1/{path}"}
    assert list(answer)[:4] == ["data", "citations", "sources", "meta"]
    used = set(re.findall(r"cit_[0-9a-f]{16}", json.dumps(answer["data"])))
    assert set(answer["citations"]) <= used  # pooled: nothing that is not referred to
    if path != "citations":
        assert set(answer["citations"]) == used
    assert {citation["source"] for citation in answer["citations"].values()} <= set(answer["sources"])


def test_a_disagreement_shows_both_quotations(client: Client) -> None:
    record = client.json("/v1/reserve-snapshots/el-salvador-btc-2025-07-17")
    proof = record["data"]["evidence"]["amount"]
    assert (proof["agreement"], proof["resolution"]["rule"]) == ("disputed", "dated-beats-undated")
    assert [other["value"] for other in proof["alternatives"]] == [6239, 6240]
    assert [other["qualifier"] for other in proof["alternatives"]] == ["exact", "more-than"]
    conflict = client.json(f"/v1/conflicts/{proof['conflict']}")
    quotations = {citation["exact"].replace("\u202f", " ") for citation in conflict["citations"].values()}
    assert {"6,240 BTC", "6,239 BTC", "over 6,240 BTC"} <= quotations
    assert {claim["text"] for claim in conflict["data"]["claims"]} == {"6,240 BTC", "6,239 BTC", "over 6,240 BTC"}


def test_numbers_are_exact_literals(client: Client) -> None:
    body = client.get("/v1/reserve-snapshots.json").text
    assert '"value_usd":555800000,' in body
    assert '"price_usd":92595,' in body
    assert not re.search(r"\d[eE][+-]?\d", re.sub(r'"[^"]*"', "", body))
    indicators = client.get("/v1/indicators.csv").text
    assert ",9.36,9.355,9.365,rounded,percent," in indicators
    assert ",,20000000,40000000,approximately,persons," in indicators or ",,20000000,40000000," in indicators


def test_nothing_is_more_precise_than_its_source(client: Client) -> None:
    early = client.json("/v1/reserve-snapshots/el-salvador-btc-2025-07-early")["data"]
    assert (early["date_start"], early["date_end"], early["date_precision"], early["date_text"]) == (
        "2025-07-01",
        "2025-07-10",
        "month-part",
        "Early July 2025",
    )
    market = client.json("/v1/indicators/pk-crypto-market-size")["data"]
    assert (market["value_qualifier"], market["value_low"], market["value_high"]) == ("estimated", 245e8, 255e8)
    users = client.json("/v1/indicators/sv-bitcoin-users")["data"]
    assert (users["value"], users["value_status"]) == (None, "no-single-figure")


@pytest.mark.parametrize("suffix", LAYOUTS)
@pytest.mark.parametrize("path", COLLECTIONS)
def test_flat_answers(client: Client, path: str, suffix: str) -> None:
    answer = client.get(f"/v1/{path}.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == LAYOUTS[suffix].media_type  # type: ignore[index]
    assert answer.headers["content-disposition"] == f'inline; filename="{path}.{suffix}"'
    assert not answer.content.startswith(b"\xef\xbb\xbf")
    if suffix == "csv":
        assert answer.text.endswith("\r\n")
        assert "\n" not in answer.text.replace("\r\n", "") or path == "citations"  # quotes keep their line breaks


def test_an_empty_collection_still_has_its_header(workshop: Workshop) -> None:
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        assert client.get("/v1/events.csv").text.startswith("id,label,kind,status,date_start,")
        assert client.json("/v1/events.json") == []
        assert client.get("/v1/events.ndjson").content == b""
        assert client.json("/v1/events")["page"] == {"limit": 50, "next": None, "count": 0}
        assert client.get("/v1/reserve-timelines/ruritania-btc.csv").text.count("\r\n") == 2


def test_hostile_text_is_shown_as_text(workshop: Workshop) -> None:
    """Markup, formulas and separators of a document come out as they went in."""
    hostile = '=HYPERLINK("x") <script>alert(1)</script>, "q" \u202eabc'
    workshop.document(f"Test data. The state of Ruritania held a plan called {hostile} today.\n")
    entry = f"\n[[policy]]\nid = 'p'\nlabel = 'P'\nquote = '''called {hostile} today'''\nname = '''{hostile}'''\n"
    actor = '\n[[actor]]\nid = "ruritania"\nquote = "state of Ruritania held"\nname = "Ruritania"\n'
    workshop.claims(actor, entry, instead=True)
    workshop.ingest()
    with closing(Client(workshop.settings)) as client:
        assert client.json("/v1/policies/p")["data"]["name"] == hostile
        assert client.json("/v1/policies.json")[0]["name"] == hostile
        assert '"=HYPERLINK(""x"") <script>alert(1)</script>, ""q"" \u202eabc"' in client.get("/v1/policies.csv").text
        assert client.get("/v1/policies/p").headers["x-content-type-options"] == "nosniff"


def test_the_exact_bytes_of_a_document(client: Client) -> None:
    for source in client.pages("/v1/sources"):
        answer = client.get(f"/v1/sources/{source['id']}/text")
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.content in [path.read_bytes() for path in (ROOT / "seeds" / "documents").iterdir()]
        assert (len(answer.content), len(answer.text)) == (source["bytes"], source["characters"])


def test_the_data_set(client: Client, published: Ingested) -> None:
    data = client.json("/v1/dataset")["data"]
    assert data["digest"] == published.digest
    assert DIGEST.fullmatch(data["digest"])
    assert data["counts"] == {path: len(client.json(f"/v1/{path}.json")) for path in COLLECTIONS}
    assert data["checks"] == {"passed": 11, "failed": 0, "accepted": 2}
    assert {each["source"]: each["sentences"] for each in data["coverage"]} == {
        "crypto-alliance": 34,
        "forging-bitcoin-diplomacy": 52,
    }
    assert all(each["why"] for each in data["set_aside"])
    assert data["licence"]


HEADERS = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/actors", 200),
        ("GET", "/v1/actors.csv", 200),
        ("GET", "/v1/actors/nobody", 404),
        ("GET", "/v1/actors?x=1", 400),
        ("GET", "/nowhere", 404),
        ("HEAD", "/v1/actors", 200),
        ("DELETE", "/v1/actors", 405),
        ("OPTIONS", "/v1/actors", 204),
        ("GET", "/docs", 200),
        ("GET", "/openapi.json", 200),
        ("GET", "/healthz", 200),
    ],
)
def test_every_answer_has_the_public_headers(client: Client, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status", "kind", "says"),
    [
        ("/v1/actors/pakitan", 404, "unknown-record", "The nearest is «pakistan»."),
        ("/v1/actors/zzzzzz", 404, "unknown-record", "No actor has the id «zzzzzz»."),
        ("/v1/reserve-snapshots/el-salvador-btc-2025-07-18", 404, "unknown-record", "el-salvador-btc-2025-07-17"),
        ("/v1/reserve-timelines/el-salvador-bct", 404, "unknown-record", "el-salvador-btc"),
        ("/v1/reserve-timelines/nobody.csv", 404, "unknown-record", "nobody"),
        ("/v1/claims/clm_0", 404, "unknown-record", "clm_0"),
        ("/v1/citations/cit_0", 404, "unknown-record", "cit_0"),
        ("/v1/sources/nothing/text", 404, "unknown-record", "nothing"),
        ("/v1/actors.xlsx", 404, "unknown-format", ".csv, .json, .ndjson"),
        ("/v1/reserve-timelines/el-salvador-btc.svgz", 404, "unknown-format", "svgz"),
        ("/v1/claims.CSV", 404, "unknown-format", "CSV"),
        ("/v1/actor", 404, "unknown-path", "The nearest is /v1/actors."),
        ("/v1/actors/", 404, "unknown-path", "/v1/actors"),
        ("/v2/actors", 404, "unknown-path", "/v1/actors"),
        ("/v1/actors?limt=3", 400, "unknown-parameter", "did you mean «limit»?"),
        ("/v1/actors?holder=x", 400, "unknown-parameter", "no parameter of this resource"),
        ("/v1/actors.csv?limit=3", 400, "unknown-parameter", "limit"),
        ("/v1/actors/pakistan?limit=3", 400, "unknown-parameter", "limit"),
        ("/healthz?x", 400, "unknown-parameter", "x"),
        ("/v1/actors?limit=3&limit=4", 400, "repeated-parameter", "more than once"),
        ("/v1/actors?limit=0", 400, "bad-value", "limit"),
        ("/v1/actors?limit=501", 400, "bad-value", "limit"),
        ("/v1/actors?limit=many", 400, "bad-value", "many"),
        ("/v1/actors?limit=99999999999999999999999999", 400, "bad-value", "limit"),
        ("/v1/actors?limit=5.0", 400, "bad-value", "limit"),
        ("/v1/actors?limit=1_0", 400, "bad-value", "limit"),
        ("/v1/actors?limit=%2B5", 400, "bad-value", "limit"),
        ("/v1/actors?" + "&" * 3000, 414, "uri-too-long", "2048"),
        ("/v1/actors?cursor=***", 400, "bad-value", "page.next"),
        ("/v1/actors?cursor=_w", 400, "bad-value", "page.next"),
        ("/v1/actors?cursor=", 400, "bad-value", "is empty"),
        ("/v1/actors?cursor=L3YxL2NsYWltcyBjbG1fMA", 400, "bad-value", "page.next"),  # one of /v1/claims
        ("/v1/actors?cursor=L3YxL2FjdG9ycyA", 400, "bad-value", "page.next"),  # no id in it
        ("/v1/actors?cursor=" + "a" * 1001, 400, "bad-value", "cursor"),
    ],
)
def test_problems(client: Client, path: str, status: int, kind: str, says: str) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert problem["type"] == f"urn:chancery:problem:{kind}"
    assert says in problem["detail"]
    assert set(problem) >= {"type", "title", "status", "detail", "instance"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
@pytest.mark.parametrize("path", ["/v1/actors", "/v1/actors.csv", "/v1/actors/pakistan", "/healthz", "/v1/dataset"])
def test_unsupported_methods(client: Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["type"] == "urn:chancery:problem:method-not-allowed"


@pytest.mark.parametrize("path", ["/v1/actors", "/v1/actors.csv", "/v1/actors/nobody", "/healthz", "/docs"])
def test_head_is_get_without_the_body(client: Client, path: str) -> None:
    head, get = client.request("HEAD", path), client.get(path)
    assert head.content == b""
    assert head.status_code == get.status_code
    assert fields(head) == fields(get)


def test_preflight(client: Client) -> None:
    headers = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = client.request("OPTIONS", "/v1/actors", headers=headers)
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/v1/actors/" + "x" * 5000,
        "/v1/actors/%00",
        "/v1/actors/%ff%fe",
        "/v1/actors/..%2f..%2fetc%2fpasswd",
        "/v1/actors/%E2%80%AE%1B%5B31m",
        "/v1/actors?" + "x" * 5000 + "=1",
        "/v1/actors?%00=1",
        "/v1/actors?limit=%00",
        "/v1/actors." + "x" * 5000,
        "/" + "%2e%2e/" * 200,
        "/v1/actors?cursor=%F0%9F%92%A9",
        "/v1/actors%0A",
        "/v1/actors%0D%0AX-Injected:%20yes",
        "/v1/actors/pakistan%0A",
        "/v1/claims/clm_00aebdd75e77e72c%00",
        "/v1/claims/clm_00aebdd75e77e72c%00%0D%0AX-Injected:%201",
        "/v1/actors?limit=3%0D%0AX-Injected:%20yes",
        "/v1/actors?label=a%0D%0AX-Injected:%20yes",
        "/v1/claims?cursor=JyBPUiAxPTE",
    ],
)
def test_hostile_requests(client: Client, path: str) -> None:
    """Never a failure of the server, never an unbounded or live echo."""
    answer = client.get(path)
    assert answer.status_code in (200, 400, 404, 414)
    assert "x-injected" not in answer.headers
    if answer.status_code != 200:
        assert len(answer.content) < 1500
        assert not any(char in answer.text for char in "\x1b\u202e\x00")


def test_a_failure_inside_is_a_problem_without_details(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any) -> None:
        raise ZeroDivisionError("the inside")

    monkeypatch.setattr(Reader, "rendered", fail)
    with caplog.at_level(logging.ERROR, "chancery"):
        answer = client.get("/v1/actors?limit=7")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "inside" not in answer.text
    assert "the inside" in caplog.text


def test_documentation_needs_no_other_host(client: Client) -> None:
    page = client.get("/docs").text
    assert "http://" not in page.replace("http://test", "")
    assert "https://" not in page
    for path in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert client.get(path).status_code == 200, path


def test_readiness_names_the_data_set(client: Client, published: Ingested) -> None:
    ready = client.json("/readyz")
    assert (ready["status"], ready["dataset"], ready["refused"]) == ("ready", published.digest, None)
    age = (datetime.now(UTC) - datetime.fromisoformat(ready["published"])).total_seconds()
    assert 0 <= age - ready["age_seconds"] < 3
    assert client.json("/healthz") == {"status": "ok"}


def test_the_same_answer_twice(client: Client, link: Path) -> None:
    """Another process over the same store answers with the same bytes."""
    with closing(Client(Settings(store=link))) as other:
        for path in ("/v1/policies", "/v1/reserve-timelines/el-salvador-btc", "/v1/claims.csv", "/openapi.json"):
            assert other.get(path).content == client.get(path).content
