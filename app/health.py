"""Whether the server on this machine is ready: `python -m app.health`, for container health checks.

It imports nothing of the application but its settings, because it is run every few seconds.
"""

import sys
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from app.settings import Settings, from_environment


def fault(settings: Settings) -> str | None:
    """What keeps the server from being ready; None if nothing does."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104
    connection = HTTPConnection(host, settings.port, timeout=2)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read(500).decode(errors="replace")
    except (OSError, HTTPException) as error:
        return f"no answer from {host}:{settings.port}: {error}"
    finally:
        connection.close()
    return None if response.status == HTTPStatus.OK else body


if __name__ == "__main__":
    if found := fault(from_environment()):
        sys.exit(found)
