"""The shapes of single dates in one language, as patterns with named groups.

The groups `year`, `month`, `number` (of a month), `day`, `last` (day of a range), `part`, `ordinal` and `lent` (the
words `last year` in place of a year) mean the same in every shape.
"""

from dataclasses import dataclass

from app.model.wording.language import DateWords, Language
from app.model.wording.patterns import alternation, any_of

YEAR = r"[12]\d{3}"
_NOT_FISCAL = r"\s?FY|\sfiscal"
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}(?!\d)"
_LAST_DAY = rf"(?:\s?(?:-|to\s|al\s|a\s|and\s|y\s|through\s)\s?(?:el\s|the\s)?(?P<last>\d{{1,2}}){_ORDINAL}(?!\d))?"
"""The second of two days of one month: `3-5`, `3 to 5`."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """What the shapes of one language share."""

    words: DateWords
    month: str
    """The name of a month, in lower case only where the language writes it so."""
    year: str
    of: str
    lent: str
    """`Last year` behind a date that has none."""
    which: str
    """Last, this or next, without a group of its own."""
    weekday: str


def _pieces(language: Language) -> _Pieces:
    words = language.dates
    cased = (*language.months, *(name.capitalize() for name in language.months), *(m.upper() for m in language.months))
    which = alternation((*words.last, *words.this, *words.next))
    a_year = any_of(word for word, unit in words.units.items() if unit == "year")
    return _Pieces(
        words=words,
        month=rf"(?P<month>(?-i:{alternation(cased)})(?!\w))",
        year=rf"(?P<year>{YEAR})",
        of=rf"{any_of(words.of)}\s",
        lent=rf"(?P<lent>(?:{which})\s{a_year}|{a_year}\s(?:{which}))",
        which=which,
        weekday=any_of(language.weekdays),
    )


def shapes(language: Language) -> dict[str, str]:
    """The pattern of every kind of single date, in the order in which they are tried."""
    pieces = _pieces(language)
    return {
        **_days(pieces),
        "numeric": rf"(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<two>\d{{1,2}})(?P=mark)(?P<year>{YEAR})",
        **_month_parts(pieces),
        **_quarters_and_halves(pieces),
        **_months_and_years(pieces),
        **_relative(pieces, language),
        "month": rf"{pieces.month}(?:\s(?:{pieces.of})?{pieces.lent})?",
        "year": pieces.year,
    }


def _days(pieces: _Pieces) -> dict[str, str]:
    """Days, by name of month or in the orders of ISO 8601; those of `03/04/2031` are `numeric`."""
    month, year, of, lent, words = pieces.month, pieces.year, pieces.of, pieces.lent, pieces.words
    weekday = rf"(?:{pieces.weekday}\.?,?\s)?"
    return {
        "month_day": rf"{weekday}{month}\.?\s{_DAY}{_LAST_DAY}(?:,?\s{year}|,?\s(?:{of})?{lent})?",
        "day_month": rf"{weekday}{_DAY}{_LAST_DAY}{words.day_of}{month}(?:{words.year_of}{year}|,?\s(?:{of})?{lent})?",
        "day_mon": rf"{_DAY}-{month}-{year}",
        "iso": rf"{year}-(?P<number>\d{{2}})-(?P<day>\d{{2}})(?:T[\d:.]+Z?)?",
        "ymd": rf"{year}[/.](?P<number>\d{{1,2}})[/.](?P<day>\d{{1,2}})",
    }


def _month_parts(pieces: _Pieces) -> dict[str, str]:
    """Early, mid and late in a month; no day follows."""
    month, of = pieces.month, pieces.of
    part, not_a_day = alternation(pieces.words.parts), r"(?!\.?\s\d{1,2}(?!\d))"
    behind = rf"(?:{pieces.words.year_of}{pieces.year}|,?\s(?:{of})?{pieces.lent})?"
    return {"part_month": rf"(?P<part>{part})[\s-]?(?:{of})?{month}{not_a_day}{behind}"}


def _quarters_and_halves(pieces: _Pieces) -> dict[str, str]:
    """Quarters and halves of a year in words (`the second quarter of 2031`) or signs (`Q2 2031`, `2Q25`, `1H25`)."""
    words, of, year = pieces.words, pieces.of, pieces.year
    behind = rf"(?:,?\s(?:{of})?(?:(?:the\syear\s|año\s)?{year}|{pieces.lent}))?"
    quarter = rf"(?P<ordinal>{alternation(words.quarters)})[\s-]{any_of(words.quarter)}"
    half = rf"(?P<ordinal>{alternation(words.halves)})[\s-]{any_of(words.half)}(?!\s(?:a|an)\s)"
    return {
        "quarter": quarter + behind,
        "quarter_sign": (
            rf"(?:Q(?P<q>[1-4])|(?P<q2>[1-4])[QT]|T(?P<q4>[1-4])){_year_behind_sign(of, '[QT]')}(?!{_NOT_FISCAL})"
            rf"|(?P<year2>{YEAR})[\s-]?Q(?P<q3>[1-4])"
        ),
        "half": half + behind,
        "half_sign": (
            rf"(?:H(?P<h>[12])|(?P<h2>[12])[HS]){_year_behind_sign(of, '[HS]')}(?!\w|{_NOT_FISCAL})"
            rf"|(?P<year2>{YEAR})[\s-]?H(?P<h3>[12])"
        ),
    }


def _year_behind_sign(of: str, letters: str) -> str:
    """The year behind `Q2`: ` 2031`, `'31`, and without any mark only behind a letter, as in `2Q31`."""
    full = rf"[\s',-]*(?:{of})?(?P<year>{YEAR})(?!\d)"
    short = rf"(?:['-]|(?<={letters}))(?P<short>\d{{2}})(?!\d)"
    return rf"(?!\d{{3}})(?:{full}|{short})?"


def _months_and_years(pieces: _Pieces) -> dict[str, str]:
    month, year, of = pieces.month, pieces.year, pieces.of
    return {
        "part_year": rf"(?P<part>{alternation(pieces.words.parts)})[\s-]?(?:{of})?{year}",
        "years": rf"{year}[-/](?P<last_year>1[3-9]|[2-9]\d)(?!\d)",
        "month_year": rf"{month}{pieces.words.year_of}{year}",
        "iso_month": rf"{year}-(?P<number>0[1-9]|1[0-2])(?![\d-])",
    }


def _relative(pieces: _Pieces, language: Language) -> dict[str, str]:
    """Dates that are counted from that of the document: `yesterday`, `last month`, `two weeks ago`, `on Friday`."""
    words, which, name, unit = pieces.words, pieces.which, pieces.weekday, alternation(pieces.words.units)
    number = r"\d{1,3}|" + alternation((*language.numerals, *language.articles))
    ago_before = alternation(words.ago_before) or "(?!)"
    ago_after = alternation(words.ago_after)
    return {
        "relative_day": rf"(?P<word>{alternation(words.days)})",
        "relative": rf"(?:(?P<which>{which})\s(?P<unit>{unit})|(?P<unit2>{unit})\s(?P<which2>{which}))",
        "ago": (
            rf"(?:(?:{ago_before})\s(?P<n>{number})\s(?P<u>\w+)"
            rf"|(?P<n2>{number})\s(?P<u2>\w+)\s(?:{ago_after}))"
        ),
        "weekday": rf"(?:(?P<which>{which})\s(?P<weekday>{name})|(?P<weekday2>{name})(?:\s(?P<which2>{which}))?)",
    }
