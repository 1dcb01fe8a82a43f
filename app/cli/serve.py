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
        return serve_application(APPLICATION, settings, partial(_say_where, settings))


def _prove(settings: Settings) -> None:
    """Refuse to start over a store that cannot be served; one that is published later is another matter."""
    publication = publication_of(settings)
    publication.open(publication.current()).close()


def _say_where(settings: Settings) -> None:
    base = f"http://{settings.host}:{settings.port}"
    for path, meaning in URLS:
        say(f"  {base}{path}  {meaning}")
    sys.stdout.flush()
    logs.configure()
    logs.log.info(
        "serving at %s with %s", base, "one process" if settings.workers == 1 else f"{settings.workers} processes"
    )
