"""Dates that are counted from the day of the document: yesterday, last month, two weeks ago, Friday.

Where the document's date is only known to lie between two days, both must give the same.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from app.model.dates import Dated, DateError, When, YearMissing, whole_months
from app.model.wording.dates.context import RELATIVE_RULE, Context
from app.model.wording.language import DateWords
from app.model.wording.patterns import meaning


def day_named(found: re.Match[str], context: Context) -> Dated:
    """`Yesterday`, `this morning`."""
    shift = meaning(context.words.days, found["word"])
    return _counted(context, lambda day: _one_day(day + timedelta(shift)))


def unit_named(found: re.Match[str], context: Context) -> Dated:
    """`Last month`, `this quarter`, `next year`: the whole of it."""
    shift = _shift(found["which"] or found["which2"], context.words)
    unit = context.words.units[(found["unit"] or found["unit2"]).lower()]
    return _counted(context, lambda day: _unit_at(day, unit, shift))


def year_lent(words: str, context: Context) -> int:
    """The year that `last year` is, behind a date that names none itself."""
    unit = next(word for word, unit in context.words.units.items() if unit == "year")
    which = re.sub(rf"\s?{unit}\s?", "", words, flags=re.IGNORECASE)
    shift = _shift(which, context.words)
    start = _counted(context, lambda day: _unit_at(day, "year", shift)).when.start
    return start.year if start else 0


def time_ago(found: re.Match[str], context: Context) -> Dated:
    """`Two days ago` is a day; weeks, months and years ago are the whole one that is so many back."""
    language = context.locale.language
    number = (found["n"] or found["n2"]).lower()
    count = int(number) if number.isdigit() else language.numerals.get(number, 1)
    noun = language.nouns.get((found["u"] or found["u2"]).lower(), "")
    if noun == "days":
        return _counted(context, lambda day: _one_day(day - timedelta(count)))
    if noun not in ("weeks", "months", "years"):
        raise DateError(f"«{context.text}» is no date that this grammar knows")
    return _counted(context, lambda day: _unit_at(day, noun[:-1], -count))


def weekday_named(found: re.Match[str], context: Context) -> Dated:
    """The latest such day up to the document's own, which it may be; `last` is before that, `next` after it."""
    names = {name.lower(): number for name, number in context.locale.language.weekdays.items()}
    number = names[(found["weekday"] or found["weekday2"]).lower()]
    shift = _shift(found["which"] or found["which2"], context.words)

    def count(day: date) -> When:
        if shift > 0:
            return _one_day(day + timedelta((number - day.weekday() - 1) % 7 + 1))
        back = (day.weekday() - number) % 7
        return _one_day(day - timedelta(back or (7 if shift < 0 else 0)))

    return _counted(context, count)


def _counted(context: Context, count: Callable[[date], When]) -> Dated:
    """What is counted from the document's day, if any day that this may be gives the same."""
    published = context.published
    if published is None or published.start is None or published.end is None:
        raise YearMissing(f"«{context.text}» is counted from the document's date, and that is not known")
    try:
        first, last = count(published.start), count(published.end)
    except (ValueError, OverflowError) as error:
        raise DateError(f"«{context.text}» leads out of the calendar") from error
    if first != last:
        raise YearMissing(f"«{context.text}» is counted from the document's date, and that leaves it open")
    return Dated(first, RELATIVE_RULE)


def _one_day(day: date) -> When:
    return When(day, day, "day")


def _shift(which: str | None, words: DateWords) -> int:
    """-1 for last, 1 for next, 0 for this."""
    lowered = re.sub(r"\s+", " ", which or "").lower()
    return -1 if lowered in words.last else 1 if lowered in words.next else 0


def _unit_at(day: date, unit: str, shift: int) -> When:
    """The week, month, quarter or year so many from the one that this day is in."""
    return _UNITS[unit](day, shift)


def _week(day: date, shift: int) -> When:
    monday = day - timedelta(day.weekday()) + timedelta(7 * shift)
    return When(monday, monday + timedelta(6), "week")


def _month(day: date, shift: int) -> When:
    index = day.year * 12 + day.month - 1 + shift
    return whole_months(index // 12, index % 12 + 1, index % 12 + 1, "month")


def _quarter(day: date, shift: int) -> When:
    index = day.year * 4 + (day.month - 1) // 3 + shift
    return whole_months(index // 4, index % 4 * 3 + 1, index % 4 * 3 + 3, "quarter")


def _year(day: date, shift: int) -> When:
    return whole_months(day.year + shift, 1, 12, "year")


_UNITS: Mapping[str, Callable[[date, int], When]] = {
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
}
