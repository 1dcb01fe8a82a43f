"""Quantities: the interval that a figure's hedge, scale word and last digit leave open, and its literal."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.quantities import QUALIFIERS, Qualifier, literal, point, ranged


@pytest.mark.parametrize(
    ("value", "step", "qualifier", "in_full", "decimals", "low", "high"),
    [
        ("6240", "1", None, True, False, "6240", "6240"),
        ("752", "1", None, False, False, "751.5", "752.5"),
        ("6000", "1", "approximately", True, False, "5500", "6500"),
        ("6240", "1", "estimated", True, False, "6235", "6245"),
        ("5.0", "0.1", "approximately", False, True, "4.95", "5.05"),
        ("10000000", "100000", "approximately", False, True, "9950000", "10050000"),
        ("800", "1", "nearly", True, False, "700", "800"),
        ("800", "1", "more-than", True, False, "800", None),
        ("800", "1", "at-least", True, False, "800", None),
        ("800", "1", "less-than", True, False, None, "800"),
        ("800", "1", "at-most", True, False, None, "800"),
        ("0", "1", "approximately", True, False, "-0.5", "0.5"),
    ],
)
def test_the_interval_of_one_figure(
    value: str, step: str, qualifier: Qualifier | None, in_full: bool, decimals: bool, low: str | None, high: str | None
) -> None:
    quantity = point(Decimal(value), Decimal(step), qualifier, "BTC", in_full=in_full, decimals=decimals)
    assert quantity.qualifier == (qualifier or ("exact" if in_full else "rounded"))
    assert (quantity.low, quantity.high) == tuple(None if end is None else Decimal(end) for end in (low, high))


@pytest.mark.parametrize("qualifier", [None, "approximately", "estimated"])
def test_a_range_has_the_ends_that_it_states(qualifier: Qualifier | None) -> None:
    quantity = ranged(Decimal(5), Decimal(10), qualifier, "MW", Decimal(1))
    assert quantity.value is None
    assert quantity.interval() == (Decimal(5), Decimal(10))
    assert quantity.qualifier == (qualifier or "between")
    assert quantity.qualifier in QUALIFIERS


def test_what_would_be_written_alike() -> None:
    """An exact figure is one of those that round to it; a bound has no other limit."""
    exact = point(Decimal(8), Decimal(1), None, "BTC", in_full=True, decimals=False)
    assert exact.interval() == (Decimal("7.5"), Decimal("8.5"))
    over = point(Decimal(8), Decimal(1), "more-than", "BTC", in_full=True, decimals=False)
    assert over.interval() == (Decimal(8), Decimal("Infinity"))
    under = point(Decimal(8), Decimal(1), "at-most", "BTC", in_full=True, decimals=False)
    assert under.interval() == (Decimal("-Infinity"), Decimal(8))


@pytest.mark.parametrize(
    ("number", "written"), [("1E+3", "1000"), ("5.50", "5.5"), ("5.00", "5"), ("100", "100"), ("1E-8", "0.00000001")]
)
def test_literals(number: str, written: str) -> None:
    assert literal(Decimal(number)) == written


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=8))
def test_a_literal_is_the_same_number_without_an_exponent(number: Decimal) -> None:
    assert Decimal(literal(number)) == number
    assert "E" not in literal(number).upper()
