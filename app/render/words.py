"""Words: values, hedges and dates as people read them, never more precise than the source."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.model.claims import Agreement
from app.render.stored import Figure, Value

HEDGES: Mapping[str, str] = {
    "exact": "",
    "rounded": "≈ ",
    "approximately": "≈ ",
    "estimated": "est. ",
    "nearly": "nearly ",
    "more-than": "over ",
    "at-least": "at least ",
    "less-than": "under ",
    "at-most": "up to ",
    "between": "",
}
"""What stands before a figure; a test holds this to the qualifiers that there are."""
AGREEMENTS: Mapping[Agreement, str] = {
    "single-source": "one source",
    "agreed": "sources agree",
    "refined": "one is more precise",
    "complementary": "sources add up",
    "disputed": "disputed",
    "not-stated": "not stated",
}


def figure(number: Figure) -> str:
    """`6240` as `6,240`, and as many decimals as there are."""
    return f"{Decimal(str(number)):,f}"


def quantity(value: Value, low: Value, high: Value, qualifier: str | None, unit: str | None = None) -> str:
    """A figure with its hedge and unit, a range with both ends."""
    hedge = HEDGES[qualifier or "exact"]
    if isinstance(value, int | float):
        said = hedge + figure(value)
    elif isinstance(low, int | float) and isinstance(high, int | float):
        said = f"{hedge}{figure(low)} to {figure(high)}"
    else:
        return "not stated"
    return f"{said} {unit}" if unit else said


def day(text: str) -> str:
    """`2025-07-17` as `July 17, 2025`."""
    found = date.fromisoformat(text)
    return f"{found:%B} {found.day}, {found.year}"


def interval(start: str | None, end: str | None) -> str:
    """The days that a date can mean."""
    if start == end:
        return day(start) if start else "undated"
    if end is None:
        return f"{day(start or '')} or later"
    return f"{day(start)} to {day(end)}" if start else f"{day(end)} or earlier"


def when(words: str | None, start: str | None, end: str | None, precision: str | None) -> str:
    """A date as the source words it, and the days that it means where the words do not say them.

    `May 2025` says its days; `July 17` without its year does not, nor does `Early July 2025`.
    """
    if words is None:
        return interval(start, end)
    if precision in ("day", "month", "year") and start is not None and start[:4] in words:
        return words
    return f"{words} ({interval(start, end)})"


def dated(values: Mapping[str, Value], field: str = "date") -> str:
    """What a record shows for a date."""
    words, start, end, precision = (
        text_of(values.get(f"{field}_{part}")) for part in ("text", "start", "end", "precision")
    )
    return when(words, start, end, precision)


def text_of(value: Value) -> str | None:
    """A cell that holds a text or nothing."""
    return value if isinstance(value, str) else None


def counted(number: int, what: str) -> str:
    """`1 snapshot`, `2 snapshots`."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
