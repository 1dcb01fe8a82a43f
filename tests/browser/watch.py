"""A visitor whose pages are watched: what they ask for, what they say, and what goes wrong on them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page


class Visitor:
    """Opens pages, each in a context of its own. Nothing may be asked of other hosts, and nothing complained of."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._hosts: set[str] = set()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        """Errors and warnings of the console, refusals of a policy among them, uncaught errors, and dialogs."""

    def open(
        self,
        url: str,
        *,
        width: int = 1400,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        policy: bool = True,
    ) -> Page:
        """The page at an address, loaded."""
        self.allow(url)
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=scripts,
            bypass_csp=not policy,
        )
        self._contexts.append(context)
        context.set_default_timeout(5_000)
        context.on("request", lambda request: self.requests.append(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(f"uncaught: {error.error}"))
        context.on("dialog", self._asked)
        context.on("page", self._appeared)
        page = context.new_page()
        page.goto(url)
        return page

    def _said(self, message: ConsoleMessage) -> None:
        icon = urlsplit(message.location["url"]).path == "/favicon.ico"  # which a browser asks for where none is named
        if message.type in {"error", "warning"} and not icon:
            self.complaints.append(f"{message.type} at {message.location['url']}: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _appeared(self, page: Page) -> None:
        page.on("websocket", lambda socket: self.requests.append(socket.url))

    def elsewhere(self) -> list[str]:
        """What was asked of hosts other than those of the opened pages."""
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc not in self._hosts
        ]

    def allow(self, url: str) -> None:
        """A further server that pages may ask."""
        self._hosts.add(urlsplit(url).netloc)

    def leave(self) -> None:
        """Close all pages; what was going wrong on them has then been heard."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def expect(self, *fragments: str) -> None:
        """These complaints must have been made, and are then forgotten."""
        missing = [each for each in fragments if not any(each in complaint for complaint in self.complaints)]
        assert not missing, (missing, self.complaints)
        self.complaints = [each for each in self.complaints if not any(fragment in each for fragment in fragments)]

    def forget(self) -> None:
        """What went wrong was meant to."""
        self.leave()
        self.complaints.clear()
        self.requests.clear()


Pages = dict[str, str]
"""Pages of somebody else's site, by their path."""
Hosting = Callable[[Pages], str]
"""Serves such pages on a port of their own; says where."""


@contextmanager
def hosting(pages: Pages) -> Iterator[str]:
    """Another site. It is called localhost: to the browser, that is neither the origin nor the site of the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, "")  # and no icon
            self.send_response(200 if body else 204)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
