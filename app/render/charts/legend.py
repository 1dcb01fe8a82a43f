"""The legend: what the marks mean that are in this picture, and nothing that is not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.render.charts.layout import width_of
from app.render.charts.marks import diamond
from app.render.charts.markup import element, number, text
from app.render.charts.statements import Series, Snapshot, Statement

Icon = Callable[[float, float], str]
_ICON = 24.0
_GAP = 18.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of mark: how it looks at a place, and what it means."""

    icon: Icon
    words: str

    @property
    def width(self) -> float:
        return _ICON + width_of(self.words, 12) + _GAP


def _dot(x: float, y: float) -> str:
    return element("circle", class_="c-mark", cx=x, cy=y, r=4.5)


def _line(x: float, y: float) -> str:
    return element("path", class_="c-line", d=f"M{number(x - 8)} {number(y)}h16", stroke_width=2)


def _span(x: float, y: float) -> str:
    return element("rect", class_="c-span", x=x - 9, y=y - 5, width=18, height=10, rx=5)


def _whisker(x: float, y: float) -> str:
    return element("path", class_="c-line", d=f"M{number(x - 4)} {number(y - 6)}h8m-4 0v12m-4 0h8", stroke_width=1.5)


def _arrow(x: float, y: float) -> str:
    return element("path", class_="c-line", d=f"M{number(x)} {number(y + 7)}v-14m-4 5l4 -5l4 5", stroke_width=1.5)


def _diamond(x: float, y: float) -> str:
    return diamond(x, y, 6)


def _bracket(x: float, y: float) -> str:
    path = f"M{number(x - 8)} {number(y + 3)}v-6h16v6"
    return element("path", class_="c-bracket", d=path, stroke_width=1.5)


def _is_dated_by_an_interval(snapshot: Snapshot) -> bool:
    return snapshot.start != snapshot.end


def _is_open(statement: Statement) -> bool:
    return statement.low is None or statement.high is None


def _is_loose(statement: Statement) -> bool:
    return not _is_open(statement) and statement.low != statement.high


def legend_of(series: Series) -> list[Entry]:
    """The entries that this series needs, what is in most pictures first."""
    statements, snapshots = series.statements, series.snapshots
    needed = (
        (any(each.is_shown for each in statements), Entry(_dot, "stated amount")),
        (any(map(_is_dated_by_an_interval, snapshots)), Entry(_span, "one of these days")),
        (any(not each.is_shown for each in statements), Entry(_diamond, "said otherwise, set beside it")),
        (any(each.is_disputed for each in snapshots), Entry(_bracket, "≠ disputed")),
        (any(map(_is_open, statements)), Entry(_arrow, "more, or less, than this")),
        (any(map(_is_loose, statements)), Entry(_whisker, "somewhere between")),
        (len(snapshots) > 1, Entry(_line, "last stated amount")),
    )
    return [entry for is_needed, entry in needed if is_needed]


def rows_of(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    """Entries in rows that are no wider than this."""
    rows: list[list[Entry]] = []
    for entry in entries:
        if rows and sum(each.width for each in rows[-1]) + entry.width - _GAP <= width:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def draw_legend(rows: Sequence[Sequence[Entry]], left: float, top: float) -> Iterator[str]:
    """The rows from this place on."""
    for number_, row in enumerate(rows):
        x, y = left, top + 20 * number_
        for entry in row:
            yield entry.icon(x + 9, y - 4)
            yield text(entry.words, x + _ICON, y, class_="c-muted")
            x += entry.width
