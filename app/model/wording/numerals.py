"""The patterns of numbers: in digits with the marks of a locale, in words, with scale words, and indefinite ones."""

import re
from dataclasses import dataclass
from functools import lru_cache

from app.model.wording.language import Language
from app.model.wording.patterns import any_of

_SIGN = r"(?:(?<![\w.,)])[-+](?=\d))?"
_POINT = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"  # 6,240,000.5
    r"|\d{1,2}(?:,\d{2})+,\d{3}"  # 12,34,567: lakhs and crores
    r"|\d{1,3}(?:'\d{3})+(?:\.\d+)?"  # 6'240
    r"|\d+(?:\.\d+)?"
)
_COMMA = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"  # 6.240.000,5
    r"|\d{1,3}(?:\s\d{3})+(?:,\d+)?"  # 6 240
    r"|\d+(?:,\d+)?"
)
_EITHER = r"\d+(?:[.,]\d+)*"
_MARKS = {".": _POINT, ",": _COMMA, None: _EITHER}
"""Figures by the decimal mark of the locale; where nothing settles it, any marks, and reading refuses what is open."""
_LETTERS = ("k", "m", "b", "t", "M", "MM")
"""Scale words that stand behind digits, with a space at most, and are other words elsewhere."""
_WHOLE = r"(?=\s(?:percent|per cent|percentage|bitcoin|punto|por ciento|bitcoins))"
"""What `half a` is half of: one of them."""


@dataclass(frozen=True, slots=True)
class Numerals:
    """The patterns of numbers of one locale."""

    pattern: str
    """A number with its scale word, without groups."""
    digits: re.Pattern[str]
    vague: re.Pattern[str]


@lru_cache(maxsize=16)
def numerals(language: Language, decimal: str | None) -> Numerals:
    """The patterns of a language and a decimal mark."""
    powers = {word: power for word, power in language.scales.items() if word not in _LETTERS}
    digits = rf"{_SIGN}(?:{_MARKS[decimal]})(?:\s?[½¼¾])?|[½¼¾]"
    worded, vague = _worded(language, powers), _vague(language, powers)
    half = any_of(language.and_a_half)
    scale = rf"(?:[\s-]?{any_of(powers)}|\s?{any_of(_LETTERS)})"
    one = rf"{any_of((*language.articles, *language.halves))}\s{any_of((*powers, 'dozen', 'docena'))}"
    half_of = rf"{any_of(language.halves)}{_WHOLE}"
    counted = rf"(?:(?:{digits})|{worded})(?:\s{half})?(?:{scale}){{0,2}}(?:\s{half})?"
    return Numerals(
        rf"(?:{one}(?:\s{half})?|{half_of}|{any_of(powers)}\s{half}|{vague}|{counted})",
        re.compile(digits, re.IGNORECASE),
        re.compile(vague, re.IGNORECASE),
    )


def _worded(language: Language, powers: dict[str, int]) -> str:
    """A number in words below a million: `two hundred and twelve thousand`."""
    small = any_of([*language.numerals, *(word for word, power in powers.items() if power in (2, 3))])
    return rf"{small}(?:[\s-](?:(?:and|y)\s)?{small})*"


def _vague(language: Language, powers: dict[str, int]) -> str:
    """An indefinite number: `several thousand`, `hundreds of millions`, `millions` where `of` follows."""
    of, scale = any_of(language.of), any_of(powers)
    plural = any_of(word for word, power in powers.items() if word.endswith("s") and power >= 3)
    return rf"{any_of(language.vague)}(?:\s{of})?(?:\s{scale})*|{plural}(?=\s{of})(?:\s{of}\s{scale})?"
