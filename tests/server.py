"""A server as a process of its own: a port for it, the moment when it answers, and its end."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.settings import ROOT

SERVE = ("-m", "app.cli", "serve")


def shortly(limits: Mapping[str, float], application: str = "app.main:from_settings") -> tuple[str, ...]:
    """What starts the server with other deadlines than those it has, or with another application."""
    return "-m", "tests.listening.short", application, json.dumps(limits)


@dataclass(frozen=True, slots=True)
class Started:
    """A server that runs."""

    process: "subprocess.Popen[bytes]"
    port: int
    errors: IO[bytes]
    """What it writes on standard error."""

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def logged(self) -> str:
        """What it has written on standard error so far."""
        return os.pread(self.errors.fileno(), 1 << 20, 0).decode()

    @property
    def workers(self) -> list[int]:
        """The processes that it has started and that serve."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [int(child) for child in children if "spawn_main" in _command(child)]


def _command(pid: str) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def wait_until_ready(process: "subprocess.Popen[str] | subprocess.Popen[bytes]", base: str, seconds: float) -> None:
    """Wait for the first good answer of a server; one that has ended, or takes longer, fails the test."""
    deadline = time.monotonic() + seconds
    while not answers(f"{base}/readyz"):
        assert process.poll() is None, "the server ended"
        assert time.monotonic() < deadline, "the server did not answer in time"
        time.sleep(0.05)


def answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as response:
        return bool(response.status == 200)
    return False


@contextmanager
def started(
    store: Path, what: tuple[str, ...] = SERVE, environment: Mapping[str, str] | None = None
) -> Iterator[Started]:
    """A server over a store on a free port, ready; ended by its own process id, if it has not ended by then."""
    port = free_port()
    variables = {**os.environ, "CHANCERY_STORE": str(store), "CHANCERY_PORT": str(port), **(environment or {})}
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            [sys.executable, *what], cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=errors
        )
        server = Started(process, port, errors)
        try:
            wait_until_ready(process, server.base, 60)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=30)


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """`serve` a store on a free port; yields its base address, and ends it by its own process id."""
    with started(store) as server:
        yield server.base
