"""Queries: which records, in which order, from where on; without SQL and without HTTP."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.model.claims import Agreement
from app.model.fields import Column, ColumnType

OperatorName = Literal["eq", "ne", "gte", "lte", "gt", "lt", "in", "isnull"]


@dataclass(frozen=True, slots=True)
class Operator:
    """One way to compare a column with what is asked for."""

    doc: str
    """In English, to follow the column's name."""
    of_list: str
    """The same of a column that is a list; empty where that means nothing."""
    types: tuple[ColumnType, ...]
    """The types of column that it goes with."""


_ALL: tuple[ColumnType, ...] = ("text", "number", "date", "list")
_ORDERED: tuple[ColumnType, ...] = ("number", "date")
OPERATORS: Mapping[OperatorName, Operator] = {
    "eq": Operator("is this", "has this member", _ALL),
    "ne": Operator("is stated and is not this", "is stated and does not have this member", _ALL),
    "gte": Operator("is this or more; of a date, this day or later", "", _ORDERED),
    "lte": Operator("is this or less; of a date, this day or earlier", "", _ORDERED),
    "gt": Operator("is more than this; of a date, later", "", _ORDERED),
    "lt": Operator("is less than this; of a date, earlier", "", _ORDERED),
    "in": Operator("is one of these, separated by commas", "has one of these members, separated by commas", _ALL),
    "isnull": Operator("is not stated (`true`) or is (`false`)", "has no members (`true`) or has some (`false`)", _ALL),
}
"""`amount=6240` asks for equality, every other operator follows two underscores: `amount__gte=6240`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What one column must be. Numbers and full dates are literals; `isnull` has `true` or `false`."""

    column: Column
    operator: OperatorName
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which members of a collection, and in which order.

    The id decides between equals, in the direction of the last column.
    `since` and `until` are ISO days: a record is in if its interval of dates may touch the time between them.
    `agreement` is that of the record's worst field, `source` the id of a source that says something of it,
    `words` must all stand in the record's text.
    """

    conditions: tuple[Condition, ...] = ()
    since: str | None = None
    until: str | None = None
    agreement: Agreement | None = None
    source: str | None = None
    words: tuple[str, ...] = ()
    sort: tuple[tuple[Column, bool], ...] = ()
    """Columns with whether they descend. Null stands before every value."""


EVERYTHING = Selection()

_PREFIX = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=1000)
def days(prefix: str) -> tuple[str, str] | None:
    """First and last day of an ISO date or of a prefix of one: `2025`, `2025-07`, `2025-07-17`; None if it is none."""
    found = _PREFIX.fullmatch(prefix)
    if found is None or not prefix.isascii():
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year or month == 0 or (month or 1) > 12:
        return None
    last_month = month or 12
    last_day = calendar.monthrange(year, last_month)[1]
    if day is not None and not 1 <= day <= last_day:
        return None
    return (
        f"{year:04}-{month or 1:02}-{day or 1:02}",
        f"{year:04}-{last_month:02}-{day or last_day:02}",
    )


MAX_WORDS = 8
MAX_WORD = 40


class NotWords(ValueError):
    """A text that cannot be searched for; the message says why."""


def words(text: str) -> tuple[str, ...]:
    """The words of a search, at most 8 of 40 characters; what has no letter or digit is left out."""
    found = tuple(word for word in text.split() if any(char.isalnum() for char in word))
    if not found:
        raise NotWords("has no word to look for")
    if len(found) > MAX_WORDS:
        raise NotWords(f"has {len(found)} words; at most {MAX_WORDS} are looked for")
    if any(len(word) > MAX_WORD for word in found):
        raise NotWords(f"has a word of more than {MAX_WORD} characters")
    return found
