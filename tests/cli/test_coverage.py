"""`coverage`: every sentence of a document, curated or not. All data here is invented."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.workshop import ENTITIES, Workshop

MEMBERS = ["document", "source", "claims", "counts", "sentences", "gaps", "refusals"]
SENTENCE = ["line", "start", "end", "text", "state", "citations", "why", "uncovered"]
FINDING = ["file", "line", "code", "what", "nearest", "mend"]
MORE = "In May, 12 ministers met.\nThey met for 3 days.\nNobody knows why.\n"


def covered(capsys: pytest.CaptureFixture[str], target: str) -> tuple[int, dict[str, Any]]:
    status = main(["coverage", "--json", target])
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert list(document) == MEMBERS
    assert all(list(sentence) == SENTENCE for sentence in document["sentences"])
    assert all(list(finding) == FINDING for finding in [*document["gaps"], *document["refusals"]])
    assert document["counts"]["sentences"] == len(document["sentences"])
    return status, document


@pytest.mark.parametrize(
    "target",
    [
        "test-article",
        "claims/article.toml",
        "article.toml",
        "article.txt",
        "PATH/claims/article.toml",
        "PATH/documents/article.txt",
    ],
)
def test_a_curated_document_by_any_of_its_names(
    seeds: Workshop, capsys: pytest.CaptureFixture[str], target: str
) -> None:
    status, found = covered(capsys, target.replace("PATH", str(seeds.seeds)))
    assert (status, found["gaps"], found["refusals"]) == (0, [], [])
    assert (found["document"], found["source"]) == ("documents/article.txt", "test-article")
    assert found["claims"] == "claims/article.toml"
    assert found["counts"] == {"sentences": 6, "cited": 2, "set_aside": 4, "silent": 0, "gap": 0}


def test_what_was_made_of_each_sentence(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    citations = {each.id: each.exact for each in seeds.ingest().holdings.citations}
    sentences = covered(capsys, "test-article")[1]["sentences"]
    for each in sentences:
        assert seeds.text[each["start"] : each["end"]] == each["text"]
        assert seeds.text.splitlines()[each["line"] - 1].find(each["text"]) >= 0
        assert all(citations[citation] in each["text"] for citation in each["citations"])
    assert [(each["line"], each["state"]) for each in sentences] == [
        (1, "cited"), (3, "set-aside"), (4, "cited"), (5, "set-aside"), (6, "set-aside"), (6, "set-aside"),
    ]  # fmt: skip
    assert sentences[1]["why"] == "test"


def test_gaps_have_their_lines(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document(seeds.text + MORE)
    seeds.claims('[[ignore]]\nquote = "They met"\nwhy = "test"\n')
    status, found = covered(capsys, "test-article")
    assert (status, found["refusals"]) == (1, [])
    assert [(each["file"], each["line"], each["code"], each["what"]) for each in found["gaps"]] == [
        ("documents/article.txt", 7, "uncovered", "nothing cites or sets aside: «In May, 12 ministers met.»"),
        ("documents/article.txt", 8, "uncovered", "no value takes «3» in «They met for 3 days.»"),
    ]
    assert [(each["state"], each["uncovered"]) for each in found["sentences"][-3:]] == [
        ("gap", ["12"]), ("set-aside", ["3"]), ("silent", []),
    ]  # fmt: skip
    assert main(["coverage", "test-article"]) == 1
    assert capsys.readouterr().out.endswith(
        "    7  GAP        In May, 12 ministers met.\n"
        "    8  set-aside  They met for 3 days.  (test)\n"
        "    8  GAP        no value takes 3\n"
        "    9  silent     Nobody knows why.\n"
        "9 sentences: 2 cited, 5 set-aside, 1 silent, 2 gaps\n"
    )


def test_a_document_that_nobody_curated(
    seeds: Workshop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Even if it is a copy: claims are about the file that they name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text(seeds.text)
    assert covered(capsys, "article.txt")[1]["claims"] is None
    (tmp_path / "copy.txt").write_text(seeds.text + MORE)
    status, found = covered(capsys, "copy.txt")
    assert (status, found["document"], found["source"], found["claims"]) == (1, "copy.txt", None, None)
    assert {each["state"] for each in found["sentences"]} == {"gap", "silent"}
    assert [each["line"] for each in found["gaps"]] == [3, 4, 5, 6, 7, 8]
    main(["coverage", "copy.txt"])
    assert capsys.readouterr().out.startswith("copy.txt: no claims file is about it\n    1  silent ")


def test_refused_entries_are_told_and_leave_gaps(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    path = seeds.seeds / "claims" / "article.toml"
    path.write_text(path.read_text().replace('"1,300 BTC"', '"1,400 BTC"').replace("held 1,300 BTC", "held 1,400 BTC"))
    status, found = covered(capsys, "test-article")
    assert status == 1
    assert [each["code"] for each in found["refusals"]] == ["quote-missing"]
    assert [each["what"].split(" in ")[0] for each in found["gaps"]] == [
        "no value takes «20»", "no value takes «2030»", "no value takes «1,300»",
    ]  # fmt: skip
    assert main(["coverage", "test-article"]) == 1
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("claims/article.toml:")
    assert second == "documents/article.txt: source test-article, claims/article.toml"


def test_a_draft_that_lies_elsewhere(seeds: Workshop, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    (seeds.seeds / "claims" / "article.toml").rename(draft)
    assert covered(capsys, "article.txt")[1]["claims"] is None
    status, found = covered(capsys, str(draft))
    assert (status, found["claims"], found["gaps"]) == (0, str(draft), [])


def test_another_file_may_be_at_fault(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.write("claims/other.toml", "quote = \n")
    for disputes in ("[[dispute]\n", "[[disput]]\n"):
        seeds.write("disputes.toml", disputes)
        assert covered(capsys, "test-article")[0] == 0
    assert main(["coverage", "other-article"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "claims/other.toml:1: bad-toml: " in printed.err


@pytest.mark.parametrize("broken", ["claims/article.toml", "entities.toml"])
def test_files_at_fault_that_it_needs(seeds: Workshop, capsys: pytest.CaptureFixture[str], broken: str) -> None:
    seeds.write(broken, "[[entity]\n")
    status, found = covered(capsys, "article.toml")
    assert (status, found["document"], found["sentences"]) == (1, None, [])
    assert [(each["file"], each["code"]) for each in found["refusals"]] == [(broken, "bad-toml")]


def test_a_faulty_dictionary_is_told(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.write("entities.toml", ENTITIES + ENTITIES)
    status, found = covered(capsys, "test-article")
    assert (status, {each["file"] for each in found["refusals"]}) == (1, {"entities.toml"})


def test_a_document_that_changed_is_not_shown_as_curated(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.document("changed")
    status, found = covered(capsys, "article.txt")
    assert (status, found["document"], [each["code"] for each in found["refusals"]]) == (1, None, ["document-changed"])
    main(["coverage", "article.txt"])
    assert capsys.readouterr().out.count("\n") == 1


@pytest.mark.parametrize("target", ["FOLDER", "FOLDER/nul.txt"])
def test_files_that_are_none(seeds: Workshop, capsys: pytest.CaptureFixture[str], tmp_path: Path, target: str) -> None:
    (tmp_path / "nul.txt").write_bytes(b"\0")
    status, found = covered(capsys, target.replace("FOLDER", str(tmp_path)))
    assert (status, [each["code"] for each in found["refusals"]]) == (1, ["unreadable-document"])


@pytest.mark.parametrize("typed", ["test-artcle", "artcle.toml", "artcle.txt"])
def test_a_name_that_nothing_has(seeds: Workshop, capsys: pytest.CaptureFixture[str], typed: str) -> None:
    assert main(["coverage", typed]) == 1
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert f"nearest: {typed.replace('artcle', 'article')}\n" in printed.err


def test_a_claims_file_without_a_document(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.write("claims/empty.toml", "document = 5\n")
    status, found = covered(capsys, "empty.toml")
    assert (status, [each["code"] for each in found["refusals"]]) == (1, ["bad-key"])


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["coverage", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"`{member}`" in said for member in [*MEMBERS, "cited", "set_aside", "silent", "gap"])
    assert f"{{{', '.join(SENTENCE)}}}" in said
