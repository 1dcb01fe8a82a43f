"""The application: wiring only. From the outside in: delivery, public headers, HEAD, FastAPI."""

from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from app.api import charts, documents, evidence, oembed, operations, pages, records, references, searches, timelines
from app.api.delivery import Delivery
from app.api.layers import HeadAsGet, PublicHeaders
from app.api.openapi import describe
from app.api.problems import handle
from app.api.resources import Directory, Resource
from app.api.serving import Serving
from app.errors import StoreUnusable
from app.release import release
from app.settings import Settings, from_environment
from app.store.connection import published_at
from app.store.reader import Reader

RESOURCES: tuple[Resource, ...] = (
    *records.RESOURCES,
    *charts.RESOURCES,
    *timelines.RESOURCES,
    *evidence.RESOURCES,
    *searches.RESOURCES,
    *documents.RESOURCES,
    *references.RESOURCES,
    *pages.RESOURCES,
    *oembed.RESOURCES,
    *operations.RESOURCES,
)
SWAGGER = {"defaultModelsExpandDepth": -1, "filter": True, "tryItOutEnabled": True}
"""The documentation page: a field to find operations by, and no list of a hundred schemas below them."""
LAYERS: tuple[Callable[[ASGIApp], ASGIApp], ...] = (PublicHeaders, HeadAsGet)
"""What stands around FastAPI for everything that is not a resource: errors, preflights, documentation."""


def create_app(settings: Settings) -> ASGIApp:
    """The whole application over one store. A store that cannot be served is answered with 503, and says why."""
    api = create_api()
    directory = Directory((*RESOURCES, operations.description(api)))
    app: ASGIApp = api
    for layer in reversed(LAYERS):
        app = layer(app)
    return Delivery(app, serving(settings.store, settings.origin), directory, capacity=settings.cache_mib * 1024 * 1024)


def serving(link: Path, origin: str) -> Serving:
    """The store at this link, proved; or why it cannot be served."""
    program = release()
    try:
        reader = Reader.open(link)
    except StoreUnusable as error:
        return Serving(None, str(error), program.digest, int(program.written), origin)
    return Serving(reader, "", program.digest, int(max(program.written, published_at(link))), origin)


def create_api() -> FastAPI:
    """The FastAPI application: what there is, described; it refuses what is not there."""
    api = FastAPIOffline(redoc_url=None, redirect_slashes=False, swagger_ui_parameters=SWAGGER)
    api.router.routes.extend(RESOURCES)
    handle(api)
    describe(api)
    return api


def from_settings() -> ASGIApp:
    """The application as the environment says: what `uvicorn --factory app.main:from_settings` serves."""
    return create_app(from_environment())
