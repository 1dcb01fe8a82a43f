"""Drafts of the marked documents: what is found, and that an ingestion takes every value. All of it is test data."""

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.ingest.drafts.names import Named
from app.ingest.job import ingest
from app.ingest.verify import verify
from app.model.folding import fold
from app.settings import Settings
from tests.ingest.drafts.corpus import NAMES, Curated, curated, marks

LEFT_TO_CURATORS = {"uncovered"}
MARKED_UP = {"markdown-report", "web-page"}
"""Documents with digits in addresses and reference marks, which are no text that a quote can hold."""


@cache
def drafted(name: str) -> Curated:
    with TemporaryDirectory() as folder:
        return curated(Path(folder), name)


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_is_refused_until_it_is_read(tmp_path: Path, name: str) -> None:
    work = curated(tmp_path, name)
    found = Counter(finding.code for finding in work.write(work.text))
    assert found["unreviewed"] == 1
    assert found.keys() <= {"unreviewed", "open-question"}


@pytest.mark.parametrize("name", NAMES)
def test_an_ingestion_takes_every_drafted_value(tmp_path: Path, name: str) -> None:
    work = curated(tmp_path, name)
    assert {finding.code for finding in work.write(work.answered())} <= LEFT_TO_CURATORS


@pytest.mark.parametrize("name", sorted(set(NAMES) - MARKED_UP))
def test_an_answered_draft_becomes_a_store_that_proves_itself(tmp_path: Path, name: str) -> None:
    work = curated(tmp_path, name)
    assert work.write(work.covered()) == []
    done = ingest(Settings(seeds=work.seeds, store=tmp_path / "store" / "current.db"))
    assert verify(done.store.with_name("current.db")) == []
    drafted = sum(len(entry.values) + len(entry.lists) for entry in work.proposed.entries if entry.table != "ignore")
    assert len(done.holdings.claims) >= drafted * 0.9  # the same words may be claimed twice


@pytest.mark.parametrize("name", NAMES)
def test_the_date_of_the_document(name: str) -> None:
    published = drafted(name).proposed.reading.published
    assert (published.edtf if published else None) == marks(name).get("published")


def test_the_kinds_of_records() -> None:
    """Of each marked record, whether an entry of its kind has a quote that overlaps its words."""
    hits = Counter[bool]()
    for name in NAMES:
        text, entries = drafted(name).proposed.document.folded.text, drafted(name).proposed.entries
        for mark in marks(name)["record"]:
            words = fold(mark["text"], lines=True).strip()
            start = text.find(words)
            over = [entry.table for entry in entries if entry.at.start < start + len(words) and start < entry.at.end]
            hits[mark["kind"] in over] += 1
    assert hits[True] / hits.total() > 0.85


def test_the_names() -> None:
    hits, wanted, right, said = 0, 0, 0, 0
    for name in NAMES:
        document, found = drafted(name).proposed.document, drafted(name).proposed.names
        text = document.folded.text
        by_words: dict[str, Named] = {text[span.start : span.end]: each for each in found for span in each.at}
        entities = {fold(each["name"]): each for each in marks(name)["entity"]}
        wanted, said = wanted + len(entities), said + len(found)
        hits += sum(words in by_words for words in entities)
        right += sum(words in by_words and by_words[words].kind == mark["kind"] for words, mark in entities.items())
        for words, mark in entities.items():
            if "near" in mark:
                assert (by_words[words].entity, by_words[words].near) == (None, mark["near"])
            elif "known" in mark:
                assert by_words[words].entity == mark["known"]
    assert hits / wanted > 0.9
    assert hits / said > 0.9
    assert right / hits > 0.95


def test_only_names_of_the_dictionary_are_linked() -> None:
    for name in NAMES:
        known = {line.split("|")[0].strip(): line for line in marks(name)["entities_known"]}
        for entry in drafted(name).proposed.entries:
            linked = [entry.values[each].words for each in ("holder", "actor", "subject") if each in entry.values]
            assert {*linked, *entry.lists.get("parties", ())} <= {*known, "?"}


def test_a_table_of_days_is_a_series() -> None:
    entries = tomllib.loads(drafted("disclosure-jp").text)["reserve_snapshot"]
    rows = [(entry["date"], entry["amount"]) for entry in entries if "|" in entry["quote"]]
    assert rows == [
        ("September 30, 2030", "2,104"),
        ("December 31, 2030", "2,560"),
        ("March 31, 2031", "3,015"),
        ("May 12, 2031", "3,627"),
    ]


def test_a_table_of_holders_takes_its_caption_s_date() -> None:
    entries = tomllib.loads(drafted("markdown-report").text)["reserve_snapshot"]
    rows = [each for each in entries if "|" in each["quote"]]
    assert [row["amount"] for row in rows] == ["13,405", "9,120", "8,900", "6,215", "5,870", "4,800"]
    assert rows[0]["value_usd"] == "$1,762,758"
    assert {row["date"]["value"] for row in rows} == {"2032-06-30"}
    assert [row["holder"] for row in rows] == ["bhutan", "el-salvador", "?", "?", "?", "?"]


def test_a_table_of_months_takes_the_dates_of_its_columns() -> None:
    entries = tomllib.loads(drafted("mining-update").text)["reserve_snapshot"]
    rows = [(each["amount"], each["date"]["value"]) for each in entries if "|" in each["quote"]]
    assert rows == [("1,388", "2032-03"), ("1,402", "2032-04"), ("1,451", "2032-05")]


def test_each_date_goes_to_its_own_figure() -> None:
    entries = tomllib.loads(drafted("press-wire").text)
    stocks = {entry["amount"]: entry.get("date") for entry in entries["reserve_snapshot"]}
    assert stocks == {
        "above 9,800 coins": None,  # what follows is when the ministry said so
        "9,816 BTC": "on Thursday",
        "8,086 BTC": "on December 31, 2030",
        "6,940 BTC": "on June 30 last year",
    }
    worth = next(entry for entry in entries["reserve_snapshot"] if entry["amount"] == "9,816 BTC")
    assert worth["value_usd"] == "roughly $1.17 billion"
    assert [(each["amount"], each.get("date")) for each in entries["event"] if each.get("amount") == "480 BTC"] == [
        ("480 BTC", "On Feb. 12")
    ]
