"""Serving: the socket, the processes, and the end."""

import os
import resource
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from app.server.config import BACKLOG, Config
from app.server.limits import LIMITS, Limits
from app.server.supervisor import Supervisor
from app.settings import BadSetting, Settings

STOPPING = (signal.SIGTERM, signal.SIGINT)
"""What tells the server to stop."""
BESIDES = 300
"""Files that a process has open besides its connections, at most: readers of two stores, pipes, and those refused."""


def listen(settings: Settings, limits: Limits = LIMITS) -> socket.socket:
    """The socket to serve on, taken before anything is said of it. Raises `BadSetting`."""
    listening = _bound(settings)
    if sys.platform == "linux":
        # Every connection inherits it: the system ends one that has waited so long for the client to take something,
        # whether the client is gone or does not want to, and whether or not we still hold what it should take.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(limits.stall * 1000))
    return listening


def _bound(settings: Settings) -> socket.socket:
    where = f"{settings.host}:{settings.port}"
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except PermissionError as error:
        raise BadSetting(f"cannot listen on {where} ({error.strerror}): set CHANCERY_PORT to one above 1023") from error
    except OSError as error:
        raise BadSetting(f"cannot listen on {where} ({error.strerror}): set CHANCERY_HOST or CHANCERY_PORT") from error


def serve(app: str, settings: Settings, begun: Callable[[], None], limits: Limits = LIMITS) -> int:
    """Serve the application that this names (`module:factory`) until told to stop; returns the exit status.

    `begun` is called as soon as clients can connect. Each process makes the application for itself, as its environment
    says. To be told to stop is no failure: 0. Raises `BadSetting` before anything is served.
    """
    room_for_files(settings)
    with listen(settings, limits) as listening:
        config = Config(app, settings, limits)
        if settings.workers > 1:
            return _several(config, listening, begun)
        begun()
        server = uvicorn.Server(config)
        for each in STOPPING:
            # uvicorn takes these over while it runs and raises them once more when it has stopped: to the same end.
            signal.signal(each, server.handle_exit)
        server.run(sockets=[listening])
        return 0 if server.started else 1


def _several(config: Config, listening: socket.socket, begun: Callable[[], None]) -> int:
    with shared_metrics(config.settings):
        begun()
        supervisor = Supervisor(config, [listening])
        supervisor.run()
        return 1 if supervisor.failed else 0


def room_for_files(settings: Settings) -> None:
    """Let this process, and those it starts, open as many files as all connections need. Raises `BadSetting`."""
    need = settings.connections + BESIDES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and need > hard:
        raise BadSetting(
            f"CHANCERY_CONNECTIONS={settings.connections} needs {need} open files, and this process may have {hard}: "
            f"raise that (ulimit -n), or set it to {max(10, hard - BESIDES)} or less"
        )
    if soft != resource.RLIM_INFINITY and need > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (need, hard))


@contextmanager
def shared_metrics(settings: Settings) -> Iterator[None]:
    """A folder in which workers add up what they count, told to them in their environment. Raises `BadSetting`."""
    if settings.metrics is not None:
        yield
        return
    try:
        folder = tempfile.mkdtemp(prefix="chancery-")
    except OSError as error:
        raise BadSetting(
            f"several workers need a folder for what they count, and none can be made ({error.strerror}): "
            "let one be written (in a container: a tmpfs at /tmp), name another one in CHANCERY_METRICS, "
            "or set CHANCERY_WORKERS=1"
        ) from error
    os.environ["CHANCERY_METRICS"] = folder
    try:
        yield
    finally:
        del os.environ["CHANCERY_METRICS"]
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def leaving_at_once() -> Iterator[None]:
    """While nothing is served yet, to be told to stop ends the process, with 0: also as the first in a container."""

    def leave(*_: object) -> None:
        raise SystemExit(0)

    before = {each: signal.signal(each, leave) for each in STOPPING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
