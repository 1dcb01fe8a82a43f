"""`diff`: what an ingestion would change, and that it changes nothing itself. All data here is invented."""

import json
from typing import Any

import pytest

from app.cli import main
from tests.workshop import SNAPSHOT, Workshop

MEMBERS = ["dataset", "counts", "records", "set_aside", "words"]


def compared(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    status = main(["diff", "--json", *arguments])
    printed = capsys.readouterr()
    assert printed.err == ""
    document = json.loads(printed.out)
    assert sorted(document) == sorted(MEMBERS)
    return status, document


def _change(seeds: Workshop) -> None:
    changed = SNAPSHOT.replace('date   = "On March 20, 2030"', 'date   = {value = "2030-03-20", why = "as it says"}')
    assert changed != SNAPSHOT
    claims = seeds.seeds / "claims" / "article.toml"
    claims.write_text(claims.read_text().replace(SNAPSHOT, changed))


def test_without_a_store_everything_is_new(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    status, document = compared(capsys)
    assert (status, document["dataset"]) == (0, None)
    assert {each["change"] for each in document["records"]} == {"added"}
    assert {(each["record_type"], each["record"]) for each in document["records"]} == {
        ("actor", "ruritania"), ("reserve_snapshot", "ruritania-btc-2030-03-20"), ("source", "test-article"),
    }  # fmt: skip
    assert not seeds.settings.store.parent.exists()
    assert main(["diff", "--exit-code"]) == 1
    assert "ruritania-btc-2030-03-20" in capsys.readouterr().out


def test_where_nothing_changes(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    digest = seeds.ingest().digest
    before = seeds.published()
    status, document = compared(capsys, "--exit-code")
    assert (status, document["dataset"]) == (0, digest)
    assert (document["records"], document["set_aside"], document["words"]) == ([], [], [])
    assert main(["diff", "--exit-code"]) == 0
    assert seeds.published() == before


def test_a_changed_claim(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.ingest()
    before = seeds.published()
    _change(seeds)
    status, document = compared(capsys)
    assert status == 0
    [record] = document["records"]
    assert (record["change"], record["record"]) == ("changed", "ruritania-btc-2030-03-20")
    told = json.dumps(record)
    assert "as it says" in told
    assert "On March 20, 2030" in told
    assert compared(capsys, "--exit-code")[0] == 1
    assert main(["diff"]) == 0
    said = capsys.readouterr().out
    assert "ruritania-btc-2030-03-20" in said
    assert "as it says" in said
    assert seeds.published() == before


def test_a_word_of_the_dictionary_and_a_passage_set_aside(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.ingest()
    entities = seeds.seeds / "entities.toml"
    entities.write_text(entities.read_text().replace('["Ruritania"]', '["Ruritania", "Ruritanian State"]'))
    claims = seeds.seeds / "claims" / "article.toml"
    claims.write_text(claims.read_text().replace('why   = "test"', 'why   = "a plan"', 1))
    _, document = compared(capsys)
    assert document["records"] == []
    assert [each["change"] for each in document["words"]] == ["added"]
    assert [each["change"] for each in document["set_aside"]] == ["changed"]


def test_seeds_that_an_ingestion_refuses(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.claims(SNAPSHOT.replace("1,300", "1,400"))
    for arguments in (["diff"], ["diff", "--json"], ["diff", "--exit-code"]):
        assert main(arguments) == 1
        printed = capsys.readouterr()
        assert printed.out == ""
        assert "quote-missing" in printed.err


def test_a_store_that_is_none(seeds: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    seeds.settings.store.parent.mkdir()
    seeds.settings.store.write_bytes(b"no store")
    assert main(["diff"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "current.db" in printed.err


def test_every_member_is_in_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    main(["diff", "--help"])
    said = capsys.readouterr().out
    assert all(f"`{member}`" in said for member in MEMBERS)
    assert all(f"`{change}`" in said for change in ("added", "changed", "removed"))
