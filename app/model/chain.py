"""What a representation needs of the store: records' evidence with everything that it refers to, and series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.model.claims import Citation, Claim, Evidence
from app.model.holdings import Row


@dataclass(frozen=True, slots=True)
class Chain:
    """What stands behind some records or claims; every id in it resolves within it."""

    evidence: Mapping[tuple[str, str], Evidence]
    """(record, field) → evidence."""
    claims: Mapping[str, Claim]
    citations: Mapping[str, Citation]
    sources: Mapping[str, Row]
    conflicts: Mapping[str, Sequence[str]]
    """claim → the conflicts that it takes part in."""
    checks: Mapping[str, Sequence[str]]
    """claim → the checks that compared it."""
    decisions: Mapping[str, Evidence] = field(default_factory=dict)
    """conflict → the evidence of the field that it is about."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A series of reserve snapshots: one holder, one asset. Its label is editorial."""

    id: str
    label: str
    holder: str
    asset: str
    snapshots: int


EMPTY = Chain({}, {}, {}, {}, {}, {})
"""The chain behind data that nothing has to prove."""
