"""What is being served: one published store, by one process of one program."""

from dataclasses import dataclass

from app.api.lending import Lending
from app.api.meter import Meter
from app.store.published import Store


@dataclass(slots=True)
class Process:
    """What outlives a data set: the program, where it is reached, what it counts, and what it could not take up."""

    release: str
    """The digest of the program."""
    written: int
    """When the program was written, in seconds since 1970."""
    origin: str
    """What whole addresses begin with, as in `https://facts.example.org`."""
    meter: Meter
    refused: str = ""
    """Why what is published now is not what is served; empty if it is."""
    unreachable: str = ""
    """Why the database does not answer; empty if it does, or if there is none."""
    access_log: bool = False

    @property
    def program(self) -> str:
        """What answers depend on besides the data and the question."""
        return f"{self.release} {self.origin}"


@dataclass(slots=True)
class Serving:
    """A store that answers are made from, or why there is none."""

    store: Store | None
    fault: str
    process: Process
    lending: Lending

    @classmethod
    def of(cls, store: Store | None, fault: str, process: Process) -> "Serving":
        return cls(store, fault, process, Lending(store.readers if store else (), process.meter.events))

    @property
    def digest(self) -> str:
        """The digest of the data set; empty if there is none."""
        return self.store.digest if self.store else ""

    @property
    def modified(self) -> int:
        """When the newer of data and program was made, in seconds since 1970."""
        return max(self.process.written, int(self.store.edition.published) if self.store else 0)

    @property
    def unready(self) -> str:
        """Why not every question can be answered; empty if it can."""
        return self.fault or self.process.unreachable
