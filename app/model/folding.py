"""Folding: the one way in which typed text and document text may differ and still be the same passage.

Equality after folding is the only proof of a quote. NFKC is applied per combining cluster (Unicode
Standard Annex 15), white space runs become one space, dashes and quotation marks become ASCII, zero-width
characters vanish. Case is kept: it can carry meaning. A fold never makes a digit or a space out of a
character that was none, so `10²` never reads `102`.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
SINGLE_QUOTES = frozenset("\u2018\u2019\u201a\u201b\u2032\u02bc")
DOUBLE_QUOTES = frozenset("\u201c\u201d\u201e\u201f\u2033")
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with, for each of its characters, the code points of the original that it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open span behind the folded span `[start, end)`; the span must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def splits_cluster(self, at: int) -> bool:
        """Whether folded position `at` falls between two characters that came from one original cluster."""
        return 0 < at < len(self.text) and self.starts[at] == self.starts[at - 1]


def fold(text: str) -> str:
    """The folded form of a text, for comparison only; what is served keeps the document's own characters."""
    return fold_map(text).text


def fold_map(text: str) -> Folded:
    """Fold a text and keep the way back to its code points."""
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        cluster = text[start:end]
        if cluster in ZERO_WIDTH:
            continue
        folded = _fold_cluster(cluster)
        if folded == " " and out and out[-1] == " ":
            ends[-1] = end
            continue
        out.extend(folded)
        starts.extend([start] * len(folded))
        ends.extend([end] * len(folded))
    return Folded("".join(out), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Half-open spans of a base character with the combining marks that follow it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.category(text[index]).startswith("M"):
            yield start, index
            start = index


def _fold_cluster(cluster: str) -> str:
    if cluster.isspace():
        return " "
    normal = unicodedata.normalize("NFKC", cluster)
    if _invents_digit(normal, cluster) or any(char.isspace() for char in normal):
        normal = cluster
    return "".join(_fold_mark(char) for char in normal)


def _invents_digit(normal: str, cluster: str) -> bool:
    """Superscripts, fractions and circled numbers fold to digits that the document did not write."""
    return any(map(str.isdecimal, normal)) and not any(map(str.isdecimal, cluster))


def _fold_mark(char: str) -> str:
    if char in SINGLE_QUOTES:
        return "'"
    if char in DOUBLE_QUOTES:
        return '"'
    if char == MINUS or unicodedata.category(char) == "Pd":
        return "-"
    return char
