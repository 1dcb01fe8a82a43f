"""Reading units: of a figure, behind `per`, and in the heads of tables."""

import re
from collections.abc import Mapping
from decimal import Decimal

from app.errors import CurationError
from app.model.quantities import QuantityError
from app.model.wording.language import Language
from app.model.wording.locales import Locale
from app.model.wording.quantities.shapes import Shapes, shapes_of
from app.model.wording.quantities.vocabulary import plural
from app.model.wording.units import PARTS, PER, TIMES

_CODE_AND_SIGN = re.compile(r"([A-Z]{3})\s\W")
"""`CAD $`: the code says whose sign it is."""
_CENTS = re.compile(r"(?<![^\W\d])[c¢](?=/)|¢(?=/)")
_SCALED_SIGN = re.compile(r"([$€£¥])\s?(?:mn|m|bn|b|k)(?!\w)")
_PER = r"(?:/|(?<!\w)(?:per|por)\s)"
_PER_BEFORE = re.compile(rf"{_PER}$")
_PER_WORD = re.compile(rf"{_PER}(\w+)")
_PER_REACH = 8
"""Characters before a unit that may say that it is what a rate is per."""

Measure = tuple[str, Decimal]
"""A unit, and how much of it one of what the words name is: one cent is 0.01 USD."""


def measure_of(shape: re.Match[str], shapes: Shapes, locale: Locale) -> tuple[str | None, Decimal]:
    """The unit of a quantity, compound if it is a rate, and the factor that a part of a unit has.

    Raises `QuantityError` if its words name two units, or none and yet a rate.
    """
    named = [shape["cur"], shape["cur2"], shape["unit1"], shape["unit"]]
    measures = [_measure(word, shapes, locale) for word in named if word]
    if (money := money_in(shape, locale.language)) is not None:
        measures = [(locale.currency(money), Decimal(1))]
    if len({unit for unit, _ in measures}) > 1:
        raise QuantityError(f"«{shape[0]}» names two units")
    unit, factor = measures[0] if measures else (None, Decimal(1))
    if (per := shape["per"] or shape["adverb"]) is None:
        return unit, factor
    if unit is None:
        raise QuantityError(f"«{shape[0]}» says per what, and not of what")
    return f"{unit}/{_per(per, shapes, locale)}", factor


def money_in(shape: re.Match[str], language: Language) -> str | None:
    """The currency that a scale word names by itself: `mdd` are millions of dollars."""
    last_word = re.split(r"[\s\d]", (shape["second"] or shape["first"]).strip())[-1].lower()
    return language.money.get(last_word)


def unit_in(folded: str, units: Mapping[str, str] | None, locale: Locale) -> Measure | None:
    """The unit that the head of a column or row names, in parentheses rather than outside: `Cost (millions of yen)`.

    With it comes how much of it one is: of a cent, a hundredth. What stands behind `per` or `/` is none.
    """
    shapes = shapes_of(locale, units)
    plain = _SCALED_SIGN.sub(r"\1", _CENTS.sub(" cents", folded))
    for words in (*re.findall(r"\(([^()]*)\)", plain), re.sub(r"\([^()]*\)", " ", plain)):
        for found in shapes.unit.finditer(words):
            behind_per = _PER_BEFORE.search(words[max(0, found.start() - _PER_REACH) : found.start()])
            if behind_per or found["unit"].lower() in locale.language.singular:
                continue
            unit, factor = _measure(found["unit"], shapes, locale)
            per = found["per"] or found["adverb"]
            return (f"{unit}/{_per(per, shapes, locale)}" if per else unit), factor
    return None


def rate_in(folded: str, units: Mapping[str, str] | None, locale: Locale) -> str | None:
    """What a head says that its figures are per: `price per BTC`."""
    shapes = shapes_of(locale, units)
    for found in _PER_WORD.finditer(folded):
        try:
            return _per(found[1], shapes, locale)
        except CurationError:
            continue
    return None


def _per(word: str, shapes: Shapes, locale: Locale) -> str:
    """What a rate is per, in the singular of a count noun."""
    language = locale.language
    plain = re.sub(r"\s+", " ", word).lower()
    if plain in language.times or plain in TIMES:
        return language.times.get(plain, plain)
    if plain in language.adverbs:
        return language.adverbs[plain]
    if word in PER:
        return word
    unit = _measure(word, shapes, locale)[0]
    return next((one for one, many in language.nouns.items() if many == unit and one in language.singular), unit)


def _measure(word: str, shapes: Shapes, locale: Locale) -> Measure:
    """The unit behind a word, sign or symbol, and how much of it one is."""
    plain = re.sub(r"\s+", " ", word).strip(" -")
    if (coded := _CODE_AND_SIGN.fullmatch(plain)) is not None:
        return coded[1], Decimal(1)
    named = _named(plain, shapes) or _uncommon(plain, locale.language)
    if named is None:
        raise QuantityError(f"«{plain}» is no unit that this grammar knows")
    unit, factor = PARTS.get(named, (named, Decimal(1)))
    return locale.currency(unit), factor


def _named(plain: str, shapes: Shapes) -> str | None:
    """What the tables say that words mean, or the last of them: a count noun may stand behind others."""
    last, spaced = re.split(r"[\s-]", plain)[-1], plain.replace("-", " ")
    forms = (plain, plain.lower(), plain.replace(" ", "-"), spaced, spaced.lower(), last, last.lower())
    return next((shapes.codes[form] for form in forms if shapes.codes.get(form)), None)


def _uncommon(plain: str, language: Language) -> str | None:
    """A count noun that no table has is its own unit; the people of a country are persons."""
    if not re.fullmatch(plural(language), plain, re.IGNORECASE):
        return None
    noun = plain.rsplit(" ", maxsplit=1)[-1]
    return "persons" if noun[0].isupper() else noun
