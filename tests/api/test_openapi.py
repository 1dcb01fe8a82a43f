"""The OpenAPI document: every answer has the shape that it promises, and every problem is documented."""

import re
from typing import Any

import pytest
from pydantic import BaseModel

from app.api import schemas, shapes
from app.api.problems import PROBLEMS
from app.model.records import RECORD_TYPES
from tests.client import Client


@pytest.fixture(scope="module")
def document(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.json("/openapi.json")
    return found


def conforms(model: type[BaseModel], data: Any) -> None:
    """Nothing is missing, nothing is undeclared, and every type is right: dumping it again gives the same."""
    assert model.model_validate(data).model_dump(mode="json") == data


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=[t.name for t in RECORD_TYPES])
def test_records_have_their_shape(client: Client, record_type: Any) -> None:
    model = schemas.RECORDS[record_type.name]
    conforms(schemas.page(model), client.json(f"/v1/{record_type.path}"))
    for record in client.pages(f"/v1/{record_type.path}"):
        conforms(schemas.document(model), client.json(f"/v1/{record_type.path}/{record['id']}"))


@pytest.mark.parametrize(
    ("path", "model"),
    [
        ("/v1/claims?limit=500", schemas.page(shapes.Claim)),
        ("/v1/citations?limit=500", schemas.page(shapes.CitationRecord)),
        ("/v1/conflicts", schemas.page(shapes.Conflict)),
        ("/v1/checks", schemas.page(shapes.Check)),
        ("/v1/reserve-timelines", schemas.TimelineList),
        ("/v1/reserve-timelines/el-salvador-btc", schemas.document(schemas.TimelineWithPoints)),
        ("/v1/dataset", schemas.document(shapes.Dataset)),
        ("/v1/sources/crypto-alliance/coverage", schemas.document(shapes.SourceCoverage)),
        ("/v1/sources/forging-bitcoin-diplomacy/coverage", schemas.document(shapes.SourceCoverage)),
        ("/healthz", shapes.Health),
        ("/readyz", shapes.Readiness),
    ],
)
def test_other_answers_have_their_shape(client: Client, path: str, model: type[BaseModel]) -> None:
    conforms(model, client.json(path))


@pytest.mark.parametrize(
    ("kind", "model"), [("claims", shapes.Claim), ("conflicts", shapes.Conflict), ("checks", shapes.Check)]
)
def test_evidence_one_by_one(client: Client, kind: str, model: type[BaseModel]) -> None:
    for each in client.pages(f"/v1/{kind}")[:60]:
        conforms(schemas.document(model), client.json(f"/v1/{kind}/{each['id']}"))


def test_citations_one_by_one(client: Client) -> None:
    for each in client.json("/v1/citations")["data"]:
        conforms(schemas.document(shapes.ProvedCitation), client.json(f"/v1/citations/{each['id']}"))


def test_coverage_has_a_named_schema_for_each_media_type(document: dict[str, Any]) -> None:
    def names(path: str) -> dict[str, str]:
        content = document["paths"][path]["get"]["responses"]["200"]["content"]
        schemas = {media_type: each["schema"] for media_type, each in content.items()}
        return {name: each.get("items", each).get("$ref", each.get("type")) for name, each in schemas.items()}

    prefix = "#/components/schemas/"
    assert names("/v1/sources/{id}/coverage") == {
        "application/json": f"{prefix}SourceCoverageDocument",
        "application/vnd.chancery.plain+json": f"{prefix}PlainSourceCoverageDocument",
        "application/vnd.chancery.sparse+json": f"{prefix}SparseSourceCoverageDocument",
        "text/csv": "string",
        "application/x-ndjson": "string",
    }
    flat = names("/v1/sources/{id}/coverage.{format}")
    assert flat["application/json"] == f"{prefix}FlatCoverageRow"
    state = document["components"]["schemas"]["FlatCoverageRow"]["properties"]["state"]
    assert state["enum"] == ["cited", "set-aside", "silent", "gap"]


def test_evidence_has_one_named_member_for_each_field(document: dict[str, Any]) -> None:
    """A typed object, not a map: generated clients know the members."""
    components = document["components"]["schemas"]
    for record_type in RECORD_TYPES:
        evidence = components[f"{record_type.name.title().replace('_', '')}Evidence"]
        assert evidence["required"] == list(evidence["properties"]) == [field.name for field in record_type.fields]
        assert "additionalProperties" not in evidence


def test_every_member_says_what_proves_it(document: dict[str, Any]) -> None:
    components = document["components"]["schemas"]
    for record_type in RECORD_TYPES:
        members = components[record_type.name.title().replace("_", "")]["properties"]
        for column in record_type.columns:
            assert members[column.name]["description"] == column.doc
            assert members[column.name].get("x-evidence") == column.field
            assert members[column.name].get("x-editorial", False) == (column.name in ("id", "label"))
            assert members[column.name].get("x-measured", False) == (column in record_type.measured)


def test_names_are_fit_for_generated_clients(document: dict[str, Any]) -> None:
    for name in document["components"]["schemas"]:
        assert re.fullmatch(r"[A-Z][A-Za-z]+", name), name
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    identifiers = [operation["operationId"] for operation in operations]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[a-z_]+", identifier) for identifier in identifiers)


def test_no_schema_is_missing_or_left_over(document: dict[str, Any]) -> None:
    text = str(document)
    referred = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert referred == set(document["components"]["schemas"])


def test_problems_are_documented_as_they_are_sent(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            responses = operation["responses"]
            assert {"200", "400", "405", "500", "503"} <= set(responses), path
            assert "422" not in responses
            assert ("404" in responses) == ("{" in path or path == "/oembed"), path
            assert ("304" in responses) == ("206" in responses) == (path not in ("/healthz", "/readyz", "/metrics"))
            for status, response in responses.items():
                if status not in ("200", "206", "304"):
                    assert list(response["content"]) == ["application/problem+json"]
    types = document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert types == [f"urn:chancery:problem:{each.slug}" for each in PROBLEMS]


def test_every_path_answers(client: Client, document: dict[str, Any]) -> None:
    """Each path of the document, with an id and a format that exist."""
    for path in document["paths"]:
        filled = path.replace("{format}", "md" if "/cite." in path else "csv") + NEEDED.get(path, "")
        if "{id}" in filled:
            collection = "/v1/" + filled.partition("/{id}")[0].split("/")[-1]
            filled = filled.replace("{id}", client.json(collection)["data"][0]["id"])
        assert client.get(filled).status_code == 200, filled


NEEDED = {"/v1/search": "?q=bitcoin", "/oembed": "?url=http://127.0.0.1:8000/embed/reserve-timelines/el-salvador-btc"}
"""What paths have to be asked with."""
