"""The application: wiring only. From the outside in: switching, delivery, public headers, HEAD, FastAPI."""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from starlette.types import ASGIApp

from app.api import charts, documents, evidence, oembed, operations, pages, records, references, searches, timelines
from app.api.delivery import Delivery
from app.api.layers import HeadAsGet, PublicHeaders
from app.api.meter import Meter
from app.api.openapi import describe
from app.api.problems import handle
from app.api.resources import Directory, Resource
from app.api.serving import Process, Serving
from app.api.switching import Switching
from app.errors import StoreUnusable
from app.release import release
from app.settings import Settings, from_environment
from app.store.published import Publication, publication_of

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


def create_app(settings: Settings) -> Switching:
    """The whole application over one store. A store that cannot be served is answered with 503, and says why."""
    api = create_api()
    directory = Directory((*RESOURCES, operations.description(api)))
    app: ASGIApp = api
    for layer in reversed(LAYERS):
        app = layer(app)
    capacity = settings.cache_mib * 1024 * 1024

    def deliver(serving: Serving) -> Delivery:
        return Delivery(app, serving, directory, capacity)

    publication, process = publication_of(settings), process_of(settings)
    return Switching(publication, deliver, serving(publication, process))


def process_of(settings: Settings) -> Process:
    """This process, which has served nothing yet."""
    program = release()
    meter = Meter(settings.metrics)
    return Process(program.digest, int(program.written), settings.origin, meter, access_log=settings.access_log)


def serving(publication: Publication, process: Process) -> Serving:
    """What is published, proved; or why it cannot be served."""
    try:
        return Serving.of(publication.open(publication.current()), "", process)
    except StoreUnusable as error:
        return Serving.of(None, str(error), process)


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
