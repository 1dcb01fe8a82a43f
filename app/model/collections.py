"""Collections: all that is served as a list, each with its columns; records first, then the evidence for them."""

from dataclasses import dataclass

from app.model.claims import BASES, CHECKS, DECIDERS, OUTCOMES
from app.model.dates import PRECISIONS
from app.model.fields import Column, Field, RecordType
from app.model.quantities import QUALIFIERS
from app.model.records import BY_NAME, RECORD_TYPES
from app.model.verdicts import VERDICTS


@dataclass(frozen=True, slots=True)
class EvidenceType:
    """One kind of evidence: its names, what it means, and its columns."""

    path: str
    """As in URLs and as its table is called, e.g. `claims`."""
    singular: str
    doc: str
    columns: tuple[Column, ...]

    @property
    def table(self) -> str:
        return self.path

    @property
    def dated(self) -> Field | None:
        """Evidence has no time of its own."""
        return None


Collection = RecordType | EvidenceType

RECORDS = "records"
"""What a column refers to whose ids are those of any record."""
_ID = Column("id", "text", "A stable name, made of what it names.", certain=True)
_REASON = Column("reason", "text", "The curator's reason for an interpretation.")
_ABOUT = (
    Column("record_type", "text", "The kind of record that it is about.", codes=tuple(BY_NAME), certain=True),
    Column("record", "text", "The id of the record that it is about.", refers=RECORDS, certain=True),
)
_FIELD_NAMES = tuple(sorted({field.name for record_type in RECORD_TYPES for field in record_type.fields}))
_FIELD = Column("field", "text", "The field of the record that it is about.", codes=_FIELD_NAMES, certain=True)
_CLAIMS = Column("claims", "list", "The ids of its claims.", refers="claims", certain=True)
_SOURCE = Column("source", "text", "The id of the source that says it.", refers="sources", certain=True)

CLAIMS = EvidenceType(
    "claims",
    "claim",
    "What one source says of one field of one record.",
    (
        _ID,
        *_ABOUT,
        _FIELD,
        Column("value", "text", "What is stated: a figure, a date in EDTF, a code, an id or a text."),
        Column("low", "text", "Lower end of a figure, first day of a date."),
        Column("high", "text", "Upper end of a figure, last day of a date."),
        Column("qualifier", "text", "The source's hedge.", codes=tuple(QUALIFIERS)),
        Column("unit", "text", "The unit of a figure."),
        Column("precision", "text", "How precise a date is.", codes=tuple(PRECISIONS)),
        Column("text", "text", "The source's words, in plain spaces."),
        Column("basis", "text", "How the value follows from the passage.", codes=tuple(BASES), certain=True),
        Column("rule", "text", "The rule of an inference."),
        _REASON,
        _SOURCE,
        Column(
            "citations", "list", "The ids of its passages, first that of the value.", refers="citations", certain=True
        ),
    ),
)
CITATIONS = EvidenceType(
    "citations",
    "citation",
    "A passage of a document, with its exact characters and offsets.",
    (
        _ID,
        _SOURCE,
        Column("start", "number", "First code point.", certain=True),
        Column("end", "number", "Code point after the last.", certain=True),
        Column("byte_start", "number", "First byte in the UTF-8 document.", certain=True),
        Column("byte_end", "number", "Byte after the last.", certain=True),
        Column("exact", "text", "The document's own characters.", certain=True),
        Column("prefix", "text", "The characters before it.", certain=True),
        Column("suffix", "text", "The characters after it.", certain=True),
    ),
)
CONFLICTS = EvidenceType(
    "conflicts",
    "conflict",
    "Claims that cannot all hold, found by rule or written by a curator.",
    (
        _ID,
        Column("kind", "text", "How the claims stand to each other.", codes=tuple(VERDICTS), certain=True),
        *_ABOUT,
        _FIELD,
        Column("found_by", "text", "Who found it.", codes=DECIDERS, certain=True),
        Column("reason", "text", "Why the claims do not go together, and who says what.", certain=True),
        _CLAIMS,
        Column("shown", "text", "The claim that the field shows all the same; null across fields."),
        Column("rule", "text", "The rule that chose it."),
        Column("sources", "list", "The sources that its claims are from.", refers="sources", certain=True),
        Column("statements", "list", "What its claims say, each as `words (source)`.", certain=True),
    ),
)
CHECK_RESULTS = EvidenceType(
    "checks",
    "check",
    "Results of consistency checks: passed, failed, or failed and accepted with a reason.",
    (
        _ID,
        Column("check", "text", "Which check.", codes=tuple(CHECKS), certain=True),
        *_ABOUT,
        Column("outcome", "text", "How it ended.", codes=OUTCOMES, certain=True),
        Column("statement", "text", "What was compared, and what came out.", certain=True),
        Column("accepted_because", "text", "Why a failed check is accepted."),
        _CLAIMS,
    ),
)
EVIDENCE_TYPES: tuple[EvidenceType, ...] = (CLAIMS, CITATIONS, CONFLICTS, CHECK_RESULTS)
COLLECTIONS: tuple[Collection, ...] = (*RECORD_TYPES, *EVIDENCE_TYPES)
BY_PATH: dict[str, Collection] = {collection.path: collection for collection in COLLECTIONS}
