"""All connections of one process: how many there may be, what each is doing, and for how long it has.

Nothing is noted while a connection is used. Once a second all of them are looked at, and one that is found doing the
same thing as at earlier looks, for longer than that may last, is ended.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from enum import Enum
from typing import Protocol

from app.logs import log
from app.server.limits import Limits

LEAVING = 100
"""How many connections that were refused may linger at a time; the others are closed at once."""


class Phase(Enum):
    """What a connection is doing; its value says what it was when it had to be ended."""

    SILENT = "silent from the start"
    HEAD = "too slow with a request"
    ANSWERING = "waiting for an answer"
    SENDING = "taking an answer"
    IDLE = "idle"
    LEAVING = "refused and still there"


State = tuple[Phase, object]
"""What a connection is doing, and for which request."""


class Connection(Protocol):
    """One connection, as it is looked at."""

    seen: State | None
    """What it was doing when it was looked at last; None if it has not been yet."""
    since: float
    """At which look it was first seen doing that, by the clock of the loop."""

    def state(self) -> State:
        """What it is doing at this moment."""

    def end(self, phase: Phase) -> None:
        """End it for having done this for too long."""

    def cut(self) -> None:
        """End it at once."""


class Connections:
    """The connections of one process."""

    def __init__(self, limits: Limits, most: int, grace: float, each_look: Callable[[], None]) -> None:
        self.limits = limits
        self.stopping = False
        """Whether the next answer on each connection is its last one."""
        self._most = most
        self._grace = grace
        self._each_look = each_look
        self._open: set[Connection] = set()
        self._leaving: set[Connection] = set()
        self._spare: list[Connection] | None = None
        self._ended: Counter[str] = Counter()
        self._loop = asyncio.get_running_loop()
        self._may_last: dict[Phase, float] = {
            Phase.SILENT: limits.head,
            Phase.HEAD: limits.head,
            Phase.ANSWERING: float("inf"),  # that is not the client's doing
            Phase.SENDING: float("inf"),  # the system ends it when the client takes nothing any more
            Phase.IDLE: limits.idle,
            Phase.LEAVING: limits.linger,
        }
        self._sweep()

    def admit(self, connection: Connection) -> bool:
        """Take in a new connection; False if there is no room, and none that may be ended to make some."""
        if len(self._open) >= self._most and not self._make_room():
            self._ended["turned away"] += 1
            return False
        self._open.add(connection)
        return True

    def leave(self, connection: Connection) -> bool:
        """Let a connection that is refused linger; False if too many do already. It takes no other one's place."""
        self._open.discard(connection)
        if len(self._leaving) >= LEAVING:
            return False
        self._leaving.add(connection)
        return True

    def lost(self, connection: Connection) -> None:
        """A connection is gone."""
        self._open.discard(connection)
        self._leaving.discard(connection)

    def stop(self) -> None:
        """Every connection gets one more answer if it asks soon, and time until the grace ends to take it."""
        if not self.stopping:
            self.stopping = True
            self._loop.call_later(self.limits.last_call, self._cut, {Phase.SILENT, Phase.IDLE, Phase.LEAVING})
            self._loop.call_later(self._grace, self._cut, set(Phase))

    def _cut(self, phases: set[Phase]) -> None:
        for connection in (*self._open, *self._leaving):
            if connection.state()[0] in phases:
                connection.cut()

    def _sweep(self) -> None:
        self._loop.call_later(self.limits.sweep, self._sweep)
        self._each_look()
        self._spare = None
        now = self._loop.time()
        for connection in (*self._open, *self._leaving):
            state = connection.state()
            if state != connection.seen:
                connection.seen, connection.since = state, now
            elif now - connection.since >= self._may_last[state[0]]:
                self._ended[state[0].value] += state[0] is not Phase.IDLE
                connection.end(state[0])
        self._tell()

    def _tell(self) -> None:
        """One line for all that were ended since the last look: nobody can fill the log by connecting."""
        if told := {what: number for what, number in sorted(self._ended.items()) if number}:
            log.warning("connections were ended: %s", ", ".join(f"{number} {what}" for what, number in told.items()))
        self._ended.clear()

    def _make_room(self) -> bool:
        """End one connection that does nothing. All are looked through at most once between two sweeps."""
        if self._spare is None:
            self._spare = self._found_spare()
        while self._spare:
            connection = self._spare.pop()
            if connection in self._open and connection.state() == connection.seen:
                self._ended["to make room"] += 1
                self._open.discard(connection)
                connection.cut()
                return True
        return False

    def _found_spare(self) -> list[Connection]:
        """Connections that may go if others come, the first to go last: who never asked, or is slow at it; the idle."""
        now = self._loop.time()
        least = self.limits.sweep
        order = {Phase.IDLE: (0, least), Phase.HEAD: (1, max(least, self.limits.head / 4)), Phase.SILENT: (2, least)}
        found = []
        for connection in self._open:
            if connection.seen is not None and connection.seen[0] in order:
                rank, enough = order[connection.seen[0]]
                age = now - connection.since
                if age >= enough:
                    found.append((rank, age, id(connection), connection))
        return [connection for *_, connection in sorted(found)]
