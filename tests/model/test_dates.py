"""Date intervals, checked against another implementation of EDTF."""

from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.dates import PRECISIONS, DateError, Precision, When, calendar_interval, days, parse_edtf, whole_months

DATES = st.dates(date(1000, 1, 1), date(2999, 12, 31))
"""Four digits from 3000 on are read as a figure, not as a year."""


@pytest.mark.parametrize(
    "text",
    ["../..", "2025-07-18/2025-07-17", "2025-7-1", "20250717", "2025-07-17/", "July", "2025-02-30", "2025-13", "0000"],
)
def test_edtf_that_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_edtf(text)


@st.composite
def intervals(draw: st.DrawFn) -> str:
    """EDTF of every form that a curator may write."""
    day = draw(DATES)
    later = day + timedelta(days=draw(st.integers(1, 1000)))
    written = day.isoformat()
    return draw(
        st.sampled_from(
            [written, written[:7], written[:4], f"{written}/{later.isoformat()}", f"{written}/..", f"../{written}"]
        )
    )


@given(intervals())
@settings(max_examples=600)
def test_edtf_against_an_oracle(text: str) -> None:
    """First and last day are those that the edtf package finds."""
    when = parse_edtf(text)
    oracle = edtf.parse_edtf(text)
    for ours, theirs in ((when.start, oracle.lower_strict()), (when.end, oracle.upper_strict())):
        if ours is not None:
            assert ours.timetuple()[:3] == theirs[:3]
    assert parse_edtf(when.edtf) == when


@pytest.mark.parametrize("precision", PRECISIONS)
def test_every_precision_is_written_in_edtf(precision: Precision) -> None:
    """Days, months and years by themselves; all others as two ends."""
    written = When(date(2031, 7, 1), date(2031, 7, 31), precision).edtf
    expected = {"day": "2031-07-01", "month": "2031-07", "year": "2031"}
    assert written == expected.get(precision, "2031-07-01/2031-07-31")


@given(DATES)
@settings(max_examples=300)
def test_days_are_counted_with_both_ends(day: date) -> None:
    assert days(calendar_interval("", day.year, day.month, day.day)) == 1
    assert 28 <= days(calendar_interval("", day.year, day.month, None)) <= 31
    assert days(calendar_interval("", day.year, None, None)) in (365, 366)


def test_an_open_end_counts_as_far_as_the_calendar_goes() -> None:
    assert days(parse_edtf("9999-12-30/..")) == 2
    assert days(parse_edtf("../0001-01-03")) == 3


@pytest.mark.parametrize(
    ("year", "first", "last", "written"),
    [
        (2031, 1, 3, "2031-01-01/2031-03-31"),
        (2031, 1, 2, "2031-01-01/2031-02-28"),
        (2032, 2, 2, "2032-02-01/2032-02-29"),
        (2031, 7, 12, "2031-07-01/2031-12-31"),
    ],
)
def test_whole_months(year: int, first: int, last: int, written: str) -> None:
    assert whole_months(year, first, last, "quarter").edtf == written


def test_months_outside_of_the_calendar() -> None:
    with pytest.raises(ValueError, match="year"):
        whole_months(0, 1, 12, "year")
