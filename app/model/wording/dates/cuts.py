"""Dates that somebody took from a text, against all that the text says there."""

import re

from app.model.dates import When
from app.model.wording.dates.finding import find_dates
from app.model.wording.dates.reading import parse_date
from app.model.wording.dates.surroundings import is_counted, is_fiscal
from app.model.wording.locales import Locale

_HEDGES = (
    "around|about|circa|roughly|not on|not in|than|or|o|alrededor del?|cerca del?"
    "|spring|summer|autumn|fall|winter|primavera|verano|otoño|invierno"
)
"""Words that make a date of the one behind them which no interval can hold."""
_DAY_OF = r"\d{1,2}(?:st|nd|rd|th)?(?: of)?"
_JOINED_BEFORE = re.compile(rf"(?<!\w)(?:{_HEDGES}|{_DAY_OF})[\s-]$", re.IGNORECASE)
_JOINED_AFTER = re.compile(r"^(?:,?\s[12]\d{3}(?!\w)|\s?[-/]\s?\d|\s(?:or|o)\s(?:\d|[A-Z]?[a-z]+ \d))")
"""A year, another day, or another date: `July 17`, 2025; `July 3` or 4."""


def cuts_date(before: str, text: str, after: str, published: When | None, locale: Locale) -> bool:
    """Whether a date between these folded texts is only a part of what is said: `before July 17`, `July 3 or 4`.

    Raises `DateError` if the text itself is no date.
    """
    if is_fiscal(before, locale) or _JOINED_BEFORE.search(before) or _JOINED_AFTER.match(after):
        return True
    if is_counted(text, after):
        return True
    mine = parse_date(text, published, locale=locale)
    start, end = len(before), len(before) + len(text)
    return any(
        mention.dated is None or mention.dated.when != mine.when
        for mention in find_dates(before + text + after, published, locale)
        if mention.start <= start and end <= mention.end and mention.end - mention.start > end - start
    )
