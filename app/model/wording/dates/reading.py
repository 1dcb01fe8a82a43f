"""Reading what somebody took to be a date: a single one, a range of two, or a bound.

The grammar is closed: a text is read whole or refused.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from app.model.dates import Dated, DateError, When, calendar_interval
from app.model.folding import fold
from app.model.wording.dates.context import POST_RULE, Context
from app.model.wording.dates.points import read_point
from app.model.wording.language import DateWords, Language
from app.model.wording.locales import ENGLISH, Locale
from app.model.wording.patterns import any_of

_POST = re.compile(r"https://(?:twitter|x)\.com/\w+/status/(?P<id>\d{15,19})")
_POST_EPOCH_MS = 1288834974657
_ONLY_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_END_OF = re.compile(r"(?<!\w)(?:end|final|fin|finales|fines|cierre)\s")
"""Words by which `before the end of May` reaches to the end of it."""
_AND = frozenset({"and", "y", "e"})
"""What joins two dates that are no range, unless `between` or `from` stands before them."""

Bound = Callable[[When], When]


@dataclass(frozen=True, slots=True)
class Joints:
    """What stands before and between the dates of ranges and bounds in one language."""

    bounds: tuple[tuple[re.Pattern[str], Bound], ...]
    until: re.Pattern[str]
    onwards: re.Pattern[str]
    """What may end the wording of a bound: `from May 2031 onwards`."""
    joint: re.Pattern[str]
    """What stands between the two dates of a range."""
    first: re.Pattern[str]
    """What opens a range: `between`, `from`."""


@lru_cache(maxsize=8)
def joints_of(language: Language) -> Joints:
    words = language.dates
    return Joints(
        bounds=tuple((_words(table), apply) for table, apply in _bounds(words)),
        until=_words(words.until),
        onwards=re.compile(rf"\s{any_of(words.onwards)}$"),
        joint=re.compile(joint_pattern(words), re.IGNORECASE),
        first=_words(words.first),
    )


def joint_pattern(words: DateWords) -> str:
    """The pattern of what joins the ends of a range."""
    return rf"(?:\s?-\s?|,?\s{any_of(words.joints)}\s)"


def bound_words(words: DateWords) -> list[str]:
    """All words that make a date a bound."""
    return [word for table, _ in _bounds(words) for word in table]


def _bounds(words: DateWords) -> tuple[tuple[tuple[str, ...], Bound], ...]:
    return (words.since, _since), (words.after, _after), (words.before, _before), (words.until, _until)


def _words(table: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{any_of(table)}\s", re.IGNORECASE)


def parse_date(text: str, published: When | None = None, *, ending: bool = False, locale: Locale = ENGLISH) -> Dated:
    """Read a stated date.

    A month without a year is the latest such month that had begun when the document was published, and `last month`
    or a weekday is counted from that day; where the publication date does not settle it, it is refused
    (`YearMissing`). The address of a post holds the moment it was made: what embeds it is not older. Only the date of
    an `ending` is the period named in `through 2027`; elsewhere that is a bound. Raises `DateError`.
    """
    folded = fold(text).strip()
    if (post := _POST.fullmatch(folded)) is not None:
        return Dated(When(_post_day(int(post["id"])), None, "from"), POST_RULE)
    context = Context(text, published, locale)
    if ending:
        folded = _period(folded, context)
    for read in (read_point, _range, _bound, _opened):
        if (dated := read(folded, context)) is not None:
            return dated
    raise DateError(f"«{text}» is no date that this grammar knows")


def _period(text: str, context: Context) -> str:
    """What is named in `through 2027`; `by the end of 2027` names no period, but its end."""
    bare = _without(joints_of(context.locale.language).until, text)
    named = read_point(bare, context) if bare != text else None
    return text if named is not None and named.when.precision in ("month-part", "year-part") else bare


def _without(opening: re.Pattern[str], text: str) -> str:
    found = opening.match(text)
    return text[found.end() :] if found else text


def _post_day(identifier: int) -> date:
    """The UTC day in a post's id (its high bits count milliseconds from November 2010)."""
    return datetime.fromtimestamp(((identifier >> 22) + _POST_EPOCH_MS) / 1000, UTC).date()


def _range(text: str, context: Context) -> Dated | None:
    """Two dates, the second of which may lend the first its year or its month."""
    joints = joints_of(context.locale.language)
    bare = _without(joints.first, text)
    for joint in joints.joint.finditer(bare):
        if joint[0].strip().lower() in _AND and bare == text:
            continue
        last = read_point(bare[joint.end() :], context)
        if last is None or last.when.end is None:
            continue
        first = first_of_two(bare[: joint.start()], last, context)
        if first is not None and first.when.start is not None and first.when.start < last.when.end:
            return Dated(When(first.when.start, last.when.end, "interval"), last.rule)
    return None


def first_of_two(text: str, last: Dated, context: Context) -> Dated | None:
    """The first of two dates; its month or its year, where it leaves them out, it has from the second."""
    day = _ONLY_DAY.fullmatch(text)
    if day is not None and last.when.start is not None and last.when.precision == "day":
        month = last.when.start
        return Dated(calendar_interval(context.text, month.year, month.month, int(day[1])), last.rule)
    by_last = Context(context.text, When(last.when.start, last.when.start, "day"), context.locale)
    return read_point(text, context if last.rule else by_last)


def _bound(text: str, context: Context) -> Dated | None:
    """`Since 2021`, `by 2030`, `before July 17`."""
    joints = joints_of(context.locale.language)
    for opening, apply in joints.bounds:
        if (found := opening.match(text)) is None:
            continue
        rest = joints.onwards.sub("", text[found.end() :])
        if (dated := read_point(rest, context)) is not None:
            to_its_end = apply is _before and _END_OF.search(rest)
            return Dated((_until if to_its_end else apply)(dated.when), dated.rule)
    return None


def _since(when: When) -> When:
    """From its first day on; `from July 3 to 5` has both ends."""
    return when if when.precision == "interval" else When(when.start, None, "from")


def _after(when: When) -> When:
    return When(when.end + timedelta(1), None, "from") if when.end else when


def _before(when: When) -> When:
    return When(None, when.start - timedelta(1), "until") if when.start else when


def _until(when: When) -> When:
    return When(None, when.end, "until")


def _opened(text: str, context: Context) -> Dated | None:
    """`Between December 18 and 24`: the range of days that a single date has within it."""
    opening = joints_of(context.locale.language).first.match(text)
    dated = read_point(text[opening.end() :], context) if opening else None
    return dated if dated is not None and dated.when.precision == "interval" else None
