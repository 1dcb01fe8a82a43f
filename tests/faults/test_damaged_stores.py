"""Stores as a disk, a copy or an operator may leave them: refused with what to do, and never served wrong."""

import hashlib
import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

import pytest

from app.errors import StoreUnusable
from app.ingest.job import Ingested
from app.ingest.verify import verify
from app.settings import Settings
from app.store.published import publication_of
from app.store.reader import Reader
from app.store.writer import PAGE_SIZE
from tests.faults.runs import as_nobody
from tests.faults.scene import LINK

pytestmark = pytest.mark.usefixtures("deadline")
Damage = Callable[[Path], object]


def digest(link: Path) -> str:
    """That of the data set which a server would serve."""
    publication = publication_of(Settings(store=link))
    with closing(publication.open(publication.current())) as store:
        return store.digest


def refused(link: Path) -> str:
    """Why no server serves what the link leads to; no command reads it, either."""
    with pytest.raises(StoreUnusable, match="ingest"):
        Reader.open(link)
    with pytest.raises(StoreUnusable) as refusal:
        digest(link)
    said = str(refusal.value)
    assert "ingest" in said
    return said


@pytest.fixture
def link(published: Ingested, tmp_path: Path) -> Path:
    """The link to a copy of the seeds' store."""
    shutil.copy(published.store, tmp_path)
    (tmp_path / published.store.name).chmod(0o644)
    (tmp_path / LINK).symlink_to(published.store.name)
    return tmp_path / LINK


def renamed(link: Path) -> Path:
    """Whatever was done to the store, it has the right name again; the link to it."""
    store = link.resolve()
    named = store.rename(store.with_name(f"chancery-{hashlib.sha256(store.read_bytes()).hexdigest()}.db"))
    link.unlink()
    link.symlink_to(named.name)
    return link


def test_a_good_one(link: Path, published: Ingested) -> None:
    """What the other tests damage is served as it is."""
    assert digest(link) == published.digest


@pytest.mark.parametrize("length", [0, 1, 15, 16, 100, 4096, 8191, 8192, 8193, 900_000, -8192, -1])
def test_truncated(link: Path, length: int) -> None:
    size = link.stat().st_size
    os.truncate(link.resolve(), length if length >= 0 else size + length)
    assert "is damaged" in refused(link)


@pytest.mark.parametrize("more", [b"\0", b"\0" * 8192, b"SQLite format 3\0"])
def test_lengthened(link: Path, more: bytes) -> None:
    with link.open("ab") as file:
        file.write(more)
    assert "is damaged" in refused(link)


def test_any_bit(link: Path, published: Ingested) -> None:
    """Two hundred, one after the other, anywhere in the file."""
    draw = random.Random(20250717)
    with link.open("r+b") as file:
        for _ in range(200):
            place = draw.randrange(8 * published.store.stat().st_size)
            flip(file, place)
            assert "is damaged" in refused(link)
            flip(file, place)
    assert digest(link) == published.digest


def flip(file: BinaryIO, place: int) -> None:
    """Turn one bit round."""
    (byte,) = os.pread(file.fileno(), 1, place // 8)
    os.pwrite(file.fileno(), bytes([byte ^ 1 << place % 8]), place // 8)


def test_any_bit_under_the_right_name(link: Path) -> None:
    """Nobody can know then that it is damage, but whatever the bytes are: it is opened, or refused with words.

    They are in the pages that hold the schema, where they do the most harm, half of them in the file's header.
    """
    good, draw, refusals = link.resolve().read_bytes(), random.Random(4711), []
    for number in range(150):
        data = bytearray(good)
        for _ in range(1 + number % 3):
            data[draw.randrange(100 if number % 2 else 16_384)] ^= 1 << draw.randrange(8)
        link.resolve().write_bytes(data)
        with suppress(StoreUnusable):
            digest(renamed(link))
            continue
        refusals.append(refused(link))
    assert 0 < len(refusals) < 150


def _empty(store: Path) -> None:
    store.write_bytes(b"")


def _text(store: Path) -> None:
    store.write_text("not a database at all\n" * 1000)


def _nothing_in_it(store: Path) -> None:
    store.unlink()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("VACUUM")


def _no_letters(store: Path) -> None:
    """Where SQLite quotes the schema in its complaint, there are bytes that no text has."""
    store.write_bytes(store.read_bytes().replace(b"CREATE TABLE dataset", b"CREATE TABLE d \xff\xfe\xff\xfe\xff"))


def _sql(*statements: str) -> Damage:
    def damage(store: Path) -> None:
        with closing(sqlite3.connect(store)) as connection:
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return damage


def _other_program(store: Path) -> None:
    store.unlink()
    _sql("CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)", "INSERT INTO moz_places VALUES (1, 'x')")(store)


OTHERS: list[tuple[Damage, str]] = [
    (_empty, "is no store of Chancery"),
    (_text, "is no store of Chancery"),
    (_nothing_in_it, "is no store of Chancery"),
    (_no_letters, "is no store of Chancery"),
    (_other_program, "is no store of Chancery"),
    (_sql("UPDATE alembic_version SET version_num = '9999'"), "has schema 9999, this program reads"),
    (_sql("DELETE FROM alembic_version"), "has schema none, this program reads"),
    (_sql("DROP TABLE alembic_version"), "is no store of Chancery"),
    (_sql("UPDATE dataset SET rendering = 'another'"), "has rendering another, this program reads"),
    (_sql("DELETE FROM dataset"), "has rendering none, this program reads"),
    (_sql("DROP TABLE dataset"), "is no store of Chancery"),
    (_sql("ALTER TABLE dataset DROP COLUMN rendering"), "is no store of Chancery"),
]
"""Files that are whole and have their right name, but are no store that this program made."""


@pytest.mark.parametrize(("other", "says"), OTHERS)
def test_another_file(link: Path, other: Damage, says: str) -> None:
    other(link.resolve())
    assert says in refused(renamed(link))


def _pipe(store: Path) -> None:
    store.unlink()
    os.mkfifo(store)


def _folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


def _device(store: Path) -> None:
    """One that never ends."""
    store.unlink()
    store.symlink_to("/dev/zero")


def _circle(store: Path) -> None:
    store.unlink()
    store.symlink_to(LINK)


def _itself(store: Path) -> None:
    store.with_name(LINK).unlink()
    store.with_name(LINK).symlink_to(LINK)


def _gone(store: Path) -> None:
    store.unlink()


def _no_link(store: Path) -> None:
    store.with_name(LINK).unlink()


def _no_folder(store: Path) -> None:
    shutil.rmtree(store.parent)


def _a_file_instead_of_the_link(store: Path) -> None:
    store.rename(store.with_name(LINK))


def _another_name(store: Path) -> None:
    store.with_name(LINK).unlink()
    store.with_name(LINK).symlink_to(store.rename(store.with_name("store.db")))


def _the_name_of_another(store: Path) -> None:
    store.with_name(LINK).unlink()
    store.with_name(LINK).symlink_to(store.rename(store.with_name(f"chancery-{'0' * 64}.db")))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_pipe, "cannot be read"),
        (_folder, "cannot be read"),
        (_device, "cannot be read (it is no file)"),
        (_circle, "cannot be read (its links lead round in a circle)"),
        (_itself, "cannot be read (its links lead round in a circle)"),
        (_gone, "cannot be read (No such file or directory)"),
        (_no_link, "cannot be read (No such file or directory)"),
        (_no_folder, "cannot be read (No such file or directory)"),
        (_a_file_instead_of_the_link, "no published store"),
        (_another_name, "no published store"),
        (_the_name_of_another, "is damaged"),
    ],
)
def test_no_file(link: Path, damage: Damage, says: str) -> None:
    """Nothing hangs over what is no file, either."""
    damage(link.resolve())
    assert says in refused(link)


def test_an_index_of_the_full_text_that_lost_its_rows(link: Path) -> None:
    """Searches then find nothing of what all listings still show; the proof looks every word up."""
    _sql("DELETE FROM search_index_idx")(link.resolve())
    assert digest(renamed(link))
    (fault,) = verify(link)
    assert "is not found in item" in fault


def test_an_index_that_lost_its_rows(link: Path, published: Ingested) -> None:
    """Where the data set's digest is looked up, as an older page leaves it, from before there was one."""
    with closing(sqlite3.connect(link.resolve())) as connection:
        (page,) = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_dataset_1'"
        ).fetchone()
    with link.open("r+b") as file:
        file.seek((page - 1) * PAGE_SIZE)
        file.write(b"\x0a\0\0\0\0\x20\0\0".ljust(PAGE_SIZE, b"\0"))
    assert digest(renamed(link)) == published.digest
    assert "integrity: wrong # of entries in index sqlite_autoindex_dataset_1" in verify(link)


@pytest.mark.parametrize("suffix", ["-journal", "-wal", "-shm"])
def test_something_beside_it(link: Path, published: Ingested, suffix: str) -> None:
    """What SQLite would take for a half-done change of the store is not looked at."""
    link.resolve().with_name(link.resolve().name + suffix).write_bytes(os.urandom(40_000))
    assert digest(link) == published.digest


def test_no_right_to_read(link: Path, published: Ingested) -> None:
    """The store, or its folder; with the right to read, but to write nothing, it is served."""
    imports = (
        "import sys; from pathlib import Path; from app.errors import StoreUnusable\n"
        "from app.settings import Settings; from app.store.published import publication_of"
    )
    script = (
        "publication = publication_of(Settings(store=Path(sys.argv[1])))\n"
        "try: print(publication.open(publication.current()).digest)\n"
        "except StoreUnusable as error: print(error)"
    )
    with TemporaryDirectory() as folder:
        store = Path(shutil.copy(link.resolve(), folder))
        (store.with_name(LINK)).symlink_to(store.name)
        for mode, of_folder, says in (
            (0o600, 0o755, "cannot be read (Permission denied): run `python3 run.py ingest`"),
            (0o644, 0o700, "cannot be read (Permission denied): run `python3 run.py ingest`"),
            (0o444, 0o555, published.digest),
        ):
            store.chmod(mode)
            store.parent.chmod(of_folder)
            assert says in as_nobody(imports, script, store.with_name(LINK))
