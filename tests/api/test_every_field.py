"""Every field of every record in every format, down to the document's bytes."""

import csv
import hashlib
import io
import json
from functools import cache
from typing import Any

import pytest

from app.model.fields import Field, Kind, RecordType
from app.model.records import BY_NAME, RECORD_TYPES, RESERVE_SNAPSHOT
from app.render.flat import SEPARATOR, TIMELINE_COLUMNS
from app.settings import ROOT
from tests.client import Client

TYPES = pytest.mark.parametrize("record_type", RECORD_TYPES, ids=[t.name for t in RECORD_TYPES])


@cache
def files() -> dict[str, bytes]:
    """The seed documents by their SHA-256, read here and not from the store."""
    found = [path.read_bytes() for path in (ROOT / "seeds" / "documents").iterdir()]
    return {hashlib.sha256(data).hexdigest(): data for data in found}


def check_citation(citation: dict[str, Any], sources: dict[str, Any]) -> None:
    """The passage stands in the file on disk, at these offsets, with this context."""
    text = files()[sources[citation["source"]]["sha256"]].decode()
    start, end = citation["start"], citation["end"]
    assert text[start:end] == citation["exact"]
    assert text[:start].endswith(citation["prefix"])
    assert text[end:].startswith(citation["suffix"])
    assert citation["prefix"] or start == 0
    assert citation["suffix"] or end == len(text)


def check_evidence(field: Field, record: dict[str, Any], answer: dict[str, Any]) -> None:
    """What the field shows is what its claim states; null is not-stated; every citation resolves."""
    proof = record["evidence"][field.name]
    values = {column.name: record[column.name] for column in field.columns}
    assert proof["covers"] == list(values)
    if proof["agreement"] == "not-stated":
        assert set(values.values()) == {None}
        assert proof["citations"] == []
        assert (proof["conflict"], proof["related_conflicts"]) == (None, [])
        return
    assert any(value is not None for value in values.values())
    assert proof["citations"]
    for citation in proof["citations"]:
        check_citation(answer["citations"][citation], answer["sources"])
    if field.kind.many:
        assert [item["value"] for item in proof["items"]] == record[field.name]
        assert all(item["citations"] for item in proof["items"])
    else:
        assert proof["claim"].startswith("clm_")
        assert proof["basis"] in ("verbatim", "normalised", "inferred", "interpreted")
        assert all(other["citations"] and other["verdict"] for other in proof["alternatives"])
        assert (proof["resolution"] is not None) == bool(proof["alternatives"])
        assert proof["agreement"] == "disputed" or proof["conflict"] is None


@TYPES
def test_every_field_of_every_record_is_cited(client: Client, record_type: RecordType) -> None:
    seen = 0
    for summary in client.pages(f"/v1/{record_type.path}"):
        answer = client.json(f"/v1/{record_type.path}/{summary['id']}")
        record = answer["data"]
        assert record == summary
        assert list(record["evidence"]) == [field.name for field in record_type.fields]
        for field in record_type.fields:
            check_evidence(field, record, answer)
            seen += record["evidence"][field.name]["agreement"] != "not-stated"
    assert seen >= 8


@TYPES
def test_every_claim_says_what_its_record_shows(client: Client, record_type: RecordType) -> None:
    """From the claim's side: fetched by its id, it is about this field and states what the field shows."""
    for record in client.pages(f"/v1/{record_type.path}"):
        for field in record_type.fields:
            proof = record["evidence"][field.name]
            if field.kind.many or proof["claim"] is None:
                continue
            claim = client.json(f"/v1/claims/{proof['claim']}")["data"]
            assert (claim["record_type"], claim["record"], claim["field"]) == (
                record_type.name,
                record["id"],
                field.name,
            )
            assert _cells(field, claim) == {column.name: record[column.name] for column in field.columns}


def _cells(field: Field, claim: dict[str, Any]) -> dict[str, Any]:
    """What a claim fills, worked out here again from its JSON."""
    name = field.name
    match field.kind:
        case Kind.DATE:
            return {
                f"{name}_start": claim["low"],
                f"{name}_end": claim["high"],
                f"{name}_precision": claim["precision"],
                f"{name}_text": claim["text"],
            }
        case Kind.QUANTITY:
            unit = {field.unit_column: claim["unit"]} if field.unit_column else {}
            ends = {name: claim["value"], f"{name}_low": claim["low"], f"{name}_high": claim["high"]}
            return {**ends, f"{name}_qualifier": claim["qualifier"], **unit}
        case _:
            return {name: claim["value"]}


@TYPES
def test_all_formats_carry_the_same(client: Client, record_type: RecordType) -> None:
    path = f"/v1/{record_type.path}"
    cited = client.pages(path)
    flat = client.json(f"{path}.json")
    lines = client.get(f"{path}.ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == flat
    rows = list(csv.DictReader(io.StringIO(client.get(f"{path}.csv").content.decode(), newline="")))
    assert len(cited) == len(flat) == len(rows) > 0
    for record, row, cells in zip(cited, flat, rows, strict=True):
        assert list(cells) == list(row)
        for column in record_type.columns:
            assert row[column.name] == record[column.name]
        for name, value in row.items():
            assert cells[name] == _as_csv(value)
        for field in record_type.fields:
            assert sorted(row[f"{field.name}_citations"]) == sorted(record["evidence"][field.name]["citations"])
        others = [f"{n}: {_said(a)}" for n, p in record["evidence"].items() for a in p.get("alternatives", [])]
        assert row["alternatives"] == others
        conflicts = {c for p in record["evidence"].values() for c in [p["conflict"], *p["related_conflicts"]] if c}
        assert set(row["conflicts"]) == conflicts
        assert (row["agreement"] == "disputed") == bool(conflicts)


def _said(alternative: dict[str, Any]) -> str:
    return f"{alternative['text'] or alternative['value']} ({alternative['source']})"


def _as_csv(value: Any) -> str:
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)


def test_a_timeline_is_its_snapshots(client: Client) -> None:
    """The cited timeline, the flat one in three formats, and the snapshots one by one say the same."""
    answer = client.json("/v1/reserve-timelines/el-salvador-btc")
    points = answer["data"]["points"]
    flat = client.json("/v1/reserve-timelines/el-salvador-btc.json")
    rows = list(csv.DictReader(io.StringIO(client.get("/v1/reserve-timelines/el-salvador-btc.csv").text, newline="")))
    assert [point["id"] for point in points] == [row["id"] for row in flat]
    assert [point["date_start"] for point in points] == sorted(point["date_start"] for point in points)
    assert list(rows[0]) == [column.name for column in TIMELINE_COLUMNS] == list(flat[0])
    for point, row, cells in zip(points, flat, rows, strict=True):
        assert point == client.json(f"/v1/reserve-snapshots/{point['id']}")["data"]
        for field in RESERVE_SNAPSHOT.fields:
            check_evidence(field, point, answer)
        for name, value in row.items():
            assert cells[name] == _as_csv(value)
            if name in point:
                assert value == point[name]
        text = files()[row["source_sha256"]].decode()
        assert text[row["quote_start"] : row["quote_end"]] == row["quote"]
        proved = client.json(row["proof_url"])["data"]
        assert (proved["verified"], proved["exact"]) == (True, row["quote"])
        assert row["citation_url"] == proved["url"] == f"/sources/{row['source_id']}#{proved['id']}"


def test_every_citation_proves_itself_again(client: Client) -> None:
    claims = {claim["id"] for claim in client.pages("/v1/claims?limit=500")}
    for citation in client.pages("/v1/citations?limit=500"):
        answer = client.json(f"/v1/citations/{citation['id']}")
        proved = answer["data"]
        assert proved["verified"] is True
        assert set(proved["claims"]) <= claims
        assert proved["claims"]
        check_citation(proved, answer["sources"])
        data = files()[answer["sources"][proved["source"]]["sha256"]]
        assert data[proved["byte_start"] : proved["byte_end"]].decode() == proved["exact"]


@pytest.mark.parametrize("kind", ["claims", "citations", "conflicts", "checks"])
def test_evidence_in_all_formats(client: Client, kind: str) -> None:
    cited = client.pages(f"/v1/{kind}?limit=100")
    flat = client.json(f"/v1/{kind}.json")
    rows = list(csv.DictReader(io.StringIO(client.get(f"/v1/{kind}.csv").content.decode(), newline="")))
    lines = client.get(f"/v1/{kind}.ndjson").text.splitlines()
    assert [json.loads(line) for line in lines] == flat
    assert [each["id"] for each in cited] == [row["id"] for row in flat] == [row["id"] for row in rows]
    for row, cells in zip(flat, rows, strict=True):
        assert cells == {name: _as_csv(value) for name, value in row.items()}


def test_every_claim_of_the_store_is_reachable_from_a_record(client: Client) -> None:
    reachable: set[str] = set()
    for record_type in RECORD_TYPES:
        for record in client.pages(f"/v1/{record_type.path}"):
            for proof in record["evidence"].values():
                reachable |= {each["claim"] for each in proof.get("items", proof.get("alternatives"))}
                reachable.add(proof.get("claim"))
    claims = client.pages("/v1/claims?limit=500")
    corroborating = {claim["id"] for claim in claims} - reachable
    for claim in (claim for claim in claims if claim["id"] in corroborating):
        record = client.json(f"/v1/{BY_NAME[claim['record_type']].path}/{claim['record']}")["data"]
        cited = record["evidence"][claim["field"]]["citations"]
        assert {passage["citation"] for passage in claim["citations"]} <= set(cited)
