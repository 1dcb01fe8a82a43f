"""`cite`: where a document reads a quote."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.cli import documents
from app.cli.terminal import AsJson, complain, progress, say, say_json
from app.errors import CurationError, Finding
from app.ingest.anchor import AmbiguousQuote, Span, anchor, everywhere, mentions
from app.ingest.documents import Document
from app.ingest.findings import finding_of
from app.model import claims
from app.model.folding import fold
from app.settings import from_environment

MOST = 100
"""Places that are shown; who finds more has to lengthen the quote."""

File = Annotated[str, typer.Argument(metavar="FILE", help="Path of a document, or its name in seeds/documents.")]
Quote = Annotated[
    str, typer.Argument(metavar="QUOTE", help="The words, typed plainly; after -- if they begin with a dash.")
]


@dataclass(frozen=True, slots=True)
class Place:
    """One place where a document reads a quote: which one, from 1, its line, from 1, and the citation of it."""

    occurrence: int
    line: int
    citation: claims.Citation


@dataclass(frozen=True, slots=True)
class Sought:
    """What came of seeking a quote: how many places there are, the first of them, or why there is none."""

    path: Path
    sha256: str | None
    count: int
    places: Sequence[Place]
    refusal: Finding | None = None


def cite(file: File, quote: Quote, *, as_json: AsJson = False) -> int:
    """Show where a document reads a quote.

    It is sought as the quote of an entry in a claims file is, and typed as plainly: any space, dash or quotation mark
    stands for all of its kind, but no letter and no figure may differ. Of every place it shows file, line and the exact
    characters of the document; code points and bytes, counted from the beginning, ends exclusive; the id of a citation
    of it; and what stands around it.

    The exit status is 0 if there is a place, and 1 if there is none: then the nearest passage is told, as a hint.
    A quote that begins or ends inside a word or a figure has no place.

    With --json: `document`, `sha256` and `quote`; `count`, how many places there are; `places`, the first 100, each
    {occurrence, line, id, start, end, byte_start, byte_end, exact, prefix, suffix}; `refusal`, null or why there is
    none, as {file, line, code, what, nearest, mend}.
    """
    path = documents.locate(file, from_environment().seeds / "documents")
    with progress() as tell:
        tell(f"reading {path}")
        sought = seek(path, quote)
    if as_json:
        say_json(_document(sought, quote))
    elif sought.refusal:
        complain(str(sought.refusal))
    else:
        say("\n".join(_lines(sought)))
    return int(sought.refusal is not None)


def seek(path: Path, quote: str) -> Sought:
    """Where the document in this file reads the quote."""
    try:
        document = documents.read(path)
    except CurationError as error:
        return Sought(path, None, 0, (), finding_of(str(path), 1, error))
    try:
        spans = _spans(document, quote)
    except CurationError as error:
        return Sought(path, document.sha256, 0, (), finding_of(str(path), _line_of(document, error, quote), error))
    return Sought(path, document.sha256, len(spans), [_place(document, *each) for each in enumerate(spans[:MOST], 1)])


def _spans(document: Document, quote: str) -> Sequence[Span]:
    """Every place of the quote; if there is none, raises what an entry of a claims file would be refused for."""
    with suppress(AmbiguousQuote):
        return [anchor(document, quote)]
    return mentions(document, quote, everywhere(document))


def _place(document: Document, occurrence: int, span: Span) -> Place:
    start, end = document.folded.original(span.start, span.end)
    citation = claims.cite(document.source, document.sha256, document.text, start, end)
    return Place(occurrence, document.text.count("\n", 0, start) + 1, citation)


def _line_of(document: Document, error: CurationError, quote: str) -> int:
    """The line of the nearest passage, or of the word or figure that the quote cuts; 1 if there is neither."""
    passage = error.nearest[1:-1].removesuffix("…") if error.nearest else fold(quote).strip()
    at = document.folded.text.find(passage) if passage else -1
    return document.text.count("\n", 0, document.folded.starts[at]) + 1 if at >= 0 else 1


def _document(sought: Sought, quote: str) -> dict[str, object]:
    return {
        "document": str(sought.path),
        "sha256": sought.sha256,
        "quote": quote,
        "count": sought.count,
        "places": [_members(place) for place in sought.places],
        "refusal": asdict(sought.refusal) if sought.refusal else None,
    }


def _members(place: Place) -> dict[str, object]:
    citation = asdict(place.citation)
    del citation["source"]  # who cites is not who published
    return {"occurrence": place.occurrence, "line": place.line, **citation}


def _lines(sought: Sought) -> Iterator[str]:
    for place in sought.places:
        found = place.citation
        which = f"occurrence = {place.occurrence}, " if sought.count > 1 else ""
        yield f"{sought.path}:{place.line}: {_line(found.exact)}"
        yield f"  {which}{found.id}, code points {found.start}-{found.end}, bytes {found.byte_start}-{found.byte_end}"
        yield f"  …{_line(found.prefix)}[{_line(found.exact)}]{_line(found.suffix)}…"
    if sought.count > len(sought.places):
        yield f"and {sought.count - len(sought.places)} more: lengthen the quote"


def _line(text: str) -> str:
    """Text of a document on one line."""
    return text.replace("\n", "\\n")
