"""Dates as sources state them: an interval, its precision, and never a day that the source does not give.

The grammar is closed: a text is read whole or refused. What a curator interprets is written in EDTF (ISO 8601-2):
`2025-07-17`, `2025-09`, `2021`, `2025-07-01/2025-07-10`, `2025-07-17/..`, `../2025`.

`Early`, `mid` and `late` are days 1-10, 11-20 and 21 to the end of the month: a convention of this store,
served as precision `month-part`, never as a day.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from app.errors import CurationError
from app.model.folding import fold

Precision = Literal["day", "month-part", "month", "year", "interval", "from", "until"]

PRECISIONS: dict[Precision, str] = {
    "day": "The source gives the day.",
    "month-part": "Early (days 1-10), mid (11-20) or late (21 to the end) in a month: the days are a convention.",
    "month": "The source gives the month.",
    "year": "The source gives the year.",
    "interval": "Two ends, each included.",
    "from": "This day or later; there is no other limit.",
    "until": "This day or earlier; there is no other limit.",
}

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name: number for number, name in enumerate(calendar.month_abbr) if name} | {"Sept": 9}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}
_YEAR = r"(?P<year>[12]\d{3})"
_LEAD = r"(?:(?i:on|in|during|as of)\s)?"
_ENDING = re.compile(r"(?:running through|through|until)\s", re.IGNORECASE)
_FORMS = tuple(
    re.compile(_LEAD + form)
    for form in (
        rf"(?P<month>{_MONTH})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s{_YEAR})?",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>{_MONTH})\.?(?:,?\s{_YEAR})?",
        rf"(?P<part>(?i:early|mid|late))[\s-](?P<month>{_MONTH})(?:,?\s{_YEAR})?",
        rf"(?P<month>{_MONTH})\.?(?:,?\s{_YEAR})?",
        _YEAR,
        rf"{_YEAR}-(?P<month_number>\d{{2}})-(?P<day>\d{{2}})",
    )
)
_POST = re.compile(r"https://(?:twitter|x)\.com/\w+/status/(?P<id>\d{15,19})")
_POST_EPOCH_MS = 1288834974657
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
            case "month-part" | "interval" | "from" | "until":
                return f"{self._end(self.start)}/{self._end(self.end)}"

    @staticmethod
    def _end(day: date | None) -> str:
        return ".." if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Dated:
    """What a text says of a date. `rule` names what was needed beyond the text itself, None for nothing."""

    when: When
    rule: str | None = None


_CUT_BEFORE = re.compile(
    r"(?<!\w)(?:before|after|since|by|around|about|circa|not on|than|until|till|through|from|between|prior to|to|or|and"
    r"|early|mid|late|end of|beginning of|start of|half of|quarter of|spring|summer|autumn|fall|winter|Q[1-4]|H[12]"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)?)[\s-]$",
    re.IGNORECASE,
)
_CUT_AFTER = re.compile(r"^(?:,?\s[12]\d{3}(?!\w)|\s?[-/]\s?\d|\s(?:or|to|through|until)\s(?:\d|[A-Z][a-z]+ \d))")
_YEAR_ALONE = re.compile(r"(?:in )?[12]\d{3}", re.IGNORECASE)
_FIGURE_AFTER = re.compile(r"^(?:,\d|\s?(?:BTC|MW|GW|%|percent|[bm]illion|bitcoins?|megawatts?|coins?))", re.IGNORECASE)


def cuts_date(before: str, text: str, after: str) -> bool:
    """Whether a date between these folded texts is only a part of what is said: `before July 17`, `July 3 or 4`."""
    joined = not _ENDING.match(text) and _CUT_BEFORE.search(before) is not None
    return joined or bool(_CUT_AFTER.match(after) or (_YEAR_ALONE.fullmatch(text) and _FIGURE_AFTER.match(after)))


def parse_date(text: str, published: When | None = None, *, ending: bool = False) -> Dated:
    """Read a stated date.

    A month without a year is the latest such month that had begun when the document was published
    (`year-from-document-date`); where its publication date does not settle that, it is refused (`YearMissing`).
    The address of a post holds the moment it was made (`time-in-post-id`): what embeds it is not older. Only
    the date of an `ending` may be worded as `through 2027`.
    """
    folded = fold(text).strip()
    if ending:
        folded = _ENDING.sub("", folded, count=1)
    if (post := _POST.fullmatch(folded)) is not None:
        return Dated(When(_post_day(int(post["id"])), None, "from"), "time-in-post-id")
    for form in _FORMS:
        if (found := form.fullmatch(folded)) is not None:
            return _read(found.groupdict(), folded, published)
    raise DateError(f"«{text}» is no date that this grammar knows")


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
    return _calendar(text, int(found[1]), month, day)


def _post_day(identifier: int) -> date:
    """The UTC day in a post's id (its high bits count milliseconds from November 2010)."""
    return datetime.fromtimestamp(((identifier >> 22) + _POST_EPOCH_MS) / 1000, UTC).date()


def _read(found: dict[str, str | None], text: str, published: When | None) -> Dated:
    name, number, day, part = (found.get(key) for key in ("month", "month_number", "day", "part"))
    month = _MONTHS.get(_title(name)) if name else int(number) if number else None
    if name and month is None:
        raise DateError(f"«{name}» is no month")
    in_month = int(day) if day else None
    if (year := found["year"]) is not None:
        return Dated(_calendar(text, int(year), month, in_month, part))
    inferred = _year_of(month, published) if month is not None and published is not None else None
    if inferred is None:
        raise YearMissing(f"«{text}» names no year, and the document's date does not settle it")
    return Dated(_calendar(text, inferred, month, in_month, part), "year-from-document-date")


def _year_of(month: int, published: When) -> int | None:
    """The year of the latest such month that had begun at publication, if any day of publication gives the same one."""
    if published.start is None:
        return None
    earliest = published.start.year - (month > published.start.month)
    if published.end is None:
        return earliest if month <= published.start.month else None
    return earliest if published.end.year - (month > published.end.month) == earliest else None


def _title(name: str) -> str:
    return name[0].upper() + name[1:].lower()


def _calendar(text: str, year: int, month: int | None, day: int | None, part: str | None = None) -> When:
    """The interval of a year, a month, a part of a month or a day; `DateError` if there is no such day."""
    try:
        if month is None:
            return When(date(year, 1, 1), date(year, 12, 31), "year")
        last = calendar.monthrange(year, month)[1]
        if part is not None:
            first, final = _PARTS[part.lower().replace("ı", "i")]
            return When(date(year, month, first), date(year, month, min(final, last)), "month-part")
        if day is None:
            return When(date(year, month, 1), date(year, month, last), "month")
        return When(date(year, month, day), date(year, month, day), "day")
    except ValueError as error:  # IllegalMonthError is one
        raise DateError(f"«{text}»: there is no such day") from error


def days(when: When) -> int:
    """How many days an interval covers: the fewer, the more precise."""
    return ((when.end or date.max) - (when.start or date.min)).days + 1
