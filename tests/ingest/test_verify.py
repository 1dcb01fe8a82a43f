"""Verification: every damage to a store is said in words, from the file alone, and nothing is raised."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.ingest.job import Ingested
from app.ingest.verify import verify
from app.settings import ROOT
from tests.workshop import Workshop


def _in(folder: Path, data: bytes, name: str = "store.db") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _changed(folder: Path, data: bytes, *statements: str) -> Path:
    path = _in(folder, data)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            connection.execute(statement)
        connection.commit()
    return path


def _without_a_claim(folder: Path, data: bytes) -> Path:
    of_one = "(SELECT id FROM claims WHERE field = 'price_usd' LIMIT 1)"
    places = ("claim_citations", "evidence_claims", "check_claims", "conflict_claims")
    return _changed(
        folder,
        data,
        *(f"DELETE FROM {table} WHERE claim_id = {of_one}" for table in places),
        f"DELETE FROM claims WHERE id = {of_one}",
    )


def _flipped_in_a_document(folder: Path, data: bytes) -> Path:
    """Between two paragraphs, which stand one after the other in the document alone."""
    document = (ROOT / "seeds" / "documents" / "003_c58fd93a2676a130.txt").read_bytes()
    gap = document.index(b"\n\n")
    changed = bytearray(data)
    changed[data.index(document[gap - 20 : gap + 20]) + 10] ^= 1
    return _in(folder, bytes(changed))


def _flipped_by_name(folder: Path, data: bytes) -> Path:
    changed = bytearray(data)
    changed[-1] ^= 1
    return _in(folder, bytes(changed), f"chancery-{'0' * 64}.db")


def _linked_to_another_name(folder: Path, data: bytes) -> Path:
    _in(folder, data)
    link = folder / "current.db"
    link.symlink_to("store.db")
    return link


def _circle(folder: Path, data: bytes) -> Path:
    for one, other in (("a", "b"), ("b", "a")):
        (folder / one).symlink_to(other)
    return folder / "a"


# what happened to the store: how it looks now, and what must be said of it
DAMAGE: dict[str, tuple[Callable[[Path, bytes], Path], str]] = {
    "a byte of a document": (
        _flipped_in_a_document,
        "source forging-bitcoin-diplomacy: its bytes do not have the hash on record",
    ),
    "a cell": (
        lambda folder, data: _changed(folder, data, "UPDATE reserve_snapshots SET amount = '1' WHERE amount = '6240'"),
        "reserve_snapshot el-salvador-btc-2025-07-17.amount: its cells are not what its claim states",
    ),
    "a claim less": (_without_a_claim, "its cells are not what its claim states"),
    "another name": (_flipped_by_name, "is not what its name promises: its bytes have SHA-256 "),
    "a link to something unpublished": (_linked_to_another_name, "leads to store.db, which has not the name of a"),
    "half of it": (lambda folder, data: _in(folder, data[: len(data) // 2]), "is no store of Chancery ("),
    "its first page": (lambda folder, data: _in(folder, data[:8192]), "is no store of Chancery ("),
    "nothing of it": (lambda folder, data: _in(folder, b""), "is no store of Chancery (no such table"),
    "another schema": (
        lambda folder, data: _changed(folder, data, "UPDATE alembic_version SET version_num = '0002'"),
        "store.db has schema 0002, this program reads 0004: ingest again",
    ),
    "other representations": (
        lambda folder, data: _changed(folder, data, "UPDATE dataset SET rendering = 1"),
        "store.db has rendering 1, this program reads 3: ingest again",
    ),
    "no version": (
        lambda folder, data: _changed(folder, data, "DELETE FROM alembic_version"),
        "store.db has schema none, this program reads 0004",
    ),
    "another database": (
        lambda folder, data: _changed(folder, b"", "CREATE TABLE t (x)"),
        "store.db is no store of Chancery (no such table: alembic_version)",
    ),
    "a schema that is no text": (
        lambda folder, data: _in(folder, data.replace(b"PRIMARY KEY (number)", b"PRIMARY KEY (num\xffer)")),
        "store.db is no store of Chancery (",
    ),
    "a text": (
        lambda folder, data: _in(folder, b"not a database at all" * 100),
        "is no store of Chancery (file is not",
    ),
    "no file": (lambda folder, data: folder / "nothing.db", "nothing.db cannot be read (No such file or directory)"),
    "a folder": (lambda folder, data: folder, "is no file"),
    "a device": (lambda folder, data: Path("/dev/zero"), "/dev/zero is no file"),
    "a circle of links": (_circle, "a cannot be read ("),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_every_damage_is_said(published: Ingested, tmp_path: Path, damage: str) -> None:
    make, says = DAMAGE[damage]
    faults = verify(make(tmp_path, published.store.read_bytes()))
    assert any(says in fault for fault in faults), faults


def test_a_whole_store_has_no_fault(published: Ingested, link: Path, tmp_path: Path) -> None:
    """By its link, by its own name, and as a copy of whatever name, as somebody may have downloaded it."""
    assert verify(link) == []
    assert verify(published.store) == []
    assert verify(_in(tmp_path, published.store.read_bytes(), "chancery.sqlite")) == []


def test_a_relative_path_will_do(link: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(link.parent)
    assert verify(Path("current.db")) == []


def test_it_needs_no_seeds(workshop: Workshop) -> None:
    workshop.ingest()
    shutil.rmtree(workshop.seeds)
    before = workshop.published()
    assert verify(workshop.settings.store) == []
    assert workshop.published() == before


def test_a_published_store_that_is_damaged_is_read_all_the_same(published: Ingested, tmp_path: Path) -> None:
    """That its name is wrong says that it is damaged; the proof says where."""
    sql = "UPDATE claims SET value = '6241' WHERE value = '6240' AND qualifier = 'exact'"
    path = _changed(tmp_path, published.store.read_bytes(), sql).rename(tmp_path / published.store.name)
    faults = verify(path)
    assert "not what its name promises" in faults[0]
    assert any("does not say 6241" in fault for fault in faults)


def test_any_cell_may_hold_anything(workshop: Workshop, tmp_path: Path) -> None:
    """A cell of every column, one after the other, as bytes that are no text, or as a number."""
    data = workshop.ingest().store.read_bytes()
    with closing(sqlite3.connect(_in(tmp_path, data))) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        columns = [
            (table, column)
            for table in tables
            if not table.startswith(("sqlite_", "search_index"))
            and connection.execute(f"SELECT count(*) FROM {table}").fetchone() != (0,)
            for _, column, *_ in connection.execute(f"PRAGMA table_info({table})")
        ]
    assert len(columns) > 120
    for number, (table, column) in enumerate(columns):
        strange = "-7" if column == "number" else ("X'FF00'", "'nothing'", "-7")[number % 3]
        sql = f'UPDATE OR IGNORE "{table}" SET "{column}" = {strange} WHERE rowid = (SELECT min(rowid) FROM "{table}")'
        assert verify(_changed(tmp_path, data, sql)), (table, column, strange)


def test_any_byte_may_be_another(workshop: Workshop, tmp_path: Path) -> None:
    """It is said, or nothing else can be read out of the file than before, but what SQLite guesses its plans by."""
    data = workshop.ingest().store.read_bytes()
    whole, chance, found = _read(_in(tmp_path, data)), random.Random(8), 0
    used = [at for at, byte in enumerate(data) if byte]  # most of a small store is empty
    for _ in range(60):
        changed = bytearray(data)
        changed[chance.choice(used)] ^= 1 << chance.randrange(8)
        path = _in(tmp_path, bytes(changed))
        faults = verify(path)
        found += bool(faults)
        assert faults or _read(path) == whole
    assert found >= 30


def _read(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql NOT NULL ORDER BY name").fetchall()
        names = [name for name, sql in tables if sql.startswith("CREATE TABLE") and name != "sqlite_stat1"]
        return [tables, *(connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in names)]
