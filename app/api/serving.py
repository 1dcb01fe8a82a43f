"""What is being served: one store, by one program."""

from dataclasses import dataclass

from app.store.reader import Reader


@dataclass(slots=True)
class Serving:
    """What answers are made from, or why there is nothing; the program; when the newer of both was made; and where."""

    reader: Reader | None
    fault: str
    release: str
    modified: int
    """Seconds since 1970."""
    origin: str
    """What whole addresses begin with."""
