"""Editions: what is published, one store after the other, and each of them opened."""

from dataclasses import dataclass
from typing import Protocol

from app.store.reader import Reader

GRACE = 1.0
"""Seconds from the moment of a publication until every process serves it, all at the same moment."""
LENT = 2
"""How many readers a store has for threads besides the one for the event loop."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One published store: its name, and the moments (seconds since 1970) of its publication and from which every
    process serves it."""

    name: str
    """SQLite: the name of its file; PostgreSQL: that of its schema."""
    published: float
    due: float
    """By the clock of this machine."""


class Store:
    """One edition, proved and open."""

    def __init__(self, edition: Edition, quick: Reader | None, readers: tuple[Reader, ...]) -> None:
        self.edition = edition
        self.digest = readers[0].digest
        self.quick = quick
        """For the event loop alone: it answers within the process. None where asking means waiting for another one."""
        self.readers = readers
        """As many as may be lent to threads, each to one at a time."""

    def altered(self) -> bool:
        """Whether it has been written to since, so that nothing proved holds any more; may be asked in any thread."""
        return self.readers[0].altered()

    def close(self) -> None:
        """Give everything back. Nobody may be reading any more."""
        for reader in (*self.readers, *([self.quick] if self.quick else [])):
            reader.close()


class Publication(Protocol):
    """Where stores are published."""

    def current(self) -> Edition:
        """What is published now: cheap, and to be asked in a thread. Raises `StoreUnusable`."""
        ...

    def open(self, edition: Edition) -> Store:
        """Prove an edition and open it: this takes its time. Raises `StoreUnusable`."""
        ...

    def reader(self) -> Reader | None:
        """One reader of what is published now, with all the time that it needs; None if nothing ever was.

        Raises `StoreUnusable`.
        """
        ...

    def close(self) -> None:
        """Give back what is open to see what is published. What was opened of it has its own end."""
        ...
