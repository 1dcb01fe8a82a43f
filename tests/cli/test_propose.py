"""`propose`: a draft beside the claims, never among them, and over nothing. All data here is invented."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from app.errors import IngestionRefused
from tests.workshop import Workshop

MEMBERS = ["document", "sha256", "language", "published", "quantities", "dates", "names", "entries", "silent", "left"]
QUANTITY = ["text", "start", "end", "value", "low", "high", "qualifier", "unit", "rule", "refusal"]
DATE = ["text", "start", "end", "edtf", "precision", "rule", "refusal"]


def draft_of(seeds: Workshop) -> Path:
    [path] = (seeds.seeds / "drafts").glob("*.toml")
    return path


def proposed(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["propose", "--json", *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert list(document) == MEMBERS
    assert isinstance(document, dict)
    return document


def files(seeds: Workshop) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in seeds.seeds.rglob("*") if path.is_file()}


def test_a_draft_lies_beside_the_claims(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(seeds)
    assert main(["propose", "article.txt"]) == 0
    path = draft_of(seeds)
    printed = capsys.readouterr()
    assert printed.err == ""
    found = tomllib.loads(path.read_text())
    entries = sum(len(value) for name, value in found.items() if name not in ("document", "ignore"))
    assert printed.out.startswith(
        f"{path}: {entries} entries of 4 quantities and 2 dates\n  2 known names, 0 candidates"
    )
    assert "read every entry against the document" in printed.out
    assert (found["document"]["review"], found["document"]["file"]) == ("open", "article.txt")
    assert found["reserve_snapshot"][-1]["amount"] == "1,300 BTC"
    assert {name: data for name, data in files(seeds).items() if name != str(path)} == before
    assert not seeds.settings.store.parent.exists()


def test_a_document_by_its_path(seeds: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere.txt").write_text("Ruritania held 5 BTC.")
    monkeypatch.chdir(tmp_path)
    assert main(["propose", "elsewhere.txt"]) == 0
    assert tomllib.loads(draft_of(seeds).read_text())["document"]["file"] == "elsewhere.txt"


def test_for_programs_nothing_is_written(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(seeds)
    document = proposed(capsys, "article.txt")
    assert files(seeds) == before
    assert (document["document"], document["language"], document["left"]) == ("article.txt", "en", 0)
    assert all(list(each) == QUANTITY for each in document["quantities"])
    assert all(list(each) == DATE for each in document["dates"])
    assert [each["text"] for each in document["quantities"]] == [
        "over 1,250 BTC", "$100 million", "1,300 BTC", "40 to 60 megawatts",
    ]  # fmt: skip
    for each in [*document["quantities"], *document["dates"]]:
        assert seeds.text[each["start"] : each["end"]] == each["text"]
    over = document["quantities"][0]
    assert (over["low"], over["qualifier"], over["unit"]) == ("1250", "more-than", "BTC")
    assert [each["edtf"] for each in document["dates"]] == ["2030-03-03", "2030-03-20"]
    for each in document["names"]:
        assert list(each) == ["name", "kind", "entity", "near", "at"]
        assert {seeds.text[start:end] for start, end in each["at"]} == {each["name"]}
    assert {each["entity"] for each in document["names"]} == {"ruritania", "syldavia"}
    assert all(list(each) == ["table", "quote", "occurrence", "values", "notes"] for each in document["entries"])
    amounts = [each["values"]["amount"]["words"] for each in document["entries"] if "amount" in each["values"]]
    assert amounts == ["over 1,250 BTC", "1,300 BTC"]


def test_a_draft_is_written_where_it_is_asked_for(
    seeds: Workshop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    to = tmp_path / "new" / "mine.toml"
    assert main(["propose", "article.txt", "--to", str(to)]) == 0
    assert tomllib.loads(to.read_text())["document"]["review"] == "open"
    assert not (seeds.seeds / "drafts").exists()
    assert capsys.readouterr().out.startswith(f"{to}: ")


def test_a_draft_that_somebody_may_have_mended_is_kept(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["propose", "article.txt"]) == 0
    path = draft_of(seeds)
    path.write_text("mended")
    assert main(["propose", "article.txt"]) == 1
    assert path.read_text() == "mended"
    assert "is there already: --force writes over it" in capsys.readouterr().err
    assert main(["propose", "article.txt", "--force"]) == 0
    assert tomllib.loads(path.read_text())["document"]["review"] == "open"


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_no_draft_among_the_claims(
    seeds: Workshop, capsys: pytest.CaptureFixture[str], tmp_path: Path, force: tuple[str, ...]
) -> None:
    before = files(seeds)
    (tmp_path / "link").symlink_to(seeds.seeds / "claims")
    for folder in (seeds.seeds / "claims", seeds.seeds / "drafts" / ".." / "claims", tmp_path / "link"):
        assert main(["propose", "article.txt", "--to", str(folder / "article.toml"), *force]) == 1
        assert "may not lie in seeds/claims before it is read" in capsys.readouterr().err
    assert files(seeds) == before


def _no_file(path: Path) -> None:
    path.unlink()


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _a_link(path: Path) -> None:
    path.rename(path.with_name("other.txt"))
    path.symlink_to("other.txt")


def _no_text(path: Path) -> None:
    path.write_bytes(b"\xff\xfe")


def _a_null(path: Path) -> None:
    path.write_bytes(b"5 BTC\0")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_no_file, "is no file"),
        (_a_folder, "it is a folder"),
        (_a_link, "cannot be read"),
        (_no_text, "is not UTF-8"),
        (_a_null, "has a NUL character"),
    ],
)
def test_what_cannot_be_read_is_refused(
    seeds: Workshop, capsys: pytest.CaptureFixture[str], spoil: Any, why: str
) -> None:
    spoil(seeds.seeds / "documents" / "article.txt")
    for arguments in (["propose", "article.txt"], ["propose", "--json", "article.txt"]):
        assert main(arguments) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert why in printed.err
    assert not (seeds.seeds / "drafts").exists()


def test_faulty_entities_are_refused_and_faulty_claims_are_not(
    seeds: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    seeds.write("claims/other.toml", "quote = \n")
    assert main(["propose", "article.txt"]) == 0
    seeds.write("entities.toml", "[[entity]\n")
    assert main(["propose", "article.txt", "--force"]) == 1
    assert "entities.toml:1: bad-toml" in capsys.readouterr().err


def test_an_unread_draft_is_not_published(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["propose", "article.txt"]) == 0
    draft = draft_of(seeds)
    seeds.ingest()  # where it lies, nobody reads it
    draft.rename(seeds.seeds / "claims" / "article.toml")
    with pytest.raises(IngestionRefused) as refused:
        seeds.ingest()
    assert "unreviewed" in [finding.code for finding in refused.value.findings]
    capsys.readouterr()
    assert main(["check"]) == 1
    assert "unreviewed: claims/article.toml is a draft" in capsys.readouterr().out


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["propose", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"`{member}`" in said for member in MEMBERS)
    for members in (QUANTITY, DATE):
        assert f"{{{', '.join(members)}}}" in said
