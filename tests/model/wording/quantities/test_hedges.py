"""Hedges: what of the words around a figure is part of its value."""

import pytest

from app.model.quantities import QUALIFIERS, QuantityError
from app.model.wording.locales import ENGLISH, LANGUAGES
from app.model.wording.quantities.hedges import hedge_after, hedge_before, qualifier_of

LANGUAGE, SPANISH = LANGUAGES["en"], LANGUAGES["es"]


@pytest.mark.parametrize(
    ("before", "hedge"),
    [
        ("El Salvador holds over ", "over "),
        ("a market estimated at ", "estimated at "),
        ("(≈ ", "≈ "),
        ("program. An estimated ", "An estimated "),
        ("estimated at over ", "estimated at over "),
        ("bought about another ", "about another "),
        ("handed over ", ""),
        ("took it over ", ""),
        ("remains under a ", ""),
        ("all over the ", ""),
        ("moreover ", ""),
        ("handover ", ""),
        ("In May, ", ""),
    ],
)
def test_hedges_before_a_figure(before: str, hedge: str) -> None:
    """`under a $7 billion programme` is no `less than`: an article stands between."""
    assert before[len(before) - hedge_before(before, LANGUAGE) :] == hedge


@pytest.mark.parametrize(
    ("before", "figure", "hedge"),
    [
        ("$25 million over ", "five years", ""),
        ("it ran for over ", "five years", "over "),
        ("it holds over ", "five coins", "over "),
        ("$25 million about ", "five years", "about "),
    ],
)
def test_the_time_that_something_takes_has_no_hedge(before: str, figure: str, hedge: str) -> None:
    assert before[len(before) - hedge_before(before, LANGUAGE, figure) :] == hedge


@pytest.mark.parametrize(
    ("after", "hedge"),
    [
        (" are estimated to own", " are estimated"),
        ("+ in coins", "+"),
        (" or more", " or more"),
        (" more than", ""),
        (" at least 5 more", ""),  # of the next figure
    ],
)
def test_hedges_after_a_figure(after: str, hedge: str) -> None:
    assert after[: hedge_after(after, LANGUAGE)] == hedge


@pytest.mark.parametrize(
    ("before", "after", "qualifier"),
    [
        ("", "", None),
        ("about ", "", "approximately"),
        ("about over ", "", "more-than"),
        ("an estimated ", " or more", "at-least"),
        ("almost ", " or so", "nearly"),
        ("not less than ", "", "at-least"),
    ],
)
def test_the_strongest_hedge_counts(before: str, after: str, qualifier: str | None) -> None:
    assert qualifier_of(before, after, LANGUAGE) == qualifier


@pytest.mark.parametrize(("before", "after"), [("under ", " or more"), ("up to over ", ""), ("nearly ", "+")])
def test_bounds_to_both_sides_are_refused(before: str, after: str) -> None:
    with pytest.raises(QuantityError, match="from both sides"):
        qualifier_of(before, after, LANGUAGE)


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_hedge_of_the_tables_is_known(name: str) -> None:
    """Each phrase is found whole before or behind a figure, and means what its table says."""
    language = LANGUAGES[name]
    for qualifier, phrases in language.hedges.items():
        assert qualifier in QUALIFIERS
        for phrase in phrases:
            assert hedge_before(f"x {phrase} ", language, "5 BTC") == len(phrase) + 1, phrase
            assert qualifier_of(f"{phrase} ", "", language) == qualifier, phrase
    for qualifier, phrases in language.hedges_after.items():
        for phrase in phrases:
            assert hedge_after(f" {phrase}", language) == len(phrase) + 1, phrase
            assert qualifier_of("", f" {phrase}", language) == qualifier, phrase


def test_english_is_the_language_without_a_tag() -> None:
    assert ENGLISH.language is LANGUAGE
