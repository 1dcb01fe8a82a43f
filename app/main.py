"""The application: wiring only. The ASGI stack is the list below, outermost first."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from app.api import documents, evidence, operations, records, timelines
from app.api.layers import HeadAsGet, PublicHeaders
from app.api.openapi import describe
from app.api.problems import handle
from app.errors import StoreUnusable
from app.settings import Settings, from_environment
from app.store.reader import Reader

LAYERS: tuple[Callable[[ASGIApp], ASGIApp], ...] = (PublicHeaders, HeadAsGet)
ROUTERS = (records.router, timelines.router, evidence.router, documents.router, operations.router)


def create_app(settings: Settings) -> ASGIApp:
    """The whole application over one store. A store that cannot be served is answered with 503, and says why."""
    app: ASGIApp = create_api(settings.store)
    for layer in reversed(LAYERS):
        app = layer(app)
    return app


def create_api(link: Path) -> FastAPI:
    """The FastAPI application without the layers around it."""
    api = FastAPIOffline(redoc_url=None, redirect_slashes=False)
    try:
        api.state.reader, api.state.fault = Reader.open(link), ""
    except StoreUnusable as error:
        api.state.reader, api.state.fault = None, str(error)
    for router in ROUTERS:
        api.include_router(router)
    handle(api)
    describe(api)
    return api


def from_settings() -> ASGIApp:
    """The application as the environment says: what `uvicorn --factory app.main:from_settings` serves."""
    return create_app(from_environment())
