"""The application: wiring only. From the outside in: delivery, public headers, HEAD, FastAPI."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from app.api import documents, evidence, operations, records, searches, timelines
from app.api.delivery import Delivery
from app.api.layers import HeadAsGet, PublicHeaders
from app.api.openapi import describe
from app.api.problems import handle
from app.api.resources import Directory, Resource
from app.errors import StoreUnusable
from app.release import release
from app.settings import Settings, from_environment
from app.store.connection import published_at
from app.store.reader import Reader

RESOURCES: tuple[Resource, ...] = (
    *records.RESOURCES,
    *timelines.RESOURCES,
    *evidence.RESOURCES,
    *searches.RESOURCES,
    *documents.RESOURCES,
    *operations.RESOURCES,
)
LAYERS: tuple[Callable[[ASGIApp], ASGIApp], ...] = (PublicHeaders, HeadAsGet)
"""What stands around FastAPI for everything that is not a resource: errors, preflights, documentation."""


def create_app(settings: Settings) -> ASGIApp:
    """The whole application over one store. A store that cannot be served is answered with 503, and says why."""
    api = create_api(settings.store)
    directory = Directory((*RESOURCES, operations.description(api)))
    app: ASGIApp = api
    for layer in reversed(LAYERS):
        app = layer(app)
    return Delivery(app, api.state, directory, capacity=settings.cache_mib * 1024 * 1024)


def create_api(link: Path) -> FastAPI:
    """The FastAPI application: what there is, described, and the store that it is answered from."""
    api = FastAPIOffline(redoc_url=None, redirect_slashes=False)
    program = release()
    api.state.release, api.state.modified = program.digest, int(program.written)
    try:
        api.state.reader, api.state.fault = Reader.open(link), ""
        api.state.modified = max(int(program.written), int(published_at(link)))
    except StoreUnusable as error:
        api.state.reader, api.state.fault = None, str(error)
    api.router.routes.extend(RESOURCES)
    api.add_route("/", operations.front, include_in_schema=False)
    handle(api)
    describe(api)
    return api


def from_settings() -> ASGIApp:
    """The application as the environment says: what `uvicorn --factory app.main:from_settings` serves."""
    return create_app(from_environment())
