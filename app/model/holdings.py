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


RENDERING = 1
"""The version of the representations: raised when one comes out in other bytes, so that no store serves old ones."""
FORMS = ("plain", "evidence", "flat", "csv")
"""The representations of a record: its plain values, its evidence, its row as JSON and its row as CSV."""
POINT_FORMS = ("point", "point_csv")
"""Those that a reserve snapshot has besides: its row in a timeline, as JSON and as CSV."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A record's representations in the order of `FORMS` (and of `POINT_FORMS` for a snapshot), without what is
    beside it in an answer."""

    record: str
    bodies: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """A series of reserve snapshots: one holder, one asset. Its label is editorial."""

    id: str
    label: str
    holder: str
    asset: str
    snapshots: int


@dataclass(frozen=True, slots=True)
class Findable:
    """What a search can find: a record (its type and place among its type's rows) or a passage, and what is shown."""

    record_type: str | None
    place: int | None
    label: str
    text: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Representations:
    """What follows from holdings and is stored beside them, so that an answer has only to be put together."""

    rendered: Mapping[str, Sequence[Rendering]]
    """Record type → the representation of each of its records, in the order of the records' ids."""
    timelines: Sequence[Timeline]
    findable: Sequence[Findable]
