"""How two claims about one field stand to each other."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Literal

from app.model.dates import When
from app.model.quantities import Quantity

Verdict = Literal[
    "agree",
    "agree-rounding",
    "refines",
    "bound-compatible",
    "conflict",
    "implausible-jump",
    "differs-in-words",
    "disputed",
]

VERDICTS: dict[Verdict, str] = {
    "agree": "Both state the same value.",
    "agree-rounding": "The values differ, and their rounding intervals meet: one may be the other, rounded.",
    "refines": "One is a more precise form of the other: a day within a month, a point within a range.",
    "bound-compatible": "One is a bound that the other keeps.",
    "conflict": "Taken by themselves, they cannot both hold.",
    "implausible-jump": "Both can hold, but a stock would have had to change by more than a quarter in a month.",
    "differs-in-words": "Two wordings, and no vocabulary says that they mean the same.",
    "disputed": "A curator sees a disagreement that arithmetic cannot see; the reason says which.",
}

DISAGREEING: frozenset[Verdict] = frozenset({"conflict", "implausible-jump", "differs-in-words", "disputed"})
MAX_RATIO = Decimal("1.25")
"""A stock that changes by more than this within a month is implausible; so is a bound this far from the figure."""


_MARGINS = {"month-part": 5, "year-part": 31}
"""Days by which a date may miss an early, mid or late part of a month or year: where that begins is a convention."""


def compare_dates(a: When, b: When) -> Verdict:
    """How two statements of one date stand to each other; the same whichever comes first."""
    if (a.start, a.end) == (b.start, b.end):
        return "agree"
    start = max(a.start or date.min, b.start or date.min)
    end = min(a.end or date.max, b.end or date.max)
    if start > end:
        margin = max(_MARGINS.get(each.precision, 0) for each in (a, b))
        return "bound-compatible" if (start - end).days <= margin else "conflict"
    contained = (start, end) in ((a.start or date.min, a.end or date.max), (b.start or date.min, b.end or date.max))
    return "refines" if contained else "bound-compatible"


def compare_quantities(a: Quantity, b: Quantity) -> Verdict:
    """How two statements of one quantity stand to each other; the same whichever comes first."""
    a, b = _in_megawatts(a), _in_megawatts(b)
    if a.unit != b.unit:
        return "conflict"
    if (a.value, a.low, a.high) == (b.value, b.low, b.high):
        return "agree"
    if a.value is not None and a.value == b.value and not (_is_bound(a) or _is_bound(b)):
        return "agree"
    if _is_bound(a) or _is_bound(b):
        return _compare_bounds(a, b)
    (low, high), (other_low, other_high) = a.interval(), b.interval()
    floor, ceiling = max(low, other_low), min(high, other_high)
    ranged = a.value is None or b.value is None
    if floor > ceiling or (floor == ceiling and not ranged):  # the ends of a range are included
        return "conflict"
    return "refines" if ranged else "agree-rounding"


def _in_megawatts(quantity: Quantity) -> Quantity:
    """Gigawatts as megawatts, to be compared."""
    if quantity.unit != "GW":
        return quantity
    value, low, high = (None if end is None else end * 1000 for end in (quantity.value, quantity.low, quantity.high))
    return replace(quantity, value=value, low=low, high=high, unit="MW", step=quantity.step * 1000)


def _is_bound(quantity: Quantity) -> bool:
    return quantity.low is None or quantity.high is None


def _compare_bounds(a: Quantity, b: Quantity) -> Verdict:
    """Bounds against what is served, end by end: `over 6,240` excludes an unhedged `6,240`."""
    low, high = _strongest_ends(a, b)
    if low is not None and high is not None:
        (floor, open_floor), (ceiling, open_ceiling) = low, high
        if floor > ceiling or (floor == ceiling and (open_floor or open_ceiling)):
            return "conflict"
    ratio = min(_ratio(figure, _nearest(b, figure)) for figure in _figures(a))
    return "implausible-jump" if ratio > MAX_RATIO else "bound-compatible"


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    small, large = sorted((abs(one), abs(other)))
    return large / small if small else Decimal("Infinity")


def _strongest_ends(a: Quantity, b: Quantity) -> tuple[tuple[Decimal, bool] | None, tuple[Decimal, bool] | None]:
    """The highest floor and the lowest ceiling of two statements, each with whether it is excluded."""
    floors = [(q.low, q.qualifier == "more-than") for q in (a, b) if q.low is not None]
    ceilings = [(q.high, q.qualifier in ("less-than", "rounded", "nearly")) for q in (a, b) if q.high is not None]
    floor = max(floors) if floors else None
    return floor, min(ceilings, key=lambda end: (end[0], not end[1])) if ceilings else None


def _figures(quantity: Quantity) -> list[Decimal]:
    """The stated figure, or both ends of a range."""
    stated = [quantity.value] if quantity.value is not None else [quantity.low, quantity.high]
    return [figure for figure in stated if figure is not None]


def _nearest(quantity: Quantity, figure: Decimal) -> Decimal:
    """What of a quantity comes nearest to a figure: the stated one, or a point of the range."""
    ends = _figures(quantity)
    return min(max(figure, ends[0]), ends[-1])
