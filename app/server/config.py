"""How uvicorn is told to serve."""

from functools import partial

import uvicorn

from app import logs
from app.server.connections import Connections
from app.server.limits import Limits
from app.server.worker import report
from app.settings import Settings

BACKLOG = 2048
"""Clients that may wait to be taken in while a process is busy."""


class Config(uvicorn.Config):
    """uvicorn's configuration, and what belongs to all connections of a process. It is handed to each worker."""

    connections: Connections
    """There from `load` on, which each process does by itself."""

    def __init__(self, app: str, settings: Settings, limits: Limits) -> None:
        self.limits = limits
        self.settings = settings
        super().__init__(
            app,
            factory=True,
            http="app.server.protocol:Connection",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            # The address of a client is of interest to the access log alone, and to know it costs each answer a little.
            proxy_headers=settings.access_log,
            workers=settings.workers,
            backlog=BACKLOG,
            # The connections are ended when the grace is over; tasks that do not notice, soon after it.
            timeout_graceful_shutdown=settings.grace + 1,
            timeout_worker_healthcheck=limits.hang,
        )

    def configure_logging(self) -> None:
        """Called first in every process."""
        super().configure_logging()
        logs.configure()

    def load(self) -> None:
        super().load()
        look = partial(report, self.limits.hang)
        self.connections = Connections(self.limits, self.settings.connections, self.settings.grace, look)
