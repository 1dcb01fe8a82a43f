"""SVG of a reserve timeline, drawn by hand: small, the same bytes each time, every mark a link to its passage.

A filled dot is a stated amount that the field shows, an open diamond what else is said of that date. Bars say which
days and which amounts a statement leaves open, an arrow that it has no end on that side; a hollow dot is not meant
itself, as after "over". The line carries the last stated amount on. Where sources disagree, a bracket and `≠` say so.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.render import addresses
from app.render.charts.layout import NARROW, Frame, Plan, axis, plan, width_of, wrapped
from app.render.charts.legend import Entry, draw_legend, legend_of, rows_of
from app.render.charts.marks import drawn
from app.render.charts.markup import clean, element, number, text
from app.render.charts.palette import Theme, standalone_style
from app.render.charts.scales import is_from_zero
from app.render.charts.statements import Series
from app.render.words import counted

_FONTS = "system-ui, 'Source Sans Pro', sans-serif"
_MARGIN = 16.0
_EMPTY = "no snapshot states an amount at a date."
_TITLE = 18
_HEADLINE = 22.0
_FINE = 11
_LINE = 15.0


@dataclass(frozen=True, slots=True)
class Picture:
    """How a chart is to look: pixels, and where it stands."""

    width: int
    height: int | None = None
    """As high as it needs to be, if not given."""
    theme: Theme | None = "auto"
    """None inside a page, which has the colours."""
    origin: str = ""
    """What whole addresses begin with."""

    @property
    def prefix(self) -> str:
        """What links begin with: by itself a picture may be anywhere, inside a page it is where the page is."""
        return "" if self.theme is None else self.origin


@dataclass(frozen=True, slots=True)
class Words:
    """What is written around the plot, cut into lines."""

    title: Sequence[str]
    subtitle: Sequence[str]
    legend: Sequence[Sequence[Entry]]
    foot: Sequence[str]

    @property
    def above(self) -> float:
        return _MARGIN + _HEADLINE * len(self.title) + 16 * len(self.subtitle)

    @property
    def below(self) -> float:
        return 30 + 20 * len(self.legend) + 8 + _LINE * len(self.foot) + _MARGIN - 6


def draw(series: Series, picture: Picture) -> str:
    """The picture of a series."""
    words = _words(series, picture)
    height = _height(words, picture)
    frame = Frame(picture.width, height, _MARGIN, picture.width - _MARGIN, words.above, height - words.below)
    if series.snapshots:
        gutter = max(width_of(tick, 12) for _, tick in axis(series, frame)[2])
        frame = replace(frame, left=_MARGIN + gutter + 8)
    inside = _plot(plan(series, frame), picture.prefix) if series.snapshots else _nothing(frame)
    return element(
        "svg",
        *_style(picture),
        element("rect", class_="c-ground", width=frame.width, height=frame.height),
        *_around(words, frame),
        *inside,
        **_attributes(series, frame),
    )


def height_of(series: Series, picture: Picture) -> int:
    """How high the picture of a series is."""
    return _height(_words(series, picture), picture)


def _height(words: Words, picture: Picture) -> int:
    plot = 250 if picture.width < NARROW else max(240, round(picture.width * 0.36))
    return picture.height or round(words.above + plot + words.below)


def _attributes(series: Series, frame: Frame) -> dict[str, str | float]:
    kind = "narrow" if frame.width < NARROW else "wide"
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": f"chart {kind}",
        "width": frame.width,
        "height": frame.height,
        "viewBox": f"0 0 {frame.width} {frame.height}",
        "role": "group",
        "aria-label": clean(summary(series)),
        "font-family": _FONTS,
        "font-size": 12,
    }


def summary(series: Series) -> str:
    """What the picture shows, in a sentence or two."""
    of = f"{series.title} ({series.part})" if series.part else series.title
    if not series.snapshots:
        return f"{of}: {_EMPTY}"
    first, last = series.snapshots[0], series.snapshots[-1]
    disputed = sum(bool(snapshot.disputes) for snapshot in series.snapshots)
    return (
        f"Chart of {of}: {first.statements[0].words} ({first.dated}) to {last.statements[0].words} ({last.dated}), "
        f"{counted(len(series.snapshots), 'snapshot')}, {disputed or 'none'} of them disputed."
    )


def notes(series: Series) -> list[str]:
    """What has to be known of the picture."""
    found = [f"{series.asset}, as sources state it"]
    if series.part:
        found.append(f"only {series.part}")
    if series.snapshots and not is_from_zero(series.ends):
        found.append("not drawn from zero")
    if series.left_out:
        found.append(f"{counted(series.left_out, 'snapshot')} without a date or an amount not drawn")
    return found


def _words(series: Series, picture: Picture) -> Words:
    width = picture.width - 2 * _MARGIN
    low = picture.height is not None and picture.height < 400
    return Words(
        wrapped(series.title, 1.12 * _TITLE, width, 1 if low else 2),  # bold is wider
        wrapped("; ".join(notes(series)), 12, width, 1 if low else 3),
        rows_of(legend_of(series), width),
        [line for paragraph in _foot(series, picture) for line in wrapped(paragraph, _FINE, width, 2 if low else 4)],
    )


def _foot(series: Series, picture: Picture) -> Iterator[str]:
    if series.sources:
        yield f"Sources: {'; '.join(label for _, label in series.sources)}."
    yield f"Chancery, data set {series.dataset[:12]}: {picture.origin}{addresses.of_chart(series.id)}"


def _style(picture: Picture) -> Iterator[str]:
    if picture.theme is not None:
        yield element("style", standalone_style(picture.theme))


def _around(words: Words, frame: Frame) -> Iterator[str]:
    y = _MARGIN + 12
    for line in words.title:
        yield text(line, _MARGIN, y, font_size=_TITLE, font_weight="600")
        y += _HEADLINE
    for line in words.subtitle:
        yield text(line, _MARGIN, y - 4, class_="c-muted")
        y += 16
    yield from draw_legend(words.legend, _MARGIN, frame.bottom + 46)
    y = frame.height - _MARGIN - _LINE * (len(words.foot) - 1)
    for line in words.foot:
        yield text(line, _MARGIN, y, font_size=_FINE, class_="c-muted")
        y += _LINE


def _plot(planned: Plan, origin: str) -> Iterator[str]:
    yield from _axes(planned)
    yield from drawn(planned, origin)


def _axes(planned: Plan) -> Iterator[str]:
    frame = planned.frame
    for value, words in planned.amounts:
        y = planned.y(value)
        yield element("path", class_="c-grid", d=f"M{number(frame.left)} {number(y)}H{number(frame.right)}")
        yield text(words, frame.left - 8, y + 4, class_="c-muted", text_anchor="end")
    yield element("path", class_="c-axis", d=f"M{number(frame.left)} {number(frame.bottom)}H{number(frame.right)}")
    written = 0.0
    for day, words in planned.dates:
        x = planned.x(day)
        half = width_of(words, 12) / 2
        yield element("path", class_="c-axis", d=f"M{number(x)} {number(frame.bottom)}v5")
        at = min(max(x, frame.left + half - 8), frame.right - half + 8)
        if at - half < written:
            continue
        written = at + half + 6
        yield text(words, at, frame.bottom + 19, class_="c-muted", text_anchor="middle")


def _nothing(frame: Frame) -> Iterator[str]:
    middle = (frame.top + frame.bottom) / 2
    yield text(_EMPTY.capitalize(), frame.width / 2, middle, text_anchor="middle")
