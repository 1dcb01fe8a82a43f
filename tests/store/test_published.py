"""What a link publishes: seen cheaply, proved once when it is opened, and open for as long as it is served."""

import os
import resource
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from app.errors import StoreUnusable, TooExpensive
from app.ingest.job import Ingested
from app.settings import Settings
from app.store.editions import GRACE, LENT, Edition, Store
from app.store.published import Link, publication_of
from app.store.reader import Reader
from app.store.whole import holdings
from tests.store.test_reader import BROKEN, _named
from tests.workshop import SNAPSHOT, Workshop

ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.fixture
def link(published: Ingested, tmp_path: Path) -> Path:
    return _named(tmp_path, published.store.read_bytes())


@contextmanager
def opened(link: Path) -> Iterator[Store]:
    with closing(Link(link).open(Link(link).current())) as store:
        yield store


def _labelled(workshop: Workshop, label: str) -> Ingested:
    workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "{label}"\ndate'))
    return workshop.ingest()


def test_an_edition(link: Path, published: Ingested) -> None:
    """Is named by the file, dated by the link, and due a second later."""
    os.utime(link, (1_700_000_000, 1_700_000_000), follow_symlinks=False)
    publication = publication_of(Settings(store=link))
    edition = publication.current()
    assert edition == Edition(published.name, 1_700_000_000, 1_700_000_000 + GRACE)
    with closing(publication.open(edition)) as store:
        assert (store.edition, store.digest, len(store.readers)) == (edition, published.digest, LENT)
        assert store.quick not in (None, *store.readers)


def test_each_publication_is_another_edition(workshop: Workshop) -> None:
    publication, seen = Link(workshop.settings.store), []
    for label in ("one", "two", "one"):
        done = _labelled(workshop, label)
        seen.append(publication.current())
        assert seen[-1].name == done.name
    assert seen[0].name == seen[2].name
    assert seen[0].published < seen[1].published < seen[2].published


def test_what_is_open_outlasts_its_file(workshop: Workshop) -> None:
    """Two publications later its file is gone, and every reader goes on, even one that has read nothing yet."""
    first = _labelled(workshop, "one")
    with opened(workshop.settings.store) as store:
        for label in ("two", "three"):
            _labelled(workshop, label)
        assert not first.store.exists()
        for reader in (store.quick, *store.readers):
            assert reader is not None
            assert (reader.digest, reader.ids("actors")) == (first.digest, ["ruritania"])
        assert len(b"".join(store.readers[-1].bytes(1000))) == store.readers[0].size


def test_an_edition_that_was_replaced_meanwhile(workshop: Workshop) -> None:
    """Is opened by its own name, not as what the link leads to now; once it is removed that is said."""
    first, publication = _labelled(workshop, "one"), Link(workshop.settings.store)
    edition = publication.current()
    _labelled(workshop, "two")
    with closing(publication.open(edition)) as store:
        assert store.digest == first.digest
    _labelled(workshop, "three")
    with pytest.raises(StoreUnusable, match="cannot be read"):
        publication.open(edition)


@pytest.mark.parametrize(("broken", "says"), BROKEN)
def test_a_store_that_is_not_whole(
    published: Ingested, tmp_path: Path, broken: Callable[[Path, bytes], Path], says: str
) -> None:
    """Is not seen, or not opened; and either way it is said how to mend it."""
    publication = Link(broken(tmp_path, published.store.read_bytes()))
    with pytest.raises(StoreUnusable, match=says) as refusal:
        publication.open(publication.current())
    assert "ingest" in str(refusal.value)


def _rendered_otherwise(folder: Path, data: bytes) -> Path:
    path = folder / "x.db"
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE dataset SET rendering = 1")
        connection.commit()
    return _named(folder, path.read_bytes())


def _pipe(folder: Path, data: bytes) -> Path:
    name = f"chancery-{'0' * 64}.db"
    os.mkfifo(folder / name)
    (folder / "current.db").symlink_to(name)
    return folder / "current.db"


def _circle(folder: Path, data: bytes) -> Path:
    (folder / "current.db").symlink_to("again.db")
    (folder / "again.db").symlink_to("current.db")
    return folder / "current.db"


@pytest.mark.parametrize(
    ("broken", "says"),
    [(_rendered_otherwise, "has rendering 1"), (_pipe, "it is no file"), (_circle, "round in a circle")],
)
def test_what_else_a_link_may_lead_to(
    published: Ingested, tmp_path: Path, broken: Callable[[Path, bytes], Path], says: str
) -> None:
    test_a_store_that_is_not_whole(published, tmp_path, broken, says)


def test_links_that_lead_through_others(published: Ingested, link: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = tmp_path / "other" / "link.db"
    other.symlink_to(link)
    with opened(other) as store:
        assert store.digest == published.digest


def test_nothing_is_left_open(link: Path, published: Ingested) -> None:
    """Neither by a store that is closed nor by one that could not be opened, however often."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    with opened(link):
        assert len(list(Path("/proc/self/fd").iterdir())) > before
    (link.parent / published.name).chmod(0o644)
    (link.parent / published.name).write_bytes(b"no store")
    with pytest.raises(StoreUnusable):
        Link(link).open(Link(link).current())
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_too_many_open_files(link: Path) -> None:
    """One reader can be opened, and then no other one: none is left open."""
    edition, before = Link(link).current(), {int(each.name) for each in Path("/proc/self/fd").iterdir()}
    third_free = sorted(set(range(len(before) + 3)) - before)[2]
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (third_free + 1, limits[1]))
    try:
        with pytest.raises(StoreUnusable):
            Link(link).open(edition)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert len(list(Path("/proc/self/fd").iterdir())) == len(before)


def test_one_reader_for_commands(link: Path, tmp_path: Path, published: Ingested) -> None:
    reader = Link(link).reader()
    assert reader is not None
    with closing(reader):
        assert (reader.name, reader.digest) == (published.name, published.digest)
    assert Link(tmp_path / "nothing.db").reader() is None
    (tmp_path / "dangling.db").symlink_to("nowhere.db")
    with pytest.raises(StoreUnusable):
        Link(tmp_path / "dangling.db").reader()


def test_statements_have_their_time_together(link: Path) -> None:
    """Whatever each of them might take by itself; afterwards each has its own time again."""
    with opened(link) as store:
        for reader in (store.readers[0], Reader.at(link.resolve())):
            with reader.within(0.05), pytest.raises(TooExpensive, match=r"0\.05 seconds"):
                reader._all(ENDLESS)
            with reader.within(0.02):
                assert reader.ids("actors")
                time.sleep(0.03)
                with pytest.raises(TooExpensive):
                    reader.ids("actors")
            assert reader.ids("actors")
        reader.close()
        begun = time.monotonic()
        with pytest.raises(TooExpensive, match=r"0\.5 seconds"):
            store.readers[0]._all(ENDLESS)
        assert time.monotonic() - begun < 2


def test_a_file_that_is_cut_while_it_is_served(link: Path, published: Ingested) -> None:
    """What is no longer there is told as damage, not as an answer."""
    with opened(link) as store:
        file = link.resolve()
        file.chmod(0o644)
        os.truncate(file, 8192 * 20)
        with pytest.raises(StoreUnusable, match=r"is damaged.*ingest"):
            holdings(store.readers[0])


def test_it_is_cheap_to_look(link: Path) -> None:
    publication = Link(link)
    begun = time.perf_counter()
    for _ in range(100):
        publication.current()
    assert time.perf_counter() - begun < 1
