"""Labels: what is written beside marks, where it covers none of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.render.charts.layout import Frame, Group, width_of

_LABELLED = 30
"""Snapshots from which on only the first and the last are labelled, and disputed ones have no more than a sign."""
_COLUMN = 32
"""Pixels of the columns by which taken room is kept."""
_TEXT = 12.0
_Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Label:
    """A piece of text beside a mark, by its middle and its base line."""

    text: str
    x: float
    y: float
    is_alarm: bool


def labels(groups: Sequence[Group], frame: Frame) -> list[Label]:
    """Labels where there is room for them; disputes, the last and the first snapshot come before the others."""
    taken = _Taken([*_lines(groups), *(box for group in groups for box in _boxes(group))])
    found: list[Label] = []
    is_long = len(groups) >= _LABELLED
    for group in _worth_a_label(groups):
        is_disputed = group.snapshot.is_disputed
        candidates = [_sign(group)] if is_long and is_disputed else list(_candidates(group, frame))
        free = (label for label in candidates if taken.has_room_for(_box_of(label)))
        label = next(free, candidates[-1] if is_disputed else None)  # a dispute is never without its sign
        if label is not None:
            taken.add(_box_of(label))
            found.append(label)
    return found


class _Taken:
    """The room that is taken, by columns, so that only what is near has to be looked at."""

    def __init__(self, boxes: Iterable[_Box]) -> None:
        self._columns: dict[int, list[_Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: _Box) -> None:
        for column in self._of(box):
            self._columns.setdefault(column, []).append(box)

    def has_room_for(self, box: _Box) -> bool:
        return not any(_overlap(box, other) for column in self._of(box) for other in self._columns.get(column, ()))

    @staticmethod
    def _of(box: _Box) -> range:
        return range(int(box[0]) // _COLUMN, int(box[2]) // _COLUMN + 1)


def _worth_a_label(groups: Sequence[Group]) -> list[Group]:
    disputed = [group for group in groups if group.snapshot.is_disputed]
    ordered = [*reversed(disputed), groups[-1], groups[0]]
    ordered += groups if len(groups) < _LABELLED else ()
    return list({id(group): group for group in ordered}.values())


def _sign(group: Group) -> Label:
    return Label("≠", (group.left + group.right) / 2, group.top - 21, is_alarm=True)


def _candidates(group: Group, frame: Frame) -> Iterator[Label]:
    """Where the label of a group may stand, the best place first: above, on the left, below; at last the sign alone."""
    alarm = group.snapshot.is_disputed
    above, middle = group.top - (21 if alarm else 11), (group.left + group.right) / 2
    for text in _texts(group, 0.6 * (frame.right - frame.left)):
        half = width_of(text, _TEXT) / 2
        inside = min(max(middle, frame.left + half), frame.right - half)
        yield Label(text, inside, above, alarm)
        if group.left - 2 * half - 14 > frame.left:
            yield Label(text, group.left - half - 14, (group.top + group.bottom) / 2 + 4, alarm)
        if group.bottom + 24 < frame.bottom:
            yield Label(text, inside, group.bottom + 22, alarm)
    if alarm:
        yield _sign(group)


def _texts(group: Group, room: float) -> list[str]:
    """What a label can say, the most first, as far as there is room; the unit is that of the axis."""
    words = [_without_unit(mark.statement.words) for mark in group.marks]
    if not group.snapshot.is_disputed:
        return words[:1]
    if "amount" not in group.snapshot.disputes:
        words = [f"{words[0]} (date ≠)"]
    elif len(words) == 1:  # what contradicts it is of another date
        words = [f"{words[0]} ≠"]
    longest = [" ≠ ".join(words)]
    if len(words) > 2:
        longest.append(f"{words[0]} ≠ {len(words) - 1} others")
    return [text for text in longest if width_of(text, _TEXT) <= room]


def _without_unit(words: str) -> str:
    return words.rpartition(" ")[0] or words


def _lines(groups: Sequence[Group]) -> Iterator[_Box]:
    """The line from one shown mark to the next: along, then up or down."""
    for before, after in pairwise(group.marks[0] for group in groups):
        left, right = sorted((before.line_x, after.line_x))
        top, bottom = sorted((before.y, after.y))
        yield left, before.y - 2, right, before.y + 2
        yield after.line_x - 2, top, after.line_x + 2, bottom


def _boxes(group: Group) -> Iterator[_Box]:
    """The room that marks take, and the bracket around them."""
    for mark in group.marks:
        left, right = (mark.from_x, mark.to_x) if mark.is_wide else (mark.x, mark.x)
        yield left - 6, mark.top - 6, right + 6, mark.bottom + 6
    if group.snapshot.is_disputed:
        yield group.left - 7, group.top - 15, group.right + 7, group.top - 10


def _box_of(label: Label) -> _Box:
    half = width_of(label.text, _TEXT) / 2
    return label.x - half - 3, label.y - 10, label.x + half + 3, label.y + 3


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
