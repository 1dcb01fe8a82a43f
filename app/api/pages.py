"""Pages for people: the front page, the document with its passages marked, the chart to embed, and what they load."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from app.api import schemas
from app.api.answers import document_of, links
from app.api.charts import THEME, chart_of, stored_points, theme_of
from app.api.layers import hashed
from app.api.negotiation import HTML, SVG
from app.api.references import cite_timeline
from app.api.resources import Answer, Asked, Described, Resource
from app.api.timelines import series_of
from app.errors import UnknownRecord
from app.model.chain import Chain
from app.model.claims import Claim, Conflict
from app.model.collections import CITATIONS, CLAIMS, CONFLICTS, EvidenceType
from app.model.queries import Condition, Selection
from app.model.records import BY_NAME, RECORD_TYPES, RESERVE_SNAPSHOT, SOURCE
from app.render.citing import texts
from app.render.pages.embed import Snippet, embed
from app.render.pages.front import Counted, Disagreement, Overview, Side, front
from app.render.pages.quotes import Quote
from app.render.pages.reading import Note, Read, Supported, read
from app.render.pages.template import ASSETS, STYLE
from app.render.references import sources_of
from app.store.chain import chain_of_conflicts
from app.store.reader import Reader

_MEDIA_TYPE = f"{HTML}; charset=utf-8"
_MOST = 20
"""Disagreements that the front page shows; it says how many there are."""


def policy(*own_styles: str, scripts: bool = False, framed: bool = False) -> str:
    """What a browser may do with a page: its style sheets and icon, perhaps a script of ours, perhaps frame it."""
    rules = {
        "default-src": "'none'",
        "style-src": " ".join(map(hashed, (STYLE, *own_styles))),
        "img-src": "'self'",
        "script-src": "'self'" if scripts else "'none'",
        "frame-ancestors": "*" if framed else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


_PAGE, _EMBEDDED = policy(), policy(scripts=True, framed=True)

_KIND = next(column for column in CONFLICTS.columns if column.name == "kind")
_CONTRADICTIONS_FIRST = Selection(sort=((_KIND, False),))
"""By kind: `conflict`, then `differs-in-words`, then `disputed`."""


# The front page


def _front(asked: Asked) -> Answer:
    reader = asked.reader
    timelines = reader.timelines()
    longest = max(timelines, key=lambda each: each.snapshots, default=None)
    conflicts = reader.conflicts_page(_CONTRADICTIONS_FIRST, limit=_MOST)
    overview = Overview(
        chart_of(reader, longest, stored_points(reader, longest)) if longest else None,
        timelines,
        _disagreements(reader, conflicts),
        reader.count(CONFLICTS),
        [Counted(kind.path, kind.doc, reader.count(kind)) for kind in RECORD_TYPES],
        reader.records(SOURCE),
        reader.digest,
    )
    return Answer(_MEDIA_TYPE, front(overview, origin=asked.origin), links=links(asked), policy=_PAGE)


def _disagreements(reader: Reader, conflicts: Sequence[Conflict]) -> list[Disagreement]:
    chain = chain_of_conflicts(reader, conflicts)
    labels = _labels(reader, ((each.record_type, each.record) for each in conflicts))
    return [_disagreement(each, labels[each.record_type, each.record], chain) for each in conflicts]


def _disagreement(conflict: Conflict, label: str, chain: Chain) -> Disagreement:
    decision = chain.decisions.get(conflict.id)
    shown = decision.claims[0][0] if decision else None
    sides = []
    for claim in (chain.claims[each] for each in conflict.claims):
        passage = chain.citations[claim.citations[0][0]]
        quote = Quote.of(passage.id, passage, chain.sources)
        sides.append(Side(claim.words, claim.text is not None, quote, claim.id == shown))
    why = decision.reason if decision else conflict.reason
    return Disagreement(conflict.id, label, conflict.field.replace("_", " "), tuple(sides), why)


def _labels(reader: Reader, records: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(record type, id) → label."""
    by_type: dict[str, set[str]] = {}
    for name, identifier in records:
        by_type.setdefault(name, set()).add(identifier)
    return {
        (name, identifier): label
        for name, ids in by_type.items()
        for identifier, label in reader.labels(BY_NAME[name].table, ids).items()
    }


def _reasons(reader: Reader, conflicts: Iterable[str]) -> dict[str, str]:
    """Conflict → why its claims do not go together."""
    return {each.id: each.reason for each in reader.conflicts(conflicts)}


# A document


def _source(asked: Asked) -> Answer:
    reader, found = asked.reader, document_of(asked)
    (counts,) = reader.coverage(found.source)
    shown = Read(
        reader.sources([found.source])[found.source],
        found.data.decode(),
        _notes(reader, found.source),
        reader.set_aside(found.source),
        counts,
    )
    made, own_style = read(shown, origin=asked.origin)
    return Answer(_MEDIA_TYPE, made, links=links(asked), policy=policy(own_style) if own_style else _PAGE)


def _of_source(collection: EvidenceType, source: str) -> Selection:
    column = next(each for each in collection.columns if each.name == "source")
    return Selection((Condition(column, "eq", (source,)),))


def _notes(reader: Reader, source: str) -> list[Note]:
    """The cited passages of a document in the order in which they begin, each with the claims that quote it."""
    claims = reader.claims_page(_of_source(CLAIMS, source))
    supported = _supported(reader, claims)
    by_citation: dict[str, list[Supported]] = {}
    for claim, supports in zip(claims, supported, strict=True):
        for citation, support in claim.citations:
            by_citation.setdefault(citation, []).append(supports(is_context=support == "context"))
    citations = reader.citations_page(_of_source(CITATIONS, source))
    in_order = sorted(citations, key=lambda each: (each.start, -each.end))
    return [Note(each, tuple(by_citation.get(each.id, ()))) for each in in_order]


def _supported(reader: Reader, claims: Sequence[Claim]) -> "list[partial[Supported]]":
    """What each claim is a part of, but for what a passage is to it."""
    labels = _labels(reader, ((claim.record_type, claim.record) for claim in claims))
    conflicts_of = reader.conflicts_of(claim.id for claim in claims)
    reasons = _reasons(reader, {conflict for found in conflicts_of.values() for conflict in found})
    places = {
        claim: place
        for name in {claim.record_type for claim in claims}
        for evidence in reader.evidence(name, {claim.record for claim in claims if claim.record_type == name}).values()
        for claim, place, _ in evidence.claims
    }
    return [
        partial(
            Supported,
            label=labels[claim.record_type, claim.record],
            href=f"/v1/{BY_NAME[claim.record_type].path}/{claim.record}",
            field=claim.field.replace("_", " "),
            words=claim.words,
            place=places[claim.id],
            conflicts=tuple((each, reasons[each]) for each in conflicts_of.get(claim.id, ())),
        )
        for claim in claims
    ]


# A chart to embed

_FORMATS: Mapping[str, str] = {"txt": "Plain text", "md": "Markdown", "bib": "BibTeX", "csl.json": "CSL-JSON"}


def _embed(asked: Asked) -> Answer:
    reader, timeline = asked.reader, series_of(asked)
    points = stored_points(reader, timeline)
    cited = texts(cite_timeline(reader, timeline, points, asked.origin))
    disputes = {each for point in points for proof in point.proofs.values() for each in proof.conflicts}
    made = embed(
        chart_of(reader, timeline, points),
        points,
        reader.sources(sources_of(RESERVE_SNAPSHOT, points)),
        _reasons(reader, disputes),
        [Snippet(name, cited[suffix]) for suffix, name in _FORMATS.items()],
        origin=asked.origin,
        theme=theme_of(asked, THEME),
    )
    return Answer(_MEDIA_TYPE, made, links=links(asked), policy=_EMBEDDED)


def _asset(name: str, media_type: str, _: Asked) -> Answer:
    return Answer(f"{media_type}; charset=utf-8", (ASSETS / name).read_bytes())


_HTML = {HTML: {"schema": {"type": "string"}}}
_SCRIPT = "text/javascript"
_ASSETS = (
    ("/assets/embed.js", "embed.js", _SCRIPT, "get_embed_script", "Tells a host page how high a chart is"),
    ("/assets/host.js", "host.js", _SCRIPT, "get_host_script", "For host pages: frames as high as they need to be"),
    ("/assets/icon.svg", "icon.svg", SVG, "get_icon", "The icon of the pages"),
    ("/favicon.ico", "icon.svg", SVG, "get_favicon", "The same, where browsers look for it of their own accord"),
)


def _assets() -> Iterable[Resource]:
    for path, name, media_type, operation, summary in _ASSETS:
        described = Described(operation, summary, "pages", content={media_type: {"schema": {"type": "string"}}})
        yield Resource(path, partial(_asset, name, media_type), described, offered=(), effort="none")


RESOURCES: tuple[Resource, ...] = (
    Resource(
        "/",
        _front,
        Described("get_front_page", "The front page", "pages", content=_HTML),
        offered=(),
        shared=True,
        effort="much",
    ),
    Resource(
        "/sources/{id}",
        _source,
        Described(
            "read_source",
            "A document as it was captured, with its cited passages marked, of which the fragment names one by its "
            "citation, and with what was set aside",
            "pages",
            content=_HTML,
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        offered=(),
        shared=True,
        effort="much",
    ),
    Resource(
        "/embed/reserve-timelines/{id}",
        _embed,
        Described(
            "embed_reserve_timeline",
            "One reserve timeline to be framed: the chart, and a table with a citation on each value",
            "pages",
            content=_HTML,
            problems=(UnknownRecord,),
            path_parameters=schemas.ID,
        ),
        (THEME,),
        offered=(),
        shared=True,
        effort="much",
    ),
    *_assets(),
)
