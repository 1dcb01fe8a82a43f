"""Progress: what a run is at, for whoever waits for it."""

from collections.abc import Callable

Tell = Callable[[str], None]
"""Is told what is being done now."""


def silent(_: str) -> None:
    """Nobody waits."""
