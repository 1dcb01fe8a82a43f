"""Coverage: every sentence of a document is cited, set aside with a reason, silent, or a gap.

A sentence is silent if it holds no number, date, role or status verb. A gap is a sentence that does and that
nothing cites or sets aside; a figure that stands outside every cited passage is one as well, whatever its sentence is.
A curated document has neither.
"""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from app.model.claims import Citation, SetAside
from app.model.folding import fold_map
from app.model.passages import Span, passages

State = Literal["cited", "set-aside", "silent", "gap"]
STATES: dict[State, str] = {
    "cited": "A value is taken from it.",
    "set-aside": "No value is taken from it; it was read, and the curator says why.",
    "silent": "It holds no number, date, role or status verb.",
    "gap": "It holds one, and nobody has cited it or set it aside; a published store has none.",
}

_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_LIST_NUMBER = re.compile(r"\s*\d+[.)]\s")
_SIGNALS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|[Pp]resident|[Mm]inister|[Aa]ssistant|[Dd]irector|[Gg]overnor|[Cc]hair(?:man|woman)?|leads"
    r"|announce[ds]?|launch(?:e[ds])?|establish(?:e[ds]|ment)?|adopt(?:s|ed|ing)?|sign(?:s|ed)?|sets? up"
    r"|plan(?:s|ned)?|allocat(?:es?|ed|ing|ion)|restrict(?:s|ed|ions?)?|paus(?:es?|ed)|approv(?:es?|ed|al)"
    r"|holds?|amassed|bought|purchase[ds]?|formaliz(?:es?|ed|ing)"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre"
    r"|[Pp]resident[ea]|[Mm]inistr[oa]|[Dd]irectora?|[Gg]obernadora?|[Ss]ecretari[oa]|[Dd]iputad[oa]s?"
    r"|anunci(?:a|ó|aron)|firm(?:a|ó|aron)|aprob(?:ó|aron|ad[oa])|adopt(?:a|ó|aron)|lanz(?:a|ó|aron)|cre(?:a|ó|aron)"
    r"|planea|prevén?|asign(?:a|ó|aron)|restring(?:e|ió)|suspend(?:e|ió|ido)|compr(?:a|ó|aron)|posee|mantiene)\b"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, heading or list item, and what was made of it; offsets count code points, ends are exclusive."""

    start: int
    end: int
    state: State
    citations: tuple[str, ...]
    """The passages in it that values are taken from; there are some if and only if it is cited."""
    reasons: tuple[str, ...]
    """Why it was set aside; of a cited sentence, why a part of it was."""
    uncovered: tuple[Span, ...]
    """Its figures that stand in no passage that is cited or set aside."""


def sentences(text: str, citations: Iterable[Citation], set_aside: Iterable[SetAside]) -> Iterator[Sentence]:
    """Every sentence of a document in its order, held against the passages that values are taken from, and the others.

    Figures in what only marks a text up, such as the address of a link, are none that a passage could hold.
    Both are this document's; what only gives context to a value is no passage that it is taken from.
    """
    spans = list(passages(text))
    legible = frozenset(fold_map(text, lines=True).starts)
    for span, cited, aside in zip(spans, touching(spans, citations), touching(spans, set_aside), strict=True):
        figures = tuple(
            each for each in _figures(text, span) if each[0] in legible and not _touched(each, [*cited, *aside])
        )
        yield Sentence(
            *span,
            _state(text[slice(*span)], figures, cited, aside),
            tuple(dict.fromkeys(each.id for each in cited)),
            tuple(dict.fromkeys(each.why for each in aside)),
            figures,
        )


def _state(words: str, figures: Sequence[Span], cited: Sequence[Citation], aside: Sequence[SetAside]) -> State:
    if cited:
        return "cited"
    if aside:
        return "set-aside"
    return "gap" if figures or _SIGNALS.search(words) else "silent"


def tally(found: Iterable[Sentence]) -> dict[State, int]:
    """How many sentences there are of each state, in the order of the states."""
    counts = Counter(each.state for each in found)
    return {state: counts[state] for state in STATES}


def numbered(found: Iterable[Sentence], text: str) -> Iterator[tuple[int, Sentence]]:
    """Every sentence of a text, in its order, with the line that it begins on, from 1."""
    at, line = 0, 1
    for each in found:
        line += text.count("\n", at, each.start)
        at = each.start
        yield line, each


class _Spanning(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Each = TypeVar("_Each", bound=_Spanning)


def touching(spans: Iterable[Span], others: Iterable[_Each]) -> Iterator[list[_Each]]:
    """For each of these spans, which follow one another, what shares a character with it, in the order of the text."""
    waiting = deque(sorted(others, key=lambda each: (each.start, each.end)))
    reaching: list[_Each] = []
    for start, end in spans:
        while waiting and waiting[0].start < end:
            reaching.append(waiting.popleft())
        reaching = [each for each in reaching if each.end > start]
        yield list(reaching)


def _touched(span: Span, by: Iterable[_Spanning]) -> bool:
    return any(each.start < span[1] and span[0] < each.end for each in by)


def _figures(text: str, sentence: Span) -> Iterator[Span]:
    """The figures of a sentence, without the number of a list item or heading."""
    start, end = sentence
    number = _LIST_NUMBER.match(text, start, end)
    for found in _FIGURE.finditer(text, number.end() if number else start, end):
        yield found.span()
