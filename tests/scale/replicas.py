"""Replicas: processes of `serve`, each on a port of its own, that can be killed, stopped and started again."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app.settings import ROOT
from tests.server import free_port, wait_until_ready


class Replica:
    """One process that serves a store; all signals go to it and to what it started, and to nothing else."""

    def __init__(self, store: Path, environment: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        settings = {"STORE": str(store), "PORT": str(self.port), "URL": "https://facts.example.org"}
        self._environment = {
            **os.environ,
            **{f"CHANCERY_{name}": value for name, value in settings.items()},
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until_ready(self._process, self.base, 60)

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, number)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """As a crash would: at once, whatever is under way."""
        self.end(signal.SIGKILL)

    def end(self, number: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None and self.is_running:
            self.send(signal.SIGCONT)
            self.send(number)
            self._process.wait(timeout=30)


@contextmanager
def replicas(*stores: Path) -> Iterator[Sequence[Replica]]:
    """A replica over each of these stores, all answering; all of them are ended."""
    with ExitStack() as ending:
        started = []
        for store in stores:
            started.append(Replica(store))
            ending.callback(started[-1].end)
            started[-1].start()
        yield started
