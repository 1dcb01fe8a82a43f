"""Scales: from numbers and days to places in a picture, with ticks at round values."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_FROM_ZERO = 0.5
"""A series whose least is not above this share of its most is drawn from zero."""
_ROUND = (1.0, 2.0, 5.0)
Tick = tuple[float, str]
"""A value and what is written beside it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from one interval to another."""

    low: float
    high: float
    at_low: float
    at_high: float

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.at_low + share * (self.at_high - self.at_low)


def step(span: float, most: int) -> float:
    """The least round step (1, 2 or 5 times a power of ten) that cuts a span into no more than so many parts."""
    rough = span / max(most, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor * power for factor in _ROUND if factor * power >= rough * (1 - 1e-9)), 10 * power)


def is_from_zero(values: Sequence[float]) -> bool:
    """Whether an axis of these values begins at zero: unless that would hide how they differ."""
    return 0 <= min(values) <= _FROM_ZERO * max(values)


def amounts(values: Sequence[float], most: int) -> tuple[float, float, list[Tick]]:
    """The ends of an axis that holds these values, and its ticks."""
    low, high = 0.0 if is_from_zero(values) else min(values), max(values)
    if low == high:
        low, high = low - abs(low) * 0.05, high + (abs(high) * 0.05 or 1.0)
    by = step(high - low, most)
    first, last = math.floor(low / by), math.ceil(high / by)
    digits = max(0, -math.floor(math.log10(by)))
    ticks = [(number * by, f"{number * by:,.{digits}f}") for number in range(first, last + 1)]
    return first * by, last * by, ticks


def days(first: date, last: date, most: int) -> list[Tick]:
    """Ticks from one day to another, at most so many: days, first days of months, or of years, whichever fit."""
    span = (last - first).days
    months = [_first_of(month) for month in range(_month(first), _month(last) + 1)]
    months = [day for day in months if first <= day <= last]
    if len(months) < 2:
        every = -(-(span + 1) // most)
        ticks = [first + timedelta(every * number) for number in range(span // every + 1)]
        return [(float(day.toordinal()), _of_day(day, number)) for number, day in enumerate(ticks)]
    for by in (1, 3, 6):
        ticks = [day for day in months if (day.month - 1) % by == 0]
        if 0 < len(ticks) <= most:
            return [(float(day.toordinal()), _of_month(day, number)) for number, day in enumerate(ticks)]
    every = max(1, round(step(span / 365.25, most)))
    years = range(-(-first.year // every) * every, last.year + 1, every)
    return [(float(date(year, 1, 1).toordinal()), str(year)) for year in years if date(year, 1, 1) >= first]


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _of_day(day: date, number: int) -> str:
    return f"{day:%b} {day.day}" + (f", {day.year}" if number == 0 else "")


def _of_month(day: date, number: int) -> str:
    """The year once, and again wherever it changes."""
    return f"{day:%b} {day.year}" if number == 0 or day.month == 1 else f"{day:%b}"
