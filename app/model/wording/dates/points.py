"""Reading single dates: days, months, quarters, halves and years, and parts of months and years.

A date without a year has it from that of the document, by `YEAR_RULE`, or is refused with `YearMissing`.
"""

import calendar
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

from app.model.dates import Dated, DateError, When, YearMissing, calendar_interval, whole_months
from app.model.wording.dates import relative
from app.model.wording.dates.context import RELATIVE_RULE, YEAR_RULE, Context
from app.model.wording.dates.shapes import shapes
from app.model.wording.language import Language
from app.model.wording.patterns import any_of, meaning

_MONTH_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
"""First and last day."""
_YEAR_PARTS = {"early": (1, 4), "mid": (5, 8), "late": (9, 12)}
"""First and last month."""
_MONTH_FIRST = frozenset({"US"})
"""Regions that write 03/04/2031 for March 4."""
_REGION = 'say the region in [document].language, such as "en-US" or "en-GB", or give {value = "<EDTF>", why}'

Read = Callable[[re.Match[str], Context], Dated]


def read_point(text: str, context: Context) -> Dated | None:
    """The single date that a text is, with or without the words that lead it in (`as of`); None if it is none."""
    lead, forms = _lead(context.locale.language), _forms(context.locale.language)
    while True:
        for form, read in forms:
            if (found := form.fullmatch(text)) is not None:
                return read(found, context)
        if (led := lead.match(text)) is None:
            return None
        text = text[led.end() :]
        if led[0].lower().endswith("the ") and text.lower().startswith("last "):
            return None  # `over the last year`: a year that ends now


@lru_cache(maxsize=8)
def _lead(language: Language) -> re.Pattern[str]:
    return re.compile(rf"{any_of(language.dates.leads)}\s", re.IGNORECASE)


@lru_cache(maxsize=8)
def _forms(language: Language) -> tuple[tuple[re.Pattern[str], Read], ...]:
    return tuple((re.compile(shape, re.IGNORECASE), _READERS[name]) for name, shape in shapes(language).items())


def _day(found: re.Match[str], context: Context) -> Dated:
    """A day, or two days of one month: `July 3-5`."""
    month = _month_number(found, context)
    year, rule = _year_given(found, month, context)
    first = calendar_interval(context.text, year, month, int(found["day"]))
    if (last := found.groupdict().get("last")) is None:
        return Dated(first, rule)
    end = calendar_interval(context.text, year, month, int(last))
    if first.start is None or end.end is None or first.start >= end.end:
        raise DateError(f"«{context.text}» runs backwards")
    return Dated(When(first.start, end.end, "interval"), rule)


def _numeric(found: re.Match[str], context: Context) -> Dated:
    """`17.07.2031` has the day first, and so has `17/07/2031`; of `03/04/2031` language or region settle it."""
    one, two = int(found["one"]), int(found["two"])
    region = context.locale.region
    if one > 12 or two > 12:
        day_first = one > 12
    elif region or one == two or context.locale.language.name != "en":
        day_first = region not in _MONTH_FIRST
    else:
        raise DateError(f"«{context.text}»: nothing says whether the day or the month comes first", remedy=_REGION)
    day, month = (one, two) if day_first else (two, one)
    return Dated(calendar_interval(context.text, int(found["year"]), month, day))


def _month(found: re.Match[str], context: Context) -> Dated:
    month = _month_number(found, context)
    year, rule = _year_given(found, month, context)
    return Dated(calendar_interval(context.text, year, month, None), rule)


def _year(found: re.Match[str], context: Context) -> Dated:
    return Dated(calendar_interval(context.text, int(found["year"]), None, None))


def _years(found: re.Match[str], context: Context) -> Dated:
    """`2028-29`: from one year to the next that ends so."""
    first = int(found["year"])
    last = first - first % 100 + int(found["last_year"])
    if not first < last or found[0][4] == "/":
        raise DateError(f"«{context.text}» is no range of calendar years")
    return Dated(When(date(first, 1, 1), date(last, 12, 31), "interval"))


def _month_part(found: re.Match[str], context: Context) -> Dated:
    month = _month_number(found, context)
    year, rule = _year_given(found, month, context)
    first, last = _MONTH_PARTS[_part(found, context)]
    length = calendar.monthrange(year, month)[1]
    return Dated(When(date(year, month, first), date(year, month, min(last, length)), "month-part"), rule)


def _year_part(found: re.Match[str], context: Context) -> Dated:
    return Dated(whole_months(int(found["year"]), *_YEAR_PARTS[_part(found, context)], "year-part"))


def _part(found: re.Match[str], context: Context) -> str:
    """Early, mid or late."""
    return meaning(context.words.parts, found["part"].replace("ı", "i"))


def _quarter(found: re.Match[str], context: Context) -> Dated:
    sign = _first_of(found, "q", "q2", "q3", "q4")
    number = int(sign) if sign else context.words.quarters[found["ordinal"].lower()]
    year, rule = _year_given(found, 3 * number - 2, context)
    return Dated(whole_months(year, 3 * number - 2, 3 * number, "quarter"), rule)


def _half(found: re.Match[str], context: Context) -> Dated:
    sign = _first_of(found, "h", "h2", "h3")
    number = int(sign) if sign else context.words.halves[found["ordinal"].lower()]
    year, rule = _year_given(found, 6 * number - 5, context)
    return Dated(whole_months(year, 6 * number - 5, 6 * number, "half-year"), rule)


def _first_of(found: re.Match[str], *names: str) -> str | None:
    """What the first of these groups holds that the shape has and that took part."""
    groups = found.groupdict()
    return next((groups[name] for name in names if groups.get(name)), None)


def _month_number(found: re.Match[str], context: Context) -> int:
    if number := _first_of(found, "number"):
        return int(number)
    months = {name.lower(): number for name, number in context.locale.language.months.items()}
    return months[found["month"].lower()]


def _year_given(found: re.Match[str], month: int, context: Context) -> tuple[int, str | None]:
    """The year that a date names, or the one that the document's date settles; two digits are of this century."""
    if year := _first_of(found, "year", "year2", "short"):
        return int(year) if len(year) > 2 else 2000 + int(year), None
    if lent := _first_of(found, "lent"):
        return relative.year_lent(lent, context), RELATIVE_RULE
    inferred = _year_of(month, context.published) if context.published is not None else None
    if inferred is None:
        raise YearMissing(f"«{context.text}» names no year, and the document's date does not settle it")
    return inferred, YEAR_RULE


def _year_of(month: int, published: When) -> int | None:
    """The year of the latest such month that had begun at publication, if any day of publication gives the same one."""
    if published.start is None:
        return None
    earliest = published.start.year - (month > published.start.month)
    if published.end is None:
        return earliest if month <= published.start.month else None
    return earliest if published.end.year - (month > published.end.month) == earliest else None


_READERS: dict[str, Read] = {
    "month_day": _day,
    "day_month": _day,
    "day_mon": _day,
    "iso": _day,
    "ymd": _day,
    "numeric": _numeric,
    "part_month": _month_part,
    "quarter": _quarter,
    "quarter_sign": _quarter,
    "half": _half,
    "half_sign": _half,
    "part_year": _year_part,
    "years": _years,
    "month_year": _month,
    "iso_month": _month,
    "relative_day": relative.day_named,
    "relative": relative.unit_named,
    "ago": relative.time_ago,
    "weekday": relative.weekday_named,
    "month": _month,
    "year": _year,
}
"""How each of the `shapes` is read."""
