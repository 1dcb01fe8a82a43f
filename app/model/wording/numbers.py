"""Reading numbers: in digits, in words, with scale words, and indefinite ones.

The marks of digits are those of the locale: `6,240` and `6.240` are the same figure in different countries. Where
nothing settles the decimal mark, a figure that could be either is refused.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from app.model.quantities import MAX_DIGITS, QuantityError, TooManyDigits
from app.model.wording.language import Language
from app.model.wording.locales import Locale
from app.model.wording.numerals import numerals
from app.model.wording.patterns import any_of

_VULGAR = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
_HALF = Decimal("0.5")
_AND = frozenset({"and", "y"})
_DOZEN = frozenset({"dozen", "docena"})


class MarkUnknown(QuantityError):
    code = "decimal-mark-unknown"
    remedy = 'say the region in [document].language, such as "es-SV" or "es-ES", or give {value, why}'


@dataclass(frozen=True, slots=True)
class Number:
    """A number with one unit of its last stated digit; `high` only for indefinite ones (`several thousand`)."""

    value: Decimal
    step: Decimal
    in_full: bool
    """Without decimals and without a scale word."""
    decimals: bool
    power: int = 0
    """The power of ten of its scale word."""
    high: Decimal | None = None

    def scaled(self, power: int) -> "Number":
        """The same number under the scale word of another one: the first of `20-40 million`."""
        return Number(
            self.value.scaleb(power), self.step.scaleb(power), power == 0 and self.in_full, self.decimals, power
        )


@dataclass(frozen=True, slots=True)
class _Plain:
    """A number as far as it is read, before its scale word is applied."""

    value: Decimal
    step: Decimal = Decimal(1)
    decimals: bool = False
    power: int = 0


def read_number(text: str, locale: Locale) -> Number:
    """The number that a match of the locale's pattern writes.

    Raises `MarkUnknown` for a mark that may be either, `TooManyDigits` beyond 15 significant digits, `QuantityError`
    for words that are two numbers or no scale.
    """
    language, patterns = locale.language, numerals(locale.language, locale.decimal)
    if patterns.vague.fullmatch(text) or _is_plural(text, language):
        return _vague(text, language)
    rest = re.sub(rf"\s{any_of(language.and_a_half)}", "", text, flags=re.IGNORECASE)
    digits = patterns.digits.match(rest)
    if digits is not None:
        plain = _figure(digits[0], locale, _power(rest[digits.end() :], language))
    else:
        plain = _worded(rest, language)
    if rest != text:
        plain = _Plain(plain.value + _HALF, _HALF, decimals=True, power=plain.power)
    if len(plain.value.normalize().as_tuple().digits) > MAX_DIGITS:
        raise TooManyDigits(f"«{text}» needs more than {MAX_DIGITS} significant digits")
    power = plain.power
    in_full = power == 0 and not plain.decimals
    return Number(plain.value.scaleb(power), plain.step.scaleb(power), in_full, plain.decimals, power)


def _power(text: str, language: Language) -> int:
    """The power of ten of the scale words in a text: `mil millones` are two."""
    words = re.sub(r"[\s-]+", " ", text).strip()
    if not words:
        return 0
    scales = language.scales
    whole = scales.get(words, scales.get(words.lower()))
    if whole is not None:
        return whole
    parts = [scales.get(word, scales.get(word.lower())) for word in words.split()]
    if any(part is None for part in parts) or len(parts) > 2:
        raise QuantityError(f"«{words}» is no scale that this grammar knows")
    return sum(part or 0 for part in parts)


def _figure(digits: str, locale: Locale, power: int) -> _Plain:
    """Digits with their marks, and the fraction sign behind them."""
    part = _VULGAR.get(digits[-1], Decimal(0))
    plain = digits.rstrip("½¼¾").strip().lstrip("+")
    mark = locale.decimal or _settled(plain)
    if locale.language.name != "en" and re.fullmatch(rf"[-+]?[1-9]\d{{0,2}}{re.escape(mark)}\d{{3}}", plain):
        raise MarkUnknown(f"«{plain}»: its mark is that of decimals here, and yet it may be that of thousands")
    group = "," if mark == "." else "."
    if re.match(rf"[-+]?0\d*{re.escape(group)}", plain):
        raise MarkUnknown(f"«{plain}»: no thousands begin with a zero, and here its mark is not that of decimals")
    bare = plain.replace(group, "").replace("'", "").replace(" ", "").replace(mark, ".")
    value = Decimal(bare or "0")
    if part:
        return _Plain(value + part, _HALF if part == _HALF else Decimal("0.25"), decimals=True, power=power)
    decimals = len(bare.partition(".")[2])
    return _Plain(value, Decimal(1).scaleb(-decimals), decimals > 0, power)


def _settled(digits: str) -> str:
    """The decimal mark that a figure itself shows; refused if it could be either."""
    marks = [mark for mark in digits if mark in ".,"]
    if not marks:
        return "."
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    if re.fullmatch(r"[-+]?\d{1,3}[.,]\d{3}", digits):
        raise MarkUnknown(f"«{digits}»: nothing settles whether its mark is that of decimals or of thousands")
    return marks[0]


def _worded(text: str, language: Language) -> _Plain:
    """A number in words: a half, one or half of a scale word, or a sum of its words."""
    lowered = re.sub(r"[\s-]+", " ", text).strip().lower()
    if lowered in language.halves:
        return _Plain(_HALF, _HALF, decimals=True)
    return _one_of(lowered, language) or _sum(text, lowered.split(), language)


def _one_of(lowered: str, language: Language) -> _Plain | None:
    """`A million`, `half a dozen`."""
    for words, value in ((language.halves, _HALF), (language.articles, Decimal(1))):
        word = next((each for each in sorted(words, key=len, reverse=True) if lowered.startswith(f"{each} ")), None)
        if word is None:
            continue
        rest = lowered[len(word) :].strip()
        if rest in language.numerals:
            return _Plain(value * language.numerals[rest])
        return _Plain(value, value, decimals=value != 1, power=_power(rest, language))
    return None


@dataclass(frozen=True, slots=True)
class _Sum:
    """The words of a number so far: what is complete, what a scale word may still multiply, the last such word."""

    total: int = 0
    current: int = 0
    power: int = 0


def _sum(text: str, names: list[str], language: Language) -> _Plain:
    """`Two hundred and twelve thousand`; scale words that are left stand for so many of them."""
    found, read = _Sum(), 0
    for name in names:
        following = names[read + 1] if read + 1 < len(names) else ""
        added = _added(found, name, following, text, language)
        if added is None:
            break
        found, read = added, read + 1
    power = _power(" ".join(names[read:]), language)
    value = Decimal(found.total + found.current if read else 1)  # mil millones: one thousand of them
    if found.power and not power:
        return _Plain(value.scaleb(-found.power), decimals=value % 10**found.power != 0, power=found.power)
    return _Plain(value, power=power)


def _added(found: _Sum, name: str, following: str, text: str, language: Language) -> _Sum | None:
    """The sum with one more word; None for a scale word that multiplies all of it."""
    if name in _AND:
        return found
    if name in _DOZEN:
        return _Sum(found.total, (found.current or 1) * language.numerals[name])
    if name in language.numerals:
        return _Sum(found.total, found.current + _fitting(found.current, language.numerals[name], text))
    power = language.scales.get(name)
    if power == 2:
        return _Sum(found.total, (found.current or 1) * 100, 2)
    if power == 3 and language.scales.get(following, 0) <= 3:
        return _Sum(found.total + (found.current or 1) * 1000, 0, 3)
    return None


def _fitting(current: int, number: int, text: str) -> int:
    """The number, if it may follow what is read: `twenty-one`, and no `two four`."""
    below = current % 100
    if below and not (number < 10 <= below and below % 10 == 0):
        raise QuantityError(f"«{text}» are two numbers")
    return number


def _is_plural(text: str, language: Language) -> bool:
    """A scale word in the plural by itself, or of another one: `millions`, `miles de millones`."""
    words = [word for word in text.lower().split() if word not in language.of]
    return all(language.scales.get(word, 0) >= 3 for word in words) and words[0].endswith("s")


def _vague(text: str, language: Language) -> Number:
    """An indefinite number as a range: `several thousand` is two to ten thousand, `millions` one to a thousand."""
    lowered = re.sub(r"[\s-]+", " ", text).lower()
    known = sorted(language.vague, key=len, reverse=True)
    word = next((each for each in known if lowered.startswith(each)), "")
    low, high = language.vague.get(word, (1, 1000))
    power = _power(" ".join(each for each in lowered[len(word) :].split() if each not in language.of), language)
    return Number(
        Decimal(low).scaleb(power),
        Decimal(1).scaleb(power),
        in_full=False,
        decimals=False,
        power=power,
        high=Decimal(high).scaleb(power),
    )
