"""The job: the same seeds give the same bytes, and a run that fails leaves the old store as it was."""

import fcntl
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from app.errors import AnotherIngestion, IngestionRefused, StoreNotWritten
from app.ingest import job
from app.ingest.job import Ingested, ingest, read_seeds
from app.ingest.publish import NotALink
from app.model.holdings import Holdings
from app.settings import ROOT, Settings
from app.store.reader import Reader
from app.store.writer import Batch, create_store
from tests.workshop import SNAPSHOT, Workshop


def test_twice_gives_the_same_bytes_and_digest(published: Ingested, tmp_path: Path) -> None:
    again = ingest(Settings(store=tmp_path / "current.db"))
    assert again.digest == published.digest
    assert again.store.name == published.store.name
    assert again.store.read_bytes() == published.store.read_bytes()


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_hash_seed_locale_and_zone_change_nothing(published: Ingested, tmp_path: Path, seed: str) -> None:
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "LC_ALL": "C",
        "TZ": "Pacific/Kiritimati",
        "CHANCERY_STORE": str(tmp_path / "current.db"),
    }
    subprocess.run([sys.executable, "-m", "app.cli", "ingest"], env=environment, cwd=ROOT, check=True)
    assert (tmp_path / "current.db").resolve().name == published.store.name


def test_a_second_run_in_one_place_changes_nothing(workshop: Workshop) -> None:
    workshop.ingest()
    before = workshop.published()
    workshop.ingest()
    assert workshop.published() == before


def test_the_store_before_is_kept_and_older_ones_go(workshop: Workshop) -> None:
    stores = []
    for label in ("one", "two", "three"):
        workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', f'1,300 BTC"\nlabel = "{label}"\ndate'))
        stores.append(workshop.ingest().store)
    assert [store.exists() for store in stores] == [False, True, True]
    assert workshop.settings.store.resolve() == stores[-1]


def test_publishing_through_a_linked_folder(workshop: Workshop, tmp_path: Path) -> None:
    """The store before is kept there too, and nothing but stores is ever removed."""
    (tmp_path / "real").mkdir()
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "real" / ".candidate.db.notes").write_text("mine")
    settings = replace(workshop.settings, store=tmp_path / "linked" / "current.db")
    first = ingest(settings).store
    workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', '1,300 BTC"\nlabel = "x"\ndate'))
    second = ingest(settings).store
    assert first.exists()
    assert settings.store.resolve() == second.resolve()
    assert (tmp_path / "real" / ".candidate.db.notes").exists()


def test_no_litter_of_a_killed_run_is_left(workshop: Workshop) -> None:
    workshop.ingest()
    folder = workshop.settings.store.parent
    before = workshop.published()
    (folder / ".candidate.db").write_bytes(b"half a store")
    (folder / ".candidate.db-journal").write_bytes(b"half a journal")
    (folder / "current.db.new").symlink_to("nowhere")
    workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', '1,300 BTC"\nlabel = "x"\ndate'))
    workshop.ingest()
    assert len(workshop.published()) == len(before) + 1


def test_two_ingestions_at_once(workshop: Workshop) -> None:
    workshop.ingest()
    before = workshop.published()
    with (workshop.settings.store.parent / ".ingest.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AnotherIngestion, match="wait for it"):
            workshop.ingest()
    assert workshop.published() == before


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_no_link_is_not_overwritten(workshop: Workshop, kind: str) -> None:
    link = workshop.settings.store
    link.parent.mkdir()
    link.write_text("keep me") if kind == "file" else link.mkdir()
    with pytest.raises(NotALink, match="left alone"):
        workshop.ingest()
    assert [path.name for path in link.parent.iterdir()] == ["current.db"]


@pytest.mark.parametrize("limit", [0, 4096, 100_000])
def test_a_full_disk(workshop: Workshop, limit: int) -> None:
    """No file may grow beyond the limit: the run says so, exits with 1, and leaves the old store."""
    workshop.ingest()
    before = workshop.published()
    workshop.claims(SNAPSHOT.replace('1,300 BTC"\ndate', '1,300 BTC"\nlabel = "x"\ndate'))
    script = (
        f"import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from app.cli import main; sys.exit(main(['ingest']))"
    )
    environment = {
        **os.environ,
        "CHANCERY_STORE": str(workshop.settings.store),
        "CHANCERY_SEEDS": str(workshop.seeds),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "nothing was published" in done.stderr
    assert "Traceback" not in done.stderr
    assert workshop.published() == before


def _with(holdings: Holdings, **cells: str) -> Holdings:
    rows = [{**row, **cells} for row in holdings.records["reserve_snapshot"]]
    return replace(holdings, records={**holdings.records, "reserve_snapshot": rows})


def test_a_store_that_does_not_prove_itself_is_not_published(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A builder that writes a cell which its claim does not state is caught by the proof."""
    workshop.ingest()
    before = workshop.published()

    def lying(path: Path, batches: list[Batch]) -> str:
        return create_store(path, [(_with(held, amount="1301"), looks) for held, looks in batches])

    monkeypatch.setattr(job, "create_store", lying)
    with pytest.raises(IngestionRefused, match=r"not-proved: reserve_snapshot ruritania-btc-2030-03-20\.amount"):
        workshop.ingest()
    assert workshop.published() == before


def test_sql_itself_refuses_what_no_claim_may_state(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def lying(path: Path, batches: list[Batch]) -> str:
        return create_store(path, [(_with(held, holder="nobody"), looks) for held, looks in batches])

    monkeypatch.setattr(job, "create_store", lying)
    with pytest.raises(StoreNotWritten, match="of reserve_snapshots refers to one of actors that is not there"):
        workshop.ingest()


def test_nothing_is_written_while_reading(tmp_path: Path) -> None:
    holdings, _ = read_seeds(ROOT / "seeds")
    assert holdings.claims
    assert list(tmp_path.iterdir()) == []


def test_what_the_curator_decides_and_what_the_coverage_counts(published: Ingested) -> None:
    coverage = {each.source: each for each in published.holdings.coverage}
    for each in coverage.values():
        assert each.cited + each.set_aside + each.silent == each.sentences
    assert set(coverage) == {"crypto-alliance", "forging-bitcoin-diplomacy"}


def test_the_store_is_read_only_and_its_bytes_are_its_name(published: Ingested) -> None:
    assert published.store.stat().st_mode & 0o222 == 0
    reader = Reader.open(published.store.with_name("current.db"))
    assert reader.digest == published.digest
    reader.close()
