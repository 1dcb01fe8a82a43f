"""Scales: ticks are round, within their axis, and not more than asked for."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.render.charts.scales import Scale, amounts, days, is_from_zero, step

AMOUNTS = st.floats(0, 1e12, allow_subnormal=False).map(lambda value: float(f"{value:.6g}"))
DAYS = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@given(st.floats(1e-6, 1e12), st.integers(1, 12))
def test_a_step_is_round_and_cuts_into_no_more_parts(span: float, most: int) -> None:
    found = step(span, most)
    assert span / found <= most * (1 + 1e-6)
    assert f"{found:.0e}"[0] in "125"


@given(st.lists(AMOUNTS, min_size=1, max_size=20), st.integers(2, 8))
def test_an_axis_holds_every_amount(values: list[float], most: int) -> None:
    low, high, ticks = amounts(values, most)
    assert low <= min(values) + 1e-6 * high
    assert max(values) <= high * (1 + 1e-6) + 1e-6
    assert low < high
    assert len(ticks) <= most + 2
    assert [value for value, _ in ticks] == sorted(value for value, _ in ticks)
    assert len({words for _, words in ticks}) == len(ticks), "two ticks are called alike"


def test_an_axis_begins_at_zero_unless_that_hides_how_amounts_differ() -> None:
    assert is_from_zero([100, 6000])
    assert not is_from_zero([6000, 6240])
    assert amounts([100, 6000], 5)[0] == 0
    assert amounts([6000, 6240], 5)[0] == 6000


@given(DAYS, DAYS, st.integers(2, 12))
def test_dates_are_within_their_axis(one: date, other: date, most: int) -> None:
    first, last = sorted((one, other))
    if first < last:
        ticks = days(first, last, most)
        assert all(first.toordinal() <= day <= last.toordinal() for day, _ in ticks)
        assert len(ticks) <= most + 1
        assert len({words for _, words in ticks}) == len(ticks) or (last - first).days > 31
        if (last - first).days < 366 * 900:
            assert ticks


def test_dates_name_the_year_where_it_begins_or_changes() -> None:
    ticks = days(date(2024, 11, 15), date(2025, 3, 15), 8)
    assert [words for _, words in ticks] == ["Dec 2024", "Jan 2025", "Feb", "Mar"]
    assert [words for _, words in days(date(2025, 7, 1), date(2025, 7, 3), 8)] == ["Jul 1, 2025", "Jul 2", "Jul 3"]
    assert [words for _, words in days(date(2025, 7, 1), date(2025, 7, 17), 6)] == [
        *("Jul 1, 2025", "Jul 4", "Jul 7", "Jul 10", "Jul 13", "Jul 16"),
    ]
    assert [words for _, words in days(date(2018, 5, 1), date(2025, 7, 3), 8)] == [str(y) for y in range(2019, 2026)]


def test_a_scale_is_a_straight_line() -> None:
    scale = Scale(0, 10, 100, 0)
    assert [scale(value) for value in (0, 5, 10)] == [100, 50, 0]
