"""Operations: is the process alive, can it answer, how is it doing? What is there, for machines?"""

import json
import time
from datetime import UTC, datetime

from fastapi import FastAPI

from app.api import shapes
from app.api.negotiation import JSON
from app.api.resources import Answer, Asked, Described, Resource
from app.errors import StoreUnavailable
from app.render.values import encode


def _health(_: Asked) -> Answer:
    return Answer(JSON, encode({"status": "ok"}))


def _readiness(asked: Asked) -> Answer:
    serving = asked.serving
    if serving.unready or serving.store is None:
        raise StoreUnavailable("The store cannot be served.")
    published = serving.store.edition.published
    return Answer(
        JSON,
        encode(
            {
                "status": "ready",
                "dataset": serving.digest,
                "published": datetime.fromtimestamp(int(published), UTC).isoformat().replace("+00:00", "Z"),
                "age_seconds": max(0, int(time.time() - published)),
                "refused": serving.process.refused or None,
            }
        ),
    )


def _metrics(asked: Asked) -> Answer:
    from app.api import metrics  # noqa: PLC0415  (what nobody asks for need not be loaded)

    return Answer(metrics.MEDIA_TYPE, metrics.exposition(asked.serving))


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "/healthz",
        _health,
        Described("get_health", "Whether the process answers", "operations", model=shapes.Health),
        offered=(),
        kept=False,
        effort="none",
    ),
    Resource(
        "/readyz",
        _readiness,
        Described(
            "get_readiness", "Whether a proved store is being served, and which", "operations", model=shapes.Readiness
        ),
        offered=(),
        kept=False,
        effort="none",
    ),
    Resource(
        "/metrics",
        _metrics,
        Described(
            "get_metrics",
            "What has been answered, how fast, from what: for Prometheus",
            "operations",
            content={"text/plain": {"schema": {"type": "string"}}},
        ),
        offered=(),
        kept=False,
        effort="none",
    ),
)


def description(api: FastAPI) -> Resource:
    """The OpenAPI document, as one of the resources that it does not describe: itself."""

    def describe(_: Asked) -> Answer:
        return Answer(JSON, json.dumps(api.openapi(), ensure_ascii=False, separators=(",", ":")).encode())

    return Resource("/openapi.json", describe, None, offered=(), effort="much")
