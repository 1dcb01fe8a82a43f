"""The grammar of dates: intervals with a precision, checked against another implementation of EDTF."""

from contextlib import suppress
from datetime import date, timedelta

import edtf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.dates import DateError, When, YearMissing, cuts_date, days, parse_date, parse_edtf

PUBLISHED = parse_edtf("2025-07-17/..")


@pytest.mark.parametrize(
    ("text", "written", "precision", "rule"),
    [
        ("July 17, 2025", "2025-07-17", "day", None),
        ("On July 17, 2025", "2025-07-17", "day", None),
        ("17 July 2025", "2025-07-17", "day", None),
        ("2025-07-17", "2025-07-17", "day", None),
        ("Sept. 5, 2024", "2024-09-05", "day", None),
        ("in September 2021", "2021-09", "month", None),
        ("May 2025", "2025-05", "month", None),
        ("2021", "2021", "year", None),
        ("in 2021", "2021", "year", None),
        ("Early July 2025", "2025-07-01/2025-07-10", "month-part", None),
        ("mid-July 2025", "2025-07-11/2025-07-20", "month-part", None),
        ("late February 2024", "2024-02-21/2024-02-29", "month-part", None),
        ("In May", "2025-05", "month", "year-from-document-date"),
        ("in late June", "2025-06-21/2025-06-30", "month-part", "year-from-document-date"),
        ("July 4", "2025-07-04", "day", "year-from-document-date"),
        ("https://x.com/a/status/1945720232548708773", "2025-07-17/..", "from", "time-in-post-id"),
    ],
)
def test_what_is_read(text: str, written: str, precision: str, rule: str | None) -> None:
    dated = parse_date(text, PUBLISHED)
    assert (dated.when.edtf, dated.when.precision, dated.rule) == (written, precision, rule)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "02/03/2025",
        "3.4.2025",
        "February 30, 2025",
        "2025-13-01",
        "July 17, 2025 BTC",
        "6,240",
        "May 2025 to",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text, PUBLISHED)


@pytest.mark.parametrize(
    ("text", "published", "written"),
    [
        ("December", "2025-07-17", "2024-12"),
        ("December", "2025-07-17/..", None),  # published in July, or in December, or the year after
        ("May", "2025-07-17/..", "2025-05"),
        ("March", "2025", None),
        ("March", "2025-05/2025-08", "2025-03"),
        ("March", "../2025-08-01", None),
    ],
)
def test_a_year_is_lent_only_if_the_publication_settles_it(text: str, published: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(YearMissing):
            parse_date(text, parse_edtf(published))
    else:
        assert parse_date(text, parse_edtf(published)).when.edtf == written


@pytest.mark.parametrize("text", ["Aprıl 5, 2025", "mıd-July 2025"])
def test_letters_that_only_look_like_a_month_s(text: str) -> None:
    with suppress(DateError):
        assert parse_date(text).when.precision == "month-part"


def test_only_an_ending_runs_through() -> None:
    assert parse_date("running through 2027", ending=True).when.edtf == "2027"
    with pytest.raises(DateError):
        parse_date("until July 17, 2025")


def test_months_begin_with_a_capital() -> None:
    """`it may hold` and `a march` name no month."""
    for text in ("may", "march"):
        with pytest.raises(DateError):
            parse_date(text, PUBLISHED)


@pytest.mark.parametrize(
    ("before", "text", "after", "cut"),
    [
        ("before ", "July 17, 2025", "", True),
        ("no later than ", "July 17, 2025", "", True),
        ("between July 1 and ", "July 17, 2025", "", True),
        ("in the first half of ", "2023", "", True),
        ("in Q2 ", "2022", "", True),
        ("the 3rd of ", "May 2025", "", True),
        ("on 30 ", "April 2024", "", True),
        ("on ", "July 17", ", 2024 they", True),
        ("on ", "July 3", " or 4, 2007", True),
        ("", "2012", "-2013", True),
        ("", "2013", " BTC", True),
        ("It held ", "2013", ",5 BTC", True),
        ("late ", "June 2025", "", True),
        ("On ", "July 17, 2025", ", Pakistani", False),
        ("tender ", "in 2021", ", the", False),
        ("", "January 1, 2025", ": 6,000 BTC", False),
        ("program ", "through 2027", " but", False),
    ],
)
def test_parts_of_a_date(before: str, text: str, after: str, cut: bool) -> None:
    assert cuts_date(before, text, after) is cut


def test_a_month_without_a_year_needs_the_document_s_date() -> None:
    with pytest.raises(YearMissing):
        parse_date("in May")


@pytest.mark.parametrize("text", ["../..", "2025-07-18/2025-07-17", "2025-7-1", "20250717", "2025-07-17/", "July"])
def test_edtf_that_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_edtf(text)


DATES = st.dates(date(1000, 1, 1), date(2999, 12, 31))
"""Four digits from 3000 on are read as a figure, not as a year."""


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


@given(DATES)
@settings(max_examples=500)
def test_every_day_is_read_in_each_of_its_spellings(day: date) -> None:
    spellings = [
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%b} {day.day}, {day.year}",
        day.isoformat(),
    ]
    assert {parse_date(spelling).when for spelling in spellings} == {When(day, day, "day")}


@given(DATES)
@settings(max_examples=300)
def test_nothing_is_more_precise_than_its_text(day: date) -> None:
    month, year = parse_date(f"{day:%B %Y}").when, parse_date(f"{day:%Y}").when
    assert 28 <= days(month) <= 31
    assert days(year) in (365, 366)
    assert (month.start or date.max) <= day <= (month.end or date.min)


@given(st.text(max_size=30))
@settings(max_examples=1000)
def test_anything_else_is_refused_by_name(text: str) -> None:
    with suppress(DateError):
        assert parse_date(text, PUBLISHED).when.edtf
