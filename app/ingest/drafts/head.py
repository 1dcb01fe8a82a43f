"""The head of a draft: what a document says of itself, and the language and date that the rest is read by."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.errors import CurationError
from app.ingest.anchor import Span
from app.ingest.derive import Reading, taken
from app.ingest.dictionary import Dictionary
from app.ingest.documents import Document
from app.ingest.drafts.entry import Value
from app.ingest.drafts.quoting import declared, place_of
from app.ingest.mentions import Mention, dates, folded_span
from app.model.dates import Dated
from app.model.passages import passages
from app.model.wording.detection import likeliest_language
from app.model.wording.locales import locale_of

_STATED = re.compile(r"(Title|Publisher|Published): (.*)")
"""A line of the head that a capture writes."""
_DATELINE = 600
"""Characters in which a document's own date stands, if it is dated."""
_LEAD = re.compile(r"[^.]{0,60}")
_AFTER_DATE = re.compile(r"[^.]{0,30}?(?:\s-\s|¶|\))")
"""What follows the date of a dateline: `June 3, 2032 /Wire/ - Borealis today …`."""
_TITLE = range(10, 161)
_QUOTE = 120


@dataclass(frozen=True)
class Head:
    """`[document]` as far as the text tells: each with the words that it is taken from, None where it does not."""

    id: str
    title: Value | None
    publisher: Value | None
    published: Value | None
    language: Value
    reading: Reading
    used: Span
    """Where the date of the document stands; an empty span if nowhere."""


def head_of(document: Document, dictionary: Dictionary, tag: str | None = None) -> Head:
    """Read the head of a document: the block that `fetch` writes, or the first lines.

    `tag` is the language that the captured page declares; without one that is read here, its commonest words tell.
    """
    language = _known(tag) or likeliest_language(document.text)
    reading = Reading(document, dictionary, locale=locale_of(language, document.text))
    stated = dict(_stated(document))
    title = stated.get("Title") or next(_titles(document), None)
    day = _published(document, reading, stated.get("Published"))
    used = Span(0, 0)
    if day is not None and isinstance(day.value, Dated):
        reading, used = replace(reading, published=day.value.when, published_at=(day.span,)), day.span
    return Head(
        _slug(_words(document, title) if title else document.source),
        _said(reading, "title", title),
        _said(reading, "publisher", stated.get("Publisher")),
        _said(reading, "published", day.span if day else None),
        _language(document, language, tag),
        reading,
        used,
    )


def _known(tag: str | None) -> str | None:
    """The tag, if it is of a language that this grammar reads."""
    if tag is None:
        return None
    try:
        locale_of(tag)
    except CurationError:
        return None
    return tag


def _stated(document: Document) -> Iterator[tuple[str, Span]]:
    """What the lines before the first empty one say, in a document that begins as a captured one does."""
    at = 0
    for line in document.text.split("\n\n", 1)[0].split("\n"):
        found = _STATED.fullmatch(line)
        if found is None and not line.startswith("Address: "):
            return
        if found is not None and found[2].strip():
            yield found[1], folded_span(document, (at + found.start(2), at + found.end(2)))
        at += len(line) + 1


def _titles(document: Document) -> Iterator[Span]:
    """The first line, if it is as long as a title is."""
    for start, end in passages(document.text):
        if end - start in _TITLE:
            yield folded_span(document, (start, end))
        return


def _published(document: Document, reading: Reading, stated: Span | None) -> Mention | None:
    """The day in the head of the document: that of the captured page, or the first one with its year in a dateline."""
    limit = max(_DATELINE, document.prose.find("¶", _DATELINE))
    lines = [folded_span(document, each) for each, _ in zip(passages(document.text), range(40), strict=False)]
    for mention in dates(document, None, reading.locale):
        if mention.span.start > limit:
            break
        is_day = isinstance(mention.value, Dated) and mention.value.when.precision == "day"
        line = next((each for each in lines if mention.span in each), None)
        if is_day and (mention.span in stated if stated else line and _heads(document, mention.span, line)):
            return mention
    return None


def _heads(document: Document, day: Span, line: Span) -> bool:
    """Whether a date stands in a dateline: a line that is no sentence, or the beginning of one."""
    text = document.prose
    sentence = text[line.start : line.end].rstrip('"”’) ').endswith((".", "!", "?", ":"))
    leads = _LEAD.fullmatch(text, line.start, day.start) and _AFTER_DATE.match(text, day.end)
    return not sentence or leads is not None


def _said(reading: Reading, name: str, span: Span | None) -> Value | None:
    """A field of the source, quoted from the document; with its place where the words stand more than once."""
    place = place_of(reading.document, span) if span else None
    if place is None:
        return None
    words, occurrence, at = place
    try:
        found = taken(reading, "source", declared("source", name), words, at)
    except CurationError:
        return None
    if occurrence is None:
        return Value(words)
    return Value(found.value.value or words, "the document begins with it", words, occurrence)


def _language(document: Document, language: str, tag: str | None) -> Value:
    """The language, as a reading of the longest of the first lines."""
    spans = [folded_span(document, each) for each, _ in zip(passages(document.text), range(12), strict=False)]
    longest = sorted(spans, key=lambda span: (span.start - span.end, span.start))
    places = (place_of(document, Span(each.start, min(each.end, each.start + _QUOTE))) for each in longest)
    place = next((each for each in places if each is not None), None)
    why = "the page declares it" if tag == language else "its words"
    why += "; add the region if signs such as $ or dates such as 03/04 need it"
    return Value(language, why, *(place[:2] if place else ()))


def _words(document: Document, span: Span) -> str:
    return document.folded.text[span.start : span.end]


def _slug(text: str) -> str:
    return "-".join(re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-").split("-")[:6])[:90].strip("-") or "document"
