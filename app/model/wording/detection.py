"""Which language a text is written in, by the commonest words of those that are read here."""

import re
from collections import Counter

from app.model.wording.locales import LANGUAGES

_FEW = 12
"""Common words below which a text tells nothing."""


def language_in(text: str) -> str | None:
    """The language whose common words a text has at least twice as often as any other's; None if none has."""
    counts = _common_words(text)
    first, second = sorted(counts, key=lambda name: -counts[name])[:2]
    return first if counts[first] >= _FEW and counts[first] >= 2 * counts[second] else None


def likeliest_language(text: str) -> str:
    """The language that most of a text's common words are of; English if they do not tell."""
    counts = _common_words(text)
    return max(counts, key=lambda name: (counts[name], name == "en"))


def _common_words(text: str) -> dict[str, int]:
    """How many words of a text are common ones of each language."""
    words = Counter(re.findall(r"[^\W\d_]+", text.lower()))
    return {name: sum(words[word] for word in language.common) for name, language in LANGUAGES.items()}
