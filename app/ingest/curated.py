"""A document with what its claims file makes of it, for the curator who is at work on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import Finding
from app.ingest.coverage import Uncovered, covering, gaps_of
from app.ingest.documents import Document
from app.ingest.findings import Findings, finding_of
from app.ingest.progress import Tell, silent
from app.ingest.seeds import SeedFiles, read_statements
from app.ingest.tables import SeedFile
from app.model.claims import Citation, SetAside
from app.model.coverage import Sentence, sentences


@dataclass(frozen=True, slots=True)
class Curated:
    """A document, sentence by sentence; `refusals` are those of its claims file, which then cites less than it says.

    Without a document, it is the refusals that say why there is none.
    """

    name: str
    """The document's file, as findings name it; without a document, the claims file."""
    document: Document | None
    sentences: Sequence[Sentence] = ()
    gaps: Sequence[Finding] = ()
    refusals: Sequence[Finding] = ()


def curated(files: SeedFiles, claims: SeedFile, tell: Tell = silent) -> Curated:
    """The document of this claims file, as its entries leave it; other claims files are not looked at."""
    findings = Findings()
    stated = read_statements(replace(files, claims=[claims]), findings, tell)
    # Gaps are told whether or not entries are refused, and disputes are about other files too.
    other = {files.disputes.name}
    refusals = [each for each in findings.ordered() if each.code != Uncovered.code and each.file not in other]
    if not stated.documents:
        return Curated(claims.name, None, refusals=refusals)
    document = stated.documents[0][1]
    name = f"documents/{next(claims.tables('document')).text('file')}"
    citations = covering(stated.readings.statements)
    return covered(name, document, citations, stated.readings.set_aside, refusals)


def covered(
    name: str,
    document: Document,
    citations: Sequence[Citation] = (),
    set_aside: Sequence[SetAside] = (),
    refusals: Sequence[Finding] = (),
) -> Curated:
    """A document held against the passages that values are taken from; of one that nobody curated, there are none."""
    found = list(sentences(document.text, citations, set_aside))
    told = [finding_of(name, gap.line, gap) for gap in gaps_of(document, found)]
    return Curated(name, document, found, told, refusals)
