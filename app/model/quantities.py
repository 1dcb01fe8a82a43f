"""Quantities as sources state them: a figure, its hedge, its unit and the interval that it leaves open.

The grammar is closed: a text is read whole or refused, never in part. The interval of a figure:

- written out in full, unhedged (`6,240 BTC`): the figure itself, `exact`;
- with decimals or a scale word (`$752 million`): half a unit of the last stated digit to each side, `rounded`;
- hedged (`about 6,000`): the same, counted from the last digit that is not a trailing zero;
- a bound (`over $800 million`): from the figure on, without a limit on the other side;
- a range (`20-40 million`): as stated, and no point inside it is preferred.

Numbers have at most 15 significant digits, so that an IEEE 754 double holds each of them exactly.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.errors import CurationError
from app.model.folding import fold

Qualifier = Literal[
    "exact",
    "rounded",
    "approximately",
    "estimated",
    "nearly",
    "more-than",
    "at-least",
    "less-than",
    "at-most",
    "between",
]

QUALIFIERS: dict[Qualifier, str] = {
    "exact": "Stated in full, without a hedge.",
    "rounded": "Stated with decimals or a scale word: known to half a unit of its last digit.",
    "approximately": "The source says about, around, roughly, `≈` or the like.",
    "estimated": "The source calls it an estimate.",
    "nearly": "The source says nearly, almost or just under: the figure is not quite reached.",
    "more-than": "The source says over, more than, above: the figure itself is excluded.",
    "at-least": "The source says at least: the figure itself is included.",
    "less-than": "The source says under, below, less than: the figure itself is excluded.",
    "at-most": "The source says up to, at most: the figure itself is included.",
    "between": "The source states a range and no hedge.",
}

# Strongest first: a figure that is both estimated and a bound is served as a bound.
_HEDGES: dict[Qualifier, tuple[str, ...]] = {
    "at-least": ("at least", "no less than", "no fewer than", "not less than", "a minimum of", "≥"),
    "at-most": ("up to", "at most", "no more than", "not more than", "a maximum of", "as many as", "as much as", "≤"),
    "nearly": ("nearly", "almost", "just under", "close to", "just short of", "not quite"),
    "more-than": (
        *("over", "more than", "greater than", "above", "exceeding", "exceeds", "in excess of", "upwards of", ">"),
        *("north of", "beyond", "surpassing", "topping"),
    ),
    "less-than": ("under", "below", "less than", "fewer than", "south of", "<"),
    "approximately": (
        *("about", "around", "approximately", "approx.", "roughly", "some", "circa", "c.", "ca.", "an approximate"),
        *("~", "≈", "≃", "in the region of", "in the neighborhood of", "in the neighbourhood of", "more or less"),
    ),
    "estimated": ("an estimated", "estimated at", "estimated to be", "estimated", "estimates suggest"),
}
_AFTER: dict[Qualifier, tuple[str, ...]] = {
    "at-least": ("+", "or more", "at least", "and up"),
    "at-most": ("or less", "or fewer", "at most"),
    "approximately": ("or so", "or thereabouts", "approximately", "give or take"),
    "estimated": ("are estimated", "is estimated", "were estimated", "was estimated", "(estimated)", "(est.)"),
}
_STRENGTH: tuple[Qualifier, ...] = tuple(_HEDGES)
_BY_HEDGE = {phrase: name for table in (_HEDGES, _AFTER) for name, phrases in table.items() for phrase in phrases}

# Words that qualify a figure in ways that no interval of this store can hold: what they touch is refused.
_UNCLEAR = (
    *("not", "never", "rarely", "neither", "nor", "hardly", "barely", "half", "half of", "twice", "minus", "±", "or"),
    *("perhaps", "possibly", "maybe", "reportedly", "allegedly", "a reported", "short of", "minimum", "maximum"),
    *("an estimated total of", "a total of nearly", "if not"),
)
_UNCLEAR_AFTER = (
    *("per", "a day", "a week", "a month", "a year", "each", "every", "plus", "max", "min", "minimum", "maximum"),
    *("and counting", "if not", "(unconfirmed)", "±", "or", "more than", "less than", "cash", "etf", "etfs"),
    *("points", "hours", "hour"),
)

_CURRENCIES = {"US$": "USD", "$": "USD", "USD": "USD", "€": "EUR", "EUR": "EUR", "£": "GBP", "GBP": "GBP"}
_SCALES = {"thousand": 3, "million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12}
UNITS: dict[str, str] = {
    "BTC": "BTC",
    "bitcoin": "BTC",
    "bitcoins": "BTC",
    "MW": "MW",
    "megawatt": "MW",
    "megawatts": "MW",
    "GW": "GW",
    "gigawatt": "GW",
    "gigawatts": "GW",
    "%": "percent",
    "percent": "percent",
    "per cent": "percent",
}
"""Words of measure and the unit each stands for; a curator's vocabulary adds count nouns (`Pakistanis`)."""

RESERVED = frozenset({*UNITS, *_SCALES, *_CURRENCIES})
"""Words that already have a meaning in a quantity."""

MAX_DIGITS = 15


class QuantityError(CurationError):
    """A text that the grammar of quantities refuses."""

    code = "unreadable-quantity"
    remedy = "take the figure with its unit and hedge as the document writes them, or give {value, why}"


class TooManyDigits(QuantityError):
    code = "too-many-digits"
    remedy = f"a figure may have {MAX_DIGITS} significant digits, so that every JSON reader holds it exactly"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One stated quantity. `value` is None for a range; `low` or `high` is None where there is no limit."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    unit: str | None
    step: Decimal
    """One unit of the last stated digit: half of it, to each side, is the rounding interval."""

    def interval(self) -> tuple[Decimal, Decimal]:
        """The half-open interval of values that would be written like this; infinite where there is no limit."""
        half = self.step / 2
        if self.qualifier == "exact" and self.value is not None:
            return self.value - half, self.value + half
        low = Decimal("-Infinity") if self.low is None else self.low
        return low, Decimal("Infinity") if self.high is None else self.high


def _alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, each ending where a word ends."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word) + (r"(?!\w)" if word[-1].isalnum() else "") for word in ordered)


_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CURRENCY = _alternation(sorted(_CURRENCIES, key=len))
_SCALE = _alternation(_SCALES)
_HEDGE = _alternation(phrase for phrases in _HEDGES.values() for phrase in phrases)
_HEDGE_AFTER = _alternation(phrase for phrases in _AFTER.values() for phrase in phrases)
_LEADING = re.compile(rf"(?<!\w)((?:(?:{_HEDGE})\s*)+)$", re.IGNORECASE)
_TRAILING = re.compile(rf"^\s?({_HEDGE_AFTER})", re.IGNORECASE)
_SHAPE = re.compile(
    rf"(?P<hedge>(?:(?:{_HEDGE})\s*)*)"
    rf"(?P<between>between\s+)?(?P<currency>(?:{_CURRENCY})\s?)?(?P<first>{_NUMBER})(?:\s?(?P<scale1>{_SCALE}))?"
    rf"(?:\s?(?P<joint>-|to\s|and\s)\s?(?P<currency2>(?:{_CURRENCY})\s?)?(?P<second>{_NUMBER})(?:\s?(?P<scale2>{_SCALE}))?)?"
    rf"(?:/(?P<per>\w+)|\s?(?P<unit>%|(?!{_HEDGE_AFTER})[^\W\d][\w ]*?))?"
    rf"(?:\s?(?P<after>{_HEDGE_AFTER}))?",
    re.IGNORECASE,
)
_UNCLEAR_BEFORE = re.compile(rf"(?<!\w)(?:{_alternation(_UNCLEAR)})\W*$", re.IGNORECASE)
_UNCLEAR_NEXT = re.compile(rf"^(?:[-/]\w|[\s,]*(?:{_alternation(_UNCLEAR_AFTER)}))", re.IGNORECASE)
_FROM_BEFORE = re.compile(rf"from\s(?:{_CURRENCY})?$", re.IGNORECASE)
_WITH_UNIT = rf"(?:{_CURRENCY})?\s?{_NUMBER}\s?(?:{_SCALE})?(?:\s?[^\W\d]+)?"
_RANGE_BEFORE = re.compile(
    rf"(?:(from\s)?(?<![\d,.]){_WITH_UNIT}(?:\s(?:to|through)\s|\s?(?:~|\.\.+)\s?)"
    rf"|between\s{_WITH_UNIT}\sand\s|(?<![\d,.])(?!\d{{4}}\s-){_NUMBER}\s-\s)$",
    re.IGNORECASE,
)
_RANGE_AFTER = re.compile(rf"^(?:-|\s(?:to|through)\s|\s?(?:~|\.\.+)\s?|\s-\s)(?:{_CURRENCY})?\s?\d", re.IGNORECASE)
_BETWEEN_BEFORE = re.compile(rf"between\s(?:{_CURRENCY})?$", re.IGNORECASE)
_SCALE_AFTER = re.compile(rf"^\s?(?:{_SCALE}|(?:k|m|b|tn|crore|lakh|hundred|dozen|quadrillion)(?!\w))", re.IGNORECASE)


def hedge_before(folded: str) -> int:
    """How many characters at the end of this folded text hedge the figure that follows it."""
    found = _LEADING.search(folded)
    return len(found.group(1)) if found else 0


def hedge_after(folded: str) -> int:
    """How many characters at the start of this folded text hedge the figure before it."""
    found = _TRAILING.match(folded)
    return found.end() if found else 0


def cuts_figure(before: str, after: str) -> bool:
    """Whether a figure between these folded texts is only a part: of a range, or without its scale word."""
    if _SCALE_AFTER.match(after) or _BETWEEN_BEFORE.search(before):
        return True
    earlier = _RANGE_BEFORE.search(before)
    later = _RANGE_AFTER.match(after)
    # "from 6,158 to 6,228" tells of a change: two figures, not a range.
    return (earlier is not None and earlier[1] is None) or (later is not None and not _FROM_BEFORE.search(before))


def is_unclear(before: str, after: str) -> bool:
    """Whether words next to a figure qualify it in a way that no interval can hold, as in `not 5` or `5 per week`."""
    return bool(_UNCLEAR_BEFORE.search(before) or _UNCLEAR_NEXT.match(after))


def parse_quantity(text: str, units: Mapping[str, str] | None = None) -> Quantity:
    """Read a stated quantity, hedge and unit included.

    `units` adds words of measure to `UNITS`. Raises `QuantityError` for anything that is not wholly
    one quantity, and `TooManyDigits` beyond 15 significant digits.
    """
    folded = fold(text).strip()
    shape = _SHAPE.fullmatch(folded)
    if shape is None:
        raise QuantityError(f"«{text}» is not one figure with its hedge and unit")
    unit = _unit(shape, {**UNITS, **(units or {})})
    _check_joint(shape)
    qualifier = _qualifier(shape["hedge"] or "", shape["after"] or "")
    if shape["second"] is None:
        quantity = _point(shape["first"], shape["scale1"], unit, qualifier)
    else:
        quantity = _range(shape, unit, qualifier)
    for figure in (quantity.value, quantity.low, quantity.high):
        if figure is not None and len(figure.normalize().as_tuple().digits) > MAX_DIGITS:
            raise TooManyDigits(f"«{text}» needs more than {MAX_DIGITS} significant digits")
    return quantity


def _unit(shape: re.Match[str], units: Mapping[str, str]) -> str | None:
    currency = _CURRENCIES[shape["currency"].strip().upper()] if shape["currency"] else None
    word = shape["per"] or shape["unit"]
    if word is None:
        return currency
    unit = units.get(word) or units.get(word.lower())
    if unit is None or (currency is None) != (shape["per"] is None):
        raise QuantityError(f"«{word}» is no unit that this grammar knows", nearest=", ".join(sorted(units)))
    return f"{currency}/{unit}" if currency else unit


def _check_joint(shape: re.Match[str]) -> None:
    """A range is joined by one word or dash, in one currency: `and` after `between`, and `between` with both ends."""
    ends = shape["second"] is not None
    if bool(shape["between"]) != (ends and (shape["joint"] or "").strip() == "and"):
        raise QuantityError(f"«{shape[0]}» is no range: it takes between … and …, … to …, or a dash")
    if shape["currency2"] and (shape["currency"] or "").strip() != shape["currency2"].strip():
        raise QuantityError(f"«{shape[0]}» names two currencies")


def _qualifier(before: str, after: str) -> Qualifier | None:
    """The strongest of the hedges around a figure, None without any."""
    found = {_BY_HEDGE[phrase.lower()] for phrase in re.findall(_HEDGE, before, re.IGNORECASE)}
    if after:
        found.add(_BY_HEDGE[after.lower()])
    if found & {"more-than", "at-least"} and found & {"less-than", "at-most", "nearly"}:
        raise QuantityError(f"«{before.strip()} … {after}» bounds the figure from both sides")
    return next((name for name in _STRENGTH if name in found), None)


def _number(digits: str, scale: str | None) -> tuple[Decimal, Decimal]:
    """The figure and one unit of its last stated digit, both scaled."""
    plain = Decimal(digits.replace(",", ""))
    power = _SCALES.get(scale.lower()) if scale else 0
    if power is None:  # `mıllion` matches without regard to case, and is none
        raise QuantityError(f"«{scale}» is no scale that this grammar knows")
    decimals = len(digits.partition(".")[2])
    return plain.scaleb(power), Decimal(1).scaleb(power - decimals)


def _range(shape: re.Match[str], unit: str | None, qualifier: Qualifier | None) -> Quantity:
    """Both ends as stated; a scale word after the second holds for the first too (`20-40 million`)."""
    low, step = _number(shape["first"], shape["scale1"] or shape["scale2"])
    high, _ = _number(shape["second"], shape["scale2"])
    if low >= high:
        raise QuantityError(f"«{shape[0]}» runs backwards")
    if qualifier not in (None, "approximately", "estimated"):
        raise QuantityError(f"«{shape[0]}» is both a bound and a range")
    return Quantity(None, low, high, qualifier or "between", unit, step)


def _point(digits: str, scale: str | None, unit: str | None, qualifier: Qualifier | None) -> Quantity:
    value, step = _number(digits, scale)
    match qualifier:
        case None if scale is None and "." not in digits:
            return Quantity(value, value, value, "exact", unit, step)
        case None:
            return Quantity(value, value - step / 2, value + step / 2, "rounded", unit, step)
        case "more-than" | "at-least":
            return Quantity(value, value, None, qualifier, unit, step)
        case "less-than" | "at-most":
            return Quantity(value, None, value, qualifier, unit, step)
        case "nearly":
            step = _last_digit(value, step, decimals="." in digits)
            return Quantity(value, value - step, value, qualifier, unit, step)
        case "approximately" | "estimated":
            step = _last_digit(value, step, decimals="." in digits)
            return Quantity(value, value - step / 2, value + step / 2, qualifier, unit, step)
        case "exact" | "rounded" | "between":
            raise AssertionError("no hedge means these")


def _last_digit(value: Decimal, step: Decimal, *, decimals: bool) -> Decimal:
    """One unit of the last digit that a hedged figure can be said to state: `6,000` states thousands, `5.0` tenths."""
    while not decimals and value != 0 and step >= 1 and value % (step * 10) == 0:
        step *= 10
    return step


def literal(number: Decimal) -> str:
    """A decimal as a JSON number, in full: never an exponent, no trailing fraction of zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
