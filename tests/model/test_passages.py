"""Passages: the sentences, headings and items of a document."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.passages import passages

SEEDS = Path(__file__).parents[2] / "seeds" / "documents"


def said(text: str) -> list[str]:
    return [text[start:end] for start, end in passages(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\n ", []),
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("He said “no.” Then he left.", ["He said “no.”", "Then he left."]),
        ("¿Cuánto? ¡Nada! Fin.", ["¿Cuánto?", "¡Nada!", "Fin."]),
        ("Mr. Smith and Inc. Ltd. agree", ["Mr. Smith and Inc. Ltd. agree"]),
        ("It cost 5.5 million. but no", ["It cost 5.5 million. but no"]),
        ("1. First item. It goes on", ["1. First item.", "It goes on"]),
        ("# Head\nText here", ["# Head", "Text here"]),
        ("• One\n• Two", ["• One", "• Two"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["| a | b |", "|---|---|", "| 1 | 2 |"]),
    ],
)
def test_sentences_headings_and_items(text: str, expected: list[str]) -> None:
    assert said(text) == expected


FULL = "This line is one of a paragraph that was wrapped by hand"
WRAPPED = "\n".join(f"{FULL} {number}" for number in range(5))


def test_a_wrapped_line_goes_on_from_a_full_one() -> None:
    assert said(f"{WRAPPED}\nand ends here.\n\nNext") == [f"{WRAPPED}\nand ends here.", "Next"]


@pytest.mark.parametrize("begun", ["- an item", "1. an item", "# a heading", "| a | row |", "   indented", "a\ttab"])
def test_a_line_that_begins_something_goes_on_from_none(begun: str) -> None:
    assert said(f"{WRAPPED}\n{begun}") == [WRAPPED, begun.strip()]


def test_a_short_line_ends_its_paragraph() -> None:
    assert said(f"{WRAPPED}\nshort\nAnother") == [f"{WRAPPED}\nshort", "Another"]


def test_a_text_of_long_lines_was_not_wrapped() -> None:
    long = "word " * 30 + "end"
    assert said(f"{long}\n{WRAPPED}") == [long, *WRAPPED.split("\n")]


def test_lines_quoted_in_mail_are_one_paragraph() -> None:
    quoted = "\n".join(f"> {line}" for line in WRAPPED.split("\n"))
    assert said(quoted) == [quoted]


def test_the_documents_have_the_passages_that_they_are_cited_by() -> None:
    counts = {path.name: len(said(path.read_text(encoding="utf-8"))) for path in SEEDS.iterdir()}
    assert sorted(counts.values()) == [34, 52]


@given(st.text(st.sampled_from(list("aB. \n!?|-1“”\t")), max_size=120))
@settings(max_examples=600)
def test_passages_cover_all_that_is_not_space(text: str) -> None:
    at = 0
    for start, end in passages(text):
        assert not text[at:start].strip()
        assert start < end
        assert text[start:end].strip() == text[start:end]
        at = end
    assert not text[at:].strip()
