"""Anchoring: from what a curator typed to the passage of the document, exactly or not at all.

Both sides are folded and compared. Nothing fuzzy ever verifies; a near hit is only a hint in the refusal.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import CurationError
from app.ingest.documents import Document
from app.model.folding import Folded, fold

_CURRENCY_SIGNS = "$€£¥"
_NEGATING = re.compile(r"(?<!\w)(?:non|anti|ex|pre|un|semi|quasi)-$", re.IGNORECASE)
"""Prefixes that a quote must not leave out: `non-binding` is not `binding`."""
_WITHIN_WORD = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_MARK = re.compile(r"([-+*•‣◦▪●○·>]|#{1,6}) ")
_AROUND = 24
_LIKE = 400
"""Characters of a quote and of a sentence that are compared for a hint; comparing takes quadratic time."""


class AnchorError(CurationError):
    """A quote that does not stand in the document exactly once, at token boundaries."""


class EmptyQuote(AnchorError):
    code = "quote-empty"
    remedy = "quote the passage that states the fact"


class MissingQuote(AnchorError):
    code = "quote-missing"
    remedy = "quote the document's own words; a quote is exact after folding, or it is refused"


class AmbiguousQuote(AnchorError):
    code = "quote-ambiguous"
    remedy = "lengthen the quote until it is unique, or add occurrence = n"


class CutToken(AnchorError):
    code = "quote-cuts-token"
    remedy = "start and end the quote at whole words and whole figures"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of a document's folded text."""

    start: int
    end: int

    def __contains__(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end


def everywhere(document: Document) -> Span:
    """All of a document."""
    return Span(0, len(document.folded.text))


def anchor(document: Document, quote: str, within: Span | None = None, occurrence: int | None = None) -> Span:
    """The one place where the document, or a span of it, reads this quote after folding.

    `occurrence` (from 1) chooses among several. Raises `MissingQuote`, `AmbiguousQuote`, `CutToken`, `EmptyQuote`.
    """
    typed = fold(quote).strip()
    if not typed:
        raise EmptyQuote("the quote is empty")
    found = list(_hits(document.folded.text, typed, within)) or _loose_hits(document, typed, within)
    whole = [span for span in found if not _cuts(document.folded, span)]
    if not found:
        nearest = _nearest(document.folded.text, typed, within)
        raise MissingQuote(f"{_where(document, within)} does not read «{_short(quote)}»", nearest=nearest)
    if not whole:
        raise CutToken(f"«{_short(quote)}» starts or ends inside a word or figure: …{_context(document, found[0])}…")
    if occurrence is not None:
        return _chosen(document, quote, whole, occurrence)
    if len(whole) > 1:
        places = " | ".join(f"{number}: …{_context(document, span)}…" for number, span in enumerate(whole[:5], 1))
        raise AmbiguousQuote(f"«{_short(quote)}» stands {len(whole)} times in {_where(document, within)}: {places}")
    return whole[0]


def mentions(document: Document, phrase: str, within: Span) -> list[Span]:
    """Every whole-token place in a span that reads this phrase after folding, in order."""
    hits = _hits(document.folded.text, fold(phrase).strip(), within)
    return [span for span in hits if not _cuts(document.folded, span)]


def _hits(text: str, typed: str, within: Span | None) -> Iterator[Span]:
    start, end = (within.start, within.end) if within else (0, len(text))
    at = text.find(typed, start, end)
    while at >= 0:
        yield Span(at, at + len(typed))
        at = text.find(typed, at + 1, end)


def _loose_hits(document: Document, typed: str, within: Span | None) -> list[Span]:
    """Where the document reads so but for the hyphens that end its lines, or for the bars of its tables."""
    return (
        _across_lines(document, typed, within)
        or _across_cells(document, typed, within)
        or _behind_mark(document, typed, within)
    )


def _behind_mark(document: Document, typed: str, within: Span | None) -> list[Span]:
    """An item or heading, typed with the mark at its beginning, where the document has that mark before it."""
    mark = _MARK.match(typed)
    if mark is None:
        return []
    hits = _hits(document.folded.text, typed[mark.end() :], within)
    starts = ((hit, document.folded.starts[hit.start]) for hit in hits)
    return [hit for hit, start in starts if document.text[max(0, start - 12) : start].rstrip().endswith(mark[1])]


def _across_lines(document: Document, typed: str, within: Span | None) -> list[Span]:
    """`Bitcoin-backed`, where the document has that hyphen at the end of a line."""
    hyphens = [found.start() - index for index, found in enumerate(_WITHIN_WORD.finditer(typed))]
    hits = _hits(document.folded.text, _WITHIN_WORD.sub("", typed), within) if hyphens else ()
    return [hit for hit in hits if all(hit.start + at in document.folded.wraps for at in hyphens)]


def _across_cells(document: Document, typed: str, within: Span | None) -> list[Span]:
    """A row of a table, typed without its bars."""
    text = document.folded.text
    if "|" not in text:
        return []
    bar = r"\s?\|\s?"
    words = [re.escape(word) for word in re.split(rf"{bar}|\s", typed) if word]
    pattern = re.compile(rf"(?:{bar}|\s)".join(words))
    start, end = (within.start, within.end) if within else (0, len(text))
    return [Span(*found.span()) for found in pattern.finditer(text, start, end)]


def _chosen(document: Document, quote: str, whole: list[Span], occurrence: int) -> Span:
    if not 1 <= occurrence <= len(whole):
        raise MissingQuote(f"«{_short(quote)}» stands {len(whole)} times in {document.source}, not {occurrence}")
    return whole[occurrence - 1]


def _cuts(folded: Folded, span: Span) -> bool:
    return any(folded.splits_cluster(at) or cuts_token(folded.text, at) for at in (span.start, span.end))


def cuts_token(text: str, at: int) -> bool:
    """Whether a boundary at this position of folded text falls inside a word or a figure.

    A figure includes its sign, currency sign, group and decimal marks, percent sign, range and slash:
    neither `240 BTC` in `6,240 BTC` nor `40 million` in `20-40 million` is a quote.
    """
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    before, after = text[at - 2 : at - 1], text[at + 1 : at + 2]
    if _in_word(left) and _in_word(right):
        return True
    if left == "-" and right.isalpha():
        return _NEGATING.search(text, max(0, at - 8), at) is not None
    if left.isdigit():
        return right in "%/⁄" or (right in ".,'-:" and after.isdigit())
    if right.isdigit():
        return left in _CURRENCY_SIGNS or (left in ",':" and before.isdigit()) or left in "-./⁄"
    return right in _CURRENCY_SIGNS and (left.isalpha() or left == "-")


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _where(document: Document, within: Span | None) -> str:
    return (
        document.source if within is None else f"the quote «{_short(document.folded.text[within.start : within.end])}»"
    )


def _short(text: str) -> str:
    return text if len(text) <= 100 else f"{text[:99]}…"


def _context(document: Document, span: Span) -> str:
    return document.folded.text[max(0, span.start - _AROUND) : span.end + _AROUND]


def _nearest(text: str, typed: str, within: Span | None) -> str | None:
    """The sentence most like the quote: a hint for the curator, never a match."""
    scope = text[within.start : within.end] if within else text
    typed = typed[:_LIKE]
    sentences = [sentence for sentence in re.split(r"(?<=[.!?:])\s|(?=• )", scope) if sentence.strip()]
    words = set(typed.lower().split())
    ranked = sorted(sentences, key=lambda sentence: -len(words & set(sentence.lower().split())))[:8]
    matches = ((difflib.SequenceMatcher(None, each[:_LIKE], typed, autojunk=False), each) for each in ranked)
    scored = [(match.ratio(), sentence) for match, sentence in matches]
    return f"«{_short(max(scored)[1].strip())}»" if scored else None
