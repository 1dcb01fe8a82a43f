"""Pieces that patterns are put together from."""

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

_GROUP = re.compile(r"\(\?P<\w+>")
_Meaning = TypeVar("_Meaning")


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, longest first, each ending where a word ends; a hyphen may stand for a space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word).replace(r"\ ", r"[\s-]") + (r"(?!\w)" if word[-1].isalnum() else "") for word in ordered
    )


def meaning(words: Mapping[str, _Meaning], found: str) -> _Meaning:
    """What a match of `alternation(words)` stands for in their table."""
    plain = re.sub(r"\s+", " ", found).strip().lower()
    if plain in words:
        return words[plain]
    return next(value for word, value in words.items() if _spaced(word) == _spaced(plain))


def _spaced(word: str) -> str:
    return word.replace("-", " ").lower()


def before_figures(signs: Iterable[str]) -> str:
    """A pattern for any of the signs and codes that stand before a figure, which may touch it: `Rs22`, `USD5m`."""
    ordered = sorted(set(signs), key=lambda sign: (-len(sign), sign))
    return "|".join(re.escape(sign) + (r"(?![^\W\d])" if sign[-1].isalnum() else "") for sign in ordered)


def any_of(words: Iterable[str]) -> str:
    """`alternation` in a group of its own."""
    return f"(?:{alternation(words)})"


def nameless(pattern: str) -> str:
    """The same pattern with none of its groups named, so that it may stand in another one more than once."""
    return _GROUP.sub("(?:", pattern)
