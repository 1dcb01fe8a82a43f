"""Publication in PostgreSQL: whatever happens on the way, what was published stands, and nothing is left beside it."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from app.errors import AnotherIngestion, Finding, IngestionRefused, StoreNotWritten, StoreUnusable
from app.ingest.job import Ingested
from app.ingest.job import _require_proved as prove
from app.store import line as lines
from app.store.loading import publish
from app.store.reader import Reader
from app.store.releases import Releases
from tests.postgres import Postgres
from tests.workshop import SNAPSHOT, Workshop

SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'chancery%' ORDER BY 1"
BUSY = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'chancery' AND datname = '{}'"


def unproved(reader: Reader) -> None:
    """For what is not about the proof."""


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three stores that differ in one label."""
    workshop, found = Workshop(tmp_path_factory.mktemp("stores")), []
    for label in ("one", "two", "three"):
        workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "{label}"\ndate'))
        built = workshop.ingest().store
        found.append(workshop.seeds / built.name)
        found[-1].write_bytes(built.read_bytes())
    return found


@dataclass
class Place:
    """An empty database to publish in."""

    server: Postgres
    name: str

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        return self.server.query(sql, self.name)

    def schemas(self) -> list[object]:
        return [row[0] for row in self.query(SCHEMAS)]

    def current(self) -> str:
        releases = Releases(self.url)
        with closing(releases):
            return releases.current().name

    def quiet(self) -> None:
        """Wait until nobody is at work there any more."""
        deadline = time.monotonic() + 10
        while self.query(BUSY.format(self.name)) != [(0,)]:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def older(self, minutes: int) -> None:
        """As if everything had been published earlier."""
        self.query(f"UPDATE chancery.releases SET published = published - interval '{minutes} minutes'")


@pytest.fixture
def place(database_server: Postgres) -> Iterator[Place]:
    with database_server.database() as name:
        yield Place(database_server, name)


@pytest.fixture
def own(own_server: Postgres) -> Iterator[Place]:
    with own_server.database() as name:
        yield Place(own_server, name)


def test_what_is_published_is_proved_and_may_be_read_by_everybody(place: Place, stores: list[Path]) -> None:
    name = publish(place.url, stores[0], prove)
    assert place.schemas() == ["chancery", name]
    reading = place.server.role("reading")
    releases = Releases(place.server.url(place.name, reading))
    with closing(releases):
        assert releases.current().name == name
        reader = releases.reader()
        assert reader is not None
        with closing(reader):
            assert list(reader.faults()) == []
            assert b"".join(reader.bytes(10_000)) == stores[0].read_bytes()
            assert reader.size == stores[0].stat().st_size


def test_text_is_compared_by_code_point(place: Place, stores: list[Path]) -> None:
    """Whatever the database thinks of its alphabet: each column says it for itself."""
    name = publish(place.url, stores[0], unproved)
    collations = place.query(
        "SELECT DISTINCT coalesce(collname, 'none') FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
        "LEFT JOIN pg_collation ON pg_collation.oid = attcollation "
        f"WHERE relnamespace = '{name}'::regnamespace AND relkind IN ('r', 'i') AND atttypid = 'varchar'::regtype"
    )
    assert collations == [("C",)]


def test_the_same_store_once_more_changes_nothing(place: Place, stores: list[Path]) -> None:
    name = publish(place.url, stores[0], prove)
    before = place.query("SELECT * FROM chancery.releases")
    assert publish(place.url, stores[0], prove) == name
    assert place.query("SELECT * FROM chancery.releases") == before
    assert place.schemas() == ["chancery", name]


DAMAGES = {
    "a cell": "UPDATE {0}.reserve_snapshots SET amount = '1301'",
    "a row that is gone": "DELETE FROM {0}.claim_citations",
    "a table that is gone": "DROP TABLE {0}.words",
    "a schema that is gone": "DROP SCHEMA {0} CASCADE",
    "another version": "UPDATE {0}.alembic_version SET version_num = '0001'",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_was_damaged_is_mended_by_the_same_store(place: Place, stores: list[Path], damage: str) -> None:
    name = publish(place.url, stores[0], prove)
    place.query(DAMAGES[damage].format(name))
    again = publish(place.url, stores[0], prove)
    assert again != name
    assert place.current() == again
    assert publish(place.url, stores[0], prove) == again


def test_the_release_before_is_kept_and_older_ones_go(place: Place, stores: list[Path]) -> None:
    names = []
    for store in stores:
        names.append(publish(place.url, store, unproved))
        place.older(minutes=2)
    publish(place.url, stores[2], unproved)
    assert place.schemas() == sorted(["chancery", *names[1:]])
    assert place.query("SELECT schema FROM chancery.releases ORDER BY number") == [(name,) for name in names[1:]]


def test_what_was_replaced_a_moment_ago_may_still_be_served(place: Place, stores: list[Path]) -> None:
    names = [publish(place.url, store, unproved) for store in stores]
    assert place.schemas() == sorted(["chancery", *names])


def test_a_schema_that_somebody_reads_is_dropped_by_the_next_run(place: Place, stores: list[Path]) -> None:
    names = [publish(place.url, store, unproved) for store in stores]
    place.older(minutes=2)
    with closing(psycopg.connect(place.url)) as reading:
        reading.execute(f"SELECT count(*) FROM {names[0]}.claims".encode())
        assert publish(place.url, stores[2], unproved) == names[2]
        assert place.schemas() == sorted(["chancery", *names])
    publish(place.url, stores[2], unproved)
    assert place.schemas() == sorted(["chancery", *names[1:]])


def test_going_back_to_the_release_before(place: Place, stores: list[Path]) -> None:
    first, second = (publish(place.url, store, unproved) for store in stores[:2])
    assert place.current() == second
    place.query(f"UPDATE chancery.releases SET published = clock_timestamp() WHERE schema = '{first}'")
    assert place.current() == first
    third = publish(place.url, stores[1], unproved)
    assert place.current() == third
    assert third not in (first, second)


def test_a_clock_that_goes_backwards(place: Place, stores: list[Path]) -> None:
    publish(place.url, stores[0], unproved)
    place.query("UPDATE chancery.releases SET published = clock_timestamp() + interval '1 day'")
    second = publish(place.url, stores[1], unproved)
    assert place.current() == second


# What happens on the way. Each time a release stands that has to stand afterwards.


def _kill_at(moment: int, url: str, store: Path) -> None:
    """In a process of its own: publish, and be killed when the server has been waited for that many times."""
    wait, waited = lines.Bounded.wait, 0

    def counting(*given: object, **named: object) -> object:
        nonlocal waited
        waited += 1
        if waited == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return wait(*given, **named)  # type: ignore[arg-type]

    lines.Bounded.wait = counting  # type: ignore[method-assign, assignment]
    publish(url, store, prove)
    os._exit(100 + (waited < moment))


def _killed_at(moment: int, place: Place, store: Path) -> bool:
    """Whether there was such a moment before it was done."""
    process = multiprocessing.get_context("fork").Process(target=_kill_at, args=(moment, place.url, store))
    process.start()
    process.join(30)
    place.quiet()
    return process.exitcode == -signal.SIGKILL


def test_an_ingestion_that_is_killed(place: Place, stores: list[Path]) -> None:
    """At every step on the way: the old release or the new one, whole; and the next run does what it would have."""
    old = publish(place.url, stores[0], prove)
    moment, step, published = 1, 1, False
    while _killed_at(moment, place, stores[1]):
        current = place.current()
        assert published or place.schemas() == sorted({"chancery", old, current})
        published = published or current != old
        moment, step = moment + step, min(step + 5, 60)
    assert moment > 300
    new = publish(place.url, stores[1], prove)
    assert place.schemas() == ["chancery", old, new]


def _wait_inside(url: str, store: Path) -> None:
    def wait(reader: Reader) -> None:
        reader._all("SELECT 1 FROM pg_sleep(60)")

    publish(url, store, wait)


def test_an_ingestion_that_is_killed_while_the_server_works_for_it(place: Place, stores: list[Path]) -> None:
    """The server notices, gives up what it does, and lets the next one in: long before it would be done."""
    process = multiprocessing.get_context("fork").Process(target=_wait_inside, args=(place.url, stores[0]))
    process.start()
    deadline = time.monotonic() + 10
    while not place.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT 1 FROM pg_sleep%'"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.kill()
    process.join(10)
    place.quiet()
    publish(place.url, stores[0], unproved)


def _failing(how: Callable[[], object]) -> Callable[[Reader], None]:
    def failing(reader: Reader) -> None:
        how()

    return failing


def _refuses(place: Place, store: Path, error: type[Exception], match: str, how: Callable[[], object]) -> None:
    """The run fails with this error, and all is as it was."""
    before, release = place.schemas(), place.query("SELECT * FROM chancery.releases")
    with pytest.raises(error, match=match) as refusal:
        publish(place.url, store, _failing(how))
    assert place.server.password not in "".join(map(str, _chain(refusal.value)))
    place.server.wait()
    place.quiet()
    assert place.schemas() == before
    assert place.query("SELECT * FROM chancery.releases") == release


def _chain(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield repr(error)
        error = error.__cause__ or error.__context__


def test_a_connection_that_is_cut(place: Place, stores: list[Path]) -> None:
    publish(place.url, stores[0], prove)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'chancery'"
        f" AND datname = '{place.name}'"
    )
    _refuses(place, stores[1], StoreNotWritten, "nothing was published", lambda: place.query(cut))


def test_a_connection_that_is_cut_at_the_last_moment(
    place: Place, stores: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody who only hears that it broke can say what the server did before: the next run says it."""
    publish(place.url, stores[0], prove)
    commit = lines.Bounded.commit

    def cut(connection: lines.Bounded) -> None:
        if not connection.autocommit:
            place.query(f"SELECT pg_terminate_backend({connection.info.backend_pid})")
        commit(connection)

    monkeypatch.setattr(lines.Bounded, "commit", cut)
    with pytest.raises(StoreNotWritten, match="it may have been: ingest again"):
        publish(place.url, stores[1], prove)
    monkeypatch.undo()
    place.quiet()
    assert len(place.schemas()) == 2
    assert publish(place.url, stores[1], prove) == place.current()


def test_a_server_that_crashes(own: Place, stores: list[Path]) -> None:
    publish(own.url, stores[0], prove)

    def crash() -> None:
        own.server.stop(signal.SIGQUIT)
        own.server.start()

    _refuses(own, stores[1], StoreNotWritten, "nothing was published", crash)
    publish(own.url, stores[1], prove)


def test_a_proof_that_fails(place: Place, stores: list[Path]) -> None:
    publish(place.url, stores[0], prove)

    def refuse() -> None:
        raise IngestionRefused([Finding("x", 1, "not-proved", "it is not so")])

    _refuses(place, stores[1], IngestionRefused, "it is not so", refuse)


def test_what_the_proof_finds_in_the_database_itself(place: Place, stores: list[Path]) -> None:
    """Something on the server that changes what is copied: the store is not what it was built to be."""
    publish(place.url, stores[0], prove)
    place.query(
        "CREATE FUNCTION spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$BEGIN IF tg_tag = 'GRANT' THEN "
        "UPDATE reserve_snapshots SET amount = '1301'; END IF; END$$"
    )
    place.query("CREATE EVENT TRIGGER spoil ON ddl_command_end EXECUTE FUNCTION spoil()")
    before = place.schemas()
    with pytest.raises(IngestionRefused, match="digest"):
        publish(place.url, stores[1], prove)
    assert place.schemas() == before


def test_a_full_disk(published: Ingested, own: Place) -> None:
    """No file of the server may grow as large as the one that holds the export."""
    own.server.stop()
    own.server.start(largest=1500)
    with pytest.raises(StoreNotWritten, match=r"could not (extend|write).*nothing was published"):
        publish(own.url, published.store, unproved)
    own.quiet()
    assert own.schemas() == []
    own.server.stop()
    own.server.start()
    publish(own.url, published.store, unproved)
    assert len(own.schemas()) == 2


def test_two_ingestions_at_once(place: Place, stores: list[Path]) -> None:
    refused: list[Exception] = []

    def another(reader: Reader) -> None:
        with pytest.raises(AnotherIngestion, match="wait for it") as refusal:
            publish(place.url, stores[1], unproved)
        refused.append(refusal.value)

    name = publish(place.url, stores[0], another)
    assert len(refused) == 1
    assert place.current() == name


def test_many_ingestions_at_once(place: Place, stores: list[Path]) -> None:
    """Some are refused, and what is published is one of them, whole."""
    names: list[str] = []

    def run(store: Path) -> None:
        with suppress(AnotherIngestion):
            names.append(publish(place.url, store, unproved))

    threads = [threading.Thread(target=run, args=(store,)) for store in stores * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert place.current() in names
    assert place.schemas() == sorted({"chancery", *names})


def test_a_role_that_may_not_make_schemas(place: Place, stores: list[Path]) -> None:
    with pytest.raises(StoreNotWritten, match=r"permission denied.*owner"):
        publish(place.server.url(place.name, place.server.role("reading")), stores[0], unproved)


def test_a_role_that_may_only_make_schemas(place: Place, stores: list[Path]) -> None:
    """Nothing else is needed to publish, not even to own the database."""
    role = place.server.role("ingesting")
    place.query(f"GRANT CREATE ON DATABASE {place.name} TO {role}")
    name = publish(place.server.url(place.name, role), stores[0], prove)
    assert place.current() == name
    place.query(f"DROP OWNED BY {role} CASCADE")


def test_a_server_that_is_not_there(stores: list[Path]) -> None:
    with pytest.raises(StoreUnusable, match="nothing listens there"):
        publish("postgresql://somebody:secret@127.0.0.1:1/chancery", stores[0], unproved)
