"""The reader: opens what is whole, refuses everything else by name, and writes nothing."""

import hashlib
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import StoreUnusable, TooExpensive
from app.ingest.job import Ingested
from app.model.queries import Condition, Selection
from app.model.records import RESERVE_SNAPSHOT
from app.settings import Settings
from app.store.reader import Reader
from tests.client import Client


def _named(folder: Path, data: bytes) -> Path:
    """A store of these bytes under its right name, and the link to it."""
    store = folder / f"chancery-{hashlib.sha256(data).hexdigest()}.db"
    store.write_bytes(data)
    link = folder / "current.db"
    link.symlink_to(store.name)
    return link


def _missing(folder: Path, data: bytes) -> Path:
    return folder / "current.db"


def _dangling(folder: Path, data: bytes) -> Path:
    link = folder / "current.db"
    link.symlink_to("chancery-gone.db")
    return link


def _truncated(folder: Path, data: bytes) -> Path:
    link = _named(folder, data)
    link.resolve().write_bytes(data[: len(data) // 2])
    return link


def _one_bit(folder: Path, data: bytes) -> Path:
    link = _named(folder, data)
    changed = bytearray(data)
    changed[len(data) // 3] ^= 1
    link.resolve().write_bytes(changed)
    return link


def _no_store(folder: Path, data: bytes) -> Path:
    return _named(folder, b"not a database at all" * 100)


def _empty(folder: Path, data: bytes) -> Path:
    return _named(folder, b"")


def _other_name(folder: Path, data: bytes) -> Path:
    path = folder / "store.db"
    path.write_bytes(data)
    return path


def _other_schema(folder: Path, data: bytes) -> Path:
    path = folder / "x.db"
    path.write_bytes(data)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
        connection.commit()
    return _named(folder, path.read_bytes())


def _folder(folder: Path, data: bytes) -> Path:
    (folder / "current.db").mkdir()
    return folder / "current.db"


BROKEN: list[tuple[Callable[[Path, bytes], Path], str]] = [
    (_missing, "cannot be read"),
    (_dangling, "cannot be read"),
    (_folder, "cannot be read"),
    (_truncated, "is damaged"),
    (_one_bit, "is damaged"),
    (_no_store, "is no store"),
    (_empty, "is no store"),
    (_other_name, "is no published store"),
    (_other_schema, "has schema"),
]


@pytest.mark.parametrize(("broken", "says"), BROKEN)
def test_a_store_that_is_not_whole(
    published: Ingested, tmp_path: Path, broken: Callable[[Path, bytes], Path], says: str
) -> None:
    """Not opened; and an application over it answers 503 with the reason, while the process is alive."""
    link = broken(tmp_path, published.store.read_bytes())
    with pytest.raises(StoreUnusable, match=says) as refusal:
        Reader.open(link)
    assert "ingest" in str(refusal.value)
    with closing(Client(Settings(store=link))) as client:
        for path in ("/readyz", "/v1/actors", "/v1/reserve-timelines/el-salvador-btc.csv"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.headers["retry-after"] == "5"
            assert says in answer.json()["detail"]
        assert client.get("/healthz").status_code == 200


def test_nothing_can_be_written(reader: Reader) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._all("DELETE FROM claims")


def test_a_store_in_a_folder_with_an_odd_name(published: Ingested, tmp_path: Path) -> None:
    folder = tmp_path / "a?b#c %20 ü"
    folder.mkdir()
    with closing(Reader.open(_named(folder, published.store.read_bytes()))) as reader:
        assert reader.digest == published.digest


def test_a_store_by_a_relative_path(published: Ingested, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(published.store.parent)
    with closing(Reader.at(Path(published.store.name))) as reader:
        assert reader.digest == published.digest


def test_numbers_in_the_store_are_exact_text(published: Ingested) -> None:
    with closing(sqlite3.connect(published.store)) as connection:
        kinds = connection.execute(
            "SELECT DISTINCT typeof(amount), typeof(value_usd) FROM reserve_snapshots"
        ).fetchall()
    assert {kind for row in kinds for kind in row} == {"text", "null"}


def test_a_statement_has_its_time(published: Ingested) -> None:
    """Without end it is stopped, and the next one is answered as if nothing had been."""
    endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    with closing(Reader.at(published.store, patience=0.05)) as reader:
        begun = time.monotonic()
        with pytest.raises(TooExpensive, match=r"0\.05 seconds"):
            reader._all(endless)
        assert time.monotonic() - begun < 2
        assert len(reader.ids("actors")) == 9


def test_a_question_that_takes_too_long_is_a_problem(link: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> None:
        raise TooExpensive("this takes longer than 0.5 seconds")

    monkeypatch.setattr(Reader, "rendered", slow)
    with closing(Client(Settings(store=link))) as client:
        answer = client.get("/v1/actors")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert answer.json()["type"] == "urn:chancery:problem:query-too-expensive"
        assert "etag" not in answer.headers


def test_counts_are_remembered_within_bounds(published: Ingested) -> None:
    with closing(Reader.at(published.store)) as reader:
        for number in range(1500):
            selection = Selection((Condition(RESERVE_SNAPSHOT.columns[0], "ne", (str(number),)),))
            assert reader.count(RESERVE_SNAPSHOT, selection) == 4
        assert len(reader._counts) <= 1000


def test_pages_are_read_from_indexes(published: Ingested) -> None:
    """By id, by a sorted column from its middle on, by holder, and along a series: nothing is sorted or scanned."""
    amount = next(column for column in RESERVE_SNAPSHOT.columns if column.name == "amount")
    holder = next(column for column in RESERVE_SNAPSHOT.columns if column.name == "holder")
    after = "el-salvador-btc-2025-04-15"
    with closing(Reader.at(published.store)) as reader:
        for selection, place in (
            (Selection(), None),
            (Selection(), after),
            (Selection(sort=((amount, True),)), None),
            (Selection(sort=((amount, False),)), after),
            (Selection((Condition(holder, "eq", ("el-salvador",)),), sort=((amount, False),)), after),
        ):
            tail, values = reader._tail(RESERVE_SNAPSHOT, selection, place, 50)
            plan = str(reader._all(f"EXPLAIN QUERY PLAN SELECT t.id FROM reserve_snapshots AS t {tail}", *values))
            assert "INDEX" in plan
            assert "SCAN t'" not in plan
            assert "TEMP B-TREE" not in plan or selection.conditions
