"""Mentions: every quantity and date that a document states, in running text and in the cells of its tables."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.errors import CurationError
from app.ingest.anchor import Span
from app.ingest.documents import Document
from app.model.dates import Dated, When
from app.model.quantities import Quantity
from app.model.wording.dates.finding import find_dates
from app.model.wording.locales import Locale
from app.model.wording.quantities.finding import find_quantities
from app.model.wording.tables.cells import UNIT_RULE, read_cell
from app.model.wording.tables.grids import Cell, tables

COIN_RULE = "coin-of-the-document"
"""The rule by which a coin is a bitcoin, in a document that names no other asset."""
_COINS = {"coin": "BTC", "coins": "BTC", "monedas": "BTC"}
_COIN = re.compile(r"(?<!\w)(?:coins?|monedas)(?!\w)", re.IGNORECASE)
_BITCOIN = re.compile(r"(?<!\w)(?:bitcoins?|BTC)(?!\w)", re.IGNORECASE)
_BARE_YEAR = re.compile(r"(?:\w+\s){0,2}\d{4}")
_OTHERS = re.compile(
    r"(?<!\w)(?:ethereum|ether|eth|solana|sol|xrp|ripple|litecoin|ltc|dogecoin|doge|cardano|usdt|usdc|tether"
    r"|stable-?coins?|alt-?coins?|gold coins?|memecoins?|tokens?|bnb|monero|éter|criptomonedas? distintas)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity or date where the document states it, or why it cannot be read.

    `rule` names what was needed beyond the words, `context` where that stands.
    """

    span: Span
    value: Quantity | Dated | None
    rule: str | None = None
    context: tuple[Span, ...] = ()
    refusal: CurationError | None = None


@lru_cache(maxsize=32)
def grid(text: str) -> tuple[Cell, ...]:
    """The cells with figures of all tables of a text."""
    return tuple(sorted((cell for table in tables(text) for cell in table), key=lambda cell: cell.span))


@lru_cache(maxsize=32)
def _starts(text: str) -> tuple[int, ...]:
    """Where each of the cells begins."""
    return tuple(cell.span[0] for cell in grid(text))


@lru_cache(maxsize=32)
def coins(document: Document) -> Mapping[str, str]:
    """What a bare coin is: bitcoin, if the document speaks of bitcoin and names no other asset."""
    text = document.folded.text
    return _COINS if _BITCOIN.search(text) and not _OTHERS.search(text) else {}


def coin_context(document: Document, span: Span) -> tuple[Span, ...] | None:
    """For words that count coins: where the document last named bitcoin before; None for all other words."""
    text = document.folded.text
    if not _COIN.search(text, span.start, span.end) or not coins(document):
        return None
    named = _named(document)
    before = bisect_left(named, (span.start, 0))
    return (Span(*named[max(0, before - 1)]),)


@lru_cache(maxsize=32)
def _named(document: Document) -> list[tuple[int, int]]:
    """Where the document names bitcoin, in order."""
    return [found.span() for found in _BITCOIN.finditer(document.folded.text)]


def cell_of(document: Document, span: Span) -> Cell | None:
    """The cell of a table that a span of the folded text lies in."""
    start, end = document.folded.original(span.start, span.end)
    cells, starts = grid(document.text), _starts(document.text)
    at = bisect_right(starts, start) - 1
    return cells[at] if at >= 0 and end <= cells[at].span[1] else None


def quantities(document: Document, units: Mapping[str, str], locale: Locale) -> Iterator[Mention]:
    """Every quantity with a unit, in reading order."""
    known = {**coins(document), **units}
    found = [*_in_cells(document, known, locale), *_in_prose(document, known, locale)]
    yield from sorted(found, key=lambda mention: mention.span.start)


def _in_cells(document: Document, units: Mapping[str, str], locale: Locale) -> Iterator[Mention]:
    for cell in grid(document.text):
        span = folded_span(document, cell.span)
        try:
            reading = read_cell(document.text, cell, units, locale)
        except CurationError as error:
            yield Mention(span, None, refusal=error)
            continue
        context = tuple(folded_span(document, each) for each in reading.context)
        yield Mention(span, reading.quantity, UNIT_RULE if context else None, context)


def _in_prose(document: Document, units: Mapping[str, str], locale: Locale) -> Iterator[Mention]:
    apart = [*(folded_span(document, cell.span) for cell in grid(document.text)), *_whole_dates(document, locale)]
    for found in find_quantities(_without(document.prose, apart), units, locale):
        span = Span(found.start, found.end)
        context = coin_context(document, span) if found.quantity else None
        yield Mention(span, found.quantity, COIN_RULE if context else None, context or (), found.refusal)


def _whole_dates(document: Document, locale: Locale) -> Iterator[Span]:
    """Dates of more than a year: their numbers are none of a quantity's, as in `in Q4 45 BTC` and `on May 5 miners`."""
    for found in find_dates(document.prose, None, locale):
        if not _BARE_YEAR.fullmatch(document.prose[found.start : found.end]):
            yield Span(found.start, found.end)


def _without(text: str, cells: list[Span]) -> str:
    """The text with its cells blanked, so that no pattern reaches over them."""
    parts, at = [], 0
    for cell in sorted(cells, key=lambda cell: cell.start):
        parts += [text[at : cell.start], "|" * (cell.end - max(at, cell.start))]
        at = max(at, cell.end)
    return "".join([*parts, text[at:]])


def dates(document: Document, published: When | None, locale: Locale) -> Iterator[Mention]:
    """Every date, in reading order."""
    figures = _figures(document, locale)
    for found in find_dates(document.prose, published, locale):
        year = _BARE_YEAR.fullmatch(document.prose[found.start : found.end])
        if year and _holds(figures, Span(found.end - 4, found.end)):
            continue  # 2000 dollars
        rule = found.dated.rule if found.dated else None
        yield Mention(Span(found.start, found.end), found.dated, rule, (), found.refusal)


def _holds(spans: Sequence[Span], inner: Span) -> bool:
    """Whether one of these spans, which follow one another, holds another one."""
    at = bisect_right(spans, inner.start, key=lambda span: span.start) - 1
    return at >= 0 and inner in spans[at]


@lru_cache(maxsize=8)
def _figures(document: Document, locale: Locale) -> tuple[Span, ...]:
    """Where running text has figures with a unit: a number in one of them is no year."""
    return tuple(mention.span for mention in _in_prose(document, {}, locale) if mention.value is not None)


def folded_span(document: Document, original: tuple[int, int]) -> Span:
    """The folded span of a span of the document's text."""
    start = document.folded.position(original[0])
    return Span(start, max(start + 1, document.folded.position(original[1])))
