"""The embeddable page of a reserve timeline: its chart, and beside it a table with a citation on each value."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.model.fields import Field, Kind
from app.model.holdings import Row
from app.model.records import RESERVE_SNAPSHOT
from app.render import addresses
from app.render.charts.palette import Theme
from app.render.charts.statements import Series
from app.render.charts.svg import Picture, draw, height_of, summary
from app.render.pages.quotes import Quote
from app.render.pages.template import page
from app.render.stored import Item, Proof, Stored
from app.render.words import dated, quantity, text_of, when

MOST_ROWS = 200
"""Snapshots that the table holds; of longer series the last ones."""
WIDE, NARROW = 720, 344
"""Pixels of the two layouts of the chart; a page shows the one that fits."""
_STACKED = 560
"""Pixels below which each row of the table is a list."""
_OF_THE_SERIES = ("holder", "asset")
"""What is the same in all its rows."""
_HEADINGS: Mapping[str, str] = {"value_usd": "Value", "price_usd": "Price"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a claim says beside the shown one, and how it stands to that."""

    words: str
    item: Item
    """Its verdict, and on which basis it says so."""
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One value with what proves it."""

    number: int
    field: str
    heading: str
    words: str
    proof: Proof
    quotes: tuple[Quote, ...]
    others: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One snapshot: a cell for each column, None where no source says anything."""

    record: str
    dated: str
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """Something to copy, and what it is."""

    name: str
    text: str


def chart(series: Series, origin: str) -> Markup:
    """Both layouts of the chart, for a page that has its style; a browser shows the one that fits."""
    drawn = (draw(series, Picture(width, theme=None, origin=origin)) for width in (WIDE, NARROW))
    return Markup("".join(drawn))  # noqa: S704  (the SVG's own text is escaped where it is made)


def height(series: Series, points: Sequence[Stored], width: int) -> int:
    """About how high the page is at this width, rather too high: for who has to say before it is loaded."""
    rows, columns = min(len(points), MOST_ROWS), len(_columns(points))
    if width < _STACKED:
        return height_of(series, Picture(NARROW)) + rows * (34 * columns + 12) + 250
    return height_of(series, Picture(WIDE)) + 82 * rows + 390


def _columns(points: Sequence[Stored]) -> list[Field]:
    """The fields that a source states somewhere, but for what is the same in all rows."""
    return [
        field
        for field in RESERVE_SNAPSHOT.fields
        if field.name not in _OF_THE_SERIES and any(point.proofs[field.name].citations for point in points)
    ]


def lines(points: Sequence[Stored], sources: Mapping[str, Row]) -> tuple[list[str], list[Line]]:
    """The headings and the rows of the table: a column for each field that a source states somewhere."""
    fields = _columns(points)
    numbers = iter(range(1, len(points) * len(fields) + 1))
    return [heading(field) for field in fields], [_line(point, fields, sources, numbers) for point in points]


def heading(field: Field) -> str:
    return _HEADINGS.get(field.name, field.name.replace("_", " ").capitalize())


def _line(point: Stored, fields: Iterable[Field], sources: Mapping[str, Row], numbers: Iterator[int]) -> Line:
    cells = tuple(
        _cell(point, field, sources, next(numbers)) if point.proofs[field.name].citations else None for field in fields
    )
    return Line(point.id, dated(point.values), cells)


def _cell(point: Stored, field: Field, sources: Mapping[str, Row], number: int) -> Cell:
    proof = point.proofs[field.name]
    return Cell(
        number,
        field.name,
        heading(field),
        words_of(point, field),
        proof,
        tuple(Quote.of(each, point.passages[each], sources) for each in proof.citations),
        tuple(_said(item, point, field, sources) for item in proof.alternatives),
    )


def _said(item: Item, point: Stored, field: Field, sources: Mapping[str, Row]) -> Said:
    match field.kind:
        case Kind.QUANTITY:
            words = quantity(item.value, item.low, item.high, item.qualifier, item.unit)
        case Kind.DATE:
            words = when(item.text, text_of(item.low), text_of(item.high), item.precision)
        case Kind.TEXT | Kind.CODE | Kind.ACTOR | Kind.TEXTS | Kind.ACTORS:
            words = str(item.text or item.value)
    return Said(words, item, tuple(Quote.of(each, point.passages[each], sources) for each in item.citations))


def words_of(point: Stored, field: Field) -> str:
    """A field's value as people read it."""
    values = point.values
    match field.kind:
        case Kind.DATE:
            return dated(values, field.name)
        case Kind.QUANTITY:
            unit = text_of(values[field.unit_column]) if field.unit_column else field.units[0]
            value, low, high = (values[name] for name in (field.name, f"{field.name}_low", f"{field.name}_high"))
            return quantity(value, low, high, text_of(values[f"{field.name}_qualifier"]), unit)
        case Kind.TEXT | Kind.CODE | Kind.ACTOR | Kind.TEXTS | Kind.ACTORS:
            said = values[field.name]
            return "; ".join(said) if isinstance(said, list) else str(said)


def address(series: Series, origin: str) -> str:
    """Where the page is."""
    return origin + addresses.of_chart(series.id)


def frame(series: Series, here: str, width: str, tall: int) -> str:
    """A frame around the page at this address."""
    named = f'src="{Markup.escape(here)}" title="{Markup.escape(series.title)}"'
    return f'<iframe {named} width="{width}" height="{tall}" style="border:0;max-width:100%" loading="lazy"></iframe>'


def snippets(series: Series, origin: str, theme: Theme, tall: int) -> list[Snippet]:
    """What to copy into a page: a frame, a picture, a plain link."""
    asked = "" if theme == "auto" else f"?theme={theme}"
    here = f"{address(series, origin)}{asked}"
    drawn = f"{origin}/v1/reserve-timelines/{series.id}.png{asked}"
    say = Markup.escape
    script = f'<script async src="{say(origin)}/assets/host.js"></script>'
    size = (
        f'width="{WIDE}" height="{height_of(series, Picture(WIDE, origin=origin))}" style="max-width:100%;height:auto"'
    )
    image = f'<a href="{say(here)}"><img src="{say(drawn)}" alt="{say(summary(series))}" {size}></a>'
    link = f'<a href="{say(here)}">{say(series.title)} (Chancery)</a>'
    return [
        Snippet(
            "Frame; the script, which may be left out, keeps it as high as its content",
            f"{frame(series, here, '100%', tall)}\n{script}",
        ),
        Snippet("Picture", image),
        Snippet("Link", link),
    ]


def embed(
    series: Series,
    points: Sequence[Stored],
    sources: Mapping[str, Row],
    disputes: Mapping[str, str],
    references: Sequence[Snippet],
    *,
    origin: str,
    theme: Theme,
) -> bytes:
    """The whole page; `disputes` are the reasons of the disagreements that any value takes part in."""
    last = points[-MOST_ROWS:]
    headings, rows = lines(last, sources)
    return page(
        "embed.html",
        series=series,
        summary=summary(series),
        chart=chart(series, origin),
        headings=headings,
        rows=rows,
        all_rows=len(points),
        disputes=disputes,
        snippets=snippets(series, origin, theme, height(series, points, WIDE)),
        references=references,
        here=address(series, origin),
        origin=origin,
        theme=theme,
    )
