"""`serve`: the published store over HTTP."""

import socket
import sys

import uvicorn

from app.cli.terminal import say
from app.main import create_app
from app.settings import BadSetting, Settings, from_environment
from app.store.reader import Reader

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
    Reader.open(settings.store).close()
    listening = _listen(settings)
    base = f"http://{settings.host}:{settings.port}"
    for path, meaning in URLS:
        say(f"  {base}{path}  {meaning}")
    sys.stdout.flush()
    config = uvicorn.Config(create_app(settings), log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listen(settings: Settings) -> socket.socket:
    """The socket to serve on, taken before anything is said of it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise BadSetting(f"cannot listen on {where} ({error.strerror}): set CHANCERY_HOST or CHANCERY_PORT") from error
