"""The dictionary in a store: it is the one that the documents were read by."""

from dataclasses import replace

import pytest

from app.ingest.dictionary import Dictionary, Entity, read_dictionary
from app.ingest.findings import Findings
from app.ingest.tables import read_toml
from app.ingest.words import dictionary_of, strange, words_of
from app.model.holdings import Word
from app.settings import ROOT
from app.store.reader import Reader

SEEDS = ROOT / "seeds"


def _seeds() -> Dictionary:
    return read_dictionary(read_toml(SEEDS, "entities.toml"), read_toml(SEEDS, "vocabularies.toml"), Findings())


def _sorted(dictionary: Dictionary) -> Dictionary:
    """Names have no order in a store."""
    entities = {
        each.id: replace(each, names=tuple(sorted(each.names)), not_names=tuple(sorted(each.not_names)))
        for each in dictionary.entities.values()
    }
    return replace(dictionary, entities=entities)


def test_a_store_has_the_dictionary_of_its_seeds(reader: Reader) -> None:
    found = dictionary_of(reader.words())
    assert found == _sorted(_seeds())
    assert found.entities
    assert found.phrases
    assert found.units
    assert list(strange(reader.words())) == []


def test_there_and_back() -> None:
    """One name of two entities of different kinds, a name that is one of the other's `not`, and one without phrases."""
    one = Entity("one", "state", "The one", ("One", "Uno"), ("One Ltd.",))
    other = Entity("other", "organisation", "The other", ("One", "One Ltd."), ())
    dictionary = Dictionary(
        {"one": one, "other": other}, {("policy", "status"): {"plans to": "planned"}}, {"cats": "cats"}
    )
    words = words_of(dictionary)
    assert dictionary_of(words) == dictionary
    assert words == sorted(set(words))
    assert list(strange(words)) == []
    assert dictionary_of([]) == Dictionary()


@pytest.mark.parametrize(
    "word",
    [
        Word("name", "Two", "two"),
        Word("not-name", "Two", "two"),
        Word("label", "two", "The two"),
        Word("kind", "one", "planet"),
        Word("policy.status", "plans to", "nothing"),
        Word("policy.name", "plans to", "planned"),
        Word("policy", "plans to", "planned"),
        Word("nothing.status", "plans to", "planned"),
        Word("", "", ""),
    ],
)
def test_what_no_dictionary_can_hold(word: Word) -> None:
    assert list(strange([word])) == [f"words: «{word.word}» cannot mean «{word.meaning}» as {word.scope}"]
    dictionary_of([word])
