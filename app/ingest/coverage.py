"""Coverage: every sentence of a document is cited, set aside with a reason, silent, or a gap.

A sentence is silent if it holds no number, date, role or status verb. A gap is a sentence that does and that
nothing cites or sets aside, or a figure that stands outside every cited passage: a curated document has none.
"""

import re
from collections.abc import Iterator, Sequence

from app.errors import CurationError
from app.ingest.documents import Document
from app.model.claims import Citation, SetAside
from app.model.holdings import CoverageCount
from app.model.passages import Span, passages

_FIGURE = re.compile(r"\d(?:[\d.,]*\d)?")
_LIST_NUMBER = re.compile(r"\s*\d+[.)]\s")
_SIGNALS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|[Pp]resident|[Mm]inister|[Aa]ssistant|[Dd]irector|[Gg]overnor|[Cc]hair(?:man|woman)?|leads"
    r"|announce[ds]?|launch(?:e[ds])?|establish(?:e[ds]|ment)?|adopt(?:s|ed|ing)?|sign(?:s|ed)?|sets? up"
    r"|plan(?:s|ned)?|allocat(?:es?|ed|ing|ion)|restrict(?:s|ed|ions?)?|paus(?:es?|ed)|approv(?:es?|ed|al)"
    r"|holds?|amassed|bought|purchase[ds]?|formaliz(?:es?|ed|ing))\b"
)


class Uncovered(CurationError):
    code = "uncovered"
    remedy = "state what it says in an entry, or set it aside with [[ignore]] and a reason"

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line
        """The line of the document, from 1."""


def cover(
    document: Document, citations: Sequence[Citation], ignored: Sequence[SetAside]
) -> tuple[CoverageCount, list[Uncovered]]:
    """Count a document's sentences and name its gaps."""
    cited = [(c.start, c.end) for c in citations if c.source == document.source]
    aside = [(s.start, s.end) for s in ignored if s.source == document.source]
    counts = {"cited": 0, "set_aside": 0, "silent": 0}
    gaps: list[Uncovered] = []
    for sentence in passages(document.text):
        text = document.text[slice(*sentence)]
        line = document.text.count("\n", 0, sentence[0]) + 1
        if _touched(sentence, cited):
            counts["cited"] += 1
        elif _touched(sentence, aside):
            counts["set_aside"] += 1
        elif _SIGNALS.search(text) or any(_figures(document.text, sentence)):
            gaps.append(Uncovered(f"nothing cites or sets aside: «{text.strip()}»", line))
            continue
        else:
            counts["silent"] += 1
        gaps += [
            Uncovered(f"no value takes «{document.text[slice(*figure)]}» in «{text.strip()}»", line)
            for figure in _figures(document.text, sentence)
            if not _touched(figure, [*cited, *aside])
        ]
    return CoverageCount(document.source, sum(counts.values()), **counts), gaps


def _figures(text: str, sentence: Span) -> Iterator[Span]:
    """The figures of a sentence, without the number of a list item or heading."""
    start, end = sentence
    number = _LIST_NUMBER.match(text, start, end)
    for found in _FIGURE.finditer(text, number.end() if number else start, end):
        yield found.span()


def _touched(span: Span, by: Sequence[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in by)
