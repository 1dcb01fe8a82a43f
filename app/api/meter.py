"""The meter: what a process has answered, by route and status, in plain numbers that cost next to nothing to add to.

Several processes over one folder each leave their numbers there once a second; whoever is asked adds them all up.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from time import perf_counter

import msgspec

BOUNDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds, in seconds, of what is told apart of how long answers took; the last class is open."""
OTHER = "other"
"""The route of whatever is at no resource of ours."""


@dataclass(slots=True)
class Tally:
    """The answers of one route with one status: seconds and bytes in all, and how many were kept ready."""

    seconds: float = 0.0
    bytes: int = 0
    kept: int = 0
    taking: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    """How many took as long as each class of `BOUNDS`."""

    @property
    def answers(self) -> int:
        return sum(self.taking)

    def add(self, begun: float, size: int) -> None:
        """One more that was made for this request, which began at this `perf_counter`."""
        took = perf_counter() - begun
        self.seconds += took
        self.bytes += size
        self.taking[bisect_left(BOUNDS, took)] += 1

    def add_kept(self, begun: float, size: int) -> None:
        """One more that was kept ready."""
        took = perf_counter() - begun
        self.kept += 1
        self.seconds += took
        self.bytes += size
        self.taking[bisect_left(BOUNDS, took)] += 1

    def plus(self, other: "Tally") -> "Tally":
        taking = [one + more for one, more in zip(self.taking, other.taking, strict=True)]
        return Tally(self.seconds + other.seconds, self.bytes + other.bytes, self.kept + other.kept, taking)


@dataclass(slots=True)
class Events:
    """What happened to the process as a whole, how often."""

    taken: int = 0
    """Publications that were taken up."""
    refused: int = 0
    """Publications that could not be."""
    overloaded: int = 0
    """Requests that were turned away because too many waited."""


@dataclass(slots=True)
class Counts:
    """All numbers of one process, or of several together."""

    tallies: dict[str, dict[int, Tally]] = field(default_factory=dict)
    """Route → status → tally: no more than there are routes and statuses, whatever is asked."""
    events: Events = field(default_factory=Events)
    cache_answers: int = 0
    cache_bytes: int = 0


class Meter:
    """The numbers of this process, and of those that share its folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.counts = Counts()
        self.cache: Callable[[], tuple[int, int]] = lambda: (0, 0)
        """How many answers are kept ready, in how many bytes."""
        self._folder = folder
        self._own = f"{os.getpid()}.json"

    @property
    def events(self) -> Events:
        return self.counts.events

    def tally(self, route: str, status: int) -> Tally:
        try:
            return self.counts.tallies[route][status]
        except KeyError:
            return self.counts.tallies.setdefault(route, {}).setdefault(status, Tally())

    def share(self) -> None:
        """Leave the numbers for the other processes, whole or not at all."""
        if self._folder is not None:
            self._look()
            fresh = self._folder / f".{self._own}"
            fresh.write_bytes(msgspec.json.encode(self.counts))
            fresh.rename(self._folder / self._own)

    def together(self) -> Counts:
        """The numbers of all processes; those of one that has ended still count."""
        self._look()
        total = Counts()
        for counts in (self.counts, *self._others()):
            for route, by_status in counts.tallies.items():
                for status, tally in by_status.items():
                    own = total.tallies.setdefault(route, {})
                    own[status] = own.get(status, Tally()).plus(tally)
            for name in (each.name for each in fields(Events)):
                setattr(total.events, name, getattr(total.events, name) + getattr(counts.events, name))
            total.cache_answers += counts.cache_answers
            total.cache_bytes += counts.cache_bytes
        return total

    def _look(self) -> None:
        self.counts.cache_answers, self.counts.cache_bytes = self.cache()

    def _others(self) -> Iterator[Counts]:
        if self._folder is not None:
            for path in sorted(self._folder.glob("[!.]*.json")):
                if path.name != self._own:
                    yield msgspec.json.decode(path.read_bytes(), type=Counts)
