"""What is being served: one store, by one program."""

from dataclasses import dataclass

from app.store.reader import Reader


@dataclass(slots=True)
class Serving:
    """The store that answers are made from, or why there is none; the program; and when the newer of both was made."""

    reader: Reader | None
    fault: str
    release: str
    modified: int
    """Seconds since 1970."""
