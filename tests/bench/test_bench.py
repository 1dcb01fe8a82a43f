"""The benchmark: invented data that prove themselves, the yardstick, and the command over few snapshots."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.bench import invented, servers, synthetic
from app.bench.__main__ import NotSynthetic, main, prepared
from app.bench.bare import Answer, Answers, write
from app.bench.load import BadAnswers, NoLoad, drive, wrk
from app.bench.measure import NAMES
from app.bench.rows import ROWS, Data, Row
from app.ingest.prove import prove
from app.model.claims import cite, claim_id, content_id
from app.model.collections import CITATIONS, CLAIMS
from app.model.records import RESERVE_SNAPSHOT
from app.store.reader import Reader
from app.store.writer import create_store

SNAPSHOTS = 1000


def wrk_is_there() -> bool:
    try:
        return bool(wrk())
    except NoLoad:
        return False


needs_wrk = pytest.mark.skipif(
    not wrk_is_there() and "CI" not in os.environ, reason="wrk is missing: apt-get install wrk"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a synthetic store, published as the ingestion would."""
    folder = tmp_path_factory.mktemp("synthetic")
    synthetic.publish(folder, SNAPSHOTS)
    return folder


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[Reader]:
    with closing(Reader.open(folder / "current.db")) as opened:
        yield opened


def test_a_synthetic_store_is_proved_like_a_curated_one(reader: Reader) -> None:
    assert prove(reader) == []


def test_the_same_number_of_snapshots_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    create_store(again, synthetic.batches(SNAPSHOTS))
    name = f"chancery-{hashlib.sha256(again.read_bytes()).hexdigest()}.db"
    assert (folder / "current.db").readlink().name == name


def test_there_is_as_much_evidence_as_promised(reader: Reader) -> None:
    assert reader.count(RESERVE_SNAPSHOT) == SNAPSHOTS
    assert reader.count(CITATIONS) == pytest.approx(2.5 * SNAPSHOTS, rel=0.02)
    assert reader.count(CLAIMS) == pytest.approx(4.5 * SNAPSHOTS, rel=0.02)
    assert len(reader.conflicts_page()) == SNAPSHOTS / invented.DISPUTED_EVERY
    assert [series.snapshots for series in reader.timelines()] == [invented.PER_SERIES] * 2


def test_a_series_may_end_early() -> None:
    held = [held for held, _ in synthetic.batches(510)]
    assert [len(each.records[RESERVE_SNAPSHOT.name]) for each in held] == [500, 10]


@pytest.mark.parametrize("number", [1, 50, 97, 4000])
def test_ids_and_passages_are_those_of_the_model(number: int) -> None:
    held = synthetic.holdings(number, 60)
    document = held.documents[0]
    for claim in held.claims:
        assert claim.id == claim_id(claim)
    for citation in held.citations:
        span = (citation.start, citation.end)
        assert citation == cite(document.source, document.sha256, document.data.decode(), *span)
    for conflict in held.conflicts:
        assert conflict.id == content_id("cnf", conflict.kind, sorted(conflict.claims))


def test_no_two_states_have_one_name() -> None:
    assert len({invented.name_of(number) for number in range(1, 10_001)}) == 10_000


@pytest.mark.parametrize("row", [row for row in ROWS if not row.seen], ids=lambda row: row.name)
def test_what_is_not_to_be_seen_before_has_many_addresses(row: Row) -> None:
    data = Data(100_000, cursors=tuple(f"c{number}" for number in range(1000)))
    found = row.all(data)
    assert len(found) == len(set(found))
    assert len(found) >= (len(data.cursors) if "cursor" in found[0] else 20_000)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[servers.Server]:
    """The yardstick with one answer."""
    answer = Answer(200, [(b"content-type", b"text/plain"), (b"content-length", b"5")], b"hello")
    path = tmp_path / "answers"
    write(path, Answers([answer], {"/readyz?": 0, "/hello?as=you": 0}))
    with servers.bare(path) as server:
        yield server


def test_the_yardstick_gives_the_captured_bytes(bare: servers.Server) -> None:
    answer = bare.get("/hello?as=you")
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers == [(b"content-type", b"text/plain"), (b"content-length", b"5")]
    assert bare.memory() > 1_000_000


@needs_wrk
def test_load_is_counted_by_answers_and_processor_time(bare: servers.Server, tmp_path: Path) -> None:
    addresses = tmp_path / "addresses"
    addresses.write_text("/hello?as=you\n/readyz\n")
    run = drive(bare, addresses, 0.2)
    assert run.requests > 100
    assert 0 < run.cpu_seconds < 2
    addresses.write_text("/nowhere\n")
    with pytest.raises(BadAnswers, match="were errors"):
        drive(bare, addresses, 0.2)


@needs_wrk
def test_the_command_measures_and_leaves_nothing_running(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    rows = ("record-plain", "unchanged", "timeline-csv-new", "depth", "memory")
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text()
    options = ("--seconds", "0.2", "--rounds", "1", "--requests", "40", "--json", "--rows", ",".join(rows))
    assert main(["--snapshots", str(SNAPSHOTS), "--folder", str(folder), *options]) == 0
    said = capfd.readouterr()
    result = json.loads(said.out)
    assert [row["name"] for row in result["rows"]] == list(rows)
    assert all(row["figure"] > 0 for row in result["rows"])
    assert [row["body"] for row in result["rows"][1:2]] == [0]
    assert [line.split()[0] for line in said.err.splitlines()] == list(rows)
    assert children.read_text() == before


def test_without_wrk_it_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([]) == 1
    assert "wrk is missing" in capfd.readouterr().err


def test_a_store_of_something_else_is_left_alone(link: Path) -> None:
    before = link.readlink()
    with pytest.raises(NotSynthetic, match="left alone"):
        prepared(link.parent, SNAPSHOTS)
    assert link.readlink() == before


def test_a_store_of_another_size_is_built_anew(tmp_path: Path) -> None:
    synthetic.publish(tmp_path, 10)
    with closing(Reader.open(prepared(tmp_path, 20))) as reader:
        assert reader.count(RESERVE_SNAPSHOT) == 20


def test_a_server_that_does_not_come_up_says_why(tmp_path: Path) -> None:
    with pytest.raises(servers.NoServer, match="answers"), servers.bare(tmp_path / "answers"):
        pass


@pytest.mark.parametrize(
    "options", [("--rows", "nothing"), ("--snapshots", "10"), ("--rounds", "0"), ("--seconds", "-1")]
)
def test_what_cannot_be_measured_is_refused_by_name(
    options: tuple[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(options)
    assert options[1] in capfd.readouterr().err


def test_the_documentation_names_every_row() -> None:
    text = (Path(__file__).parents[2] / "docs" / "benchmark.md").read_text()
    assert [name for name in NAMES if f"`{name}`" not in text] == []
