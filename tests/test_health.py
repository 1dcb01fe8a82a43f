"""The container's health check against servers that are not ready; of one that is, the commands' tests know."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from app.health import fault
from app.settings import Settings
from tests.server import free_port


def test_health_of_a_server_that_is_not_ready() -> None:
    class NotReady(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503)
            self.end_headers()
            self.wfile.write(b"no store")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), NotReady) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        assert fault(Settings(host="0.0.0.0", port=server.server_port)) == "no store"
        thread.join()


def test_health_without_a_server() -> None:
    assert "no answer" in (fault(Settings(port=free_port())) or "")
