"""Records as they are stored, read back: their values, what proves each field, and the passages behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from app.model.claims import Agreement, Basis, Decider
from app.model.verdicts import Verdict

Figure = int | float
Scalar = Figure | str | None
Value = Scalar | list[str]


class Resolution(msgspec.Struct, frozen=True):
    """Why the shown claim is the shown one."""

    rule: str
    by: Decider
    reason: str | None


class Item(msgspec.Struct, frozen=True):
    """A claim beside the shown one, or one member of a list: what it states, on which basis, and where."""

    claim: str
    basis: Basis
    rule: str | None
    reason: str | None
    value: Scalar
    low: Scalar
    high: Scalar
    qualifier: str | None
    unit: str | None
    precision: str | None
    text: str | None
    citations: tuple[str, ...]
    verdict: Verdict | None = None
    source: str | None = None


class Proof(msgspec.Struct, frozen=True):
    """The evidence for one field, of one value (`claim`, `alternatives`) or of a list (`items`)."""

    agreement: Agreement
    covers: tuple[str, ...]
    citations: tuple[str, ...]
    conflict: str | None
    related_conflicts: tuple[str, ...]
    claim: str | None = None
    basis: Basis | None = None
    rule: str | None = None
    reason: str | None = None
    alternatives: tuple[Item, ...] = ()
    items: tuple[Item, ...] = ()
    resolution: Resolution | None = None

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The disagreement over this field, and others that its claims take part in."""
        return tuple(filter(None, (self.conflict, *self.related_conflicts)))


class Passage(msgspec.Struct, frozen=True):
    """A pooled passage."""

    source: str
    start: int
    end: int
    exact: str
    prefix: str
    suffix: str
    byte_start: int
    byte_end: int


@dataclass(frozen=True, slots=True)
class Stored:
    """One record with all that is stored beside it."""

    values: Mapping[str, Value]
    proofs: Mapping[str, Proof]
    passages: Mapping[str, Passage]

    @property
    def id(self) -> str:
        return str(self.values["id"])

    @property
    def label(self) -> str:
        return str(self.values["label"])


FORMS = ("plain", "evidence", "passages")
"""The stored representations that `stored` reads."""
_values = msgspec.json.Decoder(dict[str, int | float | str | list[str] | None])
_proofs = msgspec.json.Decoder(dict[str, Proof])
_passages = msgspec.json.Decoder(dict[str, Passage])


def stored(row: Sequence[bytes]) -> Stored:
    """A record from its stored representations, in the order of `FORMS`."""
    plain, evidence, passages = row
    return Stored(_values.decode(plain), _proofs.decode(evidence), _passages.decode(passages))
