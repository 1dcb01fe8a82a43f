"""Vega-Lite specification of a reserve timeline: a plain object with its data in it, to be taken along and changed."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from msgspec import Raw

from app.model.quantities import QUALIFIERS, literal
from app.render import addresses
from app.render.charts.marks import EXCLUDED
from app.render.charts.palette import DARK, LIGHT, Theme
from app.render.charts.scales import is_from_zero
from app.render.charts.statements import Series, Snapshot, Statement
from app.render.charts.svg import notes, summary
from app.render.stored import Figure
from app.render.values import Json

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_ASIDE = 14
"""Pixels between statements of one date."""
_PARSED: dict[str, Json] = {"first": "utc:'%Y-%m-%d'", "last": "utc:'%Y-%m-%d'"}
_DATE: dict[str, Json] = {
    "field": "first",
    "type": "temporal",
    "scale": {"type": "utc", "padding": 50},
    "axis": {"title": None, "grid": False, "tickCount": 5, "labelOverlap": "greedy", "format": "%b %Y"},
}
_TOOLTIP: list[Json] = [
    {"field": name, "type": "nominal"} for name in ("dated", "stated", "source", "own_date", "disputed", "passage")
]


def specification(series: Series, theme: Theme, origin: str, width: int | None) -> dict[str, Json]:
    """The chart; as wide as what holds it, if no width is given. The theme `auto` has no ground of its own."""
    colours = DARK if theme == "dark" else LIGHT
    query = f"?{series.part}" if series.part else ""
    return {
        "$schema": SCHEMA,
        "title": {"text": series.title, "subtitle": "; ".join(notes(series)), "anchor": "start"},
        "description": summary(series),
        "width": width or "container",
        "height": 260,
        "data": {"values": _rows(series, origin), "format": {"type": "json", "parse": _PARSED}},
        "layer": _layers(series, colours),
        "config": _config(theme, colours),
        "usermeta": {
            "dataset": series.dataset,
            "timeline": f"{origin}/v1/reserve-timelines/{series.id}{query}",
            "sources": dict(series.sources),
        },
    }


def _rows(series: Series, origin: str) -> list[Json]:
    """One row a statement, the shown one of each snapshot first."""
    days = [day for snapshot in series.snapshots for day in snapshot.days]
    return [
        _row(snapshot, said, place, (min(days), max(days)), origin)
        for snapshot in series.snapshots
        for place, said in enumerate(snapshot.statements)
    ]


def _row(snapshot: Snapshot, said: Statement, place: int, span: tuple[date, date], origin: str) -> Json:
    """A date that is open on one side reaches to the end of the picture there, and `open` says which side it is."""
    return {
        "snapshot": snapshot.id,
        "first": str(snapshot.start or span[0]),
        "last": str(snapshot.end or span[1]),
        "open": "start" if snapshot.start is None else "end" if snapshot.end is None else None,
        "at": str(snapshot.start or snapshot.end),
        "day": snapshot.start == snapshot.end,
        "dated": snapshot.dated,
        "amount": _number(said.figure),
        "low": _number(said.low),
        "high": _number(said.high),
        "got_hold_of": _number(said.ends[0]),
        "qualifier": said.qualifier,
        "stated": said.words,
        "shown": said.is_shown,
        "disputed": ", ".join(snapshot.disputes) or None,
        "aside": _ASIDE * place,
        "source": said.source,
        "own_date": said.dated,
        "passage": origin + addresses.of_passage(said.source, said.citation),
    }


def _number(value: Figure | None) -> Json:
    """An exact literal, never with an exponent."""
    return None if value is None else Raw(literal(Decimal(str(value))).encode())


def _layers(series: Series, colours: Mapping[str, str]) -> list[Json]:
    """The line, the days, the amounts that are left open, the statements, and a sign where they disagree."""
    accent, dispute = colours["accent"], colours["dispute"]
    amount: dict[str, Json] = {
        "field": "amount",
        "type": "quantitative",
        "title": series.asset,
        "scale": {"zero": is_from_zero(series.ends) if series.snapshots else False, "nice": True, "padding": 20},
    }
    at: dict[str, Json] = {**_DATE, "field": "at"}
    colour: dict[str, Json] = {"condition": {"test": "datum.shown", "value": accent}, "value": dispute}
    aside: dict[str, Json] = {"expr": "datum.aside"}
    told: dict[str, Json] = {"tooltip": [*_TOOLTIP], "href": {"field": "passage"}}
    rule: dict[str, Json] = {"type": "rule", "strokeWidth": 10, "strokeCap": "round", "opacity": 0.45}
    return [
        _layer(
            {"type": "line", "interpolate": "step-after", "color": accent, "invalid": "break-paths-show-domains"},
            {"x": at, "y": amount},
            "datum.shown",
        ),
        _layer(
            {**rule, "color": accent},
            {"x": _DATE, "x2": {"field": "last"}, "y": {**amount, "field": "got_hold_of"}, **told},
            "datum.shown && !datum.day",
        ),
        _layer(
            {"type": "rule", "strokeWidth": 4, "xOffset": aside},
            {"x": at, "y": {**amount, "field": "low"}, "y2": {"field": "high"}, "color": colour, **told},
            "datum.low !== null && datum.high !== null && datum.low < datum.high",
        ),
        _layer(
            {"type": "point", "size": 80, "strokeWidth": 2, "opacity": 1, "xOffset": aside},
            {"x": at, "y": amount, **told, "shape": _SHAPE, "stroke": colour, "fill": _fill(accent, colours["ground"])},
            f"datum.amount !== null && (datum.day || !datum.shown || {_HAS_AN_OPEN_END})",
        ),
        _layer(
            {"type": "text", "text": "≠", "dy": -16, "dx": _ASIDE // 2, "fontSize": 16, "color": dispute},
            {"x": at, "y": {**amount, "field": "got_hold_of"}},
            "datum.shown && datum.disputed !== null",
        ),
        _layer(
            {"type": "text", "text": {"expr": "datum.open == 'end' ? '→' : '←'"}, "fontSize": 16, "color": accent},
            {"x": {**_DATE, "field": "edge"}, "y": {**amount, "field": "got_hold_of"}},
            "datum.shown && datum.open !== null",
            {"calculate": "datum.open == 'end' ? datum.last : datum.first", "as": "edge"},
        ),
    ]


_HAS_AN_OPEN_END = "datum.low === null || datum.high === null"


def _layer(mark: Json, encoding: dict[str, Json], where: str, *more: Json) -> Json:
    return {"transform": [{"filter": where}, *more], "mark": mark, "encoding": encoding}


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
    excluded = " && ".join(f"datum.qualifier != '{each}'" for each in EXCLUDED)
    return {"condition": {"test": f"datum.shown && {excluded}", "value": accent}, "value": ground}


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
