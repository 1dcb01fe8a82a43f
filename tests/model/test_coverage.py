"""Coverage: what a sentence is taken for, and what of it nothing covers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.claims import SetAside, cite
from app.model.coverage import STATES, Sentence, sentences, tally, touching
from app.model.passages import Span, passages

TEXT = """1. Test data

Ruritania held 6,240 BTC, or 5% more. Nothing here! He said “no.” Then it paused.
  • A point of 5 items
"""


def cited(*words: str) -> list[tuple[int, int]]:
    return [(TEXT.index(each), TEXT.index(each) + len(each)) for each in words]


def covered(quoted: list[Span], aside: dict[Span, str]) -> list[Sentence]:
    citations = [cite("test", "0" * 64, TEXT, *span) for span in quoted]
    return list(sentences(TEXT, citations, [SetAside("test", *span, why) for span, why in aside.items()]))


def words(found: list[Sentence], state: str) -> list[str]:
    return [TEXT[each.start : each.end] for each in found if each.state == state]


def test_each_sentence_has_one_state() -> None:
    quote, point = cited("6,240 BTC", "A point of 5 items")
    found = covered([quote], {point: "no fact"})
    assert [(each.start, each.end) for each in found] == list(passages(TEXT))
    assert words(found, "cited") == ["Ruritania held 6,240 BTC, or 5% more."]
    assert words(found, "set-aside") == ["• A point of 5 items"]
    assert words(found, "silent") == ["1. Test data", "Nothing here!", "He said “no.”"]
    assert words(found, "gap") == ["Then it paused."]
    assert tally(found) == {"cited": 1, "set-aside": 1, "silent": 3, "gap": 1}


def test_a_cited_sentence_says_why_a_part_of_it_is_set_aside() -> None:
    quote, part = cited("6,240 BTC", "or 5% more")
    (found,) = [each for each in covered([quote], {part: "a guess"}) if each.state == "cited"]
    assert found.reasons == ("a guess",)
    assert found.uncovered == ()


def test_a_figure_outside_of_every_passage_is_uncovered() -> None:
    (quote,) = cited("6,240 BTC")
    (found,) = [each for each in covered([quote], {}) if each.state == "cited"]
    assert [TEXT[slice(*figure)] for figure in found.uncovered] == ["5"]
    (point,) = cited("A point")
    aside = covered([quote], {point: "no fact"})[-1]
    assert (aside.state, [TEXT[slice(*figure)] for figure in aside.uncovered]) == ("set-aside", ["5"])


def test_the_number_of_a_heading_is_no_figure() -> None:
    heading = covered([], {})[0]
    assert (heading.state, heading.uncovered) == ("silent", ())


def test_a_passage_over_several_sentences_stands_in_each_and_one_cited_twice_once() -> None:
    long = cited("Nothing here! He said")[0]
    here, said = (each for each in covered([long, long], {}) if each.state == "cited")
    assert here.citations == said.citations
    assert len(here.citations) == 1


def test_reasons_are_said_once() -> None:
    first, second = cited("Nothing", "here")
    (found,) = (each for each in covered([], {first: "opinion", second: "opinion"}) if each.state == "set-aside")
    assert found.reasons == ("opinion",)


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_counted_even_if_there_is_none(state: str) -> None:
    assert (state, 0) in tally([]).items()


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)), max_size=12)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 9)), max_size=8), SPANS)
def test_what_touches_is_what_shares_a_character(steps: list[tuple[int, int]], others: list[tuple[int, int]]) -> None:
    spans: list[Span] = []
    at = 0
    for gap, length in steps:
        spans.append((at + gap, at + gap + length))
        at += gap + length
    passed = [SetAside("test", start, start + length, str(n)) for n, (start, length) in enumerate(others)]
    for (start, end), found in zip(spans, touching(spans, passed), strict=True):
        assert {each.why for each in found} == {p.why for p in passed if p.start < end and start < p.end}
        assert [each.start for each in found] == sorted(each.start for each in found)
