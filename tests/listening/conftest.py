"""The real server over the seeds, with deadlines that a test can wait for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.listening.short import SHORT
from tests.server import Started, shortly, started


@pytest.fixture(scope="session")
def strict(link: Path) -> Iterator[Started]:
    """A server that is strict with its clients; what it has to say about them is on its standard error."""
    with started(link, shortly(SHORT)) as server:
        yield server
