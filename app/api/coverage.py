"""Coverage: what was made of every sentence of a document, so that its reader can judge what was not used."""

from collections.abc import Iterator, Sequence

from app.api import schemas, shapes
from app.api.answers import cited, document_of, format_of, links, table, view_of
from app.api.negotiation import CSV, HTML, LISTED
from app.api.parameters import EXCEL, VIEW, comparing, comparisons, fields_parameter
from app.api.queries import conditions_of
from app.api.resources import Answer, Asked, Described, Link, Resource
from app.errors import UnknownFormat, UnknownRecord
from app.model.chain import Chain
from app.model.coverage import STATES, Sentence, State, sentences
from app.model.holdings import SourceText
from app.render import addresses
from app.render.coverage import COVERAGE_COLUMNS, coverage, coverage_rows
from app.render.envelope import Pool, pool
from app.render.flat import LAYOUTS, Format
from app.store.reader import Reader

_PATH = "/v1/sources/{id}/coverage"
_BY_STATE = comparisons(column for column in COVERAGE_COLUMNS if column.name == "state")
_FILTERS = comparing(_BY_STATE)


def _covered(reader: Reader, document: SourceText) -> list[Sentence]:
    """Every sentence of a document, as what values are taken from and what was set aside cover it."""
    text, source = document.data.decode(), document.source
    return list(sentences(text, reader.valued(source), reader.set_aside(source)))


def _coverage(asked: Asked) -> Answer:
    if (flat_format := format_of(asked)) is not None:
        return _flat(asked, flat_format)
    document, wanted = document_of(asked), _wanted(asked)
    media_type, names, with_pools = view_of(asked, list(shapes.Sentence.model_fields))
    whole = _covered(asked.reader, document)
    shown = [each for each in whole if each.state in wanted]
    data = coverage(document.source, document.data.decode(), whole, shown, names)
    beside = _beside(asked.reader, document.source, shown, names) if with_pools else None
    return cited(asked, media_type, data, beside, links(asked, *_others(asked)))


def _wanted(asked: Asked) -> frozenset[State]:
    """The states that are asked for; all of them, if none is."""
    conditions = conditions_of(_BY_STATE, asked.given)
    return frozenset(
        state for state in STATES if all((state in each.values) == (each.operator != "ne") for each in conditions)
    )


def _beside(reader: Reader, source: str, shown: Sequence[Sentence], names: frozenset[str] | None) -> Pool:
    """The document, and the passages that the sentences name."""
    named = shown if names is None or "citations" in names else ()
    citations = reader.citations({citation for each in named for citation in each.citations})
    return pool(Chain({}, {}, citations, reader.sources([source]), {}, {}))


def _others(asked: Asked) -> Iterator[Link]:
    """What else there is to see of it: a table, and the page that marks it in the document."""
    yield f"{asked.path}.csv", "alternate", CSV
    yield addresses.of_document(asked.names["id"]), "alternate", HTML


def _flat(asked: Asked, format: Format) -> Answer:
    document, wanted = document_of(asked), _wanted(asked)

    def rows() -> Iterator[list[bytes]]:
        shown = (each for each in _covered(asked.reader, document) if each.state in wanted)
        told = coverage_rows(document.source, document.data.decode(), shown)
        yield [LAYOUTS[format].row(COVERAGE_COLUMNS, row) for row in told]

    return table(asked, format, f"{document.source}-coverage", COVERAGE_COLUMNS, rows)


RESOURCES: tuple[Resource, ...] = (
    Resource(
        f"{_PATH}.{{format}}",
        _coverage,
        Described(
            "export_source_coverage",
            "The coverage of a document, flat: one row a sentence",
            "documents",
            content=schemas.flat_content("coverage"),
            problems=(UnknownFormat, UnknownRecord),
            path_parameters={**schemas.ID, **schemas.SUFFIX},
        ),
        (*_FILTERS, fields_parameter([column.name for column in COVERAGE_COLUMNS]), EXCEL),
        offered=(),
    ),
    Resource(
        _PATH,
        _coverage,
        Described(
            "get_source_coverage",
            "Every sentence of a document: cited, set aside with the reason, or silent",
            "documents",
            "Never paged. The counts are those of the whole document, whatever sentences are asked for.",
            schemas.document(shapes.SourceCoverage),
            {
                **schemas.other_documents(shapes.SourceCoverage, schemas.SparseSourceCoverage),
                **schemas.FLAT_BY_ACCEPT,
            },
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        (*_FILTERS, fields_parameter(list(shapes.Sentence.model_fields)), VIEW),
        offered=LISTED,
    ),
)
