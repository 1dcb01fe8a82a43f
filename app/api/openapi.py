"""The OpenAPI document: what FastAPI derives, with problem details as they are really sent."""

from itertools import count
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from app.api.problems import PROBLEMS
from app.api.schemas import components
from app.api.shapes import Problem

TITLE = "Chancery"
VERSION = "1"
DESCRIPTION = """
A read-only API over a curated fact store: every field of every record with the passage that proves it.

- **No suffix** is the cited document: JSON, paged, with `evidence` for each field; passages and sources stand once
  beside the data and are named by id.
- **A suffix** (`.csv`, `.json`, `.ndjson`) is the whole table, flat, in one answer.
- Any column filters: `holder=el-salvador`, `amount__gte=6000`, `date_start__lt=2025-07`; a typo is refused by name.
- `view=plain` leaves out evidence, citations and sources; `fields=` leaves out members. The media type says so.
- Where sources disagree, the shown value names the rule that chose it, and the others stand in `alternatives`.
- Null means that no source says it; `evidence` then says `not-stated`.
- Numbers are exact: at most 15 significant digits, never an exponent.
"""


def describe(api: FastAPI) -> None:
    """Have the application describe itself with this document, made once when first asked for."""

    def openapi() -> dict[str, Any]:
        if api.openapi_schema is None:
            api.openapi_schema = _document(api)
        return api.openapi_schema

    api.title, api.version = TITLE, VERSION
    api.openapi = openapi  # type: ignore[method-assign]


def _document(api: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=TITLE, version=VERSION, description=DESCRIPTION, routes=api.routes)
    for operations in document["paths"].values():
        for operation in operations.values():
            # FastAPI documents its own 422, which this API never sends: a bad value is a 400 problem.
            operation["responses"].pop("422", None)
            _name_parameters(operation, document["components"].setdefault("parameters", {}))
    schemas = document["components"]["schemas"]
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    document["components"]["schemas"] = schemas = {**schemas, **components()}
    schemas["Problem"] = Problem.model_json_schema()
    for member in schemas["Problem"]["properties"].values():
        # What does not apply is left out, not null.
        member.pop("default", None)
        member.update(member.pop("anyOf", [{}])[0])
    schemas["Problem"]["properties"]["type"]["enum"] = [f"urn:chancery:problem:{each.slug}" for each in PROBLEMS]
    return document


def _name_parameters(operation: dict[str, Any], named: dict[str, Any]) -> None:
    """Say each query parameter once, for they are many, and have the operations refer to them."""
    for place, parameter in enumerate(operation.get("parameters", ())):
        if parameter["in"] == "query":
            alike = (f"{parameter['name']}{number or ''}" for number in count())
            name = next(name for name in alike if named.setdefault(name, parameter) == parameter)
            operation["parameters"][place] = {"$ref": f"#/components/parameters/{name}"}
