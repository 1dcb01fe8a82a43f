"""Applications that do what the real one never should, to see what the server makes of it."""

import asyncio
import os
import time
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

BODY = b"x" * 100_000


PIECES = {"/slow": 20, "/large": 200}


async def awkward(scope: Scope, receive: Receive, send: Send) -> None:
    """`/hang` blocks the event loop for good, `/slow` answers for two seconds, `/large` with 20 MB, others at once."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/hang":
        time.sleep(1000)
    pieces = PIECES.get(scope["path"], 1)
    fields = [(b"content-length", str(len(BODY) * pieces).encode()), (b"process", str(os.getpid()).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": fields})
    for left in reversed(range(pieces)):
        if scope["path"] == "/slow":
            await asyncio.sleep(0.1)
        await send({"type": "http.response.body", "body": BODY, "more_body": left > 0})


def awkwardly() -> ASGIApp:
    return awkward


def dying() -> ASGIApp:
    """A process that ends as soon as it has begun; each leaves a line in the file `starts`."""
    with Path(os.environ["STARTS"]).open("a") as starts:
        starts.write(f"{time.monotonic()}\n")
    os._exit(9)
