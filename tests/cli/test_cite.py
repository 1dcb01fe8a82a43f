"""`cite`: the places of a quote, to the byte, or why there is none. All data here is invented."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.cli.cite import MOST
from tests.cli.conftest import Run
from tests.workshop import Workshop

TEXT = "Test data.\n\nRuritania – “a state” – held 6,240\u202fBTC,\nsays the minister. Ruritania holds 10² coins.\n"
MEMBERS = ["document", "sha256", "quote", "count", "places", "refusal"]
PLACE = ["occurrence", "line", "id", "start", "end", "byte_start", "byte_end", "exact", "prefix", "suffix"]


def cited(capsys: pytest.CaptureFixture[str], file: str, quote: str) -> tuple[int, dict[str, Any]]:
    status = main(["cite", "--json", "--", file, quote])
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert list(document) == MEMBERS
    assert all(list(place) == PLACE for place in document["places"])
    return status, document


@pytest.fixture
def document(seeds: Workshop) -> Workshop:
    seeds.document(TEXT)
    return seeds


@pytest.mark.parametrize(
    ("typed", "exact", "line"),
    [
        ("6,240 BTC", "6,240\u202fBTC", 3),
        ('Ruritania - "a state" - held', "Ruritania – “a state” – held", 3),
        ("BTC, says the minister", "BTC,\nsays the minister", 3),
        ("  10² coins ", "10² coins", 4),
    ],
)
def test_a_place_is_exact_to_the_byte(
    document: Workshop, capsys: pytest.CaptureFixture[str], typed: str, exact: str, line: int
) -> None:
    status, found = cited(capsys, "article.txt", typed)
    place = found["places"][0]
    assert (status, found["count"], found["refusal"]) == (0, 1, None)
    assert (place["exact"], place["line"], place["occurrence"]) == (exact, line, 1)
    assert TEXT[place["start"] : place["end"]] == exact
    assert TEXT.encode()[place["byte_start"] : place["byte_end"]].decode() == exact
    assert TEXT[: place["start"]].endswith(place["prefix"])
    assert TEXT[place["end"] :].startswith(place["suffix"])


def test_the_id_is_the_one_that_a_store_gives_it(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    citations = {each.exact: each.id for each in seeds.ingest().holdings.citations}
    place = cited(capsys, "article.txt", "1,300 BTC")[1]["places"][0]
    assert place["id"] == citations["1,300 BTC"]


def test_for_people(
    document: Workshop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    start = TEXT.index("BTC,")
    first = len(TEXT[:start].encode())
    identifier = cited(capsys, "article.txt", "BTC, says")[1]["places"][0]["id"]
    assert main(["cite", "article.txt", "BTC, says"]) == 0
    assert capsys.readouterr().out == (
        "seeds/documents/article.txt:3: BTC,\\nsays\n"
        f"  {identifier}, code points {start}-{start + 9}, bytes {first}-{first + 9}\n"
        "  …itania – “a state” – held 6,240\u202f[BTC,\\nsays] the minister. Ruritania holds 1…\n"
    )


def test_every_place_is_shown_with_the_number_that_chooses_it(
    document: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    _, found = cited(capsys, "article.txt", "Ruritania")
    assert [(place["occurrence"], place["line"]) for place in found["places"]] == [(1, 3), (2, 4)]
    main(["cite", "article.txt", "Ruritania"])
    assert "\n  occurrence = 2, cit_" in capsys.readouterr().out


def test_places_that_cut_a_word_are_not_counted(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document("A mine, mined by miners. A mine is not 1,mine.\n")
    assert cited(capsys, "article.txt", "mine")[1]["count"] == 3


def test_more_places_than_anybody_reads(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document("Ruritania. " * (MOST + 7))
    _, found = cited(capsys, "article.txt", "Ruritania")
    assert (found["count"], len(found["places"])) == (MOST + 7, MOST)
    main(["cite", "article.txt", "Ruritania"])
    assert capsys.readouterr().out.endswith("\nand 7 more: lengthen the quote\n")


@pytest.mark.parametrize(
    ("quote", "code", "line", "nearest"),
    [
        ("says the ministers", "quote-missing", 3, '«Ruritania - "a state" - held 6,240 BTC, says the minister.»'),
        ("240 BTC", "quote-cuts-token", 3, None),
        ("Ruritania holds 10", "quote-cuts-token", 4, None),
        ("6240 BTC", "quote-missing", 3, '«Ruritania - "a state" - held 6,240 BTC, says the minister.»'),
        (" ", "quote-empty", 1, None),
    ],
)
def test_no_place(
    document: Workshop, capsys: pytest.CaptureFixture[str], quote: str, code: str, line: int, nearest: str | None
) -> None:
    status, found = cited(capsys, "article.txt", quote)
    refusal = found["refusal"]
    assert (status, found["count"], found["places"]) == (1, 0, [])
    assert list(refusal) == ["file", "line", "code", "what", "nearest", "mend"]
    assert (refusal["code"], refusal["line"], refusal["nearest"]) == (code, line, nearest)
    assert refusal["mend"]
    assert main(["cite", "article.txt", quote]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"article.txt:{line}: {code}: " in printed.err


def test_the_line_of_a_long_passage(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document(f"Test data.\nIt is test data, too.\nRuritania holds{' very' * 30} many coins.\n")
    refusal = cited(capsys, "article.txt", "Ruritania holds many coins")[1]["refusal"]
    assert refusal["nearest"].endswith("…»")
    assert refusal["line"] == 3


def test_an_empty_document(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document("")
    refusal = cited(capsys, "article.txt", "anything")[1]["refusal"]
    assert (refusal["code"], refusal["line"], refusal["nearest"]) == ("quote-missing", 1, None)


def test_a_path_comes_before_a_name(
    document: Workshop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cited(capsys, "article.txt", "Ruritania")[1]["document"] == "seeds/documents/article.txt"
    (tmp_path / "article.txt").write_text("Syldavia\n")
    assert cited(capsys, "article.txt", "Ruritania")[0] == 1
    assert cited(capsys, "article.txt", "Syldavia")[1]["document"] == "article.txt"
    assert cited(capsys, str(document.seeds / "documents" / "article.txt"), "Ruritania")[0] == 0


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("artcle.txt", "«artcle.txt» is no file, and seeds/documents has none of this name; nearest: article.txt\n"),
        ("somewhere/articles.txt", "nearest: article.txt\n"),
        ("Żółć-\u202e.txt", "«Żółć-\\u202e.txt» is no file, and seeds/documents has none of this name\n"),
        ("x" * 300, "File name too long\n"),
        ("", "it is a folder"),
        ("..", "it is a folder"),
        ("folder", "it is a folder"),
        ("link.txt", "it is a link; put the file itself there"),
        ("nowhere.txt", "it is a link; put the file itself there"),
        ("pipe", "it is not a regular file"),
        ("large.txt", "it has 10000000 bytes, at most 5000000 are read"),
        ("latin.txt", "latin.txt is not UTF-8: invalid continuation byte at byte 0"),
        ("nul.txt", "nul.txt has a NUL character at byte 4"),
        ("article.txt/x", "is no file"),
    ],
)
def test_files_that_are_none(seeds: Workshop, capsys: pytest.CaptureFixture[str], name: str, says: str) -> None:
    folder = seeds.seeds / "documents"
    (folder / "folder").mkdir()
    (folder / "link.txt").symlink_to("article.txt")
    (folder / "nowhere.txt").symlink_to("nothing.txt")
    os.mkfifo(folder / "pipe")
    (folder / "large.txt").write_bytes(b"x" * 10_000_000)
    (folder / "latin.txt").write_bytes("été".encode("latin-1"))
    (folder / "nul.txt").write_bytes(b"data\0")
    assert main(["cite", name, "Ruritania"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert printed.err.count("\n") == 1


def test_a_name_that_is_no_unicode(run: Run, tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/b\xff.txt")).write_text("Ruritania \x1b[31m holds\n")
    done = run("cite", b"b\xff.txt", "Ruritania")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"b\\udcff.txt:1: Ruritania\n")
    assert b"\x1b" not in done.stdout
    found = json.loads(run("cite", b"b\xff.txt", "Ruritania", "--json").stdout)
    assert os.fsencode(found["document"]) == b"b\xff.txt"
    missing = run("cite", b"c\xff.txt", "Ruritania")
    assert (missing.returncode, b"Traceback" in missing.stderr) == (1, False)


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["cite", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"`{member}`" in said for member in MEMBERS)
    assert f"{{{', '.join(PLACE)}}}" in said
