"""Serving from PostgreSQL: limits, restarts, a server that is frozen, addresses that lead nowhere."""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from app.errors import StoreUnreachable, StoreUnusable, TooExpensive
from app.model.records import ACTOR
from app.settings import Settings
from app.store.editions import GRACE, LENT, Store
from app.store.published import publication_of
from app.store.releases import Releases
from tests.postgres import Postgres
from tests.store.conftest import Databases

SLEEP = "SELECT 1 FROM pg_sleep(?)"


@contextmanager
def opened(url: str) -> Iterator[tuple[Releases, Store]]:
    """What is published there, as a server has it."""
    with closing(Releases(url)) as releases, closing(releases.open(releases.current())) as store:
        yield releases, store


def reading(server: Postgres, database: str) -> Releases:
    """As a role sees them that may only read."""
    return Releases(server.url(database, server.role("reading")))


@pytest.fixture
def url(databases: Databases) -> str:
    assert databases.postgres.database is not None
    return databases.postgres.database


@pytest.fixture
def server(database_server: Postgres) -> Iterator[Postgres]:
    """Is up again afterwards, whatever was done to it."""
    yield database_server
    if database_server.process is None:
        database_server.start()
    database_server.thaw()
    database_server.wait()


def quickly(what: Callable[[], object], error: type[Exception], match: str, seconds: float = 0.2) -> None:
    begun = time.monotonic()
    with pytest.raises(error, match=match):
        what()
    assert time.monotonic() - begun < seconds


# What is published


def test_an_edition(url: str, databases: Databases, database_server: Postgres) -> None:
    """Is the same each time; the moment from which it is served is a second after it was published."""
    with opened(url) as (releases, store):
        edition = releases.current()
        assert edition == store.edition == releases.current()
        assert edition.name == databases.done.name
        assert (store.digest, store.quick, len(store.readers)) == (databases.done.digest, None, LENT)
        assert abs(edition.published + GRACE - edition.due) < 0.5  # one machine has one clock


def test_what_is_open_stays_what_it_is(database_server: Postgres, seeds_published: str) -> None:
    """A reader of one edition answers from that one, whatever is published later."""
    with database_server.database(like=seeds_published) as name:
        url = database_server.url(name)
        with opened(url) as (releases, store):
            schema = store.edition.name
            database_server.query(f"CREATE SCHEMA chancery_9_{'0' * 16}", name)
            copied = "sha256, digest, version, rendering, clock_timestamp() FROM chancery.releases"
            database_server.query(
                f"INSERT INTO chancery.releases SELECT 'chancery_9_0000000000000000', 9, {copied}", name
            )
            with pytest.raises(StoreUnusable, match="not whole"):
                releases.current()
            assert store.readers[0].ids("actors") == store.readers[1].ids("actors")
            assert store.edition.name == schema


def test_nothing_is_published(database_server: Postgres) -> None:
    with database_server.database() as name:
        publication = publication_of(Settings(database=database_server.url(name)))
        with closing(publication):
            with pytest.raises(StoreUnusable, match=r"nothing is published.*ingest"):
                publication.current()
            assert publication.reader() is None


CHANGES = {
    "another version of the schema": (
        "UPDATE {0}.alembic_version SET version_num = '0001'; UPDATE chancery.releases SET version = '0001'",
        "has schema 0001, this program reads .*ingest",
    ),
    "another rendering": (
        "UPDATE {0}.dataset SET rendering = 1; UPDATE chancery.releases SET rendering = 1",
        "has rendering 1, this program reads .*ingest",
    ),
    "another digest": ("UPDATE {0}.dataset SET digest = repeat('0', 64)", "is not what was published.*ingest"),
    "no data set": ("DELETE FROM {0}.dataset", "is not what was published.*ingest"),
    "no version": ("DROP TABLE {0}.alembic_version", "is not whole.*ingest"),
    "no schema": ("DROP SCHEMA {0} CASCADE", "is not whole.*ingest"),
    "a schema that is none": ("UPDATE chancery.releases SET schema = 'public'", "no schema of Chancery.*ingest"),
    "another kind of table": ("ALTER TABLE chancery.releases DROP COLUMN digest", "nothing is published.*ingest"),
    "no rights": ("REVOKE ALL ON SCHEMA chancery FROM PUBLIC", "may not read.*GRANT"),
    "no rights to read what there is": ("REVOKE ALL ON SCHEMA {0} FROM PUBLIC", "may not read.*GRANT"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_what_was_published(database_server: Postgres, seeds_published: str, change: str) -> None:
    """Is refused, by a server that looks again as by one that has just started; and nothing breaks with it."""
    sql, says = CHANGES[change]
    with database_server.database(like=seeds_published) as name, closing(reading(database_server, name)) as releases:
        before = releases.current()
        database_server.query(sql.format(before.name), name)
        for _ in range(2):
            with pytest.raises(StoreUnusable, match=says) as refusal:
                releases.current()
            assert not isinstance(refusal.value, StoreUnreachable)


def test_a_schema_that_goes_while_it_is_served(database_server: Postgres, seeds_published: str) -> None:
    with database_server.database(like=seeds_published) as name:
        url = database_server.url(name)
        with opened(url) as (_, store):
            database_server.query(f"DROP SCHEMA {store.edition.name} CASCADE", name)
            with pytest.raises(StoreUnusable, match=r"is not what was published \(relation .*\): run"):
                store.readers[0].ids("actors")


# Who reads


def test_nothing_can_be_written(url: str, databases: Databases) -> None:
    """Not by a role that may only read, nor by the one that made it all."""
    for address in (url, databases.ingesting.database or ""):
        with opened(address) as (_, store):
            for statement in ("DELETE FROM claims", "CREATE TABLE more (x int)", "DROP TABLE claims"):
                with pytest.raises(StoreUnusable, match=r"read-only|permission denied|must be owner"):
                    store.readers[0]._all(statement)
            assert store.readers[0].count(ACTOR) == 9


def test_a_role_that_may_write_is_told_of_once(
    databases: Databases, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "chancery"):
        with closing(Releases(url)) as releases:
            releases.current()
        assert caplog.text == ""
        with closing(Releases(databases.ingesting.database or "")) as releases:
            releases.current()
            releases.current()
        assert caplog.text.count("may write") == 1


@pytest.mark.parametrize(
    "grant", ["CREATE ON DATABASE {0}", "INSERT ON ALL TABLES IN SCHEMA {1}", "CREATE ON SCHEMA {1}"]
)
def test_rights_that_are_too_many(
    database_server: Postgres, seeds_published: str, caplog: pytest.LogCaptureFixture, grant: str
) -> None:
    with database_server.database(like=seeds_published) as name:
        role = database_server.role("too_much")
        with closing(Releases(database_server.url(name))) as releases:
            schema = releases.current().name
        caplog.clear()
        database_server.query(f"GRANT {grant.format(name, schema)} TO {role}", name)
        with closing(Releases(database_server.url(name, role))) as releases:
            releases.current()
        assert caplog.text.count("may write") == 1


# Time


def test_a_statement_has_its_time(url: str) -> None:
    """What takes longer is stopped by the server, and the next one is answered as if nothing had been."""
    with opened(url) as (_, store):
        reader = store.readers[0]
        quickly(lambda: reader._all(SLEEP, 3), TooExpensive, r"0\.5 seconds", 1.5)
        assert len(reader.ids("actors")) == 9
        with reader.within(0.05):
            quickly(lambda: reader._all(SLEEP, 3), TooExpensive, "seconds", 0.5)
            quickly(lambda: reader.ids("actors"), TooExpensive, "longer", 0.5)
        with reader.within(2):
            assert reader._all(SLEEP, 0.7) == [(1,)]
        quickly(lambda: reader._all(SLEEP, 3), TooExpensive, r"0\.5 seconds", 1.5)


def test_a_reader_without_limits(url: str) -> None:
    with closing(Releases(url)) as releases:
        reader = releases.reader()
        assert reader is not None
        with closing(reader):
            assert reader._all(SLEEP, 0.7) == [(1,)]


# A server that comes and goes


def test_a_connection_that_is_cut(url: str, server: Postgres) -> None:
    """Nobody notices."""
    with opened(url) as (releases, store):
        assert len(store.readers[0].ids("actors")) == 9
        server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chancery'")
        assert all(len(reader.ids("actors")) == 9 for reader in store.readers)
        assert releases.current() == store.edition


def test_a_server_that_is_restarted(url: str, server: Postgres) -> None:
    """Down it is unreachable at once; up again it is answered from, and nobody has to be told."""
    with opened(url) as (releases, store):
        server.stop()
        for reader in store.readers:
            quickly(lambda reader=reader: reader.ids("actors"), StoreUnreachable, "nothing listens there")  # type: ignore[misc]
        quickly(releases.current, StoreUnreachable, "nothing listens there")
        server.start()
        assert releases.current() == store.edition
        assert all(len(reader.ids("actors")) == 9 for reader in store.readers)
        server.stop()
        server.start()
        assert all(len(reader.ids("actors")) == 9 for reader in store.readers)
        assert releases.current() == store.edition


def test_it_is_down_until_it_is_seen_to_be_up(url: str, server: Postgres) -> None:
    """While it is down nobody else is sent to look: who looks after it says when it is back."""
    with opened(url) as (releases, store):
        server.stop()
        quickly(lambda: store.readers[0].ids("actors"), StoreUnreachable, "nothing listens")
        server.start()
        quickly(lambda: store.readers[1].ids("actors"), StoreUnreachable, "nothing listens", 0.01)
        releases.current()
        assert len(store.readers[1].ids("actors")) == 9


def test_a_frozen_server(url: str, server: Postgres) -> None:
    """It does not stop what takes too long, so who waits does, once; and it is as good as ever when it is thawed."""
    with opened(url) as (releases, store):
        server.freeze()
        quickly(lambda: store.readers[0].ids("actors"), StoreUnreachable, "does not answer", 2.5)
        for reader in store.readers:
            quickly(lambda reader=reader: reader.ids("actors"), StoreUnreachable, "does not answer", 0.01)  # type: ignore[misc]
        quickly(releases.current, StoreUnreachable, "does not answer", 4)
        quickly(releases.current, StoreUnreachable, "does not answer", 2.5)
        server.thaw()
        assert releases.current() == store.edition
        assert all(len(reader.ids("actors")) == 9 for reader in store.readers)


def test_a_server_that_lets_nobody_in(database_server: Postgres, seeds_published: str) -> None:
    """What is open goes on; what has to be opened anew is told why not."""
    with database_server.database(like=seeds_published) as name:
        url = database_server.url(name, database_server.role("shut_out"))
        with opened(url) as (releases, store):
            database_server.query(f"REVOKE CONNECT ON DATABASE {name} FROM PUBLIC")
            assert len(store.readers[0].ids("actors")) == 9
            database_server.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'shut_out'")
            with pytest.raises(StoreUnusable, match="may not connect"):
                store.readers[0].ids("actors")
            with pytest.raises(StoreUnusable, match="may not connect"):
                releases.current()
            database_server.query(f"GRANT CONNECT ON DATABASE {name} TO PUBLIC")
            assert releases.current() == store.edition
            assert len(store.readers[0].ids("actors")) == 9


# Addresses

SECRET = "pa55/w0rd@x"
WRONG: list[tuple[str, str, type[StoreUnusable]]] = [
    ("postgresql://{role}:{secret}@127.0.0.1:{port}/{name}", "user or its password is refused", StoreUnusable),
    ("postgresql://nobody-at-all:{secret}@127.0.0.1:{port}/{name}", "user or its password is refused", StoreUnusable),
    ("postgresql://{role}:{good}@127.0.0.1:{port}/no_such", "no such database", StoreUnusable),
    ("postgresql://{role}:{good}@127.0.0.1:1/{name}", "nothing listens there", StoreUnreachable),
    ("postgresql://{role}:{good}@no-such-host.invalid/{name}", "host is not known", StoreUnreachable),
    ("postgresql://{role}:pa55/w0rd@x@127.0.0.1:{port}/{name}", "port is none", StoreUnusable),
    ("postgresql://{role}:pa55@w0rd@127.0.0.1:{port}/{name}", "not written as %2F or %40", StoreUnreachable),
    ("postgresql://{role}:pa55%w0rd@127.0.0.1:{port}/{name}", "% code.*cannot be read", StoreUnusable),
    ("postgresql://{role}:{good}@127.0.0.1:{port}/{name}?pa55=1", "cannot be read", StoreUnusable),
    ("postgresql://{role}:{good}@127.0.0.1:{port}/{name}?sslmode=require", "encryption", StoreUnusable),
    ("postgresql://{role}:{good}@127.0.0.1:99999/{name}", "port is none", StoreUnusable),
    (
        "postgresql://{role}:{good}@127.0.0.1:{port}/{name}?options=-c%20pa55%3D1",
        "does not know an option",
        StoreUnusable,
    ),
]


@pytest.mark.parametrize(("address", "says", "error"), WRONG)
def test_an_address_that_is_wrong(
    databases: Databases, database_server: Postgres, address: str, says: str, error: type[StoreUnusable]
) -> None:
    """Is told with what to do, and no word of the password, not even in a traceback."""
    given = (databases.postgres.database or "").rpartition("/")[2]
    good, port = database_server.password, database_server.port
    url = address.format(role="reading", secret="pa55%2Fw0rd%40x", good=good, port=port, name=given)
    with pytest.raises(StoreUnusable, match=says) as refusal, closing(Releases(url)) as releases:
        releases.current()
    assert type(refusal.value) is error
    told = "".join(traceback.format_exception(refusal.value))
    assert not any(part in told for part in ("pa55", "w0rd", good)), told


def test_settings_of_the_address_are_kept(url: str) -> None:
    """What an operator adds to it goes before what is usual, but not before what must be."""
    more = f"{url}?application_name=mine&options=-c%20work_mem%3D5MB%20-c%20default_transaction_read_only%3Doff"
    with opened(more) as (_, store):
        names = ("application_name", "work_mem", "transaction_read_only")
        asked = ", ".join(f"current_setting('{name}')" for name in names)
        assert store.readers[0]._all(f"SELECT {asked}") == [("mine", "5MB", "on")]


def test_what_no_text_can_hold(url: str) -> None:
    """A NUL is in no text there, and is found nowhere."""
    with opened(url) as (_, store):
        assert not store.readers[0].has("actors", "a\0")
        assert store.readers[0].near("actors", "\0")[0] == store.readers[0].ids("actors")[0]
