"""What all tests share: the seed store, built once a session and opened read-only, and a client for it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from app.ingest.job import Ingested, ingest
from app.settings import Settings
from app.store.reader import Reader
from tests.client import Client
from tests.server import serving
from tests.workshop import Workshop

# The machine that runs this may be slow; a property is not wrong because an example took long.
settings.register_profile("chancery", deadline=None, derandomize=True)
settings.load_profile("chancery")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    """The seeds, ingested once."""
    return ingest(Settings(store=tmp_path_factory.mktemp("store") / "current.db"))


@pytest.fixture(scope="session")
def link(published: Ingested) -> Path:
    return published.store.with_name("current.db")


@pytest.fixture(scope="session")
def reader(link: Path) -> Iterator[Reader]:
    with closing(Reader.open(link)) as opened:
        yield opened


@pytest.fixture(scope="session")
def client(link: Path) -> Iterator[Client]:
    with closing(Client(Settings(store=link))) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(link: Path) -> Iterator[str]:
    """A process that serves the seeds; its base address."""
    with serving(link) as base:
        yield base


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """An empty seeds folder to write documents and claims into."""
    return Workshop(tmp_path)
