"""Dates: an interval, its precision, and never a day that the source does not give. `wording.dates` reads them.

What a curator interprets is written in EDTF (ISO 8601-2): `2025-07-17`, `2025-09`, `2021`,
`2025-07-01/2025-07-10`, `2025-07-17/..`, `../2025`.

`Early`, `mid` and `late` are days 1-10, 11-20 and 21 to the end of a month, and four months each of a year: conventions
of this store, served as precision `month-part` and `year-part`, never as a day.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.errors import CurationError

Precision = Literal[
    "day", "week", "month-part", "month", "quarter", "half-year", "year-part", "year", "interval", "from", "until"
]

PRECISIONS: dict[Precision, str] = {
    "day": "The source gives the day.",
    "week": "The source gives the week, Monday to Sunday.",
    "month-part": "Early (days 1-10), mid (11-20) or late (21 to the end) in a month: the days are a convention.",
    "month": "The source gives the month.",
    "quarter": "The source gives the quarter of the calendar year.",
    "half-year": "The source gives the half of the calendar year.",
    "year-part": (
        "Early (January to April), mid (May to August) or late (September to December) in a year: a convention."
    ),
    "year": "The source gives the year.",
    "interval": "Two ends, each included.",
    "from": "This day or later; there is no other limit.",
    "until": "This day or earlier; there is no other limit.",
}

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class DateError(CurationError):
    """A text that the grammar of dates refuses."""

    code = "unreadable-date"
    remedy = 'take the date as the document writes it, or give {value = "<EDTF>", why}'


class YearMissing(DateError):
    code = "year-missing"
    remedy = "give the document a published date to take the year from, or give {value, why}"


@dataclass(frozen=True, slots=True)
class When:
    """A date interval, both ends included; an end that is None is open (unknown how far, not unlimited)."""

    start: date | None
    end: date | None
    precision: Precision

    @property
    def edtf(self) -> str:
        """The interval in EDTF level 1."""
        match self.precision:
            case "day":
                return self._end(self.start)
            case "month":
                return self._end(self.start)[:7]
            case "year":
                return self._end(self.start)[:4]
            case "week" | "month-part" | "quarter" | "half-year" | "year-part" | "interval" | "from" | "until":
                return f"{self._end(self.start)}/{self._end(self.end)}"

    @staticmethod
    def _end(day: date | None) -> str:
        return ".." if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Dated:
    """What a text says of a date. `rule` names what was needed beyond the text itself, None for nothing."""

    when: When
    rule: str | None = None


def parse_edtf(text: str) -> When:
    """Read the EDTF forms that a curator may write."""
    if "/" not in text:
        return _edtf_point(text)
    first, _, second = text.partition("/")
    start = None if first == ".." else _edtf_point(first).start
    end = None if second == ".." else _edtf_point(second).end
    if (start is None and end is None) or (start is not None and end is not None and start > end):
        raise DateError(f"«{text}» is no interval")
    return When(start, end, "until" if start is None else "from" if end is None else "interval")


def _edtf_point(text: str) -> When:
    found = _EDTF.fullmatch(text)
    if found is None:
        raise DateError(f"«{text}» is not EDTF of the forms that this store reads")
    month, day = (int(part) if part else None for part in found.groups()[1:])
    return calendar_interval(text, int(found[1]), month, day)


def calendar_interval(text: str, year: int, month: int | None, day: int | None) -> When:
    """The interval of a year, a month or a day; `DateError` if there is no such day."""
    try:
        if month is None:
            return When(date(year, 1, 1), date(year, 12, 31), "year")
        if day is None:
            return When(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month")
        return When(date(year, month, day), date(year, month, day), "day")
    except ValueError as error:  # IllegalMonthError is one
        raise DateError(f"«{text}»: there is no such day") from error


def whole_months(year: int, first: int, last: int, precision: Precision) -> When:
    """From the first day of one month of a year to the last of another; `ValueError` outside of the calendar."""
    return When(date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1]), precision)


def days(when: When) -> int:
    """How many days an interval covers: the fewer, the more precise."""
    return ((when.end or date.max) - (when.start or date.min)).days + 1
