"""Figures in cells of tables: unit and scale from the cell itself, its heads, its row, the corner or the caption."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from app.model.folding import fold
from app.model.quantities import Qualifier, Quantity, QuantityError, point, ranged
from app.model.wording.language import Language
from app.model.wording.locales import Locale
from app.model.wording.numbers import Number, read_number
from app.model.wording.numerals import numerals
from app.model.wording.patterns import alternation, any_of
from app.model.wording.quantities.measures import rate_in, unit_in
from app.model.wording.tables.grids import Cell
from app.model.wording.tables.lines import Span
from app.model.wording.units import CODES, SIGNS

UNIT_RULE = "unit-from-table-head"
"""The rule by which a figure has the unit or scale that stands in the heads of its table."""
_HEDGES: Mapping[str, Qualifier] = {
    "~": "approximately",
    "≈": "approximately",
    ">": "more-than",
    "<": "less-than",
    "≥": "at-least",
    "≤": "at-most",
    "+": "at-least",
    "est": "estimated",
}
_NOTES = re.compile(r"(?:\[\d{1,3}\]|[*†‡])+$")
_THOUSANDS = re.compile(r"(?<!\d)'?000s?(?!\d)")
_EXCEPT = re.compile(r"\b(?:except|other than|unless|salvo|excepto)\b", re.IGNORECASE)
_SINGLE = re.compile(r"\b(?:per|price|prices|average cost|eps|ratio|yield|precio|por|rate)\b|%", re.IGNORECASE)
"""Rows and heads whose figures are of one thing: a scale for the whole table is not meant for them."""
_PER = re.compile(r"\b(?:per|por)\b", re.IGNORECASE)
_SIGN = re.compile(alternation(SIGNS))
_SCALED_SIGN = re.compile(rf"{any_of(SIGNS)}\s?([mMbBkK])(?!\w)")
_LETTERS = {"k": 3, "m": 6, "b": 9}


@dataclass(frozen=True, slots=True)
class CellReading:
    """What a cell states, and the spans of the table that its unit or scale were taken from; none if from itself."""

    quantity: Quantity
    context: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """What a cell is read with."""

    text: str
    cell: Cell
    units: Mapping[str, str] | None
    locale: Locale

    def words(self, span: Span) -> str:
        return fold(self.text[slice(*span)])

    @property
    def own(self) -> tuple[Span, ...]:
        """The heads of its column and its row."""
        return (*self.cell.heads, *([self.cell.row] if self.cell.row else []))


def read_cell(text: str, cell: Cell, units: Mapping[str, str] | None, locale: Locale) -> CellReading:
    """The quantity of a cell.

    Raises `QuantityError` where it has no figure, or where nothing in its table gives a unit.
    """
    place = _Place(text, cell, units, locale)
    parts = _parts(place)
    first = read_number(parts["first"], locale)
    last = read_number(parts["last"], locale) if parts["last"] else None
    unit, factor, named = _unit(place, (parts["sign"] or "").strip(), parts["unit"].strip(" )"))
    unit, rated = _rate(place, unit)
    power, scaled = (0, None) if (last or first).power else _power(place, unit, named)
    quantity = _quantity(parts, first, last, unit, factor.scaleb(power))
    return CellReading(quantity, tuple(dict.fromkeys(span for span in (named, rated, scaled) if span is not None)))


@lru_cache(maxsize=16)
def _shape(language: Language, decimal: str | None) -> re.Pattern[str]:
    """The parts of a cell's text: `hedge`, `sign`, `open`, `first`, `last`, `close`, `after` (a hedge), `unit`."""
    number = numerals(language, decimal).pattern
    sign = rf"(?:{any_of(SIGNS)}|{any_of(CODES)})"
    figures = rf"(?P<open>\((?=[\d$]))?(?P<first>{number})(?:\s?-\s?(?P<last>{number}))?(?P<close>\))?"
    return re.compile(
        rf"(?P<hedge>[~≈<>≥≤]\s?)?(?P<sign>{sign}\s?)?{figures}(?P<after>\+|\s?\(?est\.?\)?)?\s?(?P<unit>[^\d+]*)",
        re.IGNORECASE,
    )


def _parts(place: _Place) -> re.Match[str]:
    """A cell's text in its parts, without emphasis and the marks of notes."""
    words = _NOTES.sub("", place.words(place.cell.span).strip(" *_")).strip()
    found = _shape(place.locale.language, place.locale.decimal).fullmatch(words)
    if found is None or (found["open"] and ")" not in f"{found['close'] or ''}{found['unit']}"):
        raise QuantityError(f"«{words}» is no figure")
    return found


def _quantity(parts: re.Match[str], first: Number, last: Number | None, unit: str, factor: Decimal) -> Quantity:
    """The value in this unit; figures in parentheses are negative, as accounts write them."""
    hedge = _HEDGES.get((parts["hedge"] or "").strip()) or _HEDGES.get((parts["after"] or "").strip(" (.)"))
    value, step = first.value * factor, first.step * factor
    if last is None:
        in_full = first.in_full and factor == 1
        value = -value if parts["open"] else value
        return point(value, step, hedge, unit, in_full=in_full, decimals=first.decimals)
    low = value.scaleb(last.power) if last.power and not first.power else value
    if low >= last.value * factor:
        raise QuantityError(f"«{first.value}-{last.value}» runs backwards")
    return ranged(low, last.value * factor, hedge, unit, step)


def _unit(place: _Place, sign: str, own: str) -> tuple[str, Decimal, Span | None]:
    """The unit of a cell, how much of it one is, and where in the table it stands if not in the cell."""
    if sign:
        return place.locale.currency(sign), Decimal(1), None
    if own:
        found = unit_in(own, place.units, place.locale)
        if found is None:
            raise QuantityError(f"«{own}» is no unit that this grammar knows")
        return *found, None
    for span in place.cell.context:
        if (found := unit_in(place.words(span), place.units, place.locale)) is not None:
            return *found, span
    if (signed := place.cell.signed) is not None and (above := _SIGN.match(place.words(signed).strip())):
        return place.locale.currency(above[0]), Decimal(1), signed
    raise QuantityError(f"«{place.words(place.cell.span)}»: nothing in this table says its unit")


def _rate(place: _Place, unit: str) -> tuple[str, Span | None]:
    """The unit per what the heads or the row say, as in `price per BTC`."""
    if "/" in unit or unit == "percent":
        return unit, None
    for span in place.own:
        if (per := rate_in(place.words(span), place.units, place.locale)) is not None and per != unit:
            return f"{unit}/{per}", span
    return unit, None


def _power(place: _Place, unit: str, named: Span | None) -> tuple[int, Span | None]:
    """The power of ten that a head, row, corner or caption gives; `named` is where the unit stands.

    Of the corner and the caption it is that of money alone, unless they give the unit as well: they speak of the
    whole table, and a count of bitcoin beside amounts in thousands is none of thousands; nor is a price.
    """
    single = any(_SINGLE.search(place.words(span)) for span in place.own)
    for span in place.cell.context:
        words = place.words(span)
        is_meant = span in place.own or span == named or (unit in CODES and not single)
        if is_meant and (power := _scale(words, place.locale.language)):
            if _EXCEPT.search(words) and single:
                if _PER.search(words) and any(_PER.search(place.words(each)) for each in place.own):
                    return 0, None  # `in thousands, except per share data`, and this is per share
                raise QuantityError(f"«{words}»: nothing tells whether this holds for this figure")
            return power, span
    return 0, None


def _scale(words: str, language: Language) -> int:
    """The power of ten of the scale word in a head."""
    if _THOUSANDS.search(words):
        return 3
    scales, pattern = _scale_words(language)
    if (found := pattern.search(words)) is not None:
        return scales[re.sub(r"[\s-]+", " ", found[0]).lower()]
    letter = _SCALED_SIGN.search(words)
    return _LETTERS[letter[1].lower()] if letter else 0


@lru_cache(maxsize=8)
def _scale_words(language: Language) -> tuple[dict[str, int], re.Pattern[str]]:
    """Scale words of thousands and more, in the plural too; letters are none."""
    scales = {word: power for word, power in language.scales.items() if power >= 3 and len(word) > 1}
    scales |= {f"{word}s": power for word, power in scales.items() if not word.endswith("s")}
    return scales, re.compile(rf"(?<!\w){any_of(scales)}", re.IGNORECASE)
