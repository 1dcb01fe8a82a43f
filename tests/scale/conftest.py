"""Two processes over the seeds with nginx before them, started once for all that only reads."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.scale.nginx import Nginx, nginx
from tests.scale.replicas import Replica, replicas


@pytest.fixture(scope="package")
def pair(link: Path) -> Iterator[Sequence[Replica]]:
    with replicas(link, link) as started:
        yield started


@pytest.fixture(scope="package")
def cache(pair: Sequence[Replica]) -> Iterator[Nginx]:
    with nginx([each.port for each in pair], {"client_header_timeout 10s": "client_header_timeout 1s"}) as started:
        yield started
