"""Documents and the data set: the exact bytes of each source, what the whole consists of, and all of it in one file."""

from collections import Counter
from collections.abc import Iterator
from functools import partial

from app.api import coverage, schemas, shapes
from app.api.answers import cited, document_of, links
from app.api.evidence import KINDS, evidence_rows
from app.api.negotiation import ONLY_TEXT
from app.api.records import record_rows
from app.api.resources import Answer, Asked, Described, Resource
from app.api.timelines import points_of
from app.errors import UnknownRecord
from app.model.collections import COLLECTIONS
from app.model.records import RECORD_TYPES, SOURCE
from app.render.envelope import NOTHING
from app.render.flat import COLUMNS, LAYOUTS, TIMELINE_COLUMNS
from app.render.package import LICENCE, PackagedTable, package
from app.render.values import Json
from app.store.database import SCHEMA_VERSION
from app.store.reader import Reader

_PIECE = 256 * 1024


def _text(asked: Asked) -> Answer:
    document = document_of(asked)
    return Answer("text/plain; charset=utf-8", document.data, f"{document.source}.txt", links(asked))


def _dataset(asked: Asked) -> Answer:
    return cited(asked, asked.media_type, _described(asked.reader), NOTHING, links(asked))


def _described(reader: Reader) -> dict[str, Json]:
    outcomes = Counter(check.outcome for check in reader.checks_page())
    sources = reader.sources(reader.ids(SOURCE.table))
    return {
        "digest": reader.digest,
        "schema_version": SCHEMA_VERSION,
        "counts": {collection.path: reader.count(collection) for collection in COLLECTIONS},
        "checks": {"passed": outcomes["passed"], "failed": outcomes["failed"], "accepted": outcomes["accepted"]},
        "coverage": [
            {
                "source": c.source, "sentences": c.sentences, "cited": c.cited,
                "set_aside": c.set_aside, "silent": c.silent,
            }
            for c in reader.coverage()
        ],
        "set_aside": [{"source": s.source, "start": s.start, "end": s.end, "why": s.why} for s in reader.set_aside()],
        "sources": {identifier: str(row["sha256"]) for identifier, row in sources.items()},
        "licence": LICENCE,
    }  # fmt: skip


def _zip(asked: Asked) -> Answer:
    reader = asked.reader

    def body() -> Iterator[bytes]:
        documents = (document for source in reader.ids(SOURCE.table) if (document := reader.document(source)))
        return package(reader.digest, _tables(reader), documents)

    return Answer("application/zip", body, f"chancery-{reader.digest[:12]}.zip", links(asked))


def _tables(reader: Reader) -> Iterator[PackagedTable]:
    """Every collection, and all timelines one after the other."""
    for record_type in RECORD_TYPES:
        rows = record_rows(reader, record_type, "csv")
        yield PackagedTable(record_type.path, record_type.doc, COLUMNS[record_type.path], rows)
    doc = "Every reserve timeline, one after the other, with the passage that states the amount."
    points = (points_of(reader, series, "point_csv") for series in reader.timelines())
    yield PackagedTable("reserve-timelines", doc, TIMELINE_COLUMNS, points)
    for kind in KINDS:
        rows = evidence_rows(reader, kind, LAYOUTS["csv"])
        yield PackagedTable(kind.of.path, kind.of.doc, COLUMNS[kind.of.path], rows)


def _sqlite(asked: Asked) -> Answer:
    body = partial(asked.reader.bytes, _PIECE)
    name = f"chancery-{asked.reader.digest[:12]}.sqlite"
    return Answer("application/vnd.sqlite3", body, name, links(asked), asked.reader.size)


_BINARY = {"schema": {"type": "string", "format": "binary"}}
RESOURCES: tuple[Resource, ...] = (
    Resource(
        "/v1/sources/{id}/text",
        _text,
        Described(
            "get_source_text",
            "The exact bytes of a document",
            "documents",
            content={"text/plain": {"schema": {"type": "string"}}},
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        offered=ONLY_TEXT,
    ),
    *coverage.RESOURCES,
    Resource(
        "/v1/dataset",
        _dataset,
        Described(
            "get_dataset",
            "The data set: digest, counts, checks, coverage, licence",
            "documents",
            model=schemas.document(shapes.Dataset),
        ),
    ),
    Resource(
        "/v1/export.zip",
        _zip,
        Described(
            "export_zip",
            "Everything: tables as CSV, documents, and a Frictionless data package that describes them",
            "documents",
            content={"application/zip": _BINARY},
        ),
        offered=(),
        effort="much",
    ),
    Resource(
        "/v1/export.sqlite",
        _sqlite,
        Described("export_sqlite", "The store itself", "documents", content={"application/vnd.sqlite3": _BINARY}),
        offered=(),
        effort="much",
    ),
)
