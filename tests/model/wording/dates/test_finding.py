"""Finding dates in running text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.dates import parse_edtf
from app.model.folding import fold
from app.model.wording.dates.finding import find_dates
from app.model.wording.dates.reading import parse_date
from app.model.wording.locales import ENGLISH, Locale, locale_of

SPANISH = locale_of("es-SV")
PUBLISHED = parse_edtf("2031-07-17")


def found(text: str, locale: Locale) -> list[tuple[str, str]]:
    """Each mention with its date, or with the code of its refusal."""
    return [
        (text[each.start : each.end], each.dated.when.edtf if each.dated else each.refusal.code if each.refusal else "")
        for each in find_dates(text, PUBLISHED, locale)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "It bought 5 BTC on July 3, 2031, and more in June.",
            [("on July 3, 2031", "2031-07-03"), ("in June", "2031-06")],
        ),
        ("In June and July 2031 it paused", [("In June", "2031-06"), ("July 2031", "2031-07")]),
        ("From May 2030 to June 2031 it ran", [("From May 2030 to June 2031", "2030-05-01/2031-06-30")]),
        ("from January 5 to March 2031", [("from January 5 to March 2031", "2031-01-05/2031-03-31")]),
        ("since 2021 and until 2030", [("since 2021", "2021-01-01/.."), ("until 2030", "../2030-12-31")]),
        ("1H25 results", [("1H25", "2025-01-01/2025-06-30")]),
        ("In Q4 45 BTC", [("In Q4", "2030-10-01/2030-12-31")]),
        ("It will launch in September", [("in September", "date-direction")]),
        ("It expects a vote. On Friday it met", [("On Friday", "2031-07-11")]),
        ("the coming Friday", [("the coming Friday", "2031-07-18")]),
        ("on the next 5 May", [("5 May", "date-direction")]),
        ("in fiscal 2025", [("2025", "unreadable-date")]),
        ("on February 30, 2031", [("on February 30, 2031", "unreadable-date")]),
        ("on 03/04/2031", [("on 03/04/2031", "unreadable-date")]),
        ("It may march on; August came", [("August", "2030-08")]),
        ("Law 2021 and the Act of 2021", []),
        ("2013 BTC, $2014, 2015,5 and 2016 coins", []),
        ("version 2.2021, 1200 and 2300", []),
        ("512 H100 GPUs", []),
        ("see example.org/2021/07/17", []),
    ],
)
def test_english(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, ENGLISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Compró el 3 de julio de 2031 y en junio.",
            [("el 3 de julio de 2031", "2031-07-03"), ("en junio", "2031-06")],
        ),
        ("del 3 al 10 de julio de 2031", [("del 3 al 10 de julio de 2031", "2031-07-03/2031-07-10")]),
        ("durante el primer trimestre de 2025", [("durante el primer trimestre de 2025", "2025-01-01/2025-03-31")]),
        ("se prevé iniciar en septiembre", [("en septiembre", "date-direction")]),
        ("la Ley 2021", []),
        ("2013 bitcoins y 2014 millones", []),
    ],
)
def test_spanish(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, SPANISH) == expected


PIECES = (
    "July julio 3 17 2031 to al de the early mid- Q2 H1 since by last week Friday el and y / - , . 03/04/2031 1H25 will"
    " ago two hace semanas this-morning beginning-of"
)


def test_the_first_of_two_dates_has_the_rule_of_the_one_that_lends_it_a_year() -> None:
    rules = [each.dated.rule for each in find_dates("In May and June it paused", PUBLISHED) if each.dated]
    assert rules == ["year-from-document-date"] * 2
    rules = [each.dated.rule for each in find_dates("In May and June 2031 it paused", PUBLISHED) if each.dated]
    assert rules == [None, None]


WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join)


@given(st.one_of(WORDS, st.text(max_size=60)), st.sampled_from([ENGLISH, SPANISH]))
@settings(max_examples=800)
def test_mentions_are_ordered_and_read_as_they_are_found(text: str, locale: Locale) -> None:
    folded, at = fold(text), 0
    for each in find_dates(folded, PUBLISHED, locale):
        assert at <= each.start < each.end <= len(folded)
        assert (each.dated is None) is (each.refusal is not None)
        at = each.end


@given(st.dates(date(1600, 1, 1), date(2199, 12, 31)), st.booleans())
@settings(max_examples=300)
def test_a_day_in_a_sentence_is_found_and_reads_alike(day: date, spanish: bool) -> None:
    locale = SPANISH if spanish else ENGLISH
    month = next(name for name, number in locale.language.months.items() if number == day.month)
    if spanish:
        text = f"Compró 5 BTC el {day.day} de {month} de {day.year}, y nada más"
    else:
        text = f"It bought 5 BTC on {month} {day.day}, {day.year}, and no more"
    (mention,) = find_dates(text, PUBLISHED, locale)
    assert mention.dated == parse_date(text[mention.start : mention.end], PUBLISHED, locale=locale)
    assert mention.dated is not None
    assert mention.dated.when.edtf == day.isoformat()
