"""Search: what has the words is found, in a known order; nothing in them is syntax."""

import json
from typing import Any

import pytest

from app.model.records import BY_NAME, RECORD_TYPES
from app.settings import ROOT
from tests.client import Client


def hits(client: Client, words: str) -> list[dict[str, Any]]:
    return client.pages(f"/v1/search?limit=500&q={words}")


def test_every_record_is_found_by_its_label(client: Client) -> None:
    for record_type in RECORD_TYPES:
        for record in client.json(f"/v1/{record_type.path}.json"):
            words = "+".join("".join(c if c.isalnum() else " " for c in record["label"]).split()[:8])
            first = [hit.get("record") for hit in hits(client, words)]
            assert record["id"] in first[:5], record["label"]


def test_what_is_found_is_there(client: Client) -> None:
    """A record at its address; a passage in its document, with facts that are claims on it."""
    found = hits(client, "bitcoin")
    kinds = [hit["kind"] for hit in found]
    assert {"record", "passage"} == set(kinds)
    texts = {path.read_text() for path in (ROOT / "seeds/documents").iterdir()}
    cited = 0
    for hit in found:
        assert client.get(hit["url"]).status_code == 200
        if hit["kind"] == "passage":
            assert any(text[hit["start"] : hit["end"]] == hit["text"] for text in texts)
            assert "bitcoin" in hit["text"].lower()
            for fact in hit["claims"]:
                claim = client.json(f"/v1/claims/{fact['id']}")
                assert {name: claim["data"][name] for name in fact} == fact
                passage = claim["citations"][claim["data"]["citations"][0]["citation"]]
                assert hit["start"] <= passage["start"] < hit["end"]
                cited += 1
        else:
            assert hit["url"] == f"/v1/{BY_NAME[hit['record_type']].path}/{hit['record']}"
    assert cited > 20


def test_every_sentence_is_found(client: Client) -> None:
    assert [hit["text"] for hit in hits(client, "Chivo+Wallet") if hit["kind"] == "passage"]
    only = hits(client, "headquartered")
    assert all("headquartered" in hit.get("text", "headquartered").lower() for hit in only)


def test_nothing_is_found_twice(client: Client) -> None:
    found = [json.dumps(hit) for hit in hits(client, "salvador+btc")]
    assert len(found) == len(set(found)) > 4


def test_labels_come_first_then_records_then_passages(client: Client) -> None:
    found = hits(client, "salvador+btc")
    in_label = ["salvador" in hit["label"].lower() and "btc" in hit["label"].lower() for hit in found]
    assert in_label == sorted(in_label, reverse=True)
    kinds = [hit["kind"] for hit, label in zip(found, in_label, strict=True) if not label]
    assert kinds == sorted(kinds, reverse=True)  # records, then passages


@pytest.mark.parametrize("words", ["bitcoin", "el+salvador", "reserve"])
@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_of_a_search(client: Client, words: str, limit: int) -> None:
    whole = hits(client, words)
    assert client.pages(f"/v1/search?limit={limit}&q={words}") == whole
    assert client.json(f"/v1/search?limit={limit}&q={words}")["page"]["count"] is None


@pytest.mark.parametrize(
    ("words", "same"),
    [("BITCOIN", "bitcoin"), ("Búkele", "bukele"), ("6,240+BTC", "btc+6%20240"), ("salvador+el", "el+salvador")],
)
def test_neither_case_nor_accents_nor_order_count(client: Client, words: str, same: str) -> None:
    assert hits(client, words)
    if "6" not in words:
        assert hits(client, words) == hits(client, same)


@pytest.mark.parametrize(
    "words",
    [
        '"', '"a', "a*", "label:x", "NOT+bitcoin", "bitcoin+OR+zzz", "NEAR(a+b)", "^bitcoin", "{label}:bitcoin",
        "a%00b", "bitcoin)", "(((", "-bitcoin", "%F0%9F%92%A9", "a%2Bb", "'", "%E2%80%AE", "½", "AND", "bitcoin+AND",
        "a.b.c.d.e.f.g", "x" * 40, "col:%22a%22+NOT+b", "%EF%BC%A1", "Ⅷ",
    ],
)  # fmt: skip
def test_nothing_in_the_words_is_syntax(client: Client, words: str) -> None:
    answer = client.get(f"/v1/search?q={words}")
    assert answer.status_code in (200, 400)
    if "NOT" in words or "OR" in words:
        assert answer.json()["data"] == []  # they are words like others, and no text has them all


def test_a_place_that_no_search_gave_out(client: Client) -> None:
    from app.api.cursors import cursor_of  # noqa: PLC0415

    for place in ("2.1", "0.x", "1", "0.-1"):
        cursor = cursor_of("/v1/search", {"q": "bitcoin"}, place)
        assert client.get(f"/v1/search?q=bitcoin&cursor={cursor}").status_code == 400


def test_a_passage_leads_to_its_place_in_the_document(client: Client) -> None:
    found = [hit for hit in client.json("/v1/search?q=surplus")["data"] if hit["kind"] == "passage"]
    assert any(hit["claims"] for hit in found)
    for hit in found:
        path, _, citation = hit["url"].partition("#")
        assert path == f"/sources/{hit['source']}"
        assert hit["text_url"] == f"/v1/sources/{hit['source']}/text"
        assert bool(citation) == bool(hit["claims"])
        if citation:
            passage = client.json(f"/v1/citations/{citation}")["data"]
            assert hit["start"] <= passage["start"] < hit["end"]
