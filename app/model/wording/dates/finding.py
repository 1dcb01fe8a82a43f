"""Finding dates in running text, by the same patterns as they are read with."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.errors import CurationError
from app.model.dates import Dated, DateError, When
from app.model.wording.dates.context import Context
from app.model.wording.dates.points import read_point
from app.model.wording.dates.reading import bound_words, first_of_two, joint_pattern, joints_of, parse_date
from app.model.wording.dates.shapes import YEAR, shapes
from app.model.wording.dates.surroundings import SENTENCE, DateDirection, is_fiscal, is_no_year, is_undirected
from app.model.wording.language import Language
from app.model.wording.locales import ENGLISH, Locale
from app.model.wording.patterns import alternation, any_of, nameless

_LABEL = 32
"""Characters before a year that may make it a name."""
_UNIT = 20
"""Characters behind a year that may make it a figure."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in running text: its half-open span of the folded text, or why it is not read."""

    start: int
    end: int
    dated: Dated | None
    refusal: CurationError | None = None


def find_dates(folded: str, published: When | None = None, locale: Locale = ENGLISH) -> Iterator[DateMention]:
    """Every date in folded text, in order; what looks like one and is refused comes with the reason."""
    for found in _scan(locale.language).finditer(folded):
        start, end = found.span()
        before, after = folded[max(0, start - _LABEL) : start], folded[end : end + _UNIT]
        if is_no_year(before, found[0], after, locale.language):
            continue
        try:
            dated = parse_date(found[0], published, locale=locale)
            _check(folded[max(0, start - SENTENCE) : start], found[0], dated, locale)
            yield DateMention(start, end, dated)
        except CurationError as error:
            yield from _two(folded, (start, end), published, locale) or [DateMention(start, end, None, error)]


def _check(before: str, text: str, dated: Dated, locale: Locale) -> None:
    """Refuse a date of a fiscal year, and one without a year in a sentence about the future."""
    if is_fiscal(before, locale):
        raise DateError(f"«{text}» is counted in somebody's own fiscal year")
    if is_undirected(before, dated, text, locale):
        raise DateDirection(f"«{text}» may lie before or after the document")


def _two(folded: str, span: tuple[int, int], published: When | None, locale: Locale) -> list[DateMention]:
    """Two dates that are no range: `in June and July 2031`. The first may have its year from the second."""
    start, end = span
    context = Context(folded[start:end], published, locale)
    for joint in joints_of(locale.language).joint.finditer(folded, start, end):
        try:
            last = read_point(folded[joint.end() : end], context)
            first = None if last is None else first_of_two(folded[start : joint.start()], last, context)
        except CurationError:
            continue
        if first is not None and last is not None:
            rule = last.rule if first.rule else None
            return [DateMention(start, joint.start(), Dated(first.when, rule)), DateMention(joint.end(), end, last)]
    return []


@lru_cache(maxsize=8)
def _scan(language: Language) -> re.Pattern[str]:
    """What may be a date in running text: dates that say so themselves, and months that need words beside them."""
    return re.compile(f"{_clear(language)}|{_plain_month(language)}|{_led_month(language)}", re.IGNORECASE)


def _clear(language: Language) -> str:
    """A date, range or bound; no part of a word, a figure or an address."""
    words, single = language.dates, _single(language)
    opening = rf"(?:(?:{alternation(bound_words(words))}|{alternation(words.first)})\s)?"
    lead = rf"(?:{any_of(words.leads)}\s)?"
    joint = joint_pattern(words)
    month_of_range = rf"(?:{nameless(shapes(language)['month'])}(?={joint}(?:{single})))"
    first = f"(?:{_day_of_range(language)}|{single}|{month_of_range})"
    last = rf"(?:{joint}{lead}(?:{single}))?"
    onwards = rf"(?:\s{any_of(words.onwards)}(?!\s\w*\d))?"
    return rf"(?<![\w/.,-]){opening}{lead}{first}{last}{onwards}(?![\w/]|,\d|\.\d|-\d)"


def _single(language: Language) -> str:
    """Any single date but a month without a year: `May` may be another word.

    Halves and signs of quarters go before what begins as they do: `1H25`, `the first half of 2031`.
    """
    known = shapes(language)
    numeric = rf"\d{{1,2}}(?:/\d{{1,2}}/|\.\d{{1,2}}\.|-\d{{1,2}}-){YEAR}"
    first = ("half", "quarter_sign", "half_sign")
    rest = [name for name in known if name not in ("numeric", "month", *first)]
    month_of_lent_year = known["month"].removesuffix("?")
    shapes_of_others = [known[name] for name in (*first, *rest)]
    return "|".join([numeric, *(nameless(shape) for shape in (*shapes_of_others, month_of_lent_year))])


def _day_of_range(language: Language) -> str:
    """Two days before their month: `3-5 July`, `del 3 al 10 de julio`."""
    words = language.dates
    joint = rf"(?:\s?-\s?|\s{any_of(words.joints)}\s)"
    return rf"(?:(?:el|the)\s)?\d{{1,2}}{joint}(?:(?:el|the)\s)?(?:{nameless(shapes(language)['day_month'])})"


def _plain_month(language: Language) -> str:
    """A month by itself, of a name that is no other word."""
    clear = alternation(name for name in language.months if len(name) > 4 and name != "March")
    return rf"(?<!\w)(?-i:{clear})(?!\w|\.?\s\d)"


def _led_month(language: Language) -> str:
    """Any month behind a word that leads to a date: `in May`."""
    words, month = language.dates, nameless(shapes(language)["month"])
    leads = any_of((*words.leads, *words.last, *words.this, *words.next, *bound_words(words), *words.first))
    last = rf"(?:{joint_pattern(words)}(?:{any_of(words.leads)}\s)?(?:{_single(language)}|{month}))?"
    return rf"(?<!\w){leads}\s{month}{last}(?!\w)"
