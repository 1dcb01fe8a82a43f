"""Quoting: the words by which a claims file finds a span again, and values that the ingestion takes from them."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache

from app.errors import CurationError
from app.ingest.anchor import Span, cuts_token, everywhere, mentions
from app.ingest.derive import Derived, Reading, taken
from app.ingest.documents import Document
from app.model.dates import parse_edtf
from app.model.fields import Field
from app.model.folding import fold
from app.model.records import BY_NAME


def place_of(document: Document, span: Span) -> tuple[str, int | None, Span] | None:
    """The words that find a span, which one of several it is, and what they find; None if no words do.

    Quotes begin and end at whole words: what a span has beyond them is left out.
    """
    whole = _at_words(document, span)
    if whole is None:
        return None
    words = document.folded.text[whole.start : whole.end]
    if any(fold(words, lines=lines).strip() != words for lines in (False, True)):
        return None  # a dash that folding takes for a bullet where a text begins with it
    places = _places(document, words)
    at = bisect_left(places, whole.start)
    if at == len(places) or places[at] != whole.start:
        return None
    return words, at + 1 if len(places) > 1 else None, whole


@lru_cache(maxsize=1024)
def _places(document: Document, words: str) -> tuple[int, ...]:
    """Where the document reads these words, as the ingestion counts them."""
    return tuple(span.start for span in mentions(document, words, everywhere(document)))


def _at_words(document: Document, span: Span) -> Span | None:
    """The span without white space, dashes and what cuts a word at its ends."""
    text = document.folded.text
    start, end = span.start, min(span.end, len(text))
    while start < end and (text[start] in " -*#>•|¶" or _cuts(document, start)):
        start += 1
    while start < end and (text[end - 1] in " |,;¶" or _cuts(document, end)):
        end -= 1
    return Span(start, end) if start < end else None


def _cuts(document: Document, at: int) -> bool:
    return document.folded.splits_cluster(at) or cuts_token(document.folded.text, at)


def narrowed(document: Document, span: Span, keep: Sequence[Span]) -> Span:
    """The span without the places where the words of what is kept stand once more."""
    text, start, end = document.folded.text, span.start, span.end
    first, last = min(each.start for each in keep), max(each.end for each in keep)
    for each in keep:
        for other in mentions(document, text[each.start : each.end], span):
            if other == each:
                continue
            if other.end <= first:
                start = max(start, other.start + 1)
            elif other.start >= last:
                end = min(end, other.end - 1)
    return Span(_word_after(text, start, first) if start > span.start else start, _word_before(text, end, last, span))


def _word_after(text: str, start: int, stop: int) -> int:
    space = text.find(" ", start, stop)
    return stop if space < 0 else space + 1


def _word_before(text: str, end: int, stop: int, span: Span) -> int:
    if end == span.end:
        return end
    space = text.rfind(" ", stop, end)
    return stop if space < 0 else space


def derived(reading: Reading, table: str, name: str, at: Span, quote: Span) -> Derived:
    """What the ingestion takes from these words of a quote; raises a `CurationError` as it would."""
    return taken(reading, table, declared(table, name), reading.document.folded.text[at.start : at.end], quote)


def declared(table: str, name: str) -> Field:
    """A field of the registry."""
    return next(each for each in BY_NAME[table].fields if each.name == name)


def is_edtf(text: str) -> bool:
    """Whether a reading can be written so."""
    try:
        parse_edtf(text)
    except CurationError:
        return False
    return True
