"""Folding: the one way in which typed text and document text may differ and still be the same passage.

Equality after folding is the only proof of a quote. NFKC is applied per combining cluster (Unicode
Standard Annex 15), white space runs become one space, dashes and quotation marks become ASCII, zero-width
characters vanish, and so does what only marks text up (`markup`): emphasis, links, bullets, reference marks, emoji.
Case is kept: it can carry meaning. A fold never makes a digit or a space out of a character that was none, so
`10²` never reads `102`.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.model.markup import markup

ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")
"""What cannot be seen. Not the overrides of direction: they make a text look like another one."""
SINGLE_QUOTES = frozenset("\u2018\u2019\u201a\u201b\u2032\u02bc")
DOUBLE_QUOTES = frozenset("\u201c\u201d\u201e\u201f\u2033")
MINUS = "\u2212"


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with, for each of its characters, the code points of the original that it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    wraps: tuple[int, ...] = ()
    """Before which letters the document has a hyphen that ends a line: of the word, or of the wrapping alone."""

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The original's half-open span behind the folded span `[start, end)`; the span must not be empty."""
        return self.starts[start], self.ends[end - 1]

    def position(self, original: int) -> int:
        """Where in the folded text the original's character stands, or the next one that it keeps."""
        return bisect_left(self.starts, original)

    def reads(self, start: int, end: int) -> str:
        """What the original's span `[start, end)` reads, folded with all that stands around it."""
        return self.text[self.position(start) : self.position(end)]

    def splits_cluster(self, at: int) -> bool:
        """Whether folded position `at` falls between two characters that came from one original cluster."""
        return 0 < at < len(self.text) and self.starts[at] == self.starts[at - 1]


@lru_cache(maxsize=4096)  # names are folded again for every passage that they are looked for in
def fold(text: str, *, lines: bool = False) -> str:
    """The folded form of a text, for comparison only; what is served keeps the document's own characters.

    `lines` says that the text begins where a line does, so that a bullet or heading mark there is none of it.
    """
    return fold_map(text, lines=lines).text


def fold_map(text: str, *, lines: bool = False) -> Folded:
    """Fold a text and keep the way back to its code points."""
    chars: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        cluster = text[start:end]
        if cluster not in ZERO_WIDTH:
            folded = "\n" if cluster == "\n" else _fold_cluster(cluster)
            chars.extend(folded)
            spans.extend([(start, end)] * len(folded))
    kept, wraps = markup("".join(chars), lines=lines)
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    hyphens: list[int] = []
    for at in kept:
        char = " " if chars[at] == "\n" else chars[at]
        if char == " " and out and out[-1] == " ":
            ends[-1] = spans[at][1]
            continue
        if at in wraps:
            hyphens.append(len(out))
        out.append(char)
        starts.append(spans[at][0])
        ends.append(spans[at][1])
    return Folded("".join(out), tuple(starts), tuple(ends), tuple(hyphens))


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
