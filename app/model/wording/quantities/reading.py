"""Reading what somebody took to be one quantity, with its hedge and unit.

The grammar is closed: a text is read whole or refused, never in part.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from app.model.folding import fold
from app.model.quantities import Qualifier, Quantity, QuantityError, point, ranged
from app.model.wording.locales import ENGLISH, Locale
from app.model.wording.numbers import Number, read_number
from app.model.wording.quantities.hedges import qualifier_of
from app.model.wording.quantities.measures import measure_of
from app.model.wording.quantities.shapes import shapes_of
from app.model.wording.quantities.shares import parse_share

_YEAR = re.compile(r"(?:19|20|21)\d\d")
_SCALE_LETTER = re.compile(r"[\d½¼¾](\s?)([kKmMbBtT])$")


def parse_quantity(text: str, units: Mapping[str, str] | None = None, locale: Locale = ENGLISH) -> Quantity:
    """Read a stated quantity, hedge and unit included.

    `units` adds count nouns (`Pakistanis`). Raises `QuantityError` for anything that is not wholly one quantity,
    `TooManyDigits` beyond 15 significant digits, `UnknownCurrency` for a sign that several countries share.
    """
    folded = fold(text).strip()
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1].strip()
    if (share := parse_share(folded, locale)) is not None:
        return share
    shapes = shapes_of(locale, units)
    if (exchange := shapes.exchange.fullmatch(folded)) is not None:
        return _exchange(exchange, units, locale)
    shape = shapes.whole.fullmatch(folded)
    if shape is None:
        raise QuantityError(f"«{text}» is not one figure with its hedge and a unit that this grammar knows")
    unit, factor = measure_of(shape, shapes, locale)
    return _read(shape, unit, factor, locale)


def _exchange(rate: re.Match[str], units: Mapping[str, str] | None, locale: Locale) -> Quantity:
    """A rate of exchange, `$1 = 7,310 guaranies`: so much of the other for one of the first."""
    other = parse_quantity(rate["other"], units, locale)
    return replace(other, unit=f"{other.unit}/{locale.currency(rate['one'])}")


def _read(shape: re.Match[str], unit: str | None, factor: Decimal, locale: Locale) -> Quantity:
    """The value of a quantity of this unit; `factor` is how much of the unit one of what the words name is."""
    first = read_number(shape["first"], locale)
    _check(shape, first, unit, locale)
    qualifier = qualifier_of(shape["hedge"] or "", shape["mid"] or shape["after"] or "", locale.language)
    if shape["second"] is not None:
        return _range(shape, first, read_number(shape["second"], locale), qualifier, unit, factor)
    if first.high is not None:
        return _indefinite(first, factor, qualifier, unit)
    value = -first.value if shape["open"] or shape["minus"] else first.value
    return point(value * factor, first.step * factor, qualifier, unit, in_full=first.in_full, decimals=first.decimals)


def _check(shape: re.Match[str], first: Number, unit: str | None, locale: Locale) -> None:
    """What the pattern lets through and no figure is: a range without its joint, one of a thing and many, a letter."""
    if shape["between"] and not shape["joint"]:
        wanted = locale.language.between[shape["between"].lower()]
        raise QuantityError(f"«{shape[0]}» is no range: it takes {shape['between']} … {wanted} …")
    if (shape["unit"] or "").strip().lower() in locale.language.singular and first.value > 1 and "-" not in shape[0]:
        raise QuantityError(f"«{shape[0]}» counts one thing, and more than one")
    if shape["unit1"] and not shape["unit"] and _YEAR.fullmatch(shape["second"] or ""):
        raise QuantityError(f"«{shape[0]}»: a year is no end of a range")
    letter = _SCALE_LETTER.search(shape["first"])
    if letter and not shape["cur"] and (letter[1] or unit is None or letter[2] in "tT"):
        raise QuantityError(f"«{shape['first']}»: without a currency this letter is no scale word")


def _range(
    shape: re.Match[str], first: Number, last: Number, qualifier: Qualifier | None, unit: str | None, factor: Decimal
) -> Quantity:
    """Both ends; the first has the scale word of the second, unless it has one itself."""
    if not first.power and last.power:
        first = first.scaled(last.power)
    low, high = first.value * factor, last.value * factor
    if low >= high:
        raise QuantityError(f"«{shape[0]}» runs backwards")
    if qualifier not in (None, "approximately", "estimated"):
        raise QuantityError(f"«{shape[0]}» is both a bound and a range")
    return ranged(low, high, qualifier, unit, first.step * factor)


def _indefinite(number: Number, factor: Decimal, qualifier: Qualifier | None, unit: str | None) -> Quantity:
    """`Hundreds of millions` lie between one hundred and a thousand of them; a bound on them has one of these ends."""
    low, high = number.value * factor, (number.high or number.value) * factor
    if qualifier in ("more-than", "at-least"):
        return Quantity(None, low, None, qualifier, unit, number.step * factor)
    if qualifier in ("less-than", "at-most"):
        return Quantity(None, None, high, qualifier, unit, number.step * factor)
    return ranged(low, high, "estimated" if qualifier == "estimated" else "approximately", unit, number.step * factor)
