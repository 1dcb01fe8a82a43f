"""Deriving: what a quoted passage says, worked out by the machine from its words.

A plain string is taken from the quote, and its value follows from the words. `{value, why}` is the
curator's reading, and is served as such. There is no third way into the store.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.errors import CurationError
from app.ingest.anchor import Span, anchor, mentions
from app.ingest.dictionary import Dictionary, Entity
from app.ingest.documents import Document
from app.ingest.mentions import COIN_RULE, cell_of, coin_context, coins, folded_span
from app.ingest.tables import Table
from app.model.claims import Basis
from app.model.dates import When, parse_edtf
from app.model.fields import Field, Kind, Value
from app.model.quantities import Quantity, QuantityError, literal
from app.model.wording.dates.context import POST_RULE
from app.model.wording.dates.cuts import cuts_date
from app.model.wording.dates.reading import parse_date
from app.model.wording.dates.surroundings import SENTENCE, DateDirection, is_undirected
from app.model.wording.locales import Locale, locale_of
from app.model.wording.quantities.finding import find_quantities
from app.model.wording.quantities.hedges import hedge_after, hedge_before
from app.model.wording.quantities.reading import parse_quantity
from app.model.wording.quantities.surroundings import cuts_figure, is_unclear
from app.model.wording.tables.cells import UNIT_RULE, read_cell

_LOOK = 48
"""Folded characters around a figure that may hold its hedge."""


class OutsideQuote(CurationError):
    code = "value-outside-quote"
    remedy = "lengthen the quote so that it holds the words of the value, or give {value, why}"


class ReasonMissing(CurationError):
    code = "reason-missing"
    remedy = 'add why = "…": a reading without a reason cannot be judged'


class HedgeCut(CurationError):
    code = "hedge-cut"
    remedy = "lengthen the quote by the words that hedge its figure"


class UnclearHedge(CurationError):
    code = "hedge-unclear"
    remedy = "no interval says this: state your reading of it with {value, why}, or set the passage aside"


class DateCut(CurationError):
    code = "date-cut"
    remedy = 'take the whole date as the document words it, or give {value = "<EDTF>", why}'


class WrongUnit(CurationError):
    code = "wrong-unit"
    remedy = "the field's name promises its unit; use another field, or mend the value"


class ActorNotNamed(CurationError):
    code = "actor-not-named"
    remedy = "quote a passage that names the actor, or give {value, why, quote}"


class BadValue(CurationError):
    code = "bad-value"
    remedy = "see docs/data-dictionary.md for what the field holds"


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known while one document is read: its text, the names and phrases, and its own date."""

    document: Document
    dictionary: Dictionary
    published: When | None = None
    published_at: tuple[Span, ...] = ()
    locale: Locale = field(default_factory=lambda: locale_of(None))
    """How the document writes numbers, currencies and dates: by its language and its own text."""

    @property
    def units(self) -> Mapping[str, str]:
        """The count nouns of its figures: the curator's, and what a bare coin is in it."""
        return {**coins(self.document), **self.dictionary.units}


@dataclass(frozen=True, slots=True)
class Derived:
    """One value with the passage that it follows from, and the context that a rule needed."""

    value: Value
    span: Span
    basis: Basis
    text: str | None = None
    parsed: Quantity | When | None = None
    rule: str | None = None
    reason: str | None = None
    context: tuple[Span, ...] = ()


def taken(reading: Reading, record_type: str, field: Field, words: str, quote: Span) -> Derived:
    """The value that these words of the quote state."""
    match field.kind:
        case Kind.TEXT | Kind.TEXTS:
            span = _inside(reading, words, quote)
            _check_words(reading, span)
            return _in_words(reading, span, Value(_plain(reading, span)), None)
        case Kind.CODE:
            if words in field.codes and not mentions(reading.document, words, quote):
                raise BadValue(
                    f"«{words}» is a code, not the document's words", remedy=f'write {{value = "{words}", why}}'
                )
            span = _inside(reading, words, quote)
            code = reading.dictionary.code(record_type, field.name, _plain(reading, span))
            return _in_words(reading, span, Value(code), None, (quote,))
        case Kind.ACTOR | Kind.ACTORS:
            return _actor(reading, words, quote)
        case Kind.DATE:
            return _date(reading, field, words, quote)
        case Kind.QUANTITY:
            return _quantity(reading, field, _inside(reading, words, quote), quote)


def _quantity(reading: Reading, field: Field, span: Span, quote: Span) -> Derived:
    """A figure in running text, or in a cell whose unit and scale stand in the heads of its table."""
    document = reading.document
    cell = cell_of(document, span)
    if cell is not None:
        read = read_cell(document.text, cell, reading.units, reading.locale)
        if read.context:
            whole = folded_span(document, cell.span)
            context = tuple(folded_span(document, each) for each in read.context)
            return _inferred(reading, field, whole, read.quantity, UNIT_RULE, context)
    span = _with_hedge(reading, span, quote)
    counted = coin_context(document, span)
    quantity = parse_quantity(_plain(reading, span), reading.units, reading.locale)
    value = quantity_value(field, quantity)
    _check_whole(reading, span, quantity)
    if counted is not None:
        return _inferred(reading, field, span, quantity, COIN_RULE, counted)
    return _in_words(reading, span, value, quantity)


def _inferred(
    reading: Reading, field: Field, span: Span, quantity: Quantity, rule: str, context: tuple[Span, ...]
) -> Derived:
    value = quantity_value(field, quantity)
    return Derived(value, span, "inferred", _plain(reading, span), quantity, rule, None, context)


def interpreted(reading: Reading, field: Field, table: Table, quote: Span | None) -> list[Derived]:
    """The curator's reading of a passage: `{value, why}`, with a quote of its own where the entry's will not do."""
    table.allow("value", "why", "quote", "occurrence")
    if not isinstance(table.data.get("why"), str) or not table.data["why"].strip():
        raise ReasonMissing(f"{table.name} is a reading without a reason")
    own = table.optional_text("quote")
    if own is not None:
        span = anchor(reading.document, own, occurrence=table.number("occurrence"))
    elif quote is not None:
        span = quote
    else:
        raise BadValue(f"{table.name} needs a quote to read", remedy='add quote = "…" to it')
    values = table.strings("value") if field.kind.many else (table.text("value"),)
    return [_reading_of(reading, field, value, span, table.text("why")) for value in values]


def _reading_of(reading: Reading, field: Field, typed: str, span: Span, why: str) -> Derived:
    def derived(value: Value, parsed: Quantity | When | None = None) -> Derived:
        return Derived(value, span, "interpreted", None, parsed, None, why)

    match field.kind:
        case Kind.TEXT | Kind.TEXTS:
            return derived(Value(typed))
        case Kind.CODE:
            if typed not in field.codes:
                raise BadValue(f"«{typed}» is no code of {field.name}", nearest=", ".join(field.codes))
            return derived(Value(typed))
        case Kind.ACTOR | Kind.ACTORS:
            return derived(Value(reading.dictionary.entity(typed).id))
        case Kind.DATE:
            when = parse_edtf(typed)
            return derived(date_value(when), when)
        case Kind.QUANTITY:
            quantity = parse_quantity(typed, reading.dictionary.units, reading.locale)
            return derived(quantity_value(field, quantity), quantity)


def _in_words(
    reading: Reading, span: Span, value: Value, parsed: Quantity | When | None, context: tuple[Span, ...] = ()
) -> Derived:
    """A value that follows from its passage alone: verbatim if it is the passage, normalised otherwise.

    A code or a name alone does not show what it is said of; the quote around it then comes along as context.
    """
    start, end = reading.document.folded.original(span.start, span.end)
    verbatim = reading.document.text[start:end] == value.value
    basis: Basis = "verbatim" if verbatim else "normalised"
    return Derived(value, span, basis, _plain(reading, span), parsed, context=context)


def _plain(reading: Reading, span: Span) -> str:
    return reading.document.folded.text[span.start : span.end]


def _inside(reading: Reading, words: str, quote: Span) -> Span:
    """Where in the quote these words stand; the refusal tells words outside the quote from words nowhere."""
    try:
        return anchor(reading.document, words, within=quote)
    except CurationError as error:
        if error.code != "quote-missing":
            raise
        raise OutsideQuote(error.what, nearest=error.nearest) from error


def _actor(reading: Reading, identifier: str, quote: Span) -> Derived:
    """The actor where the quote names it, else inferred from where the document last named it before."""
    entity = reading.dictionary.entity(identifier)
    if named := mentions_of(reading, entity, quote):
        first = min(named, key=lambda span: (span.start, -span.end))
        return _in_words(reading, first, Value(entity.id), None, (quote,))
    earlier = mentions_of(reading, entity, Span(0, quote.start))
    if not earlier:
        raise ActorNotNamed(f"neither the quote nor the text before it names {identifier}: {', '.join(entity.names)}")
    last = max(earlier, key=lambda span: (span.end, span.end - span.start))
    value = Value(entity.id)
    return Derived(value, last, "inferred", _plain(reading, last), None, "named-before-the-quote", None, (quote,))


def mentions_of(reading: Reading, entity: Entity, within: Span) -> list[Span]:
    """Where a span names an entity; a name inside a longer name of another entity is none."""
    named = [span for name in entity.names for span in mentions(reading.document, name, within)]
    longer = [
        span for name in reading.dictionary.longer_names(entity) for span in mentions(reading.document, name, within)
    ]
    return [span for span in named if not any(span in other for other in longer)]


def _date(reading: Reading, field: Field, words: str, quote: Span) -> Derived:
    span = _inside(reading, words, quote)
    plain, ending = _plain(reading, span), field.name == "ends"
    before, after = _around(reading, span)
    dated = parse_date(plain, reading.published, ending=ending, locale=reading.locale)
    if cuts_date(before, plain, after, reading.published, reading.locale):
        raise DateCut(f"«{plain}» is a part of what is said: …{before}«…»{after}…")
    text = reading.document.prose
    if is_undirected(text[max(0, span.start - SENTENCE) : span.start], dated, plain, reading.locale):
        raise DateDirection(f"«{plain}» may lie before or after the document: …{before}«…»{after}…")
    value = date_value(dated.when)
    if dated.rule is None:
        return _in_words(reading, span, value, dated.when)
    context = () if dated.rule == POST_RULE else reading.published_at
    return Derived(value, span, "inferred", plain, dated.when, dated.rule, None, context)


def _around(reading: Reading, span: Span) -> tuple[str, str]:
    """The text before and after a span in which its hedge, its unit or the rest of it may stand."""
    text = reading.document.prose
    return text[max(0, span.start - _LOOK) : span.start], text[span.end : span.end + _LOOK]


def _with_hedge(reading: Reading, span: Span, quote: Span) -> Span:
    """The figure's span, grown over the hedges around it; refused if the quote or the words leave a part of it out."""
    text, language = reading.document.folded.text, reading.locale.language
    before, after = _around(reading, span)
    hedged = Span(
        span.start - hedge_before(before, language, text[span.start : span.end]),
        span.end + hedge_after(after, language),
    )
    whole = text[hedged.start : hedged.end]
    if hedged not in quote:
        raise HedgeCut(f"the document hedges this figure: «{whole}», the quote leaves that out")
    before, after = _around(reading, hedged)
    if is_unclear(before, after, language, whole):
        raise UnclearHedge(f"the words around «{whole}» qualify it: …{before}«…»{after}…")
    if cuts_figure(before, after, language, whole):
        raise QuantityError(f"«{whole}» is a part of a longer figure: …{before}{whole}{after}…")
    return hedged


def _check_whole(reading: Reading, span: Span, quantity: Quantity) -> None:
    """Refuse a figure that its surroundings read as a part of another one: `$20` of `$20-30 million`."""
    for mention, found in _read_around(reading, span):
        if found is not None and span in mention and mention != span and found != quantity:
            raise QuantityError(f"«{_plain(reading, span)}» is a part of «{_plain(reading, mention)}»")


def _check_words(reading: Reading, span: Span) -> None:
    """Refuse a wording that takes a figure and leaves out its hedge or a part of it: `45%` of `no more than 45%`."""
    for mention, _ in _read_around(reading, span):
        shared = Span(max(span.start, mention.start), min(span.end, mention.end))
        if mention not in span and re.search(r"\d", _plain(reading, shared)):
            raise HedgeCut(f"the words leave out a part of «{_plain(reading, mention)}»")


def _read_around(reading: Reading, span: Span) -> Iterator[tuple[Span, Quantity | None]]:
    """Where a span and its surroundings state quantities, each with what is read there."""
    before, after = _around(reading, span)
    start = span.start - len(before)
    for found in find_quantities(before + _plain(reading, span) + after, reading.units, reading.locale):
        yield Span(start + found.start, start + found.end), found.quantity


def date_value(when: When) -> Value:
    """A date interval in the columns of a claim."""
    start, end = (day.isoformat() if day else None for day in (when.start, when.end))
    return Value(when.edtf, start, end, precision=when.precision)


def quantity_value(field: Field, quantity: Quantity) -> Value:
    """A quantity in the columns of a claim; refused if its unit is not the one the field promises."""
    if quantity.unit is None or (field.units and quantity.unit not in field.units):
        expected = " or ".join(field.units) or "a unit"
        raise WrongUnit(f"{field.name} needs {expected}, the words give {quantity.unit or 'none'}")
    figures = (quantity.value, quantity.low, quantity.high)
    value, low, high = (None if figure is None else literal(figure) for figure in figures)
    return Value(value, low, high, quantity.qualifier, quantity.unit)
