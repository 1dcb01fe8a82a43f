"""The evidence itself: claims, citations, conflicts and checks, each as pages, one by one, and flat."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from typing import Any

from pydantic import BaseModel

from app.api import schemas, shapes
from app.api.answers import (
    batches,
    cited,
    format_of,
    links,
    paged,
    selected_of,
    table,
    unknown,
    view_of,
)
from app.api.negotiation import CITED, LISTED
from app.api.parameters import CURSOR, EXCEL, LIMIT, VIEW, fields_parameter, filters_of, sort_parameter
from app.api.resources import Answer, Asked, Described, Resource
from app.errors import UnknownFormat, UnknownRecord
from app.model.chain import Chain
from app.model.claims import Citation, is_proved
from app.model.collections import CHECK_RESULTS, CITATIONS, CLAIMS, CONFLICTS, EvidenceType
from app.model.queries import EVERYTHING, Selection
from app.render import envelope, flat
from app.render.flat import COLUMNS, LAYOUTS, Format, Layout
from app.render.values import Json
from app.store.chain import chain_of_citations, chain_of_claims, chain_of_conflicts
from app.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of evidence: what it is, how it is read, what stands behind it, how it looks."""

    of: EvidenceType
    model: type[BaseModel]
    page: Callable[[Reader, Selection, str | None, int], Sequence[Any]]
    some: Callable[[Reader, Sequence[str]], Sequence[Any]]
    chain: Callable[[Reader, Sequence[Any]], Chain]
    show: Callable[[Any, Chain], dict[str, Json]]

    @property
    def members(self) -> list[str]:
        return list(self.model.model_fields)


def _no_chain(_: Reader, __: Sequence[Any]) -> Chain:
    return Chain({}, {}, {}, {}, {}, {})


def _claims_of(reader: Reader, found: Sequence[Any]) -> Chain:
    return chain_of_claims(reader, {claim for each in found for claim in each.claims})


KINDS: tuple[Kind, ...] = (
    Kind(
        CLAIMS,
        shapes.Claim,
        Reader.claims_page,
        lambda reader, ids: list(reader.claims(ids).values()),
        lambda reader, found: chain_of_claims(reader, [claim.id for claim in found]),
        lambda claim, _: envelope.claim(claim),
    ),
    Kind(
        CITATIONS,
        shapes.CitationRecord,
        Reader.citations_page,
        lambda reader, ids: list(reader.citations(ids).values()),
        chain_of_citations,
        lambda citation, _: envelope.citation(citation),
    ),
    Kind(CONFLICTS, shapes.Conflict, Reader.conflicts_page, Reader.conflicts, chain_of_conflicts, envelope.conflict),
    Kind(
        CHECK_RESULTS,
        shapes.Check,
        Reader.checks_page,
        Reader.checks,
        _claims_of,
        lambda check, chain: envelope.check(check, chain.claims),
    ),
)


def resources_of(kind: Kind) -> Iterator[Resource]:
    """The three resources of one kind of evidence."""
    type_, path = kind.of, f"/v1/{kind.of.path}"
    filters, sort = filters_of(type_), sort_parameter(type_)
    plain, sparse = schemas.variants(kind.model)
    one = shapes.ProvedCitation if type_ is CITATIONS else kind.model
    yield Resource(
        path,
        partial(_list, kind),
        Described(
            f"list_{type_.path}",
            f"List {type_.path}, by id or as sorted",
            "evidence",
            type_.doc,
            schemas.page(kind.model),
            schemas.other_pages(plain, sparse),
        ),
        (LIMIT, CURSOR, sort, fields_parameter(kind.members), VIEW, *filters),
        offered=LISTED,
    )
    yield Resource(
        f"{path}.{{format}}",
        partial(_list, kind),
        Described(
            f"export_{type_.path}",
            f"All {type_.path}, flat",
            "evidence",
            content=schemas.flat_content(type_.path),
            problems=(UnknownFormat,),
            path_parameters=schemas.SUFFIX,
        ),
        (sort, fields_parameter([column.name for column in type_.columns]), EXCEL, *filters),
        offered=(),
    )
    yield Resource(
        f"{path}/{{id}}",
        partial(_one, kind),
        Described(
            f"get_{type_.singular}",
            f"One {type_.singular} by its id" + (", read again from the stored bytes" if type_ is CITATIONS else ""),
            "evidence",
            model=schemas.document(one),
            content=schemas.other_documents(*schemas.variants(one)),
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        (fields_parameter(list(one.model_fields)), VIEW),
        offered=CITED,
    )


def _list(kind: Kind, asked: Asked) -> Answer:
    if (flat_format := format_of(asked)) is not None:
        return _flat(kind, asked, flat_format)
    media_type, names, with_chain = view_of(asked, kind.members)
    found, page, linked = paged(asked, kind.of, partial(kind.page, asked.reader), attrgetter("id"))
    chain = kind.chain(asked.reader, found)
    data: list[Json] = [_only(kind.show(each, chain), names) for each in found]
    return cited(asked, media_type, data, _beside(chain, names) if with_chain else None, linked, page)


def _only(shown: dict[str, Json], names: frozenset[str] | None) -> dict[str, Json]:
    return shown if names is None else {name: value for name, value in shown.items() if name in names}


def _flat(kind: Kind, asked: Asked, format: Format) -> Answer:
    rows = partial(evidence_rows, asked.reader, kind, LAYOUTS[format], selected_of(asked, kind.of))
    return table(asked, format, kind.of.path, COLUMNS[kind.of.path], rows)


def evidence_rows(
    reader: Reader, kind: Kind, layout: Layout, selected: Selection = EVERYTHING
) -> Iterator[list[bytes]]:
    """The rows of a flat table, batch by batch."""
    columns = COLUMNS[kind.of.path]
    chain_of = kind.chain if kind.of is CONFLICTS else _no_chain  # no other row says more than its own table holds
    for found in batches(partial(kind.page, reader, selected), attrgetter("id")):
        yield [layout.row(columns, row) for row in flat.TABLES[kind.of.path](found, chain_of(reader, found))]


def _one(kind: Kind, asked: Asked) -> Answer:
    identifier = asked.names["id"]
    found = kind.some(asked.reader, [identifier])
    if not found:
        raise unknown(kind.of.singular, identifier, asked.reader.near(kind.of.table, identifier))
    chain = kind.chain(asked.reader, found)
    shown = kind.show(found[0], chain)
    if kind.of is CITATIONS:
        shown |= _proof(asked.reader, found[0])
    media_type, names, with_chain = view_of(asked, list(shown))
    beside = _beside(chain, names) if with_chain else None
    return cited(asked, media_type, _only(shown, names), beside, links(asked))


def _beside(chain: Chain, names: frozenset[str] | None) -> envelope.Pool:
    """What is referred to; nothing, if no member is left that refers to anything."""
    return envelope.pool(chain) if names is None or names & {"claims", "citations", "source"} else envelope.NOTHING


def _proof(reader: Reader, citation: Citation) -> dict[str, Json]:
    """Whether the stored bytes still read so, and what quotes them."""
    document = reader.document(citation.source)
    verified = document is not None and is_proved(citation, document.sha256, document.data)
    return {"verified": verified, "claims": [*reader.citing(citation.id)]}


RESOURCES: tuple[Resource, ...] = tuple(resource for kind in KINDS for resource in resources_of(kind))
