"""Operations: is the process alive, and is its store fit to be served? What is there, for machines?"""

import json

from fastapi import FastAPI

from app.api import shapes
from app.api.negotiation import JSON
from app.api.resources import Answer, Asked, Described, Resource
from app.render.values import encode


def _health(_: Asked) -> Answer:
    return Answer(JSON, encode({"status": "ok"}))


def _readiness(asked: Asked) -> Answer:
    return Answer(JSON, encode({"status": "ready", "dataset": asked.reader.digest}))


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "/healthz",
        _health,
        Described("get_health", "Whether the process answers", "operations", model=shapes.Health),
        offered=(),
        kept=False,
    ),
    Resource(
        "/readyz",
        _readiness,
        Described(
            "get_readiness", "Whether a proved store is being served, and which", "operations", model=shapes.Readiness
        ),
        offered=(),
        kept=False,
    ),
)


def description(api: FastAPI) -> Resource:
    """The OpenAPI document, as one of the resources that it does not describe: itself."""

    def describe(_: Asked) -> Answer:
        return Answer(JSON, json.dumps(api.openapi(), ensure_ascii=False, separators=(",", ":")).encode())

    return Resource("/openapi.json", describe, None, offered=())
