"""The shapes of quantities in one language, with one decimal mark: the patterns that they are read and found by.

Groups of a quantity: `hedge`, `between`, `minus`, `cur` (sign before the figure), `open` (parenthesis of a negative
amount), `first`, `unit1` (unit of the first end of a range), `joint`, `cur2` and `second` (the other end), `mid` (hedge
between figure and unit), `unit`, `per` or `adverb` (of a rate), `after` (hedge behind it).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.model.wording.language import Language
from app.model.wording.locales import Locale
from app.model.wording.numerals import numerals
from app.model.wording.patterns import alternation, any_of
from app.model.wording.quantities.hedges import hedges_of
from app.model.wording.quantities.vocabulary import Nouns, Vocabulary, vocabulary

_NO_FIGURE_BEFORE = r"(?<![\w.,'])(?<![⁄/×*])(?<!\d[ ](?=\d{3}(?!\d)))"
_NO_FIGURE_AFTER = r"(?!\w|[.,]\d)"


@dataclass(frozen=True, slots=True)
class Shapes:
    """The patterns of one language, decimal mark and set of count nouns."""

    whole: re.Pattern[str]
    """A quantity with its hedges."""
    core: re.Pattern[str]
    """One without them, in running text."""
    exchange: re.Pattern[str]
    """A rate of exchange: `one` and `other`."""
    unit: re.Pattern[str]
    """A unit by itself, as in the heads of tables: `unit`, `per`, `adverb`."""
    codes: Mapping[str, str]
    """What each word, sign or symbol means."""


def shapes_of(locale: Locale, units: Mapping[str, str] | None) -> Shapes:
    """The shapes of a locale; `units` are a curator's count nouns."""
    return _shapes(locale.language, locale.decimal, tuple(sorted((units or {}).items())))


@lru_cache(maxsize=32)
def _shapes(language: Language, decimal: str | None, own: Nouns) -> Shapes:
    known, number = vocabulary(language, own), numerals(language, decimal).pattern
    core, per = _core(language, known, number), _per(language, known)
    hedges = hedges_of(language)
    trailing = alternation(hedges.after)
    lead = rf"(?P<hedge>(?:{any_of(hedges.before)}\s?){{0,3}})(?:{any_of(language.fillers)}\s)?"
    other = rf"(?:{known.sign}\s?)?{number}(?:\s(?:{known.currency}))?"
    return Shapes(
        whole=_compiled(rf"{lead}{core}(?:\s?(?P<after>{trailing}))?"),
        core=_compiled(rf"{_NO_FIGURE_BEFORE}{core}{_NO_FIGURE_AFTER}"),
        exchange=_compiled(rf"(?P<one>{known.sign})\s?1\s?=\s?(?P<other>{other})"),
        unit=_compiled(rf"(?<!\w)(?P<unit>{known.symbol}|{known.plurals}|{known.sign})(?!\w)(?:{per})?"),
        codes=known.codes,
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _core(language: Language, known: Vocabulary, number: str) -> str:
    """A figure or a range with its unit: what a hedge may stand before and behind."""
    between, conjunction = alternation(language.between), any_of(language.between.values())
    joints = rf"(?:\s?-\s?|\s{any_of(language.ranges[:-1])}\s)"
    article = rf"(?:{any_of(language.articles_of_figures)}\s)?"
    opening = rf"(?:(?P<between>{between})\s{article})?(?P<minus>(?<![\w.,)])-(?=[^\w\s]))?"
    figure = rf"(?:(?P<cur>{known.sign})\s?(?P<open>\((?=[\d.,]+\)))?)?(?P<first>{number})"
    measure = rf"(?:{known.symbol}|{known.worded}|{known.after})"
    second_follows = rf"(?=(?:{joints}|\s{conjunction}\s){article}(?:{known.sign}\s?)?\d)"
    first_unit = rf"(?:[\s-]?(?P<unit1>{measure}){second_follows})?"
    joint = rf"(?P<joint>(?(between)\s{conjunction}\s|{joints}))"
    second = rf"(?:{joint}{article}(?:(?P<cur2>{known.sign})\s?)?(?P<second>{number}))?"
    closing = rf"(?(open)\))(?:\s?(?P<mid>{alternation(hedges_of(language).after)}))?"
    return rf"{opening}{figure}{first_unit}{second}{closing}{_unit(language, known)}(?:{_per(language, known)})?"


def _unit(language: Language, known: Vocabulary) -> str:
    """The unit behind a figure; behind one with a sign of currency it can only be the currency again."""
    taken_up = r"[a-z]{2,12}ed(?=\s(?:BTC|bitcoins?|ETH)(?!\w))"
    more = rf"(?:\s(?:{alternation(language.more)}|{taken_up}))?"
    of = rf"(?:\s{any_of(language.of)})?"
    money = rf"(?:{known.currency}|{known.after})"
    symbol, touching = rf"[\s-]?(?:{known.symbol}|{known.after}|%)", rf"(?<=\d)(?:{known.worded})"
    unit = rf"(?:{symbol}|{touching}|{known.hyphened}|\s(?:{known.worded}|{known.noun}))"
    return rf"(?:{more}{of}(?P<unit>(?(cur)[\s-]?{money}|{unit})))?"


def _per(language: Language, known: Vocabulary) -> str:
    """What a rate is per, a short aside before it included: `9.26 million yen ($64,168) per BTC`."""
    aside = r"(?:\s\([^()]{1,40}\)|\s\w+ed(?=\sper\s))?"
    to_the = rf"\s(?:to|against) the\s(?=(?:{known.currency}))"
    joint = rf"(?:/|{to_the}|{aside}\s{any_of(language.per)}\s)"
    elsewhen = r"(?!\s(?:before|ago|earlier|later|after|antes|después)(?!\w))"  # `from 5.9 percent a year before`
    return rf"(?:{joint}(?P<per>(?!cents?(?!\w)){known.per}){elsewhen}|\s(?P<adverb>{alternation(language.adverbs)}))"
