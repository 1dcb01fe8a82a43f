"""`serve`: the published store over HTTP."""

import sys
from functools import partial

from app import logs
from app.cli.terminal import say
from app.server.serving import leaving_at_once
from app.server.serving import serve as serve_application
from app.settings import Settings, from_environment
from app.store.published import publication_of

APPLICATION = "app.main:from_settings"
URLS = (
    ("/", "a page to look at, with a chart"),
    ("/v1/reserve-timelines/el-salvador-btc.csv", "a reserve timeline as a table"),
    ("/v1/reserve-snapshots/el-salvador-btc-2025-07-17", "one record, every field with its citation"),
    ("/v1/conflicts", "where the sources disagree"),
    ("/docs", "everything else, to try out"),
)


def serve() -> int:
    """Serve the store as it was last published.

    Until it is stopped. A store that is missing or damaged is not served; `ingest` makes one.
    """
    settings = from_environment()
    with leaving_at_once():
        _prove(settings)
        status = serve_application(APPLICATION, settings, partial(_say_where, settings))
    logs.log.info("stopped serving at %s", _base(settings))
    return status


def _prove(settings: Settings) -> None:
    """Refuse to start over a store that cannot be served; one that is published later is another matter."""
    publication = publication_of(settings)
    publication.open(publication.current()).close()


def _base(settings: Settings) -> str:
    return f"http://{settings.host}:{settings.port}"


def _say_where(settings: Settings) -> None:
    base = _base(settings)
    for path, meaning in URLS:
        say(f"  {base}{path}  {meaning}")
    sys.stdout.flush()
    logs.configure()
    processes = "one process" if settings.workers == 1 else f"{settings.workers} processes"
    source = "the database of DATABASE_URL" if settings.database else settings.store
    logs.log.info("serving %s at %s with %s", source, base, processes)
