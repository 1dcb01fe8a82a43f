"""Reserve timelines: one series per holder and asset, never paged."""

from app.api import schemas
from app.api.answers import cited, format_of, links, selected_of, table, unknown, view_of
from app.api.negotiation import CSV, HTML, LISTED, SVG
from app.api.parameters import AGREEMENT, EXCEL, FROM, SOURCE, TO, VIEW, fields_parameter
from app.api.records import CITED_FORMS, PLAIN_FORMS, look
from app.api.resources import Answer, Asked, Described, Link, Resource
from app.errors import UnknownFormat, UnknownRecord
from app.model.holdings import Timeline
from app.model.queries import EVERYTHING, Selection
from app.model.records import RESERVE_SNAPSHOT
from app.render import addresses
from app.render.envelope import NOTHING, stored_list, timeline
from app.render.flat import TIMELINE_COLUMNS, Format
from app.render.values import Json
from app.store.reader import Reader

_PATH = "/v1/reserve-timelines"
CHARTS = ("svg", "png", "vl.json")
"""Formats of a series that are no tables."""
_FILTERS = (FROM, TO, AGREEMENT, SOURCE)


def series_of(asked: Asked) -> Timeline:
    """The series that a path names. Raises `UnknownRecord`."""
    return find_series(asked.reader, asked.names["id"])


def find_series(reader: Reader, identifier: str) -> Timeline:
    """The series of this id. Raises `UnknownRecord`, with the nearest."""
    found = reader.timeline(identifier)
    if found is None:
        raise unknown("reserve timeline", identifier, reader.near("timelines", identifier))
    return found


def _all(asked: Asked) -> Answer:
    data = [timeline(series) for series in asked.reader.timelines()]
    return cited(asked, asked.media_type, [*data], NOTHING, links(asked))


def _one(asked: Asked) -> Answer:
    if (flat_format := format_of(asked, *CHARTS)) is not None:
        return _flat(asked, flat_format)
    series = series_of(asked)
    media_type, names, with_evidence = view_of(asked, [column.name for column in RESERVE_SNAPSHOT.columns])
    forms = CITED_FORMS if with_evidence else PLAIN_FORMS
    rows = asked.reader.points(series, forms, selected_of(asked, RESERVE_SNAPSHOT))
    points, beside = look(RESERVE_SNAPSHOT, asked.reader, rows, forms, names)
    data: dict[str, Json] = {**timeline(series), "points": stored_list(points)}
    return cited(asked, media_type, data, beside, links(asked, *_others(asked, series)))


def _others(asked: Asked, series: Timeline) -> tuple[Link, ...]:
    """What else a series can be had as."""
    return (
        (f"{asked.path}.csv", "alternate", CSV),
        (f"{asked.path}.svg", "alternate", SVG),
        (addresses.of_chart(series.id), "alternate", HTML),
    )


def _flat(asked: Asked, format: Format) -> Answer:
    series, form = series_of(asked), "point_csv" if format == "csv" else "point"
    selected = selected_of(asked, RESERVE_SNAPSHOT)
    return table(
        asked, format, series.id, TIMELINE_COLUMNS, lambda: iter([points_of(asked.reader, series, form, selected)])
    )


def points_of(reader: Reader, series: Timeline, form: str, selected: Selection = EVERYTHING) -> list[bytes]:
    """The rows of a series as they are stored."""
    return [row for (row,) in reader.points(series, (form,), selected)]


RESOURCES: tuple[Resource, ...] = (
    Resource(
        _PATH,
        _all,
        Described("list_reserve_timelines", "All reserve timelines", "timelines", model=schemas.TimelineList),
    ),
    Resource(
        f"{_PATH}/{{id}}.{{format}}",
        _one,
        Described(
            "export_reserve_timeline",
            "One reserve timeline, flat",
            "timelines",
            content=schemas.flat_content("reserve-timelines"),
            problems=(UnknownFormat, UnknownRecord),
            path_parameters={**schemas.ID, **schemas.SUFFIX},
        ),
        (*_FILTERS, fields_parameter([column.name for column in TIMELINE_COLUMNS]), EXCEL),
        offered=(),
    ),
    Resource(
        f"{_PATH}/{{id}}",
        _one,
        Described(
            "get_reserve_timeline",
            "One reserve timeline with all its points, in the order of their dates",
            "timelines",
            model=schemas.document(schemas.TimelineWithPoints),
            content={
                **schemas.other_documents(schemas.PlainTimelineWithPoints, schemas.SparseTimelineWithPoints),
                **schemas.FLAT_BY_ACCEPT,
            },
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        (*_FILTERS, fields_parameter([column.name for column in RESERVE_SNAPSHOT.columns]), VIEW),
        offered=LISTED,
    ),
)
