"""Vega-Lite specification of a reserve timeline: a plain object with its data in it, to be taken along and changed."""

from collections.abc import Mapping

from app.model.quantities import QUALIFIERS
from app.render import addresses
from app.render.charts.palette import DARK, LIGHT, Theme
from app.render.charts.statements import Series, Snapshot, Statement
from app.render.charts.svg import summary
from app.render.values import Json

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_ASIDE = 14
"""Pixels between statements of one date."""
_PARSED: dict[str, Json] = {"first": "utc:'%Y-%m-%d'", "last": "utc:'%Y-%m-%d'"}
_DATE: dict[str, Json] = {
    "field": "first",
    "type": "temporal",
    "scale": {"type": "utc", "padding": 50},
    "axis": {"title": None, "grid": False, "tickCount": 6},
}
_TOOLTIP: list[Json] = [
    {"field": name, "type": "nominal"} for name in ("dated", "stated", "source", "standing", "passage")
]


def specification(series: Series, theme: Theme, origin: str, width: int | None) -> dict[str, Json]:
    """The chart; as wide as what holds it, if no width is given. The theme `auto` has no ground of its own."""
    colours = DARK if theme == "dark" else LIGHT
    return {
        "$schema": SCHEMA,
        "title": {"text": series.title, "subtitle": f"{series.asset}, as sources state it", "anchor": "start"},
        "description": summary(series),
        "width": width or "container",
        "height": 260,
        "data": {"values": _rows(series, origin), "format": {"type": "json", "parse": _PARSED}},
        "layer": _layers(series, colours),
        "config": _config(theme, colours),
        "usermeta": {
            "dataset": series.dataset,
            "timeline": f"{origin}/v1/reserve-timelines/{series.id}",
            "sources": dict(series.sources),
        },
    }


def _rows(series: Series, origin: str) -> list[Json]:
    """One row a statement, the shown one of each snapshot first."""
    return [
        _row(snapshot, said, _ASIDE * place, origin)
        for snapshot in series.snapshots
        for place, said in enumerate(snapshot.statements)
    ]


def _row(snapshot: Snapshot, said: Statement, aside: int, origin: str) -> Json:
    """A missing end of a date is the other one, so that every mark has a place."""
    first, last = snapshot.start or snapshot.end, snapshot.end or snapshot.start
    return {
        "snapshot": snapshot.id,
        "first": str(first),
        "last": str(last),
        "day": snapshot.start == snapshot.end,
        "dated": snapshot.dated,
        "amount": said.figure,
        "low": said.low,
        "high": said.high,
        "qualifier": said.qualifier,
        "stated": said.words,
        "shown": said.is_shown,
        "standing": "sources disagree" if snapshot.is_disputed else "not disputed",
        "aside": aside,
        "source": said.source,
        "passage": origin + addresses.of_passage(said.source, said.citation),
    }


def _layers(series: Series, colours: Mapping[str, str]) -> list[Json]:
    """The line, the days, the amounts that are left open, the statements, and a sign where they disagree."""
    accent, dispute = colours["accent"], colours["dispute"]
    amount: dict[str, Json] = {
        "field": "amount",
        "type": "quantitative",
        "title": series.asset,
        "scale": {"zero": False, "nice": True, "padding": 20},
    }
    colour: dict[str, Json] = {"condition": {"test": "datum.shown", "value": accent}, "value": dispute}
    aside: dict[str, Json] = {"expr": "datum.aside"}
    told: dict[str, Json] = {"tooltip": [*_TOOLTIP], "href": {"field": "passage"}}
    return [
        _layer(
            {"type": "line", "interpolate": "step-after", "color": accent, "invalid": "break-paths-show-domains"},
            {"x": _DATE, "y": amount},
            "datum.shown",
        ),
        _layer(
            {"type": "rule", "strokeWidth": 10, "strokeCap": "round", "opacity": 0.45, "color": accent},
            {"x": _DATE, "x2": {"field": "last"}, "y": amount, **told},
            "datum.shown && !datum.day",
        ),
        _layer(
            {"type": "rule", "strokeWidth": 2, "xOffset": aside},
            {"x": _DATE, "y": {**amount, "field": "low"}, "y2": {"field": "high"}, "color": colour},
            "datum.low !== null && datum.high !== null && datum.low < datum.high",
        ),
        _layer(
            {"type": "point", "size": 80, "strokeWidth": 2, "opacity": 1, "xOffset": aside},
            {
                "x": _DATE,
                "y": amount,
                **told,
                "shape": _SHAPE,
                "stroke": colour,
                "fill": _fill(accent, colours["ground"]),
            },
            "datum.amount !== null && (datum.day || !datum.shown)",
        ),
        _layer(
            {"type": "text", "text": "≠", "dy": -16, "dx": _ASIDE // 2, "fontSize": 16, "color": dispute},
            {"x": _DATE, "y": amount},
            "datum.shown && datum.standing == 'sources disagree'",
        ),
    ]


def _layer(mark: Json, encoding: dict[str, Json], where: str) -> Json:
    return {"transform": [{"filter": where}], "mark": mark, "encoding": encoding}


_SHAPES = {
    **dict.fromkeys(("more-than", "at-least"), "triangle-up"),
    **dict.fromkeys(("less-than", "at-most", "nearly"), "triangle-down"),
}
_SHAPE: dict[str, Json] = {
    "field": "qualifier",
    "type": "nominal",
    "legend": None,
    "scale": {"domain": [*QUALIFIERS], "range": [_SHAPES.get(each, "circle") for each in QUALIFIERS]},
}
"""A bound points to the side on which it has no end."""


def _fill(accent: str, ground: str) -> Json:
    """What is not shown is hollow, and so is a figure that is not meant itself."""
    return {"condition": {"test": "datum.shown && datum.qualifier != 'more-than'", "value": accent}, "value": ground}


def _config(theme: Theme, colours: Mapping[str, str]) -> Json:
    axis: Json = {
        "labelColor": colours["muted"],
        "titleColor": colours["muted"],
        "gridColor": colours["grid"],
        "domainColor": colours["muted"],
    }
    title: Json = {"color": colours["ink"], "subtitleColor": colours["muted"]}
    ground: dict[str, Json] = {} if theme == "auto" else {"background": colours["ground"]}
    return {**ground, "axis": axis, "title": title, "view": {"stroke": None}}
