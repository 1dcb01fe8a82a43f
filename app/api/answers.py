"""Answers: what all resources share in making theirs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from app.api.cursors import cursor_of, place, stale
from app.api.negotiation import CSV, JSON, NDJSON, PLAIN, SPARSE
from app.api.parameters import CURSOR, EXCEL, LIMIT, VIEW
from app.api.problems import quoted
from app.api.queries import bad, canonical, choice, limit, members, references, selection
from app.api.resources import Answer, Asked, Link
from app.errors import NoSuchPlace, UnknownFormat, UnknownRecord, nearest
from app.model.collections import RECORDS, Collection
from app.model.fields import Column
from app.model.holdings import SourceText
from app.model.queries import Selection
from app.model.records import RECORD_TYPES, SOURCE
from app.render.envelope import Page, Pool, envelope
from app.render.flat import BOM, LAYOUTS, Format, assemble, for_excel, only
from app.render.values import Json

_BY_MEDIA_TYPE: Mapping[str, Format] = {CSV: "csv", NDJSON: "ndjson"}
"""The flat formats that can be asked for by `Accept`; flat JSON has the media type of the cited document."""
Row = TypeVar("Row")
ROWS = 1000
"""How many rows of a table are read at once."""


def batches(
    page: Callable[[str | None, int], Sequence[Row]], place_of: Callable[[Row], str]
) -> Iterator[Sequence[Row]]:
    """All of a list, so many at a time: each page goes on after the place of the last row before."""
    after: str | None = None
    while rows := page(after, ROWS):
        yield rows
        after = place_of(rows[-1])


def links(asked: Asked, *more: Link) -> tuple[Link, ...]:
    """What an answer is connected with: its description, its own address in one spelling, and more."""
    return (("/openapi.json", "describedby", JSON), (asked.address, "canonical", None), *more)


def view_of(asked: Asked, names: Sequence[str]) -> tuple[str, frozenset[str] | None, bool]:
    """The media type of an answer, the members that are wanted, and whether their evidence is."""
    wanted = members(asked.given, names)
    is_plain = choice(asked.given, VIEW) == "plain" or asked.media_type == PLAIN
    is_sparse = wanted is not None or asked.media_type == SPARSE
    media_type = SPARSE if is_sparse else PLAIN if is_plain else JSON
    return media_type, wanted, not is_plain


def paged(
    asked: Asked,
    collection: Collection,
    read: Callable[[Selection, str | None, int], Sequence[Row]],
    place_of: Callable[[Row], str],
) -> tuple[Sequence[Row], Page, tuple[Link, ...]]:
    """One page of a collection: its members, where it stands, and what it is connected with."""
    wanted, after = limit(asked.given), place(asked.path, asked.given)
    selected = selected_of(asked, collection)
    try:
        rows = read(selected, after, wanted + 1)
    except NoSuchPlace as error:
        raise stale() from error
    last = place_of(rows[wanted - 1]) if len(rows) > wanted else None
    page, linked = page_of(asked, last, wanted, asked.reader.count(collection, selected))
    return rows[:wanted], page, (*linked, (f"{asked.path}.csv", "alternate", CSV))


def page_of(asked: Asked, last: str | None, most: int, count: int | None) -> tuple[Page, tuple[Link, ...]]:
    """The page that ends at this place, and the link to the next one; None if there is no next one."""
    if last is None:
        return Page(most, None, count), links(asked)
    cursor = cursor_of(asked.path, asked.given, last)
    following = f"{asked.path}?{canonical({**asked.given, 'limit': str(most), 'cursor': cursor})}"
    return Page(most, following, count), links(asked, (following, "next", None))


def cited(
    asked: Asked, media_type: str, data: Json, beside: Pool | None, linked: tuple[Link, ...], page: Page | None = None
) -> Answer:
    """The envelope around data, as an answer."""
    return Answer(media_type, envelope(data, beside, asked.reader.digest, asked.address, page), links=linked)


def selected_of(asked: Asked, collection: Collection) -> Selection:
    """What a request selects of a collection. Raises `BadValue` for what nothing can be."""
    selected = selection(collection, asked.given)
    check_references(asked, collection.path, selected)
    return selected


def check_references(asked: Asked, path: str, selected: Selection) -> None:
    """Refuse a filter that names a record which does not exist, with the nearest that does."""
    for name, collection, identifier in references(path, selected, asked.given):
        tables = [t.table for t in RECORD_TYPES] if collection == RECORDS else [collection.replace("-", "_")]
        if not any(asked.reader.has(table, identifier) for table in tables):
            near = nearest(identifier, (each for table in tables for each in asked.reader.near(table, identifier)))
            raise bad(name, f"must be the id of one of the {collection}", identifier, near)


def unknown(kind: str, identifier: str, known: Sequence[str]) -> UnknownRecord:
    """The refusal of an id that does not exist, with the nearest one that does."""
    suggestion = nearest(identifier, known)
    hint = f" The nearest is «{suggestion}»." if suggestion else ""
    if "." in identifier:
        hint = " One by itself has no suffix; the whole table does, and takes «id» as a filter."
    return UnknownRecord(
        f"No {kind} has the id «{quoted(identifier)}».{hint}", **({"nearest": suggestion} if suggestion else {})
    )


def document_of(asked: Asked) -> SourceText:
    """The document that a path names. Raises `UnknownRecord`, with the nearest."""
    identifier = asked.names["id"]
    found = asked.reader.document(identifier)
    if found is None:
        raise unknown(SOURCE.name, identifier, asked.reader.near(SOURCE.table, identifier))
    return found


def format_of(asked: Asked, *others: str) -> Format | None:
    """The flat format that a suffix asks for, or else `Accept`; None for the cited document.

    `others` are suffixes that there are besides, to be named where there is no such format.
    """
    suffix = asked.names.get("format")
    if suffix is None:
        return _BY_MEDIA_TYPE.get(asked.media_type)
    for known in LAYOUTS:
        if suffix == known:
            return known
    known_ones = [*LAYOUTS, *others]
    listed = ", ".join(f".{each}" for each in known_ones)
    raise UnknownFormat(f"«.{quoted(suffix)}» is no format of this table; there are {listed}.", formats=known_ones)


def table(
    asked: Asked, format: Format, name: str, columns: Sequence[Column], batches: Callable[[], Iterator[Sequence[bytes]]]
) -> Answer:
    """A whole flat table from batches of its rows, with only the columns that are wanted, defused if asked for."""
    for parameter in (LIMIT, CURSOR, VIEW):  # known beside the cited document, which `Accept` can turn into a table
        if parameter.name in asked.given:
            raise bad(parameter.name, f"is not for {asked.media_type}, which is the whole table")
    excel = choice(asked.given, EXCEL) == "1"
    if excel and format != "csv":
        raise bad(EXCEL.name, "is for .csv only")
    wanted = members(asked.given, [column.name for column in columns])
    kept = [column for column in columns if wanted is None or column.name in wanted]
    changes: list[Callable[[bytes], bytes]] = []
    if wanted is not None:
        changes.append(only(columns, wanted, format))
    if excel:
        changes.append(for_excel(kept))

    def body() -> Iterator[bytes]:
        if excel:
            yield BOM
        yield from assemble(LAYOUTS[format], kept, _changed(batches(), changes))

    media_type = SPARSE if format == "json" and wanted is not None else LAYOUTS[format].media_type
    return Answer(media_type, body, f"{name}.{format}", links(asked))


def _changed(
    batches: Iterator[Sequence[bytes]], changes: Sequence[Callable[[bytes], bytes]]
) -> Iterator[Sequence[bytes]]:
    for batch in batches:
        rows = batch
        for change in changes:
            rows = [change(row) for row in rows]
        yield rows
