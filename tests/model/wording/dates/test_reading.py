"""Reading dates: every form in either language, what is refused, and what needs the document's own date."""

import calendar
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.dates import DateError, When, YearMissing, days, parse_edtf
from app.model.wording.dates.reading import parse_date
from app.model.wording.locales import ENGLISH, LANGUAGES, locale_of

SPANISH = locale_of("es-SV")
PUBLISHED = parse_edtf("2031-07-17")
"""A Thursday."""
SINCE = parse_edtf("2025-07-17/..")
DATES = st.dates(date(1000, 1, 1), date(2999, 12, 31))


@pytest.mark.parametrize(
    ("text", "written", "precision"),
    [
        ("July 17, 2025", "2025-07-17", "day"),
        ("On July 17, 2025", "2025-07-17", "day"),
        ("JULY 17, 2025", "2025-07-17", "day"),
        ("Thursday, July 17, 2025", "2025-07-17", "day"),
        ("17 July 2025", "2025-07-17", "day"),
        ("the 17th of July 2025", "2025-07-17", "day"),
        ("Sept. 5, 2024", "2024-09-05", "day"),
        ("25-Apr-2025", "2025-04-25", "day"),
        ("2025-07-17", "2025-07-17", "day"),
        ("2025-07-17T10:00:00Z", "2025-07-17", "day"),
        ("2025/07/17", "2025-07-17", "day"),
        ("17/07/2025", "2025-07-17", "day"),
        ("07/17/2025", "2025-07-17", "day"),
        ("17.07.2025", "2025-07-17", "day"),
        ("03/03/2025", "2025-03-03", "day"),
        ("in September 2021", "2021-09", "month"),
        ("May 2025", "2025-05", "month"),
        ("May, 2025", "2025-05", "month"),
        ("2025-05", "2025-05", "month"),
        ("2021", "2021", "year"),
        ("as of 2021", "2021", "year"),
        ("Early July 2025", "2025-07-01/2025-07-10", "month-part"),
        ("mid-July 2025", "2025-07-11/2025-07-20", "month-part"),
        ("late February 2024", "2024-02-21/2024-02-29", "month-part"),
        ("the end of June 2025", "2025-06-21/2025-06-30", "month-part"),
        ("early 2030", "2030-01-01/2030-04-30", "year-part"),
        ("mid-2030", "2030-05-01/2030-08-31", "year-part"),
        ("year-end 2030", "2030-09-01/2030-12-31", "year-part"),
        ("Q2 2025", "2025-04-01/2025-06-30", "quarter"),
        ("Q2'25", "2025-04-01/2025-06-30", "quarter"),
        ("2Q25", "2025-04-01/2025-06-30", "quarter"),
        ("2025 Q2", "2025-04-01/2025-06-30", "quarter"),
        ("the second quarter of 2025", "2025-04-01/2025-06-30", "quarter"),
        ("final quarter of the year 2025", "2025-10-01/2025-12-31", "quarter"),
        ("H2 2025", "2025-07-01/2025-12-31", "half-year"),
        ("1H25", "2025-01-01/2025-06-30", "half-year"),
        ("2025 H1", "2025-01-01/2025-06-30", "half-year"),
        ("the first half of 2025", "2025-01-01/2025-06-30", "half-year"),
        ("2028-29", "2028-01-01/2029-12-31", "interval"),
        ("2028-2030", "2028-01-01/2030-12-31", "interval"),
        ("from 2028 to 2030", "2028-01-01/2030-12-31", "interval"),
        ("July 3-5, 2025", "2025-07-03/2025-07-05", "interval"),
        ("July 3 to July 5, 2025", "2025-07-03/2025-07-05", "interval"),
        ("3-5 July 2025", "2025-07-03/2025-07-05", "interval"),
        ("June 30 to July 5, 2025", "2025-06-30/2025-07-05", "interval"),
        ("between December 18 and 24, 2025", "2025-12-18/2025-12-24", "interval"),
        ("from January 1, 2025, to January 20, 2025", "2025-01-01/2025-01-20", "interval"),
        ("between January and March 2025", "2025-01-01/2025-03-31", "interval"),
        ("from January 2024 through June 2025", "2024-01-01/2025-06-30", "interval"),
        ("since 2021", "2021-01-01/..", "from"),
        ("from May 2025 onwards", "2025-05-01/..", "from"),
        ("not before 2027", "2027-01-01/..", "from"),
        ("after May 3, 2025", "2025-05-04/..", "from"),
        ("before July 17, 2025", "../2025-07-16", "until"),
        ("before the end of 2030", "../2030-12-31", "until"),
        ("by 2030", "../2030-12-31", "until"),
        ("by the end of 2030", "../2030-12-31", "until"),
        ("on or before July 31, 2025", "../2025-07-31", "until"),
        ("running through 2027", "../2027-12-31", "until"),
    ],
)
def test_what_is_read_in_english(text: str, written: str, precision: str) -> None:
    dated = parse_date(text)
    assert (dated.when.edtf, dated.when.precision, dated.rule) == (written, precision, None)


@pytest.mark.parametrize(
    ("text", "written", "precision"),
    [
        ("17 de julio de 2025", "2025-07-17", "day"),
        ("el 17 de julio de 2025", "2025-07-17", "day"),
        ("17 de julio del 2025", "2025-07-17", "day"),
        ("jueves 17 de julio de 2025", "2025-07-17", "day"),
        ("1.º de mayo de 2025", "2025-05-01", "day"),
        ("1ro de mayo de 2025", "2025-05-01", "day"),
        ("16 jul. 2025", "2025-07-16", "day"),
        ("03/04/2025", "2025-04-03", "day"),
        ("julio de 2025", "2025-07", "month"),
        ("Julio del año 2025", "2025-07", "month"),
        ("en 2025", "2025", "year"),
        ("a principios de julio de 2025", "2025-07-01/2025-07-10", "month-part"),
        ("a mediados de 2025", "2025-05-01/2025-08-31", "year-part"),
        ("a finales de 2030", "2030-09-01/2030-12-31", "year-part"),
        ("primer trimestre de 2025", "2025-01-01/2025-03-31", "quarter"),
        ("último trimestre de 2025", "2025-10-01/2025-12-31", "quarter"),
        ("3T25", "2025-07-01/2025-09-30", "quarter"),
        ("segundo semestre de 2030", "2030-07-01/2030-12-31", "half-year"),
        ("2S25", "2025-07-01/2025-12-31", "half-year"),
        ("del 3 al 10 de julio de 2025", "2025-07-03/2025-07-10", "interval"),
        ("entre enero y marzo de 2025", "2025-01-01/2025-03-31", "interval"),
        ("desde 2021", "2021-01-01/..", "from"),
        ("a partir del 1 de enero de 2032", "2032-01-01/..", "from"),
        ("después del 3 de mayo de 2025", "2025-05-04/..", "from"),
        ("antes del 17 de julio de 2025", "../2025-07-16", "until"),
        ("hasta 2027", "../2027-12-31", "until"),
        ("para 2030", "../2030-12-31", "until"),
    ],
)
def test_what_is_read_in_spanish(text: str, written: str, precision: str) -> None:
    dated = parse_date(text, locale=SPANISH)
    assert (dated.when.edtf, dated.when.precision, dated.rule) == (written, precision, None)


@pytest.mark.parametrize(
    ("text", "tag", "written", "rule"),
    [
        ("In May", "en", "2031-05", "year-from-document-date"),
        ("July 4", "en", "2031-07-04", "year-from-document-date"),
        ("December", "en", "2030-12", "year-from-document-date"),
        ("in late June", "en", "2031-06-21/2031-06-30", "year-from-document-date"),
        ("second quarter", "en", "2031-04-01/2031-06-30", "year-from-document-date"),
        ("H2", "en", "2031-07-01/2031-12-31", "year-from-document-date"),
        ("from July 3 to 5", "en", "2031-07-03/2031-07-05", "year-from-document-date"),
        ("July last year", "en", "2030-07", "relative-to-document-date"),
        ("the first half of next year", "en", "2032-01-01/2032-06-30", "relative-to-document-date"),
        ("today", "en", "2031-07-17", "relative-to-document-date"),
        ("yesterday", "en", "2031-07-16", "relative-to-document-date"),
        ("last week", "en", "2031-07-07/2031-07-13", "relative-to-document-date"),
        ("this month", "en", "2031-07", "relative-to-document-date"),
        ("next quarter", "en", "2031-10-01/2031-12-31", "relative-to-document-date"),
        ("last year", "en", "2030", "relative-to-document-date"),
        ("two days ago", "en", "2031-07-15", "relative-to-document-date"),
        ("three weeks ago", "en", "2031-06-23/2031-06-29", "relative-to-document-date"),
        ("a month ago", "en", "2031-06", "relative-to-document-date"),
        ("8 years ago", "en", "2023", "relative-to-document-date"),
        ("on Thursday", "en", "2031-07-17", "relative-to-document-date"),
        ("on Friday", "en", "2031-07-11", "relative-to-document-date"),
        ("last Thursday", "en", "2031-07-10", "relative-to-document-date"),
        ("next Thursday", "en", "2031-07-24", "relative-to-document-date"),
        ("next Friday", "en", "2031-07-18", "relative-to-document-date"),
        ("el 17 de julio", "es", "2031-07-17", "year-from-document-date"),
        ("el mes pasado", "es", "2031-06", "relative-to-document-date"),
        ("la semana pasada", "es", "2031-07-07/2031-07-13", "relative-to-document-date"),
        ("hace dos días", "es", "2031-07-15", "relative-to-document-date"),
        ("el jueves", "es", "2031-07-17", "relative-to-document-date"),
        ("el pasado lunes", "es", "2031-07-14", "relative-to-document-date"),
        ("ayer", "es", "2031-07-16", "relative-to-document-date"),
    ],
)
def test_what_needs_the_document_s_date(text: str, tag: str, written: str, rule: str) -> None:
    locale = locale_of(tag)
    dated = parse_date(text, PUBLISHED, locale=locale)
    assert (dated.when.edtf, dated.rule) == (written, rule)
    with pytest.raises(YearMissing):
        parse_date(text, locale=locale)


@pytest.mark.parametrize(
    ("text", "published", "written"),
    [
        ("December", "2025-07-17", "2024-12"),
        ("December", "2025-07-17/..", None),  # published in July, or in December, or the year after
        ("May", "2025-07-17/..", "2025-05"),
        ("March", "2025", None),
        ("March", "2025-05/2025-08", "2025-03"),
        ("March", "../2025-08-01", None),
        ("last year", "2025", "2024"),
        ("last month", "2025", None),
        ("yesterday", "2025-07-17/..", None),
    ],
)
def test_a_year_is_lent_only_if_the_publication_settles_it(text: str, published: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(YearMissing):
            parse_date(text, parse_edtf(published))
    else:
        assert parse_date(text, parse_edtf(published)).when.edtf == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "3000",
        "February 30, 2025",
        "2025-13-01",
        "13/13/2025",
        "July 17, 2025 BTC",
        "6,240",
        "May 2025 to",
        "July 5-3, 2025",
        "July 5 to July 3, 2025",
        "2029-28",
        "2028/29",
        "over the last year",
        "the previous month",
        "fiscal year 2025",
        "Q2 FY25",
        "Q5 2025",
        "three moons ago",
        "may",
        "march",
        "June and July 2025",
        "900 years ago BC",
    ],
)
def test_what_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text, PUBLISHED)


def test_what_leads_out_of_the_calendar() -> None:
    with pytest.raises(DateError, match="out of the calendar"):
        parse_date("999 years ago", parse_edtf("0900-01-01"))


@pytest.mark.parametrize(
    ("tag", "written"),
    [("en", None), ("en-US", "2025-02-03"), ("en-GB", "2025-03-02"), ("es", "2025-03-02"), ("es-US", "2025-02-03")],
)
def test_what_02_03_2025_is_depends_on_the_region(tag: str, written: str | None) -> None:
    if written is None:
        with pytest.raises(DateError, match="nothing says whether the day or the month"):
            parse_date("02/03/2025", locale=locale_of(tag))
    else:
        assert parse_date("02/03/2025", locale=locale_of(tag)).when.edtf == written


@pytest.mark.parametrize("text", ["Aprıl 5, 2025", "mıd-July 2025"])
def test_letters_that_only_look_like_a_month_s(text: str) -> None:
    with suppress(DateError):
        assert parse_date(text).when.precision == "month-part"


def test_only_an_ending_runs_through() -> None:
    assert parse_date("running through 2027", ending=True).when.edtf == "2027"
    assert parse_date("hasta 2027", ending=True, locale=SPANISH).when.edtf == "2027"
    assert parse_date("running through 2027").when.edtf == "../2027-12-31"


def test_the_address_of_a_post_holds_its_day() -> None:
    dated = parse_date("https://x.com/a/status/1945720232548708773")
    assert (dated.when.edtf, dated.rule) == ("2025-07-17/..", "time-in-post-id")


MONTHS = {
    name: {number: [month for month, at in each.months.items() if at == number] for number in range(1, 13)}
    for name, each in LANGUAGES.items()
}


@given(DATES, st.data())
@settings(max_examples=600)
def test_every_day_is_read_in_each_of_its_spellings(day: date, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(MONTHS)))
    month = data.draw(st.sampled_from(MONTHS[name][day.month]))
    cased = data.draw(st.sampled_from([month, month.capitalize(), month.upper()]))
    spellings = {
        "en": [f"{cased} {day.day}, {day.year}", f"{day.day} {cased} {day.year}", f"{day.day}-{cased}-{day.year}"],
        "es": [f"{day.day} de {cased} de {day.year}", f"el {day.day} de {cased} del {day.year}"],
    }[name]
    spellings += [day.isoformat(), f"{day.year}/{day.month}/{day.day}"]
    locale = locale_of(name)
    assert {parse_date(spelling, locale=locale).when for spelling in spellings} == {When(day, day, "day")}


@given(DATES, st.integers(1, 400))
@settings(max_examples=300)
def test_ranges_and_bounds_have_the_ends_that_they_state(day: date, length: int) -> None:
    later = day + timedelta(length)
    written = {
        f"{day:%B} {day.day}, {day.year} to {later:%B} {later.day}, {later.year}": (day, later),
        f"from {day.day} {day:%B} {day.year} to {later.day} {later:%B} {later.year}": (day, later),
        f"since {day.isoformat()}": (day, None),
        f"after {day.isoformat()}": (day + timedelta(1), None),
        f"until {day.isoformat()}": (None, day),
        f"before {day.isoformat()}": (None, day - timedelta(1)),
    }
    for text, ends in written.items():
        when = parse_date(text).when
        assert (when.start, when.end) == ends, text


@given(st.integers(1000, 2999), st.integers(1, 12), st.sampled_from(["early", "mid", "late"]))
@settings(max_examples=300)
def test_parts_of_a_month_tile_it(year: int, month: int, part: str) -> None:
    name = calendar.month_name[month]
    whole = parse_date(f"{name} {year}").when
    early, mid, late = (parse_date(f"{each} {name} {year}").when for each in ("early", "mid", "late"))
    assert (early.start, late.end) == (whole.start, whole.end)
    assert (whole.start, whole.end) == (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
    assert days(early) + days(mid) + days(late) == days(whole)
    assert {early.precision, mid.precision, late.precision} == {"month-part"}


@given(st.integers(1000, 2999))
@settings(max_examples=200)
def test_quarters_halves_and_thirds_tile_a_year(year: int) -> None:
    tilings = (
        [f"Q{number} {year}" for number in range(1, 5)],
        [f"{word} quarter of {year}" for word in ("first", "second", "third", "fourth")],
        [f"H{number} {year}" for number in (1, 2)],
        [f"{part} {year}" for part in ("early", "mid", "late")],
    )
    spanish = (
        [f"{word} trimestre de {year}" for word in ("primer", "segundo", "tercer", "cuarto")],
        [f"{word} semestre de {year}" for word in ("primer", "segundo")],
        [f"{part} de {year}" for part in ("principios", "mediados", "finales")],
    )
    for locale, each in ((ENGLISH, tilings), (SPANISH, spanish)):
        for texts in each:
            parts = [parse_date(text, locale=locale).when for text in texts]
            assert (parts[0].start, parts[-1].end) == (date(year, 1, 1), date(year, 12, 31))
            for one, other in pairwise(parts):
                assert one.end is not None
                assert other.start == one.end + timedelta(1)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
@settings(max_examples=300)
def test_weekdays_are_counted_from_the_document_s_day(day: date) -> None:
    published = When(day, day, "day")
    for number, name in enumerate(calendar.day_name):
        latest, last, following = (
            parse_date(text, published).when.start for text in (f"on {name}", f"last {name}", f"next {name}")
        )
        assert latest is not None
        assert last is not None
        assert following is not None
        assert {latest.weekday(), last.weekday(), following.weekday()} == {number}
        assert 0 <= (day - latest).days < 7
        assert 0 < (day - last).days <= 7
        assert 0 < (following - day).days <= 7


@given(st.text(max_size=30), st.sampled_from([ENGLISH, SPANISH]))
@settings(max_examples=1000)
def test_anything_else_is_refused_by_name(text: str, locale: object) -> None:
    with suppress(DateError):
        assert parse_date(text, SINCE).when.edtf
