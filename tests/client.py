"""A client for the whole application, layers included, without a network."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import httpx

from app.main import create_app
from app.settings import Settings

T = TypeVar("T")


def fields(answer: httpx.Response) -> dict[str, str]:
    """The header fields of an answer, but for the one that is another each time."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


class Client:
    """Blocking requests to an application over one store."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self._runner = asyncio.Runner()
        # An endpoint that raises must become a 500 answer, as it would behind a real server.
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://test")

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Have this done on the event loop of the application."""
        return self._runner.run(work)

    def request(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        return self.run(self._http.request(method, path, **kwargs))

    def get(self, path: str) -> httpx.Response:
        return self.request("GET", path)

    def json(self, path: str) -> Any:
        response = self.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def pages(self, path: str) -> list[Any]:
        """Every record of a list, page by page."""
        found: list[Any] = []
        following: str | None = path
        asked: set[str] = set()
        while following is not None:
            assert following not in asked, "a page leads to one before it"
            asked.add(following)
            page = self.json(following)
            found += page["data"]
            following = page["page"]["next"]
        return found

    def close(self) -> None:
        self._runner.run(self._http.aclose())
        self._runner.close()
