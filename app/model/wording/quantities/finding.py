"""Finding quantities in running text, by the same patterns as they are read with."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.errors import CurationError
from app.model.quantities import Quantity, QuantityError
from app.model.wording.locales import ENGLISH, Locale
from app.model.wording.quantities.hedges import hedge_after, hedge_before
from app.model.wording.quantities.lookalikes import counts_others, is_none, may_be_year
from app.model.wording.quantities.measures import money_in
from app.model.wording.quantities.mention import QuantityMention
from app.model.wording.quantities.reading import parse_quantity
from app.model.wording.quantities.shapes import Shapes, shapes_of
from app.model.wording.quantities.shares import find_shares
from app.model.wording.quantities.surroundings import cuts_figure, is_change, is_unclear, moves

_LOOK = 48
"""Characters around a figure that may hold its hedge."""
_CLAUSE = 80
"""Characters before a figure that may tell of a change."""
_YEAR = re.compile(r"(?:19|20|21)\d\d")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Search:
    """One text and what its quantities are read with."""

    folded: str
    units: Mapping[str, str] | None
    locale: Locale
    shapes: Shapes

    def before(self, at: int, reach: int = _LOOK) -> str:
        return self.folded[max(0, at - reach) : at]

    def after(self, at: int) -> str:
        return self.folded[at : at + _LOOK]


def find_quantities(
    folded: str, units: Mapping[str, str] | None = None, locale: Locale = ENGLISH
) -> Iterator[QuantityMention]:
    """Every quantity with a unit in folded text, in order; what looks like one and is refused comes with the reason."""
    search = _Search(folded, units, locale, shapes_of(locale, units))
    rates = [_mention(search, each.span()) for each in search.shapes.exchange.finditer(folded)]
    within = _positions(rates)
    matches = [each for each in search.shapes.core.finditer(folded) if each.start() not in within]
    found = [*rates, *(mention for each in matches for mention in _stated(search, each))]
    taken = _positions(found)
    shares = [mention for mention in find_shares(folded, locale) if mention.start not in taken]
    yield from sorted([*found, *shares], key=lambda mention: mention.start)


def _positions(mentions: list[QuantityMention]) -> set[int]:
    return {at for mention in mentions for at in range(mention.start, mention.end)}


def _stated(search: _Search, found: re.Match[str]) -> list[QuantityMention]:
    """What one match of the pattern states: one quantity, or two that are no range."""
    if not found["joint"]:
        return _parts(search, [found.span()])
    apart = [(found.start(), found.start("joint")), (found.end("joint"), found.end())]
    if _changes(search, found):
        return _parts(search, apart)
    whole = _parts(search, [found.span()])
    read = whole and whole[0].quantity is not None
    return whole if read or not _stands_alone(found) else _parts(search, apart) or whole


def _changes(search: _Search, found: re.Match[str]) -> bool:
    """Whether two figures are those of a change (`from 5% to 10%`) and not the ends of a range."""
    before, language = search.before(found.start(), _CLAUSE), search.locale.language
    if not is_change(before, found["joint"], language):
        return False
    return bool(found["unit1"] or found["cur"]) or moves(before, language)


def _stands_alone(found: re.Match[str]) -> bool:
    """Whether the first of two figures is one by itself: `by 9% to 28.7 EH/s`, `in 2022 to 53.6 percent`."""
    return bool(found["unit1"] or found["cur"] or _YEAR.fullmatch(found["first"]))


def _parts(search: _Search, spans: list[Span]) -> list[QuantityMention]:
    """The quantities at these spans; a number without a unit is none, and neither is one that is a name."""
    matches = [search.shapes.core.match(search.folded, *span) for span in spans]
    return [_mention(search, found.span()) for found in matches if found is not None and _is_quantity(search, found)]


def _is_quantity(search: _Search, found: re.Match[str]) -> bool:
    language = search.locale.language
    named = any(found[name] for name in ("cur", "unit", "unit1", "cur2")) or money_in(found, language)
    return bool(named) and not is_none(search.folded, found, language)


def _mention(search: _Search, span: Span) -> QuantityMention:
    """The quantity at a span, grown over the hedges around it."""
    language, folded = search.locale.language, search.folded
    start = span[0] - hedge_before(search.before(span[0]), language, folded[slice(*span)])
    end = span[1] + hedge_after(search.after(span[1]), language)
    try:
        return QuantityMention(start, end, _read(search, start, end))
    except CurationError as error:
        return QuantityMention(start, end, None, error)


def _read(search: _Search, start: int, end: int) -> Quantity:
    """The quantity of these words; refused where those around them make it another one, or none."""
    words, language = search.folded[start:end], search.locale.language
    before, after = search.before(start), search.after(end)
    if is_unclear(before, after, language, words):
        raise QuantityError(f"words around «{words}» qualify it in a way that no interval can hold")
    if cuts_figure(before, after, language, words):
        raise QuantityError(f"«{words}» is a part of a longer figure")
    quantity = parse_quantity(words, search.units, search.locale)
    if may_be_year(words):
        raise QuantityError(f"«{words}» may be a year")
    if counts_others(quantity.unit, after, language):
        raise QuantityError(f"«{words}» counts what is named after it")
    return quantity
