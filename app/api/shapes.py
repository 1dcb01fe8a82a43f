"""The shapes that all answers share, for OpenAPI; `schemas` derives from the registry those that differ by record.

No member has a default: all of them are always there, and null means that no source says it.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from app.model.claims import Agreement, Basis, Decider, Outcome, Support
from app.model.coverage import STATES, State
from app.model.dates import Precision
from app.model.quantities import Qualifier
from app.model.verdicts import Verdict

Scalar = str | float | None
RecordName = Literal["actor", "event", "reserve_snapshot", "policy", "indicator", "source"]


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="A URN that names the kind of problem.")
    title: str
    status: int
    detail: str = Field(description="What is wrong, where, and how to mend it.")
    instance: str = Field(description="The path that was asked for.")
    parameter: str | None = Field(default=None, description="The query parameter that is wrong, if one is.")
    nearest: str | None = Field(default=None, description="What may have been meant: an id, a parameter or a path.")
    formats: list[str] | None = Field(default=None, description="The formats or media types that there are.")
    allow: str | None = Field(default=None, description="The methods that there are.")


class Citation(BaseModel):
    """A passage: W3C Web Annotation text quote and text position selectors in one."""

    source: str
    start: int = Field(description="First code point.")
    end: int = Field(description="Code point after the last.")
    exact: str = Field(description="The document's own characters.")
    prefix: str
    suffix: str
    byte_start: int = Field(description="First byte in the UTF-8 document.")
    byte_end: int = Field(description="Byte after the last.")
    url: str = Field(description="Where people read it: marked in its document.")
    proof_url: str = Field(description="Where it proves itself again.")


class PooledSource(BaseModel):
    """A source that citations on this page refer to."""

    title: str | None
    label: str = Field(description="Editorial.")
    publisher: str | None
    published: str | None = Field(description="Publication date in EDTF, an interval where it is not known better.")
    rank: str | None
    sha256: str = Field(description="SHA-256 of the document's bytes.")
    url: str = Field(description="Where people read it, with its cited passages marked.")
    record_url: str = Field(description="Where its record is.")
    text_url: str = Field(description="The document's exact bytes.")


class Meta(BaseModel):
    """What the answer was made from."""

    dataset: str = Field(description="Digest of the whole data set.")
    offset_unit: Literal["codepoint"]
    self: str


class PageInfo(BaseModel):
    """Where in a list an answer stands."""

    limit: int
    next: str | None = Field(description="Address of the next page, null on the last one.")
    count: int = Field(description="How many there are in all.")


class SearchInfo(BaseModel):
    """Where in the results of a search an answer stands; how many there are in all is not counted."""

    limit: int
    next: str | None = Field(description="Address of the next page, null on the last one.")
    count: None


class Stated(BaseModel):
    """What a claim states. Dates are EDTF in `value`, with first and last day in `low` and `high`."""

    value: Scalar
    low: Scalar
    high: Scalar
    qualifier: Qualifier | None
    unit: str | None
    precision: Precision | None
    text: str | None = Field(description="The source's words, in plain spaces.")
    basis: Basis
    rule: str | None = Field(description="The rule of an inference.")
    reason: str | None = Field(description="The curator's reason for an interpretation.")


class Alternative(Stated):
    """A claim that says something else than the one shown."""

    claim: str
    verdict: Verdict = Field(description="How it stands to the one shown.")
    source: str
    citations: list[str]


class Item(Stated):
    """A member of a list, with its own citations."""

    claim: str
    citations: list[str]


class Resolution(BaseModel):
    """Why the shown claim is the shown one."""

    rule: str
    by: Decider
    reason: str


class Disagreement(BaseModel):
    """How the sources stand to each other on one field."""

    agreement: Agreement
    covers: list[str] = Field(description="The members of the record that this evidence proves.")
    citations: list[str] = Field(description="Passages behind what is shown: its own, then its context's.")
    conflict: str | None = Field(description="The disagreement over this field.")
    related_conflicts: list[str] = Field(description="Other disagreements that its claims take part in.")
    checks: list[str] = Field(description="The checks that compared its claims.")


class Evidence(Disagreement):
    """The evidence for a field with one value."""

    claim: str | None
    basis: Basis | None
    rule: str | None
    reason: str | None
    corroborated_by: list[str] = Field(description="Claims that say the same.")
    alternatives: list[Alternative]
    resolution: Resolution | None


class ListEvidence(Disagreement):
    """The evidence for a field with several members."""

    items: list[Item]


class Passage(BaseModel):
    """A passage of a claim, and what it is for: the value, or context that its rule needed."""

    citation: str
    support: Support


class Claim(Stated):
    """What one source says of one field of one record."""

    id: str
    record_type: RecordName
    record: str
    record_url: str = Field(description="Where the record is.")
    field: str
    source: str
    citations: list[Passage]


class Pair(BaseModel):
    """How two claims of a conflict stand to each other."""

    a: str
    b: str
    verdict: Verdict


class Conflict(BaseModel):
    """A disagreement between claims."""

    id: str
    kind: Verdict
    record_type: RecordName
    record: str
    record_url: str = Field(description="Where the record is.")
    field: str
    found_by: Decider
    reason: str = Field(description="Why the claims do not go together.")
    shown: str | None = Field(description="The claim that the field shows all the same; null across fields.")
    resolution: Resolution | None
    claims: list[Claim]
    pairs: list[Pair]


class Check(BaseModel):
    """The result of one consistency check."""

    id: str
    check: str
    record_type: RecordName
    record: str
    record_url: str = Field(description="Where the record is.")
    outcome: Outcome
    statement: str
    accepted_because: str | None
    claims: list[Claim]


class CitationRecord(Citation):
    """A passage by itself."""

    id: str


class ProvedCitation(CitationRecord):
    """A passage, read again from the stored bytes for this very answer."""

    verified: bool = Field(description="Whether the bytes still have their hash and read so at the offsets.")
    claims: list[str] = Field(description="The claims that quote it.")


class Fact(BaseModel):
    """So much of a claim as a search shows."""

    id: str = Field(description="The claim.")
    record_type: RecordName
    record: str
    record_url: str = Field(description="Where the record is.")
    field: str
    value: Scalar
    low: Scalar
    high: Scalar
    qualifier: Qualifier | None
    unit: str | None
    text: str | None


class RecordHit(BaseModel):
    """A record that a search found."""

    kind: Literal["record"]
    url: str = Field(description="Where the record is.")
    label: str
    record_type: RecordName
    record: str


class PassageHit(BaseModel):
    """A passage of a document that a search found, with the facts that it is cited for."""

    kind: Literal["passage"]
    url: str = Field(description="Where people read it: in its document, at the first passage in it that is cited.")
    text_url: str = Field(description="The document's exact bytes.")
    label: str = Field(description="Of the document.")
    source: str
    start: int = Field(description="First code point of the passage.")
    end: int = Field(description="Code point after its last.")
    text: str = Field(description="The passage, in the document's own characters.")
    claims: list[Fact] = Field(description="The first facts that the passage is cited for.")
    claims_in_all: int = Field(description="How many there are.")


Hit = Annotated[RecordHit | PassageHit, Field(discriminator="kind")]


class Timeline(BaseModel):
    """A series of reserve snapshots, without its points."""

    id: str
    label: str
    holder: str
    asset: str
    snapshots: int
    url: str
    embed_url: str = Field(description="The page with its chart, to look at or to frame.")


class Coverage(BaseModel):
    """What was made of a document's sentences."""

    source: str
    sentences: int
    cited: int
    set_aside: int
    silent: int


class Sentence(BaseModel):
    """A sentence, heading or list item of a document, and what was made of it."""

    start: int = Field(description="First code point.")
    end: int = Field(description="Code point after the last.")
    byte_start: int = Field(description="First byte in the UTF-8 document.")
    byte_end: int = Field(description="Byte after the last.")
    text: str = Field(description="The document's own characters.")
    state: State = Field(description=" ".join(f"`{state}`: {meaning}" for state, meaning in STATES.items()))
    citations: list[str] = Field(description="The passages in it that values are taken from.")
    why: str | None = Field(description="The curator's reason, where it or a part of it is set aside.")


class SentenceCounts(BaseModel):
    """How many sentences a document has, and how many of each state."""

    sentences: int
    cited: int
    set_aside: int
    silent: int
    gap: int


class SourceCoverage(BaseModel):
    """What was made of every sentence of a document."""

    source: str
    counts: SentenceCounts = Field(description="Of the whole document.")
    sentences: list[Sentence] = Field(description="In the order of the document.")


class SetAside(BaseModel):
    """A passage that holds no fact for this store."""

    source: str
    start: int
    end: int
    why: str


class Dataset(BaseModel):
    """The data set as a whole."""

    digest: str
    schema_version: str
    counts: dict[str, int]
    checks: dict[str, int]
    coverage: list[Coverage]
    set_aside: list[SetAside]
    sources: dict[str, str] = Field(description="Each document's SHA-256.")
    licence: str


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]


class Readiness(BaseModel):
    """A proved store is being served."""

    status: Literal["ready"]
    dataset: str = Field(description="Its digest.")
    published: datetime = Field(description="When it was published, in UTC.")
    age_seconds: int = Field(description="Seconds since then.")
    refused: str | None = Field(description="Why what is published now is not served; null if it is.")
