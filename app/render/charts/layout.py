"""Layout: where everything of a chart stands, worked out before anything is drawn."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from app.render.charts.scales import Scale, Tick, amounts, days
from app.render.charts.statements import Series, Snapshot, Statement

NARROW = 480
"""Pixels of width below which a chart has the layout of its own for little room."""
_SLOT = 15.0
"""Pixels between marks of one date that would lie on each other."""
_MOST_ASIDE = 12
"""Places that there are side by side; what is more lies on the last one."""
ARROW = 18.0
"""Pixels of an arrow that says that there is no end."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The whole picture and the part of it that amounts and dates are drawn in, in pixels."""

    width: int
    height: int
    left: float
    right: float
    top: float
    bottom: float

    @property
    def is_narrow(self) -> bool:
        return self.width < NARROW


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement in its place: from the first to the last day that it can be of, from its low to its high end."""

    snapshot: Snapshot
    statement: Statement
    x: float
    y: float
    from_x: float
    to_x: float
    low_y: float | None
    """None where there is no lower end."""
    high_y: float | None

    @property
    def is_wide(self) -> bool:
        """Whether its date is more than a day; what else is said has no date of its own here."""
        return self.statement.is_shown and self.snapshot.start != self.snapshot.end

    @property
    def line_x(self) -> float:
        """From where on the line carries it: from the first day that it can be of."""
        return self.x if self.snapshot.start is None else min(self.from_x, self.x)

    @property
    def top(self) -> float:
        """The highest point of what is drawn of it."""
        return self.y - ARROW if self.high_y is None else min(self.high_y, self.y)

    @property
    def bottom(self) -> float:
        return self.y + ARROW if self.low_y is None else max(self.low_y, self.y)


@dataclass(frozen=True, slots=True)
class Group:
    """The marks of one snapshot, the shown one first."""

    snapshot: Snapshot
    marks: tuple[Mark, ...]

    @property
    def top(self) -> float:
        """The highest that any of them reaches, with arrow and bar."""
        return min(mark.top for mark in self.marks)

    @property
    def bottom(self) -> float:
        return max(mark.bottom for mark in self.marks)

    @property
    def left(self) -> float:
        return min(mark.x for mark in self.marks)

    @property
    def right(self) -> float:
        return max(mark.x for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything in its place."""

    frame: Frame
    x: Scale
    y: Scale
    groups: tuple[Group, ...]
    dates: tuple[Tick, ...]
    amounts: tuple[Tick, ...]


def plan(series: Series, frame: Frame) -> Plan:
    """A series, which has at least one snapshot, in this frame."""
    dates = _by_date(series.snapshots)
    slots = min(max(map(_slots, dates)), _MOST_ASIDE)
    slot = min(_SLOT, 0.3 * (frame.right - frame.left) / slots)
    first, last = _span(series.snapshots)
    # Room on the right for marks that are moved aside.
    x = Scale(first, last, frame.left + 12, frame.right - 12 - slot * (slots - 1))
    low, high, ticks = axis(series, frame)
    y = _with_room(Scale(low, high, frame.bottom, frame.top + 8), series)
    groups = tuple(group for same in dates for group in _groups(same, x, y, frame, slot))
    return Plan(frame, x, y, groups, tuple(_dates(x, frame)), tuple(ticks))


def axis(series: Series, frame: Frame) -> tuple[float, float, list[Tick]]:
    """The ends of the axis of amounts, and its ticks: as many as a frame of this height has room for."""
    most = max(2, int((frame.bottom - frame.top) / (44 if frame.is_narrow else 52)))
    return amounts(series.ends, most)


def _with_room(y: Scale, series: Series) -> Scale:
    """Room above the highest mark for its arrow, bracket and label, and below the lowest for its arrow."""
    above = 54 if any(snapshot.is_disputed for snapshot in series.snapshots) else 26
    below = ARROW + 8 if any(each.low is None for each in series.statements) else 0
    high, low = y(max(series.ends)) - y.at_high, y.at_low - y(min(series.ends))
    at_low = y.at_low - max(0.0, below - low)
    return replace(y, at_high=min(y.at_high + max(0.0, above - high), at_low - 16), at_low=at_low)


def _by_date(snapshots: Iterable[Snapshot]) -> list[list[Snapshot]]:
    """Snapshots that are got hold of at one place, in the order of their dates."""
    found: dict[tuple[date | None, date | None], list[Snapshot]] = {}
    for snapshot in snapshots:
        at = (snapshot.start or snapshot.end, snapshot.end or snapshot.start)
        found.setdefault(at, []).append(snapshot)
    return [*found.values()]


def _slots(same: Sequence[Snapshot]) -> int:
    return sum(len(snapshot.statements) for snapshot in same)


def _span(snapshots: Sequence[Snapshot]) -> tuple[int, int]:
    """The first and the last day that anything is stated for; some days around a single one."""
    all_days = [day.toordinal() for snapshot in snapshots for day in snapshot.days]
    first, last = min(all_days), max(all_days)
    if first == last:  # time itself has ends: the first day is 1
        first, last = max(first - 15, 1), min(last + 15, date.max.toordinal())
    return first, last


def _dates(x: Scale, frame: Frame) -> list[Tick]:
    first, last = date.fromordinal(int(x.low)), date.fromordinal(int(x.high))
    return days(first, last, max(2, int((frame.right - frame.left) / 84)))


def _groups(same: Sequence[Snapshot], x: Scale, y: Scale, frame: Frame, slot: float) -> list[Group]:
    """Snapshots of one date; a mark that would lie on another one stands beside it."""
    placed: list[Mark] = []
    found: list[Group] = []
    for snapshot in same:
        marks = []
        for statement in snapshot.statements:
            mark = _mark(snapshot, statement, x, y, frame)
            near = [other.x for other in placed if abs(other.y - mark.y) < 0.75 * _SLOT]
            places = (mark.x + slot * number for number in range(_MOST_ASIDE))
            free = (x for x in places if all(abs(x - other) >= 0.75 * slot for other in near))
            last = mark.x + slot * (_MOST_ASIDE - 1)
            mark = replace(mark, x=next(free, last) if len(near) < _MOST_ASIDE else last)
            placed.append(mark)
            marks.append(mark)
        found.append(Group(snapshot, tuple(marks)))
    return found


def _mark(snapshot: Snapshot, statement: Statement, x: Scale, y: Scale, frame: Frame) -> Mark:
    start = x(snapshot.start.toordinal()) if snapshot.start else frame.left
    end = x(snapshot.end.toordinal()) if snapshot.end else frame.right
    at = _anchor(snapshot, start, end)
    low, high = (None if value is None else y(float(value)) for value in (statement.low, statement.high))
    return Mark(snapshot, statement, at, y(_middle(statement)), start, end, low, high)


def _anchor(snapshot: Snapshot, start: float, end: float) -> float:
    """Where a mark is got hold of: at the end that there is, or in the middle of its days."""
    if snapshot.start is None:
        return end
    return start if snapshot.end is None else (start + end) / 2


def _middle(statement: Statement) -> float:
    """A range is got hold of in its middle; it is drawn from end to end."""
    return float(statement.figure) if statement.figure is not None else sum(map(float, statement.ends)) / 2


def width_of(text: str, size: float) -> float:
    """About how wide a text is, rather too wide than not: fonts differ from browser to browser."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return size * (0.56 * (len(text) - wide) + wide)


def wrapped(text: str, size: float, width: float, most: int) -> list[str]:
    """A text in lines of this width, at most so many; what is cut off leaves an ellipsis."""
    room = max(2, int(width / (size * 0.56)) - 1)
    lines = [""]
    for word in [piece for long in text.split() for piece in _pieces(long, size, width, room)]:
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and width_of(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1][: room - 1]} …"]


def _pieces(word: str, size: float, width: float, room: int) -> list[str]:
    """A word that is longer than a line, as an address can be, in pieces."""
    if width_of(word, size) <= width:
        return [word]
    return [word[start : start + room] for start in range(0, len(word), room)]
