"""Units of measure and currencies, as signs and codes that mean the same in every language, read from `units.toml`.

A sign that several currencies share (`$`, `¥`, `£`, `Rs`) stands for one only where the region is known; what
English and Spanish call a unit in words stands in the tables of those languages.
"""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from app.model.wording.language import by_word

_TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

CODES: frozenset[str] = frozenset(_TABLES["currencies"])
"""ISO 4217 codes of currencies."""

SIGNS: Mapping[str, str] = by_word(_TABLES["signs"])
"""What stands before (or after) a figure for a currency; those that several share stand for themselves."""

SHARED: Mapping[str, Mapping[str, str]] = {sign: by_word(regions) for sign, regions in _TABLES["shared"].items()}
"""Shared signs and words: the currency of each region; what is not here is refused."""

SYMBOLS: Mapping[str, str] = {
    **{symbol: symbol for symbol in (*_TABLES["assets"], *_TABLES["measures"])},
    **by_word(_TABLES["symbols"]),
}
"""Symbols of units, and the unit each stands for."""

PARTS: Mapping[str, tuple[str, Decimal]] = {
    part: (unit, Decimal(share)) for part, (unit, share) in _TABLES["parts"].items()
}
"""Units that are a fixed part of another one: a satoshi is 10^-8 bitcoin."""

PER = frozenset({"GH", "TH", "PH", "EH"})
"""Symbols that mean another thing behind `per`: a price per terahash is not one per terahash a second."""
TIMES = ("hour", "day", "week", "month", "quarter", "year")
"""What a rate can be for."""
