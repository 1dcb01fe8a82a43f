"""What around a figure makes another one of it, or none."""

import pytest

from app.model.wording.locales import LANGUAGES
from app.model.wording.quantities.surroundings import cuts_figure, is_change, is_unclear, moves

LANGUAGE, SPANISH = LANGUAGES["en"], LANGUAGES["es"]


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [
        ("20 to ", " million", True),
        ("", " to 40 million", True),
        ("from 6,158 to ", " BTC", False),
        ("from ", " to 6,228 BTC", False),
        ("", " million at", True),
        ("holds ", " BTC", False),
        ("", "-40 million", True),
        ("", " crore", True),
        ("", " M in", True),
        ("", "m", True),
        ("6,158 BTC to ", " BTC", True),
        ("between 5 and ", " BTC", True),
        ("between 5 BTC and ", " BTC", True),
        ("between ", " and 7 BTC", True),
        ("5~", " BTC", True),
        ("5..", " BTC", True),
        ("1,005 - ", " BTC", True),
        ("July 1, 2025 - ", " BTC", False),
        ("1,005 through ", " BTC", True),
        ("a two- to ", " years", True),
        ("in 2022 to ", " percent", False),
    ],
)
def test_parts_of_a_longer_figure(before: str, after: str, cut: bool) -> None:
    assert cuts_figure(before, after, LANGUAGE) is cut


@pytest.mark.parametrize(
    ("before", "after", "cut"),
    [("entre 5 y ", " BTC", True), ("5 a ", " BTC", True), ("", " mil bitcoins", True), ("tiene ", " BTC", False)],
)
def test_parts_of_a_longer_figure_in_spanish(before: str, after: str, cut: bool) -> None:
    assert cuts_figure(before, after, SPANISH) is cut


@pytest.mark.parametrize(
    ("before", "figure", "after", "cut"),
    [
        ("by 9% to ", "28.7 EH/s", "", False),
        ("by 9 EH/s to ", "28.7 EH/s", "", True),
        ("by ", "9%", " to 28.7 EH/s", False),
        ("by ", "9 EH/s", " to 28.7 EH/s", True),
    ],
)
def test_figures_of_two_units_are_no_range(before: str, figure: str, after: str, cut: bool) -> None:
    assert cuts_figure(before, after, LANGUAGE, figure) is cut


@pytest.mark.parametrize(
    ("before", "after", "unclear"),
    [
        ("holds not ", " today", True),
        ("never more than ", " today", False),  # read as a hedge; what stands before it is looked at with it
        ("half of ", " today", True),
        ("perhaps ", " today", True),
        ("± ", " today", True),
        ("5 or ", " today", True),
        ("holds ", " or 6", True),
        ("holds ", " each", True),
        ("holds ", "-denominated", True),
        ("holds ", "/h", True),
        ("holds ", " Cash", True),
        ("holds ", " points", True),
        ("holds ", ", plus", True),
        ("holds ", ", despite", False),
        ("knot ", " today", False),
        ("holds ", " people", False),
    ],
)
def test_words_that_no_interval_can_hold(before: str, after: str, unclear: bool) -> None:
    assert is_unclear(before, after, LANGUAGE) is unclear


@pytest.mark.parametrize(
    ("before", "figure", "after", "unclear"),
    [
        ("US$0.12 billion or ", "7 percent", " of it", False),
        ("5 percent or ", "7 percent", " of it", True),
        ("It is ", "5%", " more than before", False),
        ("It is ", "5 BTC", " more than before", True),
        ("does not ", "exceed 5%", "", True),
        ("does not ", "exceed-5%", "", True),
        ("It may ", "exceed 5%", "", False),
    ],
)
def test_words_that_depend_on_the_figure(before: str, figure: str, after: str, unclear: bool) -> None:
    assert is_unclear(before, after, LANGUAGE, figure) is unclear


@pytest.mark.parametrize(
    ("before", "joint", "change"),
    [
        ("rose from ", " to ", True),
        ("from ", " to ", True),
        ("ranging from ", " to ", False),
        ("from ", "-", False),
        ("between ", " and ", False),
        ("rose ", " to ", False),
    ],
)
def test_changes(before: str, joint: str, change: bool) -> None:
    assert is_change(before, joint, LANGUAGE) is change


def test_movement_is_looked_for_in_the_clause() -> None:
    assert moves("It rose sharply ", LANGUAGE)
    assert not moves("It rose. Then it held ", LANGUAGE)
    assert moves("Subió ", SPANISH)
