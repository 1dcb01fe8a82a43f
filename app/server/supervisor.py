"""Several processes that share one listening socket, and the one that looks after them.

uvicorn's supervisor starts a worker anew that has died or does not answer. Here it also does so ever more slowly where
that does not help, lets the socket go as soon as it is told to stop, and waits for no worker longer than the grace.
"""

import signal
import socket
import time
from collections.abc import Sequence

from uvicorn.supervisors.multiprocess import Multiprocess, Process

from app.logs import log
from app.server.config import Config

YOUNG = 10.0
"""Seconds: a worker that dies sooner than this will most likely do it again."""
PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
"""Seconds until a worker is started in place of one that died young, the first time, the second, and so on."""
MARGIN = 3.0
"""Seconds that a worker may take to end, besides the grace."""


class Supervisor(Multiprocess):
    """Keeps as many workers as there should be."""

    def __init__(self, config: Config, sockets: list[socket.socket]) -> None:
        super().__init__(config, sockets)
        self.failed = False
        """Whether the workers could not even be started."""
        self._grace = config.settings.grace
        self._born: dict[int | None, float] = {}
        self._died_young = 0
        self._not_before = 0.0

    def keep_subprocess_alive(self) -> None:
        """Called twice a second."""
        now = time.monotonic()
        for each in self.processes:
            self._born.setdefault(each.pid, now)
        if self.should_exit.is_set() or now < self._not_before:
            return
        before = list(self.processes)
        super().keep_subprocess_alive()
        self.failed = self.should_exit.is_set()
        self._note([each for each in before if each not in self.processes], now)

    def _note(self, dead: Sequence[Process], now: float) -> None:
        """Say which workers died; if they were young, the next one that dies must wait for its successor."""
        for each in dead:
            age = now - self._born.pop(each.pid, now)
            self._died_young = self._died_young + 1 if age < YOUNG else 0
            pause = PAUSES[min(self._died_young, len(PAUSES) - 1)]
            self._not_before = now + pause
            log.error("worker %s ended (%s) after %.0f s; another one was started", each.pid, _how(each.exitcode), age)

    def terminate_all(self) -> None:
        """Told to stop: nobody connects from now on, not even to a worker that is still busy."""
        for each in self.sockets:
            each.close()
        super().terminate_all()

    def join_all(self) -> None:
        until = time.monotonic() + self._grace + MARGIN
        for each in self.processes:
            each.process.join(max(0.0, until - time.monotonic()))
            if each.process.is_alive():
                log.error("worker %s does not end, and is ended", each.pid)
                each.kill()
                each.process.join()


def _how(exitcode: int | None) -> str:
    """How a process ended, as people say it."""
    if exitcode is not None and exitcode < 0:
        return signal.Signals(-exitcode).name
    return f"status {exitcode}"
