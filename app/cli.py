"""The command line: `python -m app.cli ingest` and `serve`; `run.py` puts the environment around it."""

import argparse
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import uvicorn

from app.errors import ChanceryError
from app.main import create_app
from app.render.dictionary import data_dictionary
from app.settings import BadSetting, Settings, from_environment
from app.store.reader import Reader

if TYPE_CHECKING:
    from app.ingest.job import Ingested

URLS = (
    ("/", "a page to look at, with a chart"),
    ("/v1/reserve-timelines/el-salvador-btc.csv", "a reserve timeline as a table"),
    ("/v1/reserve-snapshots/el-salvador-btc-2025-07-17", "one record, every field with its citation"),
    ("/v1/conflicts", "where the sources disagree"),
    ("/docs", "everything else, to try out"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, or 1 after saying on stderr what is wrong."""
    parser = argparse.ArgumentParser(prog="chancery", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        commands.add_parser(name, help=command.__doc__)
    chosen = parser.parse_args(arguments).command
    try:
        COMMANDS[chosen](from_environment())
    except KeyboardInterrupt:
        print(f"{chosen} was interrupted; nothing was published by it", file=sys.stderr)
        return 130
    except ChanceryError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or chosen}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


def _ingest(settings: Settings) -> None:
    """read, prove and publish the seeds"""
    from app.ingest.job import ingest  # noqa: PLC0415  (a server starts in half the time without it)

    begun = time.perf_counter()
    done = ingest(settings)
    print(f"{_summary(done)} in {time.perf_counter() - begun:.2f} s")


def _summary(done: "Ingested") -> str:
    held = done.holdings
    records = sum(len(rows) for rows in held.records.values())
    failed = sum(check.outcome == "failed" for check in held.checks)
    return (
        f"published data set {done.digest[:12]}: {len(held.documents)} documents, {records} records, "
        f"{len(held.claims)} claims, {len(held.citations)} citations, {len(held.conflicts)} conflicts, "
        f"{failed} failed checks,"
    )


def _serve(settings: Settings) -> None:
    """serve the published store"""
    Reader.open(settings.store).close()
    listening = _listen(settings)
    base = f"http://{settings.host}:{settings.port}"
    for path, meaning in URLS:
        print(f"  {base}{path}  {meaning}")
    sys.stdout.flush()
    config = uvicorn.Config(create_app(settings), log_level="warning", server_header=False)
    uvicorn.Server(config).run(sockets=[listening])


def _listen(settings: Settings) -> socket.socket:
    """The socket to serve on, taken before anything is said of it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        raise BadSetting(f"cannot listen on {where} ({error.strerror}): set CHANCERY_HOST or CHANCERY_PORT") from error


def _start(settings: Settings) -> None:
    """ingest, then serve"""
    _ingest(settings)
    _serve(settings)


def _dictionary(_: Settings) -> None:
    """print the data dictionary, as docs/data-dictionary.md has it"""
    print(data_dictionary(), end="")


COMMANDS: dict[str, Callable[[Settings], None]] = {
    "start": _start,
    "ingest": _ingest,
    "serve": _serve,
    "dictionary": _dictionary,
}

if __name__ == "__main__":
    sys.exit(main())
