"""Markup: what only marks a text up is dropped, and what could say something stays."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.folding import fold, fold_map


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("a **bold** word", "a bold word"),
        ("_it_ and `code`", "it and code"),
        ("[words](https://example.org/a) here", "words here"),
        ("![a picture](a.png) here", "a picture here"),
        ("a[1] b[^2] c[note 3] d[citation needed]", "a b c d"),
        ("6,240[a] BTC", "6,240 BTC"),
        ("1\\.5 and \\$5", "1.5 and $5"),
        ("# Head", "Head"),
        ("### Head", "Head"),
        ("- item", "item"),
        ("• item", "item"),
        ("> quoted", "quoted"),
        ("> > quoted", "quoted"),
        ("gov-\nernment", "government"),
        ("> gov-\n> ernment", "government"),
        ("20-\n30 BTC", "20-30 BTC"),
        ("great 😀 news", "great news"),
    ],
)
def test_what_is_dropped(written: str, folded: str) -> None:
    assert fold(written, lines=True) == folded


@pytest.mark.parametrize(
    "written",
    [
        "~~5~~ 6 BTC",
        "> 5 BTC",
        "10**2",
        "2*3",
        "snake_case",
        "a * b",
        "❌ no",
        "✅ yes",
        "★★☆",
        "a [b] c",
        "[5] BTC",
        "f(x)",
        "C#",
        "#5",
        "well-known",
    ],
)
def test_what_stays(written: str) -> None:
    assert fold(written, lines=True) == written


@pytest.mark.parametrize("written", ["- item", "# Head", "• item"])
def test_a_mark_inside_of_a_line_is_none_of_it(written: str) -> None:
    assert fold(written) == written


def test_a_wrapped_quotation_goes_on_over_a_figure() -> None:
    assert fold("> it held\n> 5 BTC", lines=True) == "it held 5 BTC"
    assert fold("it held.\n> 5 BTC", lines=True) == "it held. > 5 BTC"


def test_where_a_hyphen_ends_a_line_is_kept() -> None:
    folded = fold_map("gov-\nernment", lines=True)
    assert (folded.text, folded.wraps) == ("government", (3,))


def test_nested_markup() -> None:
    assert fold("**[_words_](https://example.org)**") == "words"


PIECES = "* ** _ ` [ ] ( ) a 5 6,240 - > # \\ ✅ 😀 [1] $ ~~ [5](a)"
MARKED = st.lists(st.sampled_from([*PIECES.split(), " ", "\n"]), max_size=16).map("".join)


@pytest.mark.parametrize("written", ["5[1]5", "5[5](a)", "5[1][2]5", "5**[1]**5", "[5](a)5"])
def test_what_keeps_two_figures_apart_stays(written: str) -> None:
    assert fold(written) == written


@given(MARKED)
@settings(max_examples=1500)
def test_folding_is_idempotent_with_markup(text: str) -> None:
    once = fold(text, lines=True)
    assert fold(once) == once


@given(MARKED)
@settings(max_examples=1000)
def test_no_two_figures_are_brought_together(text: str) -> None:
    """Each run of digits of the folded text is one of the document's own."""
    assert set(re.findall(r"\d+", fold(text, lines=True))) <= set(re.findall(r"\d+", text))


TEMPLATES = st.sampled_from(["**{}** BTC", "~{} BTC", "[{}](a) BTC", "{}[1] BTC"])


@given(st.integers(0, 10**9), st.integers(0, 9), st.integers(0, 9), TEMPLATES)
@settings(max_examples=500)
def test_a_quote_with_one_digit_changed_is_never_equal(figure: int, at: int, digit: int, template: str) -> None:
    written = f"{figure:,}"
    places = [index for index, char in enumerate(written) if char.isdigit()]
    place = places[at % len(places)]
    changed = f"{written[:place]}{digit}{written[place + 1 :]}"
    alike = fold(template.format(written)) == fold(template.format(changed))
    assert alike is (changed == written)
