"""Layers around the whole application, in plain ASGI: they see every answer, errors of the server included."""

import base64
import hashlib
from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.problems import METHODS

NOTHING_LOADS = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
DOCS_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
"""The bundled Swagger page starts itself with an inline script; it has nothing else to load but its own files."""


def hashed(text: str) -> str:
    """An inline style sheet as a policy allows it: by its hash."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


HEADERS: Sequence[tuple[str, str]] = (
    ("Access-Control-Allow-Origin", "*"),
    (
        "Access-Control-Expose-Headers",
        "ETag, Link, Content-Range, Content-Disposition, Allow, Retry-After, Chancery-Dataset, X-Request-ID",
    ),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
)


def _raw(headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers]


PUBLIC = _raw(HEADERS)
"""What every answer has, as ASGI sends it, besides its policy."""
PREFLIGHT: Sequence[tuple[str, str]] = (
    ("Allow", METHODS),
    ("Access-Control-Allow-Methods", METHODS),
    (
        "Access-Control-Allow-Headers",
        "Accept, If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since, If-Range, Range",
    ),
    ("Access-Control-Max-Age", "86400"),
)


class PublicHeaders:
    """CORS for everybody and the security headers, on every answer; answers OPTIONS itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = DOCS_POLICY if scope["path"] == "/docs" else NOTHING_LOADS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in (*HEADERS, ("Content-Security-Policy", policy)):
                    headers[name] = value
            await send(message)

        if scope["method"] == "OPTIONS":
            await send_with_headers({"type": "http.response.start", "status": 204, "headers": _raw(PREFLIGHT)})
            await send({"type": "http.response.body"})
            return
        await self.app(scope, receive, send_with_headers)


class HeadAsGet:
    """HEAD is GET without the body: the same status and headers, by construction."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_head(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
            elif not message.get("more_body", False):
                await send({"type": "http.response.body"})

        await self.app({**scope, "method": "GET"}, receive, send_head)
