"""The yardstick: a bare ASGI application that knows every answer beforehand.

One dictionary look-up by path and query, and the captured status, header fields and body go out: no routing, no
negotiation, no store. What uvicorn itself costs is in it, and nothing else. Where the real server is asked for
another address each time, all addresses of a row lead to one typical body here, that of the row's first address.
"""

import sys
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import uvicorn

Message = MutableMapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was captured, without what the server underneath adds itself."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answers:
    """All answers, and the address (path, `?`, query) that leads to each, by its place in the list."""

    answers: list[Answer]
    places: dict[str, int]


def write(path: Path, answers: Answers) -> None:
    path.write_bytes(msgspec.msgpack.encode(answers))


def read(path: Path) -> Answers:
    return msgspec.msgpack.decode(path.read_bytes(), type=Answers)


class Bare:
    """The application: two messages an answer, made beforehand."""

    def __init__(self, known: Answers) -> None:
        ready = [
            (
                {"type": "http.response.start", "status": each.status, "headers": each.headers},
                {"type": "http.response.body", "body": each.body},
            )
            for each in known.answers
        ]
        self._ready = {address.encode(): ready[place] for address, place in known.places.items()}

    async def __call__(self, scope: Message, _: Any, send: Callable[[Message], Awaitable[None]]) -> None:
        start, body = self._ready[scope["raw_path"] + b"?" + scope["query_string"]]
        await send(start)
        await send(body)


def serve(path: Path, port: int) -> None:
    """Serve the answers in this file, on the same server with the same options as the real application."""
    uvicorn.run(
        Bare(read(path)),
        host="127.0.0.1",
        port=port,
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
    )


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
