"""Quantities: a figure, its hedge, its unit and the interval that it leaves open. `wording.quantities` reads them.

The interval of a figure:

- written out in full, unhedged (`6,240 BTC`): the figure itself, `exact`;
- with decimals or a scale word (`$752 million`): half a unit of the last stated digit to each side, `rounded`;
- hedged (`about 6,000`): the same, counted from the last digit that is not a trailing zero;
- a bound (`over $800 million`): from the figure on, without a limit on the other side;
- a range (`20-40 million`): as stated, and no point inside it is preferred.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.errors import CurationError

MAX_DIGITS = 15
"""Significant digits that an IEEE 754 double holds of every number."""

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


def ranged(low: Decimal, high: Decimal, qualifier: Qualifier | None, unit: str | None, step: Decimal) -> Quantity:
    """A range: both ends as stated."""
    return Quantity(None, low, high, qualifier or "between", unit, step)


def point(
    value: Decimal, step: Decimal, qualifier: Qualifier | None, unit: str | None, *, in_full: bool, decimals: bool
) -> Quantity:
    """One figure with the interval that its hedge, its scale word and its last stated digit leave open.

    `in_full` is a figure without decimals and without a scale word; `decimals` says that its last digits are stated,
    even if they are zeros.
    """
    match qualifier:
        case None if in_full:
            return Quantity(value, value, value, "exact", unit, step)
        case None:
            return Quantity(value, value - step / 2, value + step / 2, "rounded", unit, step)
        case "more-than" | "at-least":
            return Quantity(value, value, None, qualifier, unit, step)
        case "less-than" | "at-most":
            return Quantity(value, None, value, qualifier, unit, step)
        case "nearly":
            step = _last_digit(value, step, decimals=decimals)
            return Quantity(value, value - step, value, qualifier, unit, step)
        case "approximately" | "estimated":
            step = _last_digit(value, step, decimals=decimals)
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
