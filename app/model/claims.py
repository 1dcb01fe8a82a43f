"""The chain that serves a value: a field shows a claim, a claim quotes a passage, a passage stands in a document."""

import hashlib
import json
from dataclasses import astuple, dataclass
from typing import Literal, get_args

from app.model.fields import Value
from app.model.verdicts import Verdict

Basis = Literal["verbatim", "normalised", "inferred", "interpreted", "computed"]
Agreement = Literal["single-source", "agreed", "refined", "complementary", "disputed", "not-stated"]
Decider = Literal["rule", "curator"]
Support = Literal["value", "context"]
Place = Literal["shown", "corroborating", "alternative"]
Outcome = Literal["passed", "failed", "accepted"]
DECIDERS: tuple[Decider, ...] = get_args(Decider)
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
EvidenceClaim = tuple[str, Place, Verdict | None]
"""A claim on a field, its place there, and its verdict against the shown one."""

BASES: dict[Basis, str] = {
    "verbatim": "The document's own characters.",
    "normalised": "Derived from the quoted passage alone: a number, a date, a code, an id, plain spaces.",
    "inferred": "Derived by a named rule from the passage and from context, which is cited too.",
    "interpreted": "The curator's reading of the passage, with the reason for it.",
    "computed": "Worked out from other fields, which are listed.",
}
AGREEMENTS: dict[Agreement, str] = {
    "single-source": "One source states it.",
    "agreed": "More than one source states it, and they say the same.",
    "refined": "The statements differ in precision only; one is shown by rule, the others stand beside it.",
    "complementary": "A list to which more than one source adds; nobody contradicts anybody.",
    "disputed": "The statements contradict each other, or word it so differently that no vocabulary equates them.",
    "not-stated": "No source says it. The value is null.",
}
WORST_FIRST: tuple[Agreement, ...] = ("disputed", "refined", "complementary", "agreed", "single-source", "not-stated")
"""A record's agreement is that of its worst field."""
CHECKS: dict[str, str] = {
    "implied-price": "Amount times price is the stated value, within the rounding of all three.",
    "explained-change": "Where purchases between two snapshots are stated, they add up to the change.",
    "dates-in-order": "One source lists the snapshots of a series in the order of time; a policy ends after it began.",
    "dated-by-publication": "What a source reports as past is not later than its own date.",
}
UNDATED = "undated-takes-document-date"
"""The rule by which a statement without a date of its own has the open one of its document."""
CONTEXT = 32
"""Characters of prefix and suffix that a citation keeps."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A passage of a document, as a W3C Web Annotation text quote and text position selector.

    Offsets count Unicode code points (`start`, `end`) and bytes of the UTF-8 document, end exclusive.
    """

    id: str
    source: str
    start: int
    end: int
    byte_start: int
    byte_end: int
    exact: str
    prefix: str
    suffix: str


def cite(source: str, sha256: str, text: str, start: int, end: int) -> Citation:
    """The citation of `text[start:end]`; its id is a hash of the document's hash and the offsets."""
    byte_start = len(text[:start].encode())
    exact = text[start:end]
    return Citation(
        content_id("cit", sha256, start, end),
        source,
        start,
        end,
        byte_start,
        byte_start + len(exact.encode()),
        exact,
        text[max(0, start - CONTEXT) : start],
        text[end : end + CONTEXT],
    )


def is_proved(citation: Citation, sha256: str, data: bytes) -> bool:
    """Whether these bytes have this hash and read at the citation's offsets exactly what it says."""
    return hashlib.sha256(data).hexdigest() == sha256 and reads_so(citation, sha256, data, data.decode())


def reads_so(citation: Citation, sha256: str, data: bytes, text: str) -> bool:
    """Whether a document of this hash, as bytes and as text, reads at the citation's offsets exactly what it says."""
    same_bytes = data[citation.byte_start : citation.byte_end] == citation.exact.encode()
    return same_bytes and cite(citation.source, sha256, text, citation.start, citation.end) == citation


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one field of one record.

    `text` are the source's words for the value in plain typing (spaces, quotation marks and hyphens folded), None
    where the value is not in words; the citation has the document's own characters.
    `citations` come with what they are for: the value itself, or context that a rule needed.
    """

    id: str
    record_type: str
    record: str
    field: str
    source: str
    value: Value
    text: str | None
    basis: Basis
    rule: str | None
    reason: str | None
    citations: tuple[tuple[str, Support], ...]

    @property
    def words(self) -> str:
        """The source's words, or the value where it has none."""
        return self.text or str(self.value.value)


@dataclass(frozen=True, slots=True)
class Evidence:
    """How one field of one record came to show what it shows.

    `claims` are all claims on the field with their place, each with its verdict against the first shown one.
    `rule`, `decided_by` and `reason` are None where there was nothing to decide.
    """

    record_type: str
    record: str
    field: str
    agreement: Agreement
    rule: str | None
    decided_by: Decider | None
    reason: str | None
    conflict: str | None
    claims: tuple[EvidenceClaim, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims that cannot all hold, or that a curator says do not go together.

    `reason` says why they do not; which of them a field shows all the same, its evidence says.
    """

    id: str
    kind: Verdict
    record_type: str
    record: str
    field: str
    found_by: Decider
    reason: str
    claims: tuple[str, ...]
    pairs: tuple[tuple[str, str, Verdict], ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The result of one consistency check on one record; failed ones warn, and an accepted one says why."""

    id: str
    name: str
    record_type: str
    record: str
    outcome: Outcome
    statement: str
    accepted_because: str | None
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A passage that was read and holds no fact for this store, with the reason."""

    source: str
    start: int
    end: int
    why: str


def content_id(prefix: str, *parts: object) -> str:
    """An id made of what it identifies: the prefix and 64 bits of the SHA-256 of the parts."""
    canonical = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return f"{prefix}_{hashlib.sha256(canonical.encode()).hexdigest()[:16]}"


def claim_id(claim: Claim) -> str:
    """A claim's id: the hash of all that it says, on which basis, and where it stands."""
    return content_id("clm", *astuple(claim)[1:])
