"""Marks: how one statement is drawn, and what stands around those that disagree."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from app.render import addresses
from app.render.charts.labels import Label, labels
from app.render.charts.layout import ARROW, Group, Mark, Plan
from app.render.charts.markup import element, number, text, title

_DENSE = 60
"""Snapshots from which on marks are small."""
EXCLUDED = ("more-than", "less-than", "nearly")
"""Hedges by which the figure itself is not meant."""


def drawn(planned: Plan, origin: str) -> Iterator[str]:
    """All marks with the line that connects them, what disputes them, and their labels."""
    is_dense = len(planned.groups) >= _DENSE
    radius = 2.5 if is_dense else 4.5
    marks = [mark for group in planned.groups for mark in group.marks]
    if is_dense:  # where marks lie on each other, what is said otherwise lies on top
        marks.sort(key=lambda mark: not mark.statement.is_shown)
    yield from _line(planned.groups)
    yield from (bracket(group) for group in planned.groups if group.snapshot.is_disputed)
    yield from (_linked(mark, radius, origin) for mark in marks)
    yield from (_label(label) for label in labels(planned.groups, planned.frame))


def _line(groups: Sequence[Group]) -> Iterator[str]:
    """The last stated amount, carried on to the next one; a range is not one amount, and ends the line."""
    shown = [group.marks[0] for group in groups]
    for before, after in pairwise(shown):
        if before.statement.figure is not None:
            path = f"M{number(before.line_x)} {number(before.y)}H{number(after.line_x)}"
            rise = f"V{number(after.y)}" if after.statement.figure is not None else ""
            if rise and after.is_wide:  # on which of its days, nobody says
                dashed = f"M{number(after.line_x)} {number(before.y)}{rise}"
                yield element("path", class_="c-line", d=dashed, stroke_width=2, stroke_dasharray="3 3")
                rise = ""
            yield element("path", class_="c-line", d=path + rise, stroke_width=2)


def _linked(mark: Mark, radius: float, origin: str) -> str:
    """A mark that leads to its passage."""
    said = mark.statement
    disputes = ", ".join(mark.snapshot.disputes).replace("_", " ")
    standing = f"; disputed: {disputes}" if disputes else ""
    role = "" if said.is_shown else "said instead: "
    own = f", {said.dated}" if said.dated else ""
    name = f"{mark.snapshot.dated}: {role}{said.words}, by {said.source}{own}{standing}"
    href = origin + addresses.of_passage(said.source, said.citation)
    return element("a", title(name), *glyph(mark, radius), hit(mark, radius), href=href)


def hit(mark: Mark, radius: float) -> str:
    """What can be pointed at, and shows what is pointed at: more than the mark."""
    left, right = (min(mark.from_x, mark.x), max(mark.to_x, mark.x)) if mark.is_wide else (mark.x, mark.x)
    middle, high = (left + right) / 2, radius + 6
    half = (right - left) / 2 + high
    return element("rect", class_="c-hit", x=middle - half, y=mark.y - high, width=2 * half, height=2 * high, rx=high)


def glyph(mark: Mark, radius: float) -> Iterator[str]:
    """One statement: which days, which amounts, and whether the figure itself is meant."""
    said = mark.statement
    class_ = "c-mark" if said.is_shown else "c-other"
    yield from amounts(mark, class_)
    if mark.is_wide:
        yield from dates(mark, radius)
    elif said.figure is None:
        yield _bar(mark.x, mark.low_y or mark.y, mark.high_y or mark.y, class_)
    elif not said.is_shown:
        yield diamond(mark.x, mark.y, radius + 1.5)
    else:
        open_ = said.qualifier in EXCLUDED
        yield element("circle", class_="c-open" if open_ else class_, cx=mark.x, cy=mark.y, r=radius, stroke_width=2)


def dates(mark: Mark, radius: float) -> Iterator[str]:
    """The days that a statement can be of: a bar over all of them, pointed where there is no end."""
    left, right, half = min(mark.from_x, mark.x - radius - 1), max(mark.to_x, mark.x + radius + 1), radius + 1.5
    top, bottom = mark.y - half, mark.y + half
    if mark.statement.figure is None:  # days and amounts are both open: a box
        top, bottom = min(top, mark.high_y or top), max(bottom, mark.low_y or bottom)
    yield element("rect", class_="c-span", x=left, y=top, width=right - left, height=bottom - top, rx=half)
    for is_open, end, way in ((mark.snapshot.start is None, left, -1), (mark.snapshot.end is None, right, 1)):
        if is_open:
            tip = f"M{number(end - 5 * way)} {number(mark.y - 5)}l{5 * way} 5l{-5 * way} 5"
            yield element("path", class_="c-line", d=tip, stroke_width=2)


def amounts(mark: Mark, class_: str) -> Iterator[str]:
    """The amounts that a statement leaves open: a whisker between two ends, an arrow where there is only one."""
    line = "c-line" if class_ == "c-mark" else "c-bracket"
    for end, way in ((mark.high_y, -1), (mark.low_y, 1)):
        if end is None:
            path = f"M{number(mark.x)} {number(mark.y)}v{number(way * ARROW)}m-4 {-5 * way}l4 {5 * way}l4 {-5 * way}"
            yield element("path", class_=line, d=path, stroke_width=1.5)
        elif abs(end - mark.y) > 3 and mark.statement.figure is not None:
            path = f"M{number(mark.x)} {number(mark.y)}V{number(end)}m-4 0h8"
            yield element("path", class_=line, d=path, stroke_width=1.5)


def _bar(x: float, low: float, high: float, class_: str) -> str:
    return element("rect", class_=class_, x=x - 3, y=high, width=6, height=max(low - high, 4), rx=2)


def diamond(x: float, y: float, radius: float) -> str:
    path = f"M{number(x)} {number(y - radius)}l{number(radius)} {number(radius)}"
    path += f"l{number(-radius)} {number(radius)}l{number(-radius)} {number(-radius)}z"
    return element("path", class_="c-other", d=path, stroke_width=1.5)


def bracket(group: Group) -> str:
    """Over statements that cannot all hold."""
    left, right = group.left - 7, group.right + 7
    foot = number(group.top - 9)
    path = f"M{number(left)} {foot}V{number(group.top - 14)}H{number(right)}V{foot}"
    if group.right == group.left:  # one above the other
        path += f"M{number(right)} {foot}V{number(group.bottom + 9)}h-5"
    return element("path", class_="c-bracket", d=path, stroke_width=1.5)


def _label(label: Label) -> str:
    class_ = {"class_": "c-alarm"} if label.is_alarm else {}
    return text(label.text, label.x, label.y, text_anchor="middle", font_weight="600", **class_)
