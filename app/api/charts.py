"""Charts of a reserve timeline: as SVG, as PNG, and as a Vega-Lite specification."""

from collections.abc import Sequence
from typing import Any

from app.api import schemas
from app.api.answers import links, selected_of
from app.api.layers import NOTHING_LOADS, hashed
from app.api.negotiation import PNG, SVG, VEGA_LITE
from app.api.parameters import FROM, TO, Parameter, Schema
from app.api.queries import bad, canonical, choice, whole
from app.api.resources import Answer, Asked, Described, Resource
from app.api.timelines import series_of
from app.errors import UnknownRecord
from app.model.holdings import Timeline
from app.model.queries import EVERYTHING, Selection
from app.model.records import RESERVE_SNAPSHOT
from app.render.charts.palette import THEMES, Theme, standalone_style
from app.render.charts.png import raster_aside
from app.render.charts.statements import Series, snapshots_of, sources_of
from app.render.charts.svg import Picture, draw
from app.render.charts.vega import specification
from app.render.stored import FORMS, Stored, stored
from app.render.values import encode
from app.store.reader import Reader

SIZES: dict[str, tuple[int, int]] = {"card": (600, 315), "square": (540, 540)}
"""Fixed sizes for social cards, in pixels of the SVG; a PNG has twice as many."""
DEFAULT_WIDTH = 720

_WIDTH: Schema = {"type": "integer", "minimum": 240, "maximum": 1200}
WIDTH = Parameter(
    "width",
    f"How wide the picture is, 240 to 1200 pixels; {DEFAULT_WIDTH} without it. Below 480 it has a layout of its own.",
    {**_WIDTH, "default": DEFAULT_WIDTH},
)
PNG_WIDTH = Parameter(
    "width",
    f"How wide the picture is, a multiple of 40 from 240 to 1200; {DEFAULT_WIDTH} without it. Pixels are dear to make: "
    "there are so few pictures of a series that all of them can be kept.",
    {**_WIDTH, "multipleOf": 40, "default": DEFAULT_WIDTH},
)
SPEC_WIDTH = Parameter(
    "width", "How wide the chart is, 240 to 1200 pixels; as wide as its container without it.", _WIDTH
)
SIZE = Parameter(
    "size",
    "Instead of a width: `card` (1200 by 630 as PNG, for Open Graph) or `square` (1080 by 1080).",
    {"type": "string", "enum": list(SIZES)},
)
THEME = Parameter(
    "theme",
    "`light`, `dark`, or `auto`, which is as the reader's system is.",
    {"type": "string", "enum": list(THEMES), "default": "auto"},
)
PNG_THEME = Parameter("theme", "`light` or `dark`.", {"type": "string", "enum": ["light", "dark"], "default": "light"})
SCALE = Parameter(
    "scale",
    "Pixels of the PNG to each of the width, 1 or 2.",
    {"type": "integer", "minimum": 1, "maximum": 2, "default": 2},
)
_PART = (FROM.name, TO.name)
_POLICY = f"{NOTHING_LOADS}; style-src {' '.join(hashed(standalone_style(theme)) for theme in THEMES)}"
"""A chart by itself has a style sheet, and nothing else."""


def chart_of(reader: Reader, timeline: Timeline, points: Sequence[Stored], part: str = "") -> Series:
    """What of a series is drawn, of all its points or of a part of them."""
    snapshots = snapshots_of(points)
    labels = reader.sources(sources_of(snapshots))
    return Series(
        timeline.id,
        timeline.label,
        timeline.asset,
        tuple(snapshots),
        len(points) - len(snapshots),
        tuple((source, str(row["label"])) for source, row in labels.items()),
        reader.digest,
        part,
    )


def stored_points(reader: Reader, timeline: Timeline, selected: Selection = EVERYTHING) -> list[Stored]:
    """The snapshots of a series as they are stored, with what proves them."""
    return [stored(row) for row in reader.points(timeline, FORMS, selected)]


def _chart(asked: Asked) -> Series:
    """The series that a path names, between the days that are asked for."""
    timeline = series_of(asked)
    points = stored_points(asked.reader, timeline, selected_of(asked, RESERVE_SNAPSHOT))
    part = canonical({name: value for name, value in asked.given.items() if name in _PART})
    return chart_of(asked.reader, timeline, points, part)


def theme_of(asked: Asked, parameter: Parameter) -> Theme:
    chosen = choice(asked.given, parameter) or parameter.schema["default"]
    return next(theme for theme in THEMES if theme == chosen)


def _picture(asked: Asked, wide: Parameter, theme: Parameter) -> str:
    size = choice(asked.given, SIZE)
    if size is not None and WIDTH.name in asked.given:
        raise bad(SIZE.name, f"says how wide the picture is already; leave out «{WIDTH.name}» or «{SIZE.name}»")
    width, height = SIZES[size] if size else (whole(asked.given, wide) or DEFAULT_WIDTH, None)
    return draw(_chart(asked), Picture(width, height, theme_of(asked, theme), asked.origin))


def _svg(asked: Asked) -> Answer:
    return Answer(SVG, _picture(asked, WIDTH, THEME).encode(), f"{asked.names['id']}.svg", links(asked), policy=_POLICY)


def _png(asked: Asked) -> Answer:
    picture = raster_aside(_picture(asked, PNG_WIDTH, PNG_THEME), whole(asked.given, SCALE) or SCALE.schema["default"])
    return Answer(PNG, picture, f"{asked.names['id']}.png", links(asked))


def _vega_lite(asked: Asked) -> Answer:
    made = specification(_chart(asked), theme_of(asked, THEME), asked.origin, whole(asked.given, SPEC_WIDTH))
    return Answer(VEGA_LITE, encode(made), f"{asked.names['id']}.vl.json", links(asked))


def _described(name: str, summary: str, media_type: str, schema: dict[str, Any]) -> Described:
    return Described(
        f"draw_reserve_timeline_as_{name}",
        summary,
        "timelines",
        content={media_type: {"schema": schema}},
        problems=(UnknownRecord,),
        path_parameters=schemas.ID,
    )


def _resource(suffix: str, answer: Any, described: Described, parameters: Sequence[Parameter]) -> Resource:
    return Resource(f"/v1/reserve-timelines/{{id}}.{suffix}", answer, described, parameters, offered=(), effort="much")


RESOURCES: tuple[Resource, ...] = (
    _resource(
        "svg",
        _svg,
        _described("svg", "One reserve timeline, drawn: every mark leads to its passage", SVG, {"type": "string"}),
        (FROM, TO, WIDTH, SIZE, THEME),
    ),
    _resource(
        "png",
        _png,
        _described("png", "The same picture in pixels", PNG, {"type": "string", "format": "binary"}),
        (PNG_WIDTH, SIZE, SCALE, PNG_THEME),
    ),
    _resource(
        "vl.json",
        _vega_lite,
        _described("vega_lite", "The chart as a Vega-Lite specification, with its data", VEGA_LITE, {"type": "object"}),
        (FROM, TO, SPEC_WIDTH, THEME),
    ),
)
"""To be looked for before the flat formats: their path would match these suffixes too."""
