"""One PostgreSQL for all of these tests, and the seeds published in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from app.ingest.job import Ingested, ingest
from app.settings import Settings
from app.store.loading import publish
from tests.postgres import Postgres, postgres


@pytest.fixture(scope="session")
def database_server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def own_server() -> Iterator[Postgres]:
    """One that nobody else needs."""
    with postgres() as server:
        yield server


@dataclass(frozen=True)
class Databases:
    """The same data in both: how the file is served, and how the database is, by a role that may only read."""

    sqlite: Settings
    postgres: Settings
    ingesting: Settings
    """As a role that may write."""
    done: Ingested


@pytest.fixture(scope="session")
def seeds_published(database_server: Postgres, published: Ingested) -> Iterator[str]:
    """A database that holds the seeds, to be copied and to be left alone otherwise."""
    with database_server.database() as name:
        publish(database_server.url(name), published.store, lambda reader: None)
        yield name


@pytest.fixture(scope="session")
def databases(
    database_server: Postgres, published: Ingested, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Databases]:
    """The seeds."""
    role = database_server.role("reading")
    folder = tmp_path_factory.mktemp("ingesting")
    with database_server.database() as name:
        ingesting = Settings(store=folder / "current.db", database=database_server.url(name))
        done = ingest(ingesting)
        serving = replace(ingesting, database=database_server.url(name, role))
        yield Databases(Settings(store=published.store.with_name("current.db")), serving, ingesting, done)
