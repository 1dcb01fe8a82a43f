"""Gaps: what a document says and nothing cites or sets aside is refused, sentence by sentence and figure by figure."""

from collections.abc import Iterable, Iterator, Sequence

from app.errors import CurationError
from app.ingest.documents import Document
from app.ingest.entries import Statement
from app.model.claims import Citation, SetAside
from app.model.coverage import Sentence, numbered, sentences, tally
from app.model.holdings import CoverageCount
from app.model.records import OF_THE_WHOLE


class Uncovered(CurationError):
    code = "uncovered"
    remedy = "state what it says in an entry, or set it aside with [[ignore]] and a reason"

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.line = line
        """The line of the document, from 1."""


def covering(statements: Iterable[Statement]) -> list[Citation]:
    """The passages that values are taken from.

    What is read of a document as a whole, its language and its rank, takes nothing from the passage that shows it.
    """
    return [
        statement.citations[0]
        for statement in statements
        if (statement.claim.record_type, statement.claim.field) not in OF_THE_WHOLE
    ]


def cover(
    document: Document, citations: Sequence[Citation], ignored: Sequence[SetAside]
) -> tuple[CoverageCount, list[Uncovered]]:
    """Count a document's sentences and name its gaps."""
    cited = (each for each in citations if each.source == document.source)
    aside = (each for each in ignored if each.source == document.source)
    found = list(sentences(document.text, cited, aside))
    counts = tally(found)
    curated = (counts["cited"], counts["set-aside"], counts["silent"])
    return CoverageCount(document.source, sum(curated), *curated), gaps_of(document, found)


def gaps_of(document: Document, found: Iterable[Sentence]) -> list[Uncovered]:
    """The gaps in the sentences of a document."""
    return [gap for line, sentence in numbered(found, document.text) for gap in _gaps(document.text, sentence, line)]


def _gaps(text: str, sentence: Sentence, line: int) -> Iterator[Uncovered]:
    """A sentence that is a gap is one refusal, whatever figures are in it."""
    words = text[sentence.start : sentence.end].strip()
    if sentence.state == "gap":
        yield Uncovered(f"nothing cites or sets aside: «{words}»", line)
        return
    for figure in sentence.uncovered:
        yield Uncovered(f"no value takes «{text[slice(*figure)]}» in «{words}»", line)
