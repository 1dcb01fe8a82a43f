"""Verdicts: how two statements stand to each other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.dates import parse_edtf
from app.model.verdicts import compare_dates, compare_quantities
from app.model.wording.dates.reading import parse_date
from app.model.wording.quantities.reading import parse_quantity

QUANTITIES = [
    *("6,239 BTC", "6,240 BTC", "over 6,240 BTC", "at least 6,240 BTC", "about 6,000 BTC", "6,240.18 BTC", "5 MW"),
    *("over $800 million", "$800 million", "$752 million", "≈ $751.8 million", "$2 billion", "$700-900 million"),
    *("nearly $800 million", "up to $700 million", "less than $752 million", "6-7 million BTC", "0 BTC", "over 0 BTC"),
]
DATES = ["2021", "2021-09", "2021-09-07", "2025-07-17/..", "2025-07-17", "../2020", "2021-08-15/2021-09-15"]


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("6,239 BTC", "6,240 BTC", "conflict"),
        ("6,239 BTC", "over 6,240 BTC", "conflict"),
        ("6,240 BTC", "over 6,240 BTC", "conflict"),
        ("6,240 BTC", "at least 6,240 BTC", "bound-compatible"),
        ("6,241 BTC", "over 6,240 BTC", "bound-compatible"),
        ("9,000 BTC", "over 6,240 BTC", "implausible-jump"),
        ("over $800 million", "$751.8 million", "conflict"),
        ("over $800 million", "$752 million", "conflict"),
        ("$752 million", "≈ $751.8 million", "agree-rounding"),
        ("$752 million", "$753 million", "conflict"),
        ("6,240 BTC", "6,240.18 BTC", "agree-rounding"),
        ("6,240 BTC", "6,240.6 BTC", "conflict"),
        ("about 6,000 BTC", "6,240 BTC", "agree-rounding"),
        ("about 6,000 BTC", "6,600 BTC", "conflict"),
        ("20-40 million BTC", "30 million BTC", "refines"),
        ("20-40 million BTC", "50 million BTC", "conflict"),
        ("around 20-40 million BTC", "20-40 million BTC", "agree"),
        ("$5 million", "€5 million", "conflict"),
        ("over 0 BTC", "5 BTC", "implausible-jump"),
        ("up to $700 million", "over $800 million", "conflict"),
        ("2,000 MW", "2 GW", "agree"),
        ("2,000 MW", "3 GW", "conflict"),
        ("up to 20 MW", "10-20 MW", "bound-compatible"),
        ("over 30 million BTC", "20-40 million BTC", "bound-compatible"),
        ("over 50 million BTC", "20-40 million BTC", "conflict"),
        ("up to 14 MW", "20-40 MW", "conflict"),
        ("5-10 MW", "10-20 MW", "refines"),
        ("5-10 MW", "11-20 MW", "conflict"),
        ("over 8 MW", "10 MW", "bound-compatible"),
        ("over 8 MW", "10.1 MW", "implausible-jump"),
    ],
)
def test_quantities(a: str, b: str, verdict: str) -> None:
    assert compare_quantities(parse_quantity(a), parse_quantity(b)) == verdict


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        ("2021", "2021-09", "refines"),
        ("2021-09", "2021-09", "agree"),
        ("2025-07-17/..", "2025-07-17", "refines"),
        ("2025-07-16", "2025-07-17", "conflict"),
        ("2021-08-15/2021-09-15", "2021-09", "bound-compatible"),
        ("../2020", "2021", "conflict"),
        ("2021-07-01/2021-07-10", "2021-07-11", "conflict"),
    ],
)
def test_dates(a: str, b: str, verdict: str) -> None:
    assert compare_dates(parse_edtf(a), parse_edtf(b)) == verdict


@given(st.sampled_from(QUANTITIES), st.sampled_from(QUANTITIES))
@settings(max_examples=800)
def test_quantities_compare_alike_from_both_sides(a: str, b: str) -> None:
    first, second = parse_quantity(a), parse_quantity(b)
    assert compare_quantities(first, second) == compare_quantities(second, first)
    assert compare_quantities(first, first) == "agree"


@given(st.sampled_from(DATES), st.sampled_from(DATES))
@settings(max_examples=200)
def test_dates_compare_alike_from_both_sides(a: str, b: str) -> None:
    first, second = parse_edtf(a), parse_edtf(b)
    assert compare_dates(first, second) == compare_dates(second, first)


@pytest.mark.parametrize(("day", "verdict"), [("July 11, 2025", "bound-compatible"), ("July 16, 2025", "conflict")])
def test_where_early_july_ends_is_a_convention(day: str, verdict: str) -> None:
    assert compare_dates(parse_date("early July 2025").when, parse_date(day).when) == verdict
