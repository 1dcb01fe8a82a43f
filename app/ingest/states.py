"""States: the data as they stand on one side of a comparison, by record, in the words of the sources."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.model.claims import Agreement, Basis, Check, Claim
from app.model.fields import Value
from app.model.holdings import Cell, Holdings, Row

T = TypeVar("T")
Record = tuple[str, str]
"""A record: its type and its id."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a source says: its words (None if a curator reads a value out of others) and what follows from them."""

    about: str
    """`record type/record/field`, as disputes name it."""
    source: str
    words: str | None
    value: Value
    rule: str | None = None
    """What an inferred value needed beyond its words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a record shows in one field: its cells as they are stored, whose words they follow from, and how these
    were chosen. Of what is editorial or measured there are cells alone."""

    cells: Mapping[str, Cell]
    said: tuple[Quoted, ...] = ()
    agreement: Agreement | None = None
    rule: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A claim on one field, as far as it can differ from another one of its source."""

    claim: str
    field: str
    quoted: Quoted
    basis: Basis
    rule: str | None
    reason: str | None
    passage: str
    """The passage that holds its value, in the document's own characters."""
    start: int
    """The first code point of it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A disagreement, filed under one field, with its sides."""

    id: str
    field: str
    kind: str
    found_by: str
    reason: str
    members: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """A passage that is set aside, and why."""

    source: str
    passage: str
    why: str


class State:
    """All of it, to be looked up by record: its type and its id."""

    def __init__(self, held: Holdings) -> None:
        self.held = held
        self.rows = {(name, str(row["id"])): row for name, rows in held.records.items() for row in rows}
        self._evidence = {(each.record_type, each.record, each.field): each for each in held.evidence}
        self._claims = {claim.id: claim for claim in held.claims}
        self._passages = {citation.id: citation for citation in held.citations}
        self._of_record = _grouped(held.claims, lambda claim: (claim.record_type, claim.record))
        self._conflicts = _grouped(held.conflicts, lambda conflict: (conflict.record_type, conflict.record))
        self._checks = _grouped(held.checks, lambda check: (check.record_type, check.record))

    def shown(self, record: Record, field: str, columns: Iterable[str]) -> Shown | None:
        """What the record shows in these columns of the field; None if there is no such record, or nothing in them."""
        row: Row = self.rows.get(record, {})
        cells = {column: row.get(column) for column in columns}
        if all(cell is None for cell in cells.values()):
            return None
        if (proof := self._evidence.get((*record, field))) is None:
            return Shown(cells)
        said = tuple(self._quoted(claim) for claim, place, _ in proof.claims if place == "shown")
        return Shown(cells, said, proof.agreement, proof.rule, proof.reason)

    def said(self, record: Record) -> list[Said]:
        """Every claim on a record, in the order of the documents."""
        found = (self._said(claim) for claim in self._of_record.get(record, ()))
        return sorted(found, key=lambda said: (said.quoted.source, said.start, said.claim))

    def disagreements(self, record: Record) -> list[Disagreement]:
        """Every disagreement that is filed under a record."""
        return [
            Disagreement(c.id, c.field, c.kind, c.found_by, c.reason, tuple(self._quoted(claim) for claim in c.claims))
            for c in sorted(self._conflicts.get(record, ()), key=lambda conflict: conflict.id)
        ]

    def checks(self, record: Record) -> list[Check]:
        """Every check of a record."""
        return sorted(self._checks.get(record, ()), key=lambda check: check.id)

    def asides(self) -> Iterator[Aside]:
        """Every passage that is set aside."""
        texts = {document.source: document.data.decode() for document in self.held.documents}
        for each in sorted(self.held.set_aside, key=lambda aside: (aside.source, aside.start, aside.end)):
            yield Aside(each.source, texts[each.source][each.start : each.end], each.why)

    def _quoted(self, claim: str) -> Quoted:
        found = self._claims[claim]
        about = f"{found.record_type}/{found.record}/{found.field}"
        return Quoted(about, found.source, found.text, found.value, found.rule)

    def _said(self, claim: Claim) -> Said:
        passage = self._passages[claim.citations[0][0]]
        because = (claim.basis, claim.rule, claim.reason)
        return Said(claim.id, claim.field, self._quoted(claim.id), *because, passage.exact, passage.start)


def _grouped(things: Iterable[T], record: Callable[[T], Record]) -> dict[Record, list[T]]:
    groups: dict[Record, list[T]] = {}
    for each in things:
        groups.setdefault(record(each), []).append(each)
    return groups
