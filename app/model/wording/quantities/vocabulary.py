"""The words, signs and symbols of units in one language, as patterns and as a table of what each means."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.model.wording.language import Language
from app.model.wording.locales import LANGUAGES
from app.model.wording.patterns import alternation, any_of, before_figures
from app.model.wording.units import CODES, SIGNS, SYMBOLS

ASSETS = ("BTC", "ETH")
"""Those whose symbol may stand before its figure, as a sign of currency does."""

Nouns = tuple[tuple[str, str], ...]
"""A curator's own count nouns, each with its unit."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The patterns of units of one language and a curator's count nouns; none has a group with a name."""

    sign: str
    """What stands before a figure: `$`, `CAD $`, `USD`, `BTC`."""
    symbol: str
    """`BTC`, `MW`, `%`."""
    after: str
    """A sign or code of a currency behind its figure."""
    worded: str
    """Units and currencies in words."""
    currency: str
    """Currencies in words."""
    noun: str
    """A count noun, with up to two words before it."""
    plurals: str
    """Count nouns of the tables, in the plural."""
    hyphened: str
    """A unit behind a hyphen: `twelve-member`."""
    per: str
    """What a rate may be of."""
    codes: Mapping[str, str]
    """What each word, sign or symbol means."""


@lru_cache(maxsize=32)
def vocabulary(language: Language, own: Nouns) -> Vocabulary:
    worded = {**language.units, **language.currencies}
    nouns = {**language.nouns, **dict(own)}
    plurals = alternation(word for word in nouns if word not in language.singular)
    singular = alternation(language.singular)
    code = rf"(?-i:{before_figures(CODES)})"
    symbol = _symbols()
    after = rf"(?:{alternation(SIGNS)}|(?-i:{alternation(CODES)}))"
    return Vocabulary(
        sign=rf"(?:(?:{code}\s)?(?:{before_figures(SIGNS)})|{code}|(?-i:{before_figures(ASSETS)}))",
        symbol=symbol,
        after=after,
        worded=alternation(worded),
        currency=alternation(language.currencies),
        noun=rf"(?:{_adjectives(language)}(?:{plurals})|(?:{singular})|{plural(language)})",
        plurals=alternation({**worded, **{word: nouns[word] for word in nouns if word not in language.singular}}),
        hyphened=rf"-{any_of((*worded, *language.singular, *language.nouns))}",
        per=rf"(?:{symbol}|{alternation((*worded, *language.times, *nouns))}|{after})",
        codes=_codes({**worded, **nouns}),
    )


def _codes(words: Mapping[str, str]) -> Mapping[str, str]:
    """What each word, sign or symbol means, those in lower case too where that is no other unit."""
    units = {**SYMBOLS, **{sign: sign for sign in (*SIGNS, *CODES)}, **words}
    return {**units, **{word.lower(): code for word, code in units.items() if word.lower() not in units}}


def _symbols() -> str:
    """Symbols; of the short ones the case counts: a `W` is no `w`."""
    strict = [symbol for symbol in SYMBOLS if len(symbol) <= 2 and symbol not in ("MW", "GW", "kW", "%")]
    loose = [symbol for symbol in SYMBOLS if symbol not in strict]
    return rf"{alternation(loose)}|(?-i:{alternation(strict)})"


def _adjectives(language: Language) -> str:
    """Up to two words between a figure and its noun, which are none that a noun is not looked for behind."""
    stops = alternation((*language.ranges, *language.of, *language.per, *language.stops))
    return rf"(?:(?!(?:{stops})\s)[^\W\d]\w{{0,30}}(?:-\w{{1,30}}){{0,3}}\s){{0,2}}?"


@lru_cache(maxsize=8)
def plural(language: Language) -> str:
    """A count noun that no table has: in lower case, in the plural, and not followed as a verb is."""
    stops = alternation((*language.ranges, *language.of, *language.per, *language.stops, *language.never_counted))
    adjective = rf"(?:(?-i:(?!(?:{stops})\s)[^\W\d_A-Z]{{3,20}})\s)?"
    noun = rf"(?-i:(?!{any_of(language.never_counted)})(?:{language.plural}|{language.demonym}))"
    return rf"{adjective}{noun}(?!\w|-|\s{any_of(language.object_words)})"


def reserved(word: str) -> bool:
    """Whether a word already has a meaning in a quantity, in any language."""
    return any(word in known or word.lower() in known for known in _known_words())


@lru_cache(maxsize=1)
def _known_words() -> tuple[frozenset[str], ...]:
    tables = [
        table for each in LANGUAGES.values() for table in (each.units, each.currencies, each.scales, each.numerals)
    ]
    return (CODES, frozenset(SIGNS), frozenset(SYMBOLS), *(frozenset(table) for table in tables))
