"""oEmbed 1.0: how a host that is given the address of a chart learns how to embed it."""

import re
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from xml.sax.saxutils import escape

from app.api.answers import links
from app.api.charts import SIZES, THEME, chart_of, stored_points
from app.api.parameters import TEXT, Parameter, Schema
from app.api.problems import quoted
from app.api.queries import bad, whole
from app.api.resources import Answer, Asked, Described, Resource
from app.api.timelines import find_series
from app.errors import FormatNotImplemented, UnknownRecord
from app.model.holdings import Timeline
from app.render.charts.markup import clean
from app.render.pages.embed import WIDE, address, frame, height
from app.render.values import encode

JSON, XML = "application/json", "text/xml; charset=utf-8"
_PIXELS: Schema = {"type": "integer", "minimum": 100, "maximum": 9999}
URL = Parameter(
    "url",
    "The address of a page with a chart, as in `…/embed/reserve-timelines/el-salvador-btc`; that of its data does too.",
    TEXT,
    required=True,
)
FORMAT = Parameter("format", "`json` or `xml`.", {"type": "string", "enum": ["json", "xml"], "default": "json"})
MAX_WIDTH = Parameter("maxwidth", "Pixels that the frame may be wide, 100 to 9999.", _PIXELS)
MAX_HEIGHT = Parameter("maxheight", "Pixels that the frame may be high, 100 to 9999; it then scrolls inside.", _PIXELS)
_PATH = re.compile(r"/(?:embed/reserve-timelines/([^/.]+)|v1/reserve-timelines/([^/.]+)(?:\.(?:svg|png|vl\.json))?)")


def _oembed(asked: Asked) -> Answer:
    form = asked.given.get(FORMAT.name, "json")
    if form not in ("json", "xml"):
        raise FormatNotImplemented(f"«{quoted(form)}» is no format of oEmbed here; there are json and xml.")
    found = _embedded(asked, *_page(asked))
    if form == "json":
        return Answer(JSON, encode({**found}), links=links(asked))
    members = "".join(f"<{name}>{escape(clean(str(value)))}</{name}>" for name, value in found.items())
    body = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{members}</oembed>'
    return Answer(XML, body.encode(), links=links(asked))


def _page(asked: Asked) -> tuple[Timeline, str]:
    """The series that the address given is about, and its theme. Raises `UnknownRecord` for every other address."""
    text = asked.given.get(URL.name)
    if text is None:
        raise bad(URL.name, "is missing: say which page is to be embedded")
    try:
        parts = urlsplit(text)
        place = _place(parts)
    except ValueError as error:
        raise bad(URL.name, "is no address", text) from error
    found = _PATH.fullmatch(unquote(parts.path))
    here = f"{asked.origin}/embed/reserve-timelines/"
    if found is None or parts.scheme not in ("http", "https") or place != _place(urlsplit(asked.origin)):
        raise UnknownRecord(f"Nothing at «{quoted(text)}» can be embedded; what can begins with {here}")
    series = find_series(asked.reader, found[1] or found[2])
    theme = dict(parse_qsl(parts.query)).get(THEME.name, "")
    return series, f"?theme={theme}" if theme in ("light", "dark") else ""


def _place(address: SplitResult) -> tuple[str | None, int | None]:
    """Host and port of an address; where it names no port, None: http and https are one place. Raises `ValueError`."""
    port = address.port
    return address.hostname, None if port == _PORTS.get(address.scheme) else port


_PORTS = {"http": 80, "https": 443}


def _embedded(asked: Asked, timeline: Timeline, theme: str) -> dict[str, str | int]:
    """The members of a rich oEmbed answer."""
    points = stored_points(asked.reader, timeline)
    series = chart_of(asked.reader, timeline, points)
    most_wide, most_high = whole(asked.given, MAX_WIDTH), whole(asked.given, MAX_HEIGHT)
    width = min(WIDE, most_wide or WIDE)
    tall = height(series, points, width)
    tall = min(tall, most_high or tall)
    here = address(series, asked.origin) + theme
    found: dict[str, str | int] = {
        "version": "1.0",
        "type": "rich",
        "title": series.title,
        "author_name": "Chancery",
        "author_url": f"{asked.origin}/",
        "provider_name": "Chancery",
        "provider_url": f"{asked.origin}/",
        "cache_age": 300,
        "html": frame(series, here, str(width), tall),
        "width": width,
        "height": tall,
    }
    wide, high = SIZES["card"]
    for scale in (2, 1):  # a picture beyond the limits may not be named
        if scale * wide <= (most_wide or 2 * wide) and scale * high <= (most_high or 2 * high):
            card = f"{asked.origin}/v1/reserve-timelines/{series.id}.png?size=card&scale={scale}"
            return found | {"thumbnail_url": card, "thumbnail_width": scale * wide, "thumbnail_height": scale * high}
    return found


_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_MEMBERS = {
    **dict.fromkeys(("version", "type", "title", "author_name", "author_url", "provider_name", "provider_url"), _TEXT),
    "cache_age": _NUMBER,
    "html": _TEXT,
    "width": _NUMBER,
    "height": _NUMBER,
}
_THUMBNAIL = {"thumbnail_url": _TEXT, "thumbnail_width": _NUMBER, "thumbnail_height": _NUMBER}
_SCHEMA = {"type": "object", "properties": {**_MEMBERS, **_THUMBNAIL}, "required": list(_MEMBERS)}

RESOURCES: tuple[Resource, ...] = (
    Resource(
        "/oembed",
        _oembed,
        Described(
            "get_oembed",
            "How to embed the chart at an address (oEmbed 1.0)",
            "pages",
            content={JSON: {"schema": _SCHEMA}, "text/xml": {"schema": _TEXT}},
            problems=(UnknownRecord, FormatNotImplemented),
        ),
        (URL, FORMAT, MAX_WIDTH, MAX_HEIGHT),
        offered=(),
    ),
)
