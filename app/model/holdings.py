"""All that one store holds, as the ingestion hands it to the writer and the proof compares it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.model.claims import Check, Citation, Claim, Conflict, Evidence, SetAside

Cell = str | int | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document's bytes under the id of its source."""

    source: str
    sha256: str
    data: bytes


@dataclass(frozen=True, slots=True)
class CoverageCount:
    """Sentences of one document by what was made of them; a published store has no gaps."""

    source: str
    sentences: int
    cited: int
    set_aside: int
    silent: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """The content of a store; records are rows by record type, each in the columns of the registry."""

    documents: Sequence[SourceText]
    records: Mapping[str, Sequence[Row]]
    citations: Sequence[Citation]
    claims: Sequence[Claim]
    evidence: Sequence[Evidence]
    conflicts: Sequence[Conflict]
    checks: Sequence[Check]
    set_aside: Sequence[SetAside]
    coverage: Sequence[CoverageCount]
