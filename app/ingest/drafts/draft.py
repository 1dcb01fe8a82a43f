"""Drafting: a claims file as a machine can propose it, every value of it derived once by the ingestion's own rules.

Each quantity and each date of the document gets a place in an entry; where the rules refuse one, the draft says so in a
comment and leaves it to the curator. Holders, kinds and statuses that no rule can know are left open as `?`.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.ingest.anchor import Span
from app.ingest.derive import Reading
from app.ingest.dictionary import Dictionary
from app.ingest.documents import Document
from app.ingest.drafts.entry import ACTORS, Entry, Value, Wanted, settle
from app.ingest.drafts.head import Head, head_of
from app.ingest.drafts.names import Named, names
from app.ingest.drafts.sentences import Drafter
from app.ingest.mentions import Mention, dates, folded_span, quantities
from app.ingest.tables import OPEN
from app.model.passages import passages

MOST = 1000
"""Entries of one draft; a longer document is drafted in parts, and the draft says where it ends."""

LONGEST = 1500
"""Characters of a passage that is quoted whole; lists of data without a line break have more."""


@dataclass(frozen=True)
class Draft:
    """All that is proposed for one document."""

    document: Document
    reading: Reading
    head: Head
    names: Sequence[Named]
    quantities: Sequence[Mention]
    dates: Sequence[Mention]
    entries: Sequence[Entry]
    silent: Sequence[Entry]
    """Sentences without a quantity or date that may hold a fact: to be stated or set aside."""
    left: int
    """Sentences at the end of a long document that nothing was drafted of."""


def undrafted(draft: Draft) -> Iterator[Mention]:
    """What is read of the document and stands in no entry, neither as a value nor in a note."""
    if draft.left:
        return
    text = draft.document.folded.text
    for mention in sorted((*draft.quantities, *draft.dates), key=lambda each: each.span.start):
        words = text[mention.span.start : mention.span.end]
        if mention.value is None or mention.span in draft.head.used:
            continue
        if not any(words in said for entry in draft.entries if _meet(entry.at, mention.span) for said in _said(entry)):
            yield mention


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _said(entry: Entry) -> Iterator[str]:
    """All words of an entry's values and notes."""
    for value in entry.values.values():
        yield from (value.words, value.quote or "")
    for words in entry.lists.values():
        yield from words
    yield from entry.notes


def draft(document: Document, dictionary: Dictionary, language: str | None = None) -> Draft:
    """Propose a claims file for a document; `language` is the tag that its page declared."""
    head = head_of(document, dictionary, language)
    reading = head.reading
    named = names(document, dictionary, reading.locale)
    figures = list(quantities(document, dictionary.units, reading.locale))
    days = list(dates(document, reading.published, reading.locale))
    drafter = Drafter(reading, named, [each for each in days if each.span not in head.used])
    sentences = [part for each in passages(document.text) for part in _parts(document, folded_span(document, each))]
    left = 0
    for number, span in enumerate(sentences):
        if len(drafter.entries) + len(drafter.silent) >= MOST:
            left = len(sentences) - number
            break
        drafter.sentence(span, within(figures, span))
    actors = [*_actors(drafter.entries, named, reading)]
    entries = [*actors, *drafter.entries]
    return Draft(document, reading, head, named, figures, days, entries, drafter.silent, left)


def _parts(document: Document, sentence: Span) -> Iterator[Span]:
    """A sentence, or parts of one that is longer than a sentence can be, between words."""
    start, text = sentence.start, document.folded.text
    while sentence.end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        end = space + 1 if space > 0 else start + LONGEST
        yield Span(start, end)
        start = end
    yield Span(start, sentence.end)


def within(mentions: Sequence[Mention], span: Span) -> list[Mention]:
    """Those of the mentions, which are in order, that stand in a span."""
    found, at = [], bisect_left(mentions, span.start, key=lambda each: each.span.start)
    while at < len(mentions) and mentions[at].span.start < span.end:
        if mentions[at].span in span:
            found.append(mentions[at])
        at += 1
    return found


def _actors(entries: Sequence[Entry], named: Sequence[Named], reading: Reading) -> Iterator[Entry]:
    """An entry for each known actor whom an entry links to, where an entry names it."""
    linked = {value.words for entry in entries for name, value in entry.values.items() if name in ACTORS}
    linked |= {each for entry in entries for each in entry.lists.get("parties", ())}
    for each in named:
        if each.entity is None or each.entity not in linked - {OPEN}:
            continue
        spans = [(entry.at, at) for at in each.at for entry in entries if at in entry.at]
        for quote, at in spans[:1]:
            entry = Entry("actor", quote, values={"id": Value(each.entity)}, wanted=[Wanted("name", at)])
            if settle(entry, reading) and entry.table == "actor":
                entry.values["kind"] = Value(each.kind, "seeds/entities.toml lists it as one")
                yield entry
