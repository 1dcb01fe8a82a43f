"""`verify`: a store is proved from its own file, and every fault is told. All data here is invented."""

import json
import shutil
from pathlib import Path

import pytest

from app.cli import main
from tests.workshop import Workshop

MEMBERS = ["store", "proved", "faults"]


def verified(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, bool, list[str]]:
    status = main(["verify", "--json", *arguments])
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert list(document) == MEMBERS
    return status, document["proved"], document["faults"]


@pytest.fixture
def store(seeds: Workshop) -> Path:
    return seeds.ingest().store


def test_the_published_store(seeds: Workshop, store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = seeds.published()
    assert main(["verify"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == (f"{seeds.settings.store}: proved\n", "")
    assert verified(capsys) == (0, True, [])
    assert seeds.published() == before


def test_a_file_anywhere_without_its_seeds(
    seeds: Workshop, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "export.sqlite"
    shutil.copy(store, copy)
    shutil.rmtree(seeds.seeds)
    shutil.rmtree(store.parent)
    assert main(["verify", str(copy)]) == 0
    assert capsys.readouterr().out == f"{copy}: proved, by its content; its name is not the hash of its bytes\n"
    assert verified(capsys, str(copy)) == (0, True, [])


def test_a_damaged_byte(store: Path, seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray(store.read_bytes())
    data[data.index(b"Test data: the Ruritanian reserve") + 3] ^= 1
    store.chmod(0o644)
    store.write_bytes(data)
    status, proved, faults = verified(capsys)
    assert (status, proved) == (1, False)
    assert "is not what its name promises" in faults[0]
    assert any("test-article" in fault for fault in faults[1:])
    assert main(["verify"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "".join(f"{seeds.settings.store}: {fault}\n" for fault in faults)


@pytest.mark.parametrize("content", [b"", b"not a store", b"SQLite format 3\0" + b"\0" * 500])
def test_a_file_that_is_no_store(
    seeds: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    status, proved, faults = verified(capsys, str(path))
    assert (status, proved, len(faults)) == (1, False, 1)
    assert path.read_bytes() == content


def test_nothing_there(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    status, proved, faults = verified(capsys)
    assert (status, proved) == (1, False)
    assert "cannot be read (No such file or directory)" in faults[0]
    assert main(["verify"]) == 1
    assert str(seeds.settings.store) in capsys.readouterr().err


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["verify", "--help"])
    said = capsys.readouterr().out
    assert all(f"`{member}`" in said for member in MEMBERS)
