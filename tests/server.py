"""A server as a process of its own: a port for it, the moment when it answers, and its end."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.settings import ROOT


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
def serving(store: Path) -> Iterator[str]:
    """`serve` a store on a free port; yields its base address, and ends it by its own process id."""
    port = free_port()
    environment = {**os.environ, "CHANCERY_STORE": str(store), "CHANCERY_PORT": str(port)}
    process = subprocess.Popen([sys.executable, "-m", "app.cli", "serve"], cwd=ROOT, env=environment)
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until_ready(process, base, 60)
        yield base
    finally:
        process.terminate()
        process.wait(timeout=30)
