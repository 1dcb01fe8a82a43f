"""All that one store holds, as the ingestion hands it to the writer and the proof compares it again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.model.claims import Check, Citation, Claim, Conflict, Evidence, SetAside
from app.model.fields import RecordType
from app.model.records import RESERVE_SNAPSHOT

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


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """One line of the dictionary that the documents were read by: what a word means in one scope.

    Scopes: `kind` and `label` of an entity, by its id; `name` and `not-name`, which mean the entity that they link
    to or must never link to; `unit`, a count noun; `<record type>.<field>`, a phrase that means a code.
    """

    scope: str
    word: str
    meaning: str


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
    words: Sequence[Word]
    """The dictionary, so that a store proves itself without the files that it was made from."""


RENDERING = 3
"""The version of the representations: raised when one comes out in other bytes, so that no store serves old ones."""
FORMS: Mapping[str, tuple[str, ...]] = {
    "rendered": ("plain", "flat", "csv"),
    "cited": ("evidence", "passages", "sources"),
}
"""The representations of a record, by the tables that they stand in: its plain values, its row as JSON and as CSV;
its evidence, the passages that this refers to, and the ids of their sources."""
STANDING = "rendered"
"""The table in which a record's agreement stands, too."""
POINT_FORMS: Mapping[str, tuple[str, ...]] = {"points": ("point", "point_csv")}
"""Those that a reserve snapshot has besides: its row in a timeline, as JSON and as CSV."""


def forms_of(record_type: RecordType) -> Mapping[str, tuple[str, ...]]:
    """The representations that a record of this type has, by table."""
    return {**FORMS, **POINT_FORMS} if record_type is RESERVE_SNAPSHOT else FORMS


@dataclass(frozen=True, slots=True)
class Rendering:
    """A record's representations by the name of their form, without what is beside it in an answer."""

    record: str
    agreement: str
    """That of its worst field."""
    bodies: Mapping[str, bytes]


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
